"""What commands print: tables and lines for people, one JSON document for programs."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

WIDE = 500
"""Columns of what isn't a terminal: nothing is cut off there."""


class Output:
    """Standard output, in the form that was asked for."""

    def __init__(self, *, as_json: bool) -> None:
        self.as_json = as_json

    def document(self, document: object) -> None:
        """One JSON document, indented."""
        sys.stdout.write(json.dumps(document, indent=2) + "\n")

    def line_of_json(self, document: object) -> None:
        """One JSON document on one line, at once."""
        sys.stdout.write(json.dumps(document) + "\n")
        sys.stdout.flush()

    def say(self, *lines: str) -> None:
        """Lines for people; nothing where JSON is wanted."""
        if not self.as_json:
            sys.stdout.write("".join(f"{plain(line)}\n" for line in lines))
            sys.stdout.flush()

    def show(self, document: object, *lines: str) -> None:
        """The document for programs, the lines for people."""
        if self.as_json:
            self.document(document)
        else:
            self.say(*lines)

    def table(self, items: Sequence[Any], columns: Sequence[str], rows: Iterable[Sequence[str]], empty: str) -> None:
        """The items for programs; rows under their headings for people, or what to do when there are none."""
        if self.as_json:
            self.document(list(items))
        elif not items:
            self.say(empty)
        else:
            print_table(columns, rows)

    def pairs(self, document: object, pairs: Iterable[tuple[str, str]]) -> None:
        """The document for programs; names and values below each other for people."""
        if self.as_json:
            self.document(document)
            return
        found = [(name, value) for name, value in pairs if value]
        width = max((len(name) for name, _ in found), default=0)
        self.say(*(f"{name:<{width}}  {value}" for name, value in found))


def at(time: str | None, form: str = "%Y-%m-%d %H:%M:%S") -> str:
    """A time of the API as this machine's clock shows it."""
    return "" if time is None else datetime.fromisoformat(time).astimezone().strftime(form)


def readable(number: str) -> str:
    """An E.164 number as people write it: `+1 202-555-0100`; what is none as it is, and nothing as withheld."""
    from phonenumbers import NumberParseException

    from offhook.calls.values import E164
    from offhook.numbers import for_people

    if not number.startswith("+"):
        return number or "withheld"
    try:
        return for_people(E164(number), None)
    except NumberParseException:  # of a caller whose network has a plan of its own
        return number


def duration(seconds: float) -> str:
    """`0.8 s`, `12 s`, `3 min 05 s`, `1 h 02 min`."""
    if seconds < 10:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes:02} min"
    return f"{minutes} min {rest:02} s" if minutes else f"{rest} s"


def print_table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Rows under their headings. Where output is no terminal, nothing is cut or wrapped."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    terminal = sys.stdout.isatty()
    console = Console(width=None if terminal else WIDE, highlight=False)
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        table.add_column(Text(plain(column)), no_wrap=not terminal, overflow="fold")
    for row in rows:
        # As text, not as markup: names may hold brackets.
        table.add_row(*(Text(plain(cell)) for cell in row))
    console.print(table)


def plain(text: str) -> str:
    """Text that can't move the cursor or change the terminal."""
    return "".join(char if char.isprintable() or char == "\t" else "�" for char in text)
