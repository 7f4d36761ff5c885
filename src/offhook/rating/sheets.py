"""Rates from a CSV file: what carriers publish, with an error for each row that can't be used."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Protocol

from msgspec import Struct

from offhook.rating.model import PricedKind, Rate
from offhook.rating.rating import LONGEST_PREFIX

LARGEST_FILE = 20 * 1_048_576
MOST_RATES = 200_000
MOST_ERRORS = 50
"""Are told; of more it is said how many there are."""
HIGHEST_PRICE = 1_000_000_000
LONGEST_SECONDS = 3600
COLUMNS = ("prefix", "direction", "kind", "price", "once", "minimum", "increment")
"""Of which the first and `price` must be there."""
EXAMPLE = "prefix,direction,kind,price,once,minimum,increment\n+1,outbound,call,0.0140,0,60,60\n"
_EVERY_NUMBER = {"", "*"}
_DIRECTIONS = ("outbound", "inbound")


class RowError(Struct, frozen=True):
    """What is wrong with a row."""

    line: int
    """Of the file, from 1."""
    column: str
    text: str


class Read(Struct, frozen=True):
    """What a file holds."""

    rates: Sequence[Rate]
    errors: Sequence[RowError]
    """The first of them."""
    wrong: int
    """How many there are."""
    left_out: Sequence[str]
    """Columns that say nothing here."""


class Rows(Protocol):
    """What `csv.reader` gives: its type has no public name."""

    @property
    def line_num(self) -> int:
        """Lines that were read so far."""
        ...

    def __iter__(self) -> Iterator[list[str]]: ...


class _Wrong(Exception):
    def __init__(self, column: str, text: str) -> None:
        super().__init__(text)
        self.column = column
        self.text = text


def read(content: bytes) -> Read:
    """The rates of a file, and what is wrong with it. Commas, semicolons and tabs part the columns."""
    if len(content) > LARGEST_FILE:
        return _refused(f"The file is larger than {LARGEST_FILE // 1_048_576} MiB.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return _refused("The file is not UTF-8 text from here on: save it as “CSV UTF-8”.", line)
    if "\0" in text:
        return _refused("The file is no text: save the sheet as CSV first.")
    first = text.partition("\n")[0]
    by = max(",;\t", key=first.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=by)
    try:
        names = [name.strip().lower() for name in next(rows, [])]
        missing = [name for name in ("prefix", "price") if name not in names]
        if missing:
            return _refused(f"The first row must name the columns, and has no {' and no '.join(missing)}.")
        twice = next((name for name in names if name in COLUMNS and names.count(name) > 1), None)
        if twice is not None:
            return _refused(f"The column {twice} is there more than once.")
        return _rates(rows, names)
    except csv.Error as error:
        return _refused(f"The file can't be read as CSV: {error}.", rows.line_num)


def _rates(rows: Rows, names: Sequence[str]) -> Read:
    found: dict[tuple[str, str, str], tuple[int, Rate]] = {}
    errors: list[RowError] = []
    wrong = 0
    for cells in rows:
        if not any(cell.strip() for cell in cells):
            continue
        try:
            rate = _rate(dict(zip(names, (cell.strip() for cell in cells), strict=False)))
            key = (rate.kind, rate.direction, rate.prefix)
            if key in found:
                raise _Wrong("prefix", f"Line {found[key][0]} has the same prefix, direction and kind already.")
            found[key] = rows.line_num, rate
            if len(found) > MOST_RATES:
                return _refused(f"A sheet has {MOST_RATES:,} rates at most.", rows.line_num)
        except _Wrong as reason:
            wrong += 1
            if len(errors) < MOST_ERRORS:
                errors.append(RowError(rows.line_num, reason.column, reason.text))
    if not found and not wrong:
        return _refused("The file has no rates below its first row.")
    left_out = [name for name in names if name and name not in COLUMNS]
    return Read([rate for _, rate in found.values()], errors, wrong, left_out)


def _rate(cells: Mapping[str, str]) -> Rate:
    return Rate(
        PricedKind(_one_of("kind", cells, [kind.value for kind in PricedKind])),
        _one_of("direction", cells, _DIRECTIONS),
        _prefix(cells.get("prefix", "")),
        _money("price", cells.get("price", "")),
        _money("once", cells.get("once", "") or "0"),
        _seconds("minimum", cells.get("minimum", "") or "60", least=0),
        _seconds("increment", cells.get("increment", "") or "60", least=1),
    )


def _one_of(column: str, cells: Mapping[str, str], known: Sequence[str]) -> str:
    """One of these words; the first where the cell is empty: an outbound call."""
    word = cells.get(column, "").lower() or ("call" if column == "kind" else known[0])
    if word not in known:
        raise _Wrong(column, f"{_short(word)} is not known here: write {', '.join(known[:-1])} or {known[-1]}.")
    return word


def _prefix(text: str) -> str:
    digits = text.replace(" ", "").replace("-", "").removeprefix("+")
    if digits in _EVERY_NUMBER:
        return ""
    if not (digits.isascii() and digits.isdigit()) or digits.startswith("0"):
        raise _Wrong("prefix", f"{_short(text)} is no beginning of a number with its country code, such as +1202.")
    if len(digits) > LONGEST_PREFIX:
        raise _Wrong("prefix", f"{_short(text)} is longer than a number: {LONGEST_PREFIX} digits at most.")
    return digits


def _money(column: str, text: str) -> int:
    """Millionths."""
    if not text:
        raise _Wrong(column, "There is no price. Write 0 where it costs nothing.")
    try:
        if "_" in text or not text.isascii():  # which Python takes for a number, and people don't
            raise ValueError
        price = Decimal(text.replace(",", ".") if "." not in text else text)
        millionths = price * 1_000_000
    except (ArithmeticError, ValueError):
        raise _Wrong(column, f"{_short(text)} is no amount: write it as 0.0140, without a currency.") from None
    if not price.is_finite() or price < 0:
        raise _Wrong(column, f"{_short(text)} is no price: it must be 0 or more.")
    if millionths > HIGHEST_PRICE:
        raise _Wrong(column, f"{_short(text)} is more than {HIGHEST_PRICE // 1_000_000}, the highest price here.")
    if millionths != int(millionths):
        raise _Wrong(column, f"{_short(text)} has more than six decimals.")
    return int(millionths)


def _seconds(column: str, text: str, *, least: int) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 4 and least <= int(text) <= LONGEST_SECONDS):
        raise _Wrong(column, f"{_short(text)} is no number of seconds from {least} to {LONGEST_SECONDS}.")
    return int(text)


def _short(text: str) -> str:
    return f"“{text[:40]}”" if len(text) <= 40 else f"“{text[:40]}…”"


def _refused(text: str, line: int = 1) -> Read:
    return Read([], [RowError(line, "", text)], 1, [])
