"""Ids that sort by the time they were made: `call_01kahv7q3m…`.

48 bits of milliseconds since 1970 and 80 random bits, as a ULID has them, in Crockford's base 32, lower case. Ids of
one millisecond are in no particular order.
"""

from __future__ import annotations

import re
import secrets
import time

LENGTH = 26
_DIGITS = "0123456789abcdefghjkmnpqrstvwxyz"
# Two digits at a time: half the steps.
_PAIRS = [first + second for first in _DIGITS for second in _DIGITS]
_SHAPE = re.compile(rf"[a-z]+_[{_DIGITS}]{{{LENGTH}}}")


def new_id(prefix: str) -> str:
    """A new id: the prefix, an underscore and 26 characters."""
    number = time.time_ns() // 1_000_000 << 80 | secrets.randbits(80)
    return f"{prefix}_" + "".join([_PAIRS[number >> shift & 1023] for shift in range(120, -1, -10)])


def is_id(text: str, prefix: str) -> bool:
    """Whether the text has the shape of our ids with this prefix; says nothing about whether it exists."""
    return text.startswith(f"{prefix}_") and _SHAPE.fullmatch(text) is not None
