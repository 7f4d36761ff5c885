"""History in a real browser: a call that came to nothing, found by its outcome and explained."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Page, expect

from offhook.cli.client import Client, ThisMachine
from tests.cli.conftest import LINE, Place, answers
from tests.pages.conftest import Visit
from tests.pages.looking import barriers, picture
from tests.waiting import eventually_blocking

pytestmark = pytest.mark.asyncio(loop_scope="session")

OWNER, BUSY = "+12025550155", "+12025550144"


@pytest.mark.behaviour("E1", "X3")
async def test_a_call_is_found_by_its_outcome_and_explains_itself(visit: Visit, pages_place: Place) -> None:
    answers(pages_place, OWNER, {"do": "press", "keys": "1", "after": 0.1})
    api = Client(ThisMachine(pages_place.data))
    api.put("practice", "phones", BUSY, body={"takes": "refuses", "status": 486, "after": 0.1})
    api.post("calls", body={"caller": OWNER, "to": BUSY, "line": LINE})
    eventually_blocking(lambda: api.get("calls")["items"][0]["disposition"] == "busy", "the call is over", within=20)
    page: Page = await visit("/history")
    rows = page.get_by_role("list", name="Calls, the latest first").get_by_role("listitem")
    await expect(rows.first).to_be_visible()
    await picture(page, "history")
    assert await barriers(page) == []
    await page.get_by_label("Outcome").select_option("busy")
    await expect(rows).to_have_count(1)
    await rows.get_by_role("link").click()
    await expect(page.get_by_role("heading", name="Call with +1 202 555 0144")).to_be_visible()
    await expect(page.get_by_role("img", name=re.compile("^Owner: rang for"))).to_be_visible()
    await expect(page.get_by_text("the contact's phone was busy").first).to_be_visible()
    await picture(page, "history-call")
    assert await barriers(page) == []
    await page.go_back()
    await expect(page.get_by_label("Outcome")).to_have_value("busy")


async def test_without_such_calls_the_page_says_what_to_do(visit: Visit) -> None:
    page: Page = await visit("/history?disposition=looped")
    await page.get_by_role("link", name="Clear filters").click()
    await expect(page.get_by_label("Outcome")).to_have_value("")
