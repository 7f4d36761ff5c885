"""The carrier's numbers: an account's own, and those that are for sale. https://developer.vonage.com/en/api/numbers

They are the account's, not an application's: its API key and secret are asked for, as basic authentication.
https://developer.vonage.com/en/getting-started/concepts/authentication#basic-authentication
"""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

LINKS = ("app_id", "voiceCallbackType", "voiceCallbackValue", "moHttpUrl")
BASIC = base64.b64encode(b"a1b2c3d4:secret-of-the-account").decode()
TYPES = {"landline", "landline-toll-free", "mobile-lvn"}


@dataclass
class Owned:
    """A number of the account's, without the plus sign."""

    msisdn: str
    country: str = "US"
    type: str = "mobile-lvn"
    features: tuple[str, ...] = ("VOICE", "SMS", "MMS")
    links: dict[str, str] = field(default_factory=dict)

    def shown(self) -> dict[str, Any]:
        """As it is listed: what is not set is left out."""
        of = {"country": self.country, "msisdn": self.msisdn, "type": self.type, "features": list(self.features)}
        return of | {name: value for name, value in self.links.items() if value}


@dataclass
class ForSale(Owned):
    """“cost: The monthly rental cost for this number, in Euros”."""

    cost: str = "0.98"
    initial_price: str = "0.00"
    address: bool = False

    def shown(self) -> dict[str, Any]:
        """As a search shows it."""
        return super().shown() | {"cost": self.cost, "initialPrice": self.initial_price}


class Numbers:
    """The front of the Numbers API, and what an application says of itself."""

    def __init__(self) -> None:
        self.owned: dict[str, Owned] = {}
        self.for_sale: list[ForSale] = []
        self.applications: dict[str, dict[str, str]] = {}
        """Answer and event address of each application, by its id."""
        self.asked: list[str] = []
        self.answers_lost = 0
        """How many changes come about next without the customer's being told."""
        self.refuses_all = 0

    def app(self) -> web.Application:
        """To be served."""
        made = web.Application()
        made.router.add_get("/account/numbers", self._list)
        made.router.add_get("/number/search", self._search)
        made.router.add_post("/number/buy", self._buy)
        made.router.add_post("/number/update", self._update)
        made.router.add_get("/v2/applications/{id}", self._application)
        return made

    async def _list(self, request: web.Request) -> web.Response:
        self._check(request)
        found = [each.shown() for each in self.owned.values() if _fits(each, request)]
        return web.json_response({"count": len(found), "numbers": _page(found, request)} if found else {})

    async def _search(self, request: web.Request) -> web.Response:
        self._check(request)
        country, kind = request.query["country"], request.query.get("type")
        assert kind is None or kind in TYPES
        wanted = set(request.query.get("features", "").split(",")) - {""}
        found = [
            each.shown()
            for each in self.for_sale
            if each.country == country and kind in {None, each.type} and wanted <= set(each.features)
            if _fits(each, request)
        ]
        return web.json_response({"count": len(found), "numbers": _page(found, request)} if found else {})

    async def _buy(self, request: web.Request) -> web.Response:
        """420: “you may need to request the number via the dashboard, or you may already own this number”."""
        self._check(request)
        form = await request.post()
        offer = next((each for each in self.for_sale if each.msisdn == form["msisdn"]), None)
        if offer is None or offer.country != form["country"]:
            return _answer(420, "method failed")
        if offer.address:
            label = (
                "Numbers from this country can be requested from the Dashboard as they require a valid local address"
            )
            return _answer(420, f"{label} to be provided before being purchased.")
        self.for_sale.remove(offer)
        self.owned[offer.msisdn] = Owned(offer.msisdn, offer.country, offer.type, offer.features)
        return self._done()

    async def _update(self, request: web.Request) -> web.Response:
        """What an update leaves out is gone after it: so the vendor's own tool unlinks a number.

        https://github.com/Vonage/vonage-cli/blob/main/src/commands/apps/numbers/unlink.js
        """
        self._check(request)
        form = await request.post()
        number = self.owned.get(str(form["msisdn"]))
        if number is None or number.country != form["country"]:
            return _answer(420, "method failed")
        number.links = {name: str(form[name]) for name in LINKS if form.get(name)}
        return self._done()

    async def _application(self, request: web.Request) -> web.Response:
        """https://developer.vonage.com/en/api/application.v2#getApplication"""
        self._check(request)
        leads = self.applications.get(request.match_info["id"])
        if leads is None:
            return web.json_response({"title": "Not Found"}, status=404)
        webhooks = {name: {"address": address, "http_method": "POST"} for name, address in leads.items()}
        return web.json_response(
            {"id": request.match_info["id"], "name": "Office", "capabilities": {"voice": {"webhooks": webhooks}}}
        )

    def _check(self, request: web.Request) -> None:
        self.asked.append(f"{request.method} {request.path}")
        text = '{"error-code": "401", "error-code-label": "authentication failed"}'
        if request.headers.get("Authorization") != f"Basic {BASIC}":
            raise web.HTTPUnauthorized(text=text, content_type="application/json")
        if self.refuses_all:
            raise web.HTTPTooManyRequests(text='{"title": "Rate Limit Hit"}', content_type="application/json")

    def _done(self) -> web.Response:
        if self.answers_lost:
            self.answers_lost -= 1
            return web.Response(status=500)
        return _answer(200, "success")


def _fits(each: Owned, request: web.Request) -> bool:
    """0: starts with the pattern, 1: contains it, 2: ends with it."""
    pattern = request.query.get("pattern", "")
    match request.query.get("search_pattern", "0"):
        case "0":
            return each.msisdn.startswith(pattern)
        case "1":
            return pattern in each.msisdn
        case _:
            return each.msisdn.endswith(pattern)


def _page(found: list[dict[str, Any]], request: web.Request) -> list[dict[str, Any]]:
    """“size: Page size, default 10, maximum 100; index: Page index, default 1”."""
    size, index = min(100, int(request.query.get("size", "10"))), int(request.query.get("index", "1"))
    return found[(index - 1) * size : index * size]


def _answer(status: int, label: str) -> web.Response:
    return web.json_response({"error-code": str(status), "error-code-label": label}, status=status)
