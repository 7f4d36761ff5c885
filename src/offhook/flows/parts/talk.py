"""A member talks with somebody: until one of them leaves, with what the member may do meanwhile."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from offhook.calls.events import (
    CompleteRequested,
    Elapsed,
    Ended,
    HangupRequested,
    HoldRequested,
    ResumeRequested,
    TransferRequested,
)
from offhook.calls.flow import after, bridge, ended, first_of, hangup, hangup_requested, hold, race, requested
from offhook.calls.questions import Granted
from offhook.calls.values import Inbound, Seconds
from offhook.flows.parts.offer import Accepted
from offhook.flows.parts.transfer import Abandoned, Back, HandedOn, transfer


class TalkEnd(Enum):
    """Who or what ended a talk."""

    MEMBER = auto()
    OTHER = auto()
    TIME_UP = auto()
    REQUESTED = auto()
    NOBODY = auto()
    """A transfer came to nothing, and the member was gone: the other party is still there, and hears ringback."""


@dataclass(slots=True)
class Talk:
    """Two who talk, as it is now."""

    call: Inbound
    """`caller` is the other party, whoever called whom; the rest says who is rung how for a transfer."""
    member: Accepted
    """Who has the other party: another one after a transfer."""
    limit: str
    """What ends the talk in the end, in words."""


async def talk(two: Talk, *, longest: Seconds) -> TalkEnd:
    """Join a member with the other party until one of them hangs up, for `longest` seconds at most, holds included.

    Both are hung up then. When the time is up, or nobody has the other party, they are left to the caller of this.
    """
    await bridge(two.member.leg, two.call.caller.leg)
    return await talk_on(two, longest=longest)


async def talk_on(two: Talk, *, longest: Seconds) -> TalkEnd:
    """The same for two who are joined already."""
    other = two.call.caller.leg
    over = first_of(ended(other), hangup_requested(), after(longest))
    match await race(over, with_member(two)):
        case Elapsed():
            return TalkEnd.TIME_UP
        case Abandoned():
            return TalkEnd.NOBODY
        case Ended(leg=leg) if leg == other:
            end = TalkEnd.OTHER
        case Ended():
            end = TalkEnd.MEMBER
        case HangupRequested():
            end = TalkEnd.REQUESTED
    await hangup(two.member.leg)
    await hangup(other)
    return end


async def with_member(two: Talk) -> Ended | Elapsed | Abandoned:
    """Do what is asked for on the member's behalf, until whoever has the other party hangs up."""
    other, on_hold = two.call.caller.leg, False
    while True:
        match await first_of(ended(two.member.leg), requested()):
            case Ended() as end:
                return end
            case HoldRequested() if not on_hold:
                on_hold = True
                await hold(other)
            case ResumeRequested() if on_hold:
                on_hold = False
                await bridge(two.member.leg, other)
            case TransferRequested() as asked:
                on_hold = False
                match await transfer(two.call, two.member, asked):
                    case Back(member=member):
                        two.member = member
                    case HandedOn(to=member, allowed=None):
                        two.member = member
                    case HandedOn(to=member, allowed=Granted() as allowed):
                        two.member, two.limit = member, allowed.limit
                        return await race(after(allowed.longest), with_member(two))
                    case Abandoned() as nobody:
                        return nobody
            case HoldRequested() | ResumeRequested() | CompleteRequested():  # it is so already
                pass
