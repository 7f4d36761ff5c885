"""A member talks with somebody: until one of them leaves, with what the member may do meanwhile."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from offhook.calls.events import Elapsed, Ended, HangupRequested, HoldRequested, ResumeRequested, TransferRequested
from offhook.calls.flow import after, bridge, ended, first_of, hangup, hangup_requested, hold, race
from offhook.calls.values import Inbound, Seconds
from offhook.flows.parts.keys import Code, next_wish
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
    await bridge(two.member.leg, two.call.caller.leg, keys=two.call.keys)
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
            return await _over(two, TalkEnd.OTHER)
        case Ended():
            return await _over(two, TalkEnd.MEMBER)
        case HangupRequested():
            return await _over(two, TalkEnd.REQUESTED)


async def _over(two: Talk, end: TalkEnd) -> TalkEnd:
    await hangup(two.member.leg)
    await hangup(two.call.caller.leg)
    return end


async def with_member(two: Talk) -> Ended | Elapsed | Abandoned:
    """Do what is asked for on the member's behalf, until whoever has the other party hangs up."""
    call, other, on_hold = two.call, two.call.caller.leg, False
    while True:
        wish = await next_wish(two.member, keys=call.keys)
        match wish:
            case Ended():
                return wish
            case HoldRequested() | Code.HOLD if not on_hold:
                on_hold = True
                await hold(other)
            case ResumeRequested() | Code.HOLD if on_hold:
                on_hold = False
                await bridge(two.member.leg, other, keys=call.keys)
            case TransferRequested() | Code.ATTENDED | Code.BLIND:
                on_hold = False
                match await transfer(call, two.member, wish):
                    case Back(member=member):
                        two.member = member
                    case HandedOn(to=member, allowed=allowed):
                        two.member = member
                        if allowed is not None:
                            two.limit = allowed.limit
                            return await race(after(allowed.longest), with_member(two))
                    case Abandoned() as nobody:
                        return nobody
            case _:  # it is so already
                pass
