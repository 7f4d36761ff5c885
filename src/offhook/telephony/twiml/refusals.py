"""Why a carrier that speaks TwiML did not do what it was asked for, apart from calls."""

from __future__ import annotations

from offhook.telephony.twiml.accounts import Account
from offhook.telephony.twiml.client import code, words
from offhook.telephony.webhooks.http import Answer
from offhook.telephony.webhooks.refusals import Refused, Why, by_status

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
    return by_status(answer.status) if known is None else known


def checked(account: Account, answer: Answer) -> Answer:
    """The answer, if it is good. Raises `Refused`."""
    if not answer.good:
        raise Refused(account.dialect.name, why(answer), words(answer))
    return answer
