"""Messages in a real browser: a missed call is unread, read, noted, and its contact changed beside it."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Page, expect

from offhook.calls.values import E164, Disposition
from offhook.contacts import service as contacts
from offhook.ids import new_id
from offhook.storage.engine import open_engine
from offhook.voicemail import store
from offhook.voicemail.audio import wav
from offhook.voicemail.files import Files
from offhook.voicemail.model import State
from tests.cli.conftest import Place
from tests.conversations.test_calling import call, came
from tests.furnish import NOW, SECOND
from tests.pages.conftest import PHONE, Visit
from tests.pages.looking import barriers, picture
from tests.voicemail.rows import company_of
from tests.voicemail.test_audio import tone

pytestmark = pytest.mark.asyncio(loop_scope="session")

OMAR = E164("+442079460000")
LONG_NAME_FITS = """row => {
    const [name, time] = [row.querySelector("strong").firstChild, row.querySelector("time")], was = name.data;
    name.data = "Wilhelmina ".repeat(9);
    const fits = time.getBoundingClientRect().right <= row.getBoundingClientRect().right;
    name.data = was;
    return fits;
}"""
WHY = "nobody took the call within 25 s, and the caller left a message"


def leave(place: Place) -> None:
    """A call that nobody took, with a message at its end, and one more that the caller gave up."""
    audio = Files(place.data).keep(wav(tone(4)))
    (workspace,) = place.json("workspace", "list")
    engine = open_engine(f"sqlite:///{place.data}/offhook.db")
    with engine.begin() as conn:
        company = company_of(conn, workspace["id"], place.json("line", "list")[0]["id"])
        omar = contacts.create(conn, company.id, "Omar Haddad", [OMAR], now=NOW)
        arguments = came(company, OMAR, contact=omar.id)
        gave_up = {"disposition": Disposition.ABANDONED.value, "reason": "the caller hung up after 9 s"}
        call(company, new_id("call"), arguments, NOW, **gave_up)
        left = new_id("call")
        call(company, left, arguments, NOW + 300 * SECOND, disposition=Disposition.VOICEMAIL.value, reason=WHY)
        store.begin(conn, company.id, left, f"{left}-1.1", NOW + 340 * SECOND)
        (voicemail,) = store.of_calls(conn, company.id, [left])
        store.settle(conn, voicemail, State.KEPT, content=audio.content, size=audio.size, duration_ms=4000)
    engine.dispose()


@pytest.mark.behaviour("P9", "T13", "E6")
async def test_a_missed_call_is_read_noted_and_called_back(visit: Visit, pages_place: Place) -> None:
    leave(pages_place)
    page: Page = await visit("/messages?unread")
    await page.get_by_role("searchbox", name="Search by name or number").fill("omar")
    row = page.get_by_role("listitem").filter(has_text="Omar Haddad")
    await expect(row.get_by_text("Unread")).to_be_attached()
    await expect(row.get_by_text("Voicemail")).to_be_visible()
    assert await row.evaluate(LONG_NAME_FITS)
    await row.get_by_role("link").click()
    await expect(page.get_by_text(WHY)).to_be_visible()
    await expect(page.get_by_text("Missed call").last).to_be_visible()
    await expect(row.get_by_text("Unread")).not_to_be_attached()

    await page.get_by_role("button", name="Note", exact=True).click()
    note = page.get_by_role("textbox", name="Note for your team")
    await note.fill("Wants the gold plan\nfrom January.")
    await page.reload()
    await expect(note).to_have_value("Wants the gold plan\nfrom January.")
    await note.press("Control+Enter")
    written = page.get_by_role("article").filter(has_text="from January.")
    await expect(written.last).to_contain_text("Ann")
    await page.get_by_role("button", name="Delete: note").click()
    await expect(page.get_by_text("from January.")).to_have_count(0)
    await page.get_by_role("button", name="Undo").click()
    await expect(written.last).to_be_visible()

    beside = page.get_by_role("complementary", name="Contact")
    await beside.get_by_label("Notes").fill("Prefers mornings.")
    await beside.get_by_role("button", name="Save").click()
    await expect(beside.get_by_role("button", name="Save")).to_be_disabled()
    await page.get_by_role("button", name=re.compile("Play the message")).click()
    await expect(page.get_by_role("button", name="Pause")).to_be_visible()
    await picture(page, "messages")
    assert await barriers(page) == []

    await page.set_viewport_size(PHONE)
    await expect(page.get_by_role("link", name="Call Omar Haddad")).to_be_visible()
    await page.get_by_role("link", name="Messages").first.click()
    await expect(page.get_by_role("heading", name="Messages")).to_be_visible()
    await page.screenshot(path="var/screens/messages-list-390.png")
    assert await barriers(page) == []


async def test_without_conversations_the_page_says_what_begins_one(visit: Visit) -> None:
    page: Page = await visit("/messages")
    await page.get_by_role("searchbox", name="Search by name or number").fill("nobody is called so")
    await expect(page.get_by_role("heading", name="No conversation is like that")).to_be_visible()
