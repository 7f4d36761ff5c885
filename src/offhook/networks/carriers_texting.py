"""Texts over carriers of several kinds, each account by the API that its carrier has for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

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
    Texting,
)
from offhook.telephony.webhooks.hooks import STRANGER, Reply
from offhook.telephony.webhooks.text_addresses import understood


class TextingByWebhook(Texting, Protocol):
    """A way of texting over carriers that tell by HTTP."""

    def authority(self, trunk: TrunkId) -> Authority | None:
        """What opens the pictures of its messages; None: the trunk is none of its accounts."""
        ...

    async def webhook(self, target: str, headers: Mapping[str, str], body: bytes) -> Reply | None:
        """Answer a carrier's request; None for one that is not about its texts."""
        ...


class CarriersTexting:
    """The texting port over all of them.

    Args:
        kinds: One for each API.
    """

    def __init__(self, kinds: Sequence[TextingByWebhook]) -> None:
        self._kinds = kinds

    def carries(self, trunk: TrunkId) -> bool:
        """Whether texts can be sent over this trunk."""
        return self._of(trunk) is not None

    def limits(self, trunk: TrunkId, from_: E164) -> PictureLimits | None:
        """What is taken of pictures from this number."""
        kind = self._of(trunk)
        return None if kind is None else kind.limits(trunk, from_)

    def answers_words(self, trunk: TrunkId) -> bool:
        """Whether the carrier itself answers those who text STOP, START or HELP."""
        kind = self._of(trunk)
        return kind is not None and kind.answers_words(trunk)

    def authority(self, trunk: TrunkId) -> Authority | None:
        """What opens the pictures of its messages."""
        kind = self._of(trunk)
        return None if kind is None else kind.authority(trunk)

    async def send(self, outgoing: Outgoing) -> Outcome:
        """Send a message, once."""
        kind = self._of(outgoing.trunk)
        if kind is None:
            return Refused(Failure.NO_TEXTING, "", "the carrier was removed, or switched off")
        return await kind.send(outgoing)

    async def ask(self, asked: Asked) -> Report | NotKnown | InDoubt:
        """What became of a message."""
        kind = self._of(asked.outgoing.trunk)
        return InDoubt("the carrier was removed, or switched off") if kind is None else await kind.ask(asked)

    def on_received(self, receive: Receive) -> None:
        """Have `receive` called with each message that comes in."""
        for kind in self._kinds:
            kind.on_received(receive)

    def on_status(self, hear: Hear) -> None:
        """Have `hear` called with each report."""
        for kind in self._kinds:
            kind.on_status(hear)

    async def webhook(self, target: str, headers: Mapping[str, str], body: bytes) -> Reply | None:
        """Answer a carrier's request; None for one that is not about texts."""
        hook = understood(target.partition("?")[0])
        if hook is None:
            return None
        kind = self._of(hook.trunk)
        # Whoever names no account of ours learns no more than whoever can't prove to be its carrier.
        return STRANGER if kind is None else await kind.webhook(target, headers, body) or STRANGER

    def _of(self, trunk: TrunkId) -> TextingByWebhook | None:
        return next((kind for kind in self._kinds if kind.carries(trunk)), None)
