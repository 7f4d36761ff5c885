"""Numbers as every carrier has them: what an account has, what each can do, and where each leads."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum

import msgspec
from msgspec import Struct

from offhook import numbers
from offhook.calls.values import E164
from offhook.numbers import NumberKind

_E164 = re.compile(r"\+[1-9]\d{6,14}", re.ASCII)
_INDEX = re.compile(r"[1-9][0-9]{0,5}", re.ASCII)

Hooks = Mapping[str, str]
"""All that says where a number leads, empty where the carrier has nothing. The names are the carrier's."""
Wanted = Mapping[str, str]
"""Some of a number's, by name, as they should be."""


class NumberType(StrEnum):
    """As carriers sell them."""

    LOCAL = "local"
    TOLL_FREE = "toll_free"
    MOBILE = "mobile"


class Leads(StrEnum):
    """Where calls to a number lead."""

    HERE = "here"
    ELSEWHERE = "elsewhere"
    NOWHERE = "nowhere"
    """To nothing, or to what the carrier says by itself on a number that is new."""


class Carries(Struct, frozen=True):
    """What a number can do."""

    voice: bool
    sms: bool
    mms: bool


class OwnNumber(Struct, frozen=True):
    """A number of the account's."""

    sid: str
    """The carrier's id of it."""
    number: E164
    name: str
    """As it is called at the carrier."""
    country: str | None
    kind: NumberType
    carries: Carries
    hooks: Hooks


class NumbersPage(Struct, frozen=True):
    """Some of them."""

    items: Sequence[OwnNumber]
    after: str | None
    """The cursor of the next page."""


class BadCursor(ValueError):
    """What was given is no cursor of ours."""


def page_index(cursor: str | None) -> int:
    """Where pages are counted: which one a cursor is, from 1.

    Raises:
        BadCursor: it is none.
    """
    if cursor is not None and not _INDEX.fullmatch(cursor):
        raise BadCursor(cursor)
    return int(cursor or "1")


def e164(text: str) -> E164 | None:
    """The number, where that is a telephone number and not, say, a short code."""
    return E164(text) if _E164.fullmatch(text) else None


def kind_of(number: E164, told: str = "") -> NumberType:
    """What the carrier calls it, else what the numbering plan does."""
    said = re.sub(r"[^a-z]", "", told.lower())
    named = {each.value.replace("_", ""): each for each in NumberType}
    if said in named:
        return named[said]
    match numbers.kind(number):
        case NumberKind.TOLL_FREE:
            return NumberType.TOLL_FREE
        case NumberKind.MOBILE:
            return NumberType.MOBILE
        case _:
            return NumberType.LOCAL


def differing(found: Hooks, wanted: Wanted) -> list[str]:
    """Names of what is not as it should be."""
    return [name for name, value in wanted.items() if found.get(name, "") != value]


def kept(hooks: Hooks) -> str:
    """To be kept: JSON."""
    return msgspec.json.encode(hooks).decode()


def read(text: str) -> Hooks:
    """From the JSON that `kept` gave."""
    return msgspec.json.decode(text, type=dict[str, str])
