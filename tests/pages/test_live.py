"""What goes on now, in a real browser: calls that are up, duty by line, and softphones."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Page, expect

from offhook.cli.client import Client, ThisMachine
from tests.cli.conftest import ANN, DANA, LINE, Place
from tests.pages.conftest import SUPPORT, Visit
from tests.pages.looking import barriers, picture

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.mark.behaviour("U10")
async def test_calls_and_duty_are_watched_and_changed(visit: Visit, pages_place: Place) -> None:
    api = Client(ThisMachine(pages_place.data))
    lou = api.post("members", body={"name": "Lou", "role": "agent"})["id"]
    api.put("lines", SUPPORT, "route", body={"agents": [lou]})
    page: Page = await visit("/live")
    calls = page.get_by_role("list", name="Calls", exact=True).locator("> li")
    await page.get_by_text("No call is up").wait_for()
    api.post("calls", body={"caller": ANN, "to": DANA, "line": LINE})
    await expect(calls).to_contain_text("Talking")
    support = page.get_by_role("region", name="Support", exact=True)
    duty = support.get_by_role("switch", name="Lou")
    await expect(duty).to_be_checked()
    await picture(page, "live")
    assert await barriers(page) == []
    api.put("lines", SUPPORT, "duty", lou, body={"on_duty": False})
    await expect(support).to_contain_text("Nobody on duty")  # the live stream told
    await duty.click()
    await expect(support).to_contain_text("1 of 1 on duty")

    await calls.get_by_role("button", name="Transfer").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("Number or extension").fill("202555")
    await dialog.get_by_role("button", name="Transfer").click()
    await expect(dialog.get_by_label("Number or extension")).to_have_attribute("aria-invalid", "true")
    await dialog.get_by_role("button", name="Cancel").click()
    await calls.get_by_role("button", name=re.compile("Hang up")).click()
    await dialog.get_by_role("button", name="Hang up").click()
    await expect(page.get_by_text("No call is up")).to_be_visible()
