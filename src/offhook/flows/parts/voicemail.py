"""Take a message from a caller."""

from __future__ import annotations

from enum import Enum, auto

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
from offhook.calls.questions import KeepMessage
from offhook.calls.values import LegId, LineUsed, Mailbox, Phrase, Seconds
from offhook.flows.parts.prompt import LONGEST_PROMPT

SILENCE: Seconds = 6.0
"""Silence that ends a message."""


class Message(Enum):
    """Whether the caller may have left one: what is too short for a message is found out when it is kept."""

    LEFT = auto()
    NONE = auto()


async def take_message(caller: LegId, mailbox: Mailbox, line: LineUsed) -> Message:
    """Answer, greet, beep, record until silence, `#`, the longest time or the caller's hanging up; keep it, hang up.

    A key during the greeting skips to the beep.
    """
    await answer(caller)
    greeting = Phrase("voicemail.greeting", number=line.number, name=line.name)
    await collect(caller, greeting, language=line.language, country=line.country, digits=1, wait=0.0)
    match await first_of(collected(caller), ended(caller), hangup_requested(), after(LONGEST_PROMPT)):
        case Ended() | HangupRequested():
            return Message.NONE
        case Collected() | Elapsed():
            pass
    await record(caller, longest=mailbox.longest, silence=SILENCE)
    name = await recording(caller)
    await first_of(recorded(caller), ended(caller), hangup_requested(), after(mailbox.longest + LONGEST_PROMPT))
    # Whatever ended it: audio is kept before anything else is tried.
    await ask(KeepMessage(recording=name))
    await hangup(caller)
    return Message.LEFT
