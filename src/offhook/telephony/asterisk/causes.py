"""Why a channel ended: Asterisk's cause and the SIP status behind it, as one of our causes.

Tried with Asterisk 22.10: `cause` is Q.850 (0 after a BYE before any bridge), `tech_cause` the final SIP status,
missing after a hangup of our own and after BYE. Statuses that aren't listed follow RFC 3398 in spirit.
"""

from __future__ import annotations

from offhook.calls.events import Ended
from offhook.calls.values import Cause, LegId

SIP = {
    401: Cause.TRUNK_ERROR,
    402: Cause.REJECTED,
    403: Cause.REJECTED,
    404: Cause.NOT_IN_SERVICE,
    407: Cause.TRUNK_ERROR,
    408: Cause.TRUNK_TIMEOUT,
    410: Cause.NOT_IN_SERVICE,
    423: Cause.TRUNK_ERROR,
    433: Cause.REJECTED,
    480: Cause.UNREACHABLE,
    484: Cause.NOT_IN_SERVICE,
    485: Cause.NOT_IN_SERVICE,
    486: Cause.BUSY,
    487: Cause.CANCELLED,
    600: Cause.BUSY,
    604: Cause.NOT_IN_SERVICE,
}
"""Final statuses; the others go by their class."""

Q850 = {
    0: Cause.NORMAL,
    1: Cause.NOT_IN_SERVICE,
    2: Cause.UNREACHABLE,
    3: Cause.UNREACHABLE,
    16: Cause.NORMAL,
    17: Cause.BUSY,
    18: Cause.NO_ANSWER,
    19: Cause.NO_ANSWER,
    20: Cause.UNREACHABLE,
    21: Cause.REJECTED,
    22: Cause.NOT_IN_SERVICE,
    26: Cause.CANCELLED,
    27: Cause.UNREACHABLE,
    28: Cause.NOT_IN_SERVICE,
    31: Cause.NORMAL,
    34: Cause.TRUNK_ERROR,
    38: Cause.TRUNK_ERROR,
    41: Cause.TRUNK_ERROR,
    42: Cause.TRUNK_ERROR,
    44: Cause.MEDIA_LOST,
    102: Cause.TRUNK_TIMEOUT,
}
"""Cause values of ITU-T Q.850, for ends without a SIP status. 44 is what Asterisk gives a leg without audio."""


def ended(
    leg: LegId,
    q850: int,
    sip: int,
    words: str,
    *,
    rang: bool = False,
    answered: bool = False,
    dialled: bool = False,
    asked: Cause | None = None,
) -> Ended:
    """The end of a leg.

    Args:
        leg: Which.
        q850: Asterisk's `cause`.
        sip: Its `tech_cause`, or 0.
        words: Its `cause_txt`.
        rang: A 18x came before.
        answered: It was answered before.
        dialled: It is one of ours, not a call that came in.
        asked: The cause with which we hung it up, if we did.
    """
    return Ended(
        leg=leg,
        cause=_cause(q850, sip, rang=rang, answered=answered, dialled=dialled, asked=asked),
        q850=q850 if 0 < q850 <= 127 else None,
        sip=sip or None,
        note="" if words == "Unknown" else words,
    )


def _cause(q850: int, sip: int, *, rang: bool, answered: bool, dialled: bool, asked: Cause | None) -> Cause:
    if asked is not None and sip in (0, 487):
        return asked
    # Whoever never answered did not hang up. Now and then Asterisk loses the status of a redirection (302).
    if dialled and not answered and q850 == sip == 0:
        return Cause.UNREACHABLE
    if answered or not sip:
        cause = Q850.get(q850, Cause.UNKNOWN)
        if answered and cause in {Cause.BUSY, Cause.REJECTED, Cause.NO_ANSWER}:
            return Cause.NORMAL  # a phone that hangs up may give a Reason (RFC 3326) of its own for it
        # Once somebody has answered no other trunk is to be tried.
        return Cause.UNKNOWN if answered and cause.is_trunk_failure else cause
    if rang and sip in (408, 480):  # somebody was alerted, and did not come to the phone
        return Cause.NO_ANSWER
    return SIP.get(sip) or _by_class(sip)


def _by_class(sip: int) -> Cause:
    if sip >= 600:
        return Cause.REJECTED
    if sip >= 500:
        return Cause.TRUNK_ERROR
    return Cause.UNREACHABLE
