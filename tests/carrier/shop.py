"""The carrier's numbers: an account's own, those that are for sale, and what they cost."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.carrier import shapes
from tests.carrier.model import ForSale, Number
from tests.carrier.request import Refusal, Request, not_found
from tests.carrier.shapes import HOOKS, Json

if TYPE_CHECKING:
    from tests.carrier.carrier import Carrier

KINDS = {"Local": "local", "TollFree": "toll_free", "Mobile": "mobile"}
E164 = re.compile(r"\+[1-9]\d{6,14}", re.ASCII)


def numbers(request: Request) -> Json:
    """https://www.twilio.com/docs/phone-numbers/api/incomingphonenumber-resource#read-multiple-incomingphonenumber-resources

    “PhoneNumber: you can specify partial numbers and use '*' as a wildcard for any digit.”
    """
    wanted = request.get("PhoneNumber").replace("*", ".")
    found = [each for each in request.account.numbers.values() if re.search(re.escape(wanted), each.number)]
    shown = [shapes.number(each, request.account) for each in found]
    return shapes.page("incoming_phone_numbers", shown, request.form, request.url)


def fetch(request: Request) -> Json:
    """One of the account's."""
    return shapes.number(_own(request), request.account)


def change(carrier: Carrier, request: Request) -> Json:
    """https://www.twilio.com/docs/phone-numbers/api/incomingphonenumber-resource#update-an-incomingphonenumber-resource

    “Setting a TrunkSid will automatically delete your VoiceApplicationSid and vice versa.”
    """
    number = _own(request)
    for name in HOOKS:
        parameter = "".join(part.capitalize() for part in name.split("_"))
        if parameter in request.form:
            setattr(number, name, request.get(parameter))
            if name == "trunk_sid" and number.trunk_sid:
                number.voice_application_sid = ""
            if name == "voice_application_sid" and number.voice_application_sid:
                number.trunk_sid = ""
    return _told(carrier, shapes.number(number, request.account))


def buy(carrier: Carrier, request: Request) -> Json:
    """https://www.twilio.com/docs/phone-numbers/api/incomingphonenumber-resource#create-an-incomingphonenumber-resource"""
    account, wanted = request.account, request.get("PhoneNumber")
    if account.type == "Trial" and account.numbers:  # https://www.twilio.com/docs/api/errors/21404
        raise Refusal(400, 21404, "Trial accounts are allowed only one Twilio number")
    area = request.get("AreaCode")
    if not wanted and area:
        offers = [each for each in carrier.for_sale if each.number.startswith(f"+1{area}")]
        if not offers:  # https://www.twilio.com/docs/api/errors/21452
            raise Refusal(400, 21452, f"No phone numbers found in area code {area}")
        wanted = offers[0].number
    if E164.fullmatch(wanted) is None:  # https://www.twilio.com/docs/api/errors/21421
        raise Refusal(400, 21421, f"{wanted} is not a valid number")
    offer = next((each for each in carrier.for_sale if each.number == wanted), None)
    if offer is None:  # https://www.twilio.com/docs/api/errors/21422
        raise Refusal(400, 21422, f"{wanted} is not available")
    if offer.address != "none" and not request.get("AddressSid"):  # https://www.twilio.com/docs/api/errors/21631
        raise Refusal(400, 21631, "Phone Number Requires an Address")
    carrier.for_sale.remove(offer)
    made = account.numbers[wanted] = Number(wanted, toll_free=offer.kind == "toll_free")
    made.voice_url = "https://demo.twilio.com/welcome/voice/"
    return _told(carrier, shapes.number(made, account))


def release(request: Request) -> Json:
    """It is the account's no more."""
    del request.account.numbers[_own(request).number]
    return {}


def countries(carrier: Carrier, request: Request) -> Json:
    """https://www.twilio.com/docs/phone-numbers/api/availablephonenumber-resource"""
    kinds: dict[str, set[str]] = {}
    for each in carrier.for_sale:
        kinds.setdefault(each.country, set()).add(each.kind)
    found = [
        {"country_code": code, "country": code, "beta": False, "subresource_uris": dict.fromkeys(of, request.url)}
        for code, of in sorted(kinds.items())
    ]
    return shapes.page("countries", found, request.form)


def search(carrier: Carrier, request: Request) -> Json:
    """https://www.twilio.com/docs/phone-numbers/api/availablephonenumberlocal-resource; 404 where a country has none of
    the type."""
    kind = KINDS.get(request.path["kind"], "")
    found = [each for each in carrier.for_sale if (each.country, each.kind) == (request.path["country"], kind)]
    if not found:
        raise not_found(request)
    return shapes.page("available_phone_numbers", [shapes.for_sale(each) for each in found if _fits(each, request)], {})


def prices(carrier: Carrier, request: Request) -> Json:
    """https://www.twilio.com/docs/phone-numbers/pricing#fetch-a-country-resource"""
    country = request.path["country"]
    if country not in carrier.prices:
        raise not_found(request)
    found = [
        {"number_type": kind, "base_price": price, "current_price": price}
        for kind, price in carrier.prices[country].items()
    ]
    return {"country": country, "iso_country": country, "price_unit": "USD", "phone_number_prices": found}


def _fits(each: ForSale, request: Request) -> bool:
    area, contains = request.get("AreaCode"), request.get("Contains").replace("*", ".")
    wishes = {"VoiceEnabled": each.voice, "SmsEnabled": each.sms, "MmsEnabled": each.mms}
    return (
        (not area or each.number.startswith(f"+1{area}"))
        and (not contains or re.search(contains, each.number[1:]) is not None)
        and all(has for name, has in wishes.items() if request.get(name) == "true")
    )


def _own(request: Request) -> Number:
    for each in request.account.numbers.values():
        if each.sid == request.path["sid"]:
            return each
    raise not_found(request)


def _told(carrier: Carrier, done: Json) -> Json:
    if carrier.numbers_lost:
        carrier.numbers_lost -= 1
        raise Refusal(500, 20500, "An internal server error has occurred")
    return done
