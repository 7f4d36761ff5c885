"""A call from one of a line's own phones: its user is put through to whom their dialer says, or whose number they key.

A caller's number can be forged, so nobody is put through for it alone: the carrier attests it, or the telephone sends
the digits that its dialer was given for this call, or the user keys the line's PIN. Then whom they call is read back,
and hanging up calls it off. Whoever is called sees the line.
"""

from __future__ import annotations

from offhook.calls.arguments import FromPhone, ToContact, ToNobody
from offhook.calls.events import Collected, Elapsed, Ended, HangupRequested
from offhook.calls.flow import (
    Outcome,
    after,
    answer,
    ask,
    collect,
    collected,
    ended,
    first_of,
    hangup,
    hangup_requested,
    race,
    ring,
)
from offhook.calls.questions import Granted, Proven, ProvePhone, Refused, Unproven, WhomToCall
from offhook.calls.values import Disposition, Phrase, Role, Seconds, Target
from offhook.flows.parts.contact import (
    Connected,
    NotConnected,
    about,
    as_caller,
    as_line,
    dial_contact,
    may_call,
    talk_with,
)
from offhook.flows.parts.leaving import called_off
from offhook.flows.parts.offer import Accepted
from offhook.flows.parts.prompt import LONGEST_PROMPT, tell
from offhook.flows.parts.talk import Talk

PIN_TRIES = 3
"""In one call."""
LONGEST_PIN, LONGEST_NUMBER = 12, 20
WAIT_FOR_CODE: Seconds = 4.0
"""Telephones wait about 2 s before they send what follows a comma."""
BETWEEN_KEYS: Seconds = 5.0
SECOND_THOUGHTS: Seconds = 1.0
"""After whom they call was read back, to hang up."""
RING_AGAIN: Seconds = 30.0
"""The member, after a transfer in vain."""
END = "#"


async def from_phone(call: FromPhone) -> Outcome:
    """Put the member through to whom they want to call, or tell them why not."""
    caller = call.caller.leg
    await answer(caller)
    match await race(first_of(ended(caller), hangup_requested()), _reach(call)):
        case Ended() | HangupRequested() as event:
            return called_off("the member", event, "before anybody answered")
        case NotConnected() as failed:
            await tell(caller, failed.phrase, call.line)
            await hangup(caller)
            return failed.outcome
        case Talk() as two:
            return await talk_with(two, who=call.caller.name)


async def _reach(call: FromPhone) -> Talk | NotConnected:
    refused = await _unproven(call)
    if refused is not None:
        return refused
    match await _whom(call):
        case NotConnected() as nobody:
            return nobody
        case ToContact() as to:
            return await _read_back_and_dial(call, to)


async def _unproven(call: FromPhone) -> NotConnected | None:
    """Why the caller is not believed to be the phone's user; None: they are."""
    if call.attested:
        return None
    if call.code:
        code = await _keys(call, "phone.one_moment", digits=call.code, wait=WAIT_FOR_CODE)
        if code and isinstance(await ask(ProvePhone(call.caller.phone, code=code)), Proven):
            return None
    for _ in range(PIN_TRIES):
        pin = await _keys(call, "phone.pin", digits=LONGEST_PIN, wait=BETWEEN_KEYS, finish=END)
        if not pin:
            break
        match await ask(ProvePhone(call.caller.phone, pin=pin)):
            case Proven():
                return None
            case Unproven(locked=True):
                why = "the PIN is locked: too many were wrong"
                return NotConnected(Phrase("mailbox.locked"), Outcome(Disposition.REFUSED, reason=why))
            case Unproven():
                await tell(call.caller.leg, Phrase("mailbox.wrong_pin"), call.line)
    why = "the caller's number was not attested, and there was no right PIN"
    return NotConnected(Phrase("mailbox.goodbye"), Outcome(Disposition.REFUSED, reason=why))


async def _whom(call: FromPhone) -> ToContact | NotConnected:
    """Whom the dialer has said, or whose number is keyed."""
    found = await ask(WhomToCall(call.caller.phone))
    if isinstance(found, Refused):
        typed = await _keys(call, "phone.to_whom", digits=LONGEST_NUMBER, wait=BETWEEN_KEYS, finish=END, secret=False)
        if not typed:
            return NotConnected(Phrase("mailbox.goodbye"), Outcome(Disposition.ABANDONED, reason="no number was keyed"))
        found = await ask(WhomToCall(call.caller.phone, typed))
    match found:
        case ToContact():
            return found
        case ToNobody(phrase=phrase, disposition=disposition, reason=reason):
            return NotConnected(phrase, Outcome(disposition, reason=reason))
        case Refused(reason=reason):
            return NotConnected(Phrase("mailbox.goodbye"), Outcome(Disposition.REFUSED, reason=reason))


async def _read_back_and_dial(call: FromPhone, to: ToContact) -> Talk | NotConnected:
    caller = call.caller.leg
    await tell(caller, about(to.contact, "phone.calling"), call.line)
    await first_of(ended(caller), after(SECOND_THOUGHTS))
    match await may_call(call.caller.member, to.contact):
        case NotConnected() as refused:
            return refused
        case Granted() as allowed:
            await ring(caller)
            reached = await dial_contact(to.contact, as_line(call.line), allowed, within=to.ring)
            return talk_of(call, to, reached) if isinstance(reached, Connected) else reached


def talk_of(call: FromPhone, to: ToContact, connected: Connected) -> Talk:
    """The two who talk."""
    me, line, allowed = call.caller, call.line, connected.allowed
    phone = Target(Role.MEMBER, me.name, line.number, number=me.number, trunks=line.trunks, member=me.member)
    called = as_caller(connected.contact, to.contact, line, allowed, phones=[phone], ring=RING_AGAIN, keys=call.keys)
    return Talk(called, Accepted(me.leg, phone), allowed.limit)


async def _keys(
    call: FromPhone, phrase: str, *, digits: int, wait: Seconds, finish: str = "", secret: bool = True
) -> str:
    """Ask for keys; empty where none were pressed."""
    leg, line = call.caller.leg, call.line
    await collect(
        leg,
        Phrase(phrase),
        language=line.language,
        country=line.country,
        digits=digits,
        wait=wait,
        finish=finish,
        secret=secret,
    )
    match await first_of(collected(leg), ended(leg), after(LONGEST_PROMPT + digits * wait)):
        case Collected(digits=pressed):
            return pressed
        case Ended() | Elapsed():
            return ""
