"""Numbers at Vonage: seen by the account's API key, led by the application, watched, given back and bought."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from offhook.setting_sections import Http
from offhook.settings import Settings
from offhook.telephony.vonage import accounts
from tests.vonage.carrier import Carrier
from tests.vonage.keys import pem, public_key
from tests.vonage.numbers import ForSale, Numbers, Owned
from tests.vonage.rest import Rest
from tests.web.carrier_account import OneAccount
from tests.web.conftest import Answer, served

PUBLIC = "https://office.test"
SALES, BERLIN, NEW = "+12025550100", "+493098765432", "+12025550177"
KEYS = {"key": "a1b2c3d4", "key_secret": "secret-of-the-account"}
BEFORE = {"voiceCallbackType": "sip", "voiceCallbackValue": "sip:desk@old.test", "moHttpUrl": "https://old.test/sms"}


@dataclass
class Shop(OneAccount):
    """Offhook without an account yet, and Vonage with one that has two numbers."""

    kind = "vonage"

    theirs: Numbers
    application: str

    async def add(self, **changes: Any) -> Answer:
        body = {"name": "vonage", "kind": "vonage", "account": self.application, "secret": pem("ours")}
        return await self.owner("POST", "/carriers", body | {"tokens": ["the-signature-secret"]} | KEYS | changes)


@pytest.fixture
async def shop(data: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Shop]:
    async with AsyncExitStack() as stack:
        session = await stack.enter_async_context(aiohttp.ClientSession())
        carrier, theirs = Carrier(session), Numbers()
        stack.push_async_callback(carrier.close)
        app = theirs.app()
        for route in Rest(carrier).app().router.routes():
            app.router.add_route(route.method, route.resource.canonical, route.handler)  # type: ignore[union-attr]
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        stack.push_async_callback(runner.cleanup)
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        api = f"http://127.0.0.1:{runner.addresses[0][1]}"
        monkeypatch.setattr(accounts, "API", api)
        monkeypatch.setattr(accounts, "REST", api)
        application = carrier.application(public_key("ours"))
        theirs.owned["12025550100"] = Owned("12025550100", links=dict(BEFORE))
        theirs.owned["493098765432"] = Owned("493098765432", "DE", "landline", ("VOICE",))
        settings = Settings(data=data, telephony="carriers", http=Http(port=1, public_url=PUBLIC))
        offhook = await stack.enter_async_context(served(settings))
        yield Shop(offhook, offhook.one.owner, theirs, application.id)


@pytest.mark.behaviour("U2", "T16")
async def test_a_number_is_taken_under_control_watched_and_given_back_exactly(shop: Shop) -> None:
    wrong = await shop.add(key_secret="another")
    assert (wrong.status, wrong.json["field"]) == (422, "key_secret")
    assert (await shop.add(key_secret="")).json["field"] == "key_secret", "they go together"
    added = (await shop.add()).json
    assert (added["key"], added["lists_numbers"], added["sells_numbers"]) == ("a1b2c3d4", True, True)
    assert "secret-of-the-account" not in str(added)
    listed = await shop.numbers()
    assert [(each["type"], each["sms"], each["leads"], each["leads_to"]) for each in listed.values()] == [
        ("local", True, "elsewhere", "SIP sip:desk@old.test"),
        ("local", False, "nowhere", ""),
    ]

    # The application has to lead here first: a number that it leads would not.
    leads = {"answer_url": "https://old.test/answer", "event_url": added["status_url"]}
    shop.theirs.applications[shop.application] = leads
    refused = await shop.ask(SALES, "take")
    assert (refused.problem, "https://old.test/answer" in refused.json["detail"]) == ("carrier-application", True)
    assert added["voice_url"] in refused.json["detail"]
    assert (await shop.owner("GET", "/lines")).json["items"] == [], "nothing was written down"
    leads["answer_url"] = added["voice_url"]
    shop.theirs.answers_lost = 1
    taken = await shop.ask(SALES, "take", {"name": "Sales"})
    assert (taken.status, taken.json["leads"], taken.json["standing"]) == (200, "here", "taken"), taken.body
    assert taken.json["formerly"] == "SIP sip:desk@old.test"
    links = shop.theirs.owned["12025550100"].links
    assert links == {"app_id": shop.application, "moHttpUrl": "https://old.test/sms"}, "its texts stay where they are"

    # Somebody leads it elsewhere there: that is noticed with one request, and told.
    shop.theirs.owned["12025550100"].links = {"app_id": "another"}
    asked = len(shop.theirs.asked)
    await shop.network.checker.look()
    assert shop.theirs.asked[asked:] == ["GET /account/numbers"]
    (line,) = (await shop.owner("GET", "/lines")).json["items"]
    assert line["leads_elsewhere"] == "application another"
    assert (await shop.ask(SALES, "take")).json["leads"] == "here"
    given = await shop.ask(SALES, "give-back", {"remove_line": True})
    assert (given.json["standing"], given.json["leads_to"]) == ("free", "SIP sip:desk@old.test")
    assert shop.theirs.owned["12025550100"].links == BEFORE
    shop.theirs.refuses_all = 429
    assert (await shop.owner("GET", "/carriers/vonage/numbers")).problem == "carrier-busy"


@pytest.mark.behaviour("U2")
async def test_a_number_is_bought_once_at_the_price_that_was_shown(shop: Shop) -> None:
    without = await shop.add(key=None, key_secret="")
    assert (without.json["key"], without.json["lists_numbers"]) == (None, False)
    elsewhere = await shop.owner("GET", "/carriers/vonage/numbers")
    assert (elsewhere.problem, "API key" in elsewhere.json["detail"]) == ("numbers-elsewhere", True)
    keyed = await shop.owner("PATCH", "/carriers/vonage", KEYS)
    assert (keyed.status, keyed.json["lists_numbers"]) == (200, True), keyed.body
    shop.theirs.applications[shop.application] = {
        "answer_url": keyed.json["voice_url"],
        "event_url": keyed.json["status_url"],
    }
    shop.theirs.for_sale += [
        ForSale("12025550177", initial_price="1.00"),
        ForSale("12025550178", cost="9.00"),
        ForSale("447400123456", "GB", address=True, cost="1.25"),
    ]
    countries = (await shop.owner("GET", "/carriers/vonage/countries")).json["items"]
    assert {"US", "GB", "DE"} <= {each["code"] for each in countries}
    found = await shop.owner("GET", "/carriers/vonage/offers?country=US&area_code=202&contains=5550&sms=true")
    assert [each["number"] for each in found.json["items"]] == [NEW], "those at one price"
    assert found.json["price"] == {"amount": "0.98", "currency": "EUR", "once": "1.00"}
    none = await shop.owner("GET", "/carriers/vonage/offers?country=US&contains=999*")
    assert (none.json["items"], none.json["price"]) == ([], None)
    dearer = await shop.owner(
        "POST", "/carriers/vonage/purchases", {"number": NEW, "amount": "0.98", "currency": "EUR"}
    )
    assert (dearer.problem, "1.00 once" in dearer.json["detail"]) == ("price-changed", True)
    shop.theirs.answers_lost = 1
    agreed = {"amount": "0.98", "currency": "EUR", "once": "1.00"}
    bought = await shop.owner("POST", "/carriers/vonage/purchases", {"number": NEW} | agreed)
    assert (bought.status, bought.json["purchase"]["state"]) == (201, "bought"), bought.body
    assert bought.json["number"]["leads"] == "here"
    assert shop.theirs.asked.count("POST /number/buy") == 1, "not again, though its answer was lost"
    mobile = {"number": "+447400123456", "amount": "1.25", "currency": "EUR"}
    refused = await shop.owner("POST", "/carriers/vonage/purchases", mobile)
    assert (refused.problem, "address" in refused.json["detail"]) == ("not-bought", True)
