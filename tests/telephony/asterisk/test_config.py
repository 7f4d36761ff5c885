"""The generated configuration: complete, without a gap for masking, closed to the outside."""

import re
from pathlib import PurePosixPath

import pytest

from offhook.calls.values import SIP_REALM
from offhook.telephony.asterisk.config import TEMPLATES, WITHOUT_SETTINGS, home, render, transports
from offhook.telephony.asterisk.settings import InstanceSettings

SETTINGS = InstanceSettings(name="lab", sip_port=5070, tls_port=5071, http_port=8089, rtp_first=12000, rtp_last=12999)
FILES = render(SETTINGS, modules=PurePosixPath("/usr/lib/x/asterisk/modules"), secret="S3cret-_")


def settings_of(file: str, section: str) -> dict[str, str]:
    """The settings of one section. Comments and templates' brackets don't matter here."""
    found: dict[str, str] = {}
    inside = False
    for line in FILES[file].splitlines():
        if line.startswith("["):
            inside = line.startswith(f"[{section}]")
        elif inside and (match := re.match(r"(\w+) =>? ?(.*)", line)):
            found[match[1]] = match[2]
    return found


def test_every_template_is_rendered_and_no_placeholder_is_left() -> None:
    assert set(FILES) == set(TEMPLATES) | set(WITHOUT_SETTINGS)
    assert not [name for name, text in FILES.items() if "@{" in text]


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("direct_media", "no"),
        ("send_connected_line", "no"),
        ("trust_connected_line", "no"),
        ("trust_id_inbound", "no"),
        ("trust_id_outbound", "no"),
        ("send_pai", "no"),
        ("send_rpid", "no"),
        ("send_diversion", "no"),
        ("send_history_info", "no"),
        ("allow_transfer", "no"),
        ("redirect_method", "user"),
        ("sdp_session", "-"),
        ("sdp_owner", "-"),
        ("context", "incoming"),
        ("message_context", "refuse"),
        ("subscribe_context", "refuse"),
    ],
)
def test_every_trunk_masks(setting: str, value: str) -> None:
    assert settings_of("pjsip.conf", "trunk")[setting] == value


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("rtp_symmetric", "yes"),
        ("force_rport", "yes"),
        ("rewrite_contact", "yes"),
        ("rtp_timeout", "60"),
        ("dtmf_mode", "auto"),
        ("identify_by", "ip"),
        ("disallow", "all"),
    ],
)
def test_every_trunk_works_behind_address_translation_and_ends(setting: str, value: str) -> None:
    assert settings_of("pjsip.conf", "trunk")[setting] == value


def test_nobody_is_let_in_without_a_trunk_or_an_account() -> None:
    assert settings_of("pjsip.conf", "global")["endpoint_identifier_order"] == "username,ip"
    loaded = re.findall(r"(?m)^load = (\S+)\.so$", FILES["modules.conf"])
    assert settings_of("modules.conf", "modules")["autoload"] == "no"
    assert "res_pjsip_endpoint_identifier_ip" in loaded
    assert "res_pjsip_endpoint_identifier_anonymous" not in loaded
    assert not [name for name in loaded if name.startswith(("chan_", "app_system")) and name != "chan_pjsip"]
    assert len(loaded) == len(set(loaded))


def test_nothing_says_asterisk_to_the_outside() -> None:
    shown = settings_of("pjsip.conf", "global")
    assert [shown[name] for name in ("user_agent", "default_realm", "default_from_user")] == ["SIP", "sip", "sip"]


def test_what_is_no_call_finds_no_extension() -> None:
    lines = FILES["extensions.conf"].partition("[refuse]")[2].partition("\n[")[0].splitlines()
    assert [line for line in lines if line and not line.startswith(";")] == []


def test_behind_stasis_comes_the_apology_and_then_the_end() -> None:
    text = FILES["extensions.conf"]
    assert re.search(r"Stasis\(offhook,in,.*\)\n same => n,Goto\(apology,s,1\)\n", text)
    assert "Playback(/var/lib/offhook/lab/sounds/apology)" in text
    assert text.rstrip().endswith("same => n(done),Hangup(41)")


