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
from offhook.telephony.twiml.accounts import Account
from offhook.telephony.twiml.book import Book, Kept
from offhook.telephony.twiml.client import Answer, Client, NoAnswer
from offhook.telephony.twiml.legs import Leg, Legs, Unknown
from offhook.telephony.twiml.tasks import Tasks

TRIES, AGAIN_AFTER = 5, 0.6
"""A recording can be fetched a moment after it has ended: “may not be immediately available”, seconds."""
BEEPS_FOR: Seconds = 0.3

_log = structlog.get_logger(__name__)


class Recordings:
    """What legs are recorded.

    Args:
        accounts: Gives an account by its trunk.
        give: Has a leg given its document.
    """

    def __init__(
        self,
        legs: Legs,
        book: Book,
        client: Client,
        tasks: Tasks,
        accounts: Callable[[TrunkId], Account | None],
        give: Callable[[Leg], None],
    ) -> None:
        self._legs = legs
        self._book = book
        self._client = client
        self._tasks = tasks
        self._accounts = accounts
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

    async def told(self, name: str, sid: str) -> None:
        """The carrier tells what it calls a recording."""
        kept = await self._book.kept(name)
        if kept is not None and sid and not kept.sid:
            await self._book.keep(structs.replace(kept, sid=sid))

    async def fetch(self, name: str) -> bytes | None:
        """A finished one as a WAV file; None where there is none.

        Raises:
            NotReady: the carrier can't be asked.
        """
        kept = await self._book.kept(name)
        account = None if kept is None else self._accounts(kept.trunk)
        if kept is None or account is None:
            return None
        try:
            for _ in range(TRIES):
                kept = kept if kept.sid else await self._found(kept) or kept
                if kept.sid:
                    answer = await self._file(account, kept.sid)
                    if answer.good:
                        return answer.body
                    if answer.status != 404:
                        raise NotReady(f"the recording can't be fetched: {answer.words}")
                await asyncio.sleep(AGAIN_AFTER)
        except NoAnswer as reason:
            raise NotReady(str(reason)) from reason
        return None

    async def _file(self, account: Account, sid: str) -> Answer:
        if account.dialect.media:
            return await self._client.get(account, "Recordings", sid, ending=account.dialect.media)
        told = await self._client.get(account, "Recordings", sid, ending=".json")
        return await self._client.download(account, str(told.json.get("media_url"))) if told.good else told

    def drop(self, name: str) -> None:
        """It is kept elsewhere now."""
        self._tasks.spawn(self._drop(name))

    async def _drop(self, name: str) -> None:
        kept = await self._book.kept(name)
        account = None if kept is None else self._accounts(kept.trunk)
        if kept is None:
            return
        await self._book.drop(name)
        if account is None:
            return
        try:
            kept = kept if kept.sid else await self._found(kept) or kept
            if kept.sid:
                await self._client.delete(account, "Recordings", kept.sid, ending=".json")
        except NoAnswer as reason:
            _log.warning("recording_not_dropped", recording=name, reason=str(reason))

    async def _found(self, kept: Kept) -> Kept | None:
        """The carrier's own list of the call's recordings, for one whose end nobody has told: the last that has ended.

        Raises:
            NoAnswer: the carrier does not say.
        """
        account = self._accounts(kept.trunk)
        if account is None:
            return None
        answer = await self._client.get(account, "Calls", kept.call_sid, "Recordings", ending=".json")
        found = answer.json.get("recordings")
        for each in found if isinstance(found, list) else []:
            if isinstance(each, dict) and each.get("status") == "completed" and each.get("sid"):
                known = structs.replace(kept, sid=str(each["sid"]))
                await self._book.keep(known)
                return known
        return None
