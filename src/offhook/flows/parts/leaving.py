"""How a phone left a call, in words that accuse nobody of hanging up who did not."""

from __future__ import annotations

from offhook.calls.events import Ended, HangupRequested
from offhook.calls.flow import Outcome
from offhook.calls.values import Cause, Disposition

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


def talked(who: str, end: Ended) -> Outcome:
    """Two have talked, until this one left."""
    return Outcome(Disposition.ANSWERED, end.cause if was_cut_off(end) else None, how_it_left(who, end))


def called_off(who: str, event: Ended | HangupRequested, when: str) -> Outcome:
    """Who calls is gone before they have talked, or somebody asked to end the call; `when`, as `before the answer`."""
    match event:
        case HangupRequested(by=by):
            return Outcome(Disposition.CANCELLED, reason=f"ended by {by} {when}")
        case Ended() as end if was_cut_off(end):
            return Outcome(Disposition.FAILED, end.cause, how_it_left(who, end))
        case end:
            return Outcome(Disposition.ABANDONED, reason=f"{how_it_left(who, end)} {when}")
