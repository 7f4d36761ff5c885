"""Somebody who walks through the app in any browser: finds things by what is seen of them, and waits for them."""

from __future__ import annotations

import json
from pathlib import Path

from tests.sip.support.driven import DESK, PHONE, Driven
from tests.waiting import eventually

SCREENS = Path(__file__).parents[3] / "var" / "screens"
WITHIN = 30.0
"""Seconds. A moment, but for other programs on the machine."""
_SHOWN = "e.checkVisibility()"
_CHOOSE = """((list, text) => {
  list.value = [...list.options].find(each => each.text.startsWith(text)).value;
  for (const kind of ['input', 'change']) list.dispatchEvent(new Event(kind, {bubbles: true}));
})"""


def called(name: str, kind: str = "button") -> str:
    """What has this name, or one that begins so, as JavaScript; `kind` is a selector: `button`, `nav a`."""
    name_of = "(e.getAttribute('aria-label') ?? e.textContent).replace(/\\s+/g, ' ').trim()"
    return f"[...document.querySelectorAll('{kind}')].find(e => {_SHOWN} && {name_of}.startsWith({json.dumps(name)}))"


def field(label: str) -> str:
    """The field with this label."""
    labels = "[...document.querySelectorAll('label')]"
    return f"{labels}.find(e => {_SHOWN} && e.textContent.trim() === {json.dumps(label)})?.control"


class Walk:
    """See the module."""

    def __init__(self, browser: Driven) -> None:
        self.browser = browser

    async def until(self, expression: str, what: str) -> None:
        """Wait until JavaScript finds this true."""
        try:
            await eventually(lambda: self.browser.value(f"Boolean({expression})"), what, WITHIN)
        except AssertionError as missed:
            raise AssertionError(f"{missed}; it says:\n{await self.says()}") from None

    async def says(self) -> str:
        """All words on the page."""
        return str(await self.browser.value("document.body.innerText"))

    async def sees(self, *texts: str) -> None:
        """Wait for each of these words."""
        for text in texts:
            await self.until(f"document.body.innerText.includes({json.dumps(text)})", f"the page says {text!r}")

    async def sees_leg(self, whose: str, state: str) -> None:
        """Wait until somebody's leg of the call on top of the screen is shown so."""
        chips = "[...document.querySelectorAll('.call-legs li')]"
        matches = f"e.innerText.includes({json.dumps(whose)}) && e.innerText.includes({json.dumps(state)})"
        await self.until(f"{chips}.some(e => {matches})", f"{whose}'s leg is shown as {state!r}")

    async def presses(self, element: str) -> None:
        """Click it, once it is there."""
        await self.until(element, f"there is {element}")
        await self.browser.click(element)

    async def goes_to(self, screen: str) -> None:
        """By the menu."""
        await self.presses(called(screen, "nav a"))

    async def types(self, element: str, text: str) -> None:
        """Type in place of what the field has."""
        await self.until(element, f"there is {element}")
        await self.browser.type(element, text)

    async def chooses(self, element: str, text: str) -> None:
        """From a list. It opens as a window of the system's, which drivers don't reach alike: so not by clicks."""
        await self.until(element, f"there is {element}")
        await self.browser.value(f"{_CHOOSE}({element}, {json.dumps(text)})")

    async def pictures(self, name: str, of: str = "document.body") -> None:
        """var/screens/BROWSER-NAME-390.png and -1440.png, scrolled to something. WebKit is no narrower than 447."""
        SCREENS.mkdir(parents=True, exist_ok=True)
        for size in (PHONE, DESK):
            await self.browser.resize(*size)
            await self.browser.value(f"{of}.scrollIntoView()")
            await self.browser.picture(SCREENS / f"{self.browser.name}-{name}-{size[0]}.png")
