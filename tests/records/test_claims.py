"""The claim on a caller is one atomic step: of two legs exactly one has it, on both databases."""

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, insert, select

from offhook.calls.values import CallId, LegId
from offhook.records import store
from offhook.records.model import calls
from offhook.storage.engine import open_engine
from offhook.storage.writer import Job, Writer
from tests.databases import new_postgresql_database, sqlite_file
from tests.furnish import Company, new_company

Holder = LegId | None
Claiming = Callable[[CallId, LegId], Callable[[], Holder]]
"""Begins to claim a caller; what this returns waits for the answer: the leg that has it already, or None."""
TOGETHER = 50
"""Callers that are claimed in one go."""


def write_calls(conn: Connection, count: int) -> list[CallId]:
    """Calls that came in, and that nobody has accepted."""
    company = new_company(conn)
    written = [CallId(f"call_{number:026}") for number in range(count)]
    conn.execute(insert(calls), [row(company, call) for call in written])
    return written


def row(company: Company, call: CallId) -> dict[str, object]:
    return {
        "id": call,
        "workspace_id": company.workspace.id,
        "flow": "inbound",
        "direction": "inbound",
        "line_id": company.line.id,
        "line_number": company.line.number,
        "contact_name": "",
        "contact_number": "",
        "member_name": "",
        "member_number": "",
        "placed_at": 1,
    }


def batched(written: list[CallId]) -> Iterator[list[CallId]]:
    for first in range(0, len(written), TOGETHER):
        yield written[first : first + TOGETHER]


def race(engine: Engine, count: int, claiming: Claiming) -> None:
    """Let two threads claim each of so many callers at the same moment."""
    with engine.begin() as conn:
        written = write_calls(conn, count)
    together = threading.Barrier(2, timeout=60)

    def press(agent: int) -> list[Holder]:
        found: list[Holder] = []
        for some in batched(written):
            together.wait()
            answers = [claiming(call, LegId(f"{call}-{agent}")) for call in some]
            found += [answer() for answer in answers]
        return found

    with ThreadPoolExecutor(2) as agents:
        one, other = agents.map(press, (2, 3))
    with engine.begin() as conn:
        holders = {row.id: row.accepted_leg for row in conn.execute(select(calls.c.id, calls.c.accepted_leg))}
    for call, first, second in zip(written, one, other, strict=True):
        legs = (LegId(f"{call}-2"), LegId(f"{call}-3"))
        assert (first, second) in {(None, legs[0]), (legs[1], None)}
        assert holders[call] == (first or second)


@pytest.mark.behaviour("X2")
def test_of_two_who_claim_at_once_one_has_it_10000_times_on_sqlite(tmp_path: Path) -> None:
    engine = open_engine(sqlite_file(tmp_path))
    writer = Writer(engine, tell)

    def claiming(call: CallId, leg: LegId) -> Callable[[], Holder]:
        told: Future[Holder] = Future()
        writer.put(lambda conn: store.claim(conn, call, leg), told.set_result, live=True)
        return lambda: told.result(60)

    race(engine, 10_000, claiming)
    writer.close()
    engine.dispose()


def tell(jobs: Sequence[Job]) -> None:
    for job in jobs:
        job.done(job.result)


@pytest.mark.behaviour("X2")
def test_of_two_who_claim_at_once_one_has_it_on_postgresql() -> None:
    with new_postgresql_database() as url:
        engine = open_engine(url)

        def claiming(call: CallId, leg: LegId) -> Callable[[], Holder]:
            with engine.begin() as conn:
                holder = store.claim(conn, call, leg)
            return lambda: holder

        race(engine, 500, claiming)
        engine.dispose()


def test_a_claim_that_is_given_back_can_be_had_by_another(conn: Connection) -> None:
    (call,) = write_calls(conn, 1)
    one, other = LegId(f"{call}-2"), LegId(f"{call}-3")
    assert store.claim(conn, call, one) is None
    assert store.claim(conn, call, one) is None, "it has it already"
    store.give_back(conn, call, other)
    assert store.claim(conn, call, other) == one, "only its holder gives it back"
    store.give_back(conn, call, one)
    assert store.claim(conn, call, other) is None
    assert store.claim(conn, call, one) == other
