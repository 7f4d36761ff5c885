"""The carrier's webhooks: who sends them is proved, what they tell is believed once, and what they ask is answered."""

from __future__ import annotations

import asyncio
import re
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping

import structlog
from msgspec import Struct, structs

from offhook.calls.commands import Collect, Say
from offhook.calls.events import Collected, Digit, Ended, Incoming, Prompted
from offhook.calls.values import E164, CallId, LegId, Seconds, TrunkId
from offhook.telephony.webhooks.addresses import About, Hook, understood
from offhook.telephony.webhooks.book import Book
from offhook.telephony.webhooks.carrier import Carrier
from offhook.telephony.webhooks.doing import RINGBACK, InRoom, Unknown, Waits
from offhook.telephony.webhooks.giving import Giving
from offhook.telephony.webhooks.legs import Leg, Legs
from offhook.telephony.webhooks.looking import Looking
from offhook.telephony.webhooks.recordings import Recordings
from offhook.telephony.webhooks.rooms import Rooms
from offhook.telephony.webhooks.tasks import Tasks
from offhook.telephony.webhooks.together import Together
from offhook.telephony.webhooks.told import Stage, Standing, Told

THINKS_FOR: Seconds = 2.0
"""How long a webhook waits for what its leg is to do next: far longer than a turn takes, and well within what a carrier
waits for an answer (15 s)."""
BEGINS_IN: Seconds = 4.0
"""The same for a call that comes in: its plan is made first. Vonage waits for 5 s at most.
https://api.support.vonage.com/hc/en-us/articles/17498678806044"""
COMES_BACK_IN: Seconds = 5.0
"""How long a leg of an earlier worker is waited for until this one has taken it over."""
LONGEST_WAIT: Seconds = 10.0
"""For a key, at a time, of a carrier that says that more may follow."""
REMEMBERED = 5000

_E164 = re.compile(r"\+[1-9]\d{6,14}", re.ASCII)
_log = structlog.get_logger(__name__)


class Reply(Struct, frozen=True):
    """What a webhook is answered with."""

    status: int
    body: str = ""
    kind: str = "text/plain; charset=utf-8"
    """Its content type."""


NOTED, STRANGER = Reply(204), Reply(403)


class Seen:
    """Events that were told already. A carrier tells some twice."""

    def __init__(self) -> None:
        self._keys: OrderedDict[str, None] = OrderedDict()

    def before(self, key: str) -> bool:
        """Whether it was; it is from now on."""
        if key in self._keys:
            return True
        self._keys[key] = None
        if len(self._keys) > REMEMBERED:
            self._keys.popitem(last=False)
        return False


