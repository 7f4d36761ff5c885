"""The addresses that carriers tell of texts at, and what each of them is about.

Our id of a text and the number of the try travel in them: whatever became of the answer, a report says of which it is.
"""

from __future__ import annotations

import re
from urllib.parse import unquote

from msgspec import Struct

from offhook.calls.values import TrunkId
from offhook.messages.port import Outgoing
from offhook.telephony.webhooks.addresses import PREFIX


class TextHook(Struct, frozen=True):
    """Such an address, understood."""

    trunk: TrunkId
    message: str = ""
    """Ours; empty: a text comes in."""
    attempt: int = 0


_RECEIVED = re.compile(rf"{PREFIX}/([^/]+)/text")
_STATUS = re.compile(rf"{PREFIX}/([^/]+)/text-status/(message_[0-9a-z]+)/(\d{{1,6}})", re.ASCII)


def received_at(public: str, trunk: TrunkId) -> str:
    """Where texts that come in are to be told."""
    return f"{public}{PREFIX}/{trunk}/text"


def status_at(public: str, outgoing: Outgoing) -> str:
    """Where it is to be told what becomes of a text."""
    return f"{public}{PREFIX}/{outgoing.trunk}/text-status/{outgoing.id}/{outgoing.attempt}"


def understood(path: str) -> TextHook | None:
    """What a path is about; None where it is not about texts."""
    if (received := _RECEIVED.fullmatch(path)) is not None:
        return TextHook(TrunkId(unquote(received[1])))
    if (status := _STATUS.fullmatch(path)) is not None:
        return TextHook(TrunkId(unquote(status[1])), status[2], int(status[3]))
    return None
