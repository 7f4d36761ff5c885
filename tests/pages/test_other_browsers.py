"""The same walk in Firefox and in WebKit: sign in, a call with both phones followed, duty, a voicemail, history."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest

from offhook.cli.client import Client, ThisMachine
from tests.cli.conftest import ANN, LINE, Place
from tests.pages.conftest import EMAIL, PASSWORD, SCREENS
from tests.pages.driven import Driven, firefox, webkit
from tests.pages.test_voicemail import leave
from tests.waiting import eventually

pytestmark = pytest.mark.asyncio(loop_scope="session")

WITHIN = 15.0
SHOWN = "e.checkVisibility()"


def words(text: str) -> str:
    return json.dumps(text)


def button(name: str, role: str = "button") -> str:
    """The button, link or switch with this name, as JavaScript."""
    called = "(e.getAttribute('aria-label') ?? e.textContent).replace(/\\s+/g, ' ').trim()"
    return f"[...document.querySelectorAll('{role}')].find(e => {SHOWN} && {called}.startsWith({words(name)}))"


def field(label: str) -> str:
    """The field with this label."""
    labels = "[...document.querySelectorAll('label')]"
    return f"{labels}.find(e => {SHOWN} && e.textContent.trim() === {words(label)})?.control"


class Walk:
    """Somebody who looks for what is on the page, and waits for it."""

    def __init__(self, browser: Driven) -> None:
        self.browser = browser

    async def sees(self, text: str) -> None:
        await self.until(f"document.body.innerText.includes({words(text)})", f"the page says {text!r}")

    async def until(self, expression: str, what: str) -> None:
        await eventually(lambda: self.browser.value(f"Boolean({expression})"), what, WITHIN)

    async def presses(self, element: str) -> None:
        await self.until(element, f"there is {element}")
        await self.browser.click(element)

    async def types(self, element: str, text: str) -> None:
        await self.until(element, f"there is {element}")
        await self.browser.type(element, text)


async def a_call(walk: Walk) -> None:
    """From the dial pad, with both phones followed to the end."""
    await walk.until(f"{button('Call me at')} ?? {field('Call me at')}", "one's own phone is asked for")
    if await walk.browser.value(f"Boolean({button('Call me at')})"):
        await walk.presses(button("Call me at"))
    await walk.types(field("Call me at"), ANN)
    await walk.types("document.querySelector('[role=combobox]')", "+1 202 555 0122")
    await walk.presses(button("Call Dana"))
    await walk.sees("Your phone")
    await walk.sees("Connected")
    await walk.presses(button("Hang up"))
    await walk.sees("The call is over")


async def a_voicemail(walk: Walk) -> None:
    """Heard: it plays, and is new no more."""
    await walk.presses(button("Voicemail", "nav a"))
    await walk.presses(button("Play the message"))
    await walk.until("Number(document.querySelector('input[type=range]').value) > 0", "the message plays")
    await walk.until(button("Mark as new"), "the message was heard")


@pytest.mark.parametrize("start", [firefox, webkit])
@pytest.mark.behaviour("U1", "V1", "E6", "U10")
async def test_the_app_is_walked_through(
    start: Callable[[Path], AbstractAsyncContextManager[Driven]], pages_place: Place, tmp_path: Path
) -> None:
    api = Client(ThisMachine(pages_place.data))
    (ann,) = [each["id"] for each in api.get("members")["items"] if each["name"] == "Ann"]
    sales = next(each["id"] for each in api.get("lines")["items"] if each["number"] == LINE)
    api.put("lines", sales, "route", body={"agents": [ann]})
    leave(pages_place)
    async with start(tmp_path) as browser:
        walk = Walk(browser)
        await browser.visit(pages_place.url)
        await walk.types(field("E-mail"), EMAIL)
        await walk.types(field("Password"), PASSWORD)
        await walk.presses(button("Sign in"))
        await a_call(walk)
        SCREENS.mkdir(parents=True, exist_ok=True)
        await browser.picture(SCREENS / f"{start.__name__}-1440.png")
        await a_voicemail(walk)
        await walk.presses(button("History", "nav a"))
        await walk.sees("Dana Ruiz")
        await walk.presses(button("Settings", "nav a"))
        await walk.presses("document.querySelector('[role=switch]')")
        await walk.sees("Off duty")
        await walk.presses("document.querySelector('[role=switch]')")
        await walk.sees("On duty")
        await walk.presses(button("Sign out"))
        await walk.until(field("Password"), "nobody is signed in any more")
