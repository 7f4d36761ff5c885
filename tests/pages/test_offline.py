"""The app without a network: it starts from what it keeps, says so, and goes on by itself."""

from __future__ import annotations

import pytest
from playwright.async_api import Page, expect

from tests.pages.conftest import PHONE, Visit
from tests.pages.looking import picture

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.mark.behaviour("U1")
async def test_it_starts_without_a_network_and_goes_on_when_there_is_one(visit: Visit) -> None:
    page: Page = await visit("/dial", viewport=PHONE, service_workers="allow")
    await page.get_by_role("button", name="Call", exact=True).wait_for()
    await page.wait_for_function(
        "async () => (await (await caches.open('offhook-files')).keys()).some(({url}) => url.includes('DialScreen'))"
    )
    await page.context.set_offline(True)
    await expect(page.get_by_text("You are offline")).to_be_visible()
    await page.reload()
    await expect(page.get_by_text("Offhook can’t be reached")).to_be_visible()
    await picture(page, "offline")
    await page.context.set_offline(False)
    await page.get_by_role("button", name="Try again").click()
    await expect(page.get_by_role("button", name="Call", exact=True)).to_be_visible()
