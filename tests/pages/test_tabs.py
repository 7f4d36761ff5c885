"""The live stream in many tabs: one connection for all of them, as a server without HTTP/2 gives a browser six."""

from __future__ import annotations

import asyncio
import re

import pytest
from playwright.async_api import Page, expect

from tests.cli.conftest import ANN, DANA, LINE, Place
from tests.pages.conftest import Pages, sign_in

pytestmark = pytest.mark.asyncio(loop_scope="session")

TABS = 8


@pytest.mark.behaviour("V2")
async def test_eight_tabs_are_live_over_one_connection_and_sign_out_together(pages: Pages, pages_place: Place) -> None:
    first = await pages.visit("/contacts")
    context = first.context
    await sign_in(first)

    async def another() -> Page:
        page = await context.new_page()
        await page.goto(f"{pages.place.url}/contacts")
        await page.get_by_role("navigation", name="Main menu").wait_for()
        return page

    tabs = [first, *[await another() for _ in range(TABS - 1)]]
    csrf = await first.evaluate("fetch('/api/v1/session').then((answer) => answer.json()).then((here) => here.csrf)")
    body = {"to": DANA, "caller": ANN, "line": LINE}
    placed = await first.request.post(
        f"{pages.place.url}/api/v1/calls", data=body, headers={"X-Offhook-CSRF": csrf, "Origin": pages.place.url}
    )
    assert placed.status == 201
    bars = [tab.get_by_role("region", name="Your calls") for tab in tabs]
    await asyncio.gather(*(expect(bar.get_by_text("Connected", exact=True)).to_be_visible() for bar in bars))

    await context.set_offline(True)
    gone = (tab.get_by_text(re.compile("You are offline")) for tab in tabs)
    await asyncio.gather(*(expect(each).to_be_visible() for each in gone))
    await context.set_offline(False)
    await asyncio.gather(*(expect(bar.get_by_text("Connected", exact=True)).to_be_visible() for bar in bars))
    await bars[3].get_by_role("button", name="Hang up").click()
    await asyncio.gather(*(expect(bar.get_by_text(re.compile("The call is over"))).to_be_visible() for bar in bars))

    await tabs[5].get_by_role("link", name="Settings").click()
    await tabs[5].get_by_role("button", name="Sign out").click()
    await asyncio.gather(*(expect(tab.get_by_role("heading", name="Sign in")).to_be_visible() for tab in tabs))
    await context.close()
