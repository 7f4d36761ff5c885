"""The carrier's numbers: an organization's own with what leads them, and those that are for sale.

https://developers.telnyx.com/api-reference/phone-number-configurations/list-phone-numbers
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.telnyx.model import new_id


@dataclass
class Owned:
    """A number of the organization's."""

    number: str
    type: str = "local"
    country: str = "US"
    connection: str = ""
    profile: str = ""
    texts: bool = True
    status: str = "active"
    id: str = field(default_factory=new_id)

    def shown(self) -> dict[str, Any]:
        """As a list of numbers has it."""
        return {
            "id": self.id,
            "phone_number": self.number,
            "phone_number_type": self.type,
            "country_iso_alpha2": self.country,
            "connection_id": self.connection,
            "messaging_profile_id": self.profile,
            "customer_reference": None,
            "status": self.status,
        }

    def texting(self) -> dict[str, Any]:
        """https://developers.telnyx.com/api-reference/number-settings/list-phone-numbers-with-messaging-settings"""
        able = {"domestic_two_way": self.texts, "international_inbound": self.texts, "international_outbound": False}
        features = {"sms": able, "mms": {"domestic_two_way": False}}
        return {"phone_number": self.number, "messaging_profile_id": self.profile, "features": features}


@dataclass
class ForSale:
    """https://developers.telnyx.com/api-reference/phone-number-search/list-available-phone-numbers"""

    number: str
    type: str = "local"
    country: str = "US"
    monthly: str = "1.00"
    upfront: str = "1.00"

    def shown(self) -> dict[str, Any]:
        """As a search shows it."""
        return {
            "phone_number": self.number,
            "features": [{"name": "sms"}, {"name": "voice"}],
            "region_information": [
                {"region_type": "rate_center", "region_name": "WASHINGTON"},
                {"region_type": "state", "region_name": "DC"},
            ],
            "cost_information": {"monthly_cost": self.monthly, "upfront_cost": self.upfront, "currency": "USD"},
        }


