"""Contacts in a real browser: found, changed with what was learnt in a call, and kept over a reload."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Page, expect

from offhook.cli.client import Client, ThisMachine
from tests.cli.conftest import DANA, Place
from tests.pages.conftest import Visit
from tests.pages.looking import barriers, picture

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.mark.behaviour("T13")
async def test_what_was_learnt_is_kept_before_and_after_it_is_saved(visit: Visit, pages_place: Place) -> None:
    page: Page = await visit("/contacts")
    await page.get_by_role("searchbox", name="Search by name or number").fill("ruiz")
    await page.get_by_role("link", name=re.compile("Dana Ruiz")).click()
    await expect(page.get_by_role("textbox", name="company")).to_have_value("Ruiz & Co")
    await page.get_by_role("button", name="Add a field").click()
    await page.get_by_label("Name of field 1").fill("plan")
    await page.get_by_role("textbox", name="plan").fill("Gold")
    await page.reload()
    await expect(page.get_by_role("textbox", name="plan")).to_have_value("Gold")
    await picture(page, "contact")
    assert await barriers(page) == []
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_role("button", name="Save")).to_be_disabled()
    (dana,) = pages_place.json("contact", "list", "dana")
    assert dana["fields"] == {"company": "Ruiz & Co", "plan": "Gold"}


async def test_a_number_that_belongs_to_another_is_refused_beside_it(visit: Visit) -> None:
    page: Page = await visit("/contacts/new")
    await page.get_by_label("Name", exact=True).fill("Another Dana")
    await page.get_by_label("Number", exact=True).fill(DANA)
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_text("belongs to")).to_be_visible()
    await expect(page.get_by_label("Number", exact=True)).to_have_attribute("aria-invalid", "true")


FILE = "Name;Telefon;Firma\nPetra Vogel;+49 30 901821;Vogel GmbH\nEve;12;Nobody\nعمر 😀;+442079460011;\n"


async def test_a_bad_file_is_imported_as_far_as_it_goes_and_says_what_it_refused(
    visit: Visit, pages_place: Place
) -> None:
    Client(ThisMachine(pages_place.data)).post("contacts", body={"name": "Petra Vogel", "numbers": ["+4930901820"]})
    page: Page = await visit("/contacts/import")
    picture_file = {"name": "holiday.png", "mimeType": "image/png", "buffer": b"\x89PNG\r\n\x1a\n\0\0"}
    await page.get_by_label("Choose a file").set_input_files(picture_file)  # type: ignore[arg-type]
    await expect(page.get_by_text("not a text file")).to_be_visible()
    table = {"name": "people.csv", "mimeType": "text/csv", "buffer": FILE.encode("utf-16")}
    await page.get_by_label("Choose a file").set_input_files(table)  # type: ignore[arg-type]
    await expect(page.get_by_label("Telefon")).to_have_value("number")
    await page.get_by_label("Firma").select_option("field:company")
    tried = page.get_by_role("region", name="What becomes of the first rows")
    await expect(tried.get_by_role("row").filter(has_text="refused")).to_have_count(1)
    await expect(tried.get_by_role("row").filter(has_text="company: Vogel GmbH")).to_have_count(1)
    await picture(page, "contacts-import")
    assert await barriers(page) == []
    await page.get_by_role("button", name="Import 3 rows").click()
    await expect(page.get_by_role("heading", name="Imported")).to_be_visible()
    await expect(page.get_by_role("row").filter(has_text="Eve · 12 · Nobody")).to_be_visible()
    async with page.expect_download() as saved:
        await page.get_by_role("link", name="Download refused rows").click()
    assert (await saved.value).suggested_filename == "refused.csv"
    await picture(page, "contacts-imported")
    assert await barriers(page) == []

    await page.get_by_role("link", name="Duplicates").click()
    group = page.get_by_role("listitem").filter(has_text="Compare and merge")
    await group.get_by_role("link", name="Compare and merge").click()
    await expect(page.get_by_text("+49 30 901821").last).to_be_visible()
    await picture(page, "contacts-merge")
    assert await barriers(page) == []
    await page.get_by_role("button", name="Merge").click()
    dialog = page.get_by_role("dialog")
    await expect(dialog).to_contain_text("undone")
    await dialog.get_by_role("button", name="Merge").click()
    await expect(page.get_by_label("Number 2", exact=True)).to_have_value("+49 30 901821")

    await page.get_by_role("button", name="Delete contact").click()
    await expect(page.get_by_text("Petra Vogel is deleted.")).to_be_visible()
    await page.get_by_role("button", name="Undo").click()
    await expect(page.get_by_label("Number 2", exact=True)).to_be_visible()


async def test_custom_fields_are_put_in_order_and_removed_when_confirmed(visit: Visit) -> None:
    page: Page = await visit("/contacts/fields")
    await page.get_by_label("New field").fill("Shoe size")
    await page.get_by_role("button", name="Add a field").click()
    await page.get_by_role("button", name="Move Shoe size up").click()
    await picture(page, "contacts-fields")
    assert await barriers(page) == []
    await page.get_by_role("button", name="Remove Shoe size").click()
    await page.get_by_role("dialog").get_by_role("button", name="Remove Shoe size").click()
    await expect(page.get_by_label("Name of Shoe size")).to_have_count(0)


@pytest.mark.behaviour("T3")
async def test_a_call_is_offered_only_while_people_may_call(visit: Visit, pages_place: Place) -> None:
    api = Client(ThisMachine(pages_place.data))
    page: Page = await visit("/contacts")
    call = page.get_by_role("link", name="Call Dana Ruiz")
    await page.get_by_role("link", name=re.compile("Dana Ruiz")).first.click()
    await expect(call).to_be_visible()
    api.patch("workspace", body={"voice": False})
    try:
        await page.reload()
        await expect(page.get_by_role("button", name="Save")).to_be_attached()
        await expect(call).to_have_count(0)
    finally:
        api.patch("workspace", body={"voice": True})
