"""What is known to go wrong with a message before it is sent (X10).

A pure function over facts; sending refuses by it too.
"""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from offhook.calls.values import E164
from offhook.messages import words
from offhook.messages.failures import Failure
from offhook.messages.port import PictureLimits
from offhook.messages.segments import Counted, count
from offhook.numbers import NumberKind

LONGEST = 1600
"""Characters of a text: what carriers take (https://www.twilio.com/docs/api/errors/21617)."""


_DEAR = (
    "Texts to numbers of this kind cost more than people expect: they are switched off in the limits, as calls there "
    "are."
)


class Level(StrEnum):
    """How bad it is."""

    STOP = "stop"
    """It can't be sent."""
    WARN = "warn"


class Finding(Struct, frozen=True):
    """Something that is wrong, with what to do about it."""

    code: str
    level: Level
    text: str


class Facts(Struct, frozen=True):
    """What is known of a message, its line and its number."""

    text: str
    to: E164
    kind: NumberKind
    carried: bool
    """Whether one of the line's carriers takes texts."""
    opted_out: bool = False
    unregistered: bool = False
    """Whether the last text from this line failed for want of a registration."""
    toll_free: bool = False
    """The line's number."""
    own_line: bool = False
    dear: bool = False
    """Whether it is of a kind that costs more than people expect, and that the workspace's limits refuse."""
    pictures: int = 0
    picture_bytes: int = 0
    limits: PictureLimits | None = None


class Preflight(Struct, frozen=True):
    """What a message costs, and what is known against it."""

    counted: Counted
    findings: tuple[Finding, ...]
    pictures_allowed: bool
    most_pictures: int

    @property
    def stopped(self) -> Finding | None:
        """Why it can't be sent; None where it can."""
        return next((each for each in self.findings if each.level is Level.STOP), None)


def check(facts: Facts) -> Preflight:
    """Look at a message before it is sent."""
    findings = [Finding(code, level, text) for code, level, text, holds in _rules(facts) if holds]
    limits = facts.limits
    return Preflight(count(facts.text), tuple(findings), limits is not None, 0 if limits is None else limits.most)


def _rules(facts: Facts) -> list[tuple[str, Level, str, bool]]:
    most = 0 if facts.limits is None else facts.limits.most
    together = 0 if facts.limits is None else facts.limits.bytes_together
    return [
        (
            Failure.NO_TEXTING.value,
            Level.STOP,
            "This line can't send texts: none of its carriers takes them. An owner gives it one that does.",
            not facts.carried,
        ),
        (
            Failure.OPTED_OUT.value,
            Level.STOP,
            "They asked for no more texts from this line. They get texts again once they have texted START to it.",
            facts.opted_out,
        ),
        ("own_line", Level.STOP, "This is the line's own number: choose whom to text.", facts.own_line),
        (
            "destination_refused",
            Level.STOP,
            _DEAR,
            facts.dear,
        ),
        ("empty", Level.STOP, "Write a text, or add a picture.", not facts.text.strip() and not facts.pictures),
        (
            Failure.TOO_LONG.value,
            Level.STOP,
            f"The text is too long: {LONGEST} characters at most.",
            len(facts.text) > LONGEST,
        ),
        (
            Failure.NO_PICTURES.value,
            Level.STOP,
            "Pictures can't be sent from a toll-free number: send them from a local one, or send a link."
            if facts.toll_free
            else "Pictures can't be sent from this line: send the text without them, or send a link.",
            bool(facts.pictures) and facts.limits is None,
        ),
        (
            "too_many_pictures",
            Level.STOP,
            f"A message has {most} pictures at most: take some out.",
            facts.limits is not None and facts.pictures > most,
        ),
        (
            "pictures_too_large",
            Level.STOP,
            f"The pictures of a message have {together // 1_000_000} MB together at most: take some out.",
            facts.limits is not None and facts.picture_bytes > together,
        ),
        (
            Failure.NOT_A_MOBILE.value,
            Level.WARN,
            "This is probably a landline, which gets no texts: call instead, or ask for a mobile number.",
            facts.kind is NumberKind.FIXED,
        ),
        (
            Failure.UNREGISTERED.value,
            Level.WARN,
            "The carrier refused the last text from this line, as its number is not registered for texting (10DLC).",
            facts.unregistered,
        ),
        (
            "command_word",
            Level.WARN,
            "This word alone is an order to the carrier, which may not deliver it: write a sentence.",
            words.word_in(facts.text, opted_out=True) is not None,
        ),
    ]
