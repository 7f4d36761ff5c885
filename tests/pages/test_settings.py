"""Settings in a real browser: duty, and the look that this device keeps."""

from __future__ import annotations

import pytest
from playwright.async_api import Page, expect

from offhook.cli.client import Client, ThisMachine
from tests.cli.conftest import Place
from tests.pages.conftest import Visit
from tests.pages.looking import barriers, picture

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.mark.behaviour("U10")
async def test_duty_is_left_for_a_while_and_taken_up_again(visit: Visit, pages_place: Place) -> None:
    api = Client(ThisMachine(pages_place.data))
    (ann,) = [each for each in api.get("members")["items"] if each["name"] == "Ann"]
    sales = api.get("lines")["items"][0]["id"]
    api.put("lines", sales, "route", body={"agents": [ann["id"]]})
    page: Page = await visit("/settings")
    switch = page.get_by_role("switch", name="Sales")
    await expect(switch).to_be_checked()
    await switch.click()
    await expect(page.get_by_text("Off duty")).to_be_visible()
    await page.get_by_label("How long, on Sales").select_option("For four hours")
    await expect(page.get_by_label("How long, on Sales")).to_have_value("set")
    await picture(page, "duty")
    assert await barriers(page) == []
    (duty,) = api.get("lines", sales, "duty")["items"]
    assert (duty["on_duty"], duty["until"] is not None) == (False, True)
    await switch.click()
    await expect(page.get_by_text("On duty")).to_be_visible()
    assert api.get("lines", sales, "duty")["items"] == [duty | {"on_duty": True, "until": None}]


async def test_dark_and_german_stay_after_a_reload(visit: Visit) -> None:
    page: Page = await visit("/settings")
    await page.get_by_label("Colours").select_option("Dark")
    await page.get_by_label("Language").select_option("Deutsch")
    german = page.get_by_role("heading", name="Einstellungen")
    await german.wait_for()
    await page.reload()
    await german.wait_for()
    assert await page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "dark"
    await page.get_by_role("link", name="Wählen").click()
    await expect(page.get_by_role("button", name="Anrufen", exact=True)).to_be_visible()
    await picture(page, "dark")
    assert await barriers(page) == []
