import struct
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from offhook.practice.hearing import (
    NotAudio,
    Sound,
    describe,
    hears_ringback,
    hears_silence,
    hears_speech,
    hears_tone,
    load,
    longest_gap,
    ringback_spans,
    silent_spans,
    speech_seconds,
    tone_level,
    tone_spans,
)
from tests.practice.audio import RATE, line, sine, voice, write

QUIET = np.zeros(RATE)
RINGBACK = sine(440, 2, dbov=-19) + sine(480, 2, dbov=-19)
BUSY = np.tile(np.concatenate([sine(480, 0.5, dbov=-24) + sine(620, 0.5, dbov=-24), np.zeros(RATE // 2)]), 4)
NOTHING = Sound(np.zeros(0), RATE)


def test_a_tone_has_a_level_and_stands_out() -> None:
    level = tone_level(line(sine(440, 1, dbov=-12)), 440)
    assert level.dbov == pytest.approx(-12, abs=0.2)
    assert level.snr_db > 30


def test_a_tone_is_found_where_it_is() -> None:
    (span,) = tone_spans(line(np.concatenate([QUIET, sine(440, 0.5), QUIET])), 440)
    assert (span.start, span.end) == pytest.approx((1.0, 1.5), abs=0.05)


@pytest.mark.parametrize("hz", [350, 480, 620, 1000])
def test_another_tone_is_not_mistaken(hz: float) -> None:
    assert not hears_tone(line(sine(440, 1)), hz)


@pytest.mark.parametrize("other", [RINGBACK, BUSY, voice(2), QUIET], ids=["ringback", "busy", "voice", "quiet"])
def test_what_is_no_clear_tone_is_not_taken_for_one(other: NDArray[np.float64]) -> None:
    assert not hears_tone(line(other), 440)


def test_a_tone_is_heard_at_a_low_level_but_not_below_hearing() -> None:
    assert hears_tone(line(sine(440, 1, dbov=-35)), 440)
    assert not hears_tone(line(sine(440, 1, dbov=-50)), 440)


def test_an_interruption_is_measured() -> None:
    broken = np.concatenate([sine(440, 1), np.zeros(RATE // 5), sine(440, 1)])
    assert longest_gap(line(broken), 440) == pytest.approx(0.2, abs=0.07)
    assert longest_gap(line(sine(440, 1)), 440) == 0.0


def test_there_is_no_gap_without_a_tone() -> None:
    with pytest.raises(ValueError, match="no 440 Hz tone"):
        longest_gap(line(QUIET), 440)


def test_ringback_is_two_tones_in_their_cadence() -> None:
    first, second = ringback_spans(line(np.concatenate([RINGBACK, np.zeros(4 * RATE), RINGBACK])))
    assert first.seconds == pytest.approx(2, abs=0.1)
    assert second.start - first.end == pytest.approx(4, abs=0.1)
    assert hears_ringback(line(RINGBACK))


@pytest.mark.parametrize("other", [sine(440, 2), BUSY, voice(2)], ids=["one tone", "busy", "voice"])
def test_other_sounds_are_no_ringback(other: NDArray[np.float64]) -> None:
    assert not hears_ringback(line(other))


def test_a_voice_is_speech() -> None:
    heard = line(np.concatenate([QUIET, voice(2), QUIET]))
    assert hears_speech(heard)
    assert 0.8 < speech_seconds(heard) < 2.2


@pytest.mark.parametrize(
    "other",
    [sine(440, 2), RINGBACK, BUSY, QUIET, sine(770, 2) + sine(1336, 2)],
    ids=["tone", "ringback", "busy", "quiet", "key"],
)
def test_tones_and_silence_are_no_speech(other: NDArray[np.float64]) -> None:
    assert not hears_speech(line(other))


def test_silence_is_found_between_sounds() -> None:
    heard = line(np.concatenate([sine(440, 1), QUIET, voice(1)]))
    longest = max(silent_spans(heard), key=lambda span: span.seconds)
    assert (longest.start, longest.end) == pytest.approx((1.0, 2.0), abs=0.1)
    assert hears_silence(heard)
    assert not hears_silence(line(sine(440, 2)))


def test_nothing_at_all_is_judged_too() -> None:
    assert not hears_tone(NOTHING, 440)
    assert not hears_ringback(NOTHING)
    assert not hears_speech(NOTHING)
    assert not hears_silence(NOTHING)
    assert describe(NOTHING) == "nothing at all"


def test_a_description_says_what_was_heard() -> None:
    assert describe(line(QUIET)) == "1.0 s of silence"
    assert describe(line(sine(440, 1))) == "1.0 s at -12 dBov, 0.0 s of it speech, strongest at 440 Hz"


def test_parts_of_a_sound_are_taken_by_seconds() -> None:
    heard = Sound(np.arange(3 * RATE) / (3 * RATE), RATE)
    assert heard.between(1, 2).seconds == 1
    assert heard.between(-0.5).samples[-1] == heard.samples[-1]
    assert heard.between(5).seconds == 0


def test_a_wav_is_read_even_when_its_header_was_never_finished(tmp_path: Path) -> None:
    path = write(tmp_path / "a.wav", sine(440, 1))
    broken = bytearray(path.read_bytes())
    struct.pack_into("<I", broken, 4, 0)
    struct.pack_into("<I", broken, 40, 0)
    path.write_bytes(bytes(broken) + b"\x01")
    heard = load(path)
    assert heard.seconds == 1
    assert hears_tone(heard, 440)


def test_stereo_is_averaged(tmp_path: Path) -> None:
    both = np.stack([sine(440, 1), np.zeros(RATE)], axis=1)
    path = tmp_path / "a.wav"
    write(path, both)
    assert load(path).dbov == pytest.approx(-18, abs=0.2)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "no WAV file"),
        (b"RIFF\0\0\0\0WAVE", "holds no audio"),
        (
            b"RIFF\0\0\0\0WAVEfmt \x10\0\0\0" + struct.pack("<HHIIHH", 7, 1, 8000, 8000, 1, 8) + b"data\0\0\0\0",
            "8 bits",
        ),
    ],
)
def test_what_is_no_audio_is_refused_in_words(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "a.wav"
    path.write_bytes(content)
    with pytest.raises(NotAudio, match=words):
        load(path)
