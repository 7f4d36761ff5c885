"""What notifications say, one TOML file a language: the device's, or English where there is none."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import msgspec
from msgspec import Struct

from offhook.translation.tags import primary

FALLBACK = "en"
LONGEST_NAME = 60


class Wording(Struct, frozen=True, forbid_unknown_fields=True):
    """One language."""

    language: str
    """BCP 47 primary language, as in the file's name."""
    missed: str
    """`{who}`: a name, a number, or what stands for a withheld one."""
    voicemail: str
    text: str
    withheld: str
    to_line: str
    """`{line}`: its name or number."""
    from_number: str
    """The same, of a caller whose name is known: `{number}` besides."""
    test: str
    test_detail: str


class Text(Struct, frozen=True):
    """What a lock screen shows."""

    title: str
    body: str


def tell(sentence: str, words: Wording, *, name: str, number: str, line: str) -> Text:
    """Of a caller, by name and number as far as they are known, and the line that they called."""
    who = plain(name) or number or words.withheld
    body = words.from_number if plain(name) and number else words.to_line
    return Text(sentence.format(who=who), body.format(line=plain(line), number=number))


def wording(language: str) -> Wording:
    """The words for a BCP 47 tag: `de-CH` reads as `de`."""
    return _wordings().get(primary(language), _wordings()[FALLBACK])


def plain(name: str) -> str:
    """A name on one line, cut where it is long."""
    return " ".join("".join(each if each.isprintable() else " " for each in name).split())[:LONGEST_NAME]


@cache
def _wordings() -> dict[str, Wording]:
    folder = files("offhook.push") / "words"
    found = [msgspec.toml.decode(file.read_bytes(), type=Wording) for file in folder.iterdir()]
    return {each.language: each for each in found}
