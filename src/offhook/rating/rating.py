"""What something costs by a rate, and what that adds to the sums of its day. Nothing here touches the database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec
from msgspec import Struct

from offhook.rating.model import Charge, ChargeState, PricedKind, Rate

LONGEST_PREFIX = 15
"""Digits of a number, at most (ITU-T E.164)."""


def billed_seconds(rate: Rate, seconds: int) -> int:
    """How many seconds of a call are paid for: the minimum at least, then every increment that has begun."""
    if seconds <= rate.minimum_s:
        return rate.minimum_s
    step = max(1, rate.increment_s)
    return rate.minimum_s + -(-(seconds - rate.minimum_s) // step) * step


def cost(rate: Rate, units: int) -> int:
    """Millionths: of so many seconds of a call, or so many segments of a message. Half a millionth counts as one."""
    match rate.kind:
        case PricedKind.CALL:
            return rate.once + (rate.price * billed_seconds(rate, units) + 30) // 60
        case PricedKind.TEXT | PricedKind.PICTURE:
            return rate.once + rate.price * units


def prefixes(number: str) -> list[str]:
    """What rates of a number may begin with, the longest first; of a withheld one only what holds for all."""
    digits = number.removeprefix("+")[:LONGEST_PREFIX]
    return [digits[:length] for length in range(len(digits), -1, -1)] if digits.isdigit() else [""]


class Sums(Struct, frozen=True):
    """Of several charges in one currency."""

    count: int = 0
    unrated: int = 0
    waiting: int = 0
    given_up: int = 0
    estimate: int = 0
    price: int = 0
    compared: int = 0
    total: int = 0

    def __add__(self, other: Sums) -> Sums:
        return Sums(*(mine + its for mine, its in zip(_values(self), _values(other), strict=True)))

    def __neg__(self) -> Sums:
        return Sums(*(-value for value in _values(self)))

    @property
    def difference(self) -> int:
        """By how much the carrier's prices are above our estimates of the same."""
        return self.price - self.compared


def _values(sums: Sums) -> Iterator[int]:
    return iter(msgspec.structs.astuple(sums))


def contributions(charge: Charge) -> dict[str, Sums]:
    """What a charge adds to each currency's sums; under no currency where it has no price at all.

    It is counted once: under the carrier's currency where that has told a price, else under the estimate's.
    """
    priced = charge.price is not None
    counted = charge.price_currency if priced else charge.currency
    same = priced and charge.estimate is not None and charge.currency == charge.price_currency
    sums = {
        counted: Sums(
            count=1,
            unrated=int(not priced and charge.estimate is None),
            waiting=int(charge.state is ChargeState.WAITING),
            given_up=int(charge.state is ChargeState.GIVEN_UP),
            price=charge.price or 0,
            compared=(charge.estimate or 0) if same else 0,
            total=(charge.price if priced else charge.estimate) or 0,
        )
    }
    if charge.estimate is not None:
        sums[charge.currency] = sums.get(charge.currency, Sums()) + Sums(estimate=charge.estimate)
    return sums


def added(charges: Iterable[Charge]) -> dict[str, Sums]:
    """Of several charges, by currency."""
    sums: dict[str, Sums] = {}
    for charge in charges:
        for currency, its in contributions(charge).items():
            sums[currency] = sums.get(currency, Sums()) + its
    return sums
