"""Take a message from a caller."""

from __future__ import annotations

from dataclasses import dataclass

from offhook.calls.events import Collected, Elapsed, Ended, HangupRequested
from offhook.calls.flow import (
    after,
    answer,
    ask,
    collect,
    collected,
    ended,
    first_of,
    hangup,
    hangup_requested,
    record,
    recorded,
    recording,
)
from offhook.calls.questions import KeepMessage, MayRecord, Noted, Refused
from offhook.calls.values import LegId, LineUsed, Mailbox, Phrase, Seconds
from offhook.flows.parts.prompt import LONGEST_PROMPT, tell

LISTEN = "*"
"""The key of whoever wants to hear messages, not to leave one."""
SILENCE: Seconds = 6.0
"""Silence that ends a message."""
LONGEST_GREETING: Seconds = 130.0
"""A line's own greeting is two minutes long at most; one whose end is never reported holds no call for longer."""


@dataclass(frozen=True, slots=True)
class Left:
    """The caller may have left a message: what is too short for one is found out when it is kept."""


@dataclass(frozen=True, slots=True)
class CutShort:
    """The end of the message may be missing, and why, in words. A caller who was still there was told so."""

    reason: str


@dataclass(frozen=True, slots=True)
class WantsToListen:
    """The caller pressed `*` during the greeting, and somebody has a PIN."""


@dataclass(frozen=True, slots=True)
class NoRoom:
    """The caller was told that no message can be taken now, and why it can't, in words."""

    reason: str


def greeting(line: LineUsed, sound: str = "") -> Phrase:
    """What a caller hears before the beep: the line's own greeting, by its content, or the default words."""
    return Phrase("voicemail.greeting", number=line.number, name=line.name, sound=sound)


async def take_message(
    caller: LegId, mailbox: Mailbox, line: LineUsed
) -> Left | CutShort | NoRoom | WantsToListen | Ended | HangupRequested:
    """Answer, greet, beep, record until silence, `#`, the longest time or the caller's hanging up; keep it, hang up.

    A key during the greeting skips to the beep, but for `*` where somebody has a PIN. What came before the beep, where
    there was none, is returned.
    """
    await answer(caller)
    match await ask(MayRecord()):
        case Refused(reason=reason):
            await tell(caller, Phrase("voicemail.no_room"), line)
            await hangup(caller)
            return NoRoom(reason)
        case Noted():
            pass
    words = greeting(line, mailbox.greeting)
    longest = LONGEST_GREETING if mailbox.greeting else LONGEST_PROMPT
    await collect(caller, words, language=line.language, country=line.country, digits=1, wait=0.0)
    match await first_of(collected(caller), ended(caller), hangup_requested(), after(longest)):
        case Ended() | HangupRequested() as over:
            return over
        case Collected(digits=key) if key == LISTEN and mailbox.opens:
            return WantsToListen()
        case Collected() | Elapsed():
            pass
    await record(caller, longest=mailbox.longest, silence=SILENCE)
    name = await recording(caller)
    await first_of(recorded(caller), ended(caller), hangup_requested(), after(mailbox.longest + LONGEST_PROMPT))
    # Whatever ended it: audio is kept before anything else is tried.
    match await ask(KeepMessage(recording=name, longest=mailbox.longest + LONGEST_PROMPT)):
        case Refused(reason=reason):
            await tell(caller, Phrase("voicemail.cut_short"), line)
            await hangup(caller)
            return CutShort(reason)
        case Noted():
            await hangup(caller)
            return Left()
