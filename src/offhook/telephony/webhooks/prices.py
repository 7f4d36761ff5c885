"""What a carrier says that a call or message cost. It says so later, and for some never."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from decimal import Decimal, InvalidOperation

from msgspec import Struct

from offhook.telephony.webhooks.http import Answer, NoAnswer

HIGHEST = 10**12
"""Millionths. More is no price of a call."""


class Price(Struct, frozen=True):
    """What it cost."""

    millionths: int
    currency: str


class Unpriced(Struct, frozen=True):
    """There is no price so far."""

    reason: str
    gone: bool = False
    """There never will be: the carrier knows of no such thing."""


GONE = Unpriced("the carrier does not know it any more", gone=True)


async def told_price(
    asking: Awaitable[Answer], words: Callable[[Answer], str], read: Callable[[Answer], Price | Unpriced]
) -> Price | Unpriced:
    """The price in the answer, where there is one."""
    try:
        answer = await asking
    except NoAnswer as reason:
        return Unpriced(str(reason))
    if answer.status == 404:
        return GONE
    if not answer.good:
        return Unpriced(f"the carrier does not say: {words(answer)}")
    return read(answer)


def read_price(price: object, unit: object) -> Price | Unpriced:
    """A price as the carrier writes it: a charge is below zero at one, above it at another."""
    if price is None or price == "":
        return Unpriced("the carrier has told no price yet")
    currency = str(unit or "").upper()
    try:
        amount = abs(Decimal(str(price)))
        millionths = int((amount * 1_000_000).to_integral_value()) if amount.is_finite() else HIGHEST
    except InvalidOperation:
        millionths = HIGHEST
    if millionths >= HIGHEST or not (len(currency) == 3 and currency.isascii() and currency.isalpha()):
        return Unpriced(f"the carrier tells a price that can't be read: {str(price)[:40]} {str(unit)[:10]}")
    return Price(millionths, currency)
