"""Texts over Twilio, and over SignalWire, which agrees with it: sent by REST, received and reported by webhook.

Telnyx has calls of this dialect, and texts of another API (`telephony/telnyx`).
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

import structlog

from offhook.calls.values import E164, TrunkId
from offhook.messages.failures import Failure
from offhook.messages.port import (
    Asked,
    Authority,
    Hear,
    InDoubt,
    Later,
    NotKnown,
    Outcome,
    Outgoing,
    PictureLimits,
    Receive,
    Refused,
    Report,
    Taken,
)
from offhook.telephony.twiml import texts
from offhook.telephony.twiml.accounts import Account, Scheme
from offhook.telephony.twiml.client import Client, authorization, code, words
from offhook.telephony.twiml.signatures import parse_form
from offhook.telephony.webhooks.hooks import NOTED, STRANGER, Reply
from offhook.telephony.webhooks.http import Answer, NoAnswer
from offhook.telephony.webhooks.posting import Posting
from offhook.telephony.webhooks.text_addresses import status_at, understood

TEXTS_PER_SECOND = 10.0
"""Requests of an account; the carrier queues what its numbers can't send as fast."""
LIMITS = PictureLimits(most=10, bytes_together=5_000_000)
"""https://www.twilio.com/docs/messaging/guides/accepted-mime-types"""
LOOKED_BACK_S = 60
"""Clocks differ: a message may seem to be older than its request."""

_KEPT = Reply(200, '<?xml version="1.0" encoding="UTF-8"?><Response/>', "text/xml; charset=utf-8")

_log = structlog.get_logger(__name__)


class TwimlTexting:
    """The texting port over these accounts.

    Args:
        client: Asks carriers.
        public: Under which this installation is reached from outside, without a slash at its end.
    """

    def __init__(self, client: Client, public: str) -> None:
        self._client = client
        self._public = public
        self._accounts: dict[TrunkId, Account] = {}
        self._posting = Posting(TEXTS_PER_SECOND, lambda answer: code(answer) in texts.LATER, words)
        self._receive: Receive | None = None
        self._hear: Hear | None = None

    def use(self, accounts: Sequence[Account]) -> None:
        """Send over exactly these, as far as they take texts."""
        self._accounts = {each.trunk: each for each in accounts if each.dialect.scheme is not Scheme.ED25519}

    # The port

    def carries(self, trunk: TrunkId) -> bool:
        """Whether texts can be sent over this trunk."""
        return trunk in self._accounts

    def limits(self, trunk: TrunkId, from_: E164) -> PictureLimits | None:
        """What is taken of pictures."""
        return LIMITS if trunk in self._accounts else None

    def answers_words(self, trunk: TrunkId) -> bool:
        """They do: https://help.twilio.com/articles/223134027."""
        return True

    def authority(self, trunk: TrunkId) -> Authority | None:
        """What opens the pictures of messages that came in, on the API's own host; that may lead elsewhere."""
        account = self._accounts.get(trunk)
        if account is None:
            return None
        return Authority((urlsplit(account.url()).netloc,), {"Authorization": authorization(account)})

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
        form = [
            ("To", outgoing.to),
            ("From", outgoing.from_),
            ("Body", outgoing.text),
            *(("MediaUrl", url) for url in outgoing.pictures),
            ("StatusCallback", status_at(self._public, outgoing)),
        ]
        answer = await self._posting.post(account.sid, lambda: self._client.post(account, "Messages", form=form))
        return _outcome(answer) if isinstance(answer, Answer) else answer

    async def ask(self, asked: Asked) -> Report | NotKnown | InDoubt:
        """What became of a message."""
        account = self._accounts.get(asked.outgoing.trunk)
        if account is None:
            return InDoubt("the carrier was removed, or switched off")
        try:
            found = await (self._by_reference if asked.reference else self._by_text)(account, asked)
        except NoAnswer as reason:
            return InDoubt(str(reason))
        if not isinstance(found, dict):
            return found
        outgoing = asked.outgoing
        report = texts.shown(outgoing.trunk, found, outgoing.id, outgoing.attempt)
        return report or InDoubt("the carrier's answer can't be read")

    async def _by_reference(self, account: Account, asked: Asked) -> dict[str, Any] | NotKnown | InDoubt:
        answer = await self._client.get(account, "Messages", asked.reference)
        if answer.status == 404:
            return NotKnown()
        return answer.json if answer.good else InDoubt(words(answer))

    async def _by_text(self, account: Account, asked: Asked) -> dict[str, Any] | NotKnown | InDoubt:
        """The newest message that can be it: carriers list them newest first, and not what we called them."""
        outgoing = asked.outgoing
        answer = await self._client.get(account, "Messages", To=outgoing.to, From=outgoing.from_, PageSize="50")
        if not answer.good:
            return InDoubt(words(answer))
        for each in answer.json.get("messages") or ():
            if (
                isinstance(each, dict)
                and each.get("body") == outgoing.text
                and str(each.get("direction", "")).startswith("outbound")
                and each.get("sid") not in asked.others
                and _made(each) >= asked.tried_at / 1e6 - LOOKED_BACK_S
            ):
                return each
        return NotKnown()

    # Webhooks

    async def webhook(self, target: str, headers: Mapping[str, str], body: bytes) -> Reply | None:
        """Answer a carrier's request; None for one that is not about texts.

        Raises what keeping raises: the carrier is to tell again.
        """
        hook = understood(target.partition("?")[0])
        if hook is None:
            return None
        account = self._accounts.get(hook.trunk)
        if account is None or not account.signed(self._public + target, headers, body, time.time()):
            _log.warning("webhook_not_signed", about="text")
            return STRANGER
        form = dict(parse_form(body))
        if not hook.message:
            if self._receive is not None:
                await self._receive(texts.arrived(account.trunk, form))
            return _KEPT
        report = texts.told(account.trunk, form, hook.message, hook.attempt)
        if report is not None and self._hear is not None:
            await self._hear(report)
        return NOTED


def _outcome(answer: Answer) -> Outcome:
    if answer.good and answer.json.get("sid"):
        segments = str(answer.json.get("num_segments") or "")
        count = int(segments) if segments.isascii() and segments.isdigit() and len(segments) < 4 else 0
        return Taken(str(answer.json["sid"]), count or None)
    if answer.status == 503:  # https://www.twilio.com/docs/api/errors/20503: nothing was done
        return Later(None, words(answer))
    if answer.good or answer.status >= 500:
        return InDoubt(words(answer))
    failure = Failure.NOT_ALLOWED if answer.status in {401, 403} else texts.failure_of(code(answer))
    return Refused(failure, str(code(answer) or ""), str(answer.json.get("message") or f"HTTP {answer.status}"))


def _made(message: Mapping[str, Any]) -> float:
    """Seconds since 1970, as far as it is known."""
    try:
        return parsedate_to_datetime(str(message.get("date_created"))).timestamp()
    except (TypeError, ValueError):
        return 0.0
