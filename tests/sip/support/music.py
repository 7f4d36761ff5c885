"""Whether a phone hears the music that Offhook plays to people on hold, and nothing else."""

from __future__ import annotations

import functools
import io
import wave

import numpy as np
from numpy.typing import NDArray

from offhook.practice.hearing import SILENCE_DBOV, Sound
from offhook.telephony.asterisk.music import RATE, music

ALIKE = 0.9
"""Of 1, which is the very same: G.711 and lost packets take some of that."""


def hears_hold_music(sound: Sound) -> bool:
    """Whether all of this sound is found somewhere in the piece, by its correlation with it."""
    heard = sound.samples[:: sound.rate // RATE]
    if sound.dbov < SILENCE_DBOV or not len(heard):
        return False
    piece, size = _piece(), len(heard)
    length = len(piece) + size
    products = np.fft.irfft(np.fft.rfft(piece, length) * np.conj(np.fft.rfft(heard, length)), length)
    power = np.concatenate([[0.0], np.cumsum(piece**2)])
    places = len(piece) - size
    loud = np.sqrt((power[size : size + places] - power[:places]) * np.sum(heard**2))
    return bool((products[:places] / np.maximum(loud, 1e-9)).max() > ALIKE)


@functools.cache
def _piece() -> NDArray[np.float64]:
    with wave.open(io.BytesIO(music())) as file:
        samples = np.frombuffer(file.readframes(file.getnframes()), dtype="<i2").astype(np.float64) / 32768
    return np.concatenate([samples, samples[: 2 * RATE]])
