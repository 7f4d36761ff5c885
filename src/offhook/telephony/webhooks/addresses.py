"""The addresses that a carrier is given, and what each of them is about.

A leg's id travels in them: a call that did start makes itself known by what it fetches, whatever became of us.
"""

from __future__ import annotations

import re
from enum import Enum
from urllib.parse import quote, unquote

from msgspec import Struct

from offhook.calls.values import LegId, TrunkId

PREFIX = "/carriers"


class About(Enum):
    """What a webhook tells, or asks for."""

    INCOMING = "in"
    """A call to one of the account's numbers: asks what to do."""
    NUMBER_STATUS = "in-status"
    """Such a call has ended."""
    DOCUMENT = "document"
    """A leg asks what to do."""
    STATUS = "status"
    SAID = "said"
    """Words were spoken to their end: tells, and asks what to do."""
    COLLECTED = "collected"
    RECORDED = "recorded"
    LEFT = "left"
    """A leg is out of its conference."""
    DIALLED = "dialled"
    """Phones were rung by a leg's document, and that is over."""
    RECORDING = "recording"
    """A recording can be had."""
    ROOM = "room"
    """Somebody has come into a conference, or gone."""
    KEY = "key"
    """A key was pressed in a conference."""

    @property
    def asks(self) -> bool:
        """Whether the answer is a document."""
        return self not in {About.NUMBER_STATUS, About.STATUS, About.RECORDING, About.ROOM, About.KEY}


class Hook(Struct, frozen=True):
    """A webhook's address, understood."""

    trunk: TrunkId
    about: About
    leg: LegId = LegId("")
    name: str = ""
    """Of the prompt or recording."""


_HOOK = re.compile(rf"{PREFIX}/([^/]+)/([a-z-]+)(?:/([^/]+))?(?:/([^/]+))?")


class Addresses:
    """Makes them.

    Args:
        public: Under which this installation is reached from outside, without a slash at its end.
        retries: What a carrier is asked to do where we fail, at the end of addresses that ask.
    """

    def __init__(self, public: str, retries: str = "") -> None:
        self.public = public
        self._retries = retries

    def of(self, trunk: TrunkId, about: About, leg: LegId | str = "", name: str = "") -> str:
        """Of a webhook."""
        return self.plain(trunk, about, leg, name) + (self._retries if about.asks else "")

    def plain(self, trunk: str, about: About, leg: str = "", name: str = "") -> str:
        """The same without what a carrier is asked to do where we fail."""
        parts = [part for part in (trunk, about.value, leg, name) if part]
        return f"{self.public}{PREFIX}/" + "/".join(quote(part, safe="") for part in parts)

    def sound(self, name: str) -> str:
        """Of a sound that everybody may hear."""
        return f"{self.public}{PREFIX}/sounds/{name}.wav"


def understood(path: str) -> Hook | None:
    """What a path is about; None where it is none of these."""
    found = _HOOK.fullmatch(path)
    if found is None:
        return None
    trunk, about, leg, name = (unquote(part or "") for part in found.groups())
    try:
        return Hook(TrunkId(trunk), About(about), LegId(leg), name)
    except ValueError:
        return None
