"""What a carrier has refused, in words, with what to do about it."""

from __future__ import annotations

from offhook.carriers.model import TakenNumber
from offhook.problems import Problem, conflict, invalid, unavailable
from offhook.provisioning.places import place
from offhook.provisioning.service import NumberStanding, standing
from offhook.telephony.webhooks.http import NoAnswer
from offhook.telephony.webhooks.numbers import read
from offhook.telephony.webhooks.refusals import Refused, Why
from offhook.telephony.webhooks.trials import Trial, Tried


def leads_to(taken: TakenNumber) -> str | None:
    """Whom a number under control was found to lead to against what it should; None where nothing is to be told."""
    match standing(taken):
        case NumberStanding.ASTRAY if taken.astray:
            return place(read(taken.astray)) or "nowhere"
        case NumberStanding.GONE:
            return "nobody, as the account has it no more"
        case _:
            return None


def astray(taken: TakenNumber) -> str | None:
    """What is to be told of a number under control; None where it is as it should be, or somebody let it be."""
    to = leads_to(taken)
    if to is not None:
        return f"{taken.number} leads to {to}"
    if standing(taken) is NumberStanding.GIVING_BACK:
        return f"{taken.number} was to be given back, which has not come about"
    return None


def refused(reason: Refused) -> Problem:
    """Of a request about numbers."""
    carrier, said = reason.carrier.capitalize(), reason.words.rstrip(".")
    match reason.why:
        case Why.CREDENTIALS:
            return conflict(
                "carrier-credentials",
                "The carrier refuses the key",
                f"{carrier} refuses the account's key: give it another one, which may see and change numbers. It says: "
                f"{said}.",
            )
        case Why.SUSPENDED:
            return conflict(
                "carrier-suspended",
                "The account is suspended",
                f"{carrier} has suspended the account, mostly because its balance is used up: pay in there. It says: "
                f"{said}.",
            )
        case Why.TRIAL:
            return conflict(
                "carrier-trial",
                "A trial account has one number",
                f"{carrier} gives a trial account one number only: upgrade the account there, then buy. It says: "
                f"{said}.",
            )
        case Why.NOT_TO_BE_HAD | Why.NONE_FOUND:
            return conflict(
                "number-gone",
                "The number is not to be had",
                f"{carrier} does not sell this number any more: search again and choose another. It says: {said}.",
            )
        case Why.ADDRESS:
            return conflict(
                "number-needs-address",
                "The country asks for an address",
                f"For this number {carrier} must know an address, or papers, of yours: enter them there, and buy it "
                f"there. Then it is in the list here. It says: {said}.",
            )
        case Why.TOO_MANY:
            return unavailable(
                "carrier-busy",
                "The carrier asks for patience",
                f"{carrier} has had too many requests and did nothing: try again in a minute. It says: {said}.",
            )
        case Why.FAILS:
            return unavailable(
                "carrier-fails", "The carrier fails", f"{carrier} has a failure of its own: try again. It says: {said}."
            )
        case Why.APPLICATION:
            return conflict("carrier-application", "The application does not lead here", reason.words)
        case Why.OTHER:
            return conflict("carrier-refused", "The carrier refuses", f"{carrier} refuses it. It says: {said}.")


def no_answer(reason: NoAnswer) -> Problem:
    """Of a request that changes nothing."""
    said = str(reason).rstrip(".")
    return unavailable(
        "carrier-away",
        "The carrier can't be reached",
        f"The carrier can't be reached from this machine: try again, and look at its network. What happened: {said}.",
    )


def credentials(tried: Trial, *, key: str | None) -> Problem | None:
    """Of an account that was tried before it is kept; None where nothing is wrong.

    Args:
        key: The API key's SID, where it has one.
    """
    said = tried.words.rstrip(".")
    match tried.came:
        case Tried.GOOD:
            return None
        case Tried.WRONG_KEY if key is not None:
            return invalid(
                "secret",
                f"The carrier refuses this API key: check its SID, its secret and the account's SID. It says: {said}.",
            )
        case Tried.WRONG_KEY:
            return invalid(
                "secret", f"The carrier refuses this secret: check it, and the account's id. It says: {said}."
            )
        case Tried.WRONG_TOKEN:
            return invalid(
                "tokens",
                f"The carrier refuses this auth token: copy it anew from the account's first page. It says: {said}.",
            )
        case Tried.WRONG_NUMBER_KEY:
            return invalid(
                "key_secret",
                f"The carrier refuses the account's API key: check it, and its secret. It says: {said}.",
            )
        case Tried.SUSPENDED:
            return conflict(
                "carrier-suspended",
                "The account is suspended",
                f"The carrier has suspended this account, mostly because its balance is used up: pay in there, then "
                f"try again. It says: {said}.",
            )
        case Tried.NO_ANSWER:
            return unavailable(
                "carrier-away",
                "The carrier can't be reached",
                f"The carrier can't be reached from this machine, so nothing was kept: look at its network, and try "
                f"again. What happened: {said}.",
            )
        case Tried.FAILS:
            return unavailable(
                "carrier-fails", "The carrier fails", f"The carrier did not take the question. It says: {said}."
            )
