"""A call that a member places from their own softphone: to a number, to a colleague's extension, or in an emergency.

The member hears ringback, and is answered only when the far end is, or when there is something to be told. Whoever is
called over a trunk sees the line, and nothing of the softphone.
"""

from __future__ import annotations

from dataclasses import dataclass

from msgspec import structs

from offhook.calls.arguments import FromSoftphone, ToColleague, ToContact, ToEmergency, ToNobody
from offhook.calls.events import Ended, HangupRequested
from offhook.calls.flow import Outcome, answer, bridge, ended, first_of, hangup, hangup_requested, race, ring
from offhook.calls.questions import Granted
from offhook.calls.values import LegId, Phrase, Role, Seconds, Target
from offhook.flows.inbound import inbound
from offhook.flows.parts.contact import (
    TOLD,
    TOLD_OTHERWISE,
    Connected,
    NotConnected,
    as_caller,
    as_line,
    dial_contact,
    may_call,
    talk_with,
)
from offhook.flows.parts.dial import Reached, Unreached, dial
from offhook.flows.parts.leaving import called_off, talked
from offhook.flows.parts.offer import Accepted
from offhook.flows.parts.prompt import tell
from offhook.flows.parts.talk import Talk

RING_EMERGENCY: Seconds = 120.0
RING_AGAIN: Seconds = 30.0
"""The member, after a transfer in vain."""


@dataclass(frozen=True, slots=True)
class Help:
    """The emergency service answered."""

    leg: LegId


async def from_softphone(call: FromSoftphone) -> Outcome:
    """Put the member through to whom they dialled, or tell them why not."""
    match call.to:
        case ToColleague(call=to_phones):
            return await inbound(to_phones)
        case ToNobody(phrase=phrase, disposition=disposition, reason=reason):
            return await _told(call, NotConnected(phrase, Outcome(disposition, reason=reason)))
        case ToContact() | ToEmergency() as to:
            return await _put_through(call, to)


async def _put_through(call: FromSoftphone, to: ToContact | ToEmergency) -> Outcome:
    """Until the far end answers, the member's hanging up ends everything."""
    caller = call.caller.leg
    await ring(caller)
    reaching = _reach_help(to) if isinstance(to, ToEmergency) else _reach_contact(call, to)
    match await race(_called_away(caller, to), reaching):
        case Ended() | HangupRequested() as event:
            return called_off("the member", event, "before anybody answered")
        case NotConnected() as failed:
            return await _told(call, failed)
        case Talk() as two:
            await answer(caller)
            return await talk_with(two, who=call.caller.name)
        case Help(leg=far_end):
            return await _help(call, far_end)


async def _called_away(caller: LegId, to: ToContact | ToEmergency) -> Ended | HangupRequested:
    """The member gives up, or somebody asks to end the call: an emergency call only its caller calls off."""
    if isinstance(to, ToEmergency):
        return await ended(caller)
    return await first_of(ended(caller), hangup_requested())


async def _reach_contact(call: FromSoftphone, to: ToContact) -> Talk | NotConnected:
    match await may_call(call.caller.member, to.contact):
        case NotConnected() as refused:
            return refused
        case Granted() as allowed:
            reached = await dial_contact(to.contact, as_line(call.line), allowed, within=to.ring)
            return talk_of(call, to, reached) if isinstance(reached, Connected) else reached


async def _reach_help(to: ToEmergency) -> Help | NotConnected:
    """Nothing is asked of limits: whatever they say, this call is placed."""
    match await dial(Role.CONTACT, to.number, caller_id=to.caller_id, trunks=(to.trunk,), within=RING_EMERGENCY):
        case Reached(leg=far_end):
            return Help(far_end)
        case Unreached(cause=cause):
            _, disposition = TOLD.get(cause, TOLD_OTHERWISE)
            why = "the emergency call was not answered: the member was told to use a mobile phone"
            return NotConnected(Phrase("emergency.failed"), Outcome(disposition, cause, why))


def talk_of(call: FromSoftphone, to: ToContact, connected: Connected) -> Talk:
    """The two who talk."""
    me, allowed = call.caller, connected.allowed
    phone = Target(Role.MEMBER, me.name, call.line.number, member=me.member)
    phones = [structs.replace(phone, device=device) for device in me.devices]
    called = as_caller(connected.contact, to.contact, call.line, allowed, phones=phones, ring=RING_AGAIN, keys=to.keys)
    return Talk(called, Accepted(me.leg, phone), allowed.limit)


async def _help(call: FromSoftphone, far_end: LegId) -> Outcome:
    """Nobody ends an emergency call but those who talk, and it can't be handed on."""
    caller = call.caller.leg
    await answer(caller)
    await bridge(caller, far_end)
    match await first_of(ended(caller), ended(far_end)):
        case Ended(leg=leg) as end if leg == caller:
            await hangup(far_end)
            return talked("the member", end)
        case end:
            return talked("the emergency service", end)


async def _told(call: FromSoftphone, failed: NotConnected) -> Outcome:
    """Say why nobody is reached, and end the call."""
    caller = call.caller.leg
    await answer(caller)
    await tell(caller, failed.phrase, call.line)
    await hangup(caller)
    return failed.outcome
