"""A call that a member places from their own softphone: to a number, to a colleague's extension, or in an emergency.

The member hears ringback, and is answered only when the far end is, or when there is something to be told. Whoever is
called over a trunk sees the line, and nothing of the softphone.
"""

from __future__ import annotations

from dataclasses import dataclass

from msgspec import structs

from offhook.calls.arguments import FromSoftphone, ToColleague, ToContact, ToEmergency, ToNobody
from offhook.calls.events import Ended, HangupRequested
from offhook.calls.flow import (
    NO_TRUNK,
    Outcome,
    answer,
    ask,
    bridge,
    ended,
    first_of,
    hangup,
    hangup_requested,
    race,
    ring,
)
from offhook.calls.questions import Granted, MayDial, Refused
from offhook.calls.values import Caller, Cause, Disposition, Inbound, LegId, Order, Phrase, Role, Seconds, Target
from offhook.flows.click_to_call import TOLD, TOLD_OTHERWISE
from offhook.flows.inbound import inbound
from offhook.flows.parts.dial import Reached, Unreached, dial
from offhook.flows.parts.leaving import how_it_left, was_cut_off
from offhook.flows.parts.offer import Accepted
from offhook.flows.parts.prompt import tell
from offhook.flows.parts.talk import Talk, TalkEnd, talk

RING_EMERGENCY: Seconds = 120.0
RING_AGAIN: Seconds = 30.0
"""The member, after a transfer in vain."""


@dataclass(frozen=True, slots=True)
class Connected:
    """The contact answered, and may be talked to for as long as the limits allow."""

    leg: LegId
    to: ToContact
    allowed: Granted


@dataclass(frozen=True, slots=True)
class Help:
    """The emergency service answered."""

    leg: LegId


@dataclass(frozen=True, slots=True)
class NotConnected:
    """There is nobody to talk to: what the member is told, and how the call came out."""

    phrase: Phrase
    outcome: Outcome


async def from_softphone(call: FromSoftphone) -> Outcome:
    """Put the member through to whom they dialled, or tell them why not."""
    match call.to:
        case ToColleague(call=to_phones):
            return await inbound(to_phones)
        case ToNobody(phrase=phrase, disposition=disposition, reason=reason):
            return await _told(call, NotConnected(phrase, Outcome(disposition, reason=reason)))
        case ToContact() as to:
            return await _put_through(call, to)
        case ToEmergency() as to:
            return await _put_through(call, to)


async def _put_through(call: FromSoftphone, to: ToContact | ToEmergency) -> Outcome:
    """Until the far end answers, the member's hanging up ends everything."""
    caller = call.caller.leg
    await ring(caller)
    match await race(_called_off(caller, to), _reach(call, to)):
        case Ended() as end if was_cut_off(end):
            return Outcome(Disposition.FAILED, end.cause, how_it_left("the member", end))
        case Ended():
            return Outcome(Disposition.ABANDONED, reason="the member hung up before anybody answered")
        case HangupRequested(by=by):
            return Outcome(Disposition.CANCELLED, reason=f"ended by {by} before anybody answered")
        case NotConnected() as failed:
            return await _told(call, failed)
        case Connected(to=contact) as connected:
            return await _joined(call, contact, connected)
        case Help() as connected:
            return await _help(call, connected)


async def _called_off(caller: LegId, to: ToContact | ToEmergency) -> Ended | HangupRequested:
    """The member gives up, or somebody asks to end the call: an emergency call only its caller calls off."""
    if isinstance(to, ToEmergency):
        return await ended(caller)
    return await first_of(ended(caller), hangup_requested())


async def _reach(call: FromSoftphone, to: ToContact | ToEmergency) -> Connected | Help | NotConnected:
    match to:
        case ToContact():
            match await ask(MayDial(member=call.caller.member, to=to.contact.number)):
                case Refused(reason=reason):
                    return NotConnected(Phrase("dial.limit_reached"), Outcome(Disposition.REFUSED, reason=reason))
                case Granted() as allowed:
                    return await _reach_contact(call, to, allowed)
        case ToEmergency():
            return await _reach_help(to)


