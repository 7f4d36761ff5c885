"""Amounts of money as they are written. Imports nothing, so that the command line starts fast."""

from __future__ import annotations


def decimal(millionths: int) -> str:
    """`0.0140`: four decimals at least, six at most."""
    whole, rest = divmod(abs(millionths), 1_000_000)
    decimals = f"{rest:06}"
    decimals = decimals[:4] + decimals[4:].rstrip("0")
    return f"{'-' if millionths < 0 else ''}{whole}.{decimals}"
