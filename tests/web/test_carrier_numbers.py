"""An account is kept once its carrier takes the credentials; its numbers are taken, watched, given back and bought."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs

from offhook.provisioning import buying
from offhook.telephony.twiml import accounts
from offhook.telephony.twiml.holding import TwimlHolding
from offhook.telephony.webhooks.http import NoAnswer
from tests.carrier.carrier import Carrier
from tests.carrier.model import Account, ForSale, Number
from tests.web.carrier_account import OneAccount
from tests.web.conftest import Answer, served
from tests.web.test_carriers import KEY, PUBLIC, carried

SALES, SUPPORT, FREE, NEW = "+12025550100", "+12025550101", "+18335550102", "+12025550177"
TOKEN = "token-of-the-account"
PRICE = {"amount": "1.15", "currency": "USD", "once": "0"}


@dataclass
class Shop(OneAccount):
    """Offhook without an account yet, and a carrier with one that has three numbers."""

    kind = "twilio"

    carrier: Carrier
    account: Account

    def body(self, **changes: Any) -> Any:
        wanted = {"name": "twilio", "kind": "twilio", "account": self.account.sid, "key": KEY, "secret": "the secret"}
        return wanted | {"tokens": [TOKEN]} | changes

    async def add(self, **changes: Any) -> Answer:
        return await self.owner("POST", "/carriers", self.body(**changes))

    def lead(self, number: str) -> dict[str, str]:
        """Where the carrier has it lead."""
        of = self.account.numbers[number]
        return {name: value for name, value in vars(of).items() if "_url" in name or "_sid" in name or "callb" in name}


@pytest.fixture
async def shop(data: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Shop]:
    async with carried(data, monkeypatch) as (carrier, _, settings), served(settings) as offhook:
        account = carrier.account(SALES, SUPPORT, FREE, keys={KEY: "the secret"}, auth_token=TOKEN)
        account.numbers[FREE].toll_free = True
        carrier.for_sale += [ForSale(NEW, locality="Washington", region="DC"), ForSale("+12025550178")]
        yield Shop(offhook, offhook.one.owner, carrier, account)


@pytest.mark.behaviour("U2", "T16")
async def test_credentials_are_tried_before_they_are_kept_and_what_is_wrong_is_said(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong_key = await shop.add(secret="another secret")
    assert (wrong_key.status, wrong_key.json["field"]) == (422, "secret")
    assert "refuses this API key" in wrong_key.json["detail"]
    wrong_token = await shop.add(tokens=["another-token"])
    assert (wrong_token.json["field"], "refuses this auth token" in wrong_token.json["detail"]) == ("tokens", True)
    shop.account.status = "suspended"
    assert (await shop.add()).problem == "carrier-suspended"
    shop.account.status = "active"
    with monkeypatch.context() as away:
        away.setitem(accounts.DIALECTS, "twilio", structs.replace(accounts.TWILIO, api="http://127.0.0.1:1"))
        assert (await shop.add()).problem == "carrier-away"
    assert (await shop.owner("GET", "/carriers")).json["items"] == [], "nothing was kept"
    shop.account.type = "Trial"
    added = await shop.add()
    assert (added.status, added.json["trial"], added.json["key"]) == (201, True, KEY)
    assert "the secret" not in added.body.decode()
    shop.account.type = "Full"
    assert (await shop.owner("POST", "/carriers/twilio/test", {})).json["trial"] is False
    refused = await shop.owner("PATCH", "/carriers/twilio", {"secret": "another secret"})
    assert (refused.status, refused.json["field"]) == (422, "secret")


async def test_a_token_is_changed_while_both_are_valid(shop: Shop) -> None:
    added = await shop.add()
    assert added.json["tokens"] == 1
    assert (await shop.owner("POST", "/carriers/twilio/finish-token", {})).problem == "one-token"
    same = await shop.owner("POST", "/carriers/twilio/next-token", {"token": TOKEN})
    wrong = await shop.owner("POST", "/carriers/twilio/next-token", {"token": "next-token-1"})
    assert (same.json["field"], wrong.json["field"]) == ("token", "token")
    shop.account.secondary_token = "next-token-1"
    both = await shop.owner("POST", "/carriers/twilio/next-token", {"token": "next-token-1"})
    assert both.json["tokens"] == 2
    again = await shop.owner("POST", "/carriers/twilio/next-token", {"token": "next-token-2"})
    assert again.problem == "two-tokens"
    finished = await shop.owner("POST", "/carriers/twilio/finish-token", {})
    assert finished.json["tokens"] == 1
    shop.account.auth_token, shop.account.secondary_token = "next-token-1", ""
    assert (await shop.owner("POST", "/carriers/twilio/test", {})).status == 200


@pytest.mark.behaviour("U2")
async def test_a_number_is_taken_under_control_and_given_back_exactly(shop: Shop) -> None:
    await shop.add()
    sales = shop.account.numbers[SALES]
    sales.voice_url, sales.voice_method, sales.sms_url = "https://old.test/in", "GET", "https://old.test/text"
    sales.voice_fallback_url, sales.voice_application_sid = "https://old.test/fallback", "AP1"
    shop.account.numbers[SUPPORT].trunk_sid = "TK1"
    before = [shop.lead(number) for number in (SALES, SUPPORT)]
    listed = await shop.numbers()
    assert [(each["type"], each["mms"], each["leads"], each["leads_to"]) for each in listed.values()] == [
        ("local", True, "elsewhere", "application AP1"),
        ("local", True, "elsewhere", "SIP trunk TK1"),
        ("toll_free", False, "nowhere", ""),
    ]
    for number in (SALES, SUPPORT):
        taken = await shop.ask(number, "take", {"name": "Sales"})
        assert (taken.status, taken.json["leads"], taken.json["standing"]) == (200, "here", "taken"), taken.body
    assert sales.voice_url.startswith(f"{PUBLIC}/carriers/trunk_")
    assert (sales.voice_method, sales.voice_fallback_url, sales.voice_application_sid) == ("POST", "", "")
    assert {line["number"] for line in (await shop.owner("GET", "/lines")).json["items"]} == {SALES, SUPPORT}
    fee = (await shop.owner("GET", f"/lines/{SALES}/fee")).json
    assert (fee["price"], fee["currency"], fee["source"]) == (1_150_000, "USD", "carrier"), "it was asked what it costs"
    assert (await shop.owner("DELETE", "/carriers/twilio")).problem == "carrier-has-numbers"
    again = await shop.ask(SALES, "take")
    assert again.json["standing"] == "taken", "what was remembered first stays"
    for number in (SALES, SUPPORT):
        given = await shop.ask(number, "give-back", {"remove_line": True})
        assert (given.json["standing"], given.json["leads"], given.json["line"]) == ("free", "elsewhere", None)
    assert (sales.voice_method, [shop.lead(number) for number in (SALES, SUPPORT)]) == ("GET", before)
    assert (await shop.ask(SALES, "give-back")).status == 404
    assert (await shop.owner("DELETE", "/carriers/twilio")).status == 204


async def test_what_the_carrier_refuses_or_leaves_open_is_undone_or_found_out(shop: Shop) -> None:
    await shop.add()
    assert (await shop.ask("+12025550199", "take")).status == 404
    shop.account.refuses_all = 429
    assert (await shop.ask(SALES, "take")).problem == "carrier-busy"
    assert (await shop.owner("GET", "/lines")).json["items"] == []
    shop.account.refuses_all = 0
    shop.carrier.numbers_lost = 1
    assert (await shop.ask(SALES, "take")).json["standing"] == "taken", "it was looked at, and it had come about"
    shop.carrier.numbers_lost = 2
    shop.account.numbers[SALES].voice_url = "https://changed.test/"
    assert (await shop.ask(SALES, "give-back", {})).json["standing"] == "free"
    await shop.ask(FREE, "take")
    del shop.account.numbers[FREE]
    await shop.network.checker.look()
    gone = (await shop.numbers())[FREE]
    assert (gone["standing"], gone["type"]) == ("gone", "toll_free")
    forgotten = await shop.ask(FREE, "give-back", {"at_carrier": False, "remove_line": True})
    assert (forgotten.status, forgotten.json) == (200, None)
    assert FREE not in await shop.numbers()


async def test_a_number_that_is_led_elsewhere_is_noticed_told_and_set_again_or_kept(shop: Shop) -> None:
    added = (await shop.add()).json
    await shop.ask(SALES, "take")
    asked = len(shop.carrier.asked)
    await shop.network.checker.look()
    assert len(shop.carrier.asked) == asked + 1, "one request for all numbers"
    shop.account.numbers[SALES].voice_url = "https://studio.test/flow"
    with shop.offhook.worker.live.follow(shop.offhook.one.workspace) as follower:
        await shop.network.checker.look()
        (news,) = follower.take()
        assert (news.change.trunk, news.change.number) == (added["trunk"]["id"], SALES)  # type: ignore[union-attr]
        await shop.network.checker.look()
        assert follower.take() == [], "told once"
    found = (await shop.numbers())[SALES]
    assert (found["standing"], found["leads_to"], found["since"] is None) == ("astray", "studio.test", False)
    assert (await shop.owner("GET", "/carriers/twilio")).json["astray"] == 1
    (line,) = (await shop.owner("GET", "/lines")).json["items"]
    assert line["leads_elsewhere"] == "studio.test"
    findings = (await shop.owner("GET", "/doctor")).json["findings"]
    (said,) = [each for each in findings if each["part"] == "carrier twilio"]
    assert (said["state"], f"{SALES} leads to studio.test" in said["detail"]) == ("doubtful", True)
    assert (await shop.ask(SALES, "keep")).json["standing"] == "kept"
    (line,) = (await shop.owner("GET", "/lines")).json["items"]
    assert line["leads_elsewhere"] is None
    shop.account.numbers[SALES].voice_url = "https://another.test/"
    await shop.network.checker.look()
    assert (await shop.numbers())[SALES]["standing"] == "astray", "what was kept is another place"
    assert (await shop.ask(SALES, "take")).json["leads"] == "here"
    shop.account.refuses_all = 503
    for _ in range(4):
        asked = len(shop.carrier.asked)
        await shop.network.checker.look()
    assert len(shop.carrier.asked) == asked, "a carrier that fails is asked less and less"


@pytest.mark.behaviour("U2")
async def test_a_number_is_bought_once_at_the_price_that_was_shown(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    await shop.add()
    countries = (await shop.owner("GET", "/carriers/twilio/countries")).json["items"]
    assert countries == [{"code": "US", "types": ["local"]}]
    offers = await shop.owner("GET", "/carriers/twilio/offers?country=US&area_code=202&contains=177&sms=true")
    assert [each["number"] for each in offers.json["items"]] == [NEW]
    assert (offers.json["items"][0]["place"], offers.json["price"]) == ("Washington, DC", PRICE)
    assert (await shop.owner("GET", "/carriers/twilio/offers?country=US&type=mobile")).json["items"] == []
    dearer = await shop.owner("POST", "/carriers/twilio/purchases", {"number": NEW, "amount": "1", "currency": "USD"})
    assert dearer.problem == "price-changed"
    shop.account.type = "Trial"
    trial = await shop.owner("POST", "/carriers/twilio/purchases", {"number": NEW} | PRICE)
    assert (trial.problem, "one number only" in trial.json["detail"]) == ("not-bought", True)
    shop.account.type = "Full"
    shop.carrier.numbers_lost = 1
    bought = await shop.owner("POST", "/carriers/twilio/purchases", {"number": NEW, "name": "New"} | PRICE)
    assert (bought.status, bought.json["purchase"]["state"]) == (201, "bought"), bought.body
    assert (bought.json["number"]["leads"], bought.json["number"]["line_name"]) == ("here", "New")
    posts = [
        path for method, path in shop.carrier.asked if (method, path[-25:]) == ("POST", "IncomingPhoneNumbers.json")
    ]
    assert len(posts) == 2, "the refused one, and one that was not repeated though its answer was lost"
    # The carrier falls silent just after it was asked, and the same is asked for again.
    other = {"number": "+12025550178"} | PRICE
    with monkeypatch.context() as silent:
        silent.setattr(TwimlHolding, "buy", _lost)
        unknown = await shop.owner("POST", "/carriers/twilio/purchases", other)
        assert unknown.json["purchase"]["state"] == "unknown"
        assert (await shop.owner("POST", "/carriers/twilio/purchases", other)).problem == "purchase-unknown"
    silent.setattr(buying, "SURE_AFTER_US", 0)
    await shop.network.checker.look_for_purchases()
    (latest, *_) = (await shop.owner("GET", "/carriers/twilio/purchases")).json["items"]
    assert (latest["state"], latest["detail"]) == ("refused", buying.NOTHING_BOUGHT)
    assert (await shop.owner("POST", "/carriers/twilio/purchases", other)).json["purchase"]["state"] == "bought"


async def _lost(*_: object) -> None:
    raise NoAnswer("the connection broke")


async def test_what_a_carrier_does_not_offer_is_said(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    await shop.add()
    monkeypatch.setitem(accounts.DIALECTS, "twilio", structs.replace(accounts.DIALECTS["twilio"], pricing=""))
    await shop.offhook.worker.trunks_changed()
    assert (await shop.owner("GET", "/carriers/twilio/offers?country=US")).json["price"] is None
    refused = await shop.owner("POST", "/carriers/twilio/purchases", {"number": NEW} | PRICE)
    assert refused.problem == "not-sold-here"
    shop.account.numbers[SALES] = Number(SALES)
    await shop.owner("PATCH", "/trunks/twilio", {"enabled": False})
    assert (await shop.owner("GET", "/carriers/twilio/numbers")).problem == "carrier-off"
    manager, agent = shop.offhook.one.manager, shop.offhook.one.agent
    assert (await manager("POST", f"/carriers/twilio/numbers/{SALES}/take", {})).status == 403
    assert (await agent("GET", "/carriers/twilio/numbers")).status == 403