def test_ari_is_on_loopback_with_the_secret_and_patience() -> None:
    assert settings_of("http.conf", "general")["bindaddr"] == "127.0.0.1"
    assert settings_of("http.conf", "general")["bindport"] == "8089"
    assert settings_of("ari.conf", "offhook")["password"] == "S3cret-_"
    assert int(settings_of("ari.conf", "general")["websocket_write_timeout"]) >= 5000


def test_the_manager_is_off_and_danger_is_off() -> None:
    assert settings_of("manager.conf", "general")["enabled"] == "no"
    assert settings_of("asterisk.conf", "options")["live_dangerously"] == "no"


def test_logs_hold_no_notices() -> None:
    assert settings_of("logger.conf", "logfiles") == {"messages": "warning,error"}


def test_every_file_is_below_the_instance() -> None:
    written = settings_of("asterisk.conf", "directories")
    for name in ("astetcdir", "astvarlibdir", "astdbdir", "astkeydir", "astspooldir", "astrundir", "astlogdir"):
        assert PurePosixPath(written[name]).is_relative_to(home("lab"))


def test_audio_ports_are_those_chosen() -> None:
    found = settings_of("rtp.conf", "general")
    assert (found["rtpstart"], found["rtpend"]) == ("12000", "12999")


def test_browsers_are_told_no_address_but_the_machine_s_own() -> None:
    assert settings_of("rtp.conf", "general")["icesupport"] == "yes"
    assert "stunaddr" not in FILES["rtp.conf"]
    assert settings_of("rtp.conf", "ice_host_candidates") == {}


def test_behind_translation_browsers_are_told_of_the_address_outside_too() -> None:
    settings = InstanceSettings(stun="stun.example.com:3478")
    text = render(settings, modules=PurePosixPath("/x"), secret="s", outside=[("10.0.0.5", "198.51.100.4")])["rtp.conf"]
    assert "\nstunaddr = stun.example.com:3478\n" in text
    assert text.endswith("[ice_host_candidates]\n10.0.0.5 => 198.51.100.4,include_local_address\n")


def test_transports_for_udp_tcp_and_tls() -> None:
    text = transports(SETTINGS)
    bound = ["127.0.0.1:5070", "127.0.0.1:5070", "127.0.0.1:5071", "127.0.0.1"]
    assert re.findall(r"(?m)^bind = (.*)$", text) == bound
    assert "verify_server = yes" in text
    assert "external" not in text


def test_transports_for_ipv6_have_their_own_names() -> None:
    text = transports(InstanceSettings(listen6="::1"))
    assert re.findall(r"(?m)^\[(.*)\]$", text) == ["udp", "tcp", "tls", "udp6", "tcp6", "tls6", "ws"]
    assert "bind = [::1]:5060" in text


def test_unknown_softphones_are_challenged_as_known_ones_are() -> None:
    assert settings_of("pjsip.conf", "global")["default_realm"] == SIP_REALM


def test_softphones_are_kept_in_memory_beside_trunks_in_files() -> None:
    kept = settings_of("sorcery.conf", "res_pjsip")
    assert kept["contact"] == "memory"
    for kind in ("auth", "aor", "endpoint"):
        assert re.findall(rf"(?m)^{kind} = (.*)$", FILES["sorcery.conf"]) == [
            f"config,pjsip.conf,criteria=type={kind}",
            "memory",
        ]


def test_calls_of_softphones_come_in_without_what_the_phone_says_of_itself_and_only_as_numbers() -> None:
    calls = FILES["extensions.conf"].partition("[softphones]")[2].partition("\n[")[0]
    assert re.findall(r"(?m)^exten => (\S+?),", calls) == ["_[*+0-9].", "_[!-~]!"]
    assert "FILTER(*+0-9,${EXTEN})" in calls
    assert calls.index("Set(CALLERID(all)=)") < calls.index("Stasis(offhook,in,allowed,)")
    assert "\nexten => _[!-~]!,1,Hangup(21)\n" in calls


def test_a_public_address_is_shown_to_the_outside_only() -> None:
    text = transports(InstanceSettings(external_address="198.51.100.4", local_networks=("10.0.0.0/8",)))
    assert text.count("external_media_address = 198.51.100.4") == 3
    assert text.count("local_net = 10.0.0.0/8") == 3


def test_the_tone_that_callers_hear_is_known() -> None:
    assert settings_of("indications.conf", "us")["ring"] == "440+480/2000,0/4000"
