import os
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, OperationalError

from offhook.storage.engine import is_sqlite, open_engine


def test_sqlite_survives_a_power_cut_and_keeps_references(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path}/offhook.db")
    with engine.connect() as conn:
        pragmas = {
            name: conn.execute(text(f"PRAGMA {name}")).scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }
    engine.dispose()
    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


@pytest.mark.parametrize("readonly", [False, True])
def test_a_database_is_its_owner_s_from_its_first_moment(tmp_path: Path, readonly: bool) -> None:
    before = os.umask(0)
    try:
        engine = open_engine(f"sqlite:///{tmp_path}/offhook.db", readonly=readonly)
        with engine.connect():
            modes = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.iterdir()}
    finally:
        os.umask(before)
    engine.dispose()
    assert modes["offhook.db"] == 0o600
    assert set(modes.values()) == {0o600}


def test_a_reference_to_nothing_is_refused() -> None:
    engine = open_engine("sqlite://")
    with engine.begin() as conn:
        conn.execute(text("CREATE TABLE a (id TEXT PRIMARY KEY)"))
        conn.execute(text("CREATE TABLE b (a TEXT REFERENCES a (id))"))
        with pytest.raises(IntegrityError):
            conn.execute(text("INSERT INTO b VALUES ('none')"))
    engine.dispose()


def test_a_reader_cannot_write(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/offhook.db"
    writer, reader = open_engine(url), open_engine(url, readonly=True)
    with writer.begin() as conn:
        conn.execute(text("CREATE TABLE a (id INTEGER)"))
    with pytest.raises(OperationalError, match="readonly"), reader.begin() as conn:
        conn.execute(text("INSERT INTO a VALUES (1)"))
    writer.dispose()
    reader.dispose()


def test_a_writer_takes_the_lock_when_it_begins(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/offhook.db"
    first, second = open_engine(url), open_engine(url)
    with first.begin(), second.connect() as conn, pytest.raises(OperationalError, match="locked"):
        conn.begin()
    first.dispose()
    second.dispose()


@pytest.mark.parametrize("url", ["mysql://localhost/offhook", "oracle://localhost"])
def test_other_databases_are_refused(url: str) -> None:
    with pytest.raises(ValueError, match="expected sqlite or postgresql"):
        open_engine(url)


def test_the_databases_are_told_apart() -> None:
    engine = open_engine("sqlite://")
    assert is_sqlite(engine)
    engine.dispose()
    assert not is_sqlite(open_engine("postgresql://localhost/offhook"))
