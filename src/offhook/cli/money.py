"""Money as commands print it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from offhook.cli.errors import CommandFailed
from offhook.rating.amounts import decimal


def money(millionths: int | None, currency: str | None) -> str:
    """`0.0140 USD`; where there is no price, so in words and never as zero."""
    return "no rate yet" if millionths is None or not currency else f"{decimal(millionths)} {currency}"


def millionths(amount: str) -> int:
    """`1.15` as millionths. Raises `CommandFailed`: it is no amount."""
    whole, _, decimals = amount.replace(",", ".").partition(".")
    if not re.fullmatch(r"[0-9]{1,5}", whole) or not re.fullmatch(r"[0-9]{0,6}", decimals):
        raise CommandFailed(f"“{amount[:20]}” is no amount: write it as 1.15, with six decimals at most.")
    return int(whole) * 1_000_000 + int(decimals.ljust(6, "0"))


def sums(every: Sequence[Mapping[str, Any]], name: str = "total") -> str:
    """One amount for each currency, with a plus between them: they can't be added up."""
    found = [money(each[name], each["currency"]) for each in every if each["currency"]]
    missing = sum(each["unrated"] for each in every)
    if missing:
        found.append(f"{missing} with no rate yet")
    return " + ".join(found) or "nothing"
