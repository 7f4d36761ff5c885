import pytest
from hypothesis import given
from hypothesis import strategies as st

from offhook.calls.values import Phrase
from offhook.speech.catalogue import UnknownPhrase, packaged
from offhook.speech.render import render

DANA = "+12025550122"


@pytest.mark.behaviour("T8")
@pytest.mark.parametrize(
    ("phrase", "language", "country", "text"),
    [
        (
            Phrase("dial.about_to_call", DANA),
            "en",
            "US",
            "You are about to call two oh two, five five five, oh one two two. Press any key to dial.",
        ),
        (
            Phrase("dial.about_to_call", DANA, "Dana Whitfield"),
            "en-US",
            "US",
            "You are about to call Dana Whitfield. Press any key to dial.",
        ),
        (
            Phrase("dial.about_to_call", DANA, "📞"),
            "de-CH",
            "CH",
            "Ihr Anruf geht an plus, eins, zwei null zwei, fünf fünf fünf, null eins zwei zwei. Zum Wählen ",
        ),
        (Phrase("dial.busy", DANA, "Smith & Sons"), "es-MX", "MX", "La línea de Smith y Sons está ocupada. "),
        (Phrase("dial.busy"), "en", "US", "this number is busy. "),
        (Phrase("dial.no_key"), "ja", "JP", "No key was pressed. Goodbye."),
    ],
)
def test_phrases_in_words(phrase: Phrase, language: str, country: str, text: str) -> None:
    assert render(phrase, language, country).startswith(text)


def test_a_name_that_looks_like_a_placeholder_fills_nothing() -> None:
    assert render(Phrase("dial.busy", name="{who} {0} %s"), "en", "US").startswith("who 0 s is busy.")


def test_a_phrase_that_does_not_exist_is_refused() -> None:
    with pytest.raises(UnknownPhrase, match=r"'dial\.nothing'"):
        render(Phrase("dial.nothing"), "en", "US")


@pytest.mark.parametrize("language", sorted(packaged()))
@pytest.mark.parametrize("key", sorted(packaged()["en"].phrases))
def test_every_phrase_of_every_language_renders(language: str, key: str) -> None:
    text = render(Phrase(key, DANA, "Dana"), language, "US")
    assert "{" not in text


@given(st.text(), st.text(), st.text(max_size=5), st.text(max_size=3))
def test_whatever_fills_a_phrase_it_stays_one(name: str, number: str, language: str, country: str) -> None:
    text = render(Phrase("dial.about_to_call", number, name), language, country)
    assert len(text) < 400
    assert not any(character in "[](){}<>/\\\n" for character in text)
