"""Sounds that tests of the practice phones are made of, as a telephone line delivers them."""

from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray

from offhook.practice.hearing import Sound

RATE = 8000


def times(seconds: float) -> NDArray[np.float64]:
    return np.arange(round(seconds * RATE)) / RATE


def sine(hz: float, seconds: float, *, dbov: float = -12.0) -> NDArray[np.float64]:
    return 10 ** (dbov / 20) * np.sin(2 * np.pi * hz * times(seconds))


def voice(seconds: float) -> NDArray[np.float64]:
    """Something like speech: harmonics of a gliding pitch under a moving formant, four syllables a second."""
    at = times(seconds)
    pitch = 130 + 40 * np.sin(2 * np.pi * 0.7 * at)
    phase = 2 * np.pi * np.cumsum(pitch) / RATE
    formant = 600 + 300 * np.sin(2 * np.pi * 1.3 * at)
    parts = (np.exp(-(((n * pitch - formant) / 400) ** 2)) * np.sin(n * phase) for n in range(1, 20))
    syllables = np.clip(np.sin(2 * np.pi * 4 * at), 0.0, 1.0)
    return 0.2 * syllables * sum(parts, np.zeros_like(at))


def line(samples: NDArray[np.float64]) -> Sound:
    """The samples after mu-law coding (ITU-T G.711, continuous form)."""
    small = np.sign(samples) * np.log1p(255 * np.abs(samples)) / np.log1p(255)
    coded = np.round(small * 127) / 127
    return Sound(np.sign(coded) * np.expm1(np.abs(coded) * np.log1p(255)) / 255, RATE)


def write(path: Path, samples: NDArray[np.float64], rate: int = RATE) -> Path:
    soundfile.write(path, samples, rate, subtype="PCM_16")
    return path
