"""Ring several phones for somebody who waits, until one takes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from offhook.calls.flow import Lost, Won, after, alone, any_of, race
from offhook.calls.values import Inbound, Target, rounds
from offhook.flows.parts.offer import Accepted, offer


@dataclass(frozen=True, slots=True)
class Nobody:
    """Nobody took the call in time."""


async def find_somebody(call: Inbound) -> Accepted | Nobody:
    """Ring the call's phones: the first to accept, or nobody within the ring time."""
    for targets in rounds(call.targets, call.order):
        match await ring_together(call, targets):
            case Accepted() as accepted:
                return accepted
            case Nobody():
                continue
    return Nobody()


async def ring_together(call: Inbound, targets: Sequence[Target]) -> Accepted | Nobody:
    """Ring these phones at once, for the ring time at most."""
    offers = any_of(*(offer(call, target) for target in targets))
    match await race(offers, ring_time(call)):
        case Won(value=accepted):
            return accepted
        case Lost() | None:
            return Nobody()


async def ring_time(call: Inbound) -> None:
    """The time is over, and nobody is just being joined with the caller."""
    await after(call.ring)
    await alone(call.caller.leg)
