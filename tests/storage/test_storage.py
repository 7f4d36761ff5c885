"""The storage as the event loop sees it, on both databases; and a process that is killed."""

import asyncio
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, insert, select, text
from sqlalchemy.exc import DBAPIError

from offhook.records.model import heartbeats
from offhook.storage.engine import open_engine
from offhook.storage.errors import StorageClosed, WriteUncertain
from offhook.storage.storage import Database, InlineStorage, Storage
from tests.breaking import breaking
from tests.databases import fresh_sqlite, new_postgresql_database, sqlite_file


@pytest.fixture(params=["sqlite", "postgresql", "inline"])
async def database(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Database]:
    match request.param:
        case "sqlite":
            storage = Storage(sqlite_file(tmp_path))
            yield storage
            await storage.close()
        case "postgresql":
            with new_postgresql_database() as url:
                storage = Storage(url)
                yield storage
                await storage.close()
        case _:
            inline = InlineStorage(fresh_sqlite())
            yield inline
            await inline.close()


def beat(worker: str, at: int = 0) -> Callable[[Connection], str]:
    def work(conn: Connection) -> str:
        conn.execute(insert(heartbeats), {"worker": worker, "at": at})
        return worker

    return work


def workers(conn: Connection) -> list[str]:
    return list(conn.execute(select(heartbeats.c.worker).order_by(heartbeats.c.at, heartbeats.c.worker)).scalars())


def fail(conn: Connection) -> str:
    beat("never")(conn)
    raise LookupError("by itself")


async def test_what_was_written_is_read(database: Database) -> None:
    assert await database.write(beat("one")) == "one"
    assert await database.read(workers) == ["one"]


async def test_an_error_comes_back_and_nothing_is_kept(database: Database) -> None:
    with pytest.raises(LookupError, match="by itself"):
        await database.write(fail)
    assert await database.read(workers) == []


async def test_an_error_of_the_database_comes_back(database: Database) -> None:
    await database.write(beat("one"))
    with pytest.raises(DBAPIError):
        await database.write(beat("one"))
    await database.write(beat("two"))
    assert await database.read(workers) == ["one", "two"]


async def test_reading_keeps_nothing(database: Database) -> None:
    def write_while_reading(conn: Connection) -> None:
        beat("one")(conn)

    if isinstance(database, InlineStorage):
        await database.read(write_while_reading)
    else:
        with pytest.raises(DBAPIError):
            await database.read(write_while_reading)
    assert await database.read(workers) == []


async def test_done_comes_after_the_commit_in_order(database: Database) -> None:
    told: list[Any] = []
    over = asyncio.Event()

    def done(result: str | BaseException) -> None:
        told.append(result)
        if len(told) == 30:
            over.set()

    for number in range(30):
        database.submit(fail if number % 3 == 2 else beat(f"{number:02}", number), done, live=True)
    await asyncio.wait_for(over.wait(), 30)
    written = [result for result in told if isinstance(result, str)]
    assert written == [f"{number:02}" for number in range(30) if number % 3 != 2]
    assert sum(isinstance(result, LookupError) for result in told) == 10
    assert await database.read(workers) == written


async def test_a_done_that_submits_more(database: Database) -> None:
    over = asyncio.Event()
    told: list[Any] = []

    def first(result: str | BaseException) -> None:
        database.submit(beat("two"), second)
        told.append(result)

    def second(result: str | BaseException) -> None:
        told.append(result)
        over.set()

    database.submit(beat("one"), first)
    await asyncio.wait_for(over.wait(), 30)
    assert told == ["one", "two"]


async def test_many_writers_and_readers_at_once(database: Database) -> None:
    async def caller(number: int) -> None:
        for turn in range(10):
            await database.write(beat(f"{number}-{turn}"), live=number % 2 == 0)
            assert f"{number}-{turn}" in await database.read(workers)

    await asyncio.gather(*(caller(number) for number in range(10)))
    assert len(await database.read(workers)) == 100


async def test_closing_finishes_what_was_submitted(database: Database) -> None:
    told: list[Any] = []
    for number in range(20):
        database.submit(beat(f"{number}"), told.append)
    await database.close()
    assert told == [f"{number}" for number in range(20)]
    with pytest.raises(StorageClosed):
        database.submit(beat("late"), told.append)
    with pytest.raises(StorageClosed):
        await database.write(beat("late"))
    with pytest.raises(StorageClosed):
        await database.read(workers)


