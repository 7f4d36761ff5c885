"""A voice without a model: it hums for as long as the text is, and counts what it was asked to say."""

import threading
from queue import Queue

import numpy as np

from offhook.speech.engine import Audio, NoVoice, VoiceFailed

RATE = 22_050
SECONDS_A_CHARACTER = 0.02


class Hum:
    """An engine whose audio has 0.2 s of silence before and after a tone. `gate` holds it up until it is set."""

    def __init__(self, *languages: str, identity: str = "hum 1") -> None:
        self.identity = identity
        self.languages = frozenset(languages or ("en",))
        self.spoken: list[str] = []
        self.begun = Queue[str]()
        self.warmed = 0
        self.broken = ""
        self.gate = threading.Event()
        self.gate.set()

    def warm(self) -> None:
        if self.broken:
            raise VoiceFailed(self.broken)
        self.warmed += 1

    def synthesize(self, text: str, language: str) -> Audio:
        if language not in self.languages:
            raise NoVoice(language)
        self.spoken.append(text)
        self.begun.put(text)
        assert self.gate.wait(10)
        if self.broken:
            raise VoiceFailed(self.broken)
        return Audio(hum(SECONDS_A_CHARACTER * len(text)), RATE)


def hum(seconds: float, loudness: float = 0.3, rate: int = RATE) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    time = np.arange(int(seconds * rate)) / rate
    silence = np.zeros(rate // 5)
    tone = loudness * np.sin(2 * np.pi * 300 * time)
    return np.concatenate([silence, tone, silence]).astype(np.float32)
