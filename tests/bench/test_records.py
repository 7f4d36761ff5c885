import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bench import records
from bench.records import Kept
from offhook.calls.events import Restarted, Ringing
from offhook.calls.journal import encode
from offhook.calls.values import LegId
from offhook.storage.engine import open_engine
from offhook.storage.migrate import upgrade

TALK_S = 30.0


@pytest.fixture
def data(tmp_path: Path) -> Path:
    engine = open_engine(f"sqlite:///{tmp_path / 'offhook.db'}")
    upgrade(engine)
    engine.dispose()
    return tmp_path


@pytest.fixture
def conn(data: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(data / "offhook.db", isolation_level=None)) as conn:
        conn.execute("PRAGMA foreign_keys=OFF")
        yield conn


def add(conn: sqlite3.Connection, call: str, **changed: object) -> None:
    made_up = ("flow", "contact_id", "contact_name", "contact_number", "member_id", "member_name", "member_number")
    row: dict[str, object] = dict.fromkeys((*made_up, "workspace_id", "line_id", "line_number"), "x")
    row |= {"id": call, "placed_at": 1, "ended_at": 2, "disposition": "answered", "talk_ms": 30_400}
    insert(conn, "calls", row | changed)


def add_leg(conn: sqlite3.Connection, call: str, leg: str, **changed: object) -> None:
    row: dict[str, object] = dict.fromkeys(
        ("workspace_id", "role", "direction", "number", "caller_id", "trunk_id"), "x"
    )
    row |= {"id": leg, "call_id": call, "state": "ended", "started_at": 1, "answered_at": 2, "ended_at": 3}
    insert(conn, "legs", row | {"cause": "normal"} | changed)


def add_entry(conn: sqlite3.Connection, call: str, seq: int, event: Ringing | Restarted, at: int = 1) -> None:
    row = {"call_id": call, "seq": seq, "at": at, "mono": 1, "boot": "b", "event": encode(event)}
    insert(conn, "journal", row | {"answers": b"[]", "commands": b"[]"})


def insert(conn: sqlite3.Connection, table: str, row: dict[str, object]) -> None:
    marks = ", ".join("?" * len(row))
    conn.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", tuple(row.values()))  # noqa: S608  # own names


def test_totals(data: Path, conn: sqlite3.Connection) -> None:
    add(conn, "a")
    add(conn, "b", disposition="busy")
    add(conn, "c", disposition=None, ended_at=None)
    add_entry(conn, "a", 1, Ringing(LegId("a-1")))
    assert records.counted(data) == Kept(calls=3, answered=1, turns=1)
    assert records.live(data) == {"c"}


def test_a_call_is_reconciled_once_its_journal_says_so(data: Path, conn: sqlite3.Connection) -> None:
    add_entry(conn, "a", 1, Ringing(LegId("a-1")))
    add_entry(conn, "a", 2, Restarted("the worker was restarted"), at=3_000_000)
    add_entry(conn, "b", 1, Ringing(LegId("b-1")))
    add_entry(conn, "other", 1, Restarted("the worker was restarted"), at=9_000_000)
    found = records.reconciled(data, {"a", "b"})
    assert (found.calls, found.entries, found.latest) == (1, 3, 3.0)


def test_a_record_that_tells_all_is_complete(data: Path, conn: sqlite3.Connection) -> None:
    for call in ("whole", "short", "one-leg", "unknown", "busy", "not-asked-for"):
        disposition = "busy" if call == "busy" else "answered"
        add(conn, call, disposition=disposition, talk_ms=20_000 if call == "short" else 30_400)
        add_leg(conn, call, f"{call}-1")
        if call != "one-leg":
            add_leg(conn, call, f"{call}-2", cause="unknown" if call == "unknown" else "normal")
    assert records.complete(data, {"whole", "short", "one-leg", "unknown", "busy"}, TALK_S) == 1
