"""The live stream: what changes of the calls and softphones of a workspace, as it changes, resumable.

One publisher numbers everything: `boot-number`. A reader that comes back with the last id it saw gets what it missed;
where that is too long ago, or from before a restart, it is told to start over from the calls that live now. What
changes in other workspaces neither wakes a reader nor lets it fall behind.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice

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


class DeviceChange(Struct, frozen=True):
    """A phone or page that is signed in, in a live update."""

    reachable: bool
    since: int
    address: str
    agent: str


class SoftphoneChange(Struct, frozen=True):
    """One live update of a softphone: how it stands now."""

    softphone: str
    member: str
    """Whose it is: other agents aren't told."""
    name: str
    kind: str
    state: str
    """A `Standing`, or `removed`."""
    at: int
    since: int | None
    devices: tuple[DeviceChange, ...]


class DutyChange(Struct, frozen=True):
    """Who is rung by a line may have changed: its duty, or whom its route names. Who shows it asks anew."""

    line: str
    at: int


class EmergencyNotice(Struct, frozen=True):
    """Somebody dialled an emergency number on a softphone. Owners are told."""

    call: str
    member: str
    name: str
    softphone: str
    number: str
    """What was dialled."""
    at: int
    put_through: bool
    """False: there is no way for it, and the caller was told to use a mobile phone."""
    detail: str
    """Over which trunk, showing what; or why not. In words."""
    address: str
    """Where help is to come to, as the owner wrote it down."""


class ConversationChange(Struct, frozen=True, omit_defaults=True):
    """Something in a conversation has changed that no call's update tells of: a note, a voicemail, what is unread."""

    conversation: str
    member: str = ""
    """For whom alone it has changed; empty: for everybody."""


class NumberChange(Struct, frozen=True):
    """Where a number under control leads at its carrier has changed, or is as it should be again."""

    trunk: str
    """The carrier's account."""
    number: str
    at: int


News = Change | ConversationChange | SoftphoneChange | DutyChange | EmergencyNotice | NumberChange
"""What readers are told."""


class Numbered(Struct, frozen=True):
    """A change with its place in the stream."""

    id: str
    change: News


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
        self._kept: deque[tuple[int, str, News]] = deque(maxlen=KEPT)
        """The latest, with consecutive numbers."""
        self._followers: defaultdict[str, set[Follower]] = defaultdict(set)

    def publish(self, workspace: str, change: News) -> None:
        """Number a change, and give it to those who follow its workspace."""
        self._count += 1
        self._kept.append((self._count, workspace, change))
        for follower in self._followers.get(workspace, ()):
            follower.put(self._count, change)

    @property
    def count(self) -> int:
        """How many changes there have been."""
        return self._count

    def id_of(self, number: int) -> str:
        """The id of the change with this number."""
        return f"{self._boot}-{number}"

    def position(self, last_id: str | None) -> int | None:
        """Where to go on after `last_id`; None when what came since is not all here any more."""
        if last_id is None:
            return None
        boot, _, number = last_id.rpartition("-")
        if boot != self._boot or not (number.isascii() and number.isdigit()):
            return None
        position = int(number)
        return position if self._count - len(self._kept) <= position <= self._count else None

    @contextmanager
    def follow(self, workspace: str, position: int | None = None) -> Iterator[Follower]:
        """Every change of a workspace after `position`, which `self.position` gave; after now where that is None."""
        newer = 0 if position is None else self._count - position
        missed = reversed(list(islice(reversed(self._kept), newer)))
        follower = Follower(self, ((number, change) for number, owner, change in missed if owner == workspace))
        self._followers[workspace].add(follower)
        try:
            yield follower
        finally:
            self._followers[workspace].discard(follower)
            if not self._followers[workspace]:
                del self._followers[workspace]


class Follower:
    """One reader of a workspace's changes, and what it has not taken yet."""

    def __init__(self, stream: LiveStream, missed: Iterable[tuple[int, News]]) -> None:
        self._stream = stream
        self._waiting = deque(missed)
        self._news = asyncio.Event()
        self.behind = False
        """It was so slow that changes were lost to it: it must start over."""
        if self._waiting:
            self._news.set()

    def put(self, number: int, change: News) -> None:
        """Another change of its workspace."""
        if len(self._waiting) == KEPT:
            self.behind = True
            self._waiting.clear()
        if not self.behind:
            self._waiting.append((number, change))
        self._news.set()

    @property
    def id(self) -> str:
        """Where it stands: everything of its workspace up to here was taken, and others' changes concern it not."""
        return self._stream.id_of(self._waiting[0][0] - 1 if self._waiting else self._stream.count)

    async def news(self) -> None:
        """Wait until there is something to take, or it is behind."""
        await self._news.wait()

    def take(self) -> list[Numbered]:
        """What has come since the last time."""
        taken = [Numbered(self._stream.id_of(number), change) for number, change in self._waiting]
        self._waiting.clear()
        if not self.behind:
            self._news.clear()
        return taken
