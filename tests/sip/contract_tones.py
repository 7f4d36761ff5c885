"""Words and voices under the contract suite: tones, each of a pitch of its own, to be told from a recording."""

from __future__ import annotations

import asyncio
import wave

import numpy as np

from offhook.calls.values import (
    E164,
    Phrase,
    Seconds,
)
from offhook.telephony.asterisk.instance import AsteriskInstance
from offhook.telephony.asterisk.voice import PromptUnavailable
from tests.contract.steps import OTHER, SHORT

PITCHES = {SHORT: 1000.0, OTHER: 1300.0}
BEEP = 700.0
WORDS_LAST: Seconds = 2.0


class TonePrompts:
    """Prompts as tones, in the instance's sounds directory."""

    def __init__(self, instance: AsteriskInstance) -> None:
        self._instance = instance
        for key, hz in PITCHES.items():
            times = np.arange(int(WORDS_LAST * 8000)) / 8000
            samples = (0.3 * 32767 * np.sin(2 * np.pi * hz * times)).astype("<i2")
            path = instance.host_sounds / f"{_stem(key)}.wav"
            with wave.open(str(path), "wb") as file:
                file.setparams((1, 2, 8000, 0, "NONE", "not compressed"))
                file.writeframes(samples.tobytes())
            path.chmod(0o644)

    def cached(self, phrases: tuple[Phrase, ...], language: str, country: str) -> str | None:
        """Every other prompt is there already."""
        (phrase,) = phrases
        return self._instance.media_uri(_stem(phrase.key)) if phrase.key == SHORT else None

    async def media(self, phrases: tuple[Phrase, ...], language: str, country: str) -> str:
        """The others take a moment."""
        (phrase,) = phrases
        await asyncio.sleep(0)
        if phrase.key not in PITCHES:
            raise PromptUnavailable(f"there is no tone for {phrase.key}")
        return self._instance.media_uri(_stem(phrase.key))


def pitch(number: E164) -> float:
    """Whoever holds this phone hums at this pitch."""
    return 500.0 + 10.0 * int(number[-2:])


def _stem(key: str) -> str:
    return key.replace(".", "-")
