"""`offhook db`: beside a running Offhook, without one, and on what is no database."""

from __future__ import annotations

import json
import sqlite3
import stat
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from offhook.storage.engine import open_engine
from offhook.storage.migrate import newest, upgrade
from tests.cli.conftest import Place


@pytest.fixture
def idle(new_place: Callable[[], Place]) -> Place:
    """A place where Offhook doesn't run, with an empty database."""
    place = new_place()
    place.data.mkdir()
    engine = open_engine(f"sqlite:///{place.data / 'offhook.db'}")
    upgrade(engine)
    engine.dispose()
    return place


def tables(file: Path) -> set[str]:
    with closing(sqlite3.connect(file)) as database:
        return {name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}


def spoil(file: Path, statement: str) -> None:
    with closing(sqlite3.connect(file)) as database:
        database.execute(statement)
        database.commit()


def test_a_running_one_is_copied_and_checked_but_not_upgraded(offhook: Place) -> None:
    copy = offhook.folder / "copy.db"
    assert offhook.run("db", "backup", str(copy)) == f"Copied the database to {copy}.\n"
    assert {"calls", "trunks", "members"} <= tables(copy)
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert offhook.refused("db", "backup", str(copy)) == f"{copy} exists already: choose another name."
    assert "Not a directory" in offhook.refused("db", "backup", str(copy / "below.db"))
    assert "No such file or directory" in offhook.refused("db", "backup", str(copy.with_name("no") / "where.db"))
    assert offhook.json("db", "check") == {"schema": newest(), "whole": True, "fault": None}
    assert offhook.run("db") == f"The database is whole, with schema {newest()}.\n"
    assert offhook.run("db", "backups") == "There is none yet: `offhook db backup` makes one.\n"
    kept = offhook.json("db", "backup")["backup"]
    assert [str(offhook.data / "backups" / each["name"]) for each in offhook.json("db", "backups")] == [kept]
    assert "Offhook is already running" in offhook.refused("db", "upgrade")
    same = {"OFFHOOK_DATA": "elsewhere", "OFFHOOK_DATABASE_URL": f"sqlite:///{offhook.data}/offhook.db"}
    assert "Offhook is already running on the database" in offhook.refused("db", "upgrade", **same)


def test_an_upgrade_makes_the_database_or_leaves_it(new_place: Callable[[], Place]) -> None:
    place = new_place()
    assert place.json("db", "upgrade") == {"before": None, "now": newest()}
    assert place.run("db", "upgrade") == f"The database has schema {newest()} already.\n"
    assert place.run("db", "check") == f"The database is whole, with schema {newest()}.\n"


def test_a_database_of_another_version(idle: Place) -> None:
    spoil(idle.data / "offhook.db", "UPDATE alembic_version SET version_num = '9999'")
    words = "The database has schema 9999, which this version of Offhook doesn't know"
    assert idle.type("db", "check").one_line(1).startswith(words)
    no = idle.type("db", "check", "--json")
    assert (no.status, no.err, json.loads(no.out)["whole"]) == (1, "", False)
    assert json.loads(no.out)["fault"].startswith(words)
    assert idle.type("db", "upgrade", "--json").refusal_as_json["type"] == "database-ahead"
    assert idle.refused("serve").startswith(words)
    assert idle.refused("db", "upgrade").startswith(words)


def test_no_database(new_place: Callable[[], Place]) -> None:
    place = new_place()
    missing = f"There is no database at {place.data / 'offhook.db'}: the first start makes it."
    assert place.type("db", "check").one_line(1) == missing
    assert not (place.data / "offhook.db").exists()
    assert "backup" in place.refused("db", "backup", "copy.db")
    assert not (place.folder / "copy.db").exists()


def test_a_damaged_database(idle: Place) -> None:
    file = idle.data / "offhook.db"
    spoil(file, "PRAGMA wal_checkpoint(TRUNCATE)")
    content = bytearray(file.read_bytes())
    for place in range(8192, len(content), 4096):
        content[place : place + 64] = b"\xff" * 64
    file.write_bytes(content)
    assert idle.type("db", "check").one_line(1).startswith("The database ")
    file.write_bytes(b"This is no database. " * 500)
    assert "file is not a database" in idle.type("db", "check").one_line(1)
    assert "file is not a database" in idle.refused("db", "backup", "copy.db")
    assert "file is not a database" in idle.refused("db", "upgrade")
    assert "file is not a database" in idle.refused("serve")


def test_a_row_that_refers_to_nothing(idle: Place) -> None:
    spoil(
        idle.data / "offhook.db",
        "INSERT INTO members (id, workspace_id, name, role, active, may_unmask, created_at, copies)"
        " VALUES ('m', 'w', 'x', 'agent', 1, 0, 1, 'none')",
    )
    assert idle.type("db", "check").one_line(1) == ("The database is damaged: a row refers to one that is not there.")


def test_postgresql_that_is_away(new_place: Callable[[], Place]) -> None:
    url = {"OFFHOOK_DATABASE_URL": "postgresql://offhook:secret@127.0.0.1:1/offhook"}
    place = new_place()
    ended = place.type("db", "check", **url)
    assert "can't be read" in ended.one_line(1)
    assert "secret" not in ended.err
    assert "pg_dump" in place.refused("db", "backup", "copy.db", **url)
