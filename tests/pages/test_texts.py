"""Texts in a real browser: written, delivered and answered, from a template, to nobody, and no more after STOP."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image
from playwright.async_api import Page, expect

from offhook.cli.client import Client, ThisMachine
from tests.cli.conftest import DANA, LINE, Place
from tests.pages.conftest import PHONE, Visit
from tests.pages.looking import barriers, picture

pytestmark = pytest.mark.asyncio(loop_scope="session")

NOBODY = "+12025550198"
AT_END = """() => {
    const said = document.querySelector(".entries");
    return said.scrollHeight > said.clientHeight && said.scrollHeight - said.scrollTop - said.clientHeight < 2;
}"""
LONG_NAME = "each => { each.options[0].text = 'Maximiliane-Charlotte of Hohenstaufen' }"


@pytest.mark.behaviour("U11")
async def test_a_text_is_written_delivered_and_answered(visit: Visit, pages_place: Place) -> None:
    api = Client(ThisMachine(pages_place.data))
    api.post("message-templates", body={"name": "On our way", "text": "Hi {first_name}, we are on our way."})
    line = next(each["id"] for each in api.get("lines")["items"] if each["number"] == LINE)
    page: Page = await visit("/messages")
    await page.get_by_role("link", name="New message").click()
    await page.get_by_role("combobox", name="From").select_option(LINE)
    await page.get_by_role("combobox", name="To").fill("dana")
    await page.get_by_role("option", name="Dana Ruiz").click()
    await page.get_by_role("button", name="Templates").click()
    await page.get_by_role("button", name="On our way").click()
    box = page.get_by_role("textbox", name="Text Dana Ruiz")
    await expect(box).to_have_value("Hi Dana, we are on our way.")
    await box.press("Enter")
    sent = page.get_by_role("article").filter(has_text="Hi Dana, we are on our way.").last
    await expect(sent).to_contain_text("Delivered")
    await expect(box).to_have_value("")

    # A picture is made small on the way, goes along, and is looked at.
    photo = BytesIO()
    Image.new("RGB", (3000, 2000), "teal").save(photo, "JPEG")
    await page.locator("input[type=file]").set_input_files(
        {"name": "door.jpg", "mimeType": "image/jpeg", "buffer": photo.getvalue()}
    )
    await expect(page.get_by_role("button", name="Take out door.jpg")).to_be_visible()
    await expect(page.get_by_role("progressbar")).to_have_count(0)
    await box.fill("Is this your door?")
    await picture(page, "texts-picture")
    await box.press("Enter")
    seen = page.get_by_role("button", name="Picture from Ann")
    await seen.click()
    large = page.get_by_role("dialog", name="Look at the pictures").get_by_role("img", name="Picture from Ann")
    assert await large.evaluate("shown => shown.decode().then(() => shown.naturalWidth)") == 1600
    await page.keyboard.press("Escape")
    await expect(large).to_have_count(0)

    # What is sent later waits in sight, and is called off.
    await box.fill("How was it?")
    later = page.get_by_role("button", name="Send later")
    await later.click()
    await page.keyboard.press("Escape")
    await expect(later).to_be_focused()
    await later.click()
    await page.screenshot(path="var/screens/texts-later-1440.png")
    await page.get_by_role("button", name="Tomorrow morning").click()
    await expect(page.get_by_role("article").filter(has_text="How was it?").last).to_contain_text("9:00")
    await page.get_by_role("link", name="Scheduled").click()
    waits = page.get_by_role("list", name="Scheduled texts").get_by_role("listitem").filter(has_text="How was it?")
    await expect(waits).to_contain_text("9:00")
    await picture(page, "texts-scheduled")
    await waits.get_by_role("button", name="Call it off").click()
    await expect(waits).to_have_count(0)
    await page.go_back()

    # The answer is here by itself, its link leads out safely, and a draft outlives the page.
    answer = "Great 😀 https://ruiz.example/door?code=7"
    api.post("practice", "phones", DANA, "texts", body={"line": line, "text": answer})
    link = page.get_by_role("link", name="https://ruiz.example/door?code=7", exact=True)
    await expect(link).to_have_attribute("rel", "noopener noreferrer nofollow")
    await box.fill("It’s “" + "quite long, " * 12)
    await expect(page.get_by_text("3 texts long")).to_be_visible()
    # However far the box grows, the end of what was said before stays in sight.
    await page.wait_for_function(AT_END)
    await page.reload()
    await expect(box).to_have_value("It’s “" + "quite long, " * 12)
    await page.get_by_role("combobox", name="Assigned to").select_option("Me")
    await page.get_by_role("link", name="Mine").click()
    await expect(page.get_by_role("listitem").filter(has_text="Dana Ruiz").first).to_contain_text("Ann")
    # A colleague may have a long name: the page is no wider for it.
    await page.get_by_role("combobox", name="Assigned to").evaluate(LONG_NAME)
    await picture(page, "texts")
    await page.emulate_media(color_scheme="dark")
    await picture(page, "texts-dark")
    assert await barriers(page) == []
    await page.emulate_media(color_scheme="light")

    # STOP ends it, says since when, and what to do.
    api.post("practice", "phones", DANA, "texts", body={"line": line, "text": "STOP"})
    stopped = page.get_by_role("region", name="Dana Ruiz asked for no more texts")
    await expect(stopped).to_contain_text("Call them instead")
    await expect(box).to_have_count(0)
    await page.set_viewport_size(PHONE)
    await picture(page, "texts-stopped")
    assert await barriers(page) == []
    api.post("practice", "phones", DANA, "texts", body={"line": line, "text": "START"})
    await expect(box).to_be_visible()


async def test_a_text_that_arrives_nowhere_says_why_and_is_tried_again(visit: Visit) -> None:
    page: Page = await visit(f"/messages/new?to=%2B{NOBODY[1:]}")
    await page.set_viewport_size(PHONE)
    box = page.get_by_role("textbox", name="Text +1 202 555 0198")
    await box.fill("Anybody there?")
    await picture(page, "texts-new")
    await page.get_by_role("button", name="Send", exact=True).click()
    failed = page.get_by_role("article").filter(has_text="Anybody there?").last
    await expect(failed).to_contain_text("Their number does not exist")
    await picture(page, "texts-failed")
    assert await barriers(page) == []
    await failed.get_by_role("button", name="Try again").click()
    await expect(failed).to_contain_text("Their number does not exist")

    # Without a network it waits in sight, and goes when it is tried again.
    await page.context.set_offline(True)
    await box.fill("Second try")
    await page.get_by_role("button", name="Send", exact=True).click()
    waits = page.get_by_role("article").filter(has_text="Second try").last
    await expect(waits).to_contain_text("Offhook can’t be reached")
    await page.context.set_offline(False)
    await waits.get_by_role("button", name="Try again").click()
    await expect(waits).to_contain_text("Their number does not exist")


async def test_templates_are_written_and_deleted(visit: Visit) -> None:
    page: Page = await visit("/templates")
    await page.get_by_role("button", name="New template").click()
    await page.get_by_label("Name", exact=True).fill("Opening hours")
    await page.get_by_label("Text", exact=True).fill("Hi")
    await page.get_by_role("button", name="{first_name}").click()
    await expect(page.get_by_text("Hi Dana", exact=True)).to_be_visible()
    await page.screenshot(path="var/screens/templates-form-1440.png")
    await page.get_by_role("button", name="Save").click()
    kept = page.get_by_role("listitem").filter(has_text="Opening hours")
    await expect(kept).to_contain_text("Hi {first_name}")
    await picture(page, "templates")
    assert await barriers(page) == []
    await page.get_by_role("button", name="Delete Opening hours").click()
    await page.get_by_role("button", name="Delete template").click()
    await expect(kept).to_have_count(0)


async def test_a_member_chooses_how_they_are_told_on_duty(visit: Visit) -> None:
    page: Page = await visit("/settings")
    for choice in ("Only here", "As a notification"):
        await page.get_by_role("radio", name=choice).check()
        await page.reload()
        await expect(page.get_by_role("radio", name=choice)).to_be_checked()
    assert await barriers(page) == []
