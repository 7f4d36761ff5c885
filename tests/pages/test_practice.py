"""Practice phones in a real browser: a call from outside rings two and is taken on one, by its own keys."""

from __future__ import annotations

import pytest
from playwright.async_api import Locator, Page, expect

from offhook.cli.client import Client, ThisMachine
from tests.cli.conftest import Place
from tests.pages.conftest import SUPPORT, Visit
from tests.pages.looking import barriers, picture

pytestmark = pytest.mark.asyncio(loop_scope="session")

CALLER, BEN, EVE = "+12025550171", "+12025550172", "+12025550173"


@pytest.mark.behaviour("X5")
async def test_a_call_is_played_with_phones_on_the_screen(visit: Visit, pages_place: Place) -> None:
    api = Client(ThisMachine(pages_place.data))
    line = next(each["id"] for each in api.get("lines")["items"] if each["number"] == SUPPORT)
    forwards = [{"number": BEN, "name": "Ben"}, {"number": EVE, "name": "Eve"}]
    api.put("lines", line, "route", body={"forwards": forwards})
    for number in (BEN, EVE):
        api.put("practice", "phones", number, body={"takes": "rings"})
    page: Page = await visit("/practice")

    def phone(number: str) -> Locator:
        return page.get_by_role("article", name=f"Phone of +1 202 555 {number[-4:]}")

    await page.get_by_label("Number of a new phone").fill("(202) 555-0171")
    await page.get_by_role("button", name="Add a phone").click()
    caller, ben, eve = map(phone, (CALLER, BEN, EVE))
    await caller.get_by_role("button", name="Call a line from here").click()
    await caller.get_by_label("Line to call").select_option("Support")
    await caller.get_by_role("button", name="Call", exact=True).click()
    await expect(ben.get_by_role("status")).to_contain_text("Rings, and shows")
    await expect(eve.get_by_role("status")).to_contain_text("+1 202 555 0101")
    await picture(page, "practice")
    assert await barriers(page) == []
    await ben.get_by_role("button", name="Answer").click()
    await expect(ben.get_by_role("status")).to_contain_text("Press one to accept.")
    await ben.get_by_role("button", name="1", exact=True).click()
    await expect(ben.get_by_role("status")).to_contain_text("Whoever holds +1 202 555 0171")
    await expect(eve.get_by_text("Waits for a call")).to_be_visible()
    await picture(page, "practice-call")
    await caller.get_by_role("button", name="Hang up").click()
    await expect(ben.get_by_text("Waits for a call")).to_be_visible()
    await ben.get_by_label("When it is called").select_option("Somebody answers")
    await ben.get_by_label("Hangs up after … s").fill("7")
    await ben.get_by_label("Presses").focus()
    await expect(ben.get_by_label("Hangs up after … s")).to_have_value("7")
    await caller.get_by_role("button", name="Take the phone of").click()
    await expect(caller).to_have_count(0)
    told = api.get("practice", "phones", BEN)["takes_calls"]
    assert [(deed["do"], deed["after"]) for deed in told["then"]] == [("press", 1.0), ("hang_up", 7.0)]
