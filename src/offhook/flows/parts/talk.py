"""Two people talk."""

from __future__ import annotations

from enum import Enum, auto

from offhook.calls.events import Elapsed, Ended, HangupRequested
from offhook.calls.flow import after, bridge, ended, first_of, hangup, hangup_requested
from offhook.calls.values import Cause, LegId, Seconds


class TalkEnd(Enum):
    """Who or what ended a talk."""

    FIRST = auto()
    SECOND = auto()
    TIME_UP = auto()
    REQUESTED = auto()


async def talk(first: LegId, second: LegId, *, longest: Seconds) -> TalkEnd:
    """Join two legs until one hangs up, and end the second; the first is left to the caller of this.

    `longest` seconds at most: the second leg is ended then too.
    """
    await bridge(first, second)
    return await talk_on(first, second, longest=longest)


async def talk_on(first: LegId, second: LegId, *, longest: Seconds) -> TalkEnd:
    """The same for two legs that are joined already."""
    match await first_of(ended(first), ended(second), hangup_requested(), after(longest)):
        case Ended(leg=leg) if leg == second:
            return TalkEnd.SECOND
        case Ended():
            await hangup(second)
            return TalkEnd.FIRST
        case HangupRequested():
            await hangup(second)
            return TalkEnd.REQUESTED
        case Elapsed():
            await hangup(second, Cause.TIME_UP)
            return TalkEnd.TIME_UP
