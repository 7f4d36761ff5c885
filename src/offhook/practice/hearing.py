"""Tells what a recording holds: tones, speech, ringback, silence, and where in time.

Works on what a telephone line delivers: mono, 8 or 16 kHz, G.711 noise, levels of real prompts.
A recording may still be written to: whatever is there is judged, and its header's sizes are not believed.
Levels are dB relative to a full-scale sine (dBov).
"""

import struct
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Samples: TypeAlias = NDArray[np.float64]

WINDOW = 0.06
"""Seconds judged at a time: 440 and 480 Hz are still told apart, a word's pause still shows."""
HOP = 0.02
SILENCE_DBOV = -55.0
"""Below this nothing was said: G.711's own noise is about -70, a quiet voice about -35."""

_LEAST = 1e-12
"""A power that is nothing, to divide by."""

US_RINGBACK = (440.0, 480.0)
"""ITU-T E.180 supplement 2, United States: both tones, 2 s on, 4 s off."""


class NotAudio(ValueError):
    """The file is no 16-bit PCM WAV."""


@dataclass(frozen=True, slots=True)
class Sound:
    """Mono audio: samples in [-1, 1] and their rate in Hz."""

    samples: Samples
    rate: int

    @property
    def seconds(self) -> float:
        """Length in seconds."""
        return len(self.samples) / self.rate

    def between(self, start: float, end: float | None = None) -> "Sound":
        """The part from `start` to `end` seconds; negative counts from the end."""
        last = self.seconds if end is None else end
        first = max(0.0, self.seconds + start) if start < 0 else start
        return Sound(self.samples[int(first * self.rate) : int(last * self.rate)], self.rate)

    @property
    def dbov(self) -> float:
        """Mean level; -inf for nothing at all."""
        return _dbov(float(np.mean(self.samples**2))) if len(self.samples) else -np.inf


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a recording, in seconds from its start."""

    start: float
    end: float

    @property
    def seconds(self) -> float:
        """Length in seconds."""
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class ToneLevel:
    """How loud a tone is, and how far everything else lies below it."""

    dbov: float
    snr_db: float


def load(path: Path) -> Sound:
    """Read a 16-bit PCM WAV, finished or not; several channels are averaged.

    Raises `NotAudio` naming the file and what is wrong with it.
    """
    raw = path.read_bytes()
    if raw[:4] != b"RIFF" or raw[8:12] != b"WAVE":
        raise NotAudio(f"{path} is no WAV file")
    place, layout = 12, None
    while place + 8 <= len(raw):
        name, size = struct.unpack_from("<4sI", raw, place)
        place += 8
        if name == b"fmt ":
            layout = struct.unpack_from("<HHIIHH", raw, place)
        elif name == b"data" and layout is not None:
            return _pcm(path, raw[place:], layout)
        place += size + size % 2
    raise NotAudio(f"{path} holds no audio")


def _pcm(path: Path, data: bytes, layout: tuple[int, ...]) -> Sound:
    kind, channels, rate, _, _, bits = layout
    if bits != 16 or kind not in (1, 0xFFFE):
        raise NotAudio(f"{path} is not 16-bit PCM (format {kind}, {bits} bits)")
    frame = 2 * channels
    whole = np.frombuffer(data[: len(data) // frame * frame], dtype="<i2").reshape(-1, channels)
    return Sound(whole.mean(axis=1) / 32768.0, rate)


def tone_level(sound: Sound, hz: float) -> ToneLevel:
    """Level of a sine of `hz` over the whole of `sound`, and its ratio to all the rest."""
    tones, left = _fit(sound.samples[np.newaxis, :], sound.rate, (hz,))
    power = max(float(tones[0, 0]), _LEAST)
    return ToneLevel(_dbov(power), float(10 * np.log10(power / float(left[0]))))


def tone_spans(sound: Sound, hz: float) -> list[Span]:
    """Where a sine of `hz` stands out: at least -40 dBov loud and 10 dB above everything else."""
    tones, left = _fit(_frames(sound), sound.rate, (hz,))
    return _spans((tones[:, 0] > _power(-40.0)) & (tones[:, 0] / left > 10.0))


def hears_tone(sound: Sound, hz: float, *, least: float = 0.3) -> bool:
    """Whether a clear sine of `hz` lasts for `least` seconds somewhere."""
    return any(span.seconds >= least for span in tone_spans(sound, hz))


def longest_gap(sound: Sound, hz: float) -> float:
    """The longest interruption, in seconds, between the first and the last of a tone; raises without any."""
    spans = tone_spans(sound, hz)
    if not spans:
        raise ValueError(f"no {hz:g} Hz tone in the recording")
    return max((after.start - before.end for before, after in pairwise(spans)), default=0.0)


def ringback_spans(sound: Sound) -> list[Span]:
    """Where both ringback tones sound together and nothing else does; one span a burst."""
    parts, left = _fit(_frames(sound), sound.rate, US_RINGBACK)
    both = parts.sum(axis=1)
    ratio = parts[:, 0] / np.maximum(parts[:, 1], _LEAST)
    return _spans((both > _power(-40.0)) & (both / left > 10.0) & (ratio > 0.25) & (ratio < 4.0))


def hears_ringback(sound: Sound, *, least: float = 0.5) -> bool:
    """Whether a burst of US ringback lasts for `least` seconds somewhere."""
    return any(span.seconds >= least for span in ringback_spans(sound))


def hears_speech(sound: Sound, *, least: float = 0.4) -> bool:
    """Whether somewhere `least` seconds in three times as long are sound but no steady tone.

    A tone's start and end look like sound of their own: 40 ms each, so a busy tone's stay far below that.
    """
    talking = _talking(sound).astype(np.float64)
    width = round(3 * least / HOP)
    return bool(talking.size) and float(np.convolve(talking, np.ones(width)).max()) * HOP >= least


def speech_seconds(sound: Sound) -> float:
    """Seconds of the recording that are sound but no steady tone (one or two sines)."""
    return float(_talking(sound).sum() * HOP)


def _talking(sound: Sound) -> NDArray[np.bool_]:
    """Which windows are louder than silence and no steady tone."""
    frames = _frames(sound)
    if not len(frames):
        return np.zeros(0, dtype=np.bool_)
    spectrum = np.abs(np.fft.rfft(frames * np.hanning(frames.shape[1]), axis=1)) ** 2
    peak = spectrum.argmax(axis=1)
    strongest = np.sort(spectrum, axis=1)[:, -7:].sum(axis=1)
    # Two windowed sines fill seven bins at most; a vowel has more harmonics than that, and moves.
    concentrated = strongest / np.maximum(spectrum.sum(axis=1), _LEAST) > 0.97
    still = np.zeros(len(peak), dtype=np.bool_)
    still[2:] = (np.abs(peak[2:] - peak[1:-1]) <= 1) & (np.abs(peak[1:-1] - peak[:-2]) <= 1)
    still[:-2] |= still[2:]
    loud = (frames**2).mean(axis=1) > _power(-45.0)
    talking: NDArray[np.bool_] = loud & ~(concentrated & still)
    return talking


def hears_silence(sound: Sound, *, least: float = 0.5) -> bool:
    """Whether nothing is heard for `least` seconds somewhere."""
    return any(span.seconds >= least for span in silent_spans(sound))


def silent_spans(sound: Sound) -> list[Span]:
    """Where nothing is louder than `SILENCE_DBOV`."""
    frames = _frames(sound)
    return _spans((frames**2).mean(axis=1) < _power(SILENCE_DBOV))


def describe(sound: Sound) -> str:
    """One line for an error message: how long, how loud, and the strongest frequency."""
    if not len(sound.samples):
        return "nothing at all"
    if sound.dbov < SILENCE_DBOV:
        return f"{sound.seconds:.1f} s of silence"
    spectrum = np.abs(np.fft.rfft(sound.samples * np.hanning(len(sound.samples))))
    hz = float(spectrum.argmax()) * sound.rate / len(sound.samples)
    speech = speech_seconds(sound)
    return f"{sound.seconds:.1f} s at {sound.dbov:.0f} dBov, {speech:.1f} s of it speech, strongest at {hz:.0f} Hz"


def _frames(sound: Sound) -> Samples:
    """Overlapping windows, one a row; none when the sound is shorter than one."""
    size, hop = int(WINDOW * sound.rate), int(HOP * sound.rate)
    if len(sound.samples) < size:
        return np.zeros((0, size))
    return np.lib.stride_tricks.sliding_window_view(sound.samples, size)[::hop]


def _fit(frames: Samples, rate: int, tones: tuple[float, ...]) -> tuple[Samples, Samples]:
    """Power of each tone, and of what is left over, per row: all fitted at once, so that near ones don't leak."""
    if not frames.size:
        return np.zeros((len(frames), len(tones))), np.full(len(frames), _LEAST)
    phase = 2 * np.pi * np.outer(np.arange(frames.shape[1]) / rate, np.asarray(tones))
    basis = np.concatenate([np.cos(phase), np.sin(phase)], axis=1)
    weights, *_ = np.linalg.lstsq(basis, frames.T, rcond=None)
    left = ((frames.T - basis @ weights) ** 2).mean(axis=0)
    square = weights.T**2
    return (square[:, : len(tones)] + square[:, len(tones) :]) / 2, np.maximum(left, _LEAST)


def _spans(flags: NDArray[np.bool_]) -> list[Span]:
    """Runs of true windows as seconds, each taken at its window's middle and one hop long."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], flags, [False]]).astype(np.int8)))
    middle = (WINDOW - HOP) / 2
    return [Span(float(a) * HOP + middle, float(b) * HOP + middle) for a, b in edges.reshape(-1, 2)]


def _dbov(power: float) -> float:
    return float(10 * np.log10(max(2 * power, _LEAST)))


def _power(dbov: float) -> float:
    """Mean square of a sine of that level."""
    return float(10 ** (dbov / 10) / 2)
