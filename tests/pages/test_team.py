"""The people of the workspace in a real browser: invited, given a phone, and let go; and what a role is not offered."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Page, expect

from offhook.cli.client import Client, ThisMachine
from tests.cli.conftest import Place
from tests.pages.conftest import Visit
from tests.pages.looking import barriers, picture

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.mark.behaviour("P6")
async def test_somebody_is_invited_given_a_phone_and_let_go(visit: Visit, pages_place: Place) -> None:
    api = Client(ThisMachine(pages_place.data))
    page: Page = await visit("/team")
    dialog = page.get_by_role("dialog")
    await page.get_by_role("button", name="Invite somebody").click()
    await dialog.get_by_role("button", name="Send invitation").click()
    await expect(dialog.get_by_label("E-mail")).to_have_attribute("aria-invalid", "true")
    await dialog.get_by_label("E-mail").fill("carol@example.com")
    await dialog.get_by_label("Name").fill("Carol Lee")
    assert await dialog.get_by_label("Role").locator("option").all_inner_texts() == ["Agent", "Manager"]
    await dialog.get_by_role("button", name="Send invitation").click()
    link = dialog.get_by_label("Link", exact=True)
    await expect(link).to_have_value(re.compile("/sign-in#link="))
    await picture(page, "invited")
    assert await barriers(page) == []
    await dialog.get_by_role("button", name="Done").click()
    await expect(page.get_by_role("list", name="Not used yet").get_by_role("listitem")).to_have_count(1)
    await picture(page, "team")
    assert await barriers(page) == []
    await page.get_by_role("link", name=re.compile("Carol Lee")).click()

    await page.get_by_label("Extension").fill("1")
    await page.reload()
    await page.get_by_role("button", name="Save", exact=True).click()
    await expect(page.get_by_text("An extension has 2 to 6 digits")).to_be_visible()
    await page.get_by_label("Extension").fill("231")
    await page.get_by_role("button", name="Save", exact=True).click()
    await expect(page.get_by_role("button", name="Save", exact=True)).to_be_disabled()

    await page.get_by_role("button", name="Add a softphone").click()
    await dialog.get_by_label("What it is called").fill("Desk")
    await dialog.get_by_role("button", name="Add a softphone").click()
    await expect(dialog.get_by_label("Secret", exact=True)).to_have_value(re.compile(r"^\w{20,}$"))
    await picture(page, "softphone-secret")
    await dialog.get_by_role("button", name="Done").click()
    phone = page.get_by_role("list", name="Softphones").get_by_role("listitem")
    await expect(phone).to_contain_text("Signed out")
    carol = next(each for each in api.get("members")["items"] if each["name"] == "Carol Lee")
    (made,) = api.get("softphones", member=carol["id"])["items"]
    api.patch("softphones", made["id"], body={"on": False})
    await expect(phone).to_contain_text("Switched off")  # the live stream told

    await page.get_by_label("New PIN").fill("123456")
    await page.get_by_role("button", name="Save PIN").click()
    await expect(page.get_by_label("New PIN")).to_have_attribute("aria-invalid", "true")
    await picture(page, "member")
    assert await barriers(page) == []
    await page.get_by_role("button", name="Let Carol Lee go").click()
    await dialog.get_by_role("button", name="Let Carol Lee go").click()
    await expect(page.get_by_role("button", name="Take Carol Lee back")).to_be_visible()
    assert api.get("members", carol["id"])["active"] is False


async def test_what_is_an_owner_s_is_not_offered_to_a_manager(visit: Visit, pages_place: Place) -> None:
    api = Client(ThisMachine(pages_place.data))
    owner = next(each for each in api.get("members")["items"] if each["role"] == "owner")
    page: Page = await visit(f"/team/{owner['id']}")
    await expect(page.get_by_role("heading", name="Softphones")).to_be_visible()
    for name in ("Save", "Save PIN", "Make a one-time link", re.compile("go$")):
        await expect(page.get_by_role("button", name=name)).to_have_count(0)
    await page.goto(f"{pages_place.url}/workspace/audit")
    await expect(page.get_by_text("You may not see this")).to_be_visible()
    assert await barriers(page) == []
