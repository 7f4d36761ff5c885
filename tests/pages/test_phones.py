"""Phones of a line in a real browser: connected and revoked on the line's page, and the dialer of a smartphone."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Page, expect

from offhook.cli.client import Client, ThisMachine
from tests.cli.conftest import Place
from tests.pages.conftest import PHONE, SUPPORT, Pages, Visit
from tests.pages.looking import barriers, picture

pytestmark = pytest.mark.asyncio(loop_scope="session")

MOST_SENT = 400
"""Bytes of bodies that preparing a call may cost."""


@pytest.mark.behaviour("U4", "U5", "U6", "U13")
async def test_phones_are_connected_call_by_themselves_and_are_revoked(
    visit: Visit, pages: Pages, pages_place: Place
) -> None:
    api = Client(ThisMachine(pages_place.data))
    body = {"number": "+12025550160", "line": SUPPORT, "name": "Van", "kind": "smartphone"}
    van = api.post("phones", body=body)
    link = api.post("phones", van["id"], "link")["url"].partition("/sign-in")[2]
    dialer = await pages.visit(f"/sign-in{link}", viewport=PHONE, has_touch=True, is_mobile=True)
    whom = dialer.get_by_role("combobox", name="Name or number")
    await whom.fill("+1 202 555 0122")
    async with dialer.expect_response(lambda answer: answer.url.endswith("/dial-intents")) as preparing:
        await dialer.get_by_role("button", name=re.compile("^Call")).last.click()
    answer = await preparing.value
    sent, got = answer.request.post_data_buffer or b"", int((await answer.all_headers())["content-length"])
    assert 0 < len(sent) + got < MOST_SENT
    await expect(dialer.get_by_text("Your phone calls now")).to_be_visible()
    await picture(dialer, "phone-dialer")
    assert await barriers(dialer) == []

    page: Page = await visit("/lines")
    await page.get_by_role("link", name=re.compile("Support")).click()
    phones = page.get_by_role("region", name="Phones")
    await expect(phones.get_by_role("textbox", name="PIN of this line")).to_have_value(re.compile(r"\d{8}"))
    await phones.get_by_role("button", name="Connect a phone").click()
    await phones.get_by_label("Number of the phone").fill(SUPPORT)
    await phones.get_by_role("button", name="Connect a phone").click()
    await expect(phones.get_by_text(f"{SUPPORT} is a line: give the number of a telephone.")).to_be_visible()
    await phones.get_by_label("Number of the phone").fill("(202) 555-0161")
    await phones.get_by_role("textbox", name="Name").fill("Desk")
    await phones.get_by_role("button", name="Connect a phone").click()
    await phones.get_by_role("button", name="Open dialer of Desk").click()
    await expect(page.get_by_role("dialog").get_by_role("textbox", name="Link of the dialer")).to_have_value(
        re.compile("#link=")
    )
    await page.get_by_role("dialog").get_by_role("button", name="Done").click()
    await picture(page, "line-phones")
    assert await barriers(page) == []

    await phones.get_by_role("button", name="Revoke Van").click()
    await page.get_by_role("dialog").get_by_role("button", name="Revoke phone").click()
    await expect(phones.get_by_text("Van")).to_have_count(0)
    await dialer.reload()
    await expect(dialer.get_by_label("E-mail")).to_be_visible()
    await dialer.context.close()
    for phone in api.get("phones", line=SUPPORT)["items"]:
        api.delete("phones", phone["id"])
