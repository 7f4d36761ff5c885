"""What Vonage says of a text, as our words: its states, its errors, its prices. Pure.

https://developer.vonage.com/en/api/messages
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from offhook.calls.values import TrunkId
from offhook.messages.failures import Failure
from offhook.messages.port import Arrived, Outgoing, Picture, Report
from offhook.messages.states import MessageState
from offhook.telephony.vonage.messages import number
from offhook.telephony.webhooks.prices import Price, read_price

STATES = {
    "submitted": MessageState.SENT,
    "delivered": MessageState.DELIVERED,
    "read": MessageState.DELIVERED,
    "rejected": MessageState.FAILED,
    "undeliverable": MessageState.UNDELIVERED,
}

FAILURES = {
    "1040": Failure.NO_SUCH_NUMBER,
    "1050": Failure.BLOCKED,
    "1060": Failure.NOT_ALLOWED,
    "1070": Failure.NO_CREDIT,
    "1080": Failure.NOT_ALLOWED,
    "1090": Failure.TOO_LONG,
    "1120": Failure.NO_TEXTING,
    "1140": Failure.NOT_ALLOWED,
    "1160": Failure.NOT_ALLOWED,
    "1170": Failure.NO_SUCH_NUMBER,
    "1180": Failure.UNREACHABLE,
    "1190": Failure.NO_SUCH_NUMBER,
    "1210": Failure.FILTERED,
    "1220": Failure.UNREACHABLE,
    "1230": Failure.UNREACHABLE,
    "1240": Failure.OPTED_OUT,
    "1250": Failure.NOT_ALLOWED,
    "1260": Failure.UNREACHABLE,
    "1270": Failure.BLOCKED,
    "1280": Failure.BLOCKED,
    "1290": Failure.BLOCKED,
    "1300": Failure.NOT_A_MOBILE,
    "1310": Failure.NOT_A_MOBILE,
    "1360": Failure.EXPIRED,
    "low-balance": Failure.NO_CREDIT,
    "unauthorized": Failure.NOT_ALLOWED,
    "forbidden": Failure.NOT_ALLOWED,
    "unprovisioned": Failure.NOT_ALLOWED,
    "account-suspended": Failure.NOT_ALLOWED,
}
"""Every other code is a refusal, with the code beside it. https://developer.vonage.com/en/api-errors/messages"""

THROTTLED = "1000"
LONGEST = 1000
"""Characters. https://developer.vonage.com/en/api/messages#SendMessage"""


def body(outgoing: Outgoing, status: str) -> dict[str, Any]:
    """What Vonage is asked for."""
    return {
        "channel": "sms",
        "message_type": "text",
        "from": outgoing.from_.removeprefix("+"),
        "to": outgoing.to.removeprefix("+"),
        "text": outgoing.text,
        "client_ref": f"{outgoing.id}/{outgoing.attempt}",
        "webhook_url": status,
        "webhook_version": "v1",
    }


def reference_of(said: Mapping[str, Any]) -> tuple[str, int]:
    """Our id and the number of the try that Vonage gives back; nothing where it is none of ours."""
    message, _, attempt = str(said.get("client_ref") or "").partition("/")
    ours = message.startswith("message_") and attempt.isascii() and attempt.isdigit() and len(attempt) < 7
    return (message, int(attempt)) if ours else ("", 0)


def arrived(trunk: TrunkId, said: Mapping[str, Any]) -> Arrived:
    """A text that comes in, or a picture, of which there is one in a message."""
    image = _part(said, "image")
    pictures = (Picture(str(image["url"]), ""),) if image.get("url") else ()
    text = said.get("text") or image.get("caption") or ""
    return Arrived(
        trunk,
        to=number(said.get("to")),
        from_=number(said.get("from")),
        text=str(text),
        reference=str(said.get("message_uuid") or ""),
        pictures=pictures,
    )


def told(trunk: TrunkId, said: Mapping[str, Any], message: str, attempt: int) -> Report | None:
    """A status; None for what tells nothing. https://developer.vonage.com/en/api/messages#message-status"""
    state, reference = STATES.get(str(said.get("status") or "")), str(said.get("message_uuid") or "")
    if state is None or not reference:
        return None
    failed = state in {MessageState.FAILED, MessageState.UNDELIVERED}
    code = code_of(_part(said, "error")) if failed else ""
    usage = _part(said, "usage")
    price = read_price(usage.get("price"), usage.get("currency"))
    segments = str(_part(said, "sms").get("count_total") or "")
    return Report(
        trunk,
        reference,
        state,
        message,
        attempt,
        failure_of(code) if failed else None,
        code,
        segments=int(segments) if segments.isascii() and segments.isdigit() and int(segments[:4]) > 0 else None,
        price=price.millionths if isinstance(price, Price) else None,
        currency=price.currency if isinstance(price, Price) else "",
    )


def failure_of(code: str) -> Failure:
    """What a code means."""
    return FAILURES.get(code, Failure.REJECTED)


def code_of(error: Mapping[str, Any]) -> str:
    """Vonage's code of an error: by itself, as its title, or at the end of the address that explains it."""
    for said in (error.get("code"), error.get("title")):
        if str(said or "").isdigit():
            return str(said)[:20]
    return str(error.get("type") or "").partition("#")[2].strip("/")[:20]


def _part(said: Mapping[str, Any], name: str) -> dict[str, Any]:
    found = said.get(name)
    return found if isinstance(found, dict) else {}
