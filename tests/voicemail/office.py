"""An office that keeps voicemails: what outlives the process that keeps them, and steps at which that dies."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, select

from offhook.calls.values import LegId
from offhook.clock import VirtualClock
from offhook.storage.storage import InlineStorage
from offhook.telephony.port import NotReady
from offhook.telephony.simulated.network import Network
from offhook.telephony.simulated.telephony import SimulatedTelephony
from offhook.voicemail import store
from offhook.voicemail.files import Files
from offhook.voicemail.keeper import Away, Keeper
from offhook.voicemail.model import State, Voicemail, voicemails
from offhook.voicemail.room import Room
from tests.databases import fresh_sqlite
from tests.furnish import NOW, Company, new_company
from tests.limits.calls import begin
from tests.waiting import eventually

T = TypeVar("T")


class Killed(BaseException):
    """The process is gone."""


class Office:
    """A database, a data folder and a practice network, which all outlive the keeper."""

    def __init__(self, folder: Path) -> None:
        self.clock = VirtualClock(NOW)
        self.network = Network(self.clock)
        self.telephony = SimulatedTelephony(self.network)
        self.storage: InlineStorage = InlineStorage(fresh_sqlite())
        self.files = Files(folder)
        self.room = Room([folder], self.clock)
        self.told: list[Voicemail] = []
        self.garbled: dict[str, bytes] = {}
        """What the network hands out instead of what was recorded."""
        self.step: Callable[[str], None] = lambda _: None
        """Told each step before and after it is done."""

    async def furnish(self) -> None:
        def make(conn: Connection) -> Company:
            return new_company(conn)

        self.company = await self.storage.write(make)
        self.telephony.start_now(lambda *_: None, lambda _: None, lambda _: None)
        self.clock.run(1)
        assert self.telephony.ready

    async def leave(self, call: str, seconds: float | None, at: int = NOW) -> None:
        """A message of so many seconds is left; None: the network has nothing of it."""
        if seconds is not None:
            self.network.keep(f"{call}-1.1", LegId(f"{call}-1"), seconds)

        def write(conn: Connection) -> None:
            self.company.conn = conn
            begin(self.company, call)
            store.begin(conn, self.company.id, call, f"{call}-1.1", at)

        await self.storage.write(write)

    async def of(self, call: str) -> Voicemail:
        """What is known of a message."""

        def find(conn: Connection) -> Voicemail:
            id_ = conn.execute(select(voicemails.c.id).where(voicemails.c.call_id == call)).scalar_one()
            found = store.get(conn, self.company.id, id_)
            assert found is not None
            return found

        return await self.storage.read(find)

    async def is_now(self, call: str, state: State) -> bool:
        return (await self.of(call)).state is state

    @property
    def kept(self) -> list[Path]:
        return [path for path in self.files.folder.rglob("*") if path.is_file()]

    @asynccontextmanager
    async def keeper(self, *, silence_is_empty: bool = False) -> AsyncIterator[Keeper]:
        keeper = Keeper(
            Steps(self),
            self.files,
            Practice(self),
            self.clock,
            self.room,
            silence_is_empty=silence_is_empty,
            and_then=lambda _, voicemail: self.told.append(voicemail),
        )
        async with running(keeper.run()):
            yield keeper

    async def pass_until(self, holds: Callable[[], Awaitable[object]], what: str, *, step: float = 1) -> int:
        """Let time pass, `step` seconds at a time, until it holds; how much passed, in seconds."""
        began = self.clock.now()

        async def found() -> object:
            self.clock.run(step)
            return await holds()

        await eventually(found, what, within=20)
        return round((self.clock.now() - began) / 1e6)

    async def pass_time(self, seconds: float) -> None:
        """Let so much time pass, and whatever is due happen on the way."""
        end = self.clock.now() + seconds * 1e6
        step = max(1.0, seconds / 30)
        await self.pass_until(lambda: true(self.clock.now() >= end), f"{seconds} s have passed", step=step)


@asynccontextmanager
async def running(work: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """Meanwhile it runs; it doesn't end by itself."""
    task = asyncio.ensure_future(work)
    yield
    task.cancel()
    (ended,) = await asyncio.gather(task, return_exceptions=True)
    assert isinstance(ended, asyncio.CancelledError), ended


class Practice:
    """The practice network as the worker hands it to the keeper."""

    def __init__(self, office: Office) -> None:
        self._office = office

    @property
    def ready(self) -> bool:
        return self._office.telephony.ready

    async def recording(self, name: str) -> bytes | None:
        self._office.step("fetch")
        try:
            found = await self._office.telephony.recording(name)
        except NotReady as reason:
            raise Away(str(reason)) from reason
        self._office.step("fetched")
        return found if found is None else self._office.garbled.get(name, found)

    def drop_recording(self, name: str) -> None:
        self._office.step("drop")
        self._office.telephony.drop_recording(name)
        self._office.step("dropped")


class Steps:
    """The database, as far as the keeper uses it."""

    def __init__(self, office: Office) -> None:
        self._office = office

    def __getattr__(self, name: str) -> Any:
        return getattr(self._office.storage, name)

    async def write(self, fn: Callable[[Connection], T], *, live: bool = False) -> T:
        self._office.step("write")
        done = await self._office.storage.write(fn, live=live)
        self._office.step("written")
        return done


async def true(found: object) -> object:
    """For `Office.pass_until`, where nothing has to be waited for."""
    return found
