"""One Offhook on the practice network and one Chromium, for all tests of the pages."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page, ViewportSize, async_playwright

from offhook.cli.client import Client, ThisMachine
from tests.cli.commands import Shell
from tests.cli.conftest import ANN, DANA, LINE, Place, answers, free_port

ROOT = Path(__file__).parents[2]
SCREENS = ROOT / "var" / "screens"
CHROMIUM = "/usr/bin/chromium"

EMAIL, PASSWORD = "ann@example.com", "violet kettle drum 47"
OWNER_EMAIL = "olive@example.com"
SUPPORT = "+12025550101"

PHONE: ViewportSize = {"width": 390, "height": 844}
DESK: ViewportSize = {"width": 1440, "height": 900}


@dataclass(frozen=True)
class Pages:
    """A browser, and the Offhook that it visits."""

    browser: Browser
    place: Place

    async def visit(self, path: str = "/", **options: Any) -> Page:
        """A page in a browser profile of its own, where nobody is signed in."""
        # A page behind a service worker tells less of its requests.
        usual: dict[str, Any] = {"viewport": DESK, "service_workers": "block"}
        context = await self.browser.new_context(locale="en-US", **(usual | options))
        context.set_default_timeout(15_000)
        page = await context.new_page()
        await page.goto(self.place.url + path)
        return page


def furnish(api: Client) -> None:
    """By the API, as this machine's operator: typing the commands would take most of the tests' time."""
    api.post("trunks", body={"name": "lab", "host": "127.0.0.1", "port": 5090})
    for number, name, voice in ((LINE, "Sales", True), (SUPPORT, "Support", True), ("+12025550109", "Fax", False)):
        api.post("lines", body={"number": number, "name": name, "trunks": ["lab"], "voice": voice})
    ann = api.post("members", body={"name": "Ann", "role": "manager", "email": EMAIL})
    api.put("members", ann["id"], "password", body={"password": PASSWORD})
    olive = api.post("members", body={"name": "Olive", "role": "owner", "email": OWNER_EMAIL})
    api.put("members", olive["id"], "password", body={"password": PASSWORD})
    api.post("contacts", body={"name": "Dana Ruiz", "numbers": [DANA], "fields": {"company": "Ruiz & Co"}})


@pytest.fixture(scope="session")
def pages_place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """Offhook with two lines, a contact, two phones that make a call go well, and Ann, who can sign in."""
    shell = Shell()
    place = Place(tmp_path_factory.mktemp("pages"), free_port(), shell)
    served = place.serve()
    try:
        furnish(Client(ThisMachine(place.data)))
        answers(place, ANN, {"do": "press", "keys": "1", "after": 0.3})
        answers(place, DANA, {"do": "hang_up", "after": 3600, "since": "bridge"})
        yield place
    finally:
        served.kill()
        shell.close()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def pages(pages_place: Place) -> AsyncIterator[Pages]:
    """The browser, with nobody signed in."""
    SCREENS.mkdir(parents=True, exist_ok=True)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield Pages(browser, pages_place)
        await browser.close()


async def sign_in(page: Page, email: str = EMAIL) -> None:
    """As Ann, or somebody else with her password, on the page that asks for it."""
    await page.get_by_label("E-mail").fill(email)
    await page.get_by_label("Password", exact=True).fill(PASSWORD)
    await page.get_by_role("button", name="Sign in", exact=True).click()
    await page.get_by_role("navigation", name="Main menu").wait_for()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def signed_in(pages: Pages) -> Any:
    """The cookies of a browser in which Ann is signed in."""
    page = await pages.visit()
    await sign_in(page)
    state = await page.context.storage_state()
    await page.context.close()
    return state


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def owner_signed_in(pages: Pages) -> Any:
    """The cookies of a browser in which Olive, an owner, is signed in."""
    page = await pages.visit()
    await sign_in(page, OWNER_EMAIL)
    state = await page.context.storage_state()
    await page.context.close()
    return state


Visit = Callable[..., Any]


@pytest_asyncio.fixture(loop_scope="session")
async def visit(pages: Pages, signed_in: Any) -> AsyncIterator[Visit]:
    """Opens pages as Ann; they are closed at the end."""
    opened: list[BrowserContext] = []

    async def open_page(path: str = "/", **options: Any) -> Page:
        page = await pages.visit(path, **({"storage_state": signed_in} | options))
        opened.append(page.context)
        return page

    yield open_page
    for context in opened:
        await context.close()
