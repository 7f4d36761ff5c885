"""What to believe after nobody looked: a restart of the worker, a lost connection, a restart of the switch.

The switch is the truth. What it still has goes on; what it has no more is recorded as ended: with the switch where that
was restarted, else unknown why. Nothing is ever dialled again: an `Originate` that may or may not have gone out shows
itself as a leg on the switch, or is over.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from offhook.calls.commands import Answer, Bridge, Command, Hangup, Hold, Ring
from offhook.calls.events import Answered, Bridged, Ended, Event, Restarted, Ringing
from offhook.calls.facts import Facts
from offhook.calls.values import Cause, LegId
from offhook.telephony.port import LegState, Surviving


def what_happened(
    facts: Facts,
    dialled: Collection[LegId],
    survivors: Mapping[LegId, Surviving],
    gone: Cause,
    unseen_ms: int,
    reason: str,
) -> list[Event]:
    """The events that bring a call in line with the switch.

    `dialled` are the legs to judge, and `gone` is why those that are up no more are so; for `unseen_ms` nobody has
    known them to be up.
    """
    events: list[Event] = [Restarted(reason=reason)]
    for name, leg in facts.legs.items():
        if not leg.alive or name not in dialled:
            continue
        found = survivors.get(name)
        if found is None:
            events.append(Ended(leg=name, cause=gone, unseen_ms=unseen_ms))
            continue
        if found.state is LegState.ANSWERED:
            events.append(Answered(leg=name))
        elif not leg.incoming:  # that one rings at its caller's, not here
            events.append(Ringing(leg=name))
        if leg.partner is not None and found.bridged_with == leg.partner:
            events.append(Bridged(leg=name, other=leg.partner))
    return events


def to_do_again(facts: Facts, survivors: Mapping[LegId, Surviving]) -> list[Command]:
    """Commands whose effect is not there, for legs that are. Each does no harm when done twice.

    Prompts start again; legs that were to be hung up or bridged and are not yet, are.
    """
    commands: list[Command] = []
    for name, leg in facts.legs.items():
        found = survivors.get(name)
        if found is None or not leg.alive:
            continue
        if leg.hangup is not None:
            commands.append(Hangup(leg=name, cause=leg.hangup))
            continue
        if leg.answering and found.state is LegState.RINGING:
            commands.append(Answer(leg=name))
        if leg.prompt is not None:
            commands.append(leg.prompt)
        elif leg.ringback:
            commands.append(Ring(leg=name))
        elif leg.on_hold:
            commands.append(Hold(leg=name))
        elif leg.partner is not None and found.bridged_with != leg.partner and name < leg.partner:
            commands.append(Bridge(leg=name, other=leg.partner, keys=leg.keys))
    return commands


def strangers(survivors: Sequence[Surviving], facts: Facts | None) -> list[Command]:
    """Legs on the switch that no live call has any more: they are hung up."""
    return [
        Hangup(leg=found.leg, cause=Cause.CANCELLED)
        for found in survivors
        if facts is None or (leg := facts.legs.get(found.leg)) is None or not leg.alive
    ]
