"""Settings that can't work are refused, by name and before anything is written."""

from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from offhook.telephony.asterisk.settings import InstanceSettings, SettingsRefused, as_path


@pytest.mark.parametrize(
    ("bad", "says"),
    [
        ({"name": ""}, "name"),
        ({"name": "../etc"}, "name"),
        ({"name": "a\n"}, "name"),
        ({"name": "A"}, "name"),
        ({"name": "a" * 33}, "at most 32"),
        ({"listen": "localhost"}, "not an IPv4 address"),
        ({"listen": "::1"}, "not an IPv4 address"),
        ({"listen6": "127.0.0.1"}, "not an IPv6 address"),
        ({"sip_port": 0}, "sip_port must be from 1 to 65535"),
        ({"http_port": 70000}, "http_port"),
        ({"tls_port": 5060}, "must differ"),
        ({"rtp_first": 10001}, "even"),
        ({"rtp_first": 20000, "rtp_last": 20002}, "at least 3 above"),
        ({"sip_port": 15000}, "outside the audio ports"),
        ({"external_address": "a b"}, "external_address"),
        ({"stun": "a b"}, "stun"),
        ({"stun": "stun.example.com:x"}, "use host or host:port"),
        ({"stun": "stun.example.com:70000"}, "stun must be from 1 to 65535"),
        ({"local_networks": ("10.0.0.1/8",)}, "local_networks"),
        ({"local_networks": ("x\n[y]",)}, "local_networks"),
        ({"certificate": Path("/x")}, "go together"),
        ({"certificate_key": Path("/x")}, "go together"),
        ({"rtp_timeout": 0}, "rtp_timeout"),
        ({"rtp_timeout_hold": 90000}, "rtp_timeout_hold"),
    ],
)
def test_what_cannot_work_is_refused_by_name(bad: dict[str, object], says: str) -> None:
    with pytest.raises(SettingsRefused, match=says):
        InstanceSettings(**bad)  # type: ignore[arg-type]


@given(
    field=st.sampled_from(["name", "listen", "listen6", "external_address", "stun"]),
    before=st.text(max_size=10),
    breaking=st.sampled_from(["\n", "\r", ";", "[", "]", "\0", "#", " ", "="]),
    after=st.text(max_size=10),
)
def test_no_text_leaves_its_line(field: str, before: str, breaking: str, after: str) -> None:
    with pytest.raises(SettingsRefused):
        InstanceSettings(**{field: before + breaking + after})  # type: ignore[arg-type]


def test_settings_survive_being_written_down() -> None:
    chosen = InstanceSettings(certificate=Path("/a.pem"), certificate_key=Path("/a.key"), listen6="::1")
    text = msgspec.json.encode(chosen, enc_hook=str)
    assert msgspec.json.decode(text, type=InstanceSettings, dec_hook=as_path) == chosen


def test_only_paths_are_read_as_paths() -> None:
    with pytest.raises(TypeError):
        as_path(Path, 3)