async def _reach_contact(call: FromSoftphone, to: ToContact, allowed: Granted) -> Connected | NotConnected:
    line, contact = call.line, to.contact
    match await dial(Role.CONTACT, contact.number, caller_id=line.number, trunks=line.trunks, within=to.ring):
        case Reached(leg=far_end):
            return Connected(far_end, to, allowed)
        case Unreached(cause=cause):
            key, disposition = TOLD.get(cause, TOLD_OTHERWISE)
            phrase = Phrase(key, number=contact.number, name=contact.name)
            return NotConnected(phrase, Outcome(disposition, cause, "the contact was not reached"))


async def _reach_help(to: ToEmergency) -> Help | NotConnected:
    """Nothing is asked of limits: whatever they say, this call is placed."""
    match await dial(Role.CONTACT, to.number, caller_id=to.caller_id, trunks=(to.trunk,), within=RING_EMERGENCY):
        case Reached(leg=far_end):
            return Help(far_end)
        case Unreached(cause=cause):
            _, disposition = TOLD.get(cause, TOLD_OTHERWISE)
            why = "the emergency call was not answered: the member was told to use a mobile phone"
            return NotConnected(Phrase("emergency.failed"), Outcome(disposition, cause, why))


async def _joined(call: FromSoftphone, to: ToContact, connected: Connected) -> Outcome:
    """Let the two talk for as long as is allowed; the member is told when that is why it ends."""
    far_end = connected.leg
    await answer(call.caller.leg)
    two = talk_of(call, to, connected)
    match await talk(two, longest=connected.allowed.longest):
        case TalkEnd.MEMBER:
            return _talked(two.member.target.name, await ended(two.member.leg))
        case TalkEnd.OTHER:
            return _talked("the contact", await ended(far_end))
        case TalkEnd.REQUESTED:
            return Outcome(Disposition.ANSWERED, reason="ended on request")
        case TalkEnd.NOBODY:
            await tell(far_end, Phrase("inbound.nobody"), call.line)
            return Outcome(Disposition.ANSWERED, reason="the transfer reached nobody, and the member was gone")
        case TalkEnd.TIME_UP:
            await hangup(far_end, Cause.TIME_UP)
            await tell(two.member.leg, Phrase("call.time_is_up"), call.line)
            return Outcome(Disposition.ANSWERED, Cause.TIME_UP, f"the talk reached {two.limit}")


def talk_of(call: FromSoftphone, to: ToContact, connected: Connected) -> Talk:
    """The two who talk. For a transfer, and for ringing the member again after it, the contact is a caller."""
    me, line, contact = call.caller, call.line, to.contact
    phone = Target(Role.MEMBER, me.name, line.number, member=me.member)
    as_caller = Inbound(
        caller=Caller(connected.leg, contact.number, contact.name, contact.id),
        trunk=NO_TRUNK,
        line=line,
        targets=tuple(structs.replace(phone, device=device) for device in me.devices),
        skipped=(),
        order=Order.ALL,
        ring=RING_AGAIN,
        longest=connected.allowed.longest,
        keys=to.keys,
    )
    return Talk(as_caller, Accepted(me.leg, phone), connected.allowed.limit)


async def _help(call: FromSoftphone, connected: Help) -> Outcome:
    """Nobody ends an emergency call but those who talk, and it can't be handed on."""
    caller, far_end = call.caller.leg, connected.leg
    await answer(caller)
    await bridge(caller, far_end)
    match await first_of(ended(caller), ended(far_end)):
        case Ended(leg=leg) as end if leg == caller:
            await hangup(far_end)
            return _talked("the member", end)
        case end:
            return _talked("the emergency service", end)


async def _told(call: FromSoftphone, failed: NotConnected) -> Outcome:
    """Say why nobody is reached, and end the call."""
    caller = call.caller.leg
    await answer(caller)
    await tell(caller, failed.phrase, call.line)
    await hangup(caller)
    return failed.outcome


def _talked(who: str, end: Ended) -> Outcome:
    return Outcome(Disposition.ANSWERED, end.cause if was_cut_off(end) else None, how_it_left(who, end))
