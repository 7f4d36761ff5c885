"""Many calls at the same moment, over a real storage: the caps hold."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import nullcontext
from pathlib import Path

import pytest
from sqlalchemy import Connection, func, select

from offhook.calls.questions import Granted, Refused
from offhook.calls.values import E164
from offhook.dialing.service import PlaceCall, place
from offhook.limits import service, settings
from offhook.problems import Problem
from offhook.records.model import calls
from offhook.storage.storage import Storage
from tests.databases import new_postgresql_database, sqlite_file
from tests.furnish import DANA, NOW, Company, new_company
from tests.limits.calls import begin


@pytest.fixture(params=["sqlite", "postgresql"])
async def workers(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[list[Storage]]:
    """Storages on one database; on PostgreSQL two, as of two workers."""
    sqlite = request.param == "sqlite"
    with nullcontext(sqlite_file(tmp_path)) if sqlite else new_postgresql_database() as url:
        storages = [Storage(url) for _ in range(1 if sqlite else 2)]
        yield storages
        for storage in storages:
            await storage.close()


async def furnish(storage: Storage, **limits: int) -> Company:
    def work(conn: Connection) -> Company:
        company = new_company(conn)
        settings.change_workspace(conn, company.id, **limits)  # type: ignore[arg-type]  # whole numbers all
        return company

    return await storage.write(work)


async def burst(workers: list[Storage], company: Company, count: int) -> list[str | BaseException]:
    def attempt(number: int) -> asyncio.Future[str]:
        def work(conn: Connection) -> str:
            placed = place(conn, company.id, company.ann.id, PlaceCall(DANA, "+12025550111"), NOW)
            here = Company(conn, company.workspace, company.owner, company.ann, company.trunk, company.line)
            begin(here, f"call_{number}")
            return placed.contact_id

        return asyncio.ensure_future(workers[number % len(workers)].write(work, live=number % 3 == 0))

    return await asyncio.gather(*(attempt(number) for number in range(count)), return_exceptions=True)


@pytest.mark.parametrize(
    ("limit", "cap"),
    [("member_calls_at_once", 3), ("calls_at_once", 4), ("calls_a_day", 5), ("member_calls_a_day", 6)],
)
async def test_a_burst_of_calls_stays_under_the_cap(workers: list[Storage], limit: str, cap: int) -> None:
    roomy = {"member_calls_at_once": 99, "calls_at_once": 99, "calls_a_day": 99, "member_calls_a_day": 99}
    company = await furnish(workers[0], **{**roomy, limit: cap})
    results = await burst(workers, company, 30)
    refused = [result for result in results if isinstance(result, Problem)]
    assert len(results) - len(refused) == cap
    assert {problem.extra["limit"] for problem in refused} == {limit.removeprefix("member_")}
    written = await workers[0].read(lambda conn: conn.execute(select(func.count()).select_from(calls)).scalar_one())
    assert written == cap


async def test_a_burst_is_never_granted_more_minutes_than_there_are(workers: list[Storage]) -> None:
    company = await furnish(workers[0], minutes_a_day=100, member_minutes_a_day=1000, longest_minutes=30)

    def ask(number: int) -> asyncio.Future[Granted | Refused]:
        def work(conn: Connection) -> Granted | Refused:
            return service.may_dial(conn, company.id, f"call_{number}", company.ann.id, E164(DANA), NOW)

        return asyncio.ensure_future(workers[number % len(workers)].write(work, live=True))

    answers = await asyncio.gather(*(ask(number) for number in range(20)))
    granted = [answer.longest for answer in answers if isinstance(answer, Granted)]
    assert sorted(granted) == [600.0, 1800.0, 1800.0, 1800.0]


async def test_a_burst_makes_one_contact(workers: list[Storage]) -> None:
    company = await furnish(workers[0], member_calls_at_once=99)
    results = await burst(workers, company, 8)
    assert len(set(results)) == 1
