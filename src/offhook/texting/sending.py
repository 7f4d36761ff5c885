"""The outbox of texts: each is sent once, in its conversation's order, or it is said that nobody knows.

What is about to be sent is marked so in a commit before the carrier is asked. After a crash what is marked is never
sent again: the carrier is asked what became of it, and where that can't be learnt the message says so. Several workers
may do this side by side: who marks a message first sends it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import structlog
from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import Connection

from offhook.calls.values import E164, TrunkId
from offhook.clock import Clock, Poked
from offhook.lines import store as lines
from offhook.messages import consents, store
from offhook.messages.failures import Failure
from offhook.messages.model import Message
from offhook.messages.port import Asked, InDoubt, Outgoing, Report, Texting
from offhook.messages.states import Kind, MessageState
from offhook.storage.storage import Database
from offhook.texting import outcomes, reports, scheduling, service

log = structlog.get_logger(__name__)

AT_ONCE = 50
ASKED_AFTER_S = 60
"""What was asked to be sent, and of which nothing was heard: longer than any request takes."""
AGAIN_S = 30.0
"""After a fault of ours, such as a database that is away."""

Addresses = Callable[[Connection, Message], tuple[str, ...]]
"""From where the carrier fetches a message's pictures."""


class Marked(Struct, frozen=True):
    """A message that is to be sent now: it is marked so."""

    message: Message
    outgoing: Outgoing


class Sender:
    """Sends what waits.

    Args:
        changed: Called once a change of a message is committed.
        addresses: Gives those of its pictures.
    """

    def __init__(
        self,
        storage: Database,
        texting: Texting,
        clock: Clock,
        *,
        changed: Callable[[Message], None],
        addresses: Addresses = lambda conn, message: (),
    ) -> None:
        self._storage = storage
        self._texting = texting
        self._clock = clock
        self._changed = changed
        self._addresses = addresses
        self._poked = Poked(clock)

    def poke(self) -> None:
        """Something is to be sent: look now. On the event loop."""
        self._poked.poke()

    async def run(self) -> None:
        """Send, until cancelled."""
        await self._poked.work(
            self.send_due, again=AGAIN_S, failed=lambda reason: log.warning("texts_not_sent", reason=reason)
        )

    async def send_due(self) -> float | None:
        """Send what is due, and ask for what is in doubt; for how many seconds there is nothing else to do.

        None: until somebody pokes.
        """
        looked = self._clock.now()
        while await self._queue_scheduled() or await self._ask_for_some() or await self._send_some():
            looked = self._clock.now()
        # Since then, not since now: what has become due while it was looked was not seen.
        first = await self._storage.read(lambda conn: store.next_due(conn, looked))
        return None if first is None else max(0.0, (first - self._clock.now()) / 1e6)

    async def hear(self, report: Report) -> None:
        """Take a carrier's report down. Raises where the database is away: the carrier is to tell again."""
        changed = await self._storage.write(lambda conn: reports.take(conn, report, self._clock.now()))
        if changed is not None:
            self._told(changed)

    async def _queue_scheduled(self) -> bool:
        if not await self._storage.read(lambda conn: store.scheduled_until(conn, self._clock.now(), 1)):
            return False
        queued = await self._storage.write(lambda conn: scheduling.promote(conn, self._clock.now()))
        for message in queued:
            self._told(message)
        return bool(queued)

    # Sending

    async def _send_some(self) -> bool:
        now = self._clock.now()
        due = await self._storage.read(lambda conn: store.heads(conn, now, AT_ONCE))
        sent = await asyncio.gather(*(self._send(message) for message in due))
        return any(sent)

    async def _send(self, message: Message) -> bool:
        """Send one; whether anything came of it. False: somebody else was faster."""
        marked = await self._storage.write(lambda conn: self._mark(conn, message.id, self._clock.now()))
        match marked:
            case Marked(outgoing=outgoing):
                outcome = await self._texting.send(outgoing)
                done = await self._storage.write(
                    lambda conn: outcomes.write_down(conn, message.id, outcome, self._clock.now())
                )
            case done:
                pass
        if done is None:
            return marked is not None
        self._told(done)
        return True

    def _mark(self, conn: Connection, message_id: str, now: int) -> Marked | Message | None:
        """Mark a message as being sent; as failed where it can't be. None: it doesn't wait any more."""
        message = store.locked(conn, message_id)
        if message is None or message.state is not MessageState.QUEUED:
            return None
        line = lines.get(conn, message.workspace_id, message.line_id)
        trunk = None if line is None else service.trunk_of(line, self._texting)
        failure = None
        if line is None or trunk is None:
            failure = Failure.NO_TEXTING
        elif message.kind is Kind.TEXT and consents.opted_out(conn, line.workspace_id, line.id, message.number):
            failure = Failure.OPTED_OUT
        elif now - message.due_at > outcomes.GIVEN_UP_AFTER_S * 1_000_000:
            failure = Failure.EXPIRED
        if failure is not None or line is None or trunk is None:
            failed = replace(message, state=MessageState.FAILED, failure=failure, detail="", carrier_code="")
            store.save(conn, failed)
            return failed
        sending = replace(
            message,
            state=MessageState.SENDING,
            trunk_id=trunk,
            tries=message.tries + 1,
            tried_at=now,
            detail="",
            ask_at=now + ASKED_AFTER_S * 1_000_000,
            asks=0,
        )
        store.save(conn, sending)
        return Marked(sending, _outgoing(sending, line.number, self._addresses(conn, sending)))

    # Asking

    async def _ask_for_some(self) -> bool:
        now = self._clock.now()
        due = await self._storage.read(
            lambda conn: [_Doubt.of(conn, each) for each in store.to_ask(conn, now, AT_ONCE)]
        )
        await asyncio.gather(*(self._ask(doubt) for doubt in due))
        return bool(due)

    async def _ask(self, doubt: _Doubt) -> None:
        found = InDoubt("") if doubt.asked is None else await self._texting.ask(doubt.asked)
        changed = await self._storage.write(lambda conn: outcomes.learn(conn, doubt.id, found, self._clock.now()))
        if changed is not None:
            self._told(changed)

    def _told(self, message: Message) -> None:
        log.info("text", message=message.id, state=message.state.value, failure=message.failure, tries=message.tries)
        self._changed(message)


class _Doubt(Struct, frozen=True):
    """A message of which the carrier is to be asked."""

    id: str
    asked: Asked | None
    """None where it can't be: its line is gone."""

    @classmethod
    def of(cls, conn: Connection, message: Message) -> _Doubt:
        line = lines.get(conn, message.workspace_id, message.line_id)
        if line is None or message.trunk_id is None or message.tried_at is None:
            return cls(message.id, None)
        others = store.references_alike(conn, message)
        asked = Asked(_outgoing(message, line.number, ()), message.reference or "", message.tried_at, others)
        return cls(message.id, asked)


def _outgoing(message: Message, from_: str, pictures: tuple[str, ...]) -> Outgoing:
    trunk = TrunkId(message.trunk_id or "")
    return Outgoing(message.id, message.tries, trunk, E164(from_), message.number, message.text, pictures)
