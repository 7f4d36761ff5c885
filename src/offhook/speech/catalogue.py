"""The catalogues of prompts: one TOML file a language, with every phrase that Offhook speaks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from string import Formatter

import msgspec
from msgspec import Struct

from offhook.calls.values import Phrase
from offhook.speech.numbers import Digits
from offhook.translation.tags import primary

FALLBACK = "en"
"""The language for lines whose own has no catalogue or no voice."""

_PLACEHOLDERS = frozenset({"who"})


class CatalogueError(Exception):
    """A catalogue file can't be used; the message names the file and what to mend."""


class UnknownPhrase(Exception):
    """A flow asked for a phrase that no catalogue has."""


class Catalogue(Struct, frozen=True, forbid_unknown_fields=True):
    """One language: the words that numbers and names need, and its phrases, `{who}` standing for a name or number."""

    language: str
    """BCP 47 primary language, as in the file's name."""
    digits: tuple[str, str, str, str, str, str, str, str, str, str]
    plus: str
    conjunction: str
    """Spoken for `&` in names."""
    somebody: str
    """Spoken for `{who}` when there is neither a name nor a number to say."""
    phrases: dict[str, str]

    @property
    def spoken_digits(self) -> Digits:
        """What `say_number` needs of this language."""
        return Digits(self.digits, self.plus)

    def phrase(self, key: str) -> str:
        """Give the text of `key`, placeholders and all. Raises `UnknownPhrase`."""
        try:
            return self.phrases[key]
        except KeyError:
            raise UnknownPhrase(f"No prompt catalogue has the phrase {key!r}.") from None

    def fixed(self) -> tuple[Phrase, ...]:
        """Give the phrases that are the same in every call, and so can be made ready at start."""
        return tuple(Phrase(key) for key, text in self.phrases.items() if not _placeholders(text))


Catalogues = Mapping[str, Catalogue]
"""By primary language; `FALLBACK` is always there."""


@cache
def packaged() -> Catalogues:
    """Load the catalogues that come with Offhook, once."""
    return load(files("offhook.speech") / "catalogues")


def load(directory: Traversable) -> Catalogues:
    """Read and check every `*.toml` of `directory`. Raises `CatalogueError` unless all hold the same phrases."""
    catalogues = {
        catalogue.language: catalogue
        for catalogue in (_read(file) for file in directory.iterdir() if file.name.endswith(".toml"))
    }
    if FALLBACK not in catalogues:
        raise CatalogueError(f"The prompt catalogue {FALLBACK}.toml is missing: other languages fall back to it.")
    for catalogue in catalogues.values():
        _compare(catalogue, catalogues[FALLBACK])
    return catalogues


def matching(catalogues: Catalogues, language: str) -> Catalogue:
    """Find the catalogue for a BCP 47 tag: `de-CH` is spoken as `de`, a language without catalogue as `FALLBACK`."""
    return catalogues.get(primary(language), catalogues[FALLBACK])


def _read(file: Traversable) -> Catalogue:
    try:
        catalogue = msgspec.toml.decode(file.read_bytes(), type=Catalogue)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise CatalogueError(f"The prompt catalogue {file.name} can't be read: {error}") from error
    if file.name != f"{catalogue.language}.toml":
        raise CatalogueError(f"The prompt catalogue {file.name} says that its language is {catalogue.language!r}.")
    words = (*catalogue.digits, catalogue.plus, catalogue.conjunction, catalogue.somebody)
    if not all(word.strip() for word in (*words, *catalogue.phrases.values())):
        raise CatalogueError(f"The prompt catalogue {file.name} has an empty text.")
    for key, text in catalogue.phrases.items():
        _check_placeholders(file.name, key, text)
    return catalogue


def _check_placeholders(name: str, key: str, text: str) -> None:
    try:
        found = _placeholders(text)
    except ValueError as error:
        raise CatalogueError(f"In the prompt catalogue {name}, {key!r} has a stray brace: {error}") from error
    if unknown := found - _PLACEHOLDERS:
        raise CatalogueError(f"In the prompt catalogue {name}, {key!r} uses {_braced(unknown)}, which nothing fills.")


def _compare(catalogue: Catalogue, reference: Catalogue) -> None:
    name, ours, theirs = f"{catalogue.language}.toml", catalogue.phrases, reference.phrases
    if missing := theirs.keys() - ours.keys():
        raise CatalogueError(f"The prompt catalogue {name} lacks {_listed(missing)}.")
    if surplus := ours.keys() - theirs.keys():
        raise CatalogueError(f"The prompt catalogue {name} has {_listed(surplus)}, which {FALLBACK}.toml lacks.")
    for key, text in ours.items():
        if (expected := _placeholders(theirs[key])) != (found := _placeholders(text)):
            raise CatalogueError(
                f"In the prompt catalogue {name}, {key!r} has {_braced(found)}; "
                f"{FALLBACK}.toml has {_braced(expected)}."
            )


def _placeholders(text: str) -> frozenset[str]:
    return frozenset(name for _, name, _, _ in Formatter().parse(text) if name is not None)


def _listed(keys: Iterable[str]) -> str:
    return ", ".join(sorted(keys))


def _braced(names: Iterable[str]) -> str:
    return " ".join(f"{{{name}}}" for name in sorted(names)) or "no placeholder"
