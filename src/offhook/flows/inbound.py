"""A call to a line: everybody is rung at once, whoever accepts gets the caller, else voicemail does.

The caller hears ringback, and is answered only when a phone has accepted or voicemail begins. A member's own
softphone takes the call by answering; whoever answers at a telephone number must press 1, so that a carrier's
voicemail never gets the caller. The others go on ringing until the two hear each other.
"""

from __future__ import annotations

from offhook.calls.events import Ended, HangupRequested
from offhook.calls.flow import Outcome, answer, ended, first_of, hangup, hangup_requested, race, ring
from offhook.calls.values import Cause, Disposition, Inbound, LineUsed, Mailbox, Meets, Phrase, TurnedAway
from offhook.flows.mailbox import Listened, listen
from offhook.flows.parts.leaving import called_off, how_it_left, talked
from offhook.flows.parts.offer import Accepted, screening
from offhook.flows.parts.prompt import tell
from offhook.flows.parts.ringing import Nobody, find_somebody
from offhook.flows.parts.talk import Talk, TalkEnd, talk_on
from offhook.flows.parts.voicemail import CutShort, Left, NoRoom, WantsToListen, greeting, take_message

NOBODY = "nobody took the call"


async def inbound(call: Inbound) -> Outcome:
    """Ring everybody, join the caller with whoever accepts; else take a message, or apologise."""
    if call.turned_away is not None:
        return await turned_away(call, call.turned_away)
    caller = call.caller.leg
    await ring(caller)
    match await race(first_of(ended(caller), hangup_requested()), find_somebody(call)):
        case Ended() | HangupRequested() as event:
            return called_off("the caller", event, "before anybody took the call")
        case Accepted() as member:
            return await joined(call, member)
        case Nobody():
            return await unanswered(call)


async def joined(call: Inbound, member: Accepted) -> Outcome:
    """Let the two talk; the caller is told when the longest duration ends it.

    A caller whom the member handed on in vain, and then did not take back, is one whom nobody took.
    """
    caller = call.caller.leg
    longest, limit = call.longest, call.limit
    if member.target.longest is not None:
        longest, limit = member.target.longest, member.target.limit
    talk = Talk(call, member, limit=limit)
    match await talk_on(talk, longest=longest):
        case TalkEnd.OTHER:
            return talked("the caller", await ended(caller))
        case TalkEnd.MEMBER:
            return talked(talk.member.target.name, await ended(talk.member.leg))
        case TalkEnd.REQUESTED:
            return Outcome(Disposition.ANSWERED, reason="ended on request")
        case TalkEnd.NOBODY:
            return await unanswered(call)
        case TalkEnd.TIME_UP:
            await hangup(talk.member.leg, Cause.TIME_UP)
            await tell(caller, Phrase("call.time_is_up"), call.line)
            return Outcome(Disposition.ANSWERED, Cause.TIME_UP, f"the talk reached {talk.limit}")


async def unanswered(call: Inbound) -> Outcome:
    """Nobody took the call: the line's voicemail does, or an apology ends it. Nobody ever meets silence."""
    if call.mailbox is None:
        await announce(call, "inbound.nobody")
        return Outcome(Disposition.NO_ANSWER, reason=f"{NOBODY}, and the line has no voicemail")
    return await to_voicemail(call, call.mailbox, NOBODY)


async def turned_away(call: Inbound, why: TurnedAway) -> Outcome:
    """The caller is put through to nobody, and the record says why."""
    caller = call.caller.leg
    if why.meets is Meets.BUSY:
        await hangup(caller, Cause.BUSY)
        return Outcome(why.disposition, Cause.BUSY, why.reason)
    if why.meets is Meets.VOICEMAIL and call.mailbox is not None:
        return await to_voicemail(call, call.mailbox, why.reason)
    await announce(call, "inbound.not_accepted")
    return Outcome(why.disposition, reason=why.reason)


async def to_voicemail(call: Inbound, mailbox: Mailbox, because: str) -> Outcome:
    """Let the caller leave a message."""
    match await take_message(call.caller.leg, mailbox, call.line):
        case Left():
            return Outcome(Disposition.VOICEMAIL, reason=f"{because}: voicemail did")
        case CutShort(reason=reason):
            why = f"{because}: voicemail did, and the message may be cut short: {reason}"
            return Outcome(Disposition.VOICEMAIL, reason=why)
        case WantsToListen():
            return await listened(call)
        case NoRoom(reason=reason):
            return Outcome(Disposition.NO_ANSWER, reason=f"{because}, and a message could not be kept: {reason}")
        case Ended() | HangupRequested() as event:
            return called_off("the caller", event, "during the greeting of the voicemail")


async def listened(call: Inbound) -> Outcome:
    """Let whoever has a PIN hear the messages."""
    match await listen(call.caller.leg, call.line, call.caller.number):
        case Listened(how=how):
            return Outcome(Disposition.MAILBOX, reason=how)
        case Ended() as end:
            return Outcome(Disposition.MAILBOX, reason=how_it_left("the caller", end))
        case HangupRequested(by=by):
            return Outcome(Disposition.CANCELLED, reason=f"ended by {by} while the voicemail was listened to")


async def announce(call: Inbound, what: str) -> None:
    """Say why nobody is put through, and end the call."""
    await answer(call.caller.leg)
    await tell(call.caller.leg, Phrase(what), call.line)
    await hangup(call.caller.leg)


def prompts_of(call: Inbound) -> list[tuple[Phrase, ...]]:
    """What this call may say of its caller and its line, each heard in one go, in the order in which it is needed."""
    said: list[tuple[Phrase, ...]] = [screening(call.line, call.caller.number, call.caller.name)]
    if call.mailbox is not None and not call.mailbox.greeting:
        said.append((greeting(call.line),))
    return said


def prompts_for(line: LineUsed) -> list[tuple[Phrase, ...]]:
    """The same of any call to a line: what is known before one comes."""
    return [(greeting(line),), screening(line)]
