"""What a flow can ask the stores, and the answers. Asked and answered within one turn's transaction, and journaled."""

from __future__ import annotations

from msgspec import Struct

from offhook.calls.values import E164, LegId, Seconds


class MayDial(Struct, frozen=True, tag=True):
    """May this member dial this number now, and for how long? Counts against the day's limits when granted."""

    member: str
    to: E164


class Granted(Struct, frozen=True, tag=True):
    """Yes, for at most `longest` seconds of talk."""

    longest: Seconds
    limit: str = "the longest duration allowed"
    """What ends the talk then, in words for people: which limit, whose, and until when. Calls that were placed before
    this was said have no better words in their journals."""


class Refused(Struct, frozen=True, tag=True):
    """No; `reason` says which limit, and until when, in words for people."""

    reason: str


class Accept(Struct, frozen=True, tag=True):
    """Claim the caller for whoever is on this leg: one leg of a call has the claim at a time."""

    leg: LegId


class Accepted(Struct, frozen=True, tag=True):
    """It has the claim."""


class Taken(Struct, frozen=True, tag=True):
    """Another leg has it."""

    by: LegId


class GiveBack(Struct, frozen=True, tag=True):
    """Give the claim back: the leg that had it dropped before the two were joined."""

    leg: LegId


class KeepMessage(Struct, frozen=True, tag=True):
    """Keep what the caller said, by the name that the recording has on the network."""

    recording: str


class MayRecord(Struct, frozen=True, tag=True):
    """May a caller be asked for a message? Answered by `Noted`, or by `Refused` where it could not be kept."""


class Noted(Struct, frozen=True, tag=True):
    """It is done."""


Question = MayDial | Accept | GiveBack | MayRecord | KeepMessage
Answer = Granted | Refused | Accepted | Taken | Noted
