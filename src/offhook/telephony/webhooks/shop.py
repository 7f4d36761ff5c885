"""Numbers that carriers sell, and what they cost."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from msgspec import Struct

from offhook.calls.values import E164
from offhook.telephony.webhooks.numbers import Carries, NumberType

_DECIMAL = re.compile(r"\d{1,8}(?:\.\d{1,6})?", re.ASCII)


class Country(Struct, frozen=True):
    """Where numbers are sold."""

    code: str
    kinds: Sequence[NumberType]


class Search(Struct, frozen=True):
    """What somebody looks for."""

    country: str
    kind: NumberType
    area_code: str = ""
    contains: str = ""
    """Digits or letters that it has, `*` for any."""
    voice: bool = False
    sms: bool = False
    mms: bool = False
    limit: int = 20


class Offer(Struct, frozen=True):
    """A number that is to be had."""

    number: E164
    kind: NumberType
    country: str
    place: str
    """Town and region, where they are told."""
    carries: Carries
    address: str
    """Which address of its holder the country wants to know: `none`, `any`, `local` or `foreign`."""


class Price(Struct, frozen=True):
    """A month."""

    amount: str
    """A decimal number, as the carrier writes it."""
    currency: str
    """ISO 4217."""
    once: str = "0"
    """What it costs besides, when it is bought."""


def decimal(said: object) -> str | None:
    """A price as carriers write it; None where it is none."""
    text = str(said)
    return text if _DECIMAL.fullmatch(text) else None


def pattern_of(contains: str) -> re.Pattern[str]:
    """What a number's digits are to have, by what somebody typed: letters are those of a telephone's keys."""
    keys = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "22233344455566677778889999")
    return re.compile(re.sub(r"[^0-9.]", "", contains.upper().translate(keys).replace("*", ".")))


def of_one_price(
    told: Sequence[Mapping[str, Any]],
    price_of: Callable[[Mapping[str, Any]], Price | None],
    offer_of: Callable[[Mapping[str, Any]], Offer | None],
    limit: int,
) -> tuple[Sequence[Offer], Price | None]:
    """Where each number has a price of its own: those that cost what the first does."""
    price = price_of(told[0]) if told else None
    offers = (offer_of(each) for each in told if price_of(each) == price)
    return [offer for offer in offers if offer is not None][:limit], price
