"""What calls cost, in a real browser: rates from a file, a quote, a call, its price, and the month."""

from __future__ import annotations

from functools import partial

import pytest
from playwright.async_api import expect

from offhook.cli.client import Client, ThisMachine
from tests.cli.conftest import ANN, DANA, LINE, Place
from tests.pages.conftest import OWNER_EMAIL, Pages, sign_in
from tests.pages.looking import barriers, picture
from tests.waiting import eventually_blocking

pytestmark = pytest.mark.asyncio(loop_scope="session")

RATES = b"prefix,price,country\n1,0.014,US\n1202555012,0.02,US\n44,0.031,GB\n"


@pytest.mark.behaviour("U14")
@pytest.mark.behaviour("T15")
@pytest.mark.behaviour("X7")
async def test_rates_are_imported_and_the_month_says_what_was_spent(pages: Pages, pages_place: Place) -> None:
    api = Client(ThisMachine(pages_place.data))
    page = await pages.visit("/costs/rates")
    await sign_in(page, OWNER_EMAIL)
    held = page.get_by_role("region", name="Imported rates")
    await expect(held.get_by_text("No rates yet")).to_be_visible()
    file = page.locator("#rates-file")
    await file.set_input_files({"name": "wrong.csv", "mimeType": "text/csv", "buffer": b"prefix,price\n1,free\n"})
    await expect(page.get_by_text("1 row can’t be used")).to_be_visible()
    await expect(page.get_by_text("“free” is no amount")).to_be_visible()
    await picture(page, "rates-wrong")
    await file.set_input_files({"name": "november.csv", "mimeType": "text/csv", "buffer": RATES})
    await expect(page.get_by_text("3 new, 0 changed, 0 as before, 0 gone")).to_be_visible()
    await picture(page, "rates-preview")
    assert await barriers(page) == []
    await page.get_by_role("button", name="Import rates").click()
    await expect(held.get_by_text("Holds now")).to_be_visible()
    await expect(page.get_by_role("button", name="Undo")).to_be_visible()
    await picture(page, "rates")

    placed = api.post("calls", body={"to": DANA, "caller": ANN, "line": LINE})
    call = partial(api.get, "calls", placed["id"])
    eventually_blocking(lambda: call()["bridged_at"], "they talk", within=20)
    api.delete("calls", placed["id"])
    eventually_blocking(lambda: call()["ended_at"], "the call is over")
    await page.goto(f"{pages_place.url}/dial")
    await page.get_by_label("Name or number").fill(DANA)
    await expect(page.get_by_text("besides your own phone")).to_be_visible()
    await page.get_by_label("Call me at").fill(ANN)
    await expect(page.get_by_text("for the first minute (your phone $0.014, theirs $0.02)")).to_be_visible()
    await picture(page, "dial-quote")
    assert await barriers(page) == []

    await page.goto(f"{pages_place.url}/history/{placed['id']}")
    price = page.get_by_role("region", name="What it cost")
    await expect(price.get_by_text("$0.02 a minute")).to_be_visible()
    await expect(price.get_by_text("Together$0.034")).to_be_visible()
    await picture(page, "call-costs")
    assert await barriers(page) == []

    await page.goto(f"{pages_place.url}/costs")
    await expect(page.get_by_role("list", name="All of the month")).to_contain_text("In all, in USD")
    groups = page.get_by_role("list", name="By line")
    await expect(groups.get_by_text("Sales")).to_be_visible()
    await picture(page, "costs")
    assert await barriers(page) == []
    await page.get_by_label("Group by").select_option("Direction")
    await page.get_by_role("list", name="By direction").get_by_role("link", name="Outgoing").click()
    charges = page.get_by_role("list", name="Each leg and message")
    await expect(charges.get_by_role("link").first).to_contain_text("our estimate")
    await picture(page, "charges")
    assert await barriers(page) == []

    await page.goto(f"{pages_place.url}/costs/rates")
    await held.get_by_role("button", name="Take back the rates of november.csv").click()
    await page.get_by_role("button", name="Take back", exact=True).last.click()
    await expect(held.get_by_text("No rates yet")).to_be_visible()
    await page.context.close()
