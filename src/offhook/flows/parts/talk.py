"""A member talks with somebody: until one of them leaves, with what the member may do meanwhile."""

from __future__ import annotations

from enum import Enum, auto

from offhook.calls.events import Elapsed, Ended, HangupRequested, HoldRequested, ResumeRequested
from offhook.calls.flow import after, bridge, ended, first_of, hangup, hangup_requested, hold, race, requested
from offhook.calls.values import LegId, Seconds


class TalkEnd(Enum):
    """Who or what ended a talk."""

    MEMBER = auto()
    OTHER = auto()
    TIME_UP = auto()
    REQUESTED = auto()


async def talk(member: LegId, other: LegId, *, longest: Seconds) -> TalkEnd:
    """Join a member with the other party until one of them hangs up, for `longest` seconds at most, holds included.

    Both are hung up then; but when the time is up neither is, as they are to be told so.
    """
    await bridge(member, other)
    return await talk_on(member, other, longest=longest)


async def talk_on(member: LegId, other: LegId, *, longest: Seconds) -> TalkEnd:
    """The same for two legs that are joined already."""
    over = first_of(ended(other), hangup_requested(), after(longest))
    match await race(over, with_member(member, other)):
        case Elapsed():
            return TalkEnd.TIME_UP
        case Ended(leg=leg) if leg == other:
            end = TalkEnd.OTHER
        case Ended():
            end = TalkEnd.MEMBER
        case HangupRequested():
            end = TalkEnd.REQUESTED
    await hangup(member)
    await hangup(other)
    return end


async def with_member(member: LegId, other: LegId) -> Ended:
    """Do what is asked for on the member's behalf, until they hang up."""
    on_hold = False
    while True:
        match await first_of(ended(member), requested()):
            case Ended() as end:
                return end
            case HoldRequested() if not on_hold:
                on_hold = True
                await hold(other)
            case ResumeRequested() if on_hold:
                on_hold = False
                await bridge(member, other)
            case HoldRequested() | ResumeRequested():  # it is so already
                pass
