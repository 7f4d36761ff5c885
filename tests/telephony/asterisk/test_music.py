"""The music for people on hold."""

import io
import wave

import numpy as np

from offhook.practice.hearing import Sound, silent_spans
from offhook.telephony.asterisk.music import PEAK, music


def piece() -> Sound:
    with wave.open(io.BytesIO(music())) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, 8000)
        samples = np.frombuffer(file.readframes(file.getnframes()), dtype="<i2") / 32768
    return Sound(samples, 8000)


def test_it_is_as_loud_as_a_voice_and_never_louder() -> None:
    sound = piece()
    assert 40 < sound.seconds < 60
    assert np.abs(sound.samples).max() <= PEAK
    assert -30 < sound.dbov < -12


def test_nobody_thinks_that_the_line_is_dead() -> None:
    assert max((span.seconds for span in silent_spans(piece())), default=0.0) < 0.3


def test_it_is_the_same_every_time() -> None:
    assert music() == music()


def test_nothing_clicks_where_it_begins_anew() -> None:
    samples = piece().samples
    around = np.concatenate([samples[-800:], samples[:800]])
    assert np.abs(np.diff(around)).max() < 0.1
