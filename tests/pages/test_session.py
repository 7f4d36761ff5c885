"""Signing in and out, and how it looks."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.pages.conftest import EMAIL, Pages, sign_in
from tests.pages.looking import barriers, picture

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_signing_in_leads_to_where_one_wanted_to_go_and_signing_out_back(pages: Pages) -> None:
    page = await pages.visit("/settings")
    await page.get_by_label("E-mail").fill(EMAIL)
    await page.get_by_label("Password", exact=True).fill("not this one")
    await page.get_by_role("button", name="Sign in", exact=True).click()
    await expect(page.get_by_role("alert")).to_contain_text("The e-mail address or the password is wrong.")
    await picture(page, "sign-in")
    assert await barriers(page) == []
    await page.get_by_role("button", name="Forgot your password?").click()
    await page.get_by_role("button", name="Send me a link").click()
    await expect(page.get_by_role("alert")).to_contain_text("This installation sends no mail")
    await picture(page, "forgotten")
    assert await barriers(page) == []
    await page.get_by_role("button", name="Back").click()
    await sign_in(page)
    await expect(page.get_by_role("heading", name="Settings")).to_be_visible()
    await picture(page, "settings")
    assert await barriers(page) == []
    await page.get_by_label("Language").select_option("de")
    await page.get_by_role("button", name="Abmelden", exact=True).click()
    await expect(page.get_by_role("heading", name="Anmelden")).to_be_visible()
    await page.context.close()


async def test_nothing_from_elsewhere_is_asked_for_and_no_script_is_refused(pages: Pages) -> None:
    page = await pages.visit()
    asked: set[str] = set()
    complaints: list[str] = []
    page.on("request", lambda request: asked.add(request.url))
    page.on("console", lambda message: complaints.append(message.text) if "Security Policy" in message.text else None)
    await sign_in(page)
    await page.get_by_role("button", name="Call", exact=True).wait_for()
    assert {url for url in asked if not url.startswith(pages.place.url)} == set()
    assert complaints == []
    await page.context.close()
