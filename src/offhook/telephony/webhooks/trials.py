"""What came of asking a carrier whether it takes what an account opens with."""

from __future__ import annotations

from enum import Enum, auto

from msgspec import Struct


class Tried(Enum):
    """What came of it."""

    GOOD = auto()
    WRONG_KEY = auto()
    """The key or its secret, or the token where it stands for them, is not this account's."""
    WRONG_TOKEN = auto()
    WRONG_NUMBER_KEY = auto()
    """The key that sees numbers, where that is another than the one for calls."""
    SUSPENDED = auto()
    NO_ANSWER = auto()
    FAILS = auto()
    """The carrier answers, and says that something else is wrong."""


class Trial(Struct, frozen=True):
    """What came of it, with the carrier's own words."""

    came: Tried
    words: str = ""
    on_trial: bool = False
    """It is what the carrier calls a trial account."""
    token: int = 0
    """Which of the tokens is wrong."""
