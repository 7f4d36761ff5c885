"""Cards of vCard files, of versions 2.1, 3.0 and 4.0 (RFC 2426, RFC 6350), each as a row.

A card that can't be read spoils no other: the file is cut into cards first.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from typing import Any, TextIO

import vobject

from offhook.contacts.files.rows import Row

COLUMNS = ("Name", "Number", "Notes", "Company", "Job title", "E-mail", "Address", "Website", "Birthday")
LONGEST_CARD = 2 * 1_048_576
"""Characters, pictures included."""
_BEGIN, _END = "BEGIN:VCARD", "END:VCARD"

# What it leaves out of a card it would tell on standard error.
logging.getLogger("vobject").setLevel(logging.CRITICAL)


def begins(file: TextIO) -> bool:
    """Whether a file is one of vCards."""
    return next((line for line in file if line.strip()), "").strip().upper() == _BEGIN


def count(file: TextIO) -> int:
    """How many cards begin in a file, without reading what they say."""
    return sum(1 for line in file if line.strip().upper() == _BEGIN)


def rows(file: TextIO) -> Iterator[Row]:
    """Every card. Cells are of `COLUMNS`; of what there may be several, each is on a line of its own."""
    card: list[str] = []
    began = size = 0
    for number, line in enumerate(file, 1):
        mark = line.strip().upper()
        if mark == _BEGIN:
            if card:
                yield _broken(began, "it has no end")
            card, began, size = [], number, 0
        if not began:
            continue
        size += len(line)
        if size <= LONGEST_CARD:
            card.append(line)
        if mark == _END:
            yield _row(began, "".join(card)) if size <= LONGEST_CARD else _broken(began, "it is too long")
            card, began = [], 0
    if card:
        yield _broken(began, "it has no end")


def _row(line: int, text: str) -> Row:
    try:
        quoted = "QUOTED-PRINTABLE" in text.upper()
        card: Any = vobject.readOne(text, ignoreUnreadable=True, allowQP=quoted)
        return Row(line, tuple(_cells(card)))
    except Exception as error:  # whatever it stumbles over is one card's trouble
        return _broken(line, f"it can't be read ({str(error) or type(error).__name__})")


def _cells(card: Any) -> Iterator[str]:
    yield _text(card, "fn") or _name(card) or _text(card, "org") or _text(card, "nickname")
    yield "\n".join(_number(each) for each in _values(card, "tel"))
    yield "\n".join(_values(card, "note"))
    yield _text(card, "org")
    yield _text(card, "title")
    yield "\n".join(_values(card, "email"))
    yield "\n".join(_address(each) for each in _values(card, "adr"))
    yield "\n".join(_values(card, "url"))
    yield _text(card, "bday")


def _values(card: Any, name: str) -> Sequence[Any]:
    found = [each.value for each in card.contents.get(name, [])]
    return [", ".join(filter(None, each)) if isinstance(each, list) else each for each in found]


def _text(card: Any, name: str) -> str:
    return next((str(each).strip() for each in _values(card, name) if str(each).strip()), "")


def _name(card: Any) -> str:
    parts = next((each.value for each in card.contents.get("n", [])), None)
    names = (getattr(parts, part, "") for part in ("prefix", "given", "additional", "family", "suffix"))
    return " ".join(" ".join(" ".join(each) if isinstance(each, list) else each for each in names).split())


def _address(value: Any) -> str:
    """In one line, from the street to the country."""
    parts = ("box", "extended", "street", "city", "region", "code", "country")
    found = (getattr(value, part, "") for part in parts)
    lines = (" ".join(each) if isinstance(each, list) else str(each) for each in found)
    return ", ".join(" ".join(line.split()) for line in lines if line.strip())


def _number(value: Any) -> str:
    """As people write it: RFC 3966 puts `tel:` before it, and its extension and more behind it."""
    return str(value).strip().removeprefix("tel:").partition(";")[0]


def _broken(line: int, why: str) -> Row:
    return Row(line, ("",) * len(COLUMNS), why)
