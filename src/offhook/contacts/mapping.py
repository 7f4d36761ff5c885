"""What the columns of a file are, as it is suggested and chosen; and what a row then says of a contact."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import Struct

from offhook import checks, numbers
from offhook.calls.values import E164
from offhook.contacts import fields as definitions
from offhook.contacts.files.rows import Row
from offhook.contacts.service import LONGEST_NAME, MOST_NUMBERS, checked_fields, checked_notes
from offhook.problems import Problem, invalid

NAME, FIRST_NAME, LAST_NAME, NUMBER, NOTES, IGNORED = "name", "first_name", "last_name", "number", "notes", ""
FIELD = "field:"
"""Before the name of a custom field."""
MOST_NEW_FIELDS = 20
"""That are suggested: exports of address books have columns by the dozen."""

_KNOWN = {
    NAME: "name|full name|display name|fn|contact|nombre completo|vollständiger name|kontakt|contacto",
    FIRST_NAME: "first name|given name|first|vorname|nombre",
    LAST_NAME: "last name|family name|surname|last|nachname|apellido|apellidos|familienname",
    NUMBER: "number|numbers|phone|phone number|phones|telephone|tel|mobile|mobile phone|cell|cell phone|home phone|"
    "work phone|business phone|telefon|telefonnummer|handy|mobil|nummer|rufnummer|teléfono|telefono|móvil|movil|número",
    NOTES: "notes|note|comment|comments|notiz|notizen|bemerkung|nota|notas|comentario",
}
_BY_NAME = {name: target for target, names in _KNOWN.items() for name in names.split("|")}
_PHONE = re.compile(r"(phone|telefon|teléfono|mobile)( \d+)?( - value)?")
_SEPARATORS = re.compile(r":::|;|\n")
"""Between numbers in one cell."""
_GUARDED = re.compile(r"'(?=[=+\-@\t\r])")
"""What our own export puts before what a spreadsheet would take for a formula."""


class Wanted(Struct, frozen=True):
    """What a row says of a contact: all that can be kept of it."""

    line: int
    cells: tuple[str, ...]
    name: str
    numbers: tuple[E164, ...]
    fields: dict[str, str]
    """By name."""
    notes: str


class Refused(Struct, frozen=True):
    """A row that can't be kept, and why, in words."""

    line: int
    cells: tuple[str, ...]
    reason: str


def suggested(columns: Sequence[str], samples: Sequence[Sequence[str]], defined: Sequence[str]) -> list[str]:
    """What columns probably are, by their names; `defined` are the workspace's custom fields.

    A column that nothing is known of becomes a custom field of its name, where a row of `samples` has something in it.
    """
    there = {definitions.fold(name): name for name in defined}
    has_name = any(_BY_NAME.get(column.casefold()) == NAME for column in columns)
    found: list[str] = []
    new = 0
    for place, column in enumerate(columns):
        folded = definitions.fold(column)
        known = _BY_NAME.get(folded) or (NUMBER if _PHONE.fullmatch(folded) else None)
        filled = any(place < len(cells) and cells[place].strip() for cells in samples)
        if known in {FIRST_NAME, LAST_NAME} and has_name:
            found.append(IGNORED)
        elif known is not None:
            found.append(known)
        elif folded in there:
            found.append(FIELD + there[folded])
        elif filled and new < MOST_NEW_FIELDS:
            new += 1
            found.append(FIELD + column)
        else:
            found.append(IGNORED)
    return found


def checked_targets(targets: Sequence[str], columns: Sequence[str]) -> list[str]:
    """What somebody has chosen the columns to be.

    Raises:
        Problem: there are not as many, one is unknown, or none is a name or a number.
    """
    if len(targets) != len(columns):
        raise invalid("targets", f"The file has {len(columns)} columns, and {len(targets)} were given.")
    known = {NAME, FIRST_NAME, LAST_NAME, NUMBER, NOTES, IGNORED}
    for target in targets:
        if target not in known and not target.startswith(FIELD):
            raise invalid("targets", f"“{target[:40]}” is nothing that a column can be.")
    if not {NAME, FIRST_NAME, LAST_NAME, NUMBER} & set(targets):
        raise invalid("targets", "Say which column is the name or the number: a contact needs one of them.")
    names = [definitions.fold(target) for target in targets if target.startswith(FIELD)]
    if len(names) != len(set(names)):
        raise invalid("targets", "Two columns are the same custom field.")
    for target in targets:
        if target.startswith(FIELD):
            checks.text("targets", target.removeprefix(FIELD), longest=definitions.LONGEST_FIELD_NAME)
    return list(targets)


def wanted(row: Row, targets: Sequence[str], country: str) -> Wanted | Refused:
    """What a row says, or why it can't be kept. National numbers are the country's."""
    if row.problem:
        return _refused(row, row.problem)
    try:
        return _wanted(row, targets, country)
    except Problem as problem:
        return _refused(row, problem.detail)


def _wanted(row: Row, targets: Sequence[str], country: str) -> Wanted:
    by_target: dict[str, list[str]] = {}
    for target, cell in zip(targets, row.cells, strict=True):
        if target and cell.strip():
            by_target.setdefault(target, []).append(_GUARDED.sub("", cell.strip(), count=1))
    parts = by_target.get(NAME) or [*by_target.get(FIRST_NAME, []), *by_target.get(LAST_NAME, [])]
    name = checks.text("name", " ".join(" ".join(parts).split()), longest=LONGEST_NAME, empty=True)
    written = [each.strip() for cell in by_target.get(NUMBER, []) for each in _SEPARATORS.split(cell) if each.strip()]
    found = tuple(dict.fromkeys(numbers.parse(each, country, field="number") for each in written))
    if len(found) > MOST_NUMBERS:
        raise invalid("number", f"A contact has {MOST_NUMBERS} numbers at most.")
    if not name and not found:
        raise invalid("name", "It has neither a name nor a number.")
    given = {
        target.removeprefix(FIELD): " ".join(cells) for target, cells in by_target.items() if target.startswith(FIELD)
    }
    checked_fields(given)
    return Wanted(row.line, row.cells, name, found, given, checked_notes("\n".join(by_target.get(NOTES, []))))


def _refused(row: Row, reason: str) -> Refused:
    return Refused(row.line, tuple(cell[:200] for cell in row.cells), reason)
