"""Whether what a phone heard are these very words: its recording compared with the prompt's own audio."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from offhook.practice.hearing import SILENCE_DBOV, Samples, Sound
from offhook.practice.media import load_clip

PIECE = 0.4
"""Seconds compared at a time: a few syllables, which no other words have."""
ALIKE = 0.7
"""Correlation of a piece with the same one after a telephone line; with another it stays below half of that."""
DRIFT = 0.4
"""Seconds by which a busy machine may shift a piece."""


def share_heard(heard: Sound, prompt: Path) -> float:
    """How much of a prompt is in a recording, in its order and at its pace: 0 to 1."""
    words = load_clip(prompt, heard.rate).astype(np.float64) / 32768
    size = int(PIECE * heard.rate)
    pieces = [words[start : start + size] for start in range(0, len(words) - size, size)]
    places = [(at * PIECE, *_best(heard, piece)) for at, piece in enumerate(pieces) if not _silent(piece, heard.rate)]
    begun = np.array([place - at for at, place, alike in places if alike > ALIKE])
    # Words that are read twice are found in either reading: a piece counts where another agrees on when it began.
    return sum(int(np.sum(np.abs(begun - began) < DRIFT)) > 1 for began in begun) / len(places)


def _silent(piece: Samples, rate: int) -> bool:
    return Sound(piece, rate).dbov < SILENCE_DBOV + 10


def _best(heard: Sound, piece: Samples) -> tuple[float, float]:
    """Where in a recording a piece fits best, in seconds, and how well: their correlation there."""
    if len(heard.samples) < len(piece):
        return 0.0, 0.0
    total = len(heard.samples) + len(piece)
    spectrum = np.fft.rfft(heard.samples, total) * np.conj(np.fft.rfft(piece, total))
    products = np.fft.irfft(spectrum, total)[: len(heard.samples) - len(piece) + 1]
    sums = np.cumsum(np.concatenate([[0.0], heard.samples**2]))
    energy = np.maximum(sums[len(piece) :] - sums[: -len(piece)], 1e-6)
    alike = products / np.sqrt(energy * np.sum(piece**2))
    best = int(alike.argmax())
    return best / heard.rate, float(alike[best])
