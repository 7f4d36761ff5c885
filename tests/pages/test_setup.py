"""The set-up guide in a real browser."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.cli.conftest import LINE, Place
from tests.pages.conftest import Visit
from tests.pages.looking import barriers, picture

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_where_emergency_calls_do_not_work_it_says_so_and_how_to_change_that(
    visit: Visit, owner_signed_in: Any, pages_place: Place
) -> None:
    page: Page = await visit("/setup", storage_state=owner_signed_in)
    await expect(page.get_by_role("progressbar", name="Your first call")).to_be_visible()
    part = page.get_by_role("region", name="Emergency calls")
    await expect(part.get_by_role("alert")).to_contain_text("don’t work from desk and browser phones: nobody has said")
    await expect(part.get_by_text("use a mobile phone")).to_be_visible()
    await picture(page, "emergency")
    assert await barriers(page) == []
    await part.get_by_label("Where help is to come to").fill("1 Main Street, Springfield")
    await part.get_by_role("button", name="Let emergency calls through").click()
    await expect(part.get_by_label("Trunk that takes")).to_have_attribute("aria-invalid", "true")
    await page.reload()
    await part.get_by_label("Trunk that takes").select_option("lab")
    await part.get_by_label("Number that is shown").select_option("+1 202 555 0100 · Sales")
    await part.get_by_role("button", name="Let emergency calls through").click()
    await expect(part.get_by_text("They go over the trunk lab, and +1 202 555 0100 is called back.")).to_be_visible()
    await expect(part.get_by_text("Saved")).to_be_visible()
    found = pages_place.json("emergency")
    assert found["detail"] == f"Emergency calls go over the trunk lab and show {LINE}."
    assert found["address"] == "1 Main Street, Springfield"
    await part.get_by_role("button", name="Switch emergency calls off").click()
    await page.get_by_role("dialog").get_by_role("button", name="Switch emergency calls off").click()
    await expect(part.get_by_role("alert")).to_contain_text("don’t work")


async def test_who_is_no_owner_sees_it_but_cannot_change_it(visit: Visit) -> None:
    page: Page = await visit("/setup")
    part = page.get_by_role("region", name="Emergency calls")
    await expect(part.get_by_role("alert")).to_contain_text("don’t work")
    await expect(part.get_by_text("Only an owner can set this up.")).to_be_visible()
    await expect(part.get_by_role("button")).to_have_count(0)
