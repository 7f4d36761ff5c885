"""A row of a file."""

from __future__ import annotations

from msgspec import Struct


class Row(Struct, frozen=True):
    """What one contact's line, or card, says."""

    line: int
    """Of the file, where it begins; the first is 1."""
    cells: tuple[str, ...]
    problem: str = ""
    """Why it can't be read, in words; empty: it can."""
