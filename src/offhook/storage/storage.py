"""Reading and writing the database from the event loop.

Stores are plain functions of a `Connection`; a storage runs them. `Storage` serves an installation. `InlineStorage`
runs everything at once in the calling thread, for simulations on virtual time and for tests.
"""

from __future__ import annotations

import asyncio
import functools
import threading
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Protocol, TypeVar

import structlog
from sqlalchemy import Connection, Engine

from offhook.storage.engine import BY_HAND, is_sqlite, open_engine
from offhook.storage.errors import StorageClosed
from offhook.storage.writer import Job, Writer

log = structlog.get_logger(__name__)

T = TypeVar("T")

READERS = 4


class Database(Protocol):
    """What `Storage` and `InlineStorage` both are."""

    def submit(
        self,
        fn: Callable[[Connection], T],
        done: Callable[[T | BaseException], None],
        *,
        live: bool = False,
        patience: float | None = None,
    ) -> None:
        """Have `fn` run in a write transaction; `done` gets its result or exception after the commit."""
        ...

    async def write(self, fn: Callable[[Connection], T], *, live: bool = False) -> T:
        """Run `fn` in a write transaction; its result once it is committed."""
        ...

    async def read(self, fn: Callable[[Connection], T]) -> T:
        """Run `fn` on what is committed by now."""
        ...

    async def glance(self, fn: Callable[[Connection], T]) -> T:
        """As `read`, for a row or two that are asked for by `prepared.Query`."""
        ...

    async def close(self) -> None:
        """Finish what was submitted, then let go of the database."""
        ...


class Storage:
    """An installation's database: one thread that writes, several that read. Made on the running event loop.

    Args:
        url: `sqlite:///path` or `postgresql://…`, with the newest schema.
        fence: As of `Writer`.
    """

    def __init__(self, url: str, fence: Callable[[Connection], None] | None = None) -> None:
        self._loop = asyncio.get_running_loop()
        self._writing = open_engine(url)
        self._reading = open_engine(url, readonly=True, connections=READERS + 1)
        self._glancing = (
            self._reading.connect().execution_options(**{BY_HAND: True}) if is_sqlite(self._reading) else None
        )
        self._readers = ThreadPoolExecutor(READERS, "offhook-reader")
        self._writer = Writer(self._writing, self._deliver, fence)
        self._closed = False
        # Turns of live calls are written where their events are handled: handing them to a thread and back costs
        # several times what SQLite does. PostgreSQL is a round trip away, and that is not waited for here.
        self._here = threading.get_ident() if is_sqlite(self._writing) else None
        self._flushing = False

    def submit(
        self,
        fn: Callable[[Connection], T],
        done: Callable[[T | BaseException], None],
        *,
        live: bool = False,
        patience: float | None = None,
    ) -> None:
        """Have `fn` run in a write transaction, in the order of submitting, live calls' before everything else.

        `fn` runs once at most, on the event loop's thread or the writer's, and leaves commit and rollback to the
        storage. `done` is called on the event loop after the commit, never before this returns, with what `fn` returned
        or raised; or with `DatabaseAway` when `fn` never ran, `WriteLost` when its work was undone, `WriteUncertain`
        when PostgreSQL vanished during the commit. Thread-safe.

        Args:
            patience: Seconds for which a database that is locked or away is waited for, instead of 30 for live calls
                and 5 for everything else.

        Raises:
            StorageClosed: after `close`.
        """
        here = live and self._here == threading.get_ident()
        self._writer.put(fn, done, live=live, patience=patience, tell=not here)
        if here:
            self._flush_soon()

    async def write(self, fn: Callable[[Connection], T], *, live: bool = False) -> T:
        """Run `fn` in a write transaction; what it returned, once that is committed.

        Cancelling the wait doesn't take the write back.

        Raises:
            BaseException: whatever `fn` raised, or an error of `submit`.
        """
        written: asyncio.Future[T] = self._loop.create_future()
        self.submit(fn, functools.partial(_settle, written), live=live)
        return await written

    async def read(self, fn: Callable[[Connection], T]) -> T:
        """Run `fn` on what is committed by now; it can't write.

        Raises:
            StorageClosed: after `close`.
        """
        if self._closed:
            raise StorageClosed("the storage is closed")
        return await self._loop.run_in_executor(self._readers, _read, self._reading, fn)

    async def glance(self, fn: Callable[[Connection], T]) -> T:
        """As `read`, for a row or two by `prepared.Query`, on what every request waits for.

        On SQLite it runs here and now: a thread would take several times as long to be asked as the answer takes.

        Raises:
            StorageClosed: after `close`.
        """
        if self._closed:
            raise StorageClosed("the storage is closed")
        return await self.read(fn) if self._glancing is None else fn(self._glancing)

    async def close(self) -> None:
        """Finish what was submitted and tell everybody who waits, then let go of the database."""
        self._closed = True
        # Tells of the last writes come to the loop before the end of the writer does.
        await self._loop.run_in_executor(None, self._writer.close)
        await self._loop.run_in_executor(None, self._readers.shutdown)
        if self._glancing is not None:
            self._glancing.close()
        self._writing.dispose()
        self._reading.dispose()

    def _flush(self) -> None:
        """Write, as one group, what live calls had to write since the event loop last came round."""
        self._flushing = False
        jobs = self._writer.write_here()
        if jobs and self._writer.live_waits:
            self._flush_soon()
        _tell(jobs)

    def _flush_soon(self) -> None:
        if not self._flushing:
            self._flushing = True
            self._loop.call_soon(self._flush)

    def _deliver(self, jobs: Sequence[Job]) -> None:
        try:
            self._loop.call_soon_threadsafe(_tell, jobs)
        except RuntimeError:  # the loop was closed before the storage: nobody is left to be told
            log.warning("nobody_to_tell", jobs=len(jobs))


