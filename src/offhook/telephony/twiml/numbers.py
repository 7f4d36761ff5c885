"""The numbers of an account: listed, found, and led elsewhere.

https://www.twilio.com/docs/phone-numbers/api/incomingphonenumber-resource; SignalWire's is the same
(https://developer.signalwire.com/compatibility-api/rest/list-all-incoming-phone-numbers).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from urllib.parse import parse_qs, urlsplit

from msgspec import structs

from offhook import numbers
from offhook.telephony.twiml.accounts import Account
from offhook.telephony.twiml.client import Client
from offhook.telephony.twiml.refusals import checked
from offhook.telephony.twiml.webhooks import Webhooks
from offhook.telephony.webhooks.numbers import BadCursor, Carries, NumbersPage, OwnNumber, e164, kind_of

_RESOURCE = "IncomingPhoneNumbers"
_CURSOR = re.compile(r"(\d{1,6})\.([A-Za-z0-9_-]{1,90})", re.ASCII)
MOST_A_PAGE = 1000
"""https://www.twilio.com/docs/usage/twilios-response#pagination"""


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
    plain = e164(str(told.get("phone_number") or ""))
    if plain is None:
        return None
    return OwnNumber(
        sid=str(told.get("sid") or ""),
        number=plain,
        name=str(told.get("friendly_name") or ""),
        country=numbers.country_of(plain),
        kind=kind_of(plain, str(told.get("type") or "")),
        carries=carries(told.get("capabilities")),
        hooks=structs.asdict(Webhooks.of(told)),
    )


def carries(told: object) -> Carries:
    """From the carrier's `capabilities`, which writes SMS in either case."""
    found = {str(name).lower(): bool(on) for name, on in told.items()} if isinstance(told, dict) else {}
    return Carries(found.get("voice", False), found.get("sms", False), found.get("mms", False))


def _items(told: Mapping[str, object]) -> list[dict[str, object]]:
    found = told.get("incoming_phone_numbers")
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def _next(told: Mapping[str, object]) -> str | None:
    """The next page's, of the address that the carrier gives for it."""
    query = parse_qs(urlsplit(str(told.get("next_page_uri") or "")).query)
    cursor = f"{query.get('Page', [''])[0]}.{query.get('PageToken', [''])[0]}"
    return cursor if _CURSOR.fullmatch(cursor) else None
