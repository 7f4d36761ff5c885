"""Steering a talk by the keys of a telephone: the field's feature codes.

They are heard by the other party too, as any key is: an answering machine at their side must go on hearing keys.
"""

from __future__ import annotations

from enum import StrEnum

from offhook.calls.events import Collected, Elapsed, Ended, Request
from offhook.calls.flow import after, collect, collected, digit, ended, first_of, requested
from offhook.calls.values import LegId, LineUsed, Phrase, Seconds
from offhook.flows.parts.offer import Accepted
from offhook.flows.parts.prompt import LONGEST_PROMPT

BETWEEN_KEYS: Seconds = 3.0
"""Of one code. A key pressed later begins another."""
LONGEST_NUMBER = 20
WAIT_FOR_KEY: Seconds = 5.0
FINISH = "#"


class Code(StrEnum):
    """What a member may press while they talk."""

    HOLD = "*1"
    """Hold; and on hold, or during a transfer: back to the other party."""
    ATTENDED = "*2"
    """Transfer after a word; and during that word: complete it."""
    BLIND = "##"
    """Transfer without a word."""


async def next_wish(member: Accepted, *, keys: bool) -> Ended | Request | Code:
    """What is asked for next, by a person over the API or, with `keys`, on this phone; or its end.

    Only a member's own phone counts: whoever else the other party was handed on to may spend nothing here.
    """
    leg, pressed = member.leg, ""
    while True:
        if not (keys and member.target.member):
            return await first_of(ended(leg), requested())
        begun = first_of(ended(leg), requested(), digit(leg), after(BETWEEN_KEYS))
        match await (begun if pressed else first_of(ended(leg), requested(), digit(leg))):
            case str() as key:
                pressed = (pressed + key)[-2:]
                if pressed in {code.value for code in Code}:
                    return Code(pressed)
            case Elapsed():
                pressed = ""
            case other:
                return other


async def number_by_keys(leg: LegId, line: LineUsed) -> str:
    """Ask for a number, which `#` ends; empty where none was pressed, or the phone is gone."""
    await collect(
        leg,
        Phrase("transfer.to_whom"),
        language=line.language,
        country=line.country,
        digits=LONGEST_NUMBER,
        wait=WAIT_FOR_KEY,
        finish=FINISH,
    )
    match await first_of(collected(leg), ended(leg), after(LONGEST_PROMPT + LONGEST_NUMBER * WAIT_FOR_KEY)):
        case Collected(digits=digits):
            return digits
        case Ended() | Elapsed():
            return ""
