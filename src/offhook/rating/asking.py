"""Asking carriers for the price of what is over: gently, ever less often, and given up after a week.

What is to be asked for, and when next, is in the database: a restart forgets none of it. A price that was told is
looked at once more a day later, since carriers correct theirs.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import structlog
from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import Connection, delete, select, update

from offhook.carriers import store as carriers
from offhook.carriers.model import carrier_legs
from offhook.clock import Clock, Poked, time_passes
from offhook.messages.model import messages
from offhook.rating import store
from offhook.rating.model import Charge, ChargeState, PricedKind, charges
from offhook.records.model import calls
from offhook.storage.storage import Database

log = structlog.get_logger(__name__)

PAUSES_S = (60, 300, 1800, 2 * 3600, 6 * 3600, 12 * 3600)
LONGEST_PAUSE_S = 24 * 3600
GIVEN_UP_AFTER_S = 7 * 24 * 3600
LOOKED_AT_AGAIN_S = 24 * 3600
BETWEEN_S = 0.2
"""Between two questions, so that calls and messages have the carrier to themselves."""
AT_ONCE = 100
AGAIN_S = 60.0
"""After a fault of ours, such as a database that is away."""


class Told(Struct, frozen=True):
    """The carrier's price, in millionths."""

    price: int
    currency: str


class NotYet(Struct, frozen=True):
    """There is none so far, or the carrier doesn't answer; why, in words."""

    reason: str


class Never(Struct, frozen=True):
    """There will be none; why, in words."""

    reason: str


Ask = Callable[[Charge], Awaitable[Told | NotYet | Never]]
"""Asks the carrier of the charge's trunk for what has its `reference`."""


class PriceAsker:
    """Asks for what is due, one after the other."""

    def __init__(self, storage: Database, clock: Clock, ask: Ask) -> None:
        self._storage = storage
        self._clock = clock
        self._ask = ask
        self._poked = Poked(clock)

    def poke(self) -> None:
        """Something was charged whose price a carrier will tell. On the event loop."""
        self._poked.poke()

    async def run(self) -> None:
        """Ask, until cancelled."""
        await self._storage.write(_forget_unpriced)
        await self._poked.work(
            self.ask_due, again=AGAIN_S, failed=lambda reason: log.warning("prices_not_asked", reason=reason)
        )

    async def ask_due(self) -> float | None:
        """Ask for what is due; for how many seconds nothing else is, None: until somebody pokes."""
        while due := await self._storage.read(lambda conn: store.due(conn, self._clock.now(), AT_ONCE)):
            for place, charge in enumerate(due):
                if place:
                    await time_passes(self._clock, BETWEEN_S)
                await self._one(charge)
        first = await self._storage.read(store.next_due)
        return None if first is None else max(0.0, (first - self._clock.now()) / 1e6)

    async def _one(self, was: Charge) -> None:
        charge = was
        if not was.reference:
            found = await self._storage.read(lambda conn: carriers.sid_of(conn, was.id))
            if not found:
                await self._write(was, _given_up(was, "the carrier never said which of its calls this was"))
                return
            charge = replace(was, reference=found)
        now, tried = self._clock.now(), replace(charge, tries=charge.tries + 1)
        match await self._ask(charge):
            case Told(price=price, currency=currency):
                again = now + LOOKED_AT_AGAIN_S * 1_000_000 if charge.state is ChargeState.WAITING else None
                told = replace(tried, price=price, price_currency=currency, state=ChargeState.TOLD)
                await self._write(was, replace(told, due_at=again, reason=""))
            case NotYet() | Never() if charge.state is ChargeState.TOLD:
                await self._write(was, replace(tried, due_at=None))
            case NotYet(reason=reason):
                if now - charge.at >= GIVEN_UP_AFTER_S * 1_000_000:
                    await self._write(was, _given_up(tried, f"given up after a week: {reason}"))
                    return
                pause = PAUSES_S[charge.tries] if charge.tries < len(PAUSES_S) else LONGEST_PAUSE_S
                await self._write(was, replace(tried, due_at=now + pause * 1_000_000, reason=reason))
            case Never(reason=reason):
                await self._write(was, _given_up(tried, reason))

    async def _write(self, was: Charge, now: Charge) -> None:
        def write(conn: Connection) -> bool:
            if store.get(conn, was.id) != was:  # told by itself while it was asked for: what is added up must agree
                return False
            store.tell(conn, was, now)
            carriers.forget(conn, now.id)
            if now.kind is not PricedKind.CALL and now.price is not None:
                told = {"price": now.price, "currency": now.price_currency}
                conn.execute(update(messages).where(messages.c.id == now.id), told)
            return True

        if await self._storage.write(write) and now.state is ChargeState.GIVEN_UP:
            log.info("price_given_up", charge=now.id, reason=now.reason)


def _given_up(charge: Charge, reason: str) -> Charge:
    return replace(charge, state=ChargeState.GIVEN_UP, due_at=None, reason=reason)


def _forget_unpriced(conn: Connection) -> None:
    """Legs that nobody answered are asked for never: forget what the carrier called them."""
    live = select(calls.c.id).where(calls.c.ended_at.is_(None))
    asked = select(charges.c.id).where(charges.c.due_at.is_not(None))
    conn.execute(
        delete(carrier_legs).where(
            carrier_legs.c.ended,
            ~carrier_legs.c.incoming,
            carrier_legs.c.call_id.not_in(live),
            carrier_legs.c.leg.not_in(asked),
        )
    )
