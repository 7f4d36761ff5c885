"""Lines in a real browser: one is added, gets a greeting, blocks a caller, and is removed."""

from __future__ import annotations

import io
import re
import wave

import pytest
from playwright.async_api import Page, expect

from offhook.cli.client import Client, ThisMachine
from tests.cli.conftest import Place
from tests.pages.conftest import Visit
from tests.pages.looking import barriers, picture

pytestmark = pytest.mark.asyncio(loop_scope="session")


def recording() -> bytes:
    """A second of a tone that is loud enough for a greeting."""
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as sound:
        sound.setparams((1, 2, 8000, 8000, "NONE", "not compressed"))
        sound.writeframes(b"\x00\x20\x00\xe0" * 4000)
    return buffer.getvalue()


@pytest.mark.behaviour("P9", "P10")
async def test_a_line_is_added_set_up_and_removed(visit: Visit, pages_place: Place) -> None:
    api = Client(ThisMachine(pages_place.data))
    page: Page = await visit("/lines")
    fax = page.get_by_role("link", name=re.compile("Fax"))
    await expect(fax).to_contain_text("Only takes calls")
    await expect(fax).to_contain_text("Rings nobody now: voicemail")
    await picture(page, "lines")
    assert await barriers(page) == []

    await page.get_by_role("link", name="Add a line").click()
    number = page.get_by_label("Number", exact=True)
    await number.fill("+1 202 555 0100")
    await page.get_by_label("Name", exact=True).fill("Returns")
    await page.get_by_role("button", name="Add a line").click()
    await expect(page.get_by_text("+12025550100 is a line already.")).to_be_visible()
    await expect(number).to_have_attribute("aria-invalid", "true")
    await number.fill("+1 202 555 0105")
    await page.get_by_role("button", name="Add a line").click()
    await expect(page.get_by_role("heading", name="Returns")).to_be_visible()

    upload = page.get_by_label("Upload a recording")
    await upload.set_input_files({"name": "hello.wav", "mimeType": "audio/wav", "buffer": b"no sound at all"})
    await expect(page.get_by_role("alert")).to_contain_text("The recording can't be used")
    await upload.set_input_files({"name": "hello.wav", "mimeType": "audio/wav", "buffer": recording()})
    await page.get_by_role("button", name="Listen").click()
    await page.get_by_role("button", name="Block somebody").click()
    await page.get_by_role("textbox", name="Number", exact=True).fill("+1 202 555 0188")
    await page.get_by_label("Why").fill("Sells solar panels")
    await page.get_by_role("button", name="Block somebody").click()
    await expect(page.get_by_text("Sells solar panels · by Ann")).to_be_visible()
    await picture(page, "line")
    assert await barriers(page) == []
    await page.get_by_role("button", name="Unblock +1 202 555 0188").click()
    await page.get_by_role("button", name="Undo").click()
    await expect(page.get_by_text("Sells solar panels · by Ann")).to_be_visible()

    (line,) = [each for each in api.get("lines")["items"] if each["name"] == "Returns"]
    assert api.get("lines", line["id"], "greeting")["recorded"]
    await page.get_by_role("button", name="Remove this line").click()
    await page.get_by_role("dialog").get_by_role("button", name="Remove this line").click()
    await expect(page.get_by_role("link", name=re.compile("Support"))).to_be_visible()
    assert "Returns" not in {each["name"] for each in api.get("lines")["items"]}
