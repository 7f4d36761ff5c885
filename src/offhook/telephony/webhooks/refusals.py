"""Why a carrier's API did not do what it was asked for, apart from calls."""

from __future__ import annotations

from enum import Enum, auto


class Why(Enum):
    """As far as something follows from it."""

    CREDENTIALS = auto()
    """It does not know the key or the token, or does not let it do this."""
    SUSPENDED = auto()
    TRIAL = auto()
    """A trial account may not."""
    NOT_TO_BE_HAD = auto()
    """The number is somebody's, or was."""
    NONE_FOUND = auto()
    ADDRESS = auto()
    """The country asks for an address, or papers, of whoever has the number."""
    TOO_MANY = auto()
    """Requests: nothing was done, and it may be asked again in a while."""
    FAILS = auto()
    """A failure of its own; what was asked may have been done."""
    APPLICATION = auto()
    """The application that numbers are led by does not lead here."""
    OTHER = auto()


class Refused(Exception):
    """The carrier has answered, and not done it."""

    def __init__(self, carrier: str, why: Why, words: str) -> None:
        super().__init__(words)
        self.carrier = carrier
        self.why = why
        self.words = words
        """The carrier's own."""


def by_status(status: int) -> Why:
    """What an HTTP status says where no code says more."""
    match status:
        case 401 | 403:
            return Why.CREDENTIALS
        case 429:
            return Why.TOO_MANY
        case _ if status >= 500:
            return Why.FAILS
        case _:
            return Why.OTHER
