"""The numbers of an account with Vonage, asked for and changed by the account's API key, and led by the application."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from offhook import numbers as plan
from offhook.calls.values import E164, TrunkId
from offhook.telephony.vonage import numbers
from offhook.telephony.vonage.accounts import Account
from offhook.telephony.vonage.client import NAME, Client, words
from offhook.telephony.vonage.prices import CURRENCY
from offhook.telephony.webhooks.addresses import About, Addresses
from offhook.telephony.webhooks.http import Answer
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

MOST_A_PAGE = 100
"""https://developer.vonage.com/en/api/numbers#getOwnedNumbers"""
STARTS, CONTAINS = "0", "1"
"""How a pattern is looked for."""


class VonageHolding:
    """One account's.

    Args:
        client: Asks Vonage.
        public: Our own address, without a slash at its end.
    """

    carrier = NAME
    most_a_page = MOST_A_PAGE

    def __init__(self, account: Account, client: Client, public: str) -> None:
        self._account = account
        self._client = client
        self._addresses = Addresses(public)

    @property
    def trunk(self) -> TrunkId:
        """The account's."""
        return self._account.trunk

    async def page(self, *, size: int, cursor: str | None = None, all_of_each: bool = True) -> NumbersPage:
        """Some numbers; the cursor is the page's index."""
        index, size = page_index(cursor), min(size, MOST_A_PAGE)
        told = await self._asked("/account/numbers", size=str(size), index=str(index))
        found = _items(told)
        items = [one for each in found if (one := numbers.own_number(each)) is not None]
        count = told.get("count")
        more = bool(found) and isinstance(count, int) and count > index * size
        return NumbersPage(items, str(index + 1) if more else None)

    async def find(self, number: str) -> OwnNumber | None:
        """One of the account's; the list finds by a part of the number, too."""
        told = await self._asked("/account/numbers", pattern=numbers.digits(number), search_pattern=STARTS, size="100")
        found = (numbers.own_number(each) for each in _items(told))
        return next((one for one in found if one is not None and one.number == number), None)

    # Where it leads

    async def ours(self, *, make: bool = False) -> Wanted:
        """What a number has that leads here. The application has to lead here first, which is set up there."""
        if make:
            await self._check_application()
        return numbers.ours(self._account.application)

    def differing(self, found: Hooks, wanted: Wanted) -> list[str]:
        """Names of what is not as it should be."""
        return differing(found, wanted)

    def leads(self, hooks: Hooks) -> tuple[Leads, str]:
        """Where calls lead."""
        return numbers.leads(hooks, self._account.application)

    async def lead(self, own: OwnNumber, wanted: Wanted) -> OwnNumber | None:
        """Change where a number leads. The answer does not show it, so it is looked for."""
        _checked(await self._client.change_numbers(self._account, "/number/update", numbers.form(own, wanted)))
        return await self.find(own.number)

    async def _check_application(self) -> None:
        """Raises `Refused`: its calls are told elsewhere, so a number that it leads would not lead here.

        https://developer.vonage.com/en/api/application.v2#getApplication
        """
        answer = _checked(await self._client.application(self._account))
        found: Any = answer.json
        for name in ("capabilities", "voice", "webhooks"):
            found = found.get(name) if isinstance(found, dict) else None
        wanted = {"answer_url": About.INCOMING, "event_url": About.NUMBER_STATUS}
        for name, about in wanted.items():
            hook = found.get(name) if isinstance(found, dict) else None
            hook = hook if isinstance(hook, dict) else {}
            address = self._addresses.of(self.trunk, about)
            # “http_method”: by default GET for answers, and POST for events.
            method = str(hook.get("http_method") or ("GET" if about is About.INCOMING else "POST")).upper()
            if (hook.get("address"), method) != (address, "POST"):
                called = "answer URL" if about is About.INCOMING else "event URL"
                now = hook.get("address") or "nothing"
                raise Refused(
                    NAME,
                    Why.APPLICATION,
                    f"The application's {called} at Vonage is {str(now)[:200]}. Set it to {address} there, with POST, "
                    "then take the number again.",
                )

    # What is to be had

    async def countries(self) -> Sequence[Country]:
        """All there are: Vonage does not say in which it sells numbers."""
        return [Country(code, tuple(NumberType)) for code in plan.countries()]

    async def search(self, wanted: Search) -> tuple[Sequence[Offer], Price | None]:
        """Numbers that are to be had. Each has a price of its own: those that cost what the first does are given."""
        known = wanted.country in numbers.WITHOUT_TYPES
        query = {"country": wanted.country, "size": str(MOST_A_PAGE)}
        query["type"] = numbers.TYPES[NumberType.MOBILE if known and _plain(wanted) else wanted.kind]
        wishes = {"SMS": wanted.sms, "MMS": wanted.mms, "VOICE": wanted.voice}
        # “Use a comma-separated value: SMS,MMS,VOICE”, in the orders that are listed there.
        features = [name for name, wish in wishes.items() if wish]
        query |= {"features": _FEATURES[frozenset(features)]} if features else {}
        code = "1" if wanted.area_code else ""
        prefix, pattern = f"{code}{wanted.area_code}", pattern_of(wanted.contains)
        if prefix:
            query |= {"pattern": prefix, "search_pattern": STARTS}
        elif (digits := numbers.digits(pattern.pattern)) and "." not in pattern.pattern:
            query |= {"pattern": digits, "search_pattern": CONTAINS}
        found = [
            each
            for each in _items(await self._asked("/number/search", **query))
            if pattern.search(str(each.get("msisdn") or "")) is not None
        ]
        return of_one_price(found, _price, lambda each: _offer(each, wanted), wanted.limit)

    async def price(self, number: str, kind: NumberType, country: str) -> Price | None:
        """What this very number costs now, where it is still to be had."""
        digits = numbers.digits(number)
        told = await self._asked(
            "/number/search", country=country, pattern=digits, search_pattern=STARTS, size=str(MOST_A_PAGE)
        )
        return next((_price(each) for each in _items(told) if each.get("msisdn") == digits), None)

    async def buy(self, number: str) -> None:
        """Buy it."""
        form = {"country": plan.country_of(E164(number)) or "", "msisdn": numbers.digits(number)}
        _checked(await self._client.change_numbers(self._account, "/number/buy", form), buys=True)

    async def _asked(self, path: str, **query: str) -> Mapping[str, Any]:
        return _checked(await self._client.numbers(self._account, path, **query)).json


