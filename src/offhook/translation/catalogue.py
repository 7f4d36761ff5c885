"""Sentences for people, from English into the languages of the catalogues: one TOML file a language.

Offhook writes its sentences in English, and keeps some of them: why a call failed is on its record long before it is
known who reads it. So a sentence is translated where it is read, by its pattern: a catalogue's entry
`"{who} hung up" = "{who} hat aufgelegt"` fits "Dana Ruiz hung up". What fills a place is itself translated where it is
a sentence of the catalogue, else left as it is: names, numbers. What no entry fits stays English. docs/decisions/0173.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from importlib.resources import files
from string import Formatter

import msgspec
from msgspec import Struct

from offhook.translation.tags import primary

ENGLISH = "en"
LONGEST = 2000
"""Characters of what is translated: nothing that we say is longer."""
DEEPEST = 3
"""Sentences within a sentence within a sentence."""


class CatalogueError(Exception):
    """A catalogue can't be used; the message names the file and what to mend."""


class Sentence(Struct, frozen=True):
    """One entry, ready to be looked for."""

    english: str
    pattern: re.Pattern[str]
    theirs: str
    weight: int
    """Letters that it says itself: of two that fit, the one that says more is meant."""


class Catalogue(Struct, frozen=True):
    """One language. `plain` are sentences without places, by their English; the others are tried in order."""

    language: str
    plain: Mapping[str, str]
    filled: tuple[Sentence, ...]

    def find(self, text: str) -> str | None:
        """The translation; None for what is no sentence of the catalogue."""
        return _found(self, text, 0)


def translated(text: str, language: str) -> str:
    """A sentence in a language, named by its tag (`de-CH` reads as `de`).

    In English where the language has no catalogue, or the catalogue no such sentence.
    """
    language = primary(language)
    if language == ENGLISH or not text or len(text) > LONGEST:
        return text
    return _remembered(text, language)


def languages() -> tuple[str, ...]:
    """Those that there are, English first."""
    return (ENGLISH, *sorted(_catalogues()))


def catalogue(language: str) -> Catalogue:
    """A language's. Raises `KeyError` where there is none."""
    return _catalogues()[language]


def preferred(accept_language: str) -> str:
    """The first language of an Accept-Language header (RFC 9110, 12.5.4) that there is; English where there is none."""
    known = languages()
    wanted: list[tuple[float, int, str]] = []
    for place, part in enumerate(accept_language[:500].split(",")):
        tag, _, weight = part.replace(" ", "").lower().partition(";q=")
        language = tag.partition("-")[0]
        if language in known and (quality := _quality(weight)) > 0:
            wanted.append((-quality, place, language))
    return min(wanted)[2] if wanted else ENGLISH


def load(language: str, text: bytes) -> Catalogue:
    """A catalogue from its file. Raises `CatalogueError`."""
    try:
        entries = msgspec.toml.decode(text, type=dict[str, str])
    except msgspec.DecodeError as error:
        raise CatalogueError(f"The catalogue {language}.toml can't be read: {error}") from error
    filled = []
    for english, theirs in entries.items():
        places = _places(english)
        if not theirs.strip() or sorted(set(places)) != sorted(set(_places(theirs))) or len(set(places)) < len(places):
            raise CatalogueError(
                f"In the catalogue {language}.toml the places of {english!r} are not those of {theirs!r}"
            )
        if places:
            filled.append(Sentence(english, _pattern(english), theirs, _weight(english)))
    filled.sort(key=lambda each: -each.weight)
    plain = {english: theirs for english, theirs in entries.items() if not _places(english)}
    return Catalogue(language, plain, tuple(filled))


@lru_cache(maxsize=4096)
def _remembered(text: str, language: str) -> str:
    found = _catalogues().get(language)
    return text if found is None else (found.find(text) or text)


def _found(catalogue: Catalogue, text: str, depth: int) -> str | None:
    plain = catalogue.plain.get(text)
    if plain is not None or depth > DEEPEST:
        return plain
    for sentence in catalogue.filled:
        match = sentence.pattern.fullmatch(text)
        if match is not None:
            parts = {name: _found(catalogue, part, depth + 1) or part for name, part in match.groupdict().items()}
            return sentence.theirs.format_map(parts)
    return None


@cache
def _catalogues() -> Mapping[str, Catalogue]:
    folder = files("offhook.translation") / "catalogues"
    named = {file.name.removesuffix(".toml"): file for file in folder.iterdir() if file.name.endswith(".toml")}
    return {language: load(language, file.read_bytes()) for language, file in named.items()}


def _pattern(english: str) -> re.Pattern[str]:
    parts: Iterable[tuple[str, str | None, str | None, str | None]] = Formatter().parse(english)
    return re.compile(
        "".join(re.escape(said) + (f"(?P<{place}>.+?)" if place is not None else "") for said, place, _, _ in parts),
        re.DOTALL,
    )


def _weight(english: str) -> int:
    return sum(len(said) for said, _, _, _ in Formatter().parse(english))


def _places(text: str) -> list[str]:
    return [place for _, place, _, _ in Formatter().parse(text) if place is not None]


def _quality(weight: str) -> float:
    try:
        return float(weight) if weight else 1.0
    except ValueError:
        return 0.0
