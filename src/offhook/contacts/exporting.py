"""Contacts as a CSV file, and as vCards, some at a time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from offhook.contacts.model import Contact, Field
from offhook.records.history import csv_lines, plain_cell

FIXED = ("name", "number", "notes")
"""The first columns, which an import knows again."""

_LINE = 75
"""Bytes of a line of a vCard (RFC 2426, 2.6)."""
_PROPERTIES = {
    "company": "ORG",
    "job title": "TITLE",
    "e-mail": "EMAIL",
    "address": "ADR",
    "website": "URL",
    "birthday": "BDAY",
}
"""Custom fields that vCards have a property for, by their names, case folded."""


def header(fields: Sequence[str]) -> str:
    """The first line of the CSV file: the names of the columns, `fields` at the end."""
    return csv_lines([[*FIXED, *map(plain_cell, fields)]])


def table(contacts: Iterable[Contact], fields: Sequence[str]) -> str:
    """Contacts as lines of CSV (RFC 4180), in the columns of `header`. Several numbers are parted by semicolons."""
    return csv_lines(
        (
            plain_cell(contact.name),
            "; ".join(contact.numbers),
            plain_cell(contact.notes),
            *(plain_cell(_text(contact.fields.get(field))) for field in fields),
        )
        for contact in contacts
    )


def cards(contacts: Iterable[Contact]) -> str:
    """Contacts as vCards of version 3.0 (RFC 2426), with the custom fields that vCards have a property for."""
    return "".join(_card(contact) for contact in contacts)


def _card(contact: Contact) -> str:
    name = contact.name or next(iter(contact.numbers), "")
    given, _, family = name.rpartition(" ")
    lines = ["BEGIN:VCARD", "VERSION:3.0", f"FN:{_escaped(name)}", f"N:{_escaped(family)};{_escaped(given)};;;"]
    lines += [f"TEL:{number}" for number in contact.numbers]
    for field, value in contact.fields.items():
        kind = _PROPERTIES.get(field.casefold())
        text = _escaped(_text(value))
        if kind is not None and text:
            lines.append(f"ADR:;;{text};;;;" if kind == "ADR" else f"{kind}:{text}")
    if contact.notes:
        lines.append(f"NOTE:{_escaped(contact.notes)}")
    lines.append("END:VCARD")
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _text(value: Field | None) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case _:
            return str(value)


def _escaped(text: str) -> str:
    for char in "\\;,":
        text = text.replace(char, f"\\{char}")
    return text.replace("\r\n", "\\n").replace("\n", "\\n").replace("\r", "\\n")


def _folded(line: str) -> str:
    """A line in pieces that are short enough, none of which ends within a character."""
    pieces, size = [""], 0
    for char in line:
        width = len(char.encode())
        if size + width > _LINE:
            pieces.append(" ")
            size = 1
        pieces[-1] += char
        size += width
    return "\r\n".join(pieces)
