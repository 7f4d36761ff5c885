"""Voicemail in a real browser: heard with its wave form, marked, deleted and brought back."""

from __future__ import annotations

import pytest
from playwright.async_api import Page, expect

from offhook.ids import new_id
from offhook.storage.engine import open_engine
from offhook.voicemail import store
from offhook.voicemail.audio import wav
from offhook.voicemail.files import Files
from offhook.voicemail.model import State
from tests.cli.conftest import Place
from tests.furnish import NOW
from tests.limits.calls import begin, end
from tests.pages.conftest import Visit
from tests.pages.looking import barriers, picture
from tests.voicemail.rows import company_of
from tests.voicemail.test_audio import tone

pytestmark = pytest.mark.asyncio(loop_scope="session")


def leave(place: Place) -> str:
    """A message that was left before; its id."""
    audio = Files(place.data).keep(wav(tone(3)))
    (workspace,) = place.json("workspace", "list")
    line = place.json("line", "list")[0]
    engine = open_engine(f"sqlite:///{place.data}/offhook.db")
    with engine.begin() as conn:
        company = company_of(conn, workspace["id"], line["id"])
        call = new_id("call")
        begin(company, call)
        end(conn, company.id, call)
        store.begin(conn, company.id, call, f"{call}-1.1", NOW)
        (voicemail,) = [each for each in store.page(conn, company.id, limit=200) if each.call_id == call]
        store.settle(conn, voicemail, State.KEPT, content=audio.content, size=audio.size, duration_ms=3000)
    engine.dispose()
    return voicemail.id


@pytest.mark.behaviour("E6", "P9")
async def test_a_message_is_heard_deleted_and_brought_back(visit: Visit, pages_place: Place) -> None:
    left = leave(pages_place)
    page: Page = await visit("/voicemail")
    messages = page.get_by_role("list", name="Voicemails, the latest first").get_by_role("listitem")
    message = messages.and_(page.locator(f"#{left}"))
    await expect(message.get_by_text("New", exact=True)).to_be_visible()
    await message.get_by_label("Speed").select_option("2")
    await message.get_by_role("button", name="Play the message").click()
    await expect(message.get_by_role("button", name="Mark as new")).to_be_visible()
    await expect(message.get_by_role("slider")).not_to_have_value("0")
    await picture(page, "voicemail")
    assert await barriers(page) == []
    await message.get_by_role("button", name="Delete").click()
    await expect(message).to_have_count(0)
    await page.get_by_role("button", name="Undo").click()
    await expect(message.get_by_role("button", name="Delete")).to_be_visible()
