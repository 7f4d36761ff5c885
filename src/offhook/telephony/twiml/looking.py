"""Asking the carrier how things are: legs whose reports may never have come, and whether the accounts answer at all."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable, Mapping

from msgspec import Struct

from offhook.calls.events import Answered, Ended, Ringing
from offhook.calls.values import CallId, Cause, LegId, Seconds, TrunkId
from offhook.telephony.port import LegState, NotReady, Surviving, TrunkHealth, TrunkState
from offhook.telephony.twiml import messages
from offhook.telephony.twiml.accounts import Account
from offhook.telephony.twiml.book import Book, Entry
from offhook.telephony.twiml.client import Client, NoAnswer
from offhook.telephony.twiml.dialling import DOUBTED_FOR
from offhook.telephony.twiml.legs import Leg, Legs
from offhook.telephony.twiml.messages import Stage
from offhook.telephony.twiml.rooms import Rooms, legs_of

EVERY: Seconds = 1.0
RINGING_EVERY: Seconds = 5.0
TALKING_EVERY: Seconds = 20.0
"""How often a leg is asked for of which nothing is heard."""
AT_ONCE = 20
"""Requests for survivors at the same time."""


class Found(Struct, frozen=True):
    """A leg that is up."""

    entry: Entry
    stage: Stage

    @property
    def state(self) -> LegState:
        """As the flow sees it: a caller who hears our ringback is connected, and not answered."""
        answered = self.entry.answered if self.entry.incoming else self.stage is Stage.CONNECTED
        return LegState.ANSWERED if answered else LegState.RINGING


class Looking:
    """Polls, where nothing was reported.

    Args:
        accounts: All of them, by trunk.
    """

    def __init__(
        self, legs: Legs, rooms: Rooms, client: Client, book: Book, accounts: Callable[[], Mapping[TrunkId, Account]]
    ) -> None:
        self._legs = legs
        self._rooms = rooms
        self._client = client
        self._book = book
        self._accounts = accounts
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
        talks = leg.stage is Stage.CONNECTED and leg.hangup is None and not self._rooms.unfinished(leg)
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
                answer = await self._client.get(leg.account, "Calls", leg.sid)
        except NoAnswer:
            return
        if answer.status == 404:
            self._legs.ended(leg, Ended(leg.id, leg.hangup or Cause.UNKNOWN, note="the carrier knows it no more"))
        elif answer.good:
            self.is_(leg, str(answer.json.get("status") or ""))
            if (room := self._rooms.unfinished(leg)) and leg.stage is Stage.CONNECTED:
                await self._look_into(leg, room)

    def is_(self, leg: Leg, status: str, sip: str = "") -> None:
        """The carrier says how far a leg has come, in a report or when it is asked; what is older is not believed."""
        stage = messages.STAGES.get(status)
        if stage is None or stage <= leg.stage:
            return
        if stage is Stage.ENDED:
            ended = messages.ended(
                leg.id,
                status,
                sip,
                rang=leg.rang,
                answered=leg.answered,
                incoming=leg.incoming,
                asked=leg.hangup,
            )
            self._legs.ended(leg, ended)
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

    async def _look_into(self, leg: Leg, room: str) -> None:
        """Whether both are in their conference."""
        try:
            inside = await self._inside(leg.account, room)
        except NoAnswer:
            return
        for sid in inside:
            found = self._legs.of_sid(sid)
            if found is not None:
                self._rooms.found(found, room)

    async def _inside(self, account: Account, room: str) -> list[str]:
        """The carrier's ids of who is in a conference."""
        found = await self._client.get(account, "Conferences", FriendlyName=room, Status="in-progress")
        sids = [str(each.get("sid")) for each in _list(found.json, "conferences")]
        if not sids:
            return []
        inside = await self._client.get(account, "Conferences", sids[0], "Participants")
        return [str(each.get("call_sid")) for each in _list(inside.json, "participants")]

    # After a while in which nobody looked

    async def survivors(self) -> tuple[dict[CallId, list[Surviving]], dict[LegId, Found]]:
        """Every leg that is up, by call, and what is known of each.

        Raises:
            NotReady: no carrier can be asked.
        """
        entries = {entry.leg: entry for entry in await self._book.entries()}
        for leg in self._legs.every():  # those in the queue are in no book yet
            entries[leg.id] = leg.entry
        stages = await asyncio.gather(*map(self._stage, entries.values()))
        up = {
            entry.leg: Found(entry, stage)
            for entry, stage in zip(entries.values(), stages, strict=True)
            if stage is not Stage.ENDED
        }
        pairs = await self._pairs({leg: found.entry for leg, found in up.items()})
        calls: dict[CallId, list[Surviving]] = {}
        for leg_id, found in up.items():
            surviving = Surviving(leg_id, found.state, pairs.get(leg_id))
            calls.setdefault(found.entry.call, []).append(surviving)
        return calls, up

    async def _stage(self, entry: Entry) -> Stage:
        leg = self._legs.get(entry.leg)
        account = self._accounts().get(entry.trunk)
        if account is None:
            return Stage.ENDED
        if not entry.sid:  # whether it was created is not known: it may make itself known
            return Stage.CREATING
        try:
            async with self._asking:
                answer = await self._client.get(account, "Calls", entry.sid)
        except NoAnswer as reason:
            raise NotReady(str(reason)) from reason
        if answer.status >= 500:
            raise NotReady(answer.words)
        stage = messages.STAGES.get(str(answer.json.get("status") or ""), Stage.ENDED)
        if stage is Stage.ENDED and leg is None:
            await self._book.remove(entry.leg)
        return stage

    async def _pairs(self, up: Mapping[LegId, Entry]) -> dict[LegId, LegId]:
        """Who is in a conference with whom."""
        of_sid = {entry.sid: leg for leg, entry in up.items() if entry.sid}
        pairs: dict[LegId, LegId] = {}
        for account in {entry.trunk: self._accounts()[entry.trunk] for entry in up.values()}.values():
            try:
                answer = await self._client.get(account, "Conferences", Status="in-progress", PageSize="1000")
                for each in _list(answer.json, "conferences"):
                    both = legs_of(str(each.get("friendly_name") or ""))
                    if both is None or not up.keys() >= set(both):
                        continue
                    inside = await self._client.get(account, "Conferences", str(each.get("sid")), "Participants")
                    there = {of_sid.get(str(one.get("call_sid"))) for one in _list(inside.json, "participants")}
                    if there >= set(both):
                        pairs[both[0]], pairs[both[1]] = both[1], both[0]
            except NoAnswer as reason:
                raise NotReady(str(reason)) from reason
        return pairs


