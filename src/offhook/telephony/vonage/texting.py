"""Texts over Vonage's Messages API: sent by an application, received and reported by webhooks with its tokens.

https://developer.vonage.com/en/messages/overview
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence

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
from offhook.telephony.vonage import texts
from offhook.telephony.vonage.accounts import Account
from offhook.telephony.vonage.client import Client, words
from offhook.telephony.vonage.tokens import signed
from offhook.telephony.webhooks.hooks import NOTED, STRANGER, Reply
from offhook.telephony.webhooks.http import Answer, json_object
from offhook.telephony.webhooks.posting import Posting
from offhook.telephony.webhooks.text_addresses import status_at, understood

TEXTS_PER_SECOND = 10.0
"""Requests of an application. Vonage takes 30, and queues what its numbers can't send as fast.
https://api.support.vonage.com/hc/en-us/articles/203993598"""
HOSTS = ("api-us.nexmo.com", "api-eu.nexmo.com", "api-ap.nexmo.com", "api.nexmo.com")
"""Where pictures that came in are, for 48 hours.
https://developer.vonage.com/en/blog/secure-your-inbound-media-files-with-the-vonage-messages-api"""

_log = structlog.get_logger(__name__)


class VonageTexting:
    """The texting port over these accounts.

    Args:
        client: Asks Vonage.
        public: Under which this installation is reached from outside, without a slash at its end.
    """

    def __init__(self, client: Client, public: str) -> None:
        self._client = client
        self._public = public
        self._accounts: dict[TrunkId, Account] = {}
        self._posting = Posting(TEXTS_PER_SECOND, lambda answer: texts.code_of(answer.json) == texts.THROTTLED, words)
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
        """No pictures are sent: a message of Vonage's has one, and goes to the United States alone."""
        return None

    def answers_words(self, trunk: TrunkId) -> bool:
        """It does not, for most numbers: so they are answered here."""
        return False

    def authority(self, trunk: TrunkId) -> Authority | None:
        """What opens the pictures of messages that came in, where the application wants a token for that."""
        account = self._accounts.get(trunk)
        return None if account is None else Authority(HOSTS, self._client.authority(account))

    def on_received(self, receive: Receive) -> None:
        """Have `receive` called with each message that comes in."""
        self._receive = receive

    def on_status(self, hear: Hear) -> None:
        """Have `hear` called with each report."""
        self._hear = hear

    async def send(self, outgoing: Outgoing) -> Outcome:
        """Send a message, once: when its application's turn has come."""
        account = self._accounts.get(outgoing.trunk)
        if account is None:
            return Refused(Failure.NO_TEXTING, "", "the carrier was removed, or switched off")
        if outgoing.pictures:
            return Refused(Failure.NO_PICTURES, "", "no pictures are sent over Vonage")
        if len(outgoing.text) > texts.LONGEST:
            return Refused(Failure.TOO_LONG, "", f"Vonage takes {texts.LONGEST} characters at most")
        body = texts.body(outgoing, status_at(self._public, outgoing))
        answer = await self._posting.post(account.application, lambda: self._client.send_text(account, body))
        return _outcome(answer) if isinstance(answer, Answer) else answer

    async def ask(self, asked: Asked) -> Report | NotKnown | InDoubt:
        """What became of a message: Vonage can't be asked, and only tells."""
        return InDoubt("Vonage tells what became of a text, and can't be asked")

    # Webhooks

    async def webhook(self, target: str, headers: Mapping[str, str], body: bytes) -> Reply | None:
        """Answer Vonage's request; None for one that is not about texts, or not of these accounts.

        A status may come to the address for texts, where the application has that for both: then it says whose it is.
        Raises what keeping raises: Vonage is to tell again.
        """
        hook = understood(target.partition("?")[0])
        account = None if hook is None else self._accounts.get(hook.trunk)
        if hook is None or account is None:
            return None
        if signed(account.secrets, account.application, headers, body, time.time()) is None:
            _log.warning("webhook_not_signed", about="text")
            return STRANGER
        said = json_object(body.decode("utf-8", "replace"))  # what is not UTF-8, no message is lost for
        if said.get("status"):
            message, attempt = (hook.message, hook.attempt) if hook.message else texts.reference_of(said)
            report = texts.told(account.trunk, said, message, attempt)
            if report is not None and self._hear is not None:
                await self._hear(report)
        elif not hook.message and said.get("channel") in {"sms", "mms"} and self._receive is not None:
            await self._receive(texts.arrived(account.trunk, said))
        return NOTED


def _outcome(answer: Answer) -> Outcome:
    if answer.good and answer.json.get("message_uuid"):
        return Taken(str(answer.json["message_uuid"]))
    if answer.good or answer.status >= 500:
        return InDoubt(words(answer))
    code = texts.code_of(answer.json)
    if answer.status in {401, 403} and code not in texts.FAILURES:
        return Refused(Failure.NOT_ALLOWED, code, words(answer))
    return Refused(texts.failure_of(code), code, words(answer))
