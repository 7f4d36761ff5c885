"""What is looked at on every page: a picture of it in both shapes, and what axe finds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.async_api import Page

from tests.pages.conftest import DESK, PHONE, SCREENS

AXE = Path(__file__).parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"
SERIOUS = {"serious", "critical"}


async def picture(page: Page, name: str) -> None:
    """var/screens/NAME-390.png and NAME-1440.png, as the page stands. Nothing may stick out to the side."""
    for size in (PHONE, DESK):
        await page.set_viewport_size(size)
        assert await page.evaluate("document.documentElement.scrollWidth") <= size["width"], f"{name} is too wide"
        await page.screenshot(path=SCREENS / f"{name}-{size['width']}.png")


async def barriers(page: Page) -> list[str]:
    """What keeps people out, as axe sees it. It is run beside the page's own policy, which lets no script in."""
    await page.evaluate(AXE.read_text(encoding="utf-8"))
    found: Any = await page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{each['id']}: {node['html']} {node['failureSummary']}"
        for each in found["violations"]
        if each["impact"] in SERIOUS
        for node in each["nodes"]
    ]
