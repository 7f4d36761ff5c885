"""Passkeys in a real browser, with the authenticator that Chromium keeps for tests."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from offhook.cli.client import Client, ThisMachine
from tests.cli.conftest import Place
from tests.pages.conftest import PASSWORD, Pages, sign_in
from tests.pages.looking import barriers, picture

pytestmark = pytest.mark.asyncio(loop_scope="session")

DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


async def test_a_passkey_is_added_and_signed_in_with_and_removed(pages: Pages, pages_place: Place) -> None:
    api = Client(ThisMachine(pages_place.data))
    pat = api.post("members", body={"name": "Pat", "role": "agent", "email": "pat@example.com"})
    api.put("members", pat["id"], "password", body={"password": PASSWORD})
    page = await pages.visit("/settings")
    await page.goto(pages_place.url.replace("127.0.0.1", "localhost") + "/settings")
    session = await page.context.new_cdp_session(page)
    await session.send("WebAuthn.enable")
    await session.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    await sign_in(page, "pat@example.com")
    dialog = page.get_by_role("dialog")
    await page.get_by_role("button", name="Add a passkey").click()
    await dialog.get_by_label("What to call it").fill("Laptop")
    await picture(page, "passkey")
    assert await barriers(page) == []
    await dialog.get_by_role("button", name="Add a passkey").click()
    mine = page.get_by_role("list", name="Passkeys").get_by_role("listitem")
    await expect(mine).to_contain_text("not used yet")
    await page.get_by_role("button", name="Add a passkey").click()
    await dialog.get_by_role("button", name="Add a passkey").click()
    await expect(dialog.get_by_text("This device has a passkey of yours already")).to_be_visible()
    await dialog.get_by_role("button", name="Cancel").click()

    await page.get_by_role("button", name="Sign out", exact=True).click()
    await page.get_by_role("button", name="Sign in with a passkey").click()
    await expect(page.get_by_text("By a passkey")).to_be_visible()
    await expect(mine).to_contain_text("used this minute")
    await page.get_by_role("button", name="Remove the passkey Laptop").click()
    await dialog.get_by_role("button", name="Remove").click()
    await expect(page.get_by_text("There is none yet. Add one on each device")).to_be_visible()
    await page.get_by_role("button", name="Sign out", exact=True).click()
    await page.get_by_role("button", name="Sign in with a passkey").click()
    await expect(page.get_by_role("alert")).to_contain_text("This passkey is not known here")
    await page.context.close()
