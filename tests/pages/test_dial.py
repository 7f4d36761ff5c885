"""The dialer in a real browser: a call placed and followed to its end, and what that costs on the wire."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.cli.conftest import ANN, LINE, Place
from tests.pages.conftest import PHONE, SUPPORT, Pages, Visit
from tests.pages.looking import barriers, picture

pytestmark = pytest.mark.asyncio(loop_scope="session")

BUILT = Path(__file__).parents[2] / "src" / "offhook" / "web" / "built"
MOST_SCRIPT = 90 * 1024
"""Bytes of compressed script that the first visit of the Dial tab may load."""
MOST_PLACING = 600
"""Bytes of bodies that placing a call may cost."""


def weight(url: str) -> int:
    """Bytes that a script takes on the wire: small ones are not compressed."""
    path = BUILT / "assets" / url.rpartition("/")[2]
    compressed = path.with_name(f"{path.name}.gz")
    return (compressed if compressed.exists() else path).stat().st_size


async def dial(page: Page, number: str) -> None:
    await page.get_by_role("combobox", name="Name or number").fill(number)
    await page.get_by_role("button", name=re.compile("^Call( Dana Ruiz)?$")).click()


async def call_me_at(page: Page, number: str) -> None:
    """Give one's own phone, known already or not."""
    known = page.get_by_role("button", name=re.compile("^Call me at"))
    field = page.get_by_label("Call me at")
    await known.or_(field).wait_for()
    if await known.is_visible():
        await known.click()
    await field.fill(number)


@pytest.mark.behaviour("V1", "V2", "T6")
async def test_a_call_is_placed_and_both_legs_are_followed_to_its_end(visit: Visit, pages_place: Place) -> None:
    page: Page = await visit("/dial")
    await page.get_by_role("heading", name="Latest calls").wait_for()
    await call_me_at(page, "(202) 555-0111")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.method) if "/v1/calls" in request.url else None)
    async with page.expect_response(lambda answer: answer.request.method == "POST") as placing:
        await dial(page, "+1 202 555 0122")
    answer = await placing.value
    sent, got = answer.request.post_data_buffer or b"", int((await answer.all_headers())["content-length"])
    assert 0 < len(sent) + got < MOST_PLACING
    bar = page.get_by_role("region", name="Your calls")
    await expect(bar.get_by_text("Your phone", exact=True)).to_be_visible()
    await expect(bar.get_by_text("Connected", exact=True)).to_be_visible()
    await expect(bar.get_by_text("connected", exact=True)).to_have_count(2)
    assert asked == ["POST"], "what the live stream tells need not be asked for"
    await picture(page, "call")
    assert await barriers(page) == []

    await page.reload()
    await expect(bar.get_by_role("heading", name="Dana Ruiz")).to_be_visible()
    await bar.get_by_role("button", name="Hang up").click()
    await expect(bar.get_by_text(re.compile("The call is over"))).to_be_visible()
    call = pages_place.json("calls", "list")[0]
    assert (call["disposition"], call["member"]["number"], call["line"]["number"]) == ("answered", ANN, LINE)


@pytest.mark.behaviour("T4", "T5")
async def test_only_lines_that_can_call_are_offered_and_one_s_own_phone_is_remembered(
    visit: Visit, pages_place: Place
) -> None:
    page: Page = await visit("/dial")
    await page.get_by_label("Call from").wait_for()
    assert await page.get_by_label("Call from").locator("option").all_inner_texts() == [
        "Sales · +1 202 555 0100",
        "Support · +1 202 555 0101",
    ]
    await call_me_at(page, ANN)
    await page.get_by_label("Call from").select_option(SUPPORT)
    await page.reload()
    await expect(page.get_by_role("button", name="Call me at +1 202 555 0111 Change")).to_be_visible()
    await expect(page.get_by_label("Call from")).to_have_value(SUPPORT)


async def test_a_name_or_a_pasted_number_finds_the_contact(visit: Visit) -> None:
    page: Page = await visit("/dial")
    field = page.get_by_role("combobox", name="Name or number")
    await field.fill("dana")
    await page.get_by_role("option", name="Dana Ruiz +1 202 555 0122").click()
    await expect(field).to_have_value("+1 202 555 0122")
    await expect(page.get_by_role("button", name="Call Dana Ruiz")).to_be_visible()
    await field.fill("")
    for key in "2025550122":
        await page.get_by_role("button", name=key, exact=True).click()
    await expect(field).to_have_value("(202) 555-0122")
    await expect(field).to_have_accessible_description("Dana Ruiz")
    await picture(page, "dial")
    assert await barriers(page) == []


async def test_a_refusal_stands_beside_its_field(visit: Visit) -> None:
    page: Page = await visit("/dial")
    await call_me_at(page, ANN)
    await dial(page, "202555")
    field = page.get_by_role("combobox", name="Name or number")
    await expect(field).to_have_attribute("aria-invalid", "true")
    await expect(page.get_by_text("too short")).to_be_visible()
    await expect(field).to_have_value("(202) 555")


@pytest.mark.behaviour("U1")
async def test_the_first_visit_of_the_dial_tab_is_small(pages: Pages, signed_in: Any) -> None:
    context = await pages.browser.new_context(storage_state=signed_in, viewport=PHONE)
    page = await context.new_page()
    scripts: set[str] = set()
    page.on("request", lambda request: scripts.add(request.url) if request.resource_type == "script" else None)
    await page.goto(f"{pages.place.url}/dial")
    await page.get_by_role("button", name="Call", exact=True).wait_for()
    assert sum(map(weight, scripts)) < MOST_SCRIPT
    await context.close()
