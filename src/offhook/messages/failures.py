"""Why a message did not arrive, in words for people, with what they can do about it."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct


class Failure(StrEnum):
    """Why, whatever the carrier calls it."""

    OPTED_OUT = "opted_out"
    UNREGISTERED = "unregistered"
    NO_PICTURES = "no_mms"
    NOT_A_MOBILE = "not_a_mobile"
    NO_SUCH_NUMBER = "no_such_number"
    UNREACHABLE = "unreachable"
    BLOCKED = "blocked"
    FILTERED = "filtered"
    TOO_LONG = "too_long"
    NO_CREDIT = "no_credit"
    NOT_ALLOWED = "not_allowed"
    NO_TEXTING = "no_texting"
    EXPIRED = "expired"
    REJECTED = "rejected"
    UNKNOWN = "unknown"


class Words(Struct, frozen=True):
    """What happened, and what to do."""

    text: str
    todo: str


_WORDS = {
    Failure.OPTED_OUT: Words(
        "They asked for no more texts from this number",
        "Call them instead. They get texts again once they have texted START to this number.",
    ),
    Failure.UNREGISTERED: Words(
        "The carrier sends no texts from this number to the United States, as it is not registered there",
        "Have the number registered for texting (10DLC) with your carrier, then send it again.",
    ),
    Failure.NO_PICTURES: Words(
        "Pictures can't be sent from this number, or not to theirs",
        "Send the text without pictures, or send a link to them.",
    ),
    Failure.NOT_A_MOBILE: Words(
        "Their number can't receive texts: it is probably a landline",
        "Call them, or ask for a mobile number.",
    ),
    Failure.NO_SUCH_NUMBER: Words("Their number does not exist", "Look at the number once more, digit by digit."),
    Failure.UNREACHABLE: Words(
        "Their phone could not be reached: it is switched off, or has no reception",
        "Send it again later, or call them.",
    ),
    Failure.BLOCKED: Words(
        "Their phone or their carrier blocks texts from this number", "Call them, and ask whether they want texts."
    ),
    Failure.FILTERED: Words(
        "The carrier took the text for an unwanted one and dropped it",
        "Word it otherwise: fewer links and capitals, and say who you are. Your carrier can tell more.",
    ),
    Failure.TOO_LONG: Words("The text is too long for the carrier", "Shorten it, or send it in several texts."),
    Failure.NO_CREDIT: Words(
        "The account with the carrier has no credit left", "An owner tops up the account, then it can be sent again."
    ),
    Failure.NOT_ALLOWED: Words(
        "The account with the carrier may not text to this country, or from this number",
        "An owner allows it in the carrier's settings, then it can be sent again.",
    ),
    Failure.NO_TEXTING: Words(
        "This line can't send texts: none of its carriers takes them",
        "An owner or a manager gives the line a carrier that takes texts.",
    ),
    Failure.EXPIRED: Words(
        "It could not be sent for a day, and was given up", "Look whether the carrier is up, and send it again."
    ),
    Failure.REJECTED: Words("The carrier refused the text", "The carrier's code says more: your carrier explains it."),
    Failure.UNKNOWN: Words(
        "Whether it was sent could not be found out, so it was not sent a second time",
        "Ask whether it arrived, or send it again.",
    ),
}


def words(failure: Failure) -> Words:
    """Of a failure, in English: they are translated where they are read."""
    return _WORDS[failure]
