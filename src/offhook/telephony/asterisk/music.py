"""Music for people on hold: a calm piece of our own, computed, so that nobody's rights are touched.

Four soft chords in C major, one after the other, each tone swelling and dying away, with a plucked note every second
or so. At most as loud as a voice, and without anything above 1 kHz that a telephone would spoil.
"""

from __future__ import annotations

import io
import wave
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

RATE = 8000
CHORD_S = 6.0
PEAK = 0.25
"""Of full scale: about -15 dBov, the level of a prompt."""

# C major, A minor, F major, G major, as MIDI numbers.
CHORDS = ((48, 55, 60, 64), (45, 52, 60, 64), (41, 53, 57, 60), (43, 55, 59, 62))
PLUCKED = ((72, 67, 76, 67), (72, 69, 76, 69), (72, 69, 77, 69), (74, 67, 71, 67))
ROUNDS = 2

Samples: TypeAlias = NDArray[np.float64]


def music() -> bytes:
    """The piece as a WAV file, 8 kHz mono; its end leads back to its beginning."""
    bars = [_bar(chord, plucked) for _ in range(ROUNDS) for chord, plucked in zip(CHORDS, PLUCKED, strict=True)]
    piece = np.concatenate(bars)
    samples = (piece * (PEAK / np.abs(piece).max()) * 32767).astype("<i2")
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setparams((1, 2, RATE, 0, "NONE", "not compressed"))
        out.writeframes(samples.tobytes())
    return file.getvalue()


def _bar(chord: tuple[int, ...], plucked: tuple[int, ...]) -> Samples:
    times = np.arange(int(CHORD_S * RATE)) / RATE
    swell = np.sin(np.pi * times / CHORD_S) ** 0.5
    bar: Samples = sum((_tone(note, times) for note in chord), np.zeros_like(times)) * swell / len(chord)
    between = CHORD_S / len(plucked)
    for nth, note in enumerate(plucked):
        since = np.clip(times - nth * between, 0.0, None)
        attack = np.minimum(since / 0.02, 1.0)
        rest = np.clip((nth + 1) * between - times, 0.0, 0.05) / 0.05
        bar += 0.5 * _tone(note, times) * attack * np.exp(-2.5 * since) * rest
    return bar


def _tone(note: int, times: Samples) -> Samples:
    hz = 440.0 * 2.0 ** ((note - 69) / 12)
    overtones = ((1, 1.0), (2, 0.3), (3, 0.1))
    return sum((level * np.sin(2 * np.pi * nth * hz * times) for nth, level in overtones), np.zeros_like(times))
