"""Money as commands print it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from offhook.rating.amounts import decimal


def money(millionths: int | None, currency: str | None) -> str:
    """`0.0140 USD`; where there is no price, so in words and never as zero."""
    return "no rate yet" if millionths is None or not currency else f"{decimal(millionths)} {currency}"


def sums(every: Sequence[Mapping[str, Any]], name: str = "total") -> str:
    """One amount for each currency, with a plus between them: they can't be added up."""
    found = [money(each[name], each["currency"]) for each in every if each["currency"]]
    missing = sum(each["unrated"] for each in every)
    if missing:
        found.append(f"{missing} with no rate yet")
    return " + ".join(found) or "nothing"
