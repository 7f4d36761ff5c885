"""How the steps of a set-up stand, in words."""

from __future__ import annotations

from offhook.setup.service import Reached, Step, StepStanding

_DONE = {
    Step.TRUNK: "The trunk {} works.",
    Step.LINE: "Calls can be placed from {}.",
    Step.PHONE: "{} has a phone number.",
    Step.ROUTE: "Calls to {} ring somebody.",
    Step.CALL: "A call was answered.",
}
_MISSING = {
    Step.TRUNK: "There is no trunk yet: add the one that your carrier gave you.",
    Step.LINE: "There is no line yet: add a number of yours.",
    Step.PHONE: "Nobody's phone number is known yet: give a member one.",
    Step.ROUTE: "There is no line yet whose calls could ring somebody.",
    Step.CALL: "No call was answered yet: place one.",
}


_WITH_CARRIERS = {
    Step.TRUNK: "There is no carrier's account yet: connect one with Twilio, SignalWire, Telnyx or Vonage.",
    Step.LINE: "There is no line yet: take a number of your carrier's account under control, or buy one.",
}


def told(found: Reached, *, carriers: bool = False) -> str:
    """How a step stands, in a sentence or two; `carriers` where an account takes the place of a trunk."""
    match found.standing:
        case StepStanding.MISSING if carriers and found.step in _WITH_CARRIERS:
            return _WITH_CARRIERS[found.step]
        case StepStanding.DONE:
            return _DONE[found.step].format(found.name)
        case StepStanding.MISSING:
            return _MISSING[found.step]
        case StepStanding.TRUNK_OFF:
            return f"The trunk {found.name} is switched off."
        case StepStanding.TRUNK_DOWN:
            return _with(found, f"The trunk {found.name} doesn't answer.")
        case StepStanding.NOT_REGISTERED:
            return _with(found, f"The trunk {found.name} answers, but isn't registered with the carrier.")
        case StepStanding.TRUNK_UNCHECKED:
            return f"The trunk {found.name} has not been asked yet."
        case StepStanding.LINE_CANNOT_CALL:
            return f"{found.name} can't place calls: give it a trunk that works, and voice."
        case StepStanding.RINGS_NOBODY:
            return f"Calls to {found.name} ring nobody: name people or numbers in its route."


def _with(found: Reached, sentence: str) -> str:
    return f"{sentence} It says: {found.detail}" if found.detail else sentence
