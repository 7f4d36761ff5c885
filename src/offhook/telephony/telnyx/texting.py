"""Texts over Telnyx: sent by its API v2, received and reported by webhooks that its key pair signs."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import Any

import structlog

from offhook.calls.values import E164, TrunkId
from offhook.messages.failures import Failure
from offhook.messages.port import (
    Asked,
    Authority,
    Hear,
    InDoubt,
    NotKnown,
    Outcome,
    Outgoing,
    PictureLimits,
    Receive,
    Refused,
    Report,
    Taken,
)
from offhook.telephony.telnyx import texts
from offhook.telephony.telnyx.accounts import Account
from offhook.telephony.telnyx.client import Client, data, errors, words
from offhook.telephony.webhooks.hooks import NOTED, STRANGER, Reply
from offhook.telephony.webhooks.http import Answer, NoAnswer, json_object
from offhook.telephony.webhooks.key_signatures import signed_by_key
from offhook.telephony.webhooks.posting import Posting
from offhook.telephony.webhooks.text_addresses import status_at, understood

TEXTS_PER_SECOND = 10.0
"""Requests of an account; Telnyx queues what its numbers can't send as fast.
https://developers.telnyx.com/docs/messaging/messages/rate-limiting"""
LIMITS = PictureLimits(most=10, bytes_together=1_000_000)
"""“The total media size must be less than 1 MB”: https://developers.telnyx.com/api-reference/messages/send-a-message"""
HOSTS = (
    "media.telnyx.com",
    *(f"{region}.telnyxcloudstorage.com" for region in ("us-central-1", "us-east-1", "us-west-1", "eu-central-1")),
)
"""Where pictures that came in are, for 30 days, for whoever knows the address; the others are its own storage.
https://developers.telnyx.com/docs/messaging/messages/receiving-webhooks"""

_log = structlog.get_logger(__name__)


class TelnyxTexting:
    """The texting port over these accounts.

    Args:
        client: Asks Telnyx.
        public: Under which this installation is reached from outside, without a slash at its end.
    """

    def __init__(self, client: Client, public: str) -> None:
        self._client = client
        self._public = public
        self._accounts: dict[TrunkId, Account] = {}
        self._posting = Posting(TEXTS_PER_SECOND, lambda answer: _code(answer) in texts.LATER, words)
        self._receive: Receive | None = None
        self._hear: Hear | None = None

    def use(self, accounts: Sequence[Account]) -> None:
        """Send over exactly these."""
        self._accounts = {each.trunk: each for each in accounts}

    # The port

    def carries(self, trunk: TrunkId) -> bool:
        """Whether texts can be sent over this trunk."""
        return trunk in self._accounts

    def limits(self, trunk: TrunkId, from_: E164) -> PictureLimits | None:
        """What is taken of pictures."""
        return LIMITS if trunk in self._accounts else None

    def answers_words(self, trunk: TrunkId) -> bool:
        """It does: https://developers.telnyx.com/docs/messaging/messages/advanced-opt-in-out."""
        return True

    def authority(self, trunk: TrunkId) -> Authority | None:
        """Where pictures of messages that came in are. Nothing opens them, so no key is shown to whoever is there."""
        return Authority(HOSTS, {}) if trunk in self._accounts else None

    def on_received(self, receive: Receive) -> None:
        """Have `receive` called with each message that comes in."""
        self._receive = receive

    def on_status(self, hear: Hear) -> None:
        """Have `hear` called with each report."""
        self._hear = hear

    async def send(self, outgoing: Outgoing) -> Outcome:
        """Send a message, once: when its account's turn has come."""
        account = self._accounts.get(outgoing.trunk)
        if account is None:
            return Refused(Failure.NO_TEXTING, "", "the carrier was removed, or switched off")
        status = status_at(self._public, outgoing)
        body: dict[str, Any] = {"from": outgoing.from_, "to": outgoing.to}
        # Three attempts are made at either address (https://developers.telnyx.com/docs/messaging/messages/receiving-webhooks).
        body |= {"webhook_url": status, "webhook_failover_url": status, "use_profile_webhooks": False}
        if outgoing.text:
            body["text"] = outgoing.text
        if outgoing.pictures:
            body["media_urls"] = list(outgoing.pictures)
        answer = await self._posting.post(account.key, lambda: self._client.post(account, "messages", body=body))
        return _outcome(answer) if isinstance(answer, Answer) else answer

    async def ask(self, asked: Asked) -> Report | NotKnown | InDoubt:
        """What became of a message. Without its id Telnyx can't be asked: then only a webhook makes it known."""
        outgoing = asked.outgoing
        account = self._accounts.get(outgoing.trunk)
        if account is None:
            return InDoubt("the carrier was removed, or switched off")
        if not asked.reference:
            return InDoubt("Telnyx can't be asked for a message by its text")
        try:
            answer = await self._client.get(account, "messages", asked.reference)
        except NoAnswer as reason:
            return InDoubt(str(reason))
        if answer.status == 404:
            return NotKnown()
        if not answer.good:
            return InDoubt(words(answer))
        report = texts.told(outgoing.trunk, data(answer), outgoing.id, outgoing.attempt)
        return report or InDoubt("the carrier's answer can't be read")

    # Webhooks

    async def webhook(self, target: str, headers: Mapping[str, str], body: bytes) -> Reply | None:
        """Answer Telnyx's request; None for one that is not about texts, or not of these accounts.

        Raises what keeping raises: Telnyx is to tell again.
        """
        hook = understood(target.partition("?")[0])
        account = None if hook is None else self._accounts.get(hook.trunk)
        if hook is None or account is None:
            return None
        if not signed_by_key(account.public_keys, headers, body, time.time()):
            _log.warning("webhook_not_signed", about="text")
            return STRANGER
        kind, payload = _event(body)
        if not hook.message:
            if kind == "message.received" and self._receive is not None:
                await self._receive(texts.arrived(account.trunk, payload))
            return NOTED
        report = texts.told(account.trunk, payload, hook.message, hook.attempt)
        if report is not None and self._hear is not None:
            await self._hear(report)
        return NOTED


def _event(body: bytes) -> tuple[str, dict[str, Any]]:
    """Of which kind an event is, and what it is about; nothing where it is none."""
    # What is not UTF-8, no message is lost for.
    event = json_object(body.decode("utf-8", "replace")).get("data")
    payload = event.get("payload") if isinstance(event, dict) else None
    return (
        (str(event.get("event_type")), payload) if isinstance(event, dict) and isinstance(payload, dict) else ("", {})
    )


def _code(answer: Answer) -> str:
    return next((str(each.get("code") or "") for each in errors(answer.json)), "")


def _outcome(answer: Answer) -> Outcome:
    made = data(answer)
    if answer.good and made.get("id"):
        return Taken(str(made["id"]), texts.parts(made))
    if answer.good or answer.status >= 500:
        return InDoubt(words(answer))
    error = next(iter(errors(answer.json)), {})
    unknown = answer.status in {401, 403} and not error
    failure = Failure.NOT_ALLOWED if unknown else texts.failure_of(error)
    return Refused(failure, _code(answer)[:20], words(answer))
