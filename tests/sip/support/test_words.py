from pathlib import Path

import numpy as np

from offhook.practice.hearing import Sound
from tests.sip.support.words import PIECE, share_heard

RATE = 8000
PIECES = 8


def prompt(folder: Path, name: str, seed: int) -> Path:
    """Words that no other seed has, as a prompt's file."""
    samples = np.random.default_rng(seed).normal(0, 0.1, int(PIECES * PIECE * RATE))
    path = folder / f"{name}.sln"
    (samples * 32768).astype("<i2").tofile(path)
    return path


def test_words_that_are_read_twice_are_heard_whichever_reading_a_piece_is_found_in(tmp_path: Path) -> None:
    wanted, other = prompt(tmp_path, "wanted", 1), prompt(tmp_path, "other", 2)
    words = np.fromfile(wanted, dtype="<i2") / 32768
    size = int(PIECE * RATE)
    first, second = words.copy(), words.copy()
    for at in range(PIECES):  # every other piece is lost in the one, the others in the other
        (first if at % 2 else second)[at * size : (at + 1) * size] = 0
    heard = Sound(np.concatenate([first, np.zeros(RATE), second]), RATE)
    assert share_heard(heard, wanted) == 1
    assert share_heard(heard, other) == 0
