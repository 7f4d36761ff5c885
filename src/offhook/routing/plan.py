"""What a line's route means for one call at one moment: who is rung, who isn't and why, and what comes after. Pure.

The same function plans live calls and previews, so that a preview can't say something else than what will happen.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypedDict

from msgspec import Struct
from msgspec.structs import replace

from offhook.calls.values import (
    E164,
    Disposition,
    Mailbox,
    Meets,
    Order,
    Role,
    Seconds,
    Skipped,
    Target,
    TrunkId,
    TurnedAway,
)
from offhook.limits.ringing import Allowed, Bound
from offhook.lines.model import Line
from offhook.people.model import Member
from offhook.routing.hours import opening
from offhook.routing.policy import CallerIdMode, Closed, Forward, Policy
from offhook.softphones.presence import Present, Standing

NOT_RUNG = {
    Standing.UNREACHABLE: "the softphone does not answer any more: it is off, or out of reach",
    Standing.SIGNED_OUT: "the softphone is signed out",
    Standing.SWITCHED_OFF: "the softphone is switched off",
}
"""Why a softphone is skipped."""


class Circumstances(Struct, frozen=True):
    """What a plan depends on beside the policy."""

    line: Line
    caller: E164 | None
    at: int
    """UTC, microseconds."""
    trunks: tuple[TrunkId, ...]
    """Of the line, those that are switched on."""
    members: dict[str, Member]
    """The agents' own records, by id."""
    off_duty: dict[str, int | None]
    """Who is off duty, by id, with the moment until which; None: until they come back on."""
    busy: frozenset[str]
    """Members who are in a call."""
    allowed: Allowed
    """What the limits allow."""
    looped: str = ""
    """Why this is a call of our own that has come back, in words; empty when it isn't known for one."""
    rung: frozenset[str] = frozenset()
    """Numbers that the line rings now for a caller with the same number."""
    blocked: str = ""
    """Why the caller is not put through, in words; empty when they are not on the block list."""
    softphones: tuple[Present, ...] = ()
    """The agents', each as it stands."""


class Plan(Struct, frozen=True):
    """Who is rung, in which order, and what happens when nobody accepts."""

    targets: tuple[Target, ...]
    skipped: tuple[Skipped, ...]
    order: Order
    ring: Seconds
    mailbox: Mailbox | None
    why: str
    """Which part of the route it is, in words; empty where there is just one."""
    longest: Bound
    """The longest talk with a softphone; a telephone's target has its own."""
    turned_away: TurnedAway | None = None
    """Why nobody is rung, where the caller is not put through."""


class _Bound(TypedDict):
    longest: Seconds
    limit: str


def plan(policy: Policy, now: Circumstances) -> Plan:
    """Plan a call to the line."""
    hours = opening(policy.hours, now.at)
    mailbox = mailbox_of(policy) if policy.voicemail_on else None
    nobody = Plan((), (), policy.order, float(policy.ring_seconds), mailbox, "", now.allowed.softphone)
    if now.looped:
        return replace(nobody, turned_away=TurnedAway(Disposition.LOOPED, now.looped, Meets.BUSY))
    if now.blocked:
        return replace(nobody, turned_away=TurnedAway(Disposition.BLOCKED, now.blocked, policy.blocked))
    if now.allowed.full:
        return replace(nobody, turned_away=TurnedAway(Disposition.REFUSED, now.allowed.full, Meets.BUSY))
    if not hours.open:
        mailbox = mailbox if policy.closed is Closed.VOICEMAIL else None
        return replace(nobody, mailbox=mailbox, why=hours.why)
    targets: list[Target] = []
    skipped: list[Skipped] = []
    for found in _candidates(policy, now):
        match found:
            case Skipped():
                skipped.append(found)
            case Target() if found.number is not None and found.number in {target.number for target in targets}:
                skipped.append(Skipped(found.name, f"{found.number} is rung already"))
            case Target():
                targets.append(found)
    return replace(nobody, targets=tuple(targets), skipped=tuple(skipped), why=hours.why)


def mailbox_of(policy: Policy) -> Mailbox:
    """The voicemail of a line, where that is switched on."""
    return Mailbox(longest=float(policy.message_seconds))


def _candidates(policy: Policy, now: Circumstances) -> Iterator[Target | Skipped]:
    for agent in policy.agents:
        member = now.members.get(agent)
        if member is None or not member.active:
            yield Skipped(agent if member is None else member.name, "no longer a member")
            continue
        if agent in now.busy and not policy.ring_busy:
            yield Skipped(member.name, "in another call")
            continue
        if policy.softphones_on:
            yield from _softphones(member, policy, now)
        if policy.agents_on:
            yield _phone(member, policy, now)
    if policy.forwards_on:
        for forward in policy.forwards:
            yield _forward(forward, policy, now)


def _softphones(member: Member, policy: Policy, now: Circumstances) -> Iterator[Target | Skipped]:
    for found in now.softphones:
        if found.phone.member_id != member.id:
            continue
        name = f"{member.name} ({found.phone.name})"
        if found.presence.standing is not Standing.REGISTERED:
            yield Skipped(name, NOT_RUNG[found.presence.standing])
            continue
        for device in found.presence.devices:
            if device.reachable:
                yield Target(Role.MEMBER, name, _shown(policy, now), device=device.id, member=member.id)


def _phone(member: Member, policy: Policy, now: Circumstances) -> Target | Skipped:
    if member.id in now.off_duty:
        return Skipped(member.name, "off duty")
    if member.number is None:
        return Skipped(member.name, "has no phone number yet")
    why = _not_dialled(member.number, now) or now.allowed.members.get(member.id, "")
    if why:
        return Skipped(member.name, why)
    return Target(
        Role.MEMBER,
        member.name,
        _shown(policy, now),
        number=member.number,
        trunks=now.trunks,
        member=member.id,
        **_bound(now.allowed.bounds.get(member.id, now.allowed.bound)),
    )


def _forward(forward: Forward, policy: Policy, now: Circumstances) -> Target | Skipped:
    name = forward.name or forward.number
    why = _not_dialled(forward.number, now)
    if why:
        return Skipped(name, why)
    return Target(
        Role.FORWARD,
        name,
        _shown(policy, now),
        number=forward.number,
        trunks=now.trunks,
        **_bound(now.allowed.bound),
    )


def _bound(bound: Bound) -> _Bound:
    return {"longest": bound.longest, "limit": bound.limit}


def _not_dialled(number: E164, now: Circumstances) -> str:
    if number == now.caller:
        return "it is who calls"
    if number in now.rung:
        return "it is rung already for a caller with the same number, which this call may be, diverted from there"
    if not now.trunks:
        return "the line has no trunk that is switched on"
    return now.allowed.nothing or now.allowed.numbers.get(number, "")


def _shown(policy: Policy, now: Circumstances) -> E164:
    if policy.caller_id is CallerIdMode.CALLER and now.caller is not None:
        return now.caller
    return now.line.number