class Health:
    """Whether each account answers."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self.found: dict[TrunkId, TrunkHealth] = {}
        self.reached: dict[TrunkId, bool] = {}
        """Whether the account's carrier answered when it was last asked, with these credentials or without."""

    async def ask(self, account: Account) -> None:
        """Ask one."""
        began = asyncio.get_running_loop().time()
        dialect = account.dialect
        parts = [part for part in dialect.looked_at.split("/") if part]
        try:
            answer = await self._client.get(account, *parts)
        except NoAnswer as reason:
            self.found[account.trunk] = TrunkHealth(TrunkState.DOWN, error=str(reason))
            self.reached[account.trunk] = False
            return
        ms = (asyncio.get_running_loop().time() - began) * 1000
        if answer.good:
            status = str(answer.json.get("status") or "active")
            if status == "active" or parts:
                self.found[account.trunk] = TrunkHealth(TrunkState.UP, ms)
            else:
                self.found[account.trunk] = TrunkHealth(TrunkState.DOWN, ms, f"the account is {status}")
        elif answer.status in {401, 403}:
            error = f"{dialect.name} refuses the credentials: {answer.words}"
            self.found[account.trunk] = TrunkHealth(TrunkState.DOWN, ms, error)
        else:
            self.found[account.trunk] = TrunkHealth(TrunkState.DOWN, ms, f"{dialect.name} fails: {answer.words}")
        self.reached[account.trunk] = answer.status < 500


def _list(body: Mapping[str, object], name: str) -> list[dict[str, object]]:
    """The items of a list's page."""
    found = body.get(name)
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []
