"""Which errors are the database's, and which of them pass."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Connection, Engine, text

from offhook.storage.engine import BY_HAND, open_engine
from offhook.storage.errors import DatabaseAway, StorageClosed, WriteLost, WriteUncertain, is_of_database, passes
from tests.databases import sqlite_file


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = open_engine(sqlite_file(tmp_path))
    yield engine
    engine.dispose()


def raised(conn: Connection, statement: str, *, by_driver: bool) -> Exception:
    """What this raises, through SQLAlchemy or on the driver's own cursor, as `storage.prepared` works."""
    try:
        if by_driver:
            conn.connection.cursor().execute(statement)
        else:
            conn.execute(text(statement))
    except Exception as error:
        return error
    raise AssertionError(f"{statement} went well")


@pytest.mark.parametrize("error", [DatabaseAway("x"), WriteLost("x"), WriteUncertain("x"), StorageClosed("x")])
def test_what_storage_says_of_the_database_passes(error: Exception) -> None:
    assert (is_of_database(error), passes(error)) == (True, True)


@pytest.mark.parametrize("error", [KeyError("x"), ValueError("x"), AssertionError(), MemoryError()])
def test_what_the_work_raises_does_not(error: Exception) -> None:
    assert (is_of_database(error), passes(error)) == (False, False)


@pytest.mark.parametrize("by_driver", [True, False])
def test_a_lock_passes(engine: Engine, tmp_path: Path, by_driver: bool) -> None:
    by_hand = engine.execution_options(**{BY_HAND: True})
    with by_hand.connect() as conn, closing(sqlite3.connect(tmp_path / "offhook.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        error = raised(conn, "BEGIN IMMEDIATE", by_driver=by_driver)
    assert "locked" in str(error)
    assert (is_of_database(error), passes(error)) == (True, True)


@pytest.mark.parametrize("by_driver", [True, False])
@pytest.mark.parametrize(
    "statement", ["SELECT * FROM nowhere", "INSERT INTO journal (call_id) VALUES (NULL)", "nonsense"]
)
def test_what_the_schema_refuses_does_not(engine: Engine, statement: str, by_driver: bool) -> None:
    with engine.connect() as conn:
        error = raised(conn, statement, by_driver=by_driver)
    assert (is_of_database(error), passes(error)) == (True, False)


@pytest.mark.parametrize(
    ("error", "does"),
    [
        (psycopg.errors.AdminShutdown(), True),
        (psycopg.errors.DeadlockDetected(), True),
        (psycopg.errors.SerializationFailure(), True),
        (psycopg.InterfaceError(), True),
        (psycopg.errors.UniqueViolation(), False),
        (psycopg.errors.UndefinedTable(), False),
        (psycopg.errors.InFailedSqlTransaction(), False),
    ],
)
def test_postgresql_s_own(error: Exception, does: bool) -> None:
    assert (is_of_database(error), passes(error)) == (True, does)
