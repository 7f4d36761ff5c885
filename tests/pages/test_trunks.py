"""Trunks in a real browser: one is added, tested, changed and removed; its password is seen nowhere again."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.cli.conftest import Place
from tests.pages.conftest import Visit
from tests.pages.looking import barriers, picture

pytestmark = pytest.mark.asyncio(loop_scope="session")

SECRET = "orange tin whistle"


async def test_a_trunk_is_added_tested_and_removed_and_its_password_never_shown(
    visit: Visit, owner_signed_in: Any, pages_place: Place
) -> None:
    page: Page = await visit("/trunks", storage_state=owner_signed_in)
    await expect(page.get_by_role("link", name=re.compile("lab"))).to_contain_text("Works")
    await page.get_by_role("link", name="Add a trunk").click()
    await page.get_by_label("Name", exact=True).fill("carrier")
    await page.get_by_label("Address of the carrier").fill("sip.example.com:5060")
    await page.get_by_label("User name", exact=True).fill("acme")
    await page.get_by_label("Password", exact=True).fill(SECRET)
    await page.get_by_role("button", name="Add a trunk").click()
    await expect(page.get_by_text("is neither an IP address nor a host name")).to_be_visible()
    assert SECRET not in await page.evaluate("JSON.stringify(localStorage)")
    await page.get_by_label("Address of the carrier").fill("192.0.2.77")
    await picture(page, "trunk-new")
    assert await barriers(page) == []
    await page.get_by_role("button", name="Add a trunk").click()
    await expect(page.get_by_role("heading", name="carrier")).to_be_visible()
    await page.get_by_role("button", name="Test now").click()
    await expect(page.get_by_text(re.compile("^Asked at"))).to_be_visible()
    await expect(page.get_by_label("Password", exact=True)).to_have_value("")
    await page.get_by_label("Calls may use it").uncheck()
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_text("Switched off")).to_be_visible()
    await picture(page, "trunk")
    assert await barriers(page) == []
    (carrier,) = [each for each in pages_place.json("trunk", "list") if each["name"] == "carrier"]
    assert (carrier["has_password"], carrier["enabled"], carrier["username"]) == (True, False, "acme")
    await page.get_by_role("button", name="Remove this trunk").click()
    await page.get_by_role("dialog").get_by_role("button", name="Remove this trunk").click()
    await page.get_by_role("link", name=re.compile("lab")).click()
    await page.get_by_role("button", name="Remove this trunk").click()
    await page.get_by_role("dialog").get_by_role("button", name="Remove this trunk").click()
    await expect(page.get_by_role("dialog").get_by_role("alert")).to_contain_text("carries the calls of +1")
