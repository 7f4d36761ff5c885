"""What really happened on the practice network, whatever was reported of it: the measure of records and tests."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, auto

from msgspec import Struct

from offhook.calls.events import Answered, Bridged, Digit, Ended, Incoming, Prompted, Recorded, Ringing
from offhook.calls.values import E164, Callee, CallId, Cause, Extension, LegId, Phrase, Role, Trail, TrunkId

Signal = Incoming | Ringing | Answered | Prompted | Recorded | Digit | Bridged | Ended
"""What the switch reports of a leg. `Prompted` is the end of words, also of those spoken to collect keys, and of those
that were stopped."""


NO_TRAIL = Trail()


class Words(Struct, frozen=True, tag=True):
    """A prompt."""

    phrases: tuple[Phrase, ...]
    language: str
    country: str
    prompt: str


class Ringback(Struct, frozen=True, tag=True):
    """The tone of a phone ringing far away."""


class Music(Struct, frozen=True, tag=True):
    """What is played to somebody on hold."""


class Person(Struct, frozen=True, tag=True):
    """Whoever holds the phone at the end of another leg."""

    leg: LegId
    number: Callee


class Beep(Struct, frozen=True, tag=True):
    """A recording has begun: what is said from now on is kept under this name."""

    recording: str


Sound = Words | Ringback | Music | Person | Beep


@dataclass(slots=True)
class Heard:
    """A sound that somebody heard, from `at` to `until` (UTC, microseconds; None while it lasts)."""

    at: int
    sound: Sound
    until: int | None = None
    whole: bool = False
    """Words that were spoken to their end."""


class EndedBy(Enum):
    """Who ended a leg."""

    PHONE = auto()
    SWITCH = auto()
    """We did, by a command."""
    NETWORK = auto()


@dataclass(slots=True, eq=False)
class LegTruth:
    """One leg: what was asked for, and when it really rang, answered and ended (UTC, microseconds)."""

    call: CallId
    leg: LegId
    role: Role
    to: Callee
    """Whose phone it is; of a leg that came in, the caller's."""
    caller_id: E164 | Extension
    trunk: TrunkId
    asked: int
    incoming: bool = False
    trail: Trail = NO_TRAIL
    """That went with it."""
    invited: int | None = None
    """When an INVITE went out; None when the trunk was down and nothing was sent."""
    rang: int | None = None
    answered: int | None = None
    ended: int | None = None
    cause: Cause | None = None
    ended_by: EndedBy | None = None
    keys: list[tuple[int, str]] = field(default_factory=list)
    heard: list[Heard] = field(default_factory=list)

    @property
    def talks(self) -> list[Heard]:
        """When it heard a person."""
        return [heard for heard in self.heard if isinstance(heard.sound, Person)]

    @property
    def up(self) -> bool:
        return self.ended is None


@dataclass(slots=True)
class Truth:
    """Everything that happened, in order. A leg that was dialled twice is there twice."""

    legs: list[LegTruth] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    """Commands that a switch refuses, in words; none is expected of a correct switchboard."""
    control: list[tuple[int, bool]] = field(default_factory=list)
    """When somebody took control of the network, and when nobody had it any more."""
    crashes: list[int] = field(default_factory=list)
    """When the switch died."""

    @property
    def invites(self) -> list[LegTruth]:
        return [leg for leg in self.legs if leg.invited is not None]

    def of(self, call: CallId) -> list[LegTruth]:
        """The legs of one call."""
        return [leg for leg in self.legs if leg.call == call]

    def alone(self, now: int) -> list[tuple[int, int]]:
        """From when to when nobody was in control, since somebody first was; until `now` where that lasts."""
        spans: list[tuple[int, int]] = []
        since: int | None = None
        for at, controlled in self.control:
            if controlled and since is not None:
                spans.append((since, at))
            since = None if controlled else at
        return spans if since is None else [*spans, (since, now)]
