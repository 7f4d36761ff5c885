"""Contacts in a real browser: found, changed with what was learnt in a call, and kept over a reload."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Page, expect

from tests.cli.conftest import DANA, Place
from tests.pages.conftest import Visit
from tests.pages.looking import barriers, picture

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.mark.behaviour("T13")
async def test_what_was_learnt_is_kept_before_and_after_it_is_saved(visit: Visit, pages_place: Place) -> None:
    page: Page = await visit("/contacts")
    await page.get_by_role("searchbox", name="Search by name or number").fill("ruiz")
    await page.get_by_role("link", name=re.compile("Dana Ruiz")).click()
    await expect(page.get_by_role("textbox", name="company")).to_have_value("Ruiz & Co")
    await page.get_by_role("button", name="Add a field").click()
    await page.get_by_label("Name of field 2").fill("plan")
    await page.get_by_role("textbox", name="plan").fill("Gold")
    await page.reload()
    await expect(page.get_by_role("textbox", name="plan")).to_have_value("Gold")
    await picture(page, "contact")
    assert await barriers(page) == []
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_role("button", name="Save")).to_be_disabled()
    (dana,) = pages_place.json("contact", "list", "dana")
    assert dana["fields"] == {"company": "Ruiz & Co", "plan": "Gold"}


async def test_a_number_that_belongs_to_another_is_refused_beside_it(visit: Visit) -> None:
    page: Page = await visit("/contacts/new")
    await page.get_by_label("Name", exact=True).fill("Another Dana")
    await page.get_by_label("Number", exact=True).fill(DANA)
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_text("belongs to")).to_be_visible()
    await expect(page.get_by_label("Number", exact=True)).to_have_attribute("aria-invalid", "true")
