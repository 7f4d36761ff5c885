import io
import wave

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from offhook.speech.engine import Audio
from offhook.speech.hibari import Hibari
from offhook.speech.telephone import LEAD, LEVEL, PEAK, TAIL, Form, Pcm, decode, encode, is_whole, level, shape
from tests.speech.fakes import RATE, hum

FORMS = list(Form)


def spectrum_peak(pcm: Pcm, rate: int) -> float:
    return float(np.abs(np.fft.rfft(pcm)).argmax() * rate / len(pcm))


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("loudness", [0.01, 0.3, 1.0])
def test_words_come_out_at_the_level_between_silences(form: Form, loudness: float) -> None:
    pcm = shape(Audio(hum(1.0, loudness), RATE), form.rate)
    lead, tail = int(LEAD * form.rate), int(TAIL * form.rate)
    assert not pcm[:lead].any()
    assert not pcm[-tail:].any()
    words = pcm[lead:-tail] / np.float32(32768)
    assert level(words, form.rate) == pytest.approx(LEVEL, abs=0.2)
    assert len(words) / form.rate == pytest.approx(1.0, abs=0.07)
    assert spectrum_peak(pcm, form.rate) == pytest.approx(300, abs=2)


def test_a_spiky_voice_is_kept_below_the_peak() -> None:
    spiky = hum(1.0, 0.001)
    spiky[RATE // 2 :: 2000] = 1.0
    pcm = shape(Audio(spiky, RATE), 16_000)
    assert np.abs(pcm.astype(int)).max() <= PEAK * 32768 + 1
    assert is_whole(pcm, 16_000)


@pytest.mark.parametrize(
    "samples",
    [
        np.zeros(0),
        np.zeros(1000),
        np.full(1000, 1e-38),
        np.full(1000, np.nan),
        np.array([0.1, np.inf]),
        np.ones((2, 1000)),
        np.tile([1e-3, -1e-3], 5000),
    ],
    ids=["empty", "silent", "inaudible", "nan", "infinite", "stereo", "too high for the line"],
)
def test_what_is_no_audio_is_refused(samples: np.ndarray) -> None:
    with pytest.raises(ValueError, match="gave no audio"):
        shape(Audio(samples.astype(np.float32), RATE), 16_000)


@given(st.lists(st.floats(-1, 1, width=32), min_size=1, max_size=200), st.sampled_from([8_000, 22_050, 24_000, 48_000]))
def test_any_audio_that_can_be_heard_stays_within_the_peak(values: list[float], rate: int) -> None:
    samples = np.resize(np.array(values, np.float32), rate // 2)
    samples[: rate // 10] += hum(0.1, 0.5, rate)[rate // 5 : rate // 5 + rate // 10]
    pcm = shape(Audio(samples, rate), 16_000)
    assert np.abs(pcm.astype(int)).max() <= PEAK * 32768 + 1
    assert len(pcm) <= (0.5 + LEAD + TAIL) * 16_000 + 1


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("text", ["Goodbye.", "You are about to call two oh two, five five five, oh one two two."])
def test_the_packaged_voice_is_plausible_speech(hibari: Hibari, form: Form, text: str) -> None:
    pcm = shape(hibari.synthesize(text, "en"), form.rate)
    seconds = len(pcm) / form.rate - LEAD - TAIL
    assert 0.2 < seconds / len(text.split()) < 0.8
    assert level(pcm / np.float32(32768), form.rate) == pytest.approx(LEVEL, abs=0.5)
    assert np.abs(pcm.astype(int)).max() < 32_767
    assert is_whole(pcm, form.rate)


@pytest.mark.parametrize("form", FORMS)
def test_files_read_back_as_they_were_written(form: Form) -> None:
    pcm = shape(Audio(hum(0.5), RATE), form.rate)
    assert np.array_equal(decode(encode(pcm, form), form), pcm)


def test_sln16_is_bare_samples_and_wav_is_what_asterisk_takes() -> None:
    pcm = np.array([1, -2, 300], np.int16)
    assert encode(pcm, Form.SLN16) == b"\x01\x00\xfe\xff\x2c\x01"
    with wave.open(io.BytesIO(encode(pcm, Form.WAV))) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, 8_000)


@pytest.mark.parametrize("content", [b"", b"RIFF", b"not a wave file", encode(np.zeros(9, np.int16), Form.WAV)[:30]])
def test_a_broken_wav_is_a_value_error(content: bytes) -> None:
    with pytest.raises(ValueError, match="WAV"):
        decode(content, Form.WAV)


def test_a_wav_of_another_rate_is_a_value_error() -> None:
    content = bytearray(encode(np.zeros(9, np.int16), Form.WAV))
    content[24:28] = (16_000).to_bytes(4, "little")
    with pytest.raises(ValueError, match="right rate"):
        decode(bytes(content), Form.WAV)


@pytest.mark.parametrize(
    "damage",
    [
        lambda pcm: pcm[:0],
        lambda pcm: np.zeros_like(pcm),
        lambda pcm: pcm[: len(pcm) // 2],
        lambda pcm: pcm[len(pcm) // 2 :],
        lambda pcm: np.concatenate([pcm[: len(pcm) // 2], np.zeros(len(pcm) // 2, np.int16)]),
        lambda pcm: pcm // 8,
        lambda pcm: np.frombuffer(b"<html>An error page</html>" * 999, np.int16),
    ],
    ids=["empty", "zeros", "cut short", "headless", "second half lost", "faint", "text"],
)
def test_a_damaged_clip_is_not_whole(damage: object) -> None:
    assert callable(damage)
    pcm = shape(Audio(hum(1.0), RATE), 16_000)
    assert is_whole(pcm, 16_000)
    assert not is_whole(damage(pcm), 16_000)
