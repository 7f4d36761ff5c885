"""Routes and plans in words, and what differs between two routes. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeVar

from offhook.calls.values import Meets, Order, Target, TurnedAway
from offhook.routing.hours import DAYS
from offhook.routing.plan import Plan
from offhook.routing.policy import CallerIdMode, Closed, Forward, Hours, Policy, Span

T = TypeVar("T")

_ORDER = {Order.ALL: "all at once", Order.HUNT: "one after the other"}
_SHOWN = {CallerIdMode.LINE: "the line's number", CallerIdMode.CALLER: "the caller's number"}
_MEETS = {
    Meets.BUSY: "a busy tone",
    Meets.ANNOUNCEMENT: "a voice that says that the call is not accepted",
    Meets.VOICEMAIL: "voicemail",
}
_CLOSED = {Closed.VOICEMAIL: "voicemail", Closed.APOLOGY: "an apology"}


def explained(plan: Plan) -> list[str]:
    """What a call meets, in order, a sentence each."""
    if plan.turned_away is not None:
        return [f"Not put through: {plan.turned_away.reason}.", what_is_met(plan.turned_away, plan)]
    said = [_sentence(plan.why)] if plan.why else []
    if plan.targets:
        each = ", each" if plan.order is Order.HUNT and len(plan.targets) > 1 else ""
        said.append(f"Rings {_ORDER[plan.order] if len(plan.targets) > 1 else 'one phone'}{each} for {plan.ring:g} s:")
        said += [f"- {_rung(target)}" for target in plan.targets]
    else:
        said.append("This rings nobody.")
    said += [f"{skipped.name} is not rung: {skipped.reason}." for skipped in plan.skipped]
    return [*said, what_comes_after(plan)]


def what_comes_after(plan: Plan) -> str:
    """What a caller meets when nobody accepts."""
    begins = "When nobody accepts, the" if plan.targets else "The"
    if plan.mailbox is None:
        return f"{begins} caller hears that nobody can take the call, and the call ends."
    return f"{begins} voicemail takes a message of at most {plan.mailbox.longest:g} s."


def what_is_met(turned_away: TurnedAway, plan: Plan) -> str:
    """What a caller meets who is not put through."""
    match turned_away.meets:
        case Meets.BUSY:
            return "The caller hears a busy tone."
        case Meets.VOICEMAIL if plan.mailbox is not None:
            return f"The voicemail takes a message of at most {plan.mailbox.longest:g} s."
        case Meets.VOICEMAIL | Meets.ANNOUNCEMENT:
            return "The caller hears that the call is not accepted."


def difference(before: Policy, after: Policy, names: Mapping[str, str]) -> list[str]:
    """What is changed by one route in another's place, a sentence each. `names` are those of the members, by id."""
    said = [
        f"{what} are switched {'on' if now else 'off'}."
        for what, was, now in (
            ("The agents' softphones", before.softphones_on, after.softphones_on),
            ("The agents' phones", before.agents_on, after.agents_on),
            ("The forwarding numbers", before.forwards_on, after.forwards_on),
        )
        if was != now
    ]
    if before.voicemail_on != after.voicemail_on:
        said.append(f"The voicemail is switched {'on' if after.voicemail_on else 'off'}.")
    said += _lists("agent", before.agents, after.agents, lambda agent: names.get(agent, agent))
    said += _lists("forwarding number", before.forwards, after.forwards, _forward)
    said += _values(before, after)
    if before.hours != after.hours:
        said.append(f"The opening hours were {_hours(before.hours)}, and are {_hours(after.hours)}.")
    return said


def _values(before: Policy, after: Policy) -> Iterator[str]:
    for what, was, now in (
        ("The ring time", f"{before.ring_seconds} s", f"{after.ring_seconds} s"),
        ("The order", _ORDER[before.order], _ORDER[after.order]),
        ("What phones are shown", _SHOWN[before.caller_id], _SHOWN[after.caller_id]),
        ("The longest message", f"{before.message_seconds} s", f"{after.message_seconds} s"),
        ("What callers meet outside the opening hours", _CLOSED[before.closed], _CLOSED[after.closed]),
        ("What blocked callers meet", _MEETS[before.blocked], _MEETS[after.blocked]),
    ):
        if was != now:
            yield f"{what} was {was}, and is {now}."
    if before.ring_busy != after.ring_busy:
        yield f"Agents who are in a call are {'rung too' if after.ring_busy else 'not rung any more'}."


def _lists(what: str, before: Sequence[T], after: Sequence[T], named: Callable[[T], str]) -> Iterator[str]:
    added = [each for each in after if each not in before]
    removed = [each for each in before if each not in after]
    for verb, found in (("added", added), ("removed", removed)):
        if found:
            yield f"{what.capitalize()}{'s' if len(found) > 1 else ''} {verb}: {', '.join(map(named, found))}."
    if [each for each in before if each in after] != [each for each in after if each in before]:
        yield f"The order of the {what}s is now: {', '.join(map(named, after))}."


def _forward(forward: Forward) -> str:
    return f"{forward.name} ({forward.number})" if forward.name else forward.number


def _hours(hours: Hours | None) -> str:
    if hours is None:
        return "none (always open)"
    days = [f"{day[:3]} {_spans(spans)}" for day, spans in zip(DAYS, hours.week, strict=True) if spans]
    holidays = [f"{each.name or 'holiday'} {each.date} {_spans(each.open) or 'closed'}" for each in hours.holidays]
    return f"{'; '.join([*days, *holidays]) or 'never'} ({hours.time_zone})"


def _spans(spans: Sequence[Span]) -> str:
    return ", ".join(f"{span.start}-{span.end}" for span in spans)


def _rung(target: Target) -> str:
    phone = "on the softphone" if target.number is None else f"at {target.number}, who presses 1 to accept"
    return f"{target.name} {phone}, is shown {target.caller_id}"


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."
