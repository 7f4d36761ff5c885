"""Turns on both databases, as the storage runs them; most of what they do is in test_failing_writes.py."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import nullcontext
from pathlib import Path

import pytest
from msgspec import structs
from sqlalchemy import Connection, text

from offhook.calls.events import Ended, FlowFailed, Started
from offhook.calls.questions import Granted
from offhook.calls.values import CallId
from offhook.clock import Clock, RealClock
from offhook.flows import FLOWS, fallback
from offhook.records import store
from offhook.records.record import CallState, folded
from offhook.storage.storage import Storage
from offhook.switchboard.turn import GIVEN_UP, Arrival, Done, LiveCall, Settle, Turns, stamp
from tests.databases import new_postgresql_database, sqlite_file
from tests.switchboard.desk import CALL, CLICK, WORKSPACE, furnish


@pytest.fixture(params=["sqlite", "postgresql"])
async def storage(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Storage]:
    sqlite = request.param == "sqlite"
    with nullcontext(sqlite_file(tmp_path)) if sqlite else new_postgresql_database() as url:
        storage = Storage(url)
        await storage.write(furnish)
        yield storage
        await storage.close()


def by_a_bug(*_: object) -> None:
    raise KeyError("a bug in counting")


def by_the_schema(conn: Connection, workspace: str, call: CallId, talk_ms: int) -> None:
    conn.execute(text("INSERT INTO usage (workspace_id) VALUES (NULL)"))


def begin(conn: Connection, turns: Turns, clock: Clock) -> LiveCall:
    store.begin_call(conn, CALL, WORKSPACE, "click_to_call", CLICK, clock.now())
    call = turns.new_call(CALL, WORKSPACE)
    turns.take(conn, call, Arrival(Started("click_to_call", 1, CLICK), stamp(clock)))
    return call


@pytest.mark.parametrize("fail", [by_a_bug, by_the_schema])
async def test_a_call_is_given_up_though_its_talk_can_not_be_counted(storage: Storage, fail: Settle) -> None:
    clock = RealClock()
    turns = Turns(clock, FLOWS, fallback, lambda *_: Granted(1.0), fail)

    call = await storage.write(lambda conn: begin(conn, turns, clock), live=True)
    seen = stamp(clock)
    last_seen = structs.replace(seen, at=seen.at - 2_000_000, mono=seen.mono - 2_000_000_000)
    # In one group with others, and each of them in a savepoint.
    others = [storage.write(lambda conn: None, live=True) for _ in range(2)]
    giving_up = storage.write(lambda conn: turns.give_up(conn, call, "a bug", last_seen), live=True)
    await asyncio.gather(others[0], giving_up, others[1])
    record = await storage.read(lambda conn: store.get(conn, WORKSPACE, CALL))
    assert record is not None
    assert (record.state, record.disposition, record.certain) == ("ended", "failed", False)
    # At the latest time that was known: its phone was dialled after it was last seen.
    assert [(leg.state, leg.cause, leg.ended_at) for leg in record.legs] == [
        ("ended", "unknown", record.legs[0].started_at)
    ]
    entries = await storage.read(lambda conn: store.entries(conn, CALL))
    assert [type(entry.event) for entry in entries] == [Started, FlowFailed, Ended]
    assert folded(entries).legs == call.record.legs
    assert await storage.read(store.live_calls) == []


async def test_what_was_given_up_unnoticed_is_not_given_up_twice(storage: Storage) -> None:
    clock, settled = RealClock(), list[int]()
    turns = Turns(
        clock, FLOWS, fallback, lambda *_: Granted(1.0), lambda conn, workspace, call, talk_ms: settled.append(talk_ms)
    )
    call = await storage.write(lambda conn: begin(conn, turns, clock), live=True)
    done = [
        await storage.write(lambda conn: turns.give_up(conn, call, "a bug", stamp(clock)), live=True) for _ in range(2)
    ]
    assert done == [Done(changed=True, closed=True)] * 2
    assert (call.record.state, call.record.outcome) == (CallState.ENDED, GIVEN_UP)
    assert len(await storage.read(lambda conn: store.entries(conn, CALL))) == 3
    assert settled == [0]
