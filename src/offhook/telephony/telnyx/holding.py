"""The numbers of an account with Telnyx: its TeXML application leads their calls, a messaging profile their texts."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from offhook.calls.values import TrunkId
from offhook.telephony.telnyx import numbers
from offhook.telephony.telnyx.accounts import Account
from offhook.telephony.telnyx.client import NAME, Client, data, errors, words
from offhook.telephony.webhooks.addresses import About, Addresses
from offhook.telephony.webhooks.http import Answer, NoAnswer
from offhook.telephony.webhooks.numbers import (
    Hooks,
    Leads,
    NumbersPage,
    NumberType,
    OwnNumber,
    Wanted,
    differing,
    e164,
    page_index,
)
from offhook.telephony.webhooks.refusals import Refused, Why, by_status
from offhook.telephony.webhooks.shop import Country, Offer, Price, Search, decimal, of_one_price, pattern_of
from offhook.telephony.webhooks.text_addresses import received_at

MOST_A_PAGE = 250
"""https://developers.telnyx.com/development/api-fundamentals/pagination"""
MOST_PROFILES = 250
NO_PROFILE = "none of ours"
"""In place of a messaging profile that is not there yet: no number has it."""
ALL_COUNTRIES = ["*"]
"""Where the profile may text to: Offhook and the account have limits of their own."""

_CODES = {
    # https://developers.telnyx.com/development/api-fundamentals/api-errors
    "10009": Why.CREDENTIALS,
    "10010": Why.CREDENTIALS,
    "10011": Why.TOO_MANY,
    "10038": Why.TRIAL,
    "10039": Why.TRIAL,
    "20002": Why.SUSPENDED,
    "20012": Why.SUSPENDED,
}