class Hooks:
    """Answers them.

    Args:
        carriers: All of them, by trunk.
        new_call: An id for a call that comes in.
        drop: Ends a call of an account.
    """

    def __init__(
        self,
        legs: Legs,
        giving: Giving,
        looking: Looking,
        rooms: Rooms,
        recordings: Recordings,
        book: Book,
        tasks: Tasks,
        carriers: Callable[[], Mapping[TrunkId, Carrier]],
        new_call: Callable[[], CallId],
        drop: Callable[[Carrier, str], None],
        together: Together,
    ) -> None:
        self._legs = legs
        self._giving = giving
        self._looking = looking
        self._rooms = rooms
        self._recordings = recordings
        self._book = book
        self._tasks = tasks
        self._carriers = carriers
        self._new_call = new_call
        self._drop = drop
        self._together = together
        self._seen = Seen()
        self._closed = False
        self._adopted = asyncio.Event()
        self._arriving: dict[tuple[TrunkId, str], asyncio.Task[Leg | None]] = {}

    def adopted(self) -> None:
        """Legs were taken over: webhooks that wait for theirs look again."""
        self._adopted.set()
        self._adopted = asyncio.Event()

    def close(self) -> None:
        """Answer nothing more: what waits is asked for again, of whoever follows."""
        self._closed = True

    async def take(self, target: str, headers: Mapping[str, str], body: bytes) -> Reply:
        """One request: its path and query as they came, its headers with names in small letters.

        Whoever can't prove to be the carrier learns nothing, not even whether there is such a trunk.
        """
        hook = understood(target.partition("?")[0])
        carrier = None if hook is None else self._carriers().get(hook.trunk)
        if hook is None or carrier is None:
            return STRANGER
        if not carrier.signed(target, headers, body, time.time()):
            _log.warning("webhook_not_signed", trunk=hook.trunk, about=hook.about.value)
            return STRANGER
        told = carrier.read(hook, headers, body)
        if hook.about.asks:
            document = await self._asked(carrier, hook, told)
            return Reply(503) if self._closed else Reply(200, document, carrier.kind)
        if not told.key or not self._seen.before(f"{hook.about.value} {told.key}"):
            await self._told(carrier, hook, told)
        return NOTED

    # What is told

    async def _told(self, carrier: Carrier, hook: Hook, told: Told) -> None:
        if hook.about is About.RECORDING:
            await self._recordings.told(hook.name, hook.trunk, told.recording)
            return
        if told.visit is not None:
            one = self._legs.get(told.visit.leg) or self._legs.of_sid(told.sid)
            if one is not None and one.trunk == hook.trunk:
                self._rooms.reported(one, told.visit)
            return
        leg = self._leg(hook, told)
        if leg is None:
            await self._of_no_leg(carrier, hook, told)
            return
        if hook.about is About.KEY:
            if isinstance(leg.doing, InRoom) and leg.doing.keys:
                for key in told.digits:
                    self._legs.report(leg, Digit(leg.id, key))
            return
        await self._known(leg, told)
        if told.place:
            self._rooms.moved(leg, told.place, told.at)
        if told.standing is not None:
            self._looking.is_(leg, told.standing)

    async def _of_no_leg(self, carrier: Carrier, hook: Hook, told: Told) -> None:
        """A leg that was given up and rings after all is ended. An earlier worker's is not: reconciling asks for it."""
        up = told.standing is not None and told.standing.stage is not Stage.ENDED
        if hook.about is About.STATUS and up and await self._book.entry(hook.leg) is None:
            self._drop(carrier, told.sid)

    def _leg(self, hook: Hook, told: Told) -> Leg | None:
        """Which leg it is about. One account's signature proves nothing of another's legs."""
        leg = self._legs.get(hook.leg) or self._legs.of_sid(told.sid)
        return leg if leg is not None and leg.trunk == hook.trunk else None

    async def _written(self, hook: Hook) -> bool:
        """Whether the leg is written down, as one of this account's."""
        entry = await self._book.entry(hook.leg)
        return entry is not None and entry.trunk == hook.trunk

    async def _known(self, leg: Leg, told: Told) -> None:
        """A leg makes itself known: perhaps nobody could tell whether it had been created."""
        if told.sid and not leg.sid:
            leg.doubted_at = None
            leg.stage = max(leg.stage, Stage.DIALLED)
            self._legs.known_as(leg, told.sid)
            await self._book.put(leg.entry)
            if leg.hangup is not None:
                self._drop(leg.carrier, leg.sid)
                self._looking.soon(leg)

    # What is asked

    async def _asked(self, carrier: Carrier, hook: Hook, told: Told) -> str:
        if hook.about is About.INCOMING:
            leg = await self._came_in(carrier, told)
            patience = BEGINS_IN
        else:
            leg = await self._leg_in_time(hook, told)
            patience = THINKS_FOR
        if leg is None:
            return await self._of_nobody(carrier, hook)
        await self._known(leg, told)
        self._next(leg, hook, told)
        if (leg.unwritten or isinstance(leg.doing, Waits | Unknown)) and leg.hangup is None:
            document = await self._wait(leg, patience)
            if document is not None:
                return document
        if leg.stage is Stage.ENDED:
            return carrier.hang_up()
        if leg.hangup is not None and leg.incoming and leg.stage < Stage.CONNECTED:
            asyncio.get_running_loop().call_soon(self._legs.ended, leg, Ended(leg.id, leg.hangup))
        if leg.incoming and not leg.answered and isinstance(leg.doing, Waits):
            leg.does(RINGBACK)
        return self._giving.answer(leg)

    def _next(self, leg: Leg, hook: Hook, told: Told) -> None:
        """Report what the request tells. One that comes again, or too late, tells nothing."""
        unknown = isinstance(leg.doing, Unknown)
        match hook.about, leg.doing:
            case About.SAID, Say(prompt=prompt) if prompt == hook.name:
                self._done(leg, Prompted(leg.id, prompt))
            case About.COLLECTED, Collect(prompt=prompt) as command if prompt == hook.name:
                self._collected(leg, command, told)
            case About.RECORDED, doing if getattr(doing, "recording", None) == hook.name or unknown:
                leg.does(Waits())
                self._recordings.over(leg, hook.name)
            case About.SAID, _ if unknown:
                self._done(leg, Prompted(leg.id, hook.name))
            case About.COLLECTED, _ if unknown:
                self._done(leg, Collected(leg.id, told.digits, hook.name))
            case About.LEFT, InRoom(keys=keys, leads=leads):
                leg.room = ""
                if keys and leads:  # it was star that took it out
                    self._legs.report(leg, Digit(leg.id, "*"))
            case About.DIALLED, _:
                self._together.over(leg, hook.name)
            case About.DOCUMENT, _ if not leg.incoming:
                self._looking.is_(leg, Standing(Stage.CONNECTED))
            case _:
                pass

    def _collected(self, leg: Leg, command: Collect, told: Told) -> None:
        """The keys that it was asked for; a carrier that waits no longer at a time is sent to wait on."""
        digits = command.typed + told.digits
        if told.more and len(digits) < command.digits and command.wait > LONGEST_WAIT:
            leg.does(structs.replace(command, phrases=(), typed=digits, wait=command.wait - LONGEST_WAIT))
        else:
            self._done(leg, Collected(leg.id, digits, command.prompt))

    def _done(self, leg: Leg, event: Prompted | Collected) -> None:
        leg.does(Waits())
        self._legs.report(leg, event)

    async def _wait(self, leg: Leg, seconds: Seconds) -> str | None:
        """The document that the next command makes; None when none has come in time."""
        waiting = leg.asked = asyncio.get_running_loop().create_future()
        try:
            await asyncio.wait({waiting}, timeout=seconds)
            return waiting.result() if waiting.done() and not waiting.cancelled() else None
        finally:
            if leg.asked is waiting:
                leg.asked = None

    async def _leg_in_time(self, hook: Hook, told: Told) -> Leg | None:
        """The leg that asks; one of an earlier worker may be taken over within seconds."""
        if (leg := self._leg(hook, told)) is not None:
            return leg
        if not await self._written(hook):
            return None
        try:
            async with asyncio.timeout(COMES_BACK_IN):
                while (leg := self._leg(hook, told)) is None:
                    await self._adopted.wait()
        except TimeoutError:
            return None
        return leg

    async def _of_nobody(self, carrier: Carrier, hook: Hook) -> str:
        """A leg that nobody has is hung up: one that was answered too late, say. One that may be taken over waits."""
        if await self._written(hook):
            return carrier.ask_again(hook.leg)
        return carrier.hang_up()

    # Calls that come in

    async def _came_in(self, carrier: Carrier, told: Told) -> Leg | None:
        """The leg of a call that comes in, the same for a request that comes again; None for a call that is over."""
        if (known := self._legs.of_sid(told.sid)) is not None:
            if known.trunk != carrier.trunk:
                return None
            if isinstance(known.doing, Unknown):  # an earlier worker's, which perhaps got no further than the book
                self._report_incoming(known, told)
            return known
        call = carrier.trunk, told.sid
        if call not in self._arriving:
            self._arriving[call] = asyncio.ensure_future(self._begin(carrier, told))
        try:
            return await asyncio.shield(self._arriving[call])
        finally:
            self._arriving.pop(call, None)

    async def _begin(self, carrier: Carrier, told: Told) -> Leg | None:
        before = await self._book.came_in(told.sid)
        if before is not None:
            if before.ended or before.trunk != carrier.trunk:
                _log.warning("webhook_of_an_old_call", trunk=carrier.trunk)  # somebody replays it, perhaps
                return None
            hook = Hook(carrier.trunk, About.DOCUMENT, before.leg)
            return await self._leg_in_time(hook, told)  # an earlier worker's
        call = self._new_call()
        leg = Leg(call, LegId(f"{call}-1"), carrier, incoming=True, sid=told.sid, stage=Stage.RINGING)
        self._legs.add(leg)
        # Before the journal's first entry: a crash between the two would make two calls.
        await self._book.put(leg.entry)
        self._report_incoming(leg, told)
        return leg

    def _report_incoming(self, leg: Leg, told: Told) -> None:
        """A call that is known already takes no notice."""
        caller = E164(told.caller) if not told.withheld and _E164.fullmatch(told.caller) else None
        self._legs.report(leg, Incoming(leg.id, leg.trunk, told.to, caller, told.withheld, attested=told.attested))
