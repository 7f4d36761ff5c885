"""Person-to-person call: a member calls a contact from their own phone, and the contact sees the business line.

The member is rung first and hears who is about to be called; any key dials. At a softphone of theirs answering is
enough: no voicemail answers there. At a landline it is enough too, where its owner leaves it so: hanging up while the
name is read calls it off. Both people only ever receive a call, and nothing is recorded. Both see the line, unless the
member has the right to let either see the other's number, and asks for it.
"""

from __future__ import annotations

from msgspec import structs

from offhook.calls.events import Ended, HangupRequested
from offhook.calls.flow import Outcome, ended, first_of, hangup_requested, race, ring
from offhook.calls.questions import Granted
from offhook.calls.values import ClickToCall, Disposition, LegId, Phrase, Role, Seconds, Target
from offhook.flows.parts.contact import (
    TOLD,
    TOLD_OTHERWISE,
    Connected,
    NotConnected,
    about,
    as_caller,
    as_line,
    dial_contact,
    may_call,
    talk_with,
)
from offhook.flows.parts.dial import Reached, Unreached, dial, dial_devices
from offhook.flows.parts.leaving import called_off
from offhook.flows.parts.offer import Accepted
from offhook.flows.parts.prompt import Key, any_key, tell
from offhook.flows.parts.talk import Talk

READINGS = 2
WAIT_FOR_KEY: Seconds = 4.0


async def click_to_call(call: ClickToCall) -> Outcome:
    """Ring the member, read out who is about to be called, dial on a key, join the two."""
    match await race(ring_member(call), hangup_requested()):
        case Reached(leg=member):
            return await attended(call, member)
        case Unreached(cause=cause):
            return Outcome(Disposition.MEMBER_UNREACHED, cause, "the member was not reached")
        case HangupRequested(by=by):
            return Outcome(Disposition.CANCELLED, reason=f"ended by {by} before the member answered")


async def ring_member(call: ClickToCall) -> Reached | Unreached:
    """Ring the member's telephone, or all phones and pages of their softphone."""
    shown, within = call.member_sees or as_line(call.line), call.ring_member
    if call.softphone is not None:
        return await dial_devices(Role.MEMBER, call.softphone.devices, caller_id=shown.caller_id, within=within)
    return await dial(Role.MEMBER, call.member.number, caller_id=shown.caller_id, trunks=shown.trunks, within=within)


async def attended(call: ClickToCall, member: LegId) -> Outcome:
    """The member is on the phone: until the contact answers, their hanging up or a request to ends everything."""
    called_away = first_of(ended(member), hangup_requested())
    match await race(called_away, reach_contact(call, member)):
        case Ended() | HangupRequested() as event:
            return called_off("the member", event, "before the contact answered")
        case NotConnected(phrase=phrase, outcome=outcome):
            await tell(member, phrase, call.line)
            return outcome
        case Connected(contact=contact, allowed=allowed):
            return await talk_with(talk_of(call, member, contact, allowed), who="the member")


async def reach_contact(call: ClickToCall, member: LegId) -> Connected | NotConnected:
    """Say who is about to be called; any key dials, no key after two readings ends it. The member hears ringback."""
    if call.softphone is not None:
        return await dial_for(call, member)
    if not call.asks_key:
        await tell(member, about(call.contact, "phone.calling"), call.line)
        return await dial_for(call, member)
    announcement = about(call.contact, "dial.about_to_call")
    match await any_key(member, announcement, call.line, readings=READINGS, wait=WAIT_FOR_KEY):
        case Key.NONE:
            reason = f"no key after {READINGS} readings: probably a voicemail answered"
            return NotConnected(Phrase("dial.no_key"), Outcome(Disposition.NO_KEY, reason=reason))
        case Key.PRESSED:
            return await dial_for(call, member)


async def dial_for(call: ClickToCall, member: LegId) -> Connected | NotConnected:
    """Ring the contact while the member hears ringback."""
    match await may_call(call.member.id, call.contact):
        case NotConnected() as refused:
            return refused
        case Granted() as allowed:
            await ring(member)
            shown = call.contact_sees or as_line(call.line)
            return await dial_contact(call.contact, shown, allowed, within=call.ring_contact)


def talk_of(call: ClickToCall, member: LegId, contact: LegId, allowed: Granted) -> Talk:
    """The two who talk."""
    phones = phones_of(call)
    called = as_caller(contact, call.contact, call.line, allowed, phones=phones, ring=call.ring_member, keys=call.keys)
    return Talk(called, Accepted(member, phones[0]), allowed.limit)


def phones_of(call: ClickToCall) -> list[Target]:
    """The phones at which the member is rung again after a transfer in vain."""
    line, caller = call.line, call.member
    phone = Target(Role.MEMBER, caller.name, line.number, trunks=line.trunks, member=caller.id)
    if call.softphone is None:
        return [structs.replace(phone, number=caller.number)]
    return [structs.replace(phone, device=device, trunks=()) for device in call.softphone.devices]


def phrases_of(call: ClickToCall) -> tuple[Phrase, ...]:
    """What this call may say of its contact, the announcement first: to be made ready before it is needed."""
    spoken = [
        "dial.about_to_call" if call.asks_key else "phone.calling",
        *(phrase for phrase, _ in TOLD.values()),
        TOLD_OTHERWISE[0],
    ]
    return tuple(about(call.contact, key) for key in spoken)
