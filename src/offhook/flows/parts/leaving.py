"""How a phone left a call, in words that accuse nobody of hanging up who did not."""

from __future__ import annotations

from offhook.calls.events import Ended
from offhook.calls.values import Cause

CUT_OFF = {Cause.MEDIA_LOST, Cause.SWITCH_LOST, Cause.UNKNOWN}
"""How a phone that was on the call may leave it although nobody is known to have hung up."""


def was_cut_off(end: Ended) -> bool:
    """Whether it left although nobody is known to have hung up."""
    return end.cause in CUT_OFF


def how_it_left(who: str, end: Ended) -> str:
    """Why this phone is on the call no more."""
    match end.cause:
        case Cause.MEDIA_LOST:
            return f"no sound came from {who}'s phone any more"
        case Cause.SWITCH_LOST:
            return "the telephone switch stopped, and the call ended with it"
        case Cause.UNKNOWN if end.unseen_ms is not None:
            return "unknown: it ended while nobody was watching"
        case Cause.UNKNOWN:
            return f"the network ended {who}'s part of the call and gave no reason"
        case _:
            return f"{who} hung up"
