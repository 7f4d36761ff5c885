"""What a recording holds: WAV files as Asterisk leaves them, 8 kHz, mono, 16 bits.

Asterisk writes the length into the header when it closes a file. Where it was killed first the header says 0, or what
was true a while ago; the samples are in the file all the same, so the file's own length is what counts.
"""

from __future__ import annotations

import struct

import numpy as np
from msgspec import Struct

RATE = 8000
"""Samples a second."""
WIDTH = 2
"""Bytes a sample."""
SHORTEST_MS = 1000
"""What is shorter is no message."""

FRAME = RATE // 50
"""Samples of 20 ms."""
QUIET = 50.0
"""The loudest that a frame of silence is, as the standard deviation of its samples: 56 dB below full scale. The noise
of a line lies below that, a whisper above. In doubt something is a message."""

_HEADER = struct.Struct("<4sI4s4sIHHIIHH4sI")
_PCM = 1


class NotAudio(Exception):
    """This is no recording; the message says why."""


class Audio(Struct, frozen=True):
    """A recording whose header is true."""

    wav: bytes
    """The file, with the header as it should be."""
    duration_ms: int
    silent: bool
    """Nothing in it is louder than a telephone line by itself."""

    @property
    def too_short(self) -> bool:
        """Whether it is no message, whatever is in it."""
        return self.duration_ms < SHORTEST_MS


def understand(file: bytes) -> Audio:
    """Read a recording, and put its header right.

    Raises:
        NotAudio: it is none, or of another kind than Asterisk records for us.
    """
    samples = _samples(file)
    return Audio(
        wav=wav(samples),
        duration_ms=len(samples) // WIDTH * 1000 // RATE,
        silent=_is_silent(np.frombuffer(samples, dtype="<i2")),
    )


def wav(samples: bytes) -> bytes:
    """Samples as a WAV file, byte for byte as Asterisk writes one."""
    size = len(samples)
    head = _HEADER.pack(
        *(b"RIFF", _HEADER.size - 8 + size, b"WAVE"),
        *(b"fmt ", 16, _PCM, 1, RATE, RATE * WIDTH, WIDTH, 8 * WIDTH),
        *(b"data", size),
    )
    return head + samples


def _samples(file: bytes) -> bytes:
    """From the head of the `data` chunk, which Asterisk writes last, to the end of the file."""
    if len(file) < 12 or file[:4] != b"RIFF" or file[8:12] != b"WAVE":
        raise NotAudio(f"{len(file)} bytes that are no WAV file" if file else "an empty file")
    place, known = 12, False
    while place + 8 <= len(file):
        kind, size = file[place : place + 4], int.from_bytes(file[place + 4 : place + 8], "little")
        place += 8
        if kind == b"fmt ":
            _check(file[place : place + 16])
            known = True
        if kind == b"data" and known:
            return file[place : len(file) - (len(file) - place) % WIDTH]
        place += size + size % 2
    raise NotAudio("a WAV file that ends before its samples begin")


def _check(form: bytes) -> None:
    if len(form) < 16:
        raise NotAudio("a WAV file that ends before its samples begin")
    kind, channels, rate, _, _, bits = struct.unpack("<HHIIHH", form)
    if (kind, channels, rate, bits) != (_PCM, 1, RATE, 8 * WIDTH):
        raise NotAudio(f"a WAV file of another kind: format {kind}, {channels} channels, {rate} Hz, {bits} bits")


def _is_silent(samples: np.ndarray) -> bool:
    frames = samples[: len(samples) // FRAME * FRAME].reshape(-1, FRAME)
    rest = samples[len(frames) * FRAME :]
    loudest = [frames.std(axis=1).max()] if len(frames) else []
    loudest += [rest.std()] if len(rest) else []
    return all(each < QUIET for each in loudest)