async def test_whoever_waits_may_be_cancelled_and_the_write_stays(tmp_path: Path) -> None:
    storage = Storage(sqlite_file(tmp_path))
    begun, release = threading.Event(), threading.Event()

    def slow(conn: Connection) -> str:
        begun.set()
        assert release.wait(10)
        return beat("slow")(conn)

    waiting = asyncio.ensure_future(storage.write(slow))
    await asyncio.to_thread(begun.wait, 10)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    release.set()
    await storage.write(beat("next", 1))
    assert await storage.read(workers) == ["slow", "next"]
    await storage.close()


async def test_a_done_that_fails_keeps_no_other_from_being_told(tmp_path: Path) -> None:
    storage = Storage(sqlite_file(tmp_path))
    told: list[Any] = []

    def broken(result: object) -> None:
        raise RuntimeError("a fault in what comes after")

    for number in range(10):
        storage.submit(beat(f"{number}"), broken if number == 3 else told.append)
    await storage.close()
    assert told == [f"{number}" for number in range(10) if number != 3]


async def test_submitting_from_many_threads_loses_nothing(tmp_path: Path) -> None:
    storage = Storage(sqlite_file(tmp_path))
    told: list[Any] = []

    def submit(thread: int) -> None:
        for number in range(50):
            storage.submit(beat(f"{thread}-{number:02}", number), told.append, live=thread == 0)

    await asyncio.gather(*(asyncio.to_thread(submit, thread) for thread in range(4)))
    assert len(await storage.read(lambda conn: [])) == 0
    await storage.close()
    assert sorted(told) == sorted(f"{thread}-{number:02}" for thread in range(4) for number in range(50))
    for thread in range(4):
        mine = [word for word in told if word.startswith(f"{thread}-")]
        assert mine == sorted(mine)


async def test_a_postgresql_that_drops_the_connection_is_connected_to_again() -> None:
    with new_postgresql_database() as url:
        storage = Storage(url)
        await storage.write(beat("one"))
        other = open_engine(url)
        with other.connect() as conn:
            conn.execute(
                text(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
            )
        other.dispose()
        assert await storage.write(beat("two", 1), live=True) == "two"
        assert await storage.read(workers) == ["one", "two"]
        await storage.close()


async def test_a_commit_that_breaks_off_is_told_to_be_uncertain() -> None:
    with new_postgresql_database() as url:
        async with breaking(url) as relay:
            storage = Storage(relay.url)
            relay.to_break = 1
            with pytest.raises(WriteUncertain):
                await storage.write(beat("one"))
            assert await storage.write(beat("two", 1)) == "two"
            assert await storage.read(workers) == ["one", "two"]
            await storage.close()


KILLED = """
import asyncio, os, sys
from sqlalchemy import insert
from offhook.records.model import heartbeats
from offhook.storage.storage import Storage

async def main():
    storage = Storage(sys.argv[1])
    def done(result):
        os.write(1, f"{result}\\n".encode())
        if result == 40:
            os._exit(9)
    for number in range(200):
        def work(conn, number=number):
            conn.execute(insert(heartbeats), {"worker": str(number), "at": number})
            return number
        storage.submit(work, done, live=True)
    await asyncio.sleep(30)

asyncio.run(main())
"""


def test_what_was_told_survives_a_kill(tmp_path: Path) -> None:
    url = sqlite_file(tmp_path)
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, url], stdout=subprocess.PIPE, timeout=60, check=False, text=True
    )
    assert killed.returncode == 9
    told = [int(line) for line in killed.stdout.split()]
    assert told[-1] == 40
    engine = open_engine(url)
    with engine.connect() as conn:
        written = [int(worker) for worker in workers(conn)]
    engine.dispose()
    assert written[: len(told)] == told
    assert written == list(range(len(written)))


async def test_everything_inline_happens_in_the_caller_s_thread() -> None:
    inline = InlineStorage(fresh_sqlite())
    told: list[Any] = []
    inline.submit(lambda conn: threading.get_ident(), told.append)
    assert told == [threading.get_ident()]
    await inline.close()


async def test_inline_a_done_that_fails_is_seen_at_once() -> None:
    inline = InlineStorage(fresh_sqlite())

    def broken(result: object) -> None:
        raise RuntimeError("a fault in what comes after")

    with pytest.raises(RuntimeError):
        inline.submit(beat("one"), broken)
    assert await inline.read(workers) == ["one"]
    await inline.close()
