"""What a carrier says of a call, as our words: its states, its reasons, its errors. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum

from offhook.calls.events import Ended
from offhook.calls.values import Cause, LegId


class Stage(IntEnum):
    """How far a leg has come. It never goes back, in whatever order its reports arrive."""

    QUEUED = 0
    """It waits here for its turn."""
    CREATING = 1
    """The carrier was asked for it, and has not answered."""
    DIALLED = 2
    RINGING = 3
    CONNECTED = 4
    ENDED = 5


STAGES = {
    "queued": Stage.DIALLED,
    "initiated": Stage.DIALLED,
    "ringing": Stage.RINGING,
    "in-progress": Stage.CONNECTED,
    "answered": Stage.CONNECTED,
    "completed": Stage.ENDED,
    "busy": Stage.ENDED,
    "failed": Stage.ENDED,
    "no-answer": Stage.ENDED,
    "canceled": Stage.ENDED,
}
"""https://www.twilio.com/docs/voice/api/call-resource#call-status-values; Telnyx has `initiated` and `answered` too."""

STATUSES = {
    "completed": Cause.NORMAL,
    "busy": Cause.BUSY,
    "failed": Cause.UNREACHABLE,
    "no-answer": Cause.NO_ANSWER,
    "canceled": Cause.CANCELLED,
}

SIP = {
    401: Cause.TRUNK_ERROR,
    403: Cause.REJECTED,
    404: Cause.NOT_IN_SERVICE,
    407: Cause.TRUNK_ERROR,
    408: Cause.TRUNK_TIMEOUT,
    410: Cause.NOT_IN_SERVICE,
    480: Cause.UNREACHABLE,
    484: Cause.NOT_IN_SERVICE,
    486: Cause.BUSY,
    487: Cause.CANCELLED,
    600: Cause.BUSY,
    603: Cause.REJECTED,
    604: Cause.NOT_IN_SERVICE,
}
"""Final statuses (RFC 3261 section 21), as far as they say more than the call's own state."""

ERRORS = {
    13223: Cause.NOT_IN_SERVICE,
    13224: Cause.NOT_IN_SERVICE,
    13225: Cause.REJECTED,
    13227: Cause.REJECTED,
    20003: Cause.TRUNK_DOWN,
    20005: Cause.TRUNK_DOWN,
    21210: Cause.REJECTED,
    21211: Cause.NOT_IN_SERVICE,
    21212: Cause.REJECTED,
    21214: Cause.NOT_IN_SERVICE,
    21215: Cause.REJECTED,
    21216: Cause.REJECTED,
    21217: Cause.NOT_IN_SERVICE,
    21219: Cause.REJECTED,
}
"""Why a call was not created: a number that is none, one that may not be shown, a country that is not allowed, and
credentials that open nothing. https://www.twilio.com/docs/api/errors"""

NOT_IN_PROGRESS = 21220
"""A call that is over, or not yet answered, takes no new document. A normal outcome."""

WITHHELD = frozenset(
    {"", "anonymous", "restricted", "unknown", "unavailable", "private"}
    | {"+266696687", "+7378742833", "+2562533", "+86282452253", "+464"}
)
"""What stands for a withheld number: words, and the same words as keys (266696687 is “anonymous”).
https://help.twilio.com/articles/223179988"""


def stage_of(form: Mapping[str, str]) -> Stage | None:
    """How far a call has come, by a webhook; None where it does not say."""
    return STAGES.get(form.get("CallStatus", ""))


def ended(
    leg: LegId,
    status: str,
    sip: str = "",
    *,
    rang: bool = False,
    answered: bool = False,
    incoming: bool = False,
    asked: Cause | None = None,
) -> Ended:
    """The end of a leg.

    Args:
        leg: Which.
        status: The carrier's word for it.
        sip: The final SIP status, where it was told.
        rang: Whether it rang.
        answered: Whether it was answered, as the flow sees it: a caller may hear our ringback on an answered call.
        incoming: Whether it is a call to us.
        asked: The cause with which we hung it up, if we did.
    """
    code = int(sip) if sip.isascii() and sip.isdigit() and 300 <= int(sip) <= 699 else None
    return Ended(leg, _cause(status, code, rang, answered, incoming, asked), sip=None if answered else code)


def _cause(status: str, sip: int | None, rang: bool, answered: bool, incoming: bool, asked: Cause | None) -> Cause:
    if asked is not None:
        return asked
    if incoming and not answered:
        return Cause.CANCELLED
    if answered or status == "completed":
        return Cause.NORMAL
    if sip is None or sip == 487:
        return STATUSES.get(status, Cause.UNKNOWN)
    if rang and sip in {408, 480}:  # somebody was alerted, and did not come to the phone
        return Cause.NO_ANSWER
    return SIP.get(sip) or (Cause.TRUNK_ERROR if 500 <= sip < 600 else STATUSES.get(status, Cause.UNREACHABLE))
