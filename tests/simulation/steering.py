"""Holds and transfers in one simulated run, drawn from its seed: what is asked for when, and who is rung for it."""

from __future__ import annotations

import random
from collections.abc import Collection
from dataclasses import dataclass

from offhook.calls.events import CompleteRequested, HoldRequested, Request, ResumeRequested, TransferRequested
from offhook.calls.questions import Destination, Refused, WhereTo
from offhook.calls.values import E164, Callee, CallId, LineUsed, Order, Role, Seconds, Target
from offhook.telephony.simulated import Script
from tests.simulation.inbound_plan import draw_agent

EVERY = 5
"""Of so many seeds, in one there are holds and transfers."""
WHEN = 3
BY = "mem_0"
NOBODY = "nobody"
RING: Seconds = 10.0


@dataclass(frozen=True, slots=True)
class Steered:
    """Something that is asked for during a call, from its beginning on: over the API, or by keys of members' phones."""

    call: CallId
    at: Seconds
    request: Request | str


def draw_steering(seed: int, calls: Collection[CallId]) -> tuple[tuple[Steered, ...], dict[Callee, Script]]:
    """What is asked for during these calls, and the phones of whoever they are transferred to."""
    if seed % EVERY != WHEN:
        return (), {}
    dice = random.Random(seed + 0.25)
    phones: dict[Callee, Script] = {E164(f"+120255506{nth:02}"): draw_agent(dice) for nth in range(3)}
    numbers = [*phones, NOBODY]
    steered = [
        each
        for call in calls
        for _ in range(dice.choice((1, 3, 8)))
        for each in _draw(dice, call, str(dice.choice(numbers)))
    ]
    return tuple(steered), phones


def where_to(asked: WhereTo, line: LineUsed) -> Destination | Refused:
    """Answers as the stores would: to ring one phone."""
    if not asked.to.removeprefix("+").startswith("1202555060"):
        return Refused("there is no such member")
    number = E164(asked.to if asked.to.startswith("+") else f"+{asked.to}")
    phone = Target(Role.MEMBER, "Bob", line.number, number=number, trunks=line.trunks, member="mem_1")
    return Destination("Bob", (phone,), Order.ALL, RING)


def _draw(dice: random.Random, call: CallId, to: str) -> list[Steered]:
    at = dice.uniform(3.0, 50.0)
    match dice.randrange(6):
        case 0:
            return [Steered(call, at, "*1")]
        case 1 if to != NOBODY:
            code = dice.choice(("##", "*2"))
            return [Steered(call, at, code), Steered(call, at + dice.uniform(0.1, 4.0), f"{to.removeprefix('+')}#")]
        case 2:
            return [Steered(call, at, dice.choice(("*2", "##", "*5", "#")))]
        case _:
            return [Steered(call, at, _request(dice, to))]


def _request(dice: random.Random, to: str) -> Request:
    match dice.randrange(8):
        case 0 | 1:
            return HoldRequested(BY)
        case 2 | 3:
            return ResumeRequested(BY)
        case 4:
            return CompleteRequested(BY)
        case _:
            return TransferRequested(BY, to, attended=dice.random() < 0.5)
