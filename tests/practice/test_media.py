import wave
from pathlib import Path

import numpy as np
import pytest

from offhook.practice.hearing import hears_tone, load, tone_level, tone_spans
from offhook.practice.media import Clip, NoSuchAudio, Recording, Repeat, Sine, load_clip, mono
from tests.practice.audio import RATE, line, sine, write


@pytest.mark.parametrize("rate", [8000, 16000, 24000, 44100])
def test_a_clip_of_any_rate_comes_at_the_calls_rate(tmp_path: Path, rate: int) -> None:
    at = np.arange(rate) / rate
    clip = load_clip(write(tmp_path / "a.wav", 0.5 * np.sin(2 * np.pi * 440 * at), rate), RATE)
    assert len(clip) == pytest.approx(RATE, abs=2)
    assert tone_level(line(clip / 32768), 440).snr_db > 30


@pytest.mark.parametrize(("suffix", "rate"), [(".sln", 8000), (".sln16", 16000)])
def test_raw_audio_has_the_rate_of_its_suffix(tmp_path: Path, suffix: str, rate: int) -> None:
    path = tmp_path / f"a{suffix}"
    (8000 * np.sin(2 * np.pi * 440 * np.arange(rate) / rate)).astype("<i2").tofile(path)
    assert tone_level(line(load_clip(path, RATE) / 32768), 440).snr_db > 30


def test_what_cannot_be_said_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(NoSuchAudio, match=r"cannot say .*missing.wav"):
        load_clip(tmp_path / "missing.wav", RATE)
    (tmp_path / "text.wav").write_text("no audio")
    with pytest.raises(NoSuchAudio, match=r"cannot say .*text.wav"):
        load_clip(tmp_path / "text.wav", RATE)
    with pytest.raises(NoSuchAudio, match=r"cannot say .*missing.sln"):
        load_clip(tmp_path / "missing.sln", RATE)


def test_a_clip_is_said_once_in_pieces() -> None:
    clip = Clip(np.arange(5, dtype=np.int16))
    assert [clip.take(3).tolist(), clip.take(3).tolist(), clip.take(3).tolist()] == [[0, 1, 2], [3, 4], []]


def test_a_tone_goes_on_without_a_seam_and_ends_in_time() -> None:
    tone = Sine(440, RATE, dbov=-12, seconds=0.5)
    pieces = [tone.take(160) for _ in range(26)]
    assert sum(map(len, pieces)) == RATE // 2
    assert tone_level(line(np.concatenate(pieces) / 32768), 440).snr_db > 30
    assert not tone.endless
    assert Sine(440, RATE, dbov=-12, seconds=None).endless


def test_an_echo_says_what_it_heard() -> None:
    echo = Repeat(behind=4)
    echo.hear(np.arange(3, dtype=np.int16))
    assert echo.take(4).tolist() == []
    echo.hear(np.arange(3, 5, dtype=np.int16))
    assert [echo.take(4).tolist(), echo.take(2).tolist(), echo.take(2).tolist()] == [[0, 1, 2, 3], [4], []]


def test_a_recording_can_be_read_while_it_is_written(tmp_path: Path) -> None:
    recording = Recording(tmp_path / "a.wav", RATE)
    for piece in np.array_split((sine(440, 1.5) * 32767).astype(np.int16), 75):
        recording.hear(piece)
    assert load(recording.path).seconds == 1.5
    assert hears_tone(load(recording.path), 440)
    recording.close()
    with wave.open(str(recording.path)) as finished:
        assert finished.getnframes() == 1.5 * RATE


def test_a_recording_keeps_time_with_the_clock(tmp_path: Path) -> None:
    recording = Recording(tmp_path / "a.wav", RATE)
    recording.fill(1.0)
    recording.hear((sine(440, 0.5) * 32767).astype(np.int16))
    recording.fill(1.2)
    recording.close()
    (span,) = tone_spans(load(recording.path), 440)
    assert (span.start, span.end) == pytest.approx((1.0, 1.5), abs=0.05)


def test_several_channels_become_one() -> None:
    assert mono(np.array([2, 4, 6, 8], dtype=np.int16).tobytes(), 2).tolist() == [3, 7]
