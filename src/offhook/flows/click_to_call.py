"""Person-to-person call: a member calls a contact from their own phone, and the contact sees the business line.

The member is rung first and hears who is about to be called; any key dials. Both people only ever receive a call,
both see the line, and nothing is recorded.
"""

from __future__ import annotations

from dataclasses import dataclass

from offhook.calls.events import Ended, HangupRequested
from offhook.calls.flow import NO_TRUNK, Outcome, ask, ended, first_of, hangup, hangup_requested, race, ring
from offhook.calls.questions import Granted, MayDial, Refused
from offhook.calls.values import (
    Caller,
    Cause,
    ClickToCall,
    Disposition,
    Inbound,
    LegId,
    Order,
    Phrase,
    Role,
    Seconds,
    Target,
)
from offhook.flows.parts.dial import Reached, Unreached, dial
from offhook.flows.parts.leaving import how_it_left, was_cut_off
from offhook.flows.parts.offer import Accepted
from offhook.flows.parts.prompt import Key, any_key, tell
from offhook.flows.parts.talk import Talk, TalkEnd, talk

READINGS = 2
WAIT_FOR_KEY: Seconds = 4.0

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


async def click_to_call(call: ClickToCall) -> Outcome:
    """Ring the member, read out who is about to be called, dial on a key, join the two."""
    line = call.line
    ringing = dial(Role.MEMBER, call.member.number, caller_id=line.number, trunks=line.trunks, within=call.ring_member)
    match await race(ringing, hangup_requested()):
        case Reached(leg=member):
            return await attended(call, member)
        case Unreached(cause=cause):
            return Outcome(Disposition.MEMBER_UNREACHED, cause, "the member was not reached")
        case HangupRequested(by=by):
            return Outcome(Disposition.CANCELLED, reason=f"ended by {by} before the member answered")


async def attended(call: ClickToCall, member: LegId) -> Outcome:
    """The member is on the phone: until the contact answers, their hanging up or a request to ends everything."""
    called_off = first_of(ended(member), hangup_requested())
    match await race(called_off, reach_contact(call, member)):
        case Ended() as end if was_cut_off(end):
            return Outcome(Disposition.FAILED, end.cause, how_it_left("the member", end))
        case Ended():
            return Outcome(Disposition.ABANDONED, reason="the member hung up before the contact answered")
        case HangupRequested(by=by):
            return Outcome(Disposition.CANCELLED, reason=f"ended by {by} before the contact answered")
        case NotConnected(phrase=phrase, outcome=outcome):
            await tell(member, phrase, call.line)
            return outcome
        case Connected(contact=contact, allowed=allowed):
            return await joined(call, member, contact, allowed)


async def reach_contact(call: ClickToCall, member: LegId) -> Connected | NotConnected:
    """Say who is about to be called; any key dials, no key after two readings ends it."""
    phrase = _about(call, "dial.about_to_call")
    match await any_key(member, phrase, call.line, readings=READINGS, wait=WAIT_FOR_KEY):
        case Key.NONE:
            reason = f"no key after {READINGS} readings: probably a voicemail answered"
            return NotConnected(Phrase("dial.no_key"), Outcome(Disposition.NO_KEY, reason=reason))
        case Key.PRESSED:
            match await ask(MayDial(member=call.member.id, to=call.contact.number)):
                case Refused(reason=reason):
                    return NotConnected(Phrase("dial.limit_reached"), Outcome(Disposition.REFUSED, reason=reason))
                case Granted() as allowed:
                    return await dial_contact(call, member, allowed)


async def dial_contact(call: ClickToCall, member: LegId, allowed: Granted) -> Connected | NotConnected:
    """Dial the contact while the member hears ringback. A voicemail's answer is an answer."""
    await ring(member)
    line, number = call.line, call.contact.number
    match await dial(Role.CONTACT, number, caller_id=line.number, trunks=line.trunks, within=call.ring_contact):
        case Reached(leg=contact):
            return Connected(contact, allowed)
        case Unreached(cause=cause):
            phrase, disposition = TOLD.get(cause, TOLD_OTHERWISE)
            return NotConnected(_about(call, phrase), Outcome(disposition, cause, "the contact was not reached"))


async def joined(call: ClickToCall, member: LegId, contact: LegId, allowed: Granted) -> Outcome:
    """Let the two talk for as long as is allowed; the member is told when that is why it ends."""
    two = talk_of(call, member, contact, allowed)
    match await talk(two, longest=allowed.longest):
        case TalkEnd.MEMBER:
            who = "the member" if two.member.leg == member else two.member.target.name
            return _talked(who, await ended(two.member.leg))
        case TalkEnd.OTHER:
            return _talked("the contact", await ended(contact))
        case TalkEnd.REQUESTED:
            return Outcome(Disposition.ANSWERED, reason="ended on request")
        case TalkEnd.NOBODY:
            await tell(contact, Phrase("inbound.nobody"), call.line)
            return Outcome(Disposition.ANSWERED, reason="the transfer reached nobody, and the member was gone")
        case TalkEnd.TIME_UP:
            await hangup(contact, Cause.TIME_UP)
            await tell(two.member.leg, Phrase("call.time_is_up"), call.line)
            return Outcome(Disposition.ANSWERED, Cause.TIME_UP, f"the talk reached {two.limit}")


def talk_of(call: ClickToCall, member: LegId, contact: LegId, allowed: Granted) -> Talk:
    """The two who talk. For a transfer, and for ringing the member again after it, the contact is a caller."""
    line, caller = call.line, call.member
    phone = Target(Role.MEMBER, caller.name, line.number, number=caller.number, trunks=line.trunks, member=caller.id)
    as_caller = Inbound(
        caller=Caller(contact, call.contact.number, call.contact.name, call.contact.id),
        trunk=NO_TRUNK,
        line=line,
        targets=(phone,),
        skipped=(),
        order=Order.ALL,
        ring=call.ring_member,
        longest=allowed.longest,
        keys=call.keys,
    )
    return Talk(as_caller, Accepted(member, phone), allowed.limit)


def phrases_of(call: ClickToCall) -> tuple[Phrase, ...]:
    """What this call may say of its contact, the announcement first: to be made ready before it is needed."""
    spoken = ["dial.about_to_call", *(phrase for phrase, _ in TOLD.values()), TOLD_OTHERWISE[0]]
    return tuple(_about(call, key) for key in spoken)


def _talked(who: str, end: Ended) -> Outcome:
    return Outcome(Disposition.ANSWERED, end.cause if was_cut_off(end) else None, how_it_left(who, end))


def _about(call: ClickToCall, key: str) -> Phrase:
    return Phrase(key, number=call.contact.number, name=call.contact.name)
