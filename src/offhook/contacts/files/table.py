"""A file of contacts as a table: what kind it is, which columns it has, and its rows one after the other.

Nothing here knows what a column means. A vCard file has the columns that its cards' properties are put into.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

from msgspec import Struct

from offhook.contacts.files import csv_rows, vcards
from offhook.contacts.files.rows import Row
from offhook.contacts.files.text import NotText, encoding_of

LONGEST_FILE = 32 * 1_048_576
"""Bytes. A hundred thousand vCards are less."""


class Kind(StrEnum):
    """What a file is."""

    CSV = "csv"
    VCARD = "vcard"


class Sheet(Struct, frozen=True):
    """How a file is to be read, as it was found out."""

    kind: Kind
    encoding: str
    delimiter: str
    """Between cells; empty: it is no CSV."""
    columns: tuple[str, ...]
    has_header: bool
    """Whether the first row names the columns."""
    rows: int


class NotReadable(Exception):
    """A file that can't be read as contacts; the message says why, for people."""


def understand(path: Path, country: str) -> Sheet:
    """Find out what a file is. `country`: in which national numbers are, by which a row of contacts is told from names.

    Raises:
        NotReadable: it has no contacts, or isn't a file of them.
    """
    try:
        encoding = encoding_of(path)
    except NotText as reason:
        raise NotReadable(str(reason)) from None
    with path.open(encoding=encoding, newline="") as file:
        if vcards.begins(file):
            sheet = Sheet(Kind.VCARD, encoding, "", vcards.COLUMNS, has_header=False, rows=0)
        else:
            file.seek(0)
            delimiter, first = csv_rows.understand(file)
            header = csv_rows.names_columns(first, country)
            columns = csv_rows.names(first, header=header)
            sheet = Sheet(Kind.CSV, encoding, delimiter, columns, header, rows=0)
    with path.open(encoding=encoding, newline="") as file:
        if sheet.kind is Kind.VCARD:
            count = vcards.count(file)
        else:
            count = sum(1 for _ in csv_rows.rows(file, sheet.delimiter, len(sheet.columns), header=sheet.has_header))
    if count == 0:
        raise NotReadable("There are no contacts in this file.")
    return Sheet(sheet.kind, encoding, sheet.delimiter, sheet.columns, sheet.has_header, count)


def read(path: Path, sheet: Sheet) -> Iterator[Row]:
    """The rows of a file, below the names of its columns. One that can't be read says why, and the next one follows."""
    with path.open(encoding=sheet.encoding, newline="") as file:
        if sheet.kind is Kind.VCARD:
            yield from vcards.rows(file)
        else:
            yield from csv_rows.rows(file, sheet.delimiter, len(sheet.columns), header=sheet.has_header)
