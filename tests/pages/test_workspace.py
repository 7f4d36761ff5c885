"""The workspace's settings, limits and audit log in a real browser, as its owner."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from offhook.cli.client import Client, ThisMachine
from tests.cli.conftest import Place
from tests.pages.conftest import PASSWORD, Pages, sign_in
from tests.pages.looking import barriers, picture

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_an_owner_sets_up_the_workspace_and_sees_who_changed_what(pages: Pages, pages_place: Place) -> None:
    api = Client(ThisMachine(pages_place.data))
    olga = api.post("members", body={"name": "Olga", "role": "owner", "email": "olga@example.com"})
    api.put("members", olga["id"], "password", body={"password": PASSWORD})
    page = await pages.visit("/workspace")
    await sign_in(page, "olga@example.com")
    await page.get_by_label("Name").fill(" ")
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_label("Name")).to_have_attribute("aria-invalid", "true")
    await page.get_by_label("Name").fill("Acme")
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_role("button", name="Save")).to_be_disabled()
    assert api.get("workspace")["name"] == "Acme"
    await picture(page, "workspace")
    assert await barriers(page) == []

    await page.get_by_role("link", name="Limits").click()
    await page.get_by_label("Calls a day", exact=True).fill("many")
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_label("Calls a day", exact=True)).to_have_attribute("aria-invalid", "true")
    await page.get_by_label("Calls a day", exact=True).fill("450")
    await page.get_by_role("combobox", name="Countries that may be called").select_option("CA")
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_role("button", name="Save")).to_be_disabled()
    limits = api.get("limits")
    assert (limits["workspace"]["calls_a_day"], limits["countries"]) == (450, ["CA", "US"])
    await picture(page, "limits")
    assert await barriers(page) == []

    await page.get_by_role("link", name="API keys").click()
    await expect(page.get_by_role("button", name="Make a key")).to_be_visible()
    await page.get_by_role("link", name="Audit log").click()
    log = page.get_by_role("list", name="Audit log")
    await page.get_by_label("Who").select_option("Olga")
    await expect(log.get_by_role("listitem")).to_have_count(3)
    await expect(log.get_by_role("listitem").first).to_contain_text("Olga changed the limits")
    await log.get_by_text("What changed").first.click()
    await expect(log.get_by_text("450")).to_be_visible()
    await picture(page, "audit")
    assert await barriers(page) == []
    await page.get_by_label("To", exact=True).fill("2020-01-01")
    await expect(page.get_by_text("Nobody changed anything with these filters")).to_be_visible()
    await page.context.close()
