"""What a carrier says of a call, as our words: its states, its reasons, its errors. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from offhook.calls.values import Cause, LegId
from offhook.telephony.webhooks.addresses import About, Hook
from offhook.telephony.webhooks.told import Stage, Standing, Told, Visit

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

ATTESTED = "TN-Validation-Passed-A"
"""What `StirVerstat` says where the caller's carrier attests in full that the number is the caller's, and that is
verified. With B or C it is not known whose the number is."""


_EVENT = ("CallSid", "ConferenceSid", "RecordingSid", "CallStatus", "StatusCallbackEvent", "SequenceNumber")
"""What tells one event from another, where the carrier sends no token."""


def told(hook: Hook, form: Mapping[str, str], token: str) -> Told:
    """What a webhook says.

    Args:
        hook: What its address is about.
        form: Its fields.
        token: By which the carrier knows the event, where it has such tokens.
    """
    caller = form.get("From", "")
    return Told(
        sid=form.get("CallSid", ""),
        standing=standing(form.get("CallStatus", ""), form.get("SipResponseCode", "")),
        key=token or " ".join([hook.leg, hook.name, *(form.get(name, "") for name in _EVENT)]),
        digits=form.get("Digits", ""),
        recording=form.get("RecordingSid", ""),
        visit=_visit(form) if hook.about is About.ROOM else None,
        to=form.get("To", ""),
        caller=caller,
        withheld=caller.lower() in WITHHELD,
        attested=form.get("StirVerstat") == ATTESTED,
    )


def _visit(form: Mapping[str, str]) -> Visit | None:
    event, number = form.get("StatusCallbackEvent"), form.get("SequenceNumber", "")
    if event not in {"participant-join", "participant-leave"}:
        return None
    return Visit(
        LegId(form.get("ParticipantLabel", "")),
        form.get("FriendlyName", ""),
        form.get("ConferenceSid", ""),
        int(number) if number.isascii() and number.isdigit() else None,
        joined=event == "participant-join",
    )


def standing(status: str, sip: str = "") -> Standing | None:
    """How a call is, by the carrier's word for it and the final SIP status; None where it is no such word."""
    stage = STAGES.get(status)
    if stage is None:
        return None
    code = int(sip) if sip.isascii() and sip.isdigit() and 300 <= int(sip) <= 699 else None
    return Standing(stage, _cause(status, code), unattended=code in {408, 480}, sip=code)


def _cause(status: str, sip: int | None) -> Cause:
    if status == "completed":
        return Cause.NORMAL
    if sip is None or sip == 487:
        return STATUSES.get(status, Cause.UNKNOWN)
    return SIP.get(sip) or (Cause.TRUNK_ERROR if 500 <= sip < 600 else STATUSES.get(status, Cause.UNREACHABLE))
