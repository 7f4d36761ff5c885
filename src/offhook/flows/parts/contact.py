"""A contact whom a member calls: dialled within what the limits allow, and talked with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from offhook.calls.flow import NO_TRUNK, Outcome, ask, ended, hangup
from offhook.calls.questions import Granted, MayDial, Refused
from offhook.calls.values import (
    Caller,
    Cause,
    Disposition,
    Inbound,
    LegId,
    LineUsed,
    Order,
    Party,
    Phrase,
    Role,
    Seconds,
    Shown,
    Target,
)
from offhook.flows.parts.dial import Reached, Unreached, dial
from offhook.flows.parts.leaving import talked
from offhook.flows.parts.prompt import tell
from offhook.flows.parts.talk import Talk, TalkEnd, talk

# What the member hears when the contact was not reached, and how the call is recorded.
TOLD = {
    Cause.BUSY: ("dial.busy", Disposition.BUSY),
    Cause.REJECTED: ("dial.rejected", Disposition.REJECTED),
    Cause.NO_ANSWER: ("dial.no_answer", Disposition.NO_ANSWER),
    Cause.UNREACHABLE: ("dial.unreachable", Disposition.UNREACHABLE),
    Cause.NOT_IN_SERVICE: ("dial.not_in_service", Disposition.NOT_IN_SERVICE),
}
TOLD_OTHERWISE = ("dial.failed", Disposition.FAILED)


@dataclass(frozen=True, slots=True)
class Connected:
    """The contact answered, and may be talked to for as long as the limits allow."""

    contact: LegId
    allowed: Granted


@dataclass(frozen=True, slots=True)
class NotConnected:
    """There is nobody to talk to: what the member is told, and how the call came out."""

    phrase: Phrase
    outcome: Outcome


async def may_call(member: str, contact: Party) -> Granted | NotConnected:
    """Ask the limits whether this member may call the contact now, by the member's id."""
    match await ask(MayDial(member=member, to=contact.number)):
        case Refused(reason=reason):
            return NotConnected(Phrase("dial.limit_reached"), Outcome(Disposition.REFUSED, reason=reason))
        case Granted() as allowed:
            return allowed


async def dial_contact(contact: Party, shown: Shown, allowed: Granted, *, within: Seconds) -> Connected | NotConnected:
    """Ring the contact, and show them that. A voicemail's answer is an answer."""
    match await dial(Role.CONTACT, contact.number, caller_id=shown.caller_id, trunks=shown.trunks, within=within):
        case Reached(leg=leg):
            return Connected(leg, allowed)
        case Unreached(cause=cause):
            key, disposition = TOLD.get(cause, TOLD_OTHERWISE)
            return NotConnected(about(contact, key), Outcome(disposition, cause, "the contact was not reached"))


def as_line(line: LineUsed) -> Shown:
    """What is seen of a call unless somebody has the right to show more: the line."""
    return Shown(line.number, line.trunks)


async def talk_with(two: Talk, *, who: str) -> Outcome:
    """Let a member and a contact talk for as long as is allowed; the member is told when that is why it ends.

    `who` the member is in the record while they have the contact; another who takes over is named.
    """
    call, first, contact = two.call, two.member, two.call.caller.leg
    match await talk(two, longest=call.longest):
        case TalkEnd.MEMBER:
            name = who if two.member.leg == first.leg else two.member.target.name
            return talked(name, await ended(two.member.leg))
        case TalkEnd.OTHER:
            return talked("the contact", await ended(contact))
        case TalkEnd.REQUESTED:
            return Outcome(Disposition.ANSWERED, reason="ended on request")
        case TalkEnd.NOBODY:
            await tell(contact, Phrase("inbound.nobody"), call.line)
            return Outcome(Disposition.ANSWERED, reason="the transfer reached nobody, and the member was gone")
        case TalkEnd.TIME_UP:
            await hangup(contact, Cause.TIME_UP)
            await tell(two.member.leg, Phrase("call.time_is_up"), call.line)
            return Outcome(Disposition.ANSWERED, Cause.TIME_UP, f"the talk reached {two.limit}")


def as_caller(
    leg: LegId,
    contact: Party,
    line: LineUsed,
    allowed: Granted,
    *,
    phones: Sequence[Target],
    ring: Seconds,
    keys: bool,
) -> Inbound:
    """The contact as a caller, for a transfer, and for ringing the member's `phones` again after it."""
    return Inbound(
        caller=Caller(leg, contact.number, contact.name, contact.id),
        trunk=NO_TRUNK,
        line=line,
        targets=tuple(phones),
        skipped=(),
        order=Order.ALL,
        ring=ring,
        longest=allowed.longest,
        keys=keys,
    )


def about(contact: Party, key: str) -> Phrase:
    """A phrase that names the contact."""
    return Phrase(key, number=contact.number, name=contact.name)
