"""The live stream: what changes of the calls of a workspace, as it changes, resumable.

One publisher numbers everything: `boot-number`. A reader that comes back with the last id it saw gets what it missed;
where that is too long ago, or from before a restart, it is told to start over from the calls that live now.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator

from msgspec import Struct

from offhook.calls.values import CallId
from offhook.records.record import CallRecord

KEPT = 5_000
"""Changes that a reader can be away for."""


class LegChange(Struct, frozen=True, omit_defaults=True):
    """A leg in a live update."""

    id: str
    role: str
    state: str
    cause: str | None = None


class Change(Struct, frozen=True, omit_defaults=True):
    """One live update of a call: its state now, never a difference, so that missing one does no harm."""

    call: str
    state: str
    at: int
    legs: tuple[LegChange, ...]
    disposition: str | None = None
    reason: str = ""
    talk_ms: int = 0


class Numbered(Struct, frozen=True):
    """A change with its place in the stream."""

    id: str
    change: Change


def change_of(call: CallId, record: CallRecord, at: int) -> Change:
    """What a live reader needs of a call's record."""
    outcome = record.outcome
    return Change(
        call=call,
        state=record.state,
        at=at,
        legs=tuple(LegChange(leg.id, leg.role, leg.state, leg.cause) for leg in record.legs.values()),
        disposition=outcome.disposition if outcome else None,
        reason=outcome.reason if outcome else "",
        talk_ms=record.talk_ms,
    )


class LiveStream:
    """The publisher and its readers. Used on the event loop only."""

    def __init__(self, boot: str) -> None:
        self._boot = boot
        self._count = 0
        self._kept: deque[tuple[int, str, Change]] = deque(maxlen=KEPT)
        self._news: set[asyncio.Event] = set()

    def publish(self, workspace: str, change: Change) -> None:
        """Number a change and wake the readers."""
        self._count += 1
        self._kept.append((self._count, workspace, change))
        for news in self._news:
            news.set()

    @property
    def last_id(self) -> str:
        """Where the stream stands now."""
        return f"{self._boot}-{self._count}"

    def position(self, last_id: str | None) -> int | None:
        """Where to go on after `last_id`; None when what came since is not all here any more."""
        if last_id is None:
            return None
        boot, _, number = last_id.rpartition("-")
        if boot != self._boot or not (number.isascii() and number.isdigit()):
            return None
        position = int(number)
        oldest = self._kept[0][0] if self._kept else self._count + 1
        return position if oldest - 1 <= position <= self._count else None

    async def follow(self, workspace: str, position: int) -> AsyncIterator[Numbered]:
        """Every change of a workspace after `position`, as it comes, without end."""
        news = asyncio.Event()
        self._news.add(news)
        try:
            while True:
                news.clear()
                for number, owner, change in [kept for kept in self._kept if kept[0] > position]:
                    position = number
                    if owner == workspace:
                        yield Numbered(f"{self._boot}-{number}", change)
                if position >= self._count:
                    await news.wait()
        finally:
            self._news.discard(news)
