"""The system page in a real browser: how each part is, how full the disk is, and a backup that is made."""

from __future__ import annotations

import pytest
from playwright.async_api import Page, expect

from tests.pages.conftest import OWNER_EMAIL, Pages, Visit, sign_in
from tests.pages.looking import barriers, picture

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_an_owner_looks_after_the_installation(pages: Pages) -> None:
    page: Page = await pages.visit("/system")
    await sign_in(page, OWNER_EMAIL)
    health = page.get_by_role("region", name="Health")
    await expect(health.get_by_text("telephony")).to_be_visible()
    await expect(page.get_by_role("region", name="What it runs on")).to_contain_text("SQLite")
    await expect(page.get_by_text("There is no backup yet.")).to_be_visible()
    await page.get_by_role("button", name="Back up now").click()
    await expect(page.get_by_role("list", name="Backups").get_by_role("listitem")).to_have_count(1)
    await expect(page.get_by_text("The last one was made")).to_be_visible()
    await picture(page, "system")
    assert await barriers(page) == []
    await page.context.close()


async def test_others_are_told_that_it_is_an_owner_s(visit: Visit) -> None:
    page: Page = await visit("/system")
    await expect(page.get_by_text("You may not see this").first).to_be_visible()
    await expect(page.get_by_role("link", name="System")).to_have_count(0)
