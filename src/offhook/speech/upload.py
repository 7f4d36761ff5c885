"""Recordings that people bring, made fit for a telephone: what it is is told from its content, and never from its name.

Decoded by libsndfile, which is bounded here: at most so many seconds are read, whatever a file says of itself.
"""

from __future__ import annotations

import io
from collections.abc import Iterator

import numpy as np
import soundfile
from msgspec import Struct

from offhook.speech.engine import Audio
from offhook.speech.telephone import Form, Pcm, encode, shape

LONGEST_S = 120
SHORTEST_S = 0.5

_MOST_CHANNELS = 8
_SLOWEST, _FASTEST = 4_000, 192_000
_KINDS = {"WAV": "WAV", "WAVEX": "WAV", "OGG": "OGG", "MP3": "MP3"}
_STREAMED = {0x7FFFFFFF, 0xFFFFFFFF}
"""Lengths that programs write into a WAV file before they know its end."""
_PAGE_HEAD, _LAST_PAGE = 27, 4
"""Of OGG: bytes of a page's head, and the flag of the stream's last page (RFC 3533)."""
_NOT_AUDIO = (
    (b"\x1a\x45\xdf\xa3", "a video (WebM or Matroska)"),
    (b"fLaC", "FLAC"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"%PDF", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive or an office document"),
    (b"FORM", "AIFF"),
    (b"caff", "Core Audio"),
    (b"#!AMR", "AMR"),
)


class NotUsable(Exception):
    """This can't be played to callers; the message is a sentence for people."""


class Recording(Struct, frozen=True):
    """A recording as a telephone plays it."""

    wav: bytes
    """8 kHz, mono, 16 bits, levelled."""
    duration_ms: int


def understand(file: bytes) -> Recording:
    """Decode a WAV, MP3 or OGG file, and shape it as prompts are: trimmed, resampled, levelled. Blocks.

    Raises:
        NotUsable: it is something else, cut short, silent, too short or too long.
    """
    if not file:
        raise NotUsable("The file is empty.")
    try:
        with soundfile.SoundFile(io.BytesIO(file)) as opened:
            samples, rate = _mono(file, opened), opened.samplerate
    except soundfile.LibsndfileError:
        raise NotUsable(_other(file)) from None
    if len(samples) > LONGEST_S * rate:
        raise NotUsable(f"The recording is longer than {LONGEST_S // 60} minutes, the most that callers hear.")
    if len(samples) < SHORTEST_S * rate:
        raise NotUsable(f"The recording is only {len(samples) / rate:.2f} s long: say something.")
    try:
        pcm = shape(Audio(samples, rate), Form.WAV.rate)
    except ValueError:
        raise NotUsable("There is nothing to hear in the recording, only silence.") from None
    return Recording(encode(pcm, Form.WAV), round(1000 * _seconds(pcm)))


def _seconds(pcm: Pcm) -> float:
    return len(pcm) / Form.WAV.rate


def _mono(file: bytes, opened: soundfile.SoundFile) -> np.ndarray:
    """All samples, and a second more than is allowed at most."""
    kind, rate, said = _KINDS.get(opened.format), opened.samplerate, opened.frames
    if kind is None:
        raise NotUsable(_other(file))
    if opened.channels > _MOST_CHANNELS or not _SLOWEST <= rate <= _FASTEST:
        raise NotUsable(
            f"The recording has {opened.channels} channels at {rate} Hz: it may have {_MOST_CHANNELS}, and from "
            f"{_SLOWEST} to {_FASTEST} Hz."
        )
    samples = np.concatenate([np.zeros(0, np.float32), *_seconds_of(opened)])
    if len(samples) <= LONGEST_S * rate and _is_cut_short(file, kind, len(samples), said):
        raise NotUsable("The file ends before its recording does: it was cut short on the way. Upload it again.")
    return samples


def _seconds_of(opened: soundfile.SoundFile) -> Iterator[np.ndarray]:
    for _ in range(LONGEST_S + 1):
        block = opened.read(opened.samplerate, dtype="float32", always_2d=True)
        if not len(block):
            return
        yield block.mean(axis=1, dtype=np.float32)


def _is_cut_short(file: bytes, kind: str, read: int, said: int) -> bool:
    match kind:
        case "WAV":
            return _wav_lacks_bytes(file)
        case "OGG":
            last = file.rfind(b"OggS")
            return read == 0 or len(file) < last + _PAGE_HEAD or not file[last + 5] & _LAST_PAGE
        case _:
            # MP3: some say in their first frame how long they are, and the others can't be told from whole ones.
            return read < said * 0.98


def _wav_lacks_bytes(file: bytes) -> bool:
    place = 12
    while place + 8 <= len(file):
        kind, size = file[place : place + 4], int.from_bytes(file[place + 4 : place + 8], "little")
        if kind == b"data":
            return size not in _STREAMED and place + 8 + size > len(file)
        place += 8 + size + size % 2
    return True


def _other(file: bytes) -> str:
    what = next((words for start, words in _NOT_AUDIO if file.startswith(start)), "")
    if file[4:8] == b"ftyp":
        what = "an MP4 video, or M4A"
    elif file[:4] == b"RIFF" and file[8:12] != b"WAVE":
        what = "a video (AVI)" if file[8:12] == b"AVI " else what
    if what:
        return f"The file is {what}: record or save it as WAV, MP3 or OGG."
    if file[:4] in {b"RIFF", b"OggS"} or file[:3] == b"ID3":
        return "The file can't be decoded: it is damaged, or was cut short on the way."
    return "The file is no WAV, MP3 or OGG recording, whatever its name says."
