"""Hand the other party of a talk on: blind, or after having spoken with whoever takes them.

Nobody is lost on the way. Where the transfer comes to nothing the two talk again; a member who is gone by then is rung
once more, and only when they don't take it either is the other party left to the call's own end.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from msgspec import structs

from offhook.calls.events import (
    CompleteRequested,
    Ended,
    ResumeRequested,
    TransferRequested,
)
from offhook.calls.flow import (
    Cancelled,
    ask,
    bridge,
    ended,
    hangup,
    hold,
    race,
    requested,
    ring,
    up,
)
from offhook.calls.questions import Accept, GiveBack, Granted, MayDial, Refused, WhereTo
from offhook.calls.values import Caller, Inbound, Order, Phrase
from offhook.flows.parts.keys import Code, next_wish, number_by_keys
from offhook.flows.parts.offer import Accepted
from offhook.flows.parts.prompt import tell
from offhook.flows.parts.ringing import Nobody, find_somebody


@dataclass(frozen=True, slots=True)
class HandedOn:
    """Whoever took the other party talks with them now."""

    to: Accepted
    allowed: Granted | None = None
    """For how long, where a number was dialled for it."""


@dataclass(frozen=True, slots=True)
class Back:
    """It came to nothing, and the member has the other party again: on this leg, which is a new one after a recall."""

    member: Accepted


@dataclass(frozen=True, slots=True)
class Abandoned:
    """It came to nothing, the member is gone and did not take the other party back."""


@dataclass(frozen=True, slots=True)
class TakenBack:
    """The member wants the other party back."""


async def transfer(
    call: Inbound, member: Accepted, asked: TransferRequested | Literal[Code.ATTENDED, Code.BLIND]
) -> HandedOn | Back | Abandoned:
    """Transfer the other party of a talk, `call.caller`, as was asked for; by keys: ask for the number first."""
    if isinstance(asked, Code):
        await hold(call.caller.leg)
        number = await number_by_keys(member.leg, call.line)
        if not number:
            return await _back(call, member, None)
        asked = TransferRequested(by=member.target.member, to=number, attended=asked is Code.ATTENDED)
    where = WhereTo(to=asked.to, by=asked.by, holder=member.target.member, line=call.line.id, caller=call.caller.number)
    to = await ask(where)
    if isinstance(to, Refused):
        return await _back(call, member, Phrase("transfer.refused"))
    allowed = None if to.number is None else await ask(MayDial(member=asked.by, to=to.number))
    if isinstance(allowed, Refused):
        return await _back(call, member, Phrase("transfer.limit_reached"))
    await ask(GiveBack(member.leg))
    rung = structs.replace(call, targets=to.targets, order=to.order, ring=to.ring)
    taken = await (_after_a_word(rung, member) if asked.attended else _blind(rung, member))
    if isinstance(taken, Accepted):
        await hangup(member.leg)
        return HandedOn(taken, allowed)
    return await _back(call, member, None if isinstance(taken, TakenBack) else Phrase("transfer.failed"))


async def _blind(rung: Inbound, member: Accepted) -> Accepted | Nobody | TakenBack:
    """Both hear ringback. The member may hang up, or wait for how it comes out, or take the other party back."""
    await ring(rung.caller.leg)
    await ring(member.leg)
    return await race(find_somebody(rung), _wanted_back(rung, member))


async def _wanted_back(rung: Inbound, member: Accepted) -> TakenBack:
    while True:
        match await next_wish(member, keys=rung.keys):
            case ResumeRequested() | Code.HOLD:
                return TakenBack()
            case Ended():
                break
            case _:  # there is nobody to do it with
                pass
    while not isinstance(await requested(), ResumeRequested):
        pass
    return TakenBack()


async def _after_a_word(rung: Inbound, member: Accepted) -> Accepted | Nobody | TakenBack:
    """The other party is on hold while the member speaks with whoever is to take them.

    A member who hangs up while it rings leaves it to be a blind one, and one who hangs up afterwards completes it.
    """
    other, line = rung.caller.leg, rung.line
    await hold(other)
    await ring(member.leg)
    # It is the member who calls now; their own number is nobody's business.
    speaking = structs.replace(rung, caller=Caller(member.leg, line.number, name=member.target.name))
    match await race(ended(member.leg), race(find_somebody(speaking), _wanted_back(rung, member))):
        case Ended():
            return await _blind(rung, member)
        case Nobody() | TakenBack() as over:
            return over
        case Accepted() as taker:
            return await _spoken_with(rung, member, taker)


async def _spoken_with(rung: Inbound, member: Accepted, taker: Accepted) -> Accepted | TakenBack:
    """The two speak about it: then the taker gets the other party, or the member has them back."""
    try:
        while True:
            match await race(ended(taker.leg), next_wish(member, keys=rung.keys)):
                case Ended(leg=leg) if leg == taker.leg:
                    await ask(GiveBack(taker.leg))
                    return TakenBack()
                case Ended() | CompleteRequested() | Code.ATTENDED:
                    await bridge(rung.caller.leg, taker.leg, keys=rung.keys)
                    return taker
                case ResumeRequested() | Code.HOLD:
                    await ask(GiveBack(taker.leg))
                    await hangup(taker.leg)
                    return TakenBack()
                case _:  # one thing after the other
                    pass
    except Cancelled:
        await hangup(taker.leg)
        raise


async def _back(call: Inbound, member: Accepted, why: Phrase | None) -> Back | Abandoned:
    """The member has the other party again, and hears why; where they are gone they are rung once more."""
    other = call.caller.leg
    if await up(member.leg):
        if why is not None:
            await hold(other)
            await tell(member.leg, why, call.line)
        if await up(member.leg):
            await ask(Accept(member.leg))
            await bridge(member.leg, other, keys=call.keys)
            return Back(member)
    await ask(GiveBack(member.leg))
    await ring(other)
    match await find_somebody(structs.replace(call, targets=(member.target,), order=Order.ALL)):
        case Accepted() as again:
            return Back(again)
        case Nobody():
            return Abandoned()
