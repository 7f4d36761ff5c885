"""A voice's audio made fit for a telephone line: trimmed, levelled, framed in silence, in Asterisk's file formats."""

from __future__ import annotations

import io
import wave
from enum import Enum
from typing import Any, assert_never

import numpy as np
import soxr
from numpy.typing import NDArray

from offhook.speech.engine import Audio, Samples

Pcm = NDArray[np.int16]

LEAD = 0.1
"""Seconds of silence before the words: the media path may still be opening when playing begins."""
TAIL = 0.2
"""Seconds of silence after the words, so that the next prompt does not follow on their heels."""
LEVEL = -23.0
"""Level of the words in dB of full scale, pauses not counted: a little over the -26 dBov of ITU-T P.830, since a prompt
competes with a street. Levelled by this and not by the peak, which made short prompts 5 dB louder than long ones."""
PEAK = 0.7
"""No sample is louder than this part of full scale; a clip that would be is made quieter as a whole."""

_INAUDIBLE = 1e-4  # -80 dB
_WORDS_BEGIN_AT = 0.01  # of the peak: -40 dB
_KEPT_AROUND_WORDS = 0.03
_FADE = 0.005
_LONGEST_SILENT_END = TAIL + 2 * _KEPT_AROUND_WORDS
_FULL_SCALE = np.float32(32768)
_FRAME = 0.02
_A_PAUSE_IS_BELOW = 10 ** (-30 / 10)  # of the loudest frame's power
_LEVEL_READ_BACK = 0.5
_A_SAMPLE = 1e-3


class Form(Enum):
    """A file format that Asterisk plays without converting the rate: name extension and samples a second."""

    SLN16 = ("sln16", 16_000)
    """Headerless signed 16-bit little-endian, wideband: for G.722 and Opus, and resampled well for G.711."""
    WAV = ("wav", 8_000)
    """16-bit mono WAV, which Asterisk takes at 8 kHz only."""

    @property
    def extension(self) -> str:
        """Without the dot."""
        return self.value[0]

    @property
    def rate(self) -> int:
        """Samples a second."""
        return self.value[1]


def shape(audio: Audio, rate: int) -> Pcm:
    """Trim, resample, level and frame what a voice said. Raises `ValueError` for silence and for what isn't audio."""
    samples = np.asarray(audio.samples, np.float32)
    if samples.ndim != 1 or not np.all(np.isfinite(samples)) or _peak(samples) < _INAUDIBLE:
        raise ValueError("The voice gave no audio.")
    words = _faded(soxr.resample(_trimmed(samples, audio.rate), audio.rate, rate), rate)
    if _peak(words) < _INAUDIBLE:
        raise ValueError("The voice gave no audio that a telephone could carry.")
    gain = min(10 ** ((LEVEL - level(words, rate)) / 20), PEAK / _peak(words))
    pcm = np.rint(words * (gain * _FULL_SCALE)).astype(np.int16)
    return np.concatenate([np.zeros(int(LEAD * rate), np.int16), pcm, np.zeros(int(TAIL * rate), np.int16)])


def level(samples: NDArray[np.floating[Any]], rate: int) -> float:
    """Measure the level of the words in dB of full scale, after the idea of ITU-T P.56: pauses don't count."""
    frame = int(_FRAME * rate)
    padded = np.pad(samples, (0, -len(samples) % frame))
    powers = np.square(padded).reshape(-1, frame).mean(axis=1, dtype=np.float64)
    return float(10 * np.log10(powers[powers >= _A_PAUSE_IS_BELOW * powers.max()].mean()))


def encode(pcm: Pcm, form: Form) -> bytes:
    """Write samples as a file of `form`."""
    match form:
        case Form.SLN16:
            return pcm.astype("<i2").tobytes()
        case Form.WAV:
            file = io.BytesIO()
            with wave.open(file, "wb") as writer:
                writer.setnchannels(1)
                writer.setsampwidth(2)
                writer.setframerate(form.rate)
                writer.writeframes(pcm.astype("<i2").tobytes())
            return file.getvalue()
        case _:
            assert_never(form)


def decode(content: bytes, form: Form) -> Pcm:
    """Read a file of `form`. Raises `ValueError` when it isn't one."""
    match form:
        case Form.SLN16:
            return np.frombuffer(content, "<i2").astype(np.int16)
        case Form.WAV:
            try:
                with wave.open(io.BytesIO(content)) as reader:
                    if (reader.getnchannels(), reader.getsampwidth(), reader.getframerate()) != (1, 2, form.rate):
                        raise ValueError("Not 16-bit mono of the right rate.")
                    frames = reader.readframes(reader.getnframes())
                    if len(frames) != 2 * reader.getnframes():
                        raise ValueError("Not the whole WAV file.")
                    return np.frombuffer(frames, "<i2").astype(np.int16)
            except (wave.Error, EOFError) as error:
                raise ValueError(f"Not a WAV file: {error}") from error
        case _:
            assert_never(form)


def read_back(content: bytes, form: Form) -> Pcm:
    """Read a clip that was written before. Raises `ValueError` when it is not as `shape` and `encode` made it."""
    pcm = decode(content, form)
    if not is_whole(pcm, form.rate):
        raise ValueError("Not silence, words and silence.")
    return pcm


def is_whole(pcm: Pcm, rate: int) -> bool:
    """Whether samples read back are a complete clip of `shape`: silence, words at the level, silence.

    A file that was cut short, emptied or overwritten fails, and is made again; no checksum has to be kept beside it.
    """
    sounding = np.flatnonzero(pcm)
    if not sounding.size:
        return False
    samples = pcm.astype(np.float32) / _FULL_SCALE
    peak = _peak(samples)
    levelled = level(samples[sounding[0] :], rate) > LEVEL - _LEVEL_READ_BACK or peak > PEAK - _A_SAMPLE
    before, after = sounding[0] / rate, (len(pcm) - 1 - sounding[-1]) / rate
    return (
        levelled
        and peak < PEAK + _A_SAMPLE
        and before >= LEAD - 1 / rate
        and TAIL - 1 / rate <= after <= _LONGEST_SILENT_END
    )


def _peak(samples: Samples) -> float:
    return float(np.abs(samples).max(initial=0.0))


def _trimmed(samples: Samples, rate: int) -> Samples:
    loud = np.abs(samples)
    words = np.flatnonzero(loud > _WORDS_BEGIN_AT * loud.max())
    kept = int(_KEPT_AROUND_WORDS * rate)
    return samples[max(0, words[0] - kept) : words[-1] + 1 + kept]


def _faded(samples: Samples, rate: int) -> Samples:
    """Ramp the first and last moments, so that cutting makes no click."""
    length = min(int(_FADE * rate), len(samples) // 2)
    ramp = np.linspace(0, 1, length, dtype=np.float32)
    faded = samples.copy()
    faded[:length] *= ramp
    faded[len(faded) - length :] *= ramp[::-1]
    return faded
