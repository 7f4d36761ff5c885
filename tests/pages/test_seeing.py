"""What each side of a call sees, in a real browser: an owner lets a member choose, who is told before the call."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.async_api import Page, expect

from offhook.cli.client import Client, ThisMachine
from tests.cli.conftest import DANA, LINE, Place, answers
from tests.pages.conftest import EMAIL, Visit
from tests.pages.looking import barriers, picture
from tests.waiting import eventually_blocking

OWN = "+12025550166"
"""A number that no other test gives to anybody: where two have one, it is known to be neither's."""

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.fixture
def api(pages_place: Place) -> Client:
    return Client(ThisMachine(pages_place.data))


@pytest.fixture
def ann(pages_place: Place, api: Client) -> Iterator[str]:
    """Ann's id; her phone is connected by an owner, and nothing of it is left."""
    found = next(each["id"] for each in api.get("members")["items"] if each["email"] == EMAIL)
    before = api.get("members", found)["number"]
    answers(pages_place, OWN, {"do": "press", "keys": "1", "after": 0.3})
    api.patch("members", found, body={"number": OWN})
    phone = api.post("phones", body={"number": OWN, "line": LINE, "kind": "smartphone"})
    yield found
    api.delete("phones", phone["id"])
    api.patch("members", found, body={"may_unmask": False, "number": before})
    api.patch("trunks", "lab", body={"foreign_caller_ids": False})


@pytest.mark.behaviour("V3")
async def test_a_member_who_may_lets_each_side_see_the_other_s_number(
    visit: Visit, owner_signed_in: Any, pages_place: Place, api: Client, ann: str
) -> None:
    page: Page = await visit("/dial")
    await page.get_by_role("button", name="Call", exact=True).wait_for()
    await expect(page.get_by_text("They see")).to_have_count(0)

    team: Page = await visit(f"/team/{ann}", storage_state=owner_signed_in)
    await team.get_by_role("checkbox", name=re.compile("^May show the numbers behind a call")).check()
    save = team.get_by_role("region", name="About").get_by_role("button", name="Save", exact=True)
    await save.click()
    await expect(save).to_be_disabled()
    assert await barriers(team) == []

    await page.reload()
    told = page.locator("summary")
    mine = page.get_by_role("checkbox", name=re.compile("^Show them my own number"))
    theirs = page.get_by_role("checkbox", name=re.compile("^Show me their number"))
    await page.get_by_label("Call from").select_option(LINE)
    await expect(told).to_have_text("They see +1 202 555 0100. You see +1 202 555 0100.")
    await told.click()
    await expect(mine).to_be_disabled()
    await expect(page.get_by_text("whose carrier shows its own numbers only").first).to_be_visible()
    await picture(page, "who-sees-refused")
    assert await barriers(page) == []

    api.patch("trunks", "lab", body={"foreign_caller_ids": True})
    await page.reload()
    await told.click()
    await mine.check()
    await theirs.check()
    await expect(told).to_have_text("They see your own number, +1 202 555 0166. You see their number.")
    await picture(page, "who-sees")
    assert await barriers(page) == []
    await page.reload()
    await expect(told).to_have_text(re.compile("your own number"))
    await page.get_by_role("combobox", name="Name or number").fill("+1 202 555 0122")
    await page.get_by_role("button", name="Call Dana Ruiz").click()
    bar = page.get_by_role("region", name="Your calls")
    await expect(bar.get_by_text("Connected", exact=True)).to_be_visible()
    await bar.get_by_role("button", name="Hang up").click()
    await expect(bar.get_by_text(re.compile("The call is over"))).to_be_visible()
    eventually_blocking(lambda: api.get("calls")["items"][0]["state"] == "ended", "the call is over", within=20)
    call = api.get("calls")["items"][0]
    assert [leg["caller_id"] for leg in call["legs"]] == [DANA, OWN]
    await page.goto(f"{pages_place.url}/history/{call['id']}")
    await expect(page.get_by_text("was shown +1 202 555 0166")).to_be_visible()
    await picture(page, "who-saw")
    assert await barriers(page) == []
