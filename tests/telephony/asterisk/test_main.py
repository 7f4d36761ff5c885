"""What systemd runs: Asterisk's settings come from offhook.toml, and what is wrong there is said."""

from pathlib import Path

import pytest

from offhook.telephony.asterisk.__main__ import main, read_settings
from offhook.telephony.asterisk.settings import InstanceSettings, SettingsRefused


def test_the_table_asterisk_is_read_and_the_rest_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "offhook.toml"
    file.write_text(
        'country = "US"\n[asterisk]\ninstance = "lab"\nhttp_port = 8099\ncertificate = "/a.pem"\n'
        'certificate_key = "/a.key"\nlocal_networks = ["10.0.0.0/8"]\n'
    )
    assert read_settings(file) == InstanceSettings(
        name="lab",
        http_port=8099,
        certificate=Path("/a.pem"),
        certificate_key=Path("/a.key"),
        local_networks=("10.0.0.0/8",),
    )


@pytest.mark.parametrize("text", [None, "", 'country = "US"\n'])
def test_without_the_table_the_defaults_hold(tmp_path: Path, text: str | None) -> None:
    file = tmp_path / "offhook.toml"
    if text is not None:
        file.write_text(text)
    assert read_settings(file) == InstanceSettings()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[asterisk]\nport = 1\n", r"asterisk\.port is no setting"),
        ('[asterisk]\nsip_port = "x"\n', r"asterisk: .*sip_port"),
        ("[asterisk]\nsip_port = 0\n", "sip_port must be from 1 to 65535"),
        ("[asterisk]\ninstance = '../x'\n", "name '../x'"),
        ("[asterisk\n", r"offhook\.toml"),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, text: str, says: str) -> None:
    file = tmp_path / "offhook.toml"
    file.write_text(text)
    with pytest.raises(SettingsRefused, match=says):
        read_settings(file)


def test_the_command_ends_with_one_line_and_status_2(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("OFFHOOK_ASTERISK_ROOT", str(tmp_path / "none"))
    with pytest.raises(SystemExit) as ended:
        main([str(tmp_path / "offhook.toml")])
    assert ended.value.code == 2
    assert "deploy/asterisk/install" in capsys.readouterr().err
