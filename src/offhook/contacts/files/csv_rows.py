"""Rows of CSV files as people's programs write them: with commas, semicolons, tabs, and quotes that aren't closed.

A quote that is never closed would swallow the rest of the file. So where a quote isn't
closed within some lines, the one that opens it is refused, and reading goes on with the next one.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from itertools import chain, islice
from typing import TextIO

from offhook import numbers
from offhook.contacts.files.rows import Row
from offhook.problems import Problem

DELIMITERS = (",", ";", "\t", "|")
LONGEST_ROW = 2 * 1_048_576
"""Characters."""
MOST_LINES = 200
"""Of one row, whose cells may have several."""
MOST_COLUMNS = 200
LOOKED_AT = 20
"""Rows by which the delimiter is found out."""
UNCLOSED = 'a quote (“"”) that opens in this line is never closed'
_SEP = "sep="
"""What Excel writes as the first line, to say what the delimiter is."""


def understand(file: TextIO) -> tuple[str, list[str]]:
    """The delimiter, and the cells of the first row."""
    head = file.readline()
    if head.lower().startswith(_SEP) and len(head.strip()) == len(_SEP) + 1:
        delimiter = head.strip()[-1]
        return delimiter, _first(file, delimiter)
    lines = list(chain([head], islice(file, MOST_LINES)))
    widths = {each: _width(lines, each) for each in DELIMITERS}
    delimiter = max(DELIMITERS, key=lambda each: widths[each])
    return delimiter, next((list(row.cells) for row in _rows(iter(lines), delimiter) if any(row.cells)), [])


def names_columns(first: list[str], country: str) -> bool:
    """Whether a first row names the columns: it does unless one of its cells is a telephone number."""
    return not any(_is_number(cell, country) for cell in first)


def names(first: list[str], *, header: bool) -> tuple[str, ...]:
    """What the columns are called: as the first row says, each once; else by their place."""
    found: list[str] = []
    for place, cell in enumerate(first[:MOST_COLUMNS], 1):
        name = " ".join(cell.split())[:64] if header else ""
        name = name or f"Column {place}"
        found.append(name if name not in found else f"{name} ({place})")
    return tuple(found)


def rows(file: TextIO, delimiter: str, columns: int, *, header: bool) -> Iterator[Row]:
    """The rows below the header, each with as many cells as there are columns; empty ones are left out."""
    first = header
    for row in _rows(file, delimiter):
        if row.line == 1 and len(row.cells) <= 2 and "".join(row.cells).lower().startswith(_SEP):
            continue
        if not row.problem and not any(cell.strip() for cell in row.cells):
            continue
        if first:
            first = False
            continue
        cells, more = row.cells[:columns], [cell for cell in row.cells[columns:] if cell.strip()]
        problem = row.problem or (f"it has {len(more)} cells more than there are columns" if more else "")
        yield Row(row.line, cells + ("",) * (columns - len(cells)), problem)


def _first(file: TextIO, delimiter: str) -> list[str]:
    return next((list(row.cells) for row in _rows(file, delimiter) if any(row.cells)), [])


def _rows(lines: Iterator[str], delimiter: str) -> Iterator[Row]:
    """Every row, empty ones included."""
    csv.field_size_limit(LONGEST_ROW)
    source = _Lines(lines)
    while (line := source.next()) is not None:
        number, taken = source.number, [line]
        quotes, size = line.count('"'), len(line)
        read = _read(line, delimiter)
        while read is None and len(taken) < MOST_LINES and size < LONGEST_ROW:
            more = source.next()
            if more is None:
                break
            taken.append(more)
            quotes, size = quotes + more.count('"'), size + len(more)
            if quotes % 2 == 0:  # else one is open still
                read = _read("".join(taken), delimiter)
        if isinstance(read, tuple):
            yield Row(number, read)
            continue
        source.give_back(taken[1:])
        yield Row(number, (_short(line),), read or UNCLOSED)


class _Lines:
    """Lines that can be given back, and the number of the last one."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self._back: list[str] = []
        self.number = 0

    def next(self) -> str | None:
        line = self._back.pop() if self._back else next(self._lines, None)
        self.number += line is not None
        return line

    def give_back(self, lines: list[str]) -> None:
        self._back += reversed(lines)
        self.number -= len(lines)


def _read(text: str, delimiter: str) -> tuple[str, ...] | str | None:
    """The cells of a row; None where a quote in it is open still; or in words why it can't be read."""
    if len(text) > LONGEST_ROW:
        return "it is too long"
    try:
        parsed = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        return None if "unexpected end" in str(error) else f"its quotes can't be understood ({error})"
    return tuple(parsed[0]) if parsed else ()


def _width(lines: list[str], delimiter: str) -> tuple[int, int]:
    """How many rows have as many cells as most, and how many those are; nothing for a delimiter that isn't there."""
    counted = Counter(len(row.cells) for row in islice(_rows(iter(lines), delimiter), LOOKED_AT) if any(row.cells))
    if not counted:
        return 0, 0
    width, often = max(counted.items(), key=lambda each: (each[0] > 1, each[1], each[0]))
    return (often, width) if width > 1 else (0, 0)


def _short(text: str) -> str:
    return text.rstrip("\r\n")[:200]


def _is_number(cell: str, country: str) -> bool:
    try:
        numbers.parse(cell, country)
    except Problem:
        return False
    return True
