"""Notifications: switched on in the settings, shown by the service worker, and what a click on one shows."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.async_api import Page, expect

from offhook.web.push import P256DH
from tests.pages.conftest import Pages
from tests.pages.looking import barriers, picture
from tests.waiting import eventually

pytestmark = pytest.mark.asyncio(loop_scope="session")

# Browsers subscribe at their makers' services, which tests don't reach: the rest is the browser's own.
KEYS = {"p256dh": P256DH, "auth": "BTBZMqHH6r4Tts7J_aSIgg"}
SUBSCRIBES = f"""
PushManager.prototype.subscribe = async ({{ applicationServerKey }}) => ({{
  options: {{ applicationServerKey }},
  unsubscribe: async () => true,
  toJSON: () => ({{ endpoint: "https://push.example.com/ann", keys: {json.dumps(KEYS)} }}),
}});
"""
TOLD = {"title": "Missed call: Dana Ruiz", "body": "+12025550122 to Sales", "tag": "call_1", "url": "/history", "at": 1}


async def shown(page: Page) -> Any:
    """The notifications that the browser shows."""
    return await page.evaluate(
        "navigator.serviceWorker.ready.then((it) => it.getNotifications())"
        ".then((all) => all.map(({ title, body, tag }) => ({ title, body, tag })))"
    )


@pytest.mark.behaviour("U12")
async def test_a_device_is_notified_and_removed_and_a_push_is_shown(pages: Pages, signed_in: Any) -> None:
    page = await pages.visit("/", storage_state=signed_in, service_workers="allow", permissions=["notifications"])
    await page.add_init_script(SUBSCRIBES)
    await page.goto(f"{pages.place.url}/settings")
    card = page.get_by_role("region", name="Notifications")
    await card.get_by_role("button", name="Notify this device").click()
    await expect(card.get_by_text("· this device")).to_be_visible()
    await card.get_by_role("button", name="Send a test").click()
    await expect(card.get_by_text("A test is on its way to this device.")).to_be_visible()
    await card.scroll_into_view_if_needed()
    await picture(page, "notifications")
    assert await barriers(page) == []

    browser = await page.context.new_cdp_session(page)
    workers: list[Any] = []
    browser.on("ServiceWorker.workerRegistrationUpdated", lambda found: workers.extend(found["registrations"]))
    await browser.send("ServiceWorker.enable")
    await eventually(lambda: workers, "the browser names its service worker")
    registration = workers[0]["registrationId"]
    told = {"origin": pages.place.url, "registrationId": registration, "data": json.dumps(TOLD)}
    for _ in range(2):  # what is told twice is shown once
        await browser.send("ServiceWorker.deliverPushMessage", told)
    wanted = [{name: TOLD[name] for name in ("title", "body", "tag")}]

    async def is_shown() -> bool:
        return bool(await shown(page) == wanted)

    await eventually(is_shown, "the notification is shown, once")

    await card.get_by_role("button", name="Stop notifying this device").click()
    await expect(card.get_by_role("button", name="Notify this device")).to_be_visible()
    await expect(card.get_by_role("list")).to_have_count(0)
    await page.context.close()
