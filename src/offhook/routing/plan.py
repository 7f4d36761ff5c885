"""What a line's route means for one call at one moment: who is rung, who isn't and why, and what comes after. Pure.

The same function plans live calls and previews, so that a preview can't say something else than what will happen.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from offhook.calls.values import E164, Mailbox, Order, Role, Seconds, Skipped, Target, TrunkId
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
    softphones: tuple[Present, ...] = ()
    """The agents', each as it stands."""
    refused: dict[E164, str] = {}
    """Numbers that the workspace's limits don't let us call, each with the reason."""


class Plan(Struct, frozen=True):
    """Who is rung, in which order, and what happens when nobody accepts."""

    targets: tuple[Target, ...]
    skipped: tuple[Skipped, ...]
    order: Order
    ring: Seconds
    mailbox: Mailbox | None
    why: str
    """Which part of the route it is, in words; empty where there is just one."""


def plan(policy: Policy, now: Circumstances) -> Plan:
    """Plan a call to the line."""
    hours = opening(policy.hours, now.at)
    mailbox = Mailbox(longest=float(policy.message_seconds)) if policy.voicemail_on else None
    if not hours.open:
        mailbox = mailbox if policy.closed is Closed.VOICEMAIL else None
        return Plan((), (), policy.order, float(policy.ring_seconds), mailbox, hours.why)
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
    return Plan(tuple(targets), tuple(skipped), policy.order, float(policy.ring_seconds), mailbox, hours.why)


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
    why = _not_dialled(member.number, now)
    if why:
        return Skipped(member.name, why)
    shown = _shown(policy, now)
    return Target(Role.MEMBER, member.name, shown, number=member.number, trunks=now.trunks, member=member.id)


def _forward(forward: Forward, policy: Policy, now: Circumstances) -> Target | Skipped:
    name = forward.name or forward.number
    why = _not_dialled(forward.number, now)
    if why:
        return Skipped(name, why)
    return Target(Role.FORWARD, name, _shown(policy, now), number=forward.number, trunks=now.trunks)


def _not_dialled(number: E164, now: Circumstances) -> str:
    if number == now.caller:
        return "it is who calls"
    if not now.trunks:
        return "the line has no trunk that is switched on"
    return now.refused.get(number, "")


def _shown(policy: Policy, now: Circumstances) -> E164:
    if policy.caller_id is CallerIdMode.CALLER and now.caller is not None:
        return now.caller
    return now.line.number
