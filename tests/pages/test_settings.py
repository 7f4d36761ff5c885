"""Settings in a real browser: duty, the look that this device keeps, and one's own account."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Page, expect

from offhook.cli.client import Client, ThisMachine
from tests.cli.conftest import Place
from tests.pages.conftest import PASSWORD, Pages, Visit, sign_in
from tests.pages.looking import barriers, picture

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.mark.behaviour("U10")
async def test_duty_is_left_for_a_while_and_taken_up_again(visit: Visit, pages_place: Place) -> None:
    api = Client(ThisMachine(pages_place.data))
    (ann,) = [each for each in api.get("members")["items"] if each["name"] == "Ann"]
    sales = api.get("lines")["items"][0]["id"]
    api.put("lines", sales, "route", body={"agents": [ann["id"]]})
    page: Page = await visit("/settings")
    # The console, which a desk has in its menu, is not there twice.
    await expect(page.get_by_role("navigation", name="Manage")).to_be_hidden()
    switch = page.get_by_role("switch", name="Sales")
    await expect(switch).to_be_checked()
    await switch.click()
    await expect(page.get_by_text("Off duty:")).to_be_visible()
    await page.get_by_label("How long, on Sales").select_option("For four hours")
    await expect(page.get_by_label("How long, on Sales")).to_have_value("set")
    await picture(page, "duty")
    assert await barriers(page) == []
    (duty,) = api.get("lines", sales, "duty")["items"]
    assert (duty["on_duty"], duty["until"] is not None) == (False, True)
    await switch.click()
    await expect(page.get_by_text("On duty: calls ring your phone")).to_be_visible()
    assert api.get("lines", sales, "duty")["items"] == [duty | {"on_duty": True, "until": None}]


async def test_dark_and_german_stay_after_a_reload(visit: Visit) -> None:
    page: Page = await visit("/settings")
    await page.get_by_label("Colours").select_option("Dark")
    await page.get_by_label("Language").select_option("Deutsch")
    german = page.get_by_role("heading", name="Einstellungen")
    await german.wait_for()
    await page.reload()
    await german.wait_for()
    assert await page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "dark"
    await page.get_by_role("link", name="Wählen").click()
    await expect(page.get_by_role("button", name="Anrufen", exact=True)).to_be_visible()
    await picture(page, "dark")
    assert await barriers(page) == []


async def test_one_s_sessions_password_and_keys(pages: Pages, pages_place: Place) -> None:
    api = Client(ThisMachine(pages_place.data))
    bob = api.post("members", body={"name": "Bob", "role": "manager", "email": "bob@example.com"})
    api.put("members", bob["id"], "password", body={"password": PASSWORD})
    here, there = [await pages.visit("/settings") for _ in range(2)]
    for page in (here, there):
        await sign_in(page, "bob@example.com")
    await here.reload()
    sessions = here.get_by_role("list", name="Where you are signed in").get_by_role("listitem")
    await expect(sessions).to_have_count(2)
    await expect(sessions.filter(has_text="This device")).to_have_count(1)
    await here.get_by_role("button", name=re.compile("^Sign out Chrome")).click()
    await here.get_by_role("dialog").get_by_role("button", name="Sign out").click()
    await expect(sessions).to_have_count(1)
    await there.reload()
    await expect(there.get_by_role("heading", name="Sign in")).to_be_visible()
    await there.context.close()

    await here.get_by_label("New password").fill("short")
    await here.get_by_role("button", name="Save password").click()
    await expect(here.get_by_text("The password has 5 characters")).to_be_visible()
    await here.get_by_label("New password").fill("brass lantern tide 12")
    await here.get_by_role("button", name="Save password").click()
    await expect(here.get_by_text("The old password is needed")).to_be_visible()
    await here.get_by_label("Old password", exact=True).fill(PASSWORD)
    await here.get_by_role("button", name="Save password").click()
    await expect(here.get_by_text("Your password is changed")).to_be_visible()

    await here.get_by_role("button", name="Make a key").click()
    dialog = here.get_by_role("dialog")
    await dialog.get_by_label("What it is for").fill("CRM")
    await dialog.get_by_role("button", name="Make a key").click()
    text = await dialog.get_by_label("The key", exact=True).input_value()
    await picture(here, "key")
    assert await barriers(here) == []
    await dialog.get_by_role("button", name="Done").click()
    await here.get_by_role("button", name="Revoke the key CRM").click()
    await dialog.get_by_role("button", name="Revoke").click()
    await expect(here.get_by_text("Revoked keys (1)")).to_be_visible()
    (key,) = [each for each in api.get("keys")["items"] if each["member"] == bob["id"]]
    assert (text.startswith(key["prefix"]), key["revoked_at"] is not None) == (True, True)
    await picture(here, "account")
    assert await barriers(here) == []
    await here.get_by_role("button", name="Sign out everywhere").click()
    await dialog.get_by_role("button", name="Sign out everywhere").click()
    await expect(here.get_by_role("heading", name="Sign in")).to_be_visible()
    await here.context.close()