_FEATURES = {
    frozenset(each.split(",")): each
    for each in ("SMS", "VOICE", "SMS,VOICE", "MMS", "SMS,MMS", "VOICE,MMS", "SMS,MMS,VOICE")
}


def _plain(wanted: Search) -> bool:
    """Whether any number will do that is not toll-free."""
    return wanted.kind is not NumberType.TOLL_FREE


def _items(told: Mapping[str, Any]) -> list[dict[str, Any]]:
    found = told.get("numbers")
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def _offer(told: Mapping[str, Any], wanted: Search) -> Offer | None:
    plain = e164(f"+{told.get('msisdn')}")
    if plain is None:
        return None
    return Offer(plain, wanted.kind, wanted.country, "", numbers.carries(told), "none")


def _price(told: Mapping[str, Any]) -> Price | None:
    """“The monthly rental cost for this number, in Euros”, and what the vendor's tool calls its set-up cost.

    https://github.com/Vonage/vonage-cli/blob/main/src/numbers/display.js
    """
    amount, once = decimal(told.get("cost")), decimal(told.get("initialPrice") or "0")
    return None if amount is None or once is None else Price(amount, CURRENCY, once)


def _checked(answer: Answer, *, buys: bool = False) -> Answer:
    """The answer, if it is good; what it says beside its status counts, too. Raises `Refused`."""
    code = str(answer.json.get("error-code") or "200")
    if answer.good and code == "200":
        return answer
    said = str(answer.json.get("error-code-label") or words(answer))
    why = by_status(answer.status if not answer.good else int(code) if code.isdigit() else 400)
    if why is Why.OTHER and "address" in said.lower():
        why = Why.ADDRESS
    elif why is Why.OTHER and buys and answer.status == 420:
        why = Why.NOT_TO_BE_HAD
    raise Refused(NAME, why, said)
