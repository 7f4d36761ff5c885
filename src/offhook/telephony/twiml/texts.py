"""What a carrier says of a text, as our words: its states, its errors, its prices. Pure.

https://www.twilio.com/docs/messaging/api/message-resource, https://www.twilio.com/docs/api/errors
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from offhook.calls.values import TrunkId
from offhook.messages.failures import Failure
from offhook.messages.port import Arrived, Picture, Report
from offhook.messages.states import MessageState
from offhook.telephony.webhooks import text_addresses

STATES = {
    # The carrier has it: whether it is still in its own queue makes no difference to who waits for it.
    "accepted": MessageState.SENT,
    "scheduled": MessageState.SENT,
    "queued": MessageState.SENT,
    "sending": MessageState.SENT,
    "sent": MessageState.SENT,
    "delivered": MessageState.DELIVERED,
    "read": MessageState.DELIVERED,
    "undelivered": MessageState.UNDELIVERED,
    "failed": MessageState.FAILED,
    "canceled": MessageState.FAILED,
}

FAILURES = {
    20003: Failure.NOT_ALLOWED,
    20005: Failure.NOT_ALLOWED,
    21211: Failure.NO_SUCH_NUMBER,
    21217: Failure.NO_SUCH_NUMBER,
    21265: Failure.NOT_A_MOBILE,
    21408: Failure.NOT_ALLOWED,
    21601: Failure.NO_TEXTING,
    21603: Failure.NO_TEXTING,
    21606: Failure.NO_TEXTING,
    21608: Failure.NOT_ALLOWED,
    21610: Failure.OPTED_OUT,
    21612: Failure.NOT_ALLOWED,
    21614: Failure.NOT_A_MOBILE,
    21617: Failure.TOO_LONG,
    21620: Failure.NO_PICTURES,
    21623: Failure.NO_PICTURES,
    21635: Failure.NOT_A_MOBILE,
    21659: Failure.NO_TEXTING,
    21660: Failure.NO_TEXTING,
    30002: Failure.NOT_ALLOWED,
    30003: Failure.UNREACHABLE,
    30004: Failure.BLOCKED,
    30005: Failure.NO_SUCH_NUMBER,
    30006: Failure.NOT_A_MOBILE,
    30007: Failure.FILTERED,
    30010: Failure.NO_CREDIT,
    30011: Failure.NO_PICTURES,
    30019: Failure.NO_PICTURES,
    30024: Failure.NOT_ALLOWED,
    30032: Failure.UNREGISTERED,
    30034: Failure.UNREGISTERED,
    30036: Failure.EXPIRED,
    30044: Failure.TOO_LONG,
}
"""Every other code is a refusal, with the code beside it."""

RETRIES = "#rc=5&rp=ct,rt,5xx"
"""A message that we could not keep is told again.
https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides"""

LATER = frozenset({14107, 20429, 21611, 30001})
"""Too much at once: none of it was taken."""


def received_at(public: str, trunk: TrunkId) -> str:
    """The address at which a number's messages are to be told."""
    return text_addresses.received_at(public, trunk) + RETRIES


def failure_of(code: int) -> Failure:
    """What a code means."""
    return FAILURES.get(code, Failure.REJECTED)


def arrived(trunk: TrunkId, form: Mapping[str, str]) -> Arrived:
    """A message that comes in. https://www.twilio.com/docs/messaging/guides/webhook-request"""
    count = form.get("NumMedia", "0")
    media = range(min(int(count), 20)) if count.isascii() and count.isdigit() and len(count) < 4 else ()
    urls = {n: form[f"MediaUrl{n}"] for n in media if f"MediaUrl{n}" in form}
    pictures = tuple(Picture(url, form.get(f"MediaContentType{n}", "")) for n, url in urls.items())
    return Arrived(
        trunk,
        to=form.get("To", ""),
        from_=form.get("From", ""),
        text=form.get("Body", ""),
        reference=form.get("MessageSid") or form.get("SmsSid", ""),
        pictures=pictures,
        handled=bool(form.get("OptOutType")),
    )


def told(trunk: TrunkId, form: Mapping[str, str], message: str, attempt: int) -> Report | None:
    """A status callback; None for one that tells nothing.

    https://www.twilio.com/docs/messaging/guides/outbound-message-status-in-status-callbacks
    """
    state = STATES.get(form.get("MessageStatus") or form.get("SmsStatus", ""))
    reference = form.get("MessageSid") or form.get("SmsSid", "")
    if state is None or not reference:
        return None
    code = form.get("ErrorCode", "")
    return Report(trunk, reference, state, message, attempt, *_wrong(state, code))


def shown(trunk: TrunkId, found: Mapping[str, Any], message: str, attempt: int) -> Report | None:
    """A message as the API shows it; None for what is none."""
    state = STATES.get(str(found.get("status")))
    if state is None or not found.get("sid"):
        return None
    segments = str(found.get("num_segments") or "")
    price = _price(found.get("price"))
    return Report(
        trunk,
        str(found["sid"]),
        state,
        message,
        attempt,
        *_wrong(state, str(found.get("error_code") or "")),
        segments=int(segments) if segments.isascii() and segments.isdigit() and int(segments[:4]) else None,
        price=price,
        currency="" if price is None else str(found.get("price_unit") or "USD").upper()[:3],
    )


def _wrong(state: MessageState, code: str) -> tuple[Failure | None, str]:
    if state not in {MessageState.FAILED, MessageState.UNDELIVERED}:
        return None, ""
    number = int(code) if code.isascii() and code.isdigit() and len(code) < 9 else 0
    return failure_of(number), str(number) if number else ""


def _price(text: object) -> int | None:
    """Millionths. What is to be paid is shown as a negative number, and as null until it is known."""
    if text is None:
        return None
    try:
        return abs(int((Decimal(str(text)) * 1_000_000).to_integral_value()))
    except (InvalidOperation, OverflowError, ValueError):
        return None
