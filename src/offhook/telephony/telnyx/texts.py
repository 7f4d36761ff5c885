"""What Telnyx says of a text, as our words: its states, its errors, its prices. Pure.

https://developers.telnyx.com/docs/messaging/messages/receiving-webhooks,
https://developers.telnyx.com/docs/messaging/messages/error-codes
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from offhook.calls.values import TrunkId
from offhook.messages.failures import Failure
from offhook.messages.port import Arrived, Picture, Report
from offhook.messages.states import MessageState
from offhook.telephony.telnyx.client import errors
from offhook.telephony.webhooks.prices import Price, Unpriced, read_price

STATES = {
    # Telnyx has it: whether it is still in its own queue makes no difference to who waits for it.
    "queued": MessageState.SENT,
    "sending": MessageState.SENT,
    "sent": MessageState.SENT,
    # The other side's carrier tells nothing of what becomes of it. It may be there, or not.
    "delivery_unconfirmed": MessageState.SENT,
    "delivered": MessageState.DELIVERED,
    "delivery_failed": MessageState.UNDELIVERED,
    "sending_failed": MessageState.FAILED,
    "expired": MessageState.FAILED,
}

FAILURES = {
    "10001": Failure.NO_SUCH_NUMBER,
    "10002": Failure.NO_SUCH_NUMBER,
    "10009": Failure.NOT_ALLOWED,
    "10010": Failure.NOT_ALLOWED,
    "10016": Failure.NO_SUCH_NUMBER,
    "10038": Failure.NOT_ALLOWED,
    "10039": Failure.NOT_ALLOWED,
    "20100": Failure.NO_CREDIT,
    "40001": Failure.NOT_A_MOBILE,
    "40002": Failure.FILTERED,
    "40003": Failure.FILTERED,
    "40004": Failure.BLOCKED,
    "40005": Failure.EXPIRED,
    "40006": Failure.UNREACHABLE,
    "40010": Failure.UNREGISTERED,
    "40012": Failure.NO_SUCH_NUMBER,
    "40013": Failure.NO_TEXTING,
    "40014": Failure.EXPIRED,
    "40015": Failure.FILTERED,
    "40100": Failure.NO_TEXTING,
    "40150": Failure.NO_TEXTING,
    "40151": Failure.NO_TEXTING,
    "40301": Failure.NO_PICTURES,
    "40302": Failure.TOO_LONG,
    "40305": Failure.NO_TEXTING,
    "40308": Failure.NO_PICTURES,
    "40309": Failure.NOT_ALLOWED,
    "40310": Failure.NO_SUCH_NUMBER,
    "40312": Failure.NOT_ALLOWED,
    "40314": Failure.NOT_ALLOWED,
    "40315": Failure.FILTERED,
    "40317": Failure.NO_PICTURES,
    "40319": Failure.NO_PICTURES,
    "40320": Failure.NO_TEXTING,
    "40322": Failure.FILTERED,
    "40328": Failure.TOO_LONG,
    "40329": Failure.UNREGISTERED,
}
"""Every other code is a refusal, with the code beside it."""

STOPPED = "40300"
"""“Blocked due to STOP message”; where it says something else, it is another block."""

LATER = frozenset({"10011", "40318"})
"""Too much at once: none of it was taken."""


def failure_of(error: Mapping[str, Any]) -> Failure:
    """What an error means."""
    code = str(error.get("code") or "")
    if code == STOPPED:
        said = f"{error.get('title') or 'STOP'} {error.get('detail') or ''}"
        return Failure.OPTED_OUT if "STOP" in said or "block rule" in said else Failure.BLOCKED
    return FAILURES.get(code, Failure.REJECTED)


def arrived(trunk: TrunkId, payload: Mapping[str, Any]) -> Arrived:
    """A text that comes in. https://developers.telnyx.com/api-reference/callbacks/inbound-message"""
    media = [each for each in _items(payload, "media") if each.get("url")][:20]
    return Arrived(
        trunk,
        to=next((str(each.get("phone_number") or "") for each in _items(payload, "to")), ""),
        from_=str(_part(payload, "from").get("phone_number") or ""),
        text=str(payload.get("text") or ""),
        reference=str(payload.get("id") or ""),
        pictures=tuple(Picture(str(each["url"]), str(each.get("content_type") or "")) for each in media),
        handled=bool(payload.get("autoresponse_type")),
    )


def told(trunk: TrunkId, payload: Mapping[str, Any], message: str, attempt: int) -> Report | None:
    """How a text is, by a webhook or by the API, which show it alike; None for what tells nothing.

    https://developers.telnyx.com/api-reference/callbacks/delivery-update
    """
    said = next((str(each.get("status") or "") for each in _items(payload, "to")), "")
    state, reference = STATES.get(said), str(payload.get("id") or "")
    if state is None or not reference:
        return None
    failure, code = None, ""
    if state in {MessageState.FAILED, MessageState.UNDELIVERED}:
        error = next(iter(errors(payload)), {})
        failure = Failure.EXPIRED if said == "expired" and not error else failure_of(error)
        code = str(error.get("code") or "")[:20]
    price = price_of(payload) if state.over else None
    return Report(
        trunk,
        reference,
        state,
        message,
        attempt,
        failure,
        code,
        segments=parts(payload),
        price=price.millionths if isinstance(price, Price) else None,
        currency=price.currency if isinstance(price, Price) else "",
    )


def parts(payload: Mapping[str, Any]) -> int | None:
    """Of how many segments it is."""
    found = payload.get("parts")
    return found if isinstance(found, int) and 0 < found < 1000 else None


def price_of(payload: Mapping[str, Any]) -> Price | Unpriced:
    """“The amount deducted from your account”, and its currency."""
    cost = _part(payload, "cost")
    return read_price(cost.get("amount"), cost.get("currency"))


def _items(payload: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    found = payload.get(name)
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def _part(payload: Mapping[str, Any], name: str) -> dict[str, Any]:
    found = payload.get(name)
    return found if isinstance(found, dict) else {}
