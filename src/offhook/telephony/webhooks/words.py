"""What legs hear, as the carrier can let them hear it: words that it speaks itself, and sounds that it fetches."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from msgspec import Struct

from offhook.calls.values import Phrase


class Text(Struct, frozen=True):
    """To be spoken by the carrier's own voice."""

    text: str
    language: str
    """With its region: `en-US`."""


class Sound(Struct, frozen=True):
    """To be played from an address."""

    url: str


Speech = Text | Sound


class Words(Protocol):
    """Makes words of phrases. Fast: they are needed when a document is asked for."""

    def of(self, phrases: tuple[Phrase, ...], language: str, country: str) -> Sequence[Speech]:
        """What is heard, in order; where it can't be spoken, what little can be said."""
        ...
