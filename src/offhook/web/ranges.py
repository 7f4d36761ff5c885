"""Parts of a file that a request asks for (RFC 9110, 14)."""

from __future__ import annotations

import re

from msgspec import Struct

_ONE = re.compile(r"bytes\s*=\s*(\d{0,18})\s*-\s*(\d{0,18})\s*", re.ASCII | re.IGNORECASE)


class Whole(Struct, frozen=True):
    """All of it: no part is asked for, or in a way that isn't known here."""


class Part(Struct, frozen=True):
    """From the byte `start` on, `length` bytes."""

    start: int
    length: int

    def of(self, size: int) -> str:
        """As `Content-Range` says it."""
        return f"bytes {self.start}-{self.start + self.length - 1}/{size}"


class Outside(Struct, frozen=True):
    """A part that the file doesn't have."""


def wanted(header: str | None, size: int) -> Whole | Part | Outside:
    """Which part of a file of `size` bytes a `Range` asks for. Of several parts none is given: all of it is allowed."""
    one = None if header is None else _ONE.fullmatch(header.strip())
    if one is None or one[1] == one[2] == "":
        return Whole()
    if one[1] == "":  # the last so many
        length = min(int(one[2]), size)
        return Part(size - length, length) if length else Outside()
    start = int(one[1])
    last = int(one[2]) if one[2] else size - 1
    if one[2] and last < start:
        return Whole()
    return Part(start, min(last, size - 1) - start + 1) if start < size else Outside()


def same(header: str | None, tag: str) -> bool:
    """Whether an `If-None-Match` or `If-Range` names this entity tag."""
    return header is not None and any(each.strip().removeprefix("W/") in {tag, "*"} for each in header.split(","))