class TelnyxHolding:
    """One account's.

    Args:
        client: Asks Telnyx.
        public: Our own address, without a slash at its end.
    """

    carrier = NAME
    most_a_page = MOST_A_PAGE

    def __init__(self, account: Account, client: Client, public: str) -> None:
        self._account = account
        self._client = client
        self._addresses = Addresses(public)
        self._profile = ""

    @property
    def trunk(self) -> TrunkId:
        """The account's."""
        return self._account.trunk

    async def page(self, *, size: int, cursor: str | None = None, all_of_each: bool = True) -> NumbersPage:
        """Some numbers; the cursor is the page's number. What each does besides calls is in a list of its own."""
        index, size = page_index(cursor), min(size, MOST_A_PAGE)
        answer = await self._asked("phone_numbers", **_page(index, size), sort="phone_number")
        told = _items(answer)
        texting = await self._texting(told) if all_of_each else {}
        found = (numbers.own_number(each, texting.get(str(each.get("phone_number")))) for each in told)
        meta = answer.json.get("meta")
        pages = meta.get("total_pages") if isinstance(meta, dict) else 0
        more = bool(told) and isinstance(pages, int) and pages > index
        return NumbersPage([one for one in found if one is not None], str(index + 1) if more else None)

    async def find(self, number: str) -> OwnNumber | None:
        """One of the account's; the list finds by a part of the number, too."""
        digits = re.sub(r"[^0-9]", "", number)
        told = _items(await self._asked("phone_numbers", **_page(1, MOST_A_PAGE), **{"filter[phone_number]": digits}))
        one = next((each for each in told if each.get("phone_number") == number), None)
        if one is None:
            return None
        return numbers.own_number(one, (await self._texting([one])).get(number))

    async def _texting(self, told: Sequence[Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
        """The messaging settings of these numbers: one asked for by itself, many by the list, page by page."""
        wanted = {str(each.get("phone_number")) for each in told}
        if len(told) == 1:
            answer = await self._client.get(self._account, "phone_numbers", str(told[0].get("id")), "messaging")
            # Not every number can text: it has no such settings.
            return {} if answer.status == 404 else {next(iter(wanted)): data(_checked(answer))}
        found: dict[str, dict[str, Any]] = {}
        index = 1
        while wanted - found.keys():
            items = _items(await self._asked("phone_numbers", "messaging", **_page(index, MOST_A_PAGE)))
            found |= {str(each.get("phone_number")): each for each in items}
            index += 1
            if len(items) < MOST_A_PAGE:
                break
        return found

    # Where it leads

    async def ours(self, *, make: bool = False) -> Wanted:
        """What a number has that leads here: the application of the account, and the messaging profile of ours."""
        if make:
            await self._check_application()
        return {numbers.CONNECTION: self._account.application, numbers.PROFILE: await self._our_profile(make=make)}

    def differing(self, found: Hooks, wanted: Wanted) -> list[str]:
        """Names of what is not as it should be."""
        return differing(found, wanted)

    def leads(self, hooks: Hooks) -> tuple[Leads, str]:
        """Where calls lead."""
        return numbers.leads(hooks, self._account.application)

    async def lead(self, own: OwnNumber, wanted: Wanted) -> OwnNumber | None:
        """Change where a number leads: calls and texts one after the other, each where it differs. Empty is nobody.

        https://developers.telnyx.com/api-reference/phone-number-configurations/update-a-phone-number,
        https://developers.telnyx.com/api-reference/number-settings/update-the-messaging-profile-andor-messaging-product-of-a-phone-number
        """
        changed = {name: wanted[name] for name in differing(own.hooks, wanted)}
        for name, parts in ((numbers.CONNECTION, ()), (numbers.PROFILE, ("messaging",))):
            if name in changed:
                body = {name: changed[name]}
                _checked(await self._client.patch(self._account, "phone_numbers", own.sid, *parts, body=body))
        return await self.find(own.number)

    async def _our_profile(self, *, make: bool) -> str:
        """The id of the messaging profile whose webhook is ours; looked for before one is made."""
        if self._profile and not make:  # else it may be gone since
            return self._profile
        address = received_at(self._addresses.public, self.trunk)
        found = _items(await self._asked("messaging_profiles", **_page(1, MOST_PROFILES)))
        self._profile = next((str(each.get("id")) for each in found if each.get("webhook_url") == address), "")
        if not self._profile and make:
            body = {
                "name": "Offhook",
                "webhook_url": address,
                "webhook_api_version": "2",
                "whitelisted_destinations": ALL_COUNTRIES,
            }
            made = data(_checked(await self._client.post(self._account, "messaging_profiles", body=body)))
            self._profile = str(made.get("id") or "")
        return self._profile or NO_PROFILE

    async def _check_application(self) -> None:
        """Raises `Refused`: its calls are told elsewhere, so a number that it leads would not lead here.

        https://developers.telnyx.com/api-reference/texml-applications/retrieve-a-texml-application
        """
        found = data(await self._asked("texml_applications", self._account.application))
        wanted = {"voice": About.INCOMING, "status_callback": About.NUMBER_STATUS}
        for name, about in wanted.items():
            url = "voice_url" if name == "voice" else name
            address, now = self._addresses.plain(self.trunk, about), str(found.get(url) or "")
            method = str(found.get(f"{name}_method") or "post").upper()
            if (now.partition("#")[0], method) != (address, "POST"):
                called = "voice URL" if name == "voice" else "status callback"
                raise Refused(
                    NAME,
                    Why.APPLICATION,
                    f"The {called} of the TeXML application at Telnyx is {now[:200] or 'nothing'}. Set it to {address} "
                    "there, with POST, then take the number again.",
                )

    # What is to be had

    async def countries(self) -> Sequence[Country]:
        """Where numbers are sold, and of what type.

        https://developers.telnyx.com/api-reference/country-coverage/get-country-coverage
        """
        told = (await self._asked("country_coverage")).json.get("data")
        listed = told.values() if isinstance(told, dict) else told if isinstance(told, list) else ()
        found = []
        for each in listed:
            code = str(each.get("code") or "") if isinstance(each, dict) else ""
            said = each.get("phone_number_type") if isinstance(each, dict) else None
            kinds = [kind for kind in NumberType if isinstance(said, list) and kind.value in said]
            if len(code) == 2 and kinds:
                found.append(Country(code, kinds))
        return sorted(found, key=lambda country: country.code)

    async def search(self, wanted: Search) -> tuple[Sequence[Offer], Price | None]:
        """Numbers that are to be had. Each has a price of its own: those that cost what the first does are given.

        https://developers.telnyx.com/api-reference/phone-number-search/list-available-phone-numbers
        """
        query = {
            "filter[country_code]": wanted.country,
            "filter[phone_number_type]": wanted.kind.value,
            "filter[limit]": str(min(MOST_A_PAGE, wanted.limit * 5)),
            "filter[best_effort]": "false",
        }
        pattern = pattern_of(wanted.contains)
        if wanted.area_code:
            query["filter[national_destination_code]"] = wanted.area_code
        elif pattern.pattern and "." not in pattern.pattern:
            query["filter[phone_number][contains]"] = pattern.pattern
        wishes = (("sms", wanted.sms), ("mms", wanted.mms), ("voice", wanted.voice))
        features = [("filter[features][]", name) for name, wish in wishes if wish]
        answer = await self._client.get_pairs(
            self._account, "available_phone_numbers", pairs=[*query.items(), *features]
        )
        if answer.status in {400, 404, 422} and "10031" in {str(each.get("code")) for each in errors(answer.json)}:
            return [], None
        found = [each for each in _items(_checked(answer)) if pattern.search(str(each.get("phone_number") or ""))]
        return of_one_price(found, _price, lambda each: _offer(each, wanted), wanted.limit)

    async def price(self, number: str, kind: NumberType, country: str) -> Price | None:
        """What this very number costs now, where it is still to be had."""
        pairs = [("filter[phone_number][contains]", number.removeprefix("+")), ("filter[country_code]", country)]
        found = _items(_checked(await self._client.get_pairs(self._account, "available_phone_numbers", pairs=pairs)))
        return next((_price(each) for each in found if each.get("phone_number") == number), None)

    async def buy(self, number: str) -> None:
        """Order it; an order that is still under way may come to something.

        https://developers.telnyx.com/api-reference/phone-number-orders/create-a-number-order
        """
        body = {"phone_numbers": [{"phone_number": number}]}
        made = data(_checked(await self._client.post(self._account, "number_orders", body=body), buys=True))
        match made.get("status"):
            case "success":
                return
            case "failure":
                raise Refused(NAME, Why.NOT_TO_BE_HAD, "The order has failed")
            case _:
                raise NoAnswer("the order is under way")

    async def _asked(self, *parts: str, **query: str) -> Answer:
        return _checked(await self._client.get(self._account, *parts, **query))


def _page(index: int, size: int) -> dict[str, str]:
    return {"page[number]": str(index), "page[size]": str(size)}


def _items(answer: Answer) -> list[dict[str, Any]]:
    found = answer.json.get("data")
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def _offer(told: Mapping[str, Any], wanted: Search) -> Offer | None:
    plain = e164(str(told.get("phone_number") or ""))
    if plain is None:
        return None
    regions = told.get("region_information")
    named = [each for each in regions if isinstance(each, dict)] if isinstance(regions, list) else []
    kinds = ("location", "rate_center", "state")
    place = [str(each["region_name"]) for kind in kinds for each in named if each.get("region_type") == kind]
    return Offer(
        plain, wanted.kind, wanted.country, ", ".join(place[:2]), numbers.offered(told.get("features")), "none"
    )


def _price(told: Mapping[str, Any]) -> Price | None:
    said = told.get("cost_information")
    costs = said if isinstance(said, dict) else {}
    amount, once = decimal(costs.get("monthly_cost")), decimal(costs.get("upfront_cost") or "0")
    currency = str(costs.get("currency") or "").upper()
    return None if amount is None or once is None or len(currency) != 3 else Price(amount, currency, once)


def _checked(answer: Answer, *, buys: bool = False) -> Answer:
    """The answer, if it is good. Raises `Refused`."""
    if answer.good:
        return answer
    code = next((str(each.get("code") or "") for each in errors(answer.json)), "")
    said, why = words(answer), _CODES.get(code) or by_status(answer.status)
    if why is Why.OTHER and ("requirement" in said.lower() or "address" in said.lower()):
        why = Why.ADDRESS
    elif why is Why.OTHER and buys:
        why = Why.NOT_TO_BE_HAD
    raise Refused(NAME, why, said)
