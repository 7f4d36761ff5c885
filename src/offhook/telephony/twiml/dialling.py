"""Legs that we create: queued by account, written down before the carrier is asked, and ended by the same hand."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from functools import partial

import structlog

from offhook.calls.events import Ended, Queued
from offhook.calls.values import E164, Cause, Seconds
from offhook.telephony.twiml import messages
from offhook.telephony.twiml.accounts import Account
from offhook.telephony.twiml.addresses import About, Addresses
from offhook.telephony.twiml.book import Book
from offhook.telephony.twiml.client import Answer, Client, NoAnswer
from offhook.telephony.twiml.legs import Leg, Legs
from offhook.telephony.twiml.messages import Stage
from offhook.telephony.twiml.pace import Pace
from offhook.telephony.twiml.tasks import Tasks

RINGS_AT_MOST = 600
"""Seconds: the most that a carrier lets a phone ring. How long it does ring, the flow decides."""
TOLD_OF = ("initiated", "ringing", "answered", "completed")
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

    def __init__(
        self,
        legs: Legs,
        addresses: Addresses,
        client: Client,
        book: Book,
        tasks: Tasks,
        look: Callable[[Leg], None],
    ) -> None:
        self._legs = legs
        self._addresses = addresses
        self._client = client
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

    def drop(self, account: Account, sid: str) -> None:
        """End a call that is no leg of ours any more, or never was one."""
        self._tasks.spawn(self._drop(account, sid))

    def stop(self) -> None:
        """Create nothing more."""
        for pace in self._paces.values():
            pace.stop()
        self._turns.clear()

    def _pace(self, leg: Leg) -> Pace:
        account = leg.account
        name = f"{account.dialect.name} {account.sid} {account.calls_per_second:g}"
        return self._paces.setdefault(name, Pace(account.calls_per_second))

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
            answer = await self._client.post(leg.account, "Calls", form=self._form(leg, to, caller_id))
        except NoAnswer as reason:
            self._doubt(leg, str(reason))
            return
        if answer.good:
            await self._created(leg, answer)
        elif answer.status == 429:  # nothing was created: its turn comes again
            self._pace(leg).rest(TOO_MUCH_FOR)
            leg.stage = Stage.QUEUED
            self.dial(leg, to, caller_id)
            if (called_off := _called_off(leg)) is not None:
                self.hang_up(leg, called_off)
        elif answer.status >= 500:
            self._doubt(leg, answer.words)
        else:
            cause = messages.ERRORS.get(answer.code)
            if cause is None:
                cause = Cause.TRUNK_DOWN if answer.status in {401, 403} else Cause.REJECTED
            self._legs.ended(leg, Ended(leg.id, cause, note=f"the carrier refused it: {answer.words}"))

    async def _created(self, leg: Leg, answer: Answer) -> None:
        sid = str(answer.json.get("sid") or answer.json.get("call_sid") or "")
        leg.stage = max(leg.stage, Stage.DIALLED)
        if not sid:  # Telnyx does not always say; the first webhook does
            leg.doubted_at = asyncio.get_running_loop().time()
            return
        if not leg.sid:
            self._legs.known_as(leg, sid)
        if leg.hangup is not None:
            await self._end(leg, leg.hangup)
        if leg.stage is not Stage.ENDED:
            await self._book.put(leg.entry)

    def _form(self, leg: Leg, to: str, caller_id: str) -> list[tuple[str, str]]:
        status = self._addresses.of(leg.trunk, About.STATUS, leg.id)
        form = [
            ("To", to),
            ("From", caller_id),
            ("Url", self._addresses.of(leg.trunk, About.DOCUMENT, leg.id)),
            ("Method", "POST"),
            ("Timeout", str(RINGS_AT_MOST)),
            ("StatusCallback", status),
            ("StatusCallbackMethod", "POST"),
            *(("StatusCallbackEvent", event) for event in TOLD_OF),
        ]
        if leg.account.application:
            form.append(("ApplicationSid", leg.account.application))
        return form

    def _doubt(self, leg: Leg, reason: str) -> None:
        """It may have been created. Nothing is created again: a call that did start makes itself known."""
        _log.warning("leg_in_doubt", leg=leg.id, reason=reason)
        leg.doubted_at = asyncio.get_running_loop().time()

    async def _drop(self, account: Account, sid: str) -> None:
        for _ in range(DROP_TRIES):
            with contextlib.suppress(NoAnswer):
                answer = await self._client.post(account, "Calls", sid, form=[("Status", "completed")])
                if answer.status < 500 and answer.status != 429:
                    return
            await asyncio.sleep(AGAIN_AFTER)
        _log.warning("call_not_dropped", trunk=account.trunk, sid=sid)

    async def _end(self, leg: Leg, cause: Cause) -> None:
        """Until the carrier has ended it, or says by itself that it is over."""
        while leg.stage is not Stage.ENDED:
            try:
                answer = await self._client.post(leg.account, "Calls", leg.sid, form=[("Status", "completed")])
            except NoAnswer:
                await asyncio.sleep(AGAIN_AFTER)
                continue
            status = str(answer.json.get("status") or "")
            if answer.status == 404 or (answer.good and messages.STAGES.get(status) is Stage.ENDED):
                self._legs.ended(leg, Ended(leg.id, cause))
                return
            if answer.good:
                self._look(leg)
                return
            await asyncio.sleep(AGAIN_AFTER)


def _called_off(leg: Leg) -> Cause | None:
    """Whether it was hung up meanwhile, and why."""
    return leg.hangup
