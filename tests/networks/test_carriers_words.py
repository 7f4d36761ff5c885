"""What carriers say for us, and which sounds they may fetch."""

from __future__ import annotations

import hashlib
import io
import wave

import pytest

from offhook.calls.values import Phrase
from offhook.clock import VirtualClock
from offhook.networks.carriers_words import FETCHED_WITHIN_S, CarriersWords, open_sound
from offhook.telephony.webhooks.words import Sound, Text

CONTENT = "0123456789abcdef" * 4


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock()


@pytest.fixture
def words(clock: VirtualClock) -> CarriersWords:
    return CarriersWords("https://office.test", lambda text: hashlib.sha256(text.encode()).hexdigest(), clock)


@pytest.mark.parametrize(
    ("language", "spoken"), [("en", "en-US"), ("de", "de-DE"), ("de-CH", "de-CH"), ("es", "es-ES"), ("da", "da")]
)
def test_phrases_are_spoken_in_a_language_with_its_region(words: CarriersWords, language: str, spoken: str) -> None:
    (said,) = words.of((Phrase("dial.no_key"),), language, "US")
    assert isinstance(said, Text)
    assert said.language == spoken
    assert said.text


def test_a_kept_sound_has_an_address_that_nobody_makes_up_and_that_expires(
    words: CarriersWords, clock: VirtualClock
) -> None:
    (played,) = words.of((Phrase("mailbox.message", sound=CONTENT),), "en", "US")
    assert isinstance(played, Sound)
    prefix, _, rest = played.url.partition("/kept/")
    assert prefix == "https://office.test/carriers/sounds"
    name = rest.removesuffix(".wav")
    assert words.content(name) == CONTENT
    content, until, proof = name.split(".")
    for wrong in (
        f"{content[::-1]}.{until}.{proof}",
        f"{content}.{int(until) + 1}.{proof}",
        f"{content}.{until}.{proof[::-1]}",
        f"{content}.{until}.\u00e9",
        f"{content}.\u0661.{proof}",
        content,
        "",
    ):
        assert words.content(wrong) is None, wrong
    clock.run(FETCHED_WITHIN_S + 1)
    assert words.content(name) is None


@pytest.mark.parametrize(("name", "seconds"), [("ringback", 6.0), ("silence", 10.0), ("music", 48.0)])
def test_open_sounds_are_files_that_a_carrier_plays(name: str, seconds: float) -> None:
    found = open_sound(name)
    assert found is not None
    with wave.open(io.BytesIO(found)) as file:
        assert (file.getnchannels(), file.getframerate()) == (1, 8000)
        assert file.getnframes() / file.getframerate() == seconds


def test_there_are_no_others() -> None:
    assert open_sound("../offhook") is None
