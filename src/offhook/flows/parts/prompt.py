"""Speak to somebody, and ask for a key."""

from __future__ import annotations

from enum import Enum, auto

from offhook.calls.events import Collected, Elapsed, Ended
from offhook.calls.flow import after, collect, collected, digit, ended, first_of, hangup_requested, prompted, say
from offhook.calls.values import LegId, LineUsed, Phrase, Seconds

LONGEST_PROMPT: Seconds = 30.0
"""A prompt whose end is never reported does not hold a call for longer."""


class Key(Enum):
    """What came of asking for a key."""

    PRESSED = auto()
    NONE = auto()


async def tell(leg: LegId, phrase: Phrase, line: LineUsed) -> None:
    """Speak, and return when it was said, or nobody is to hear it any more."""
    await say(leg, phrase, language=line.language, country=line.country)
    await first_of(prompted(leg), ended(leg), hangup_requested(), after(LONGEST_PROMPT))


async def any_key(leg: LegId, phrase: Phrase, line: LineUsed, *, readings: int, wait: Seconds) -> Key:
    """Read a phrase until a key is pressed, whichever."""
    return Key.PRESSED if await which_key(leg, phrase, line, readings=readings, wait=wait) else Key.NONE


async def which_key(
    leg: LegId, phrase: Phrase, line: LineUsed, *, readings: int, wait: Seconds, longest: Seconds = LONGEST_PROMPT
) -> str:
    """Read a phrase until a key is pressed, at any time during it or within `wait` seconds of its end; which.

    Empty where none is, or nobody is there any more. `longest` is how long the phrase may last.
    """
    for _ in range(readings):
        await collect(leg, phrase, language=line.language, country=line.country, digits=1, wait=wait)
        # A key is outside the `Collect` when it is pressed before that has reached the network.
        match await first_of(collected(leg), digit(leg), ended(leg), after(longest + wait)):
            case str() as key:
                return key
            case Collected(digits=key) if key:
                return key
            case Collected() | Elapsed():
                continue
            case Ended():
                return ""
    return ""
