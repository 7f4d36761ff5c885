from __future__ import annotations

import io
import wave

import numpy as np
import pytest

from offhook.telephony.simulated.telephony import silence
from offhook.voicemail.audio import RATE, NotAudio, understand, wav


def tone(seconds: float, amplitude: float = 8000) -> bytes:
    """Samples of 440 Hz."""
    times = np.arange(round(RATE * seconds)) / RATE
    return (amplitude * np.sin(2 * np.pi * 440 * times)).astype("<i2").tobytes()


def with_length(file: bytes, length: int) -> bytes:
    """The file with a header that says so many bytes of samples, as one that was not closed."""
    riff = min(36 + length, 2**32 - 1) if length else 0
    return b"RIFF" + riff.to_bytes(4, "little") + file[8:40] + length.to_bytes(4, "little") + file[44:]


def test_a_recording_is_measured_and_left_as_it_is() -> None:
    file = wav(tone(2.5))
    found = understand(file)
    assert (found.wav, found.duration_ms, found.silent, found.too_short) == (file, 2500, False, False)


def test_what_is_written_is_what_others_write() -> None:
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes(tone(0.5))
    assert wav(tone(0.5)) == file.getvalue()


@pytest.mark.parametrize("said", [0, 8000, 2**32 - 1])
def test_a_header_that_is_wrong_is_put_right_by_the_file(said: int) -> None:
    whole = wav(tone(3))
    assert understand(with_length(whole, said)) == understand(whole)


def test_half_a_sample_at_the_end_is_dropped() -> None:
    assert understand(with_length(wav(tone(3)) + b"\x01", 0)).wav == wav(tone(3))


def test_a_chunk_before_the_samples_is_passed_over() -> None:
    whole = wav(tone(1))
    odd = whole[:36] + b"LIST" + (3).to_bytes(4, "little") + b"abc\0" + whole[36:]
    assert understand(odd).wav == whole


@pytest.mark.parametrize(("seconds", "too_short"), [(0, True), (0.01, True), (0.9995, True), (1.0, False)])
def test_under_a_second_is_too_short(seconds: float, too_short: bool) -> None:
    assert understand(wav(tone(seconds))).too_short is too_short


def test_silence_and_the_noise_of_a_line_are_silent() -> None:
    noise = np.random.default_rng(7).normal(0, 15, 3 * RATE)
    assert understand(silence(3)).silent
    assert understand(wav(noise.astype("<i2").tobytes())).silent
    assert understand(wav((noise + 400).astype("<i2").tobytes())).silent, "an offset is not heard"
    assert understand(wav(b"")).silent


@pytest.mark.parametrize("samples", [tone(3, 120), bytes(4 * RATE) + tone(0.05), bytes(4 * RATE) + tone(0.01)])
def test_a_whisper_or_one_word_is_not_silent(samples: bytes) -> None:
    assert not understand(wav(samples)).silent


@pytest.mark.parametrize(
    ("file", "why"),
    [
        (b"", "an empty file"),
        (b"<html>", "6 bytes that are no WAV file"),
        (b"RIFF\0\0\0\0AVI fmt ", "no WAV file"),
        (wav(b"")[:30], "ends before its samples begin"),
        (wav(b"")[:40], "ends before its samples begin"),
        (wav(tone(1)).replace(b"\x40\x1f\0\0", b"\x80\x3e\0\0", 1), "16000 Hz"),
        (wav(tone(1)).replace(b"fmt \x10\0\0\0\x01", b"fmt \x10\0\0\0\x06", 1), "format 6"),
    ],
)
def test_what_is_no_recording_is_told_apart(file: bytes, why: str) -> None:
    with pytest.raises(NotAudio, match=why):
        understand(file)


def test_any_beginning_of_a_recording_is_a_shorter_one_or_none() -> None:
    """As Asterisk leaves it when it is killed between two writes."""
    whole = with_length(wav(tone(0.1)), 0)
    for end in range(len(whole)):
        if end < 44:
            with pytest.raises(NotAudio):
                understand(whole[:end])
        else:
            assert understand(whole[:end]).wav == wav(whole[44 : end - end % 2])
