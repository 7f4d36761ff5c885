"""The Chrome extension, end to end: a real Chromium with it takes a call while no page of Offhook is open."""

from __future__ import annotations

import json
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import BrowserContext, Page, expect

from offhook.practice.phones import Rings, Tone
from tests.furnish import DANA
from tests.sip.calls.lab import LAB, Lab, hears, lab
from tests.sip.support.extension import Hidden, loaded
from tests.waiting import eventually

pytestmark = [pytest.mark.sip, pytest.mark.alone, pytest.mark.asyncio(loop_scope="session")]

BUILT = Path(__file__).parents[3] / "web" / "extension" / "dist"
LINE = "+12025550593"
CALLER_HUMS, BROWSER_HUMS = 440.0, 880.0


@dataclass
class Desk:
    """An office, and a browser with the extension."""

    here: Lab
    browser: BrowserContext
    id: str
    """The extension's."""

    async def page(self, name: str) -> Page:
        """One of the extension's pages; the popup too, which nobody but a person can open over the toolbar."""
        page = await self.browser.new_page()
        await page.goto(f"chrome-extension://{self.id}/{name}.html")
        return page

    async def badge(self) -> str:
        """What stands on the icon in the toolbar."""
        return str(await self.browser.service_workers[0].evaluate("chrome.action.getBadgeText({})"))

    async def becomes(self, state: str) -> None:
        async def holds() -> bool:
            found = (await self.here.office.ask("GET", "softphones"))["items"]
            return [each["state"] for each in found] == [state]

        await eventually(holds, f"the extension's phone is {state}", 20.0)


def granted(folder: Path) -> Path:
    """The extension as Chrome has it after its person said yes to this address: nobody is there to say so."""
    copy = folder / "extension"
    shutil.copytree(BUILT, copy)
    manifest: Any = json.loads((copy / "manifest.json").read_text())
    assert "host_permissions" not in manifest, "it asks for the one address that it is given"
    manifest["host_permissions"] = ["http://127.0.0.1/*"]
    (copy / "manifest.json").write_text(json.dumps(manifest))
    return copy


@pytest_asyncio.fixture(loop_scope="session")
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with lab(tmp_path) as here, loaded(tmp_path, granted(tmp_path), hums=BROWSER_HUMS) as (browser, id_):
        me = (await here.office.ask("GET", "members/me"))["id"]
        await here.office.add_line(LINE, LAB)
        await here.office.ask("PUT", f"lines/{LINE}/route", {"agents": [me], "agents_on": False, "voicemail_on": False})
        yield Desk(here, browser, id_)
        assert here.office.complaints() == []


@pytest.mark.behaviour("P1", "P7", "E3")
async def test_a_call_is_taken_with_no_page_open_and_both_hear_each_other(desk: Desk) -> None:
    office = desk.here.office
    key = (await office.ask("POST", "keys", {"name": "Chrome"}))["text"]
    options = await desk.page("options")
    await options.get_by_label("Address of Offhook").fill("http://phones.example.com")
    await options.get_by_role("button", name="Connect Offhook").click()
    await expect(options.get_by_text("Type an address that begins with https://.")).to_be_visible()
    await options.get_by_label("Address of Offhook").fill(f"http://127.0.0.1:{office.http_port}")
    await options.get_by_label("API key").fill("offhook_wrong")
    await options.get_by_role("button", name="Connect Offhook").click()
    await expect(options.get_by_text("This API key is not known, or was revoked.")).to_be_visible()
    await options.get_by_label("API key").fill(key)
    await options.get_by_role("button", name="Connect Offhook").click()
    await expect(options.get_by_text(f"Connected to http://127.0.0.1:{office.http_port}")).to_be_visible()
    await desk.becomes("registered")
    await options.close()

    caller = await desk.here.phone(DANA, Rings())
    dana = await caller.dial(f"sip:{LINE}@127.0.0.1:{office.sip_port}", then=(Tone(CALLER_HUMS),))

    async def rings() -> bool:
        return await desk.badge() == "☎"

    await eventually(rings, "the icon says that it rings")
    popup = await desk.page("popup")
    await expect(popup.get_by_text("Dana calls")).to_be_visible()
    await popup.get_by_role("button", name="Accept").click()
    await dana.answered()
    await expect(popup.get_by_role("timer")).to_be_visible()
    await hears(dana, BROWSER_HUMS)
    hidden = await Hidden.of(desk.browser, "offscreen.html")
    # A sine at -12 dBov has an amplitude of 0.25.
    await eventually(hidden.hears, "the browser hears the caller", 10.0)
    await popup.get_by_role("button", name="Mute").click()
    await dana.hears_silence(after=dana.sound().seconds)
    await popup.get_by_role("button", name="Hang up").click()
    await dana.closed()
    await expect(popup.get_by_text("Ready: calls ring here")).to_be_visible()

    settings = await desk.page("options")
    await settings.get_by_role("button", name="Disconnect").click()
    await expect(settings.get_by_label("API key")).to_be_visible()
    await desk.becomes("signed_out")
