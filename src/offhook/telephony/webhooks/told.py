"""What a carrier tells of a call, in our words: how far it is, how it ended, and what a webhook says. Pure."""

from __future__ import annotations

from enum import IntEnum

from msgspec import Struct

from offhook.calls.events import Ended
from offhook.calls.values import Cause, LegId


class Stage(IntEnum):
    """How far a leg has come. It never goes back, in whatever order its reports arrive."""

    QUEUED = 0
    """It waits here for its turn."""
    CREATING = 1
    """The carrier was asked for it, and has not answered."""
    DIALLED = 2
    RINGING = 3
    CONNECTED = 4
    ENDED = 5


class Standing(Struct, frozen=True):
    """How a call is."""

    stage: Stage
    cause: Cause = Cause.UNKNOWN
    """Why it ended, as far as the carrier says."""
    unattended: bool = False
    """Where it rang before its end: whether that means that nobody came to the phone."""
    sip: int | None = None
    """The final SIP status, where it is told."""
    place: str = ""
    """The carrier's id of the conversation that it is in, where every call is in one."""
    note: str = ""
    """What else the carrier says of its end, for people."""


class Visit(Struct, frozen=True):
    """Somebody has come into a conference, or gone."""

    leg: LegId
    room: str
    """Its name, which is ours."""
    conference: str
    """The carrier's id of it."""
    number: int | None
    """Of this report, among those of the conference."""
    joined: bool


class Told(Struct, frozen=True):
    """What a webhook says. Each tells a part of it."""

    sid: str = ""
    """The carrier's id of the call."""
    standing: Standing | None = None
    key: str = ""
    """What tells one event from another."""
    digits: str = ""
    more: bool = False
    """Whether keys may follow: the carrier waits no longer at a time."""
    recording: str = ""
    """By which a recording is fetched from the carrier."""
    visit: Visit | None = None
    place: str = ""
    """The conversation that the call was moved to."""
    at: str = ""
    """When, in ISO 8601, where moves are told."""
    to: str = ""
    caller: str = ""
    """As it is shown, of a call that comes in."""
    withheld: bool = False
    attested: bool = False
    """As of `Incoming`."""


def ended(
    leg: LegId,
    standing: Standing,
    *,
    rang: bool = False,
    answered: bool = False,
    incoming: bool = False,
    asked: Cause | None = None,
) -> Ended:
    """The end of a leg.

    Args:
        leg: Which.
        standing: How the carrier says that it ended.
        rang: Whether it rang.
        answered: Whether it was answered, as the flow sees it: a caller may hear our ringback on an answered call.
        incoming: Whether it is a call to us.
        asked: The cause with which we hung it up, if we did.
    """
    cause = standing.cause
    if asked is not None:
        cause = asked
    elif incoming and not answered:
        cause = Cause.CANCELLED
    elif answered:
        cause = Cause.NORMAL
    elif rang and standing.unattended:
        cause = Cause.NO_ANSWER
    if answered:
        return Ended(leg, cause)
    return Ended(leg, cause, sip=standing.sip, note=standing.note)
