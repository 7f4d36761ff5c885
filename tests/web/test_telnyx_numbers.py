"""Numbers at Telnyx: calls led by the TeXML application, texts by a messaging profile, watched, given back, bought."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from msgspec import structs

from offhook.telephony.telnyx import accounts as telnyx
from offhook.telephony.twiml import accounts
from tests.carrier.model import Scheme
from tests.telnyx.numbers import ForSale, Numbers, Owned
from tests.web.carrier_account import OneAccount
from tests.web.conftest import served
from tests.web.test_carriers import carried

SALES, FREE, NEW = "+12025550100", "+18335550102", "+12025550177"
KEY, APPLICATION = "KEY0123456789", "1234567890"
ACCOUNT = "0a1b2c3d-0000-4000-8000-0123456789ab"


@dataclass
class Shop(OneAccount):
    """Offhook with an account at Telnyx that has two numbers."""

    kind = "telnyx"

    theirs: Numbers
    added: Any


@pytest.fixture
async def shop(data: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Shop]:
    async with AsyncExitStack() as stack:
        carrier, _, settings = await stack.enter_async_context(carried(data, monkeypatch))
        carrier.account(sid=ACCOUNT, auth_token=KEY, scheme=Scheme.TELNYX)
        root = accounts.DIALECTS["twilio"].api.removesuffix("/2010-04-01")
        monkeypatch.setitem(accounts.DIALECTS, "telnyx", structs.replace(accounts.TELNYX, api=f"{root}/v2/texml"))
        theirs = Numbers(KEY)
        theirs.owned += [Owned(SALES, connection="old", profile="old"), Owned(FREE, "toll_free", texts=False)]
        theirs.profiles.append({"id": "old", "webhook_url": "https://old.test/"})
        runner = web.AppRunner(theirs.app(), access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        stack.push_async_callback(runner.cleanup)
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        monkeypatch.setattr(telnyx, "API", f"http://127.0.0.1:{runner.addresses[0][1]}/v2")
        offhook = await stack.enter_async_context(served(settings))
        body = {"name": "telnyx", "kind": "telnyx", "account": ACCOUNT, "secret": KEY, "application": APPLICATION}
        key = base64.b64encode(bytes(32)).decode()
        added = await offhook.one.owner("POST", "/carriers", body | {"tokens": [key]})
        assert added.status == 201, added.body
        theirs.applications[APPLICATION] = {
            "voice_url": added.json["voice_url"],
            "voice_method": "post",
            "status_callback": added.json["status_url"],
            "status_callback_method": "post",
        }
        yield Shop(offhook, offhook.one.owner, theirs, added.json)


@pytest.mark.behaviour("U2", "T16")
async def test_a_number_is_taken_under_control_watched_and_given_back_exactly(shop: Shop) -> None:
    listed = await shop.numbers()
    assert [(each["type"], each["sms"], each["leads"], each["leads_to"]) for each in listed.values()] == [
        ("local", True, "elsewhere", "connection old"),
        ("toll_free", False, "nowhere", ""),
    ]
    application = shop.theirs.applications[APPLICATION]
    here, application["voice_url"] = application["voice_url"], "https://old.test/texml"
    refused = await shop.ask(SALES, "take")
    assert (refused.problem, "https://old.test/texml" in refused.json["detail"]) == ("carrier-application", True)
    assert (await shop.owner("GET", "/lines")).json["items"] == [], "nothing was written down"
    application["voice_url"] = here
    shop.theirs.answers_lost = 1
    taken = await shop.ask(SALES, "take", {"name": "Sales"})
    assert (taken.status, taken.json["leads"], taken.json["standing"]) == (200, "here", "taken"), taken.body
    (_, ours) = shop.theirs.profiles
    assert ours["webhook_url"] == shop.added["text_url"], "a messaging profile was made, once"
    sales = shop.theirs.owned[0]
    assert (sales.connection, sales.profile) == (APPLICATION, ours["id"])

    sales.profile = "old"
    asked = len(shop.theirs.asked)
    await shop.network.checker.look()
    assert shop.theirs.asked[asked:] == ["GET /v2/phone_numbers"]
    assert (await shop.numbers())[SALES]["standing"] == "astray", "its texts go elsewhere"
    assert (await shop.ask(SALES, "take")).json["standing"] == "taken"
    given = await shop.ask(SALES, "give-back", {"remove_line": True})
    assert (given.json["standing"], given.json["leads_to"]) == ("free", "connection old")
    assert (sales.connection, sales.profile, len(shop.theirs.profiles)) == ("old", "old", 2)


@pytest.mark.behaviour("U2")
async def test_a_number_is_ordered_once_at_the_price_that_was_shown(shop: Shop) -> None:
    shop.theirs.for_sale += [ForSale(NEW), ForSale("+12025550178", monthly="9.00"), ForSale("+12025550179")]
    countries = (await shop.owner("GET", "/carriers/telnyx/countries")).json["items"]
    assert countries == [{"code": "US", "types": ["local", "toll_free"]}]
    found = await shop.owner("GET", "/carriers/telnyx/offers?country=US&area_code=202&contains=5550&sms=true")
    assert [each["number"] for each in found.json["items"]] == [NEW, "+12025550179"], "those at one price"
    assert (found.json["items"][0]["place"], found.json["price"]["once"]) == ("WASHINGTON, DC", "1.00")
    agreed = {"amount": "1.00", "currency": "USD", "once": "1.00"}
    dearer = await shop.owner("POST", "/carriers/telnyx/purchases", {"number": "+12025550178"} | agreed)
    assert dearer.problem == "price-changed"
    shop.theirs.order = "pending"
    bought = await shop.owner("POST", "/carriers/telnyx/purchases", {"number": NEW} | agreed)
    assert (bought.status, bought.json["purchase"]["state"]) == (201, "bought"), bought.body
    assert bought.json["number"]["leads"] == "here"
    assert shop.theirs.asked.count("POST /v2/number_orders") == 1
    shop.theirs.order = "failure"
    failed = await shop.owner("POST", "/carriers/telnyx/purchases", {"number": "+12025550179"} | agreed)
    assert failed.problem == "not-bought"
