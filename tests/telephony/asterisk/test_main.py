"""What systemd runs: Asterisk is prepared from the settings that the worker has, and what is wrong there is said."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from offhook.telephony.asterisk import instance, supervisor
from offhook.telephony.asterisk.__main__ import main
from offhook.telephony.asterisk.instance import AsteriskInstance
from offhook.telephony.asterisk.settings import InstanceSettings
from tests.networks.conftest import root  # noqa: F401 - a fixture

UNITS = Path(__file__).parents[3] / "deploy" / "systemd"


@pytest.fixture(autouse=True)
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder without an offhook.toml."""
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def supervised(monkeypatch: pytest.MonkeyPatch) -> list[AsteriskInstance]:
    """The instances that were prepared and would be kept alive."""
    kept: list[AsteriskInstance] = []
    monkeypatch.setattr(supervisor, "keep", kept.append)
    return kept


@pytest.mark.usefixtures("root")
def test_file_and_variables_are_read_as_the_worker_reads_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, supervised: list[AsteriskInstance]
) -> None:
    file = tmp_path / "some.toml"
    file.write_text('country = "US"\n[asterisk]\ninstance = "lab"\nhttp_port = 8099\nsip_port = 5070\n')
    monkeypatch.setenv("OFFHOOK_ASTERISK_SIP_PORT", "5080")
    monkeypatch.setenv("OFFHOOK_ASTERISK_LISTEN6", "::1")
    assert main([str(file)]) == 0
    (kept,) = supervised
    chosen = InstanceSettings(name="lab", http_port=8099, sip_port=5080, listen6="::1")
    assert kept.settings == chosen


@pytest.mark.usefixtures("root")
def test_without_a_file_named_it_is_looked_for_and_nothing_has_to_be_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, supervised: list[AsteriskInstance]
) -> None:
    assert main([]) == 0
    named = tmp_path / "named.toml"
    named.write_text('[asterisk]\ninstance = "lab"\n')
    monkeypatch.setenv("OFFHOOK_CONFIG", str(named))
    assert main([]) == 0
    assert [kept.settings.name for kept in supervised] == ["main", "lab"]


@pytest.mark.usefixtures("root")
@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[asterisk]\nport = 1\n", "asterisk.port: there is no such setting"),
        ("[asterisk]\nrtp_timeout = 60\n", "asterisk.rtp_timeout: there is no such setting"),
        ("[asterisk]\nlocal_networks = []\n", "asterisk.local_networks: there is no such setting"),
        ('[asterisk]\nsip_port = "x"\n', "asterisk.sip_port 'x': expected a whole number"),
        ('[asterisk]\nlisten = "localhost"\n', "asterisk: listen 'localhost': this is not an IPv4 address"),
        ('cuntry = "US"\n', "cuntry: there is no such setting; did you mean country?"),
        ("[asterisk\n", "some.toml: is not TOML"),
        (None, "some.toml: there is no such file"),
    ],
)
def test_what_is_wrong_is_said_and_the_status_is_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], supervised: list[AsteriskInstance], text: str | None, says: str
) -> None:
    file = tmp_path / "some.toml"
    if text is not None:
        file.write_text(text)
    with pytest.raises(SystemExit) as ended:
        main([str(file)])
    assert ended.value.code == 2
    assert says in capsys.readouterr().err
    assert supervised == []


def test_without_an_asterisk_the_installer_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("OFFHOOK_ASTERISK_ROOT", str(tmp_path / "none"))
    with pytest.raises(SystemExit) as ended:
        main([])
    assert ended.value.code == 2
    assert "deploy/asterisk/install" in capsys.readouterr().err


def test_both_services_get_the_same_settings() -> None:
    given = [
        set(re.findall(r"OFFHOOK_CONFIG=\S+|EnvironmentFile=\S+", (UNITS / unit).read_text()))
        for unit in ("offhook.service", "offhook-asterisk.service")
    ]
    assert given[0] == given[1]
    assert len(given[0]) == 2


@pytest.mark.usefixtures("root")
def test_what_was_prepared_is_started_whatever_its_directory_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, supervised: list[AsteriskInstance]
) -> None:
    """The description there is the worker's to read, and so to change: root must not start what it names."""
    made: list[AsteriskInstance] = []

    def prepare(settings: InstanceSettings, *, worker: str | None) -> AsteriskInstance:
        made.append(instance.prepare(settings, worker=worker))
        description = made[0].host_home / "instance.json"
        description.write_text(description.read_text().replace(str(tmp_path), "/evil"))
        return made[0]

    monkeypatch.setattr("offhook.telephony.asterisk.__main__.prepare", prepare)
    assert main([]) == 0
    assert supervised == made
