"""The route editor in a real browser: changed as a sentence, tried before it is saved, and refused where it loops."""

from __future__ import annotations

import pytest
from playwright.async_api import Page, expect

from offhook.cli.client import Client, ThisMachine
from tests.cli.conftest import Place
from tests.pages.conftest import Visit
from tests.pages.looking import barriers, picture

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.mark.behaviour("X4", "P1")
async def test_what_a_change_would_do_is_shown_before_it_is_saved(visit: Visit, pages_place: Place) -> None:
    api = Client(ThisMachine(pages_place.data))
    body = {"number": "+12025550106", "name": "Orders", "trunks": ["lab"]}
    line = api.post("lines", body=body)["id"]
    page: Page = await visit(f"/lines/{line}/route")
    tried = page.get_by_role("region", name="Try it")
    await expect(page.get_by_text("This rings nobody", exact=True)).to_be_visible()
    await expect(tried.get_by_text("Nobody is rung.")).to_be_visible()

    await page.get_by_role("button", name="nobody").click()
    whom = page.get_by_role("region", name="Whom it rings")
    await whom.get_by_role("button", name="Add a number").click()
    await whom.get_by_label("Number 1", exact=True).fill("+1 202 555 0106")
    await expect(tried.get_by_role("alert")).to_contain_text("+12025550106 would ring itself")
    await whom.get_by_label("Number 1", exact=True).fill("+1 202 555 0133")
    await whom.get_by_label("Name of number 1").fill("Mobile")
    await tried.get_by_label("A call from").fill("+1 202 555 0122")
    changed = tried.get_by_role("region", name="With your changes")
    await expect(changed.get_by_text("for 25 s · presses 1 · sees +1 202 555 0106")).to_be_visible()
    await expect(changed.get_by_text("new", exact=True)).to_be_visible()
    await expect(tried.get_by_text("nobody Mobile +1 202 555 0133 (asks to press 1)")).to_be_visible()
    await expect(tried.get_by_role("region", name="As it is saved").get_by_text("Nobody is rung.")).to_be_visible()
    assert api.get("lines", line, "route")["route"]["forwards"] == []

    await page.get_by_role("button", name="at any time").click()
    await page.get_by_label("open by day and time").check()
    await page.get_by_role("button", name="Add a holiday").click()
    await page.get_by_label("Day of holiday 1").fill("2026-12-25")
    await page.get_by_role("button", name="25 s").click()
    await page.get_by_label("Seconds").fill("60")
    await page.get_by_role("button", name="Save route").click()
    await expect(page.get_by_role("region", name="How long it rings").get_by_role("alert")).to_contain_text("not 60")
    await page.get_by_label("Seconds").fill("20")
    await page.reload()
    await expect(page.get_by_text("Not saved yet")).to_be_visible()
    await page.get_by_role("button", name="in opening hours").click()
    await expect(page.get_by_label("Monday: opens")).to_have_value("09:00")
    await expect(tried.get_by_role("region", name="With your changes")).to_be_visible()
    await picture(page, "route")
    assert await barriers(page) == []
    await page.get_by_role("button", name="Save route").click()
    await expect(page.get_by_text("Saved", exact=True)).to_be_visible()
    route = api.get("lines", line, "route")["route"]
    assert (route["ring_seconds"], route["forwards"]) == (20, [{"number": "+12025550133", "name": "Mobile"}])
    assert route["hours"]["holidays"] == [{"date": "2026-12-25", "name": "", "open": []}]
    api.delete("lines", line)
