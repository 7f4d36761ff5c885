"""Why a carrier's API did not do what it was asked for, apart from calls."""

from __future__ import annotations

from enum import Enum, auto

from offhook.telephony.twiml.accounts import Account
from offhook.telephony.twiml.client import code, words
from offhook.telephony.webhooks.http import Answer


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
    OTHER = auto()


class Refused(Exception):
    """The carrier has answered, and not done it."""

    def __init__(self, account: Account, why: Why, words: str) -> None:
        super().__init__(words)
        self.carrier = account.dialect.name
        self.why = why
        self.words = words
        """The carrier's own."""


# https://www.twilio.com/docs/api/errors
_CODES = {
    10001: Why.SUSPENDED,
    20003: Why.CREDENTIALS,
    20005: Why.SUSPENDED,
    20008: Why.CREDENTIALS,
    20429: Why.TOO_MANY,
    21404: Why.TRIAL,
    21421: Why.NOT_TO_BE_HAD,
    21422: Why.NOT_TO_BE_HAD,
    21452: Why.NONE_FOUND,
    21615: Why.ADDRESS,
    21631: Why.ADDRESS,
    21649: Why.ADDRESS,
    21651: Why.ADDRESS,
    90010: Why.SUSPENDED,
}


def why(answer: Answer) -> Why:
    """What an answer that is not good comes to."""
    known = _CODES.get(code(answer))
    if known is not None:
        return known
    match answer.status:
        case 401 | 403:
            return Why.CREDENTIALS
        case 429:
            return Why.TOO_MANY
        case status if status >= 500:
            return Why.FAILS
        case _:
            return Why.OTHER


def checked(account: Account, answer: Answer) -> Answer:
    """The answer, if it is good. Raises `Refused`."""
    if not answer.good:
        raise Refused(account, why(answer), words(answer))
    return answer
