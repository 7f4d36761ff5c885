"""Recordings that people bring: what is taken, what is made of it, and why anything else is refused."""

from __future__ import annotations

import contextlib
import io
import struct
import wave

import numpy as np
import pytest
import soundfile

from offhook.speech.telephone import LEVEL, PEAK, level
from offhook.speech.upload import LONGEST_S, NotUsable, understand


def speech(seconds: float, rate: int = 44_100, loudness: float = 0.3) -> np.ndarray:
    """Something that swells and fades as words do."""
    at = np.arange(int(seconds * rate)) / rate
    words = loudness * np.sin(2 * np.pi * 300 * at) * (1 + np.sin(2 * np.pi * 3 * at)) / 2
    return np.asarray(words, np.float32)


def encoded(samples: np.ndarray, kind: str, subtype: str, rate: int = 44_100) -> bytes:
    file = io.BytesIO()
    soundfile.write(file, samples, rate, format=kind, subtype=subtype)
    return file.getvalue()


WAV = encoded(speech(3), "WAV", "PCM_16")
MP3 = encoded(speech(3), "MP3", "MPEG_LAYER_III")
OGG = encoded(speech(3), "OGG", "VORBIS")

KINDS = [
    ("WAV", "PCM_16", 44_100),
    ("WAV", "PCM_16", 8_000),
    ("WAV", "PCM_24", 96_000),
    ("WAV", "FLOAT", 48_000),
    ("WAV", "ULAW", 8_000),
    ("WAVEX", "PCM_16", 48_000),
    ("MP3", "MPEG_LAYER_III", 44_100),
    ("MP3", "MPEG_LAYER_III", 8_000),
    ("OGG", "VORBIS", 44_100),
    ("OGG", "OPUS", 48_000),
]


@pytest.mark.behaviour("P9")
@pytest.mark.parametrize(("kind", "subtype", "rate"), KINDS)
@pytest.mark.parametrize("channels", [1, 2])
def test_any_recording_becomes_what_a_telephone_plays(kind: str, subtype: str, rate: int, channels: int) -> None:
    recording = understand(encoded(np.column_stack([speech(3, rate)] * channels), kind, subtype, rate))
    with wave.open(io.BytesIO(recording.wav)) as opened:
        assert (opened.getnchannels(), opened.getsampwidth(), opened.getframerate()) == (1, 2, 8000)
        samples = np.frombuffer(opened.readframes(opened.getnframes()), "<i2").astype(np.float32) / 32768
    assert len(samples) / 8 == pytest.approx(recording.duration_ms, abs=1)
    assert recording.duration_ms == pytest.approx(3300, abs=200)


@pytest.mark.parametrize("loudness", [0.002, 0.02, 0.9])
def test_loud_and_faint_recordings_are_heard_alike(loudness: float) -> None:
    recording = understand(encoded(speech(3, 16_000, loudness), "WAV", "FLOAT", 16_000))
    samples = np.frombuffer(recording.wav[44:], "<i2").astype(np.float32) / 32768
    assert level(samples, 8000) == pytest.approx(LEVEL, abs=1)
    assert np.abs(samples).max() <= PEAK + 0.01


def test_a_wav_file_whose_writer_did_not_know_its_length_is_taken_whole() -> None:
    place = WAV.index(b"data") + 4
    for length in (0x7FFFFFFF, 0xFFFFFFFF):
        streamed = WAV[:place] + struct.pack("<I", length) + WAV[place + 4 :]
        assert understand(streamed).duration_ms == understand(WAV).duration_ms


def test_two_minutes_are_taken_and_more_are_not() -> None:
    assert understand(encoded(speech(LONGEST_S, 8000), "WAV", "PCM_16", 8000)).duration_ms >= LONGEST_S * 1000
    for kind, subtype in (("WAV", "PCM_16"), ("MP3", "MPEG_LAYER_III"), ("OGG", "VORBIS")):
        with pytest.raises(NotUsable, match="longer than 2 minutes"):
            understand(encoded(speech(LONGEST_S + 0.5, 8000), kind, subtype, 8000))


@pytest.mark.parametrize(
    ("file", "words"),
    [
        pytest.param(b"", "is empty", id="nothing"),
        pytest.param(b"Welcome to our office. " * 50, "no WAV, MP3 or OGG recording, whatever its name", id="text"),
        pytest.param(b"\x89PNG\r\n\x1a\n" + bytes(500), "a picture", id="picture"),
        pytest.param(b"\0\0\0\x20ftypisom" + bytes(500), "an MP4 video, or M4A", id="MP4"),
        pytest.param(b"\x1a\x45\xdf\xa3" + bytes(500), "a video", id="WebM"),
        pytest.param(b"RIFF\0\1\0\0AVI LIST" + bytes(500), "AVI", id="AVI"),
        pytest.param(encoded(speech(2), "FLAC", "PCM_16"), "FLAC", id="FLAC"),
        pytest.param(encoded(speech(2), "AIFF", "PCM_16"), "AIFF", id="AIFF"),
        pytest.param(WAV[:30], "damaged, or was cut short", id="WAV without samples"),
        pytest.param(WAV[: len(WAV) // 2], "cut short on the way", id="half a WAV"),
        pytest.param(OGG[: len(OGG) // 2], "cut short on the way", id="half an OGG"),
        pytest.param(OGG[:200], "damaged, or was cut short", id="the beginning of an OGG"),
        pytest.param(MP3[: len(MP3) // 2], "cut short on the way", id="half an MP3"),
        pytest.param(b"\xff\xfb\x90\0" + bytes(2000), "no WAV, MP3 or OGG", id="almost an MP3"),
        pytest.param(encoded(speech(0.2), "WAV", "PCM_16"), "only 0.20 s long", id="too short"),
        pytest.param(encoded(np.zeros(44_100, np.float32), "WAV", "PCM_16"), "only silence", id="silence"),
        pytest.param(encoded(np.zeros(0, np.float32), "WAV", "PCM_16"), "only 0.00 s long", id="no samples"),
        pytest.param(encoded(np.zeros((8000, 9), np.float32), "WAV", "PCM_16", 8000), "9 channels", id="channels"),
        pytest.param(encoded(speech(1, 2000), "WAV", "PCM_16", 2000), "2000 Hz", id="rate"),
    ],
)
def test_what_cannot_be_played_is_refused_in_plain_words(file: bytes, words: str) -> None:
    with pytest.raises(NotUsable, match=words):
        understand(file)


def test_noise_never_breaks_the_decoder() -> None:
    noise = np.random.default_rng(7)
    for file in (WAV, MP3, OGG):
        for _ in range(40):
            damaged = bytearray(file)
            for place in noise.integers(0, len(damaged), 20):
                damaged[place] = int(noise.integers(0, 256))
            with contextlib.suppress(NotUsable):
                understand(bytes(damaged))
