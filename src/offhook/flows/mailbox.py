"""A member listens to a line's voicemail over the telephone, after their PIN: from any phone, by `*` in the greeting.

Who calls opens nothing. The PIN is asked for three times at most, and the stores count the wrong ones.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from offhook.calls.events import Elapsed, Ended, HangupRequested
from offhook.calls.flow import (
    Cancelled,
    after,
    ask,
    collect,
    collected,
    ended,
    first_of,
    hangup,
    hangup_requested,
    race,
    record,
    recorded,
    recording,
)
from offhook.calls.questions import KeepGreeting, MarkMessage, Opened, OpenMailbox, Shut
from offhook.calls.values import E164, LegId, LineUsed, Message, Phrase, Seconds
from offhook.flows.parts.prompt import LONGEST_PROMPT, tell, which_key

GREETING, END = "9", "#"
MOST_COUNTED = 9
"""More are not counted aloud."""
LONGEST_PIN = 12
PIN_TRIES = 3
"""In one call."""
BETWEEN_KEYS: Seconds = 5.0
READINGS = 3
"""Of each menu, before nobody is taken to be there."""
LONGEST_PLAYED: Seconds = 640.0
"""A message is ten minutes long at most."""
LONGEST_GREETING: Seconds = 120.0
SILENCE: Seconds = 6.0


@dataclass(frozen=True, slots=True)
class Listened:
    """Somebody was in the mailbox, or tried to be; what came of it, in words."""

    how: str


class Choice(Enum):
    """What is to become of a message."""

    KEPT = auto()
    DELETED = auto()
    LEFT = auto()
    """Nobody said: it stays as it is."""
    ENDED = auto()


async def listen(caller: LegId, line: LineUsed, number: E164 | None) -> Listened | Ended | HangupRequested:
    """Ask for the PIN and go through the new messages, until whoever it is has enough or hangs up."""
    match await race(first_of(ended(caller), hangup_requested()), _visit(caller, line, number)):
        case Listened() as visit:
            await hangup(caller)
            return visit
        case Ended() | HangupRequested() as over:
            return over


async def _visit(caller: LegId, line: LineUsed, number: E164 | None) -> Listened:
    opened = await _open(caller, line, number)
    if isinstance(opened, Listened):
        return opened
    new = opened.messages
    await tell(caller, _how_many(len(new)), line)
    for message in new:
        match await _hear(caller, line, message):
            case Choice.KEPT:
                await ask(MarkMessage(message.id))
                await tell(caller, Phrase("mailbox.kept"), line)
            case Choice.DELETED:
                await ask(MarkMessage(message.id, deleted=True))
                await tell(caller, Phrase("mailbox.deleted"), line)
            case Choice.LEFT:
                pass
            case Choice.ENDED:
                return await _leave(caller, line, opened)
    while await _key(caller, line, Phrase("mailbox.menu")) == GREETING:
        await _record_greeting(caller, line)
    return await _leave(caller, line, opened)


async def _open(caller: LegId, line: LineUsed, number: E164 | None) -> Opened | Listened:
    for _ in range(PIN_TRIES):
        await collect(
            caller,
            Phrase("mailbox.pin"),
            language=line.language,
            country=line.country,
            digits=LONGEST_PIN,
            wait=BETWEEN_KEYS,
            finish=END,
            secret=True,
        )
        typed = await first_of(collected(caller), after(LONGEST_PROMPT + LONGEST_PIN * BETWEEN_KEYS))
        if isinstance(typed, Elapsed) or not typed.digits:
            break
        match await ask(OpenMailbox(line=line.id, caller=number, pin=typed.digits)):
            case Opened() as opened:
                return opened
            case Shut(locked=True):
                await tell(caller, Phrase("mailbox.locked"), line)
                return Listened("the mailbox is locked: too many PINs were wrong")
            case Shut():
                await tell(caller, Phrase("mailbox.wrong_pin"), line)
    await tell(caller, Phrase("mailbox.goodbye"), line)
    return Listened("the mailbox was not opened: there was no right PIN")


async def _hear(caller: LegId, line: LineUsed, message: Message) -> Choice:
    """Play a message, until a key says what is to become of it."""
    if message.caller is None:
        from_whom = Phrase("mailbox.from_withheld")
    else:
        from_whom = Phrase("mailbox.from", number=message.caller, name=message.name)
    await tell(caller, from_whom, line)
    while True:
        words = Phrase("mailbox.message", sound=message.sound)
        key = await which_key(caller, words, line, readings=1, wait=0.0, longest=LONGEST_PLAYED)
        key = key or await _key(caller, line, Phrase("mailbox.choose"))
        match key:
            case "2":
                return Choice.KEPT
            case "3":
                return Choice.DELETED
            case "#":
                return Choice.ENDED
            case "":
                return Choice.LEFT
            case _:  # 1, or a slip of the finger: again
                continue


async def _record_greeting(caller: LegId, line: LineUsed) -> None:
    await tell(caller, Phrase("mailbox.record_greeting"), line)
    await record(caller, longest=LONGEST_GREETING, silence=SILENCE)
    name = await recording(caller)
    try:
        await first_of(recorded(caller), after(LONGEST_GREETING + LONGEST_PROMPT))
    except Cancelled:  # who hangs up has said all of it
        await ask(KeepGreeting(line=line.id, recording=name))
        raise
    await ask(KeepGreeting(line=line.id, recording=name))
    await tell(caller, Phrase("mailbox.greeting_taken"), line)


async def _leave(caller: LegId, line: LineUsed, opened: Opened) -> Listened:
    await tell(caller, Phrase("mailbox.goodbye"), line)
    return Listened(f"{opened.name} listened to the voicemail")


async def _key(caller: LegId, line: LineUsed, menu: Phrase) -> str:
    return await which_key(caller, menu, line, readings=READINGS, wait=BETWEEN_KEYS)


def _how_many(new: int) -> Phrase:
    match new:
        case 0:
            return Phrase("mailbox.none")
        case 1:
            return Phrase("mailbox.one")
        case _ if new <= MOST_COUNTED:
            return Phrase("mailbox.several", number=str(new))
        case _:
            return Phrase("mailbox.many")
