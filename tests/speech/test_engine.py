"""What holds for every voice, and the choice among them."""

import shutil
import threading
from pathlib import Path

import numpy as np
import pytest

from offhook.speech.engine import Engine, NoVoice, Samples, VoiceFailed, choose, plain
from offhook.speech.espeak import PROGRAM, Espeak
from offhook.speech.hibari import Hibari
from tests.speech.fakes import Hum

VOICES = ["hum", "hibari", "espeak"] + ["espeak installed"] * bool(shutil.which(PROGRAM))


@pytest.fixture(params=VOICES)
def engine(request: pytest.FixtureRequest, hibari: Hibari, espeak_program: Path) -> Engine:
    match request.param:
        case "hum":
            return Hum()
        case "hibari":
            return hibari
        case "espeak":
            return Espeak(espeak_program)
        case _:
            return Espeak.installed()


@pytest.fixture
def language(engine: Engine) -> str:
    return "en" if "en" in engine.languages else "de"


def test_speaks_as_long_as_the_text_asks_for(engine: Engine, language: str) -> None:
    short, long = (engine.synthesize(text, language) for text in ("Seven.", "One two three four five six seven."))
    for audio in (short, long):
        assert audio.samples.dtype == np.float32
        assert audio.samples.ndim == 1
        assert np.all(np.abs(audio.samples) <= 1)
        assert audio.rate >= 16_000
    assert len(long.samples) > len(short.samples) > 0.1 * short.rate


def test_says_the_same_text_the_same_way(engine: Engine, language: str) -> None:
    first, second = (engine.synthesize("No key was pressed. Goodbye.", language) for _ in range(2))
    assert np.array_equal(first.samples, second.samples)


def test_speaks_from_several_threads_at_once(engine: Engine, language: str) -> None:
    texts = [f"{word} is busy." for word in ("Ann", "Dana", "Bob", "Eve")]
    alone = [engine.synthesize(text, language).samples for text in texts]
    together: dict[str, Samples] = {}
    threads = [
        threading.Thread(target=lambda text=text: together.update({text: engine.synthesize(text, language).samples}))
        for text in texts
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    for text, samples in zip(texts, alone, strict=True):
        assert np.array_equal(together[text], samples)


def test_refuses_a_language_that_is_not_its_own(engine: Engine) -> None:
    with pytest.raises(NoVoice):
        engine.synthesize("Bonjour", "xx")


def test_identifies_itself_and_can_be_warmed_again(engine: Engine) -> None:
    assert engine.identity
    engine.warm()
    engine.warm()


def test_the_first_engine_with_the_language_speaks() -> None:
    english, both = Hum("en", identity="a"), Hum("en", "de", identity="b")
    assert choose((english, both), "en") is english
    assert choose((english, both), "de") is both


def test_a_language_without_a_voice_is_refused_with_what_to_install() -> None:
    with pytest.raises(NoVoice, match=r"'es'.*espeak-ng"):
        choose((Hum("en"),), "es")


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("You are about to call Dana Whitfield.", "You are about to call Dana Whitfield."),
        ("[Dana](/hɛloʊ/) is busy.", "Dana hɛloʊ is busy."),
        ("<voice>Dana</voice>", "voice Dana voice"),
        ("[[d'ana]] \x01+10a\x00 Dana\r\nhere", "d'ana +10a Dana here"),
        ("__Dana__ {who} \\ | ~ ^", "Dana who"),
        ("¿Está ocupada? O'Neill-Smith, más…", "¿Está ocupada? O'Neill-Smith, más"),
    ],
)
def test_no_engine_sees_markup(text: str, read: str) -> None:
    assert plain(text) == read


@pytest.mark.parametrize("text", ["", "…", "[]()"])
def test_text_without_a_word_fails_rather_than_giving_silence(hibari: Hibari, text: str) -> None:
    with pytest.raises(VoiceFailed, match="nothing to speak"):
        hibari.synthesize(text, "en")
