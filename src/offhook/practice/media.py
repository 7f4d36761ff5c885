"""What a practice phone says and keeps: clips, tones and echo as sources, and the recording of what it hears."""

import wave
from pathlib import Path
from typing import Protocol, TypeAlias

import numpy as np
import soundfile
import soxr
from numpy.typing import NDArray

Pcm: TypeAlias = NDArray[np.int16]

_RAW_RATES = {".sln": 8_000, ".sln16": 16_000}
_HEADER_EVERY = 1.0
"""Seconds of audio between corrections of a recording's header."""


class NoSuchAudio(ValueError):
    """The file to be said is missing or no audio."""


class Source(Protocol):
    """Something to send: mono samples at the call's rate."""

    def take(self, count: int) -> Pcm:
        """The next samples; fewer than `count` means that it is over (or, for an echo, waiting)."""
        ...

    @property
    def endless(self) -> bool:
        """Whether it goes on until something replaces it."""
        ...


def load_clip(path: Path, rate: int) -> Pcm:
    """An audio file as mono samples of `rate` Hz. Raises `NoSuchAudio` in words."""
    try:
        if path.suffix in _RAW_RATES:
            known = _RAW_RATES[path.suffix]
            samples = np.fromfile(path, dtype="<i2").astype(np.float64) / 32768
        else:
            samples, known = soundfile.read(path, dtype="float64", always_2d=True)
            samples = samples.mean(axis=1)
    except (OSError, soundfile.LibsndfileError) as error:
        raise NoSuchAudio(f"cannot say {path}: {error}") from error
    return _to_pcm(soxr.resample(samples, known, rate) if known != rate else samples)


class Clip:
    """Samples, once."""

    endless = False

    def __init__(self, samples: Pcm) -> None:
        self._samples = samples

    def take(self, count: int) -> Pcm:
        """See `Source`."""
        part, self._samples = self._samples[:count], self._samples[count:]
        return part


class Sine:
    """A tone of `hz` at `dbov` dB below a full-scale sine, for `seconds` or without end."""

    def __init__(self, hz: float, rate: int, *, dbov: float, seconds: float | None) -> None:
        self.endless = seconds is None
        self._step = 2 * np.pi * hz / rate
        self._height = 10 ** (dbov / 20)
        self._at = 0
        self._last = None if seconds is None else round(seconds * rate)

    def take(self, count: int) -> Pcm:
        """See `Source`."""
        end = self._at + count if self._last is None else min(self._at + count, self._last)
        phase = np.arange(self._at, end) * self._step
        self._at = end
        return _to_pcm(self._height * np.sin(phase))


class Repeat:
    """Says back what is given to `hear`, `behind` samples later: sound arrives in packets, not evenly."""

    endless = True

    def __init__(self, behind: int) -> None:
        self._behind = behind
        self._kept = np.zeros(0, dtype=np.int16)

    def hear(self, samples: Pcm) -> None:
        """Keep received samples for saying back."""
        self._kept = np.concatenate([self._kept, samples])

    def take(self, count: int) -> Pcm:
        """See `Source`. Who asks for as much as it stays behind has run dry, and waits until that is there."""
        if count >= self._behind > len(self._kept):
            return self._kept[:0]
        part, self._kept = self._kept[:count], self._kept[count:]
        return part


class Recording:
    """A 16-bit mono WAV that can be read while it is written, and keeps time with the clock.

    Whatever is missing (a held call, a silent network) is filled with silence, so that a position in the
    file is a time since the answer.
    """

    def __init__(self, path: Path, rate: int) -> None:
        self.path = path
        self.rate = rate
        self._written = 0
        self._file = path.open("wb")
        self._wave = wave.open(self._file, "wb")  # noqa: SIM115 - `close` closes it
        self._wave.setparams((1, 2, rate, 0, "NONE", "not compressed"))
        self._correct_at = 0
        self.hear(np.zeros(0, dtype=np.int16))

    @property
    def seconds(self) -> float:
        """How much is written."""
        return self._written / self.rate

    def hear(self, samples: Pcm) -> None:
        """Add received samples."""
        self._written += len(samples)
        if self._written >= self._correct_at:
            self._wave.writeframes(samples.tobytes())
            self._correct_at = self._written + round(_HEADER_EVERY * self.rate)
        else:
            self._wave.writeframesraw(samples.tobytes())
        self._file.flush()

    def fill(self, until: float) -> None:
        """Add silence up to `until` seconds."""
        missing = round(until * self.rate) - self._written
        if missing > 0:
            self.hear(np.zeros(missing, dtype=np.int16))

    def close(self) -> None:
        """Finish the file."""
        self._wave.close()
        self._file.close()


def mono(data: bytes, channels: int) -> Pcm:
    """Interleaved native 16-bit samples as mono."""
    frames = np.frombuffer(data, dtype=np.int16)
    if channels == 1:
        return frames
    together: Pcm = frames.reshape(-1, channels).mean(axis=1).astype(np.int16)
    return together


def _to_pcm(samples: NDArray[np.float64]) -> Pcm:
    return (np.clip(samples, -1.0, 1.0) * 32767).astype(np.int16)
