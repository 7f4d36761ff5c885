"""An outbox over an in-memory database and a carrier of its own: who dies leaves both behind as they are."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from msgspec.structs import replace
from sqlalchemy import Connection

from offhook.calls.values import E164, TrunkId
from offhook.clock import VirtualClock
from offhook.messages import store
from offhook.messages.model import Message
from offhook.messages.port import (
    Arrived,
    Asked,
    Hear,
    InDoubt,
    NotKnown,
    Outcome,
    Outgoing,
    PictureLimits,
    Receive,
    Report,
    Taken,
)
from offhook.messages.states import MessageState
from offhook.storage.storage import InlineStorage
from offhook.texting import service
from offhook.texting.receiving import Received, Receiver
from offhook.texting.sending import Sender
from offhook.texting.service import NewText
from tests.databases import fresh_sqlite
from tests.furnish import DANA, NOW, Company, new_company

T = TypeVar("T")
EVE = E164("+12025550123")


class Killed(BaseException):
    """The process is gone."""


class Fate:
    """Lets a process live for so many steps: commits, and requests before and after the carrier has acted on them."""

    def __init__(self, steps: int | None = None) -> None:
        self.left = steps
        self.taken = 0

    def step(self) -> None:
        """One more. Raises `Killed`."""
        self.taken += 1
        if self.left is not None:
            if self.left == 0:
                raise Killed
            self.left -= 1


class MortalStorage(InlineStorage):
    """A database whose process may die before and after each commit."""

    fate = Fate()

    async def write(self, fn: Callable[[Connection], T], *, live: bool = False) -> T:
        self.fate.step()
        result = await super().write(fn, live=live)
        self.fate.step()
        return result


class NoCarrier:
    """Takes no texts."""

    def carries(self, trunk: TrunkId) -> bool:
        return False

    def limits(self, trunk: TrunkId, from_: E164) -> PictureLimits | None:
        return None

    def answers_words(self, trunk: TrunkId) -> bool:
        return True

    async def send(self, outgoing: Outgoing) -> Outcome:
        raise AssertionError("it carries nothing, so it is given nothing to send")

    async def ask(self, asked: Asked) -> Report | NotKnown | InDoubt:
        raise AssertionError("it was given nothing that could be asked for")

    def on_received(self, receive: Receive) -> None:
        pass

    def on_status(self, hear: Hear) -> None:
        pass


class Carrier:
    """Takes texts, remembers them, and answers as it is told."""

    def __init__(self, storage: MortalStorage) -> None:
        self._storage = storage
        self.accepted: list[Outgoing] = []
        self.answers: list[Outcome] = []
        """What the next requests are answered with, without being carried out; empty: they are."""
        self.lists = True
        """Whether it can tell what became of a message of which nobody knows the reference."""
        self.words = False

    def carries(self, trunk: TrunkId) -> bool:
        return True

    def limits(self, trunk: TrunkId, from_: E164) -> PictureLimits | None:
        return None

    def answers_words(self, trunk: TrunkId) -> bool:
        return self.words

    async def send(self, outgoing: Outgoing) -> Outcome:
        self._storage.fate.step()
        if self.answers:
            return self.answers.pop(0)
        self.accepted.append(outgoing)
        self._storage.fate.step()
        return Taken(f"SM{len(self.accepted)}")

    async def ask(self, asked: Asked) -> Report | NotKnown | InDoubt:
        self._storage.fate.step()
        if not (self.lists or asked.reference):
            return InDoubt("no list today")
        for count, each in enumerate(self.accepted, 1):
            if f"SM{count}" not in asked.others and each.id == asked.outgoing.id:
                told = Report(each.trunk, f"SM{count}", MessageState.DELIVERED, each.id, each.attempt)
                return replace(told, price=7900, currency="USD")
        return NotKnown()

    def on_received(self, receive: Receive) -> None:
        pass

    def on_status(self, hear: Hear) -> None:
        pass


class Outbox:
    """A company, its carrier, and a sender that may be begun anew."""

    def __init__(self) -> None:
        engine = fresh_sqlite()
        self.storage = MortalStorage(engine)
        self.carrier = Carrier(self.storage)
        self.clock = VirtualClock(NOW)
        self.told: list[Message] = []
        self.received: list[Received] = []
        with engine.begin() as conn:
            self.company: Company = new_company(conn)
        self.begin_anew()

    def begin_anew(self, steps: int | None = None) -> None:
        """A new process on the same database, which lives for so many steps."""
        self.storage.fate = Fate(steps)
        self.sender = Sender(self.storage, self.carrier, self.clock, changed=self.told.append)
        self.receiver = Receiver(self.storage, self.carrier, self.clock, told=self.received.append)

    async def write(self, text: str, to: E164 = DANA, *, ahead: float | None = None) -> Message:
        """Write a text down, to be sent so many seconds later."""
        company, now = self.company, self.clock.now()
        new = NewText(text, send_at=None if ahead is None else now + round(ahead * 1e6))
        return await self.storage.write(
            lambda conn: service.write(conn, company.line, to, new, company.ann.id, self.carrier, now)
        )

    async def settle(self, seconds: float = 2 * 24 * 3600) -> None:
        """Send and ask until so much time has passed, or nothing is left to do."""
        end = self.clock.now() + seconds * 1e6
        while (pause := await self.sender.send_due()) is not None and self.clock.now() + pause * 1e6 <= end:
            self.clock.run(max(pause, 0.001))

    async def message(self, message: Message) -> Message:
        """As it is now."""
        found = await self.storage.read(lambda conn: store.get(conn, message.workspace_id, message.id))
        assert found is not None
        return found

    async def hear(self, message: Message, state: MessageState, **more: object) -> None:
        """The carrier reports."""
        now = await self.message(message)
        report = Report(TrunkId(self.company.trunk.id), now.reference or "SM1", state, message.id, now.tries)
        await self.sender.hear(replace(report, **more))

    async def arrives(self, text: str, reference: str = "IN1", from_: str = DANA, **more: object) -> None:
        """A text comes in."""
        arrived = Arrived(TrunkId(self.company.trunk.id), self.company.line.number, from_, text, reference)
        await self.receiver.take(replace(arrived, **more))
