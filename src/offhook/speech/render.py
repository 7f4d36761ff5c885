"""A phrase to the words that a voice is given."""

from __future__ import annotations

from offhook.calls.values import Phrase
from offhook.speech.catalogue import Catalogue, matching, packaged
from offhook.speech.names import say_name
from offhook.speech.numbers import say_number


def render(phrase: Phrase, language: str, country: str) -> str:
    """Give the words of `phrase` in the language nearest to the BCP 47 tag `language`.

    Numbers of `country` (ISO 3166 alpha-2) are said in national form. Raises `UnknownPhrase`.
    """
    return words(phrase, matching(packaged(), language), country)


def words(phrase: Phrase, catalogue: Catalogue, country: str) -> str:
    """Give the words of `phrase` from one catalogue: the name where it can be spoken, else the number."""
    return catalogue.phrase(phrase.key).replace("{who}", _who(phrase, catalogue, country))


def _who(phrase: Phrase, catalogue: Catalogue, country: str) -> str:
    return (
        say_name(phrase.name, catalogue.conjunction)
        or say_number(phrase.number, country, catalogue.spoken_digits)
        or catalogue.somebody
    )
