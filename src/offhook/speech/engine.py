"""The port behind which voices stand: text in one language to mono audio."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Protocol

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

Samples = NDArray[np.float32]
"""Mono audio, one value a sample, full scale at -1 and 1."""


class Audio(Struct, frozen=True):
    """What a voice said: `samples` at `rate` samples a second, with whatever silence the voice left around it."""

    samples: Samples
    rate: int


class NoVoice(Exception):
    """No installed voice speaks the language."""


class VoiceFailed(Exception):
    """A voice is installed and did not speak: its program or model failed, or gave no audio."""


class Engine(Protocol):
    """A voice. Every method may be called from any thread, several at once."""

    @property
    def identity(self) -> str:
        """Name, version and voice: audio cached under another identity is never served."""

    @property
    def languages(self) -> frozenset[str]:
        """BCP 47 primary languages: `en`, `de`."""

    def warm(self) -> None:
        """Load what `synthesize` needs, so that the first prompt is as quick as the next. Raises `VoiceFailed`."""

    def synthesize(self, text: str, language: str) -> Audio:
        """Speak `text`, never empty audio. Raises `NoVoice` for another's language, `VoiceFailed` otherwise.

        The text is words and punctuation only: whatever a voice takes for markup is spoken around, not obeyed.
        """


def choose(engines: Sequence[Engine], language: str) -> Engine:
    """Give the first engine that speaks `language` (a primary language, `de`), so order says preference."""
    for engine in engines:
        if language in engine.languages:
            return engine
    raise NoVoice(
        f"No installed voice speaks {language!r}. "
        "English is always there; for other languages install the program espeak-ng."
    )


_NOT_PLAIN = re.compile(r"[^\w\s.,;:!?¡¿'’&+%-]|_")


def plain(text: str) -> str:
    """Keep what is read aloud: no brackets, tags, slashes or control characters, in which voices take orders."""
    return " ".join(_NOT_PLAIN.sub(" ", text).split())
