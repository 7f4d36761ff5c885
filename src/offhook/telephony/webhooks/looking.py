"""Asking the carrier how things are: legs whose reports may never have come, and whether the accounts answer at all."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable, Mapping

from msgspec import Struct

from offhook.calls.events import Answered, Ended, Ringing
from offhook.calls.values import CallId, Cause, LegId, Seconds, TrunkId
from offhook.telephony.port import LegState, NotReady, Surviving, TrunkHealth
from offhook.telephony.webhooks import told
from offhook.telephony.webhooks.book import Book, Entry
from offhook.telephony.webhooks.carrier import Carrier, Up
from offhook.telephony.webhooks.dialling import DOUBTED_FOR
from offhook.telephony.webhooks.http import Denied, NoAnswer
from offhook.telephony.webhooks.legs import Leg, Legs
from offhook.telephony.webhooks.rooms import Rooms
from offhook.telephony.webhooks.tasks import Tasks
from offhook.telephony.webhooks.told import Stage, Standing

EVERY: Seconds = 1.0
JOINING_EVERY: Seconds = 1.0
RINGING_EVERY: Seconds = 5.0
TALKING_EVERY: Seconds = 20.0
"""How often a leg is asked for of which nothing is heard."""
AT_ONCE = 20
"""Requests for survivors at the same time."""


class Found(Struct, frozen=True):
    """A leg that is up."""

    entry: Entry
    stage: Stage
    place: str = ""
    """As in `Standing`."""

    @property
    def state(self) -> LegState:
        """As the flow sees it: a caller who hears our ringback is connected, and not answered."""
        answered = self.entry.answered if self.entry.incoming else self.stage is Stage.CONNECTED
        return LegState.ANSWERED if answered else LegState.RINGING


class Looking:
    """Polls, where nothing was reported.

    Args:
        carriers: All of them, by trunk.
    """

    def __init__(
        self, legs: Legs, rooms: Rooms, book: Book, tasks: Tasks, carriers: Callable[[], Mapping[TrunkId, Carrier]]
    ) -> None:
        self._legs = legs
        self._rooms = rooms
        self._book = book
        self._tasks = tasks
        self._carriers = carriers
        self._asking = asyncio.Semaphore(AT_ONCE)

    def soon(self, leg: Leg) -> None:
        """Ask for this one at the next occasion."""
        leg.looked_at = -math.inf

    async def keep_looking(self) -> None:
        """For as long as the adapter runs."""
        while True:
            await asyncio.sleep(EVERY)
            now = asyncio.get_running_loop().time()
            due = [leg for leg in self._legs.every() if self._is_due(leg, now)]
            for leg in due:
                leg.looked_at = now
            await asyncio.gather(*(self.look(leg, now) for leg in due))

    def _is_due(self, leg: Leg, now: float) -> bool:
        if leg.stage in {Stage.QUEUED, Stage.CREATING} and leg.doubted_at is None:
            return False
        if self._rooms.unfinished(leg):
            return now - leg.looked_at >= JOINING_EVERY
        talks = leg.stage is Stage.CONNECTED and leg.hangup is None
        return now - leg.looked_at >= (TALKING_EVERY if talks else RINGING_EVERY)

    async def look(self, leg: Leg, now: float) -> None:
        """How one is."""
        if not leg.sid:
            if leg.doubted_at is not None and now - leg.doubted_at >= DOUBTED_FOR:
                note = "the carrier was asked for it, and nothing was heard of it since"
                self._legs.ended(leg, Ended(leg.id, leg.hangup or Cause.UNKNOWN, note=note))
            return
        try:
            async with self._asking:
                standing = await leg.carrier.look(leg.sid)
        except NoAnswer:
            return
        if standing is None:
            self._legs.ended(leg, Ended(leg.id, leg.hangup or Cause.UNKNOWN, note="the carrier knows it no more"))
            return
        self.is_(leg, standing)
        if (room := self._rooms.unfinished(leg)) and leg.stage is Stage.CONNECTED:
            await self._look_into(leg, room)

    def is_(self, leg: Leg, standing: Standing) -> None:
        """The carrier says how far a leg has come, in a report or when it is asked; what is older is not believed."""
        stage = standing.stage
        if stage <= leg.stage:
            return
        if stage is Stage.ENDED:
            caller = None if leg.incoming or not leg.dial or leg.hangup is not None else self._legs.caller(leg.call)
            if caller is not None and caller.dial == leg.dial:
                self._tasks.spawn(self._ended_behind(caller, leg, standing))
            else:
                self._ended(leg, standing)
            return
        leg.stage = stage
        if leg.incoming or leg.hangup is not None:
            return
        if stage is Stage.RINGING:
            leg.rang = True
            self._legs.report(leg, Ringing(leg.id))
        elif stage is Stage.CONNECTED:
            leg.answered = True
            self._legs.report(leg, Answered(leg.id))

    async def _ended_behind(self, caller: Leg, leg: Leg, standing: Standing) -> None:
        """A phone that its caller's document rang ends with the caller, and both are told in any order.

        Who has hung up must not be mistaken: so the caller is asked for first.
        """
        await self.look(caller, asyncio.get_running_loop().time())
        self._ended(leg, standing)

    def _ended(self, leg: Leg, standing: Standing) -> None:
        ended = told.ended(
            leg.id,
            standing,
            rang=leg.rang,
            answered=leg.answered,
            incoming=leg.incoming,
            asked=leg.hangup,
        )
        self._legs.ended(leg, ended)

    async def _look_into(self, leg: Leg, room: str) -> None:
        """Whether both are in their conference."""
        if leg.partner is None:
            return
        try:
            inside = await leg.carrier.inside(room, (leg.sid, leg.partner.sid))
        except NoAnswer:
            return
        for sid in inside:
            found = self._legs.of_sid(sid)
            if found is not None:
                self._rooms.found(found, room)

    # After a while in which nobody looked

    async def survivors(self) -> tuple[dict[CallId, list[Surviving]], dict[LegId, Found]]:
        """Every leg that is up, by call, and what is known of each.

        Raises:
            NotReady: no carrier can be asked.
        """
        entries = {entry.leg: entry for entry in await self._book.entries()}
        for leg in self._legs.every():  # those in the queue are in no book yet
            entries[leg.id] = leg.entry
        found = await asyncio.gather(*map(self._found, entries.values()))
        up = {each.entry.leg: each for each in found if each is not None}
        pairs = await self._pairs(up) | _by_document(up)
        calls: dict[CallId, list[Surviving]] = {}
        for name, each in up.items():
            calls.setdefault(each.entry.call, []).append(Surviving(name, each.state, pairs.get(name)))
        return calls, up

    async def _found(self, entry: Entry) -> Found | None:
        carrier = self._carriers().get(entry.trunk)
        if carrier is None:
            return None
        if not entry.sid:  # whether it was created is not known: it may make itself known
            return Found(entry, Stage.CREATING)
        try:
            async with self._asking:
                standing = await carrier.look(entry.sid)
        except Denied:
            standing = None
        except NoAnswer as reason:
            raise NotReady(str(reason)) from reason
        if standing is not None and standing.stage is not Stage.ENDED:
            return Found(entry, standing.stage, standing.place)
        if self._legs.get(entry.leg) is None:
            await self._book.remove(entry.leg)
        return None

    async def _pairs(self, up: Mapping[LegId, Found]) -> dict[LegId, LegId]:
        """Who is in a conference with whom."""
        pairs: dict[LegId, LegId] = {}
        for trunk in {found.entry.trunk for found in up.values()}:
            of_it = {leg: Up(found.entry.sid, found.place) for leg, found in up.items() if found.entry.trunk == trunk}
            try:
                pairs |= await self._carriers()[trunk].pairs(of_it)
            except NoAnswer as reason:
                raise NotReady(str(reason)) from reason
        return pairs


def _by_document(up: Mapping[LegId, Found]) -> dict[LegId, LegId]:
    """Who talks with whom by a caller's document: a caller is answered only when somebody has accepted there."""
    answered = {leg: each.entry for leg, each in up.items() if each.state is LegState.ANSWERED}
    callers = {entry.call: leg for leg, entry in answered.items() if entry.incoming}
    pairs: dict[LegId, LegId] = {}
    for leg, entry in answered.items():
        if entry.dial and entry.call in callers:
            pairs[leg], pairs[callers[entry.call]] = callers[entry.call], leg
    return pairs


class Health:
    """Whether each account answers."""

    def __init__(self) -> None:
        self.found: dict[TrunkId, TrunkHealth] = {}
        self.reached: dict[TrunkId, bool] = {}
        """Whether the account's carrier answered when it was last asked, with these credentials or without."""

    async def ask(self, carrier: Carrier) -> None:
        """Ask one."""
        checked = await carrier.check()
        self.found[carrier.trunk], self.reached[carrier.trunk] = checked.health, checked.reached
