"""Legs that we create: queued by account, written down before the carrier is asked, and ended by the same hand."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from functools import partial

import structlog

from offhook.calls.events import Ended, Queued
from offhook.calls.values import E164, Cause, Seconds
from offhook.telephony.webhooks.book import Book
from offhook.telephony.webhooks.carrier import Carrier, Created, Declined, Doubtful, Ending, TooMuch
from offhook.telephony.webhooks.http import NoAnswer
from offhook.telephony.webhooks.legs import Leg, Legs
from offhook.telephony.webhooks.pace import Pace
from offhook.telephony.webhooks.tasks import Tasks
from offhook.telephony.webhooks.told import Stage

TOO_MUCH_FOR: Seconds = 2.0
"""After a 429."""
AGAIN_AFTER: Seconds = 1.0
DROP_TRIES = 30
DOUBTED_FOR: Seconds = 15.0
"""How long a leg may be unheard of after the carrier gave no clear answer to its creation."""

_log = structlog.get_logger(__name__)


class Dialling:
    """Creates calls, and ends them.

    Args:
        look: Has the carrier asked how a leg is, soon.
    """

    def __init__(self, legs: Legs, book: Book, tasks: Tasks, look: Callable[[Leg], None]) -> None:
        self._legs = legs
        self._book = book
        self._tasks = tasks
        self._look = look
        self._paces: dict[str, Pace] = {}
        self._turns: dict[Leg, Callable[[], None]] = {}

    def dial(self, leg: Leg, to: str, caller_id: E164 | str) -> None:
        """When its turn has come."""
        turn = partial(self._begin, leg, to, str(caller_id))
        self._turns[leg] = turn
        place = self._pace(leg).enter(turn)
        if leg in self._turns:
            self._legs.report(leg, Queued(leg.id, place.ahead, round(place.seconds, 1)))

    def hang_up(self, leg: Leg, cause: Cause) -> None:
        """End it, whatever it does; `leg.hangup` is set already."""
        turn = self._turns.pop(leg, None)
        if turn is not None and self._pace(leg).leave(turn):
            ended = Ended(leg.id, cause, note="it was called off before its turn to be dialled")
            asyncio.get_running_loop().call_soon(self._legs.ended, leg, ended)
        elif leg.sid and leg.stage is not Stage.ENDED:
            self._tasks.spawn(self._end(leg, cause))

    def drop(self, carrier: Carrier, sid: str) -> None:
        """End a call that is no leg of ours any more, or never was one."""
        self._tasks.spawn(self._drop(carrier, sid))

    def stop(self) -> None:
        """Create nothing more."""
        for pace in self._paces.values():
            pace.stop()
        self._turns.clear()

    def _pace(self, leg: Leg) -> Pace:
        rate = leg.carrier.calls_per_second
        return self._paces.setdefault(f"{leg.carrier.customer} {rate:g}", Pace(rate))

    def _begin(self, leg: Leg, to: str, caller_id: str) -> None:
        self._turns.pop(leg, None)
        leg.stage = Stage.CREATING
        self._tasks.spawn(self._create(leg, to, caller_id))

    async def _create(self, leg: Leg, to: str, caller_id: str) -> None:
        await self._book.put(leg.entry)
        if (called_off := _called_off(leg)) is not None:
            self._legs.ended(leg, Ended(leg.id, called_off, note="it was called off before it was dialled"))
            return
        try:
            creation = await leg.carrier.create(leg.id, to, caller_id)
        except NoAnswer as unheard:
            creation = Doubtful(str(unheard))
        match creation:
            case Created(sid=sid):
                await self._created(leg, sid)
            case TooMuch():  # its turn comes again
                self._pace(leg).rest(TOO_MUCH_FOR)
                leg.stage = Stage.QUEUED
                self.dial(leg, to, caller_id)
                if (called_off := _called_off(leg)) is not None:
                    self.hang_up(leg, called_off)
            case Doubtful(reason=reason):
                self._doubt(leg, reason)
            case Declined(cause=cause, note=note):
                self._legs.ended(leg, Ended(leg.id, cause, note=note))

    async def _created(self, leg: Leg, sid: str) -> None:
        leg.stage = max(leg.stage, Stage.DIALLED)
        if not sid:  # not every carrier says it at once; the first webhook does
            leg.doubted_at = asyncio.get_running_loop().time()
            return
        if not leg.sid:
            self._legs.known_as(leg, sid)
        if leg.hangup is not None:
            await self._end(leg, leg.hangup)
        if leg.stage is not Stage.ENDED:
            await self._book.put(leg.entry)

    def _doubt(self, leg: Leg, reason: str) -> None:
        """It may have been created. Nothing is created again: a call that did start makes itself known."""
        _log.warning("leg_in_doubt", leg=leg.id, reason=reason)
        leg.doubted_at = asyncio.get_running_loop().time()

    async def _drop(self, carrier: Carrier, sid: str) -> None:
        for _ in range(DROP_TRIES):
            with contextlib.suppress(NoAnswer):
                if await carrier.end(sid) is not Ending.AGAIN:
                    return
            await asyncio.sleep(AGAIN_AFTER)
        _log.warning("call_not_dropped", trunk=carrier.trunk, sid=sid)

    async def _end(self, leg: Leg, cause: Cause) -> None:
        """Until the carrier has ended it, or says by itself that it is over."""
        while leg.stage is not Stage.ENDED:
            ending = Ending.AGAIN
            with contextlib.suppress(NoAnswer):
                ending = await leg.carrier.end(leg.sid)
            match ending:
                case Ending.OVER:
                    self._legs.ended(leg, Ended(leg.id, cause))
                    return
                case Ending.GOING:
                    self._look(leg)
                    return
                case Ending.DENIED | Ending.AGAIN:
                    await asyncio.sleep(AGAIN_AFTER)


def _called_off(leg: Leg) -> Cause | None:
    """Whether it was hung up meanwhile, and why."""
    return leg.hangup
