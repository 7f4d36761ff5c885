"""What a worker of the office reaches the world by, until it is killed: at each way through is a boundary."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, TypeVar

import aiohttp
from sqlalchemy import Connection

from offhook.calls.values import LegId
from offhook.clock import Timer
from offhook.telephony.webhooks.book import Entry, Kept, Notebook

if TYPE_CHECKING:
    from tests.carrier.office import Worker

T = TypeVar("T")

A_DAY = 1_700_000_000


class LoopClock:
    """The loop's time, for as long as its worker lives."""

    boot = "the same boot"

    def __init__(self, worker: Worker) -> None:
        self._worker = worker
        self._loop = asyncio.get_running_loop()

    def now(self) -> int:
        return A_DAY * 1_000_000 + round(self._loop.time() * 1e6)

    def mono(self) -> int:
        return round(self._loop.time() * 1e9)

    def call_later(self, seconds: float, do: Callable[[], None]) -> Timer:
        return self._loop.call_later(seconds, lambda: do() if self._worker.alive else None)


class Disk:
    """A worker's way to the database: each commit is a boundary on either side."""

    def __init__(self, worker: Worker) -> None:
        self._worker = worker

    def submit(
        self,
        job: Callable[[Connection], T],
        done: Callable[[T | BaseException], None],
        *,
        live: bool = False,
        patience: float | None = None,
    ) -> None:
        if self._worker.dies():
            return
        result: T | BaseException
        try:
            with self._worker.office.engine.begin() as conn:
                result = job(conn)
        except Exception as error:
            result = error
        if not self._worker.dies():
            told = result
            asyncio.get_running_loop().call_soon(lambda: done(told) if self._worker.alive else None)

    async def read(self, fn: Callable[[Connection], T]) -> T:
        await self._worker.lives()
        with self._worker.office.engine.connect() as conn:
            return fn(conn)

    async def glance(self, fn: Callable[[Connection], T]) -> T:
        return await self.read(fn)

    async def write(self, fn: Callable[[Connection], T], *, live: bool = False) -> T:
        await self._worker.passes_boundary()
        with self._worker.office.engine.begin() as conn:
            result = fn(conn)
        await self._worker.passes_boundary()
        return result

    async def close(self) -> None:
        """It outlives every worker."""


class MortalBook(Notebook):
    """The book, whose every write is a boundary on either side."""

    def __init__(self, worker: Worker, kept: Notebook) -> None:
        self._worker = worker
        self.legs, self.recordings = kept.legs, kept.recordings

    async def put(self, entry: Entry) -> None:
        await self._worker.passes_boundary()
        await super().put(entry)
        await self._worker.passes_boundary()

    async def remove(self, leg: LegId) -> None:
        await self._worker.passes_boundary()
        await super().remove(leg)
        await self._worker.passes_boundary()

    async def keep(self, recording: Kept) -> None:
        await self._worker.passes_boundary()
        await super().keep(recording)
        await self._worker.passes_boundary()


class MortalSession:
    """A worker's way to the carrier: each request that changes something is a boundary on either side."""

    def __init__(self, worker: Worker, session: aiohttp.ClientSession) -> None:
        self._worker = worker
        self._session = session

    @asynccontextmanager
    async def request(self, method: str, url: str, **more: Any) -> AsyncIterator[aiohttp.ClientResponse]:
        changes = method != "GET"
        await (self._worker.passes_boundary() if changes else self._worker.lives())
        async with self._session.request(method, url, **more) as response:
            if changes:
                await self._worker.passes_boundary()
            yield response
