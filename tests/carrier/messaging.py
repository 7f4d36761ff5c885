"""Messages: accepted, sent, delivered or not, and those that come in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.carrier.model import Account, Message, new_sid

if TYPE_CHECKING:
    from tests.carrier.carrier import Carrier

DELIVERED_AFTER = 0.5
STOP = frozenset({"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT"})
START = frozenset({"START", "YES", "UNSTOP"})
"""https://help.twilio.com/articles/223134027: the words that the carrier itself acts upon."""


def refused(account: Account, from_: str, to: str) -> tuple[int, str] | None:
    """Code and words where a message is not taken at all."""
    if not to:
        return 21604, "A 'To' phone number is required."
    if from_ not in account.numbers:  # https://www.twilio.com/docs/api/errors/21606
        return 21606, f"The 'From' phone number provided ({from_}) is not a valid message-capable Twilio phone number"
    if (to, from_) in account.opted_out:  # https://www.twilio.com/docs/api/errors/21610
        return 21610, "Attempt to send to unsubscribed recipient"
    return None


def send(
    carrier: Carrier, account: Account, from_: str, to: str, body: str, media: tuple[str, ...], callback: str
) -> Message:
    """Queue one. https://www.twilio.com/docs/messaging/guides/outbound-message-status-in-status-callbacks"""
    sid = new_sid("MM" if media else "SM")
    made = Message(account, to, from_, body, media, callback, sid=sid, created_at=carrier.now())
    carrier.messages[made.sid] = made
    carrier.spawn(_deliver(carrier, made))
    return made


def come_in(carrier: Carrier, account: Account, from_: str, to: str, body: str) -> Message:
    """A text to one of the account's numbers. https://www.twilio.com/docs/messaging/guides/webhook-request"""
    number = account.numbers[to]
    made = Message(account, to, from_, body, direction="inbound", status="received", created_at=carrier.now())
    carrier.messages[made.sid] = made
    word = body.strip().upper()
    if word in STOP:
        account.opted_out.add((from_, to))
    elif word in START:
        account.opted_out.discard((from_, to))
    params = {
        "MessageSid": made.sid,
        "SmsSid": made.sid,
        "AccountSid": account.sid,
        "From": from_,
        "To": to,
        "Body": body,
        "NumMedia": "0",
        "NumSegments": "1",
    }
    carrier.webhooks.notify(account, number.sms_url, params, lost=False)
    return made


async def _deliver(carrier: Carrier, message: Message) -> None:
    await carrier.passes(0.1)
    _tell(carrier, message, "sent")
    await carrier.passes(DELIVERED_AFTER)
    number = message.account.numbers[message.from_]
    if message.to.startswith("+1") and not number.registered:
        # https://www.twilio.com/docs/api/errors/30034: “US A2P 10DLC – Message from an Unregistered Number”
        message.error_code = 30034
        _tell(carrier, message, "undelivered")
    else:
        _tell(carrier, message, "delivered")
    await carrier.passes(60.0)
    message.price = "-0.00790"


def _tell(carrier: Carrier, message: Message, status: str) -> None:
    message.status = status
    params = {
        "MessageSid": message.sid,
        "MessageStatus": status,
        "AccountSid": message.account.sid,
        "From": message.from_,
        "To": message.to,
    }
    if message.error_code is not None:
        params["ErrorCode"] = str(message.error_code)
    carrier.webhooks.notify(message.account, message.status_callback, params)
