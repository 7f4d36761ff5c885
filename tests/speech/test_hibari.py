import socket
import sys
import urllib.request
from typing import NoReturn

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from offhook.speech.engine import VoiceFailed
from offhook.speech.hibari import Hibari, readable
from offhook.speech.names import say_name


def test_making_one_loads_nothing() -> None:
    assert Hibari().identity.startswith("hibari-tts ")


def test_never_asks_the_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> NoReturn:
        raise AssertionError("the voice asked the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(urllib.request, "urlopen", refuse)
    voice = Hibari()
    voice.warm()
    assert len(voice.synthesize("Goodbye.", "en").samples) > 0


def test_a_package_that_is_broken_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "hibari", None)
    with pytest.raises(VoiceFailed, match="hibari-tts, could not be loaded"):
        Hibari().warm()


def test_markup_of_the_voice_is_not_obeyed(hibari: Hibari) -> None:
    obeyed = hibari.synthesize("Goodbye", "en").samples
    spoken = hibari.synthesize("[Dana](/\u0261\u02ccʊdb\u02c8I/)", "en").samples
    assert not np.array_equal(obeyed, spoken)


def test_a_sentence_sounds_the_same_alone_and_after_another(hibari: Hibari) -> None:
    first, second = "You are about to call Dana.", "Press any key to dial."
    together = hibari.synthesize(f"{first} {second}", "en").samples
    alone = [hibari.synthesize(sentence, "en").samples for sentence in (first, second)]
    assert np.array_equal(together, np.concatenate(alone))


@pytest.mark.parametrize(("text", "read"), [("Đặng Thị", "Đang Thi"), ("Łukasz Zoë", "Łukasz Zoë"), ("Ǌ €", "Ǌ €")])
def test_letters_outside_its_lexicon_become_their_base_letter(text: str, read: str) -> None:
    assert readable(text) == read


@settings(max_examples=25)
@given(st.text(min_size=1, max_size=30))
def test_whatever_is_left_of_a_name_can_be_spoken(hibari: Hibari, name: str) -> None:
    spoken = say_name(name, "and")
    audio = hibari.synthesize(f"You are about to call {spoken or 'this number'}.", "en")
    assert 0.8 * audio.rate < len(audio.samples) < 30 * audio.rate
    assert np.abs(audio.samples).max() < 1