class InlineStorage:
    """A database on which everything happens at once, in the calling thread, on one connection."""

    def __init__(self, engine: Engine) -> None:
        self._connection = engine.connect()
        self._engine = engine
        self._submitted: deque[tuple[Callable[[Connection], Any], Callable[[Any], None]]] = deque()
        self._busy = False
        self._closed = False

    def submit(
        self,
        fn: Callable[[Connection], T],
        done: Callable[[T | BaseException], None],
        *,
        live: bool = False,
        patience: float | None = None,
    ) -> None:
        """Run `fn` in a write transaction, then call `done`, both before this returns.

        Submitted from a `done`, it happens after that `done` returned.
        """
        del live, patience  # everything happens at once
        if self._closed:
            raise StorageClosed("the storage is closed")
        self._submitted.append((fn, done))
        if self._busy:
            return
        self._busy = True
        try:
            while self._submitted:
                work, tell = self._submitted.popleft()
                try:
                    result = self._run(work)
                except BaseException as error:
                    result = error
                tell(result)
        finally:
            self._busy = False

    async def write(self, fn: Callable[[Connection], T], *, live: bool = False) -> T:
        """Run `fn` in a write transaction."""
        del live
        return self._run(fn)

    async def read(self, fn: Callable[[Connection], T]) -> T:
        """Run `fn`; nothing that it writes is kept."""
        if self._closed:
            raise StorageClosed("the storage is closed")
        try:
            return fn(self._connection)
        finally:
            self._connection.rollback()

    async def glance(self, fn: Callable[[Connection], T]) -> T:
        """As `read`."""
        return await self.read(fn)

    async def close(self) -> None:
        """Let go of the database."""
        self._closed = True
        self._connection.close()
        self._engine.dispose()

    def _run(self, fn: Callable[[Connection], T]) -> T:
        if self._closed:
            raise StorageClosed("the storage is closed")
        with self._connection.begin():
            return fn(self._connection)


def _read(engine: Engine, fn: Callable[[Connection], T]) -> T:
    with engine.connect() as connection:
        return fn(connection)


def _settle(written: asyncio.Future[Any], result: object) -> None:
    if written.done():  # whoever waited was cancelled
        return
    if isinstance(result, BaseException):
        written.set_exception(result)
    else:
        written.set_result(result)


def _tell(jobs: Sequence[Job]) -> None:
    for job in jobs:
        try:
            job.done(job.result)
        except Exception:
            log.exception("done_failed")