class Numbers:
    """Their front."""

    def __init__(self, key: str) -> None:
        self._key = key
        self.owned: list[Owned] = []
        self.for_sale: list[ForSale] = []
        self.profiles: list[dict[str, Any]] = []
        self.applications: dict[str, dict[str, Any]] = {}
        self.order = "success"
        """How the next orders go: `success`, `pending` (the number is there at once all the same) or `failure`."""
        self.answers_lost = 0
        """How many changes come about next without the customer's being told."""
        self.asked: list[str] = []

    def app(self) -> web.Application:
        """To be served below `/v2`."""
        made = web.Application()
        made.router.add_get("/v2/phone_numbers", self._list)
        made.router.add_get("/v2/phone_numbers/messaging", self._texting_of_all)
        made.router.add_get("/v2/phone_numbers/{id}/messaging", self._texting)
        made.router.add_patch("/v2/phone_numbers/{id}/messaging", self._assign)
        made.router.add_patch("/v2/phone_numbers/{id}", self._connect)
        made.router.add_get("/v2/messaging_profiles", self._profiles)
        made.router.add_post("/v2/messaging_profiles", self._make_profile)
        made.router.add_get("/v2/texml_applications/{id}", self._application)
        made.router.add_get("/v2/country_coverage", self._coverage)
        made.router.add_get("/v2/available_phone_numbers", self._search)
        made.router.add_post("/v2/number_orders", self._order)
        return made

    async def _list(self, request: web.Request) -> web.Response:
        """“filter[phone_number]: Requires at least three digits. Non-numerical characters will result in no values.”"""
        self._check(request)
        wanted = request.query.get("filter[phone_number]", "")
        found = [each for each in self.owned if wanted in each.number[1:]]
        if request.query.get("sort") == "phone_number":
            found.sort(key=lambda each: each.number)
        return _page([each.shown() for each in found], request)

    async def _texting_of_all(self, request: web.Request) -> web.Response:
        self._check(request)
        return _page([each.texting() for each in self.owned if each.texts], request)

    async def _texting(self, request: web.Request) -> web.Response:
        self._check(request)
        number = self._own(request)
        if not number.texts:
            raise _not_found()
        return web.json_response({"data": number.texting()})

    async def _connect(self, request: web.Request) -> web.Response:
        """https://developers.telnyx.com/api-reference/phone-number-configurations/update-a-phone-number"""
        self._check(request)
        number, body = self._own(request), await request.json()
        assert set(body) == {"connection_id"}
        number.connection = body["connection_id"]
        return self._done({"data": number.shown()})

    async def _assign(self, request: web.Request) -> web.Response:
        """“Set this field to "" to unassign the number from its messaging profile.”

        https://developers.telnyx.com/api-reference/number-settings/update-the-messaging-profile-andor-messaging-product-of-a-phone-number
        """
        self._check(request)
        number, body = self._own(request), await request.json()
        wanted = body["messaging_profile_id"]
        if wanted and wanted not in {each["id"] for each in self.profiles}:
            return _error(422, "10015", "Bad Request")
        number.profile = wanted
        return self._done({"data": number.texting()})

    async def _profiles(self, request: web.Request) -> web.Response:
        self._check(request)
        return _page(self.profiles, request)

    async def _make_profile(self, request: web.Request) -> web.Response:
        """https://developers.telnyx.com/api-reference/profiles/create-a-messaging-profile: both must be given."""
        self._check(request)
        body = await request.json()
        if not body.get("name") or not body.get("whitelisted_destinations"):
            return _error(422, "10004", "Missing required parameter")
        self.profiles.append(body | {"id": new_id()})
        return web.json_response({"data": self.profiles[-1]})

    async def _application(self, request: web.Request) -> web.Response:
        """https://developers.telnyx.com/api-reference/texml-applications/retrieve-a-texml-application"""
        self._check(request)
        found = self.applications.get(request.match_info["id"])
        if found is None:
            raise _not_found()
        return web.json_response({"data": found})

    async def _coverage(self, request: web.Request) -> web.Response:
        """https://developers.telnyx.com/api-reference/country-coverage/get-country-coverage"""
        self._check(request)
        return web.json_response(
            {"data": {"United States": {"code": "US", "numbers": True, "phone_number_type": ["local", "toll_free"]}}}
        )

    async def _search(self, request: web.Request) -> web.Response:
        self._check(request)
        asked = request.query
        found = [
            each.shown()
            for each in self.for_sale
            if each.country == asked.get("filter[country_code]", each.country)
            if each.type == asked.get("filter[phone_number_type]", each.type)
            if each.number[2:].startswith(asked.get("filter[national_destination_code]", ""))
            if asked.get("filter[phone_number][contains]", "") in each.number
            if set(asked.getall("filter[features][]", [])) <= {"sms", "voice"}
        ]
        return web.json_response({"data": found, "meta": {"total_results": len(found)}})

    async def _order(self, request: web.Request) -> web.Response:
        """https://developers.telnyx.com/api-reference/phone-number-orders/create-a-number-order"""
        self._check(request)
        (wanted,) = (each["phone_number"] for each in (await request.json())["phone_numbers"])
        offer = next((each for each in self.for_sale if each.number == wanted), None)
        if offer is None:
            return _error(422, "10027", "Number not available")
        if self.order != "failure":
            self.for_sale.remove(offer)
            self.owned.append(Owned(offer.number, offer.type, offer.country))
        return self._done({"data": {"id": new_id(), "status": self.order, "phone_numbers_count": 1}})

    def _own(self, request: web.Request) -> Owned:
        for each in self.owned:
            if each.id == request.match_info["id"]:
                return each
        raise _not_found()

    def _check(self, request: web.Request) -> None:
        self.asked.append(f"{request.method} {request.path}")
        if request.headers.get("Authorization") != f"Bearer {self._key}":
            raise web.HTTPUnauthorized(text='{"errors": [{"code": "10009"}]}', content_type="application/json")

    def _done(self, body: dict[str, Any]) -> web.Response:
        if self.answers_lost:
            self.answers_lost -= 1
            return _error(500, "10007", "Unexpected error")
        return web.json_response(body)


def _page(found: list[dict[str, Any]], request: web.Request) -> web.Response:
    """https://developers.telnyx.com/development/api-fundamentals/pagination"""
    size, index = int(request.query.get("page[size]", "20")), int(request.query.get("page[number]", "1"))
    pages = -(-len(found) // size)
    meta = {"total_pages": pages, "total_results": len(found), "page_number": index, "page_size": size}
    return web.json_response({"data": found[(index - 1) * size : index * size], "meta": meta})


def _not_found() -> web.HTTPNotFound:
    return web.HTTPNotFound(
        text='{"errors": [{"code": "10005", "title": "Resource not found"}]}', content_type="application/json"
    )


def _error(status: int, code: str, title: str) -> web.Response:
    return web.json_response({"errors": [{"code": code, "title": title, "detail": title}]}, status=status)
