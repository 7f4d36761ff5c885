"""The numbers of an account: listed, found, and led elsewhere.

https://www.twilio.com/docs/phone-numbers/api/incomingphonenumber-resource; SignalWire's is the same
(https://developer.signalwire.com/compatibility-api/rest/list-all-incoming-phone-numbers).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum
from urllib.parse import parse_qs, urlsplit

from msgspec import Struct

from offhook import numbers
from offhook.calls.values import E164
from offhook.numbers import NumberKind
from offhook.telephony.twiml.accounts import Account
from offhook.telephony.twiml.client import Client
from offhook.telephony.twiml.refusals import checked
from offhook.telephony.twiml.webhooks import Webhooks

_RESOURCE = "IncomingPhoneNumbers"
_E164 = re.compile(r"\+[1-9]\d{6,14}", re.ASCII)
_CURSOR = re.compile(r"(\d{1,6})\.([A-Za-z0-9_-]{1,90})", re.ASCII)
MOST_A_PAGE = 1000
"""https://www.twilio.com/docs/usage/twilios-response#pagination"""


class NumberType(StrEnum):
    """As carriers sell them."""

    LOCAL = "local"
    TOLL_FREE = "toll_free"
    MOBILE = "mobile"


class Carries(Struct, frozen=True):
    """What a number can do."""

    voice: bool
    sms: bool
    mms: bool

    @classmethod
    def of(cls, told: object) -> Carries:
        """From the carrier's `capabilities`, which writes SMS in either case."""
        found = {str(name).lower(): bool(on) for name, on in told.items()} if isinstance(told, dict) else {}
        return cls(found.get("voice", False), found.get("sms", False), found.get("mms", False))


class OwnNumber(Struct, frozen=True):
    """A number of the account's."""

    sid: str
    number: E164
    name: str
    """As it is called at the carrier."""
    country: str | None
    kind: NumberType
    carries: Carries
    hooks: Webhooks


class NumbersPage(Struct, frozen=True):
    """Some of them."""

    items: Sequence[OwnNumber]
    after: str | None
    """The cursor of the next page."""


class BadCursor(ValueError):
    """What was given is no cursor of ours."""


async def page(client: Client, account: Account, *, size: int, cursor: str | None = None) -> NumbersPage:
    """Some numbers of an account, in the carrier's order.

    Raises:
        NoAnswer: the carrier does not answer.
        Refused: it does not give them.
        BadCursor: that is none.
    """
    query = {"PageSize": str(min(size, MOST_A_PAGE))}
    if cursor is not None:
        understood = _CURSOR.fullmatch(cursor)
        if understood is None:
            raise BadCursor(cursor)
        query |= {"Page": understood[1], "PageToken": understood[2]}
    told = checked(account, await client.get(account, _RESOURCE, **query)).json
    items = [one for each in _items(told) if (one := own_number(each)) is not None]
    return NumbersPage(items, _next(told))


async def find(client: Client, account: Account, number: str) -> OwnNumber | None:
    """One of the account's, by its number; None where it has none. Raises `NoAnswer` and `Refused`."""
    told = checked(account, await client.get(account, _RESOURCE, PhoneNumber=number)).json
    found = (own_number(each) for each in _items(told))  # the carrier finds by a part of the number, too
    return next((one for one in found if one is not None and one.number == number), None)


async def lead(client: Client, account: Account, sid: str, form: Sequence[tuple[str, str]]) -> OwnNumber | None:
    """Change where a number leads; how it is then. Raises `NoAnswer` and `Refused`."""
    answer = checked(account, await client.post(account, _RESOURCE, sid, form=form))
    return own_number(answer.json)


async def buy(client: Client, account: Account, number: str) -> OwnNumber | None:
    """Buy this very number. Raises `NoAnswer`, after which it may be bought, and `Refused`."""
    answer = await client.post(account, _RESOURCE, form=[("PhoneNumber", number)])
    return own_number(checked(account, answer).json)


def own_number(told: Mapping[str, object]) -> OwnNumber | None:
    """From the carrier's resource; None for what is no telephone number, such as a short code."""
    number = str(told.get("phone_number") or "")
    if _E164.fullmatch(number) is None:
        return None
    plain = E164(number)
    return OwnNumber(
        sid=str(told.get("sid") or ""),
        number=plain,
        name=str(told.get("friendly_name") or ""),
        country=numbers.country_of(plain),
        kind=kind_of(plain, str(told.get("type") or "")),
        carries=Carries.of(told.get("capabilities")),
        hooks=Webhooks.of(told),
    )


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


def _items(told: Mapping[str, object]) -> list[dict[str, object]]:
    found = told.get("incoming_phone_numbers")
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def _next(told: Mapping[str, object]) -> str | None:
    """The next page's, of the address that the carrier gives for it."""
    query = parse_qs(urlsplit(str(told.get("next_page_uri") or "")).query)
    cursor = f"{query.get('Page', [''])[0]}.{query.get('PageToken', [''])[0]}"
    return cursor if _CURSOR.fullmatch(cursor) else None
