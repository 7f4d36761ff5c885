"""A headless Chromium with an extension, and what goes on in the document of it that nobody sees."""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from playwright.async_api import BrowserContext, CDPSession, async_playwright

from tests.sip.support.browser import write_tone

_LEVEL = """async function () {
  const reports = await Promise.all(this.map((each) => each.getStats()));
  const heard = reports.flatMap((report) => [...report.values()]).filter((each) => each.type === 'inbound-rtp');
  return Math.max(0, ...heard.map((each) => each.audioLevel ?? 0));
}"""


@asynccontextmanager
async def loaded(folder: Path, extension: Path, *, hums: float) -> AsyncIterator[tuple[BrowserContext, str]]:
    """A browser with it, whose microphone hears a sine of `hums` Hz; and the id that it gave the extension."""
    microphone = folder / "microphone.wav"
    write_tone(microphone, hums)
    async with async_playwright() as playwright:
        context = await playwright.chromium.launch_persistent_context(
            folder / "profile",
            executable_path=shutil.which("chromium"),
            args=[
                f"--disable-extensions-except={extension}",
                f"--load-extension={extension}",
                "--disable-features=DisableLoadExtensionCommandLineSwitch",
                "--use-fake-ui-for-media-stream",
                "--use-fake-device-for-media-stream",
                f"--use-file-for-fake-audio-capture={microphone}",
                *(["--no-sandbox"] if os.geteuid() == 0 else []),
            ],
        )
        try:
            worker = context.service_workers[0] if context.service_workers else None
            worker = worker or await context.wait_for_event("serviceworker")
            yield context, worker.url.split("/")[2]
        finally:
            await context.close()


class Hidden:
    """A document of an extension that is no page, over Chrome's own protocol: Playwright sees none of them."""

    def __init__(self, browser: CDPSession, session: str) -> None:
        self._browser = browser
        self._session = session
        self._numbers = itertools.count(1)
        self._waiting: dict[int, asyncio.Future[Any]] = {}
        browser.on("Target.receivedMessageFromTarget", self._take)

    @classmethod
    async def of(cls, context: BrowserContext, name: str) -> Hidden:
        """The document with this name, once it is there."""
        assert context.browser is not None
        browser = await context.browser.new_browser_cdp_session()
        targets = (await browser.send("Target.getTargets"))["targetInfos"]
        (target,) = [each["targetId"] for each in targets if each["url"].endswith(f"/{name}")]
        attached = await browser.send("Target.attachToTarget", {"targetId": target, "flatten": False})
        return cls(browser, attached["sessionId"])

    async def hears(self) -> bool:
        """Whether a call lets it hear somebody loud: from 0 to 1, a sine of half the loudest is 0.25 and more."""
        prototype = await self._ask("Runtime.evaluate", expression="RTCPeerConnection.prototype")
        found = await self._ask("Runtime.queryObjects", prototypeObjectId=prototype["result"]["objectId"])
        level = await self._ask(
            "Runtime.callFunctionOn",
            functionDeclaration=_LEVEL,
            objectId=found["objects"]["objectId"],
            awaitPromise=True,
            returnByValue=True,
        )
        return float(level["result"]["value"]) > 0.1

    async def _ask(self, method: str, **params: object) -> Any:
        number = next(self._numbers)
        self._waiting[number] = asyncio.get_running_loop().create_future()
        message = json.dumps({"id": number, "method": method, "params": params})
        await self._browser.send("Target.sendMessageToTarget", {"sessionId": self._session, "message": message})
        return await asyncio.wait_for(self._waiting[number], 10)

    def _take(self, told: Any) -> None:
        message = json.loads(told["message"])
        if told["sessionId"] == self._session and (answer := self._waiting.pop(message.get("id"), None)) is not None:
            answer.set_result(message["result"])
