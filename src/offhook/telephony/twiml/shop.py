"""Numbers that are to be had, and what they cost.

https://www.twilio.com/docs/phone-numbers/api/availablephonenumber-resource,
https://www.twilio.com/docs/phone-numbers/pricing
"""

from __future__ import annotations

from collections.abc import Mapping

from offhook.calls.values import E164
from offhook.telephony.twiml.accounts import Account
from offhook.telephony.twiml.client import Client
from offhook.telephony.twiml.numbers import carries
from offhook.telephony.twiml.refusals import checked
from offhook.telephony.webhooks.numbers import NumberType
from offhook.telephony.webhooks.refusals import Refused, Why
from offhook.telephony.webhooks.shop import Country, Offer, Price, Search, decimal

_RESOURCE = "AvailablePhoneNumbers"
_PARTS = {NumberType.LOCAL: "Local", NumberType.TOLL_FREE: "TollFree", NumberType.MOBILE: "Mobile"}


async def countries(client: Client, account: Account) -> list[Country]:
    """Where numbers are sold, and of what type. Raises `NoAnswer` and `Refused`."""
    told = checked(account, await client.get(account, _RESOURCE, PageSize="1000")).json
    names = {"local": NumberType.LOCAL, "toll_free": NumberType.TOLL_FREE, "mobile": NumberType.MOBILE}
    found = []
    for each in _items(told, "countries"):
        parts = each.get("subresource_uris")
        kinds = [kind for name, kind in names.items() if isinstance(parts, dict) and name in parts]
        if kinds:
            found.append(Country(str(each.get("country_code")), kinds))
    return found


async def search(client: Client, account: Account, wanted: Search) -> list[Offer]:
    """Numbers that are to be had; none where the country has none of the type. Raises `NoAnswer` and `Refused`."""
    query = {"PageSize": str(wanted.limit)}
    texts = {"AreaCode": wanted.area_code, "Contains": wanted.contains}
    wishes = {"VoiceEnabled": wanted.voice, "SmsEnabled": wanted.sms, "MmsEnabled": wanted.mms}
    query |= {name: text for name, text in texts.items() if text}
    query |= {name: "true" for name, wish in wishes.items() if wish}
    answer = await client.get(account, _RESOURCE, wanted.country, _PARTS[wanted.kind], **query)
    if answer.status == 404:  # the country has no numbers of this type
        return []
    try:
        told = checked(account, answer).json
    except Refused as refused:
        if refused.why is Why.NONE_FOUND:
            return []
        raise
    return [_offer(each, wanted) for each in _items(told, "available_phone_numbers")][: wanted.limit]


async def prices(client: Client, account: Account, country: str) -> dict[NumberType, Price]:
    """What a number of each type costs a month in a country, for this account. Raises `NoAnswer` and `Refused`."""
    if not account.dialect.pricing:
        return {}
    answer = await client.fetch(account, f"{account.dialect.pricing}/PhoneNumbers/Countries/{country}")
    if answer.status == 404:
        return {}
    told = checked(account, answer).json
    names = {"local": NumberType.LOCAL, "toll free": NumberType.TOLL_FREE, "mobile": NumberType.MOBILE}
    found = {}
    for each in _items(told, "phone_number_prices"):
        kind, amount = names.get(str(each.get("number_type"))), decimal(each.get("current_price"))
        if kind is not None and amount is not None:
            found[kind] = Price(amount, str(told.get("price_unit") or "USD").upper()[:3])
    return found


def _offer(told: Mapping[str, object], wanted: Search) -> Offer:
    place = [str(told[name]) for name in ("locality", "region") if told.get(name)]
    return Offer(
        number=E164(str(told.get("phone_number"))),
        kind=wanted.kind,
        country=str(told.get("iso_country") or wanted.country),
        place=", ".join(place),
        carries=carries(told.get("capabilities")),
        address=str(told.get("address_requirements") or "none"),
    )


def _items(told: Mapping[str, object], name: str) -> list[dict[str, object]]:
    found = told.get(name)
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []
