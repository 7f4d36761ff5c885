"""What calls over carriers say: words for the carrier's own voice, and kept sounds by addresses that expire.

A carrier fetches a sound without proving who it is. So the address proves that we have given it away, and not long ago.
"""

from __future__ import annotations

import hmac
import io
import wave
from collections.abc import Callable, Sequence
from functools import cache

import numpy as np

from offhook.calls.values import Phrase
from offhook.clock import Clock
from offhook.speech.render import render
from offhook.telephony.asterisk.music import music
from offhook.telephony.webhooks.addresses import PREFIX
from offhook.telephony.webhooks.words import Sound, Speech, Text

REGIONS = {"de": "de-DE", "en": "en-US", "es": "es-ES", "fr": "fr-FR", "it": "it-IT", "nl": "nl-NL", "pt": "pt-PT"}
"""Carriers want a language with its region. https://www.twilio.com/docs/voice/twiml/say#attributes-language"""
FETCHED_WITHIN_S = 3600
"""How long the address of a kept sound holds: a carrier fetches it at once, and a retry a little later."""
MAC_LENGTH = 32
RATE = 8000


class CarriersWords:
    """Makes words of phrases, and addresses of sounds.

    Args:
        public: Under which this installation is reached from outside.
        mac: Stands for a text that nobody else can make it of.
    """

    def __init__(self, public: str, mac: Callable[[str], str], clock: Clock) -> None:
        self._public = public
        self._mac = mac
        self._clock = clock

    def of(self, phrases: tuple[Phrase, ...], language: str, country: str) -> Sequence[Speech]:
        """What is heard, in order."""
        return [self._one(phrase, language, country) for phrase in phrases]

    def content(self, name: str) -> str | None:
        """The content of a kept sound, by what its address ends in; None where we have not given that away lately."""
        content, _, rest = name.partition(".")
        until, _, given = rest.partition(".")
        if not (until.isascii() and until.isdigit()) or int(until[:12]) < self._clock.now() // 1_000_000:
            return None
        wanted = self._proof(content, until)
        return content if hmac.compare_digest(wanted.encode(), given.encode("utf-8", "replace")) else None

    def _one(self, phrase: Phrase, language: str, country: str) -> Speech:
        if phrase.sound:
            until = str(self._clock.now() // 1_000_000 + FETCHED_WITHIN_S)
            name = f"{phrase.sound}.{until}.{self._proof(phrase.sound, until)}"
            return Sound(f"{self._public}{PREFIX}/sounds/kept/{name}.wav")
        spoken = language if "-" in language else REGIONS.get(language, language)
        return Text(render(phrase, language, country), spoken)

    def _proof(self, content: str, until: str) -> str:
        return self._mac(f"{content} {until}")[:MAC_LENGTH]


def open_sound(name: str) -> bytes | None:
    """A sound that everybody may hear, as a WAV file of 8 kHz; None where there is none of this name."""
    make = {"music": music, "ringback": _ringback, "silence": _silence}.get(name)
    return None if make is None else _made(name, make)


@cache
def _made(name: str, make: Callable[[], bytes]) -> bytes:
    del name
    return make()


def _ringback() -> bytes:
    """Two seconds of 440 and 480 Hz, four of silence: the North American tone (Bell Labs' precise tone plan)."""
    times = np.arange(2 * RATE) / RATE
    tone = 0.1 * (np.sin(2 * np.pi * 440 * times) + np.sin(2 * np.pi * 480 * times))
    return _wav(np.concatenate([tone, np.zeros(4 * RATE)]))


def _silence() -> bytes:
    return _wav(np.zeros(10 * RATE))


def _wav(samples: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setparams((1, 2, RATE, 0, "NONE", "not compressed"))
        out.writeframes((samples * 32767).astype("<i2").tobytes())
    return file.getvalue()
