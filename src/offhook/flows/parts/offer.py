"""Offer a caller to one phone: ring it, have it accept, and join the two."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from offhook.calls.events import Bridged, Collected, Elapsed, Ended
from offhook.calls.flow import (
    Cancelled,
    Lost,
    Won,
    after,
    answer,
    ask,
    bridge,
    bridged,
    collect,
    collected,
    digit,
    ended,
    first_of,
    hangup,
    prompted,
    ring,
    say,
    talking,
)
from offhook.calls.questions import Accept, GiveBack, Taken
from offhook.calls.questions import Accepted as Claimed
from offhook.calls.values import E164, Cause, Inbound, LegId, LineUsed, Phrase, Seconds, Target
from offhook.flows.parts.dial import Reached, Unreached, dial, dial_device
from offhook.flows.parts.prompt import LONGEST_PROMPT

ACCEPT = "1"
BETWEEN_READINGS: Seconds = 2.0
"""How long a key is waited for after each reading of the greeting."""
LONGEST_JOINING: Seconds = 5.0
LONGEST_GOODBYE: Seconds = 8.0
"""Within what the kernel grants to whoever lost a race."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """This phone accepted, and hears the caller."""

    leg: LegId
    target: Target


class Missed(Enum):
    """Why a phone did not take the call; its leg's record says more."""

    NOT_REACHED = auto()
    NOT_ACCEPTED = auto()
    TAKEN = auto()
    """Another one was faster."""
    DROPPED = auto()
    """It accepted, and was gone before the two were joined."""


async def offer(call: Inbound, target: Target) -> Won[Accepted] | Lost[Missed]:
    """Ring one phone until it takes the caller or drops out. Its leg ends unless it won; also when cancelled.

    Who has answered and gets nothing, because another phone took the call, is told so.
    """
    rung = await _ring(call, target)
    if isinstance(rung, Unreached):
        return Lost(Missed.NOT_REACHED)
    leg = rung.leg
    try:
        if target.device is None and target.screened and not await _accepts(leg, call):
            return Lost(Missed.NOT_ACCEPTED)
        match await ask(Accept(leg)):
            case Claimed():
                return await _join(call, target, leg)
            case Taken():
                pass
    except Cancelled:
        if await talking(call.caller.leg):
            await _say_that_it_is_taken(leg, call.line)
        await hangup(leg, Cause.CANCELLED)
        raise
    await _say_that_it_is_taken(leg, call.line)
    await hangup(leg, Cause.CANCELLED)
    return Lost(Missed.TAKEN)


async def _ring(call: Inbound, target: Target) -> Reached | Unreached:
    if target.device is not None:
        return await dial_device(
            target.role,
            target.device,
            caller=call.caller.leg,
            caller_id=target.caller_id,
            within=call.ring,
            caller_name=target.caller_name,
        )
    if target.number is not None:
        shown = E164(target.caller_id)
        return await dial(target.role, target.number, caller_id=shown, trunks=target.trunks, within=call.ring)
    return Unreached(Cause.UNREACHABLE)


async def _accepts(leg: LegId, call: Inbound) -> bool:
    """Say who calls, over and over, until 1 is pressed. Some services answer at once and ring their user afterwards."""
    line, greeting = call.line, screening(call.line, call.caller.number, call.caller.name)
    while True:
        await collect(leg, *greeting, language=line.language, country=line.country, digits=1, wait=BETWEEN_READINGS)
        # A key is outside the `Collect` when it is pressed before that has reached the network.
        match await first_of(collected(leg), digit(leg), ended(leg), after(LONGEST_PROMPT)):
            case Collected(digits=key) if key == ACCEPT:
                return True
            case str() as key if key == ACCEPT:
                return True
            case Ended():
                return False
            case Collected() | str() | Elapsed():
                continue


def screening(line: LineUsed, number: E164 | None = None, name: str = "") -> tuple[Phrase, Phrase]:
    """What whoever answers hears before they accept: which line is called, and by whom. None: they withhold it."""
    for_line = Phrase("inbound.for_line", number=line.number, name=line.name)
    if number is None:
        return for_line, Phrase("inbound.screen_withheld")
    return for_line, Phrase("inbound.screen", number=number, name=name)


async def _join(call: Inbound, target: Target, leg: LegId) -> Won[Accepted] | Lost[Missed]:
    """Join the caller with whoever has the claim. Where this phone drops before that, the others ring on."""
    caller = call.caller.leg
    await answer(caller)
    await bridge(caller, leg, keys=call.keys)
    try:
        match await first_of(bridged(leg), ended(leg), after(LONGEST_JOINING)):
            case Bridged():
                return Won(Accepted(leg, target))
            case Ended() | Elapsed():
                await ask(GiveBack(leg))
                await hangup(leg)
                await ring(caller)
                return Lost(Missed.DROPPED)
    except Cancelled:
        await ask(GiveBack(leg))
        raise


async def _say_that_it_is_taken(leg: LegId, line: LineUsed) -> None:
    """To its end, even where the other one is joined with the caller meanwhile."""
    await say(leg, Phrase("inbound.taken"), language=line.language, country=line.country)
    heard = first_of(prompted(leg), ended(leg), after(LONGEST_GOODBYE))
    try:
        await heard
    except Cancelled:
        await heard
        await hangup(leg, Cause.CANCELLED)
        raise
