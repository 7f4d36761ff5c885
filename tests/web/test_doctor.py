"""What the doctor finds without a worker: folder, database, Asterisk."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path, PurePosixPath
from typing import NamedTuple

import pytest
from sqlalchemy import text

from offhook.setting_sections import DatabaseSettings
from offhook.settings import Settings
from offhook.storage.engine import open_engine
from offhook.telephony.asterisk import installation, instance
from offhook.telephony.asterisk.health import Ari, Health, Holder, Port
from offhook.telephony.asterisk.installation import AsteriskUnavailable
from offhook.telephony.port import Registration, TrunkHealth, TrunkState
from offhook.web import doctor
from offhook.web.doctor import Finding, State, offline_checks
from tests.databases import fresh_sqlite, rolled_back
from tests.furnish import new_company


class Usage(NamedTuple):
    """As shutil.disk_usage tells it."""

    total: int
    used: int
    free: int


def findings(settings: Settings) -> dict[str, Finding]:
    return {found.part: found for found in (check() for check in offline_checks(settings))}


def practice(data: Path) -> Settings:
    return Settings(data=data, telephony="practice")


def test_a_sound_installation(tmp_path: Path, empty_database: Path) -> None:
    shutil.copy(empty_database, tmp_path / "offhook.db")
    found = findings(practice(tmp_path))
    assert {part: each.state for part, each in found.items()} == dict.fromkeys(
        ("disk", "database", "schema"), State.GOOD
    )
    assert str(tmp_path / "offhook.db") in found["database"].detail


def test_a_folder_that_is_not_there_yet(tmp_path: Path) -> None:
    found = findings(practice(tmp_path / "not" / "yet"))
    assert found["disk"].state is State.GOOD
    assert (found["database"].state, found["schema"].state) == (State.DOUBTFUL, State.DOUBTFUL)


@pytest.mark.parametrize(("free", "state"), [(10**12, State.GOOD), (5 * 10**8, State.DOUBTFUL), (10**6, State.BAD)])
def test_room_on_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: int, state: State) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda path: Usage(10**12, 0, free))
    disk = findings(practice(tmp_path))["disk"]
    assert (disk.state, bool(disk.advice)) == (state, state is not State.GOOD)


def test_a_database_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "offhook.db").write_bytes(b"this is a shopping list\n" * 100)
    found = findings(practice(tmp_path))
    assert found["database"].state is State.BAD
    assert "not a database" in found["database"].detail
    assert found["schema"].state is State.BAD


def test_a_schema_that_is_ahead(tmp_path: Path, empty_database: Path) -> None:
    shutil.copy(empty_database, tmp_path / "offhook.db")
    engine = open_engine(f"sqlite:///{tmp_path / 'offhook.db'}")
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    found = findings(practice(tmp_path))["schema"]
    assert (found.state, "newer version" in found.detail) == (State.BAD, True)


def test_a_database_elsewhere_keeps_its_password_to_itself(tmp_path: Path) -> None:
    away = DatabaseSettings(url="postgresql://offhook:s3cret-canary@127.0.0.1:1/offhook")
    found = findings(Settings(data=tmp_path, telephony="practice", database=away))
    assert found["database"].state is State.BAD
    assert "s3cret-canary" not in repr(found)


def at_work(problem: bool) -> Health:
    port = Port("SIP", "udp", 5060, Holder.ANOTHER if problem else Holder.ASTERISK)
    return Health(Ari.ANSWERS, "22.10.1", datetime.now(UTC) - timedelta(hours=26), (port,))


def test_asterisk_at_work_and_in_trouble(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(instance, "load", lambda path: None)
    monkeypatch.setattr(
        installation, "locate", lambda: installation.Installation(tmp_path, "22.10.1", PurePosixPath("/x"), 0, 0)
    )
    settings = Settings(data=tmp_path)
    monkeypatch.setattr(doctor, "health", lambda found: at_work(problem=False))
    assert findings(settings)["Asterisk"] == Finding("Asterisk", State.GOOD, "22.10.1, up for 1 d 2 h")
    monkeypatch.setattr(doctor, "health", lambda found: at_work(problem=True))
    assert findings(settings)["Asterisk"].detail == "Port 5060/udp (SIP) is held by another program."


def test_a_machine_without_asterisk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def nowhere() -> None:
        raise AsteriskUnavailable("There is no Asterisk here.")

    monkeypatch.setattr(installation, "locate", nowhere)
    assert findings(Settings(data=tmp_path))["Asterisk"] == Finding("Asterisk", State.BAD, "There is no Asterisk here.")


@pytest.mark.parametrize(
    ("health", "state", "words"),
    [
        (TrunkHealth(TrunkState.UP, registration=Registration.REGISTERED), State.GOOD, "answers"),
        (
            TrunkHealth(TrunkState.UP, error="it is rejected", registration=Registration.REJECTED),
            State.DOUBTFUL,
            "rejected",
        ),
        (TrunkHealth(TrunkState.DOWN, error="its far end is silent"), State.BAD, "is down: its far end is silent"),
        (None, State.DOUBTFUL, "has not been asked yet"),
    ],
)
def test_trunks(health: TrunkHealth | None, state: State, words: str) -> None:
    engine = fresh_sqlite()
    with rolled_back(engine) as conn:
        found = doctor._trunk(new_company(conn).trunk, health)
    engine.dispose()
    assert (found.part, found.state) == ("trunk lab", state)
    assert words in found.detail
