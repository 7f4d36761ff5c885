"""What a worker of a simulated run does behind its calls: it keeps messages and greetings, and mails them.

The real keepers and the real mailer, each round one look at what waits. A kill may strike before and after everything
that lasts: a commit, a mail that is handed over.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from email.message import EmailMessage
from typing import TYPE_CHECKING, Any, TypeVar
from unittest.mock import patch

from sqlalchemy import Connection

from offhook.calls.values import Seconds
from offhook.clock import Clock
from offhook.networks.recordings import KeptRecordings
from offhook.storage.errors import WriteLost, WriteUncertain
from offhook.telephony.port import Telephony
from offhook.voicemail import letter, mails, smtp
from offhook.voicemail.greeting_keeper import GreetingKeeper
from offhook.voicemail.keeper import Keeper
from offhook.voicemail.mailer import Mailer
from offhook.voicemail.model import Voicemail
from offhook.voicemail.room import Room
from tests.simulation.visiting import disk

if TYPE_CHECKING:
    from tests.simulation.world import World

T = TypeVar("T")

EVERY: Seconds = 3.0
SERVER_AWAY = 0.2


class Gone(BaseException):
    """The worker was killed in the midst of a round."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """A mail that the server has taken."""

    message: str
    """Its Message-ID."""
    address: str
    worker: int
    """Which of the run's workers handed it over."""


class Background:
    """One worker's. `world` outlives it: the database, the disk and the mail server."""

    def __init__(self, world: World, clock: Clock, telephony: Telephony, number: int) -> None:
        self._world = world
        self._clock = clock
        self._number = number
        storage, recordings, room = _Storage(world, self._dies), KeptRecordings(telephony), Room([], clock)
        files = disk()
        self._keeper = Keeper(storage, files, recordings, clock, room, silence_is_empty=False, and_then=self._mail)
        self._greetings = GreetingKeeper(storage, files, recordings, clock, polish=lambda file: (file, 1000))
        self._mailer = Mailer(storage, files, clock, sender="offhook@example.com", hand_over=self._hand_over)
        self._clock.call_later(EVERY, self._round)

    def _round(self) -> None:
        try:
            at_once(self._keeper.look())
            at_once(self._greetings.look())
            at_once(self._mailer.send_due())
        except Gone:
            return
        except (WriteLost, WriteUncertain):
            pass  # the next round goes on
        self._clock.call_later(EVERY, self._round)

    def _mail(self, conn: Connection, voicemail: Voicemail) -> None:
        mails.begin(conn, voicemail, self._clock.now())

    def _hand_over(self, message: EmailMessage, address: str) -> smtp.Outcome:
        self._dies()
        if self._world.dice.random() < SERVER_AWAY and not self._world.calm:
            return smtp.Away("the server is away")
        self._world.delivered.append(Delivered(str(message["Message-ID"]), address, self._number))
        self._dies()
        return smtp.Sent()

    def _dies(self) -> None:
        if self._world.boundary():
            raise Gone


class _Storage:
    """The database, at once, but for what fails."""

    def __init__(self, world: World, dies: Callable[[], None]) -> None:
        self._world = world
        self._dies = dies

    async def read(self, fn: Callable[[Connection], T]) -> T:
        with self._world.engine.connect() as conn:
            return fn(conn)

    async def glance(self, fn: Callable[[Connection], T]) -> T:
        return await self.read(fn)

    async def write(self, fn: Callable[[Connection], T], *, live: bool = False) -> T:
        self._dies()
        fails = self._world.dice.random() < self._world.plan.write_failures and not self._world.calm
        with self._world.engine.begin() as conn:
            result = fn(conn)
            if fails and self._world.dice.random() < 0.5:
                raise WriteLost("the disk said no")
        self._world.company.visits.greeting_is_now(self._world.engine)
        self._dies()
        if fails:
            raise WriteUncertain("the connection broke during the commit")
        return result

    def submit(
        self,
        fn: Callable[[Connection], T],
        done: Callable[[T | BaseException], None],
        *,
        live: bool = False,
        patience: float | None = None,
    ) -> None:
        raise AssertionError("nothing here submits")

    async def close(self) -> None:
        """It outlives every worker."""


def at_once(coroutine: Coroutine[Any, Any, object]) -> None:
    """Run a coroutine that waits for nothing but threads, which are none here."""
    with patch.object(asyncio, "to_thread", _in_this_thread), patch.object(letter, "mp3", lambda audio: b"mp3"):
        try:
            coroutine.send(None)
        except StopIteration:
            return
    raise AssertionError(f"{coroutine} waits for something that virtual time does not have")


async def _in_this_thread(do: Callable[..., T], /, *arguments: Any) -> T:
    return do(*arguments)
