"""Recordings: begun under our name, kept by the carrier under its own, and fetched by ours."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import structlog
from msgspec import structs

from offhook.calls.commands import Record
from offhook.calls.events import Recorded
from offhook.calls.values import Seconds, TrunkId
from offhook.telephony.port import NotReady
from offhook.telephony.webhooks.book import Book, Kept
from offhook.telephony.webhooks.carrier import Carrier
from offhook.telephony.webhooks.doing import Unknown
from offhook.telephony.webhooks.http import NoAnswer
from offhook.telephony.webhooks.legs import Leg, Legs
from offhook.telephony.webhooks.tasks import Tasks

TRIES, AGAIN_AFTER = 5, 0.6
"""A recording can be fetched a moment after it has ended: “may not be immediately available”, seconds."""
BEEPS_FOR: Seconds = 0.3

_log = structlog.get_logger(__name__)


class Recordings:
    """What legs are recorded.

    Args:
        carriers: Gives one by its trunk.
        give: Has a leg given its document.
    """

    def __init__(
        self,
        legs: Legs,
        book: Book,
        tasks: Tasks,
        carriers: Callable[[TrunkId], Carrier | None],
        give: Callable[[Leg], None],
    ) -> None:
        self._legs = legs
        self._book = book
        self._tasks = tasks
        self._carriers = carriers
        self._give = give

    def record(self, leg: Leg, command: Record) -> None:
        """Beep and record. One that has begun, perhaps by an earlier worker, goes on."""
        if isinstance(leg.doing, Record) and leg.doing.recording == command.recording:
            return
        unknown = isinstance(leg.doing, Unknown)
        leg.does(command)
        version = leg.version
        self._tasks.spawn(self._begin(leg, command, version, look=unknown))

    async def _begin(self, leg: Leg, command: Record, version: int, *, look: bool) -> None:
        before = await self._book.kept(command.recording)
        if before is None:
            await self._book.keep(Kept(command.recording, leg.id, leg.trunk, leg.sid))
        elif before.sid or (look and await self._found(before)):
            if leg.version == version:
                self._legs.report(leg, Recorded(leg.id, command.recording))
            return
        elif look:
            leg.given = max(leg.given, version)
            return
        if leg.version == version:
            self._give(leg)

    def over(self, leg: Leg, name: str) -> None:
        """A recording has ended, and the leg asks what to do."""
        self._legs.report(leg, Recorded(leg.id, name))

    async def told(self, name: str, trunk: TrunkId, sid: str) -> None:
        """The carrier tells what it calls a recording of this account's."""
        kept = await self._book.kept(name)
        if kept is not None and kept.trunk == trunk and sid and not kept.sid:
            await self._book.keep(structs.replace(kept, sid=sid))

    async def fetch(self, name: str) -> bytes | None:
        """A finished one as a WAV file; None where there is none.

        Raises:
            NotReady: the carrier can't be asked.
        """
        kept = await self._book.kept(name)
        carrier = None if kept is None else self._carriers(kept.trunk)
        if kept is None or carrier is None:
            return None
        try:
            for _ in range(TRIES):
                kept = await self._book.kept(name)
                if kept is None:
                    return None
                kept = kept if kept.sid else await self._found(kept) or kept
                if kept.sid and (file := await carrier.recording(kept.sid)) is not None:
                    return file
                await asyncio.sleep(AGAIN_AFTER)
        except NoAnswer as reason:
            raise NotReady(str(reason)) from reason
        return None

    def drop(self, name: str) -> None:
        """It is kept elsewhere now."""
        self._tasks.spawn(self._drop(name))

    async def _drop(self, name: str) -> None:
        kept = await self._book.kept(name)
        if kept is None:
            return
        carrier = self._carriers(kept.trunk)
        await self._book.drop(name)
        if carrier is None:
            return
        try:
            sid = kept.sid or await carrier.find_recording(kept.call_sid)
            if sid:
                await carrier.drop_recording(sid)
        except NoAnswer as reason:
            _log.warning("recording_not_dropped", recording=name, reason=str(reason))

    async def _found(self, kept: Kept) -> Kept | None:
        """The carrier's own word of the call's last recording, for one whose end nobody has told.

        Raises:
            NoAnswer: the carrier does not say.
        """
        carrier = self._carriers(kept.trunk)
        sid = "" if carrier is None else await carrier.find_recording(kept.call_sid)
        if not sid:
            return None
        known = structs.replace(kept, sid=sid)
        await self._book.keep(known)
        return known
