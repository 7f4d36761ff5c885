"""A newcomer with an account at a carrier, in a real browser: pasted, numbers taken, bought and given back, told of.

Offhook is one of its own, in this process: the shared one has no carriers. Its carrier is the one of tests/carrier.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page, expect

from offhook.people import sessions
from offhook.people.model import Proof
from offhook.web.cookies import SESSION
from tests.carrier.model import ForSale
from tests.pages.conftest import Pages
from tests.pages.looking import barriers, picture
from tests.web.conftest import data, empty_database, served
from tests.web.test_carrier_numbers import NEW, SALES, SUPPORT, TOKEN, Shop
from tests.web.test_carriers import KEY, carried

__all__ = ["data", "empty_database"]
pytestmark = pytest.mark.asyncio(loop_scope="session")


async def looked_at(page: Page, name: str) -> None:
    await picture(page, name)
    assert await barriers(page) == []


@pytest.mark.behaviour("U2", "T16")
async def test_an_account_is_pasted_its_numbers_taken_bought_and_given_back(
    pages: Pages, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with carried(data, monkeypatch) as (carrier, _, settings), served(settings) as offhook:
        account = carrier.account(SALES, SUPPORT, "+18335550102", keys={KEY: "the secret"}, auth_token=TOKEN)
        account.numbers[SALES].voice_url = "https://old.test/in"
        account.numbers["+18335550102"].toll_free = True
        carrier.for_sale += [
            ForSale(NEW, locality="Washington", region="DC"),
            ForSale("+12025550178", locality="Washington", region="DC", address="any", mms=False),
        ]
        shop = Shop(offhook, offhook.one.owner, carrier, account)
        page = await visit(pages, shop)

        # The guide leads to the account.
        await page.get_by_role("link", name="Connect an account").click()
        await page.get_by_text("Vonage", exact=True).click()
        await expect(page.get_by_label("API secret")).to_be_visible()
        await looked_at(page, "carrier-new-vonage")
        await page.get_by_text("Twilio", exact=True).click()
        await page.get_by_label("Account SID").fill(account.sid)
        await page.get_by_label("API key SID").fill(KEY)
        await page.get_by_label("API key secret").fill("another secret")
        await page.get_by_label("Auth token", exact=True).fill(TOKEN)
        await page.get_by_role("button", name="Try and connect").click()
        await expect(page.get_by_text("The carrier refuses this API key")).to_be_visible()
        await looked_at(page, "carrier-new")
        assert TOKEN not in await page.evaluate("JSON.stringify(localStorage)")
        await page.get_by_label("API key secret").fill("the secret")
        await page.get_by_role("button", name="Try and connect").click()

        # One click takes a number.
        numbers = page.get_by_role("list", name="Numbers")
        sales = numbers.get_by_role("listitem").filter(has_text="555 0100")
        await expect(sales).to_contain_text("Leads to old.test")
        await sales.get_by_role("button", name="Take under control").click()
        await expect(sales).to_contain_text("Leads here · before: old.test")
        support = numbers.get_by_role("listitem").filter(has_text="555 0101")
        await support.get_by_role("button", name="Take under control").click()
        await expect(support).to_contain_text("Leads here")

        # Somebody leads it elsewhere at the carrier, which is noticed and shown without being asked for.
        account.numbers[SUPPORT].voice_url = "https://studio.test/flow"
        await shop.network.checker.look()
        await expect(support).to_contain_text("Led elsewhere")
        await expect(page.get_by_text("1 number led elsewhere")).to_be_visible()
        await looked_at(page, "carrier")
        await page.get_by_label("Ring a line’s phones all at once").check()
        await looked_at(page, "carrier-begins")
        await page.get_by_label("Calls that begin in a second").fill("0")
        begins = page.locator("form").filter(has_text="Calls that begin in a second")
        await begins.get_by_role("button", name="Save").click()
        await expect(begins).to_contain_text("from 1 to 100")
        await page.get_by_label("Calls that begin in a second").fill("5")
        await begins.get_by_role("button", name="Save").click()
        await expect(begins.get_by_role("status")).to_have_text("Saved")
        assert (await shop.owner("GET", "/carriers/twilio")).json["fast_ringing"] is True
        await page.goto(f"{offhook.url}/lines")
        await expect(page.get_by_text("Led elsewhere")).to_be_visible()
        await page.go_back()
        await support.get_by_role("button", name="Set it again").click()
        await expect(support).to_contain_text("Leads here")

        # Buying says the number and the price before it does it.
        await page.get_by_role("link", name="Buy a number").click()
        await page.get_by_label("Area code").fill("202")
        await page.get_by_role("button", name="Search", exact=True).click()
        await expect(page.get_by_text("Needs an address")).to_be_visible()
        await looked_at(page, "carrier-buy")
        await page.get_by_role("button", name="Buy +1 202 555 0177").click()
        dialog = page.get_by_role("dialog")
        await expect(dialog).to_contain_text("It costs $1.15 a month, charged to your account twilio")
        await dialog.get_by_label("What the line is called").fill("New")
        await looked_at(page, "carrier-buy-asked")
        await dialog.get_by_role("button", name="Buy for $1.15 a month").click()
        await expect(page.get_by_text("+1 202 555 0177 is yours, and leads here.")).to_be_visible()

        # Given back, it leads exactly where it did, and its line goes with it.
        await page.get_by_role("link", name="Numbers", exact=True).click()
        await sales.get_by_role("button", name="Give back").click()
        await expect(dialog).to_contain_text("go to old.test again")
        await dialog.get_by_role("button", name="Give back").click()
        await expect(sales.get_by_role("button", name="Take under control")).to_be_visible()
        assert account.numbers[SALES].voice_url == "https://old.test/in"
        lines: Any = (await shop.owner("GET", "/lines")).json["items"]
        assert {line["number"] for line in lines} == {SUPPORT, NEW}
        await page.context.close()


async def visit(pages: Pages, shop: Shop) -> Page:
    """The guide, as the owner, who was signed in beforehand: signing in is for other tests."""
    worker, workspace = shop.offhook.worker, shop.offhook.one.workspace
    owner = str((await shop.owner("GET", "/members/me")).json["id"])
    now = worker.clock.now()
    made = await worker.storage.write(lambda conn: sessions.begin(conn, workspace, owner, Proof.PASSWORD, now=now))
    context = await pages.browser.new_context(locale="en-US", service_workers="block")
    context.set_default_timeout(15_000)
    await context.add_cookies([{"name": SESSION, "value": made.token, "url": shop.offhook.url}])
    page = await context.new_page()
    await page.goto(f"{shop.offhook.url}/setup")
    return page
