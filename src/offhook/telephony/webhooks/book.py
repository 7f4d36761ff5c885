"""What must outlive the worker: which leg is which call of the carrier, and which recording has which name.

Creating a call is not idempotent, and a call that was created carries no word of ours that a list of calls would show.
So an entry is written before the carrier is asked, and completed when it has answered. One without the carrier's id,
found after a crash, may or may not have become a call; nothing is created again for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from msgspec import Struct, structs

from offhook.calls.values import CallId, LegId, TrunkId


class Entry(Struct, frozen=True):
    """A leg that may be up."""

    leg: LegId
    call: CallId
    trunk: TrunkId
    incoming: bool = False
    sid: str = ""
    """The carrier's id; empty until it is known."""
    answered: bool = False
    """Of one that came in: whether the flow has answered it. The carrier connects it sooner, for our ringback."""
    ended: bool = False
    dial: str = ""
    """The document of its call's caller by which it is rung, or talks; empty: it is a call by itself."""


class Kept(Struct, frozen=True):
    """A recording that was begun."""

    name: str
    leg: LegId
    trunk: TrunkId
    call_sid: str
    sid: str = ""
    """The carrier's id; empty until it is known."""


class Book(Protocol):
    """Where it is kept. What has returned is on disk."""

    async def put(self, entry: Entry) -> None:
        """Write an entry, or write it anew."""
        ...

    async def remove(self, leg: LegId) -> None:
        """The leg has ended. One that came in is remembered: a request of its carrier may be replayed."""
        ...

    async def entry(self, leg: LegId) -> Entry | None:
        """A leg that has not ended, as far as is known."""
        ...

    async def came_in(self, sid: str) -> Entry | None:
        """A leg that came in, by the carrier's id, whether it has ended or not."""
        ...

    async def entries(self) -> Sequence[Entry]:
        """Every leg that has not ended, as far as is known."""
        ...

    async def keep(self, recording: Kept) -> None:
        """Write a recording down, or write it anew."""
        ...

    async def kept(self, name: str) -> Kept | None:
        """A recording by its name."""
        ...

    async def drop(self, name: str) -> None:
        """A recording is wanted no more."""
        ...


class Notebook:
    """A book in memory, for tests, and for whoever can do without after a crash."""

    def __init__(self) -> None:
        self.legs: dict[LegId, Entry] = {}
        self.recordings: dict[str, Kept] = {}

    async def put(self, entry: Entry) -> None:
        """As `Book`."""
        self.legs[entry.leg] = entry

    async def remove(self, leg: LegId) -> None:
        """As `Book`."""
        entry = self.legs.pop(leg, None)
        if entry is not None and entry.incoming:
            self.legs[leg] = structs.replace(entry, ended=True)

    async def entry(self, leg: LegId) -> Entry | None:
        """As `Book`."""
        found = self.legs.get(leg)
        return None if found is None or found.ended else found

    async def came_in(self, sid: str) -> Entry | None:
        """As `Book`."""
        return next((entry for entry in self.legs.values() if entry.incoming and entry.sid == sid), None)

    async def entries(self) -> Sequence[Entry]:
        """As `Book`."""
        return [entry for entry in self.legs.values() if not entry.ended]

    async def keep(self, recording: Kept) -> None:
        """As `Book`."""
        self.recordings[recording.name] = recording

    async def kept(self, name: str) -> Kept | None:
        """As `Book`."""
        return self.recordings.get(name)

    async def drop(self, name: str) -> None:
        """As `Book`."""
        self.recordings.pop(name, None)
