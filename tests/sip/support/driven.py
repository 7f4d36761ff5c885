"""Chromium, Firefox and WebKit as Debian has them, driven alike as far as a walk through the app needs.

Chromium is driven by Playwright, as everywhere in these tests. Firefox speaks WebDriver BiDi by itself, without a
driver beside it; what little of that is needed is here. WebKit's MiniBrowser is driven by WebKitWebDriver, and shows
itself on a display that Xvfb makes.
"""

from __future__ import annotations

import asyncio
import base64
import itertools
import os
import re
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any, Protocol

import aiohttp
from playwright.async_api import ElementHandle, Page
from selenium import webdriver
from selenium.webdriver.remote.client_config import ClientConfig
from selenium.webdriver.remote.file_detector import UselessFileDetector
from selenium.webdriver.remote.remote_connection import RemoteConnection

from tests.sip.support.browser import KEEP_CONNECTIONS, chromium, window
from tests.waiting import eventually

FIREFOX = "/usr/bin/firefox-esr"
WEBKIT_DRIVER = "/usr/bin/WebKitWebDriver"
MINI_BROWSERS = "/usr/lib/*/webkit2gtk-4.*/MiniBrowser"
STARTS_WITHIN = 60.0
HUMS = 880
"""What the microphones of Chromium and Firefox hear, in Hz."""
DESK, PHONE = (1440, 900), (390, 844)
"""Widths and heights, in CSS pixels."""
LISTENING = re.compile(r"WebDriver BiDi listening on (ws://\S+)")
FIND_AND_SELECT = "(e => { e.scrollIntoView({block: 'center'}); e.focus(); e.select?.(); return e; })"
PREFERENCES = {
    "browser.shell.checkDefaultBrowser": "false",
    "datareporting.policy.dataSubmissionEnabled": "false",
    "intl.accept_languages": '"en-US, en"',
    "media.cubeb.backend": '""',
    "media.navigator.audio.fake_frequency": str(HUMS),
    "media.navigator.permission.disabled": "true",
    "media.navigator.streams.fake": "true",
    "network.captive-portal-service.enabled": "false",
    "network.connectivity-service.enabled": "false",
    "remote.prefs.recommended": "true",
}


class Driven(Protocol):
    """A browser with one page, in the size of a desk's at first."""

    @property
    def name(self) -> str:
        """What it is called in names of files."""
        ...

    async def visit(self, url: str) -> None:
        """Open an address."""
        ...

    async def value(self, expression: str) -> Any:
        """What a JavaScript expression is, as far as JSON can say it."""
        ...

    async def click(self, element: str) -> None:
        """Click the element that an expression gives, as a person does."""
        ...

    async def type(self, element: str, text: str) -> None:
        """Type in place of what a field has."""
        ...

    async def choose(self, element: str, file: Path) -> None:
        """Choose a file, in a field for files."""
        ...

    async def resize(self, width: int, height: int) -> None:
        """Give the page this size, or the nearest that its window can have."""
        ...

    async def picture(self, file: Path) -> None:
        """What the page looks like."""
        ...


class Chromium:
    """Chromium by Playwright."""

    name = "chromium"

    def __init__(self, page: Page) -> None:
        self._page = page

    async def visit(self, url: str) -> None:
        """See `Driven`."""
        await self._page.goto(url)

    async def value(self, expression: str) -> Any:
        """See `Driven`."""
        return await self._page.evaluate(expression)

    async def click(self, element: str) -> None:
        """See `Driven`."""
        await (await self._found(element)).click()

    async def type(self, element: str, text: str) -> None:
        """See `Driven`."""
        await self._found(element)
        await self._page.keyboard.type(text)

    async def choose(self, element: str, file: Path) -> None:
        """See `Driven`."""
        await (await self._found(element)).set_input_files(file)

    async def resize(self, width: int, height: int) -> None:
        """See `Driven`."""
        await self._page.set_viewport_size({"width": width, "height": height})

    async def picture(self, file: Path) -> None:
        """See `Driven`."""
        await self._page.screenshot(path=file)

    async def _found(self, element: str) -> ElementHandle:
        found = (await self._page.evaluate_handle(f"{FIND_AND_SELECT}({element})")).as_element()
        assert found is not None, f"Chromium found no element by {element}"
        return found


@asynccontextmanager
async def driven_chromium(folder: Path) -> AsyncIterator[Chromium]:
    """Chromium without a window, with a profile that nobody keeps."""
    async with chromium(folder, hums=HUMS) as browser, window(browser, "http://127.0.0.1") as tabs:
        page = Chromium(await tabs.new_page())
        await page.resize(*DESK)
        yield page


class Firefox:
    """Firefox over its own WebSocket."""

    name = "firefox"

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._numbers = itertools.count(1)
        self._page = ""

    async def begin(self) -> None:
        """Take the page that the browser starts with."""
        await self._command("session.new", capabilities={})
        tree = await self._command("browsingContext.getTree")
        self._page = tree["contexts"][0]["context"]
        await self._command("script.addPreloadScript", functionDeclaration=f"() => {{ {KEEP_CONNECTIONS} }}")
        await self.resize(*DESK)

    async def visit(self, url: str) -> None:
        """See `Driven`."""
        await self._command("browsingContext.navigate", context=self._page, url=url, wait="complete")

    async def value(self, expression: str) -> Any:
        """See `Driven`."""
        return (await self._evaluate(expression)).get("value")

    async def click(self, element: str) -> None:
        """See `Driven`."""
        place = {"type": "element", "element": {"sharedId": (await self._found(element))["sharedId"]}}
        move = {"type": "pointerMove", "x": 0, "y": 0, "origin": place}
        press = [{"type": "pointerDown", "button": 0}, {"type": "pointerUp", "button": 0}]
        await self._act("pointer", [move, *press])

    async def type(self, element: str, text: str) -> None:
        """See `Driven`."""
        await self._found(element)
        keys = [{"type": kind, "value": letter} for letter in text for kind in ("keyDown", "keyUp")]
        await self._act("key", keys)

    async def choose(self, element: str, file: Path) -> None:
        """See `Driven`."""
        field = {"sharedId": (await self._found(element))["sharedId"]}
        await self._command("input.setFiles", context=self._page, element=field, files=[str(file)])

    async def resize(self, width: int, height: int) -> None:
        """See `Driven`."""
        size = {"width": width, "height": height}
        await self._command("browsingContext.setViewport", context=self._page, viewport=size)

    async def picture(self, file: Path) -> None:
        """See `Driven`."""
        shot = await self._command("browsingContext.captureScreenshot", context=self._page)
        file.write_bytes(base64.b64decode(shot["data"]))

    async def _found(self, element: str) -> Any:
        found = await self._evaluate(f"{FIND_AND_SELECT}({element})")
        assert found["type"] == "node", f"Firefox found no element by {element}"
        return found

    async def _act(self, kind: str, actions: list[dict[str, Any]]) -> None:
        source = {"type": kind, "id": kind, "actions": actions}
        await self._command("input.performActions", context=self._page, actions=[source])

    async def _evaluate(self, expression: str) -> Any:
        answer = await self._command(
            "script.evaluate", expression=expression, target={"context": self._page}, awaitPromise=True
        )
        assert answer["type"] == "success", answer
        return answer["result"]

    async def _command(self, method: str, **params: Any) -> Any:
        number = next(self._numbers)
        await self._socket.send_json({"id": number, "method": method, "params": params})
        async with asyncio.timeout(STARTS_WITHIN):
            while True:
                answer = await self._socket.receive_json()
                if answer.get("id") == number:
                    assert answer["type"] == "success", (method, answer)
                    return answer["result"]


@asynccontextmanager
async def driven_firefox(folder: Path) -> AsyncIterator[Firefox]:
    """Firefox without a window, with a profile in this folder."""
    lines = [f'user_pref("{name}", {value});\n' for name, value in PREFERENCES.items()]
    folder.joinpath("user.js").write_text("".join(lines))
    process = await asyncio.create_subprocess_exec(
        *(FIREFOX, "--headless", "--no-remote", "--profile", str(folder), "--remote-debugging-port", "0"),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env=os.environ | {"HOME": str(folder), "MOZ_CRASHREPORTER_DISABLE": "1"},
    )
    try:
        async with asyncio.timeout(STARTS_WITHIN):
            address = await _listening(process)
        draining = asyncio.ensure_future(process.communicate())  # it would wait for whoever reads what it says
        url = f"{address}/session"
        async with aiohttp.ClientSession() as session, session.ws_connect(url, max_msg_size=0) as socket:
            browser = Firefox(socket)
            await browser.begin()
            yield browser
        draining.cancel()
    finally:
        process.kill()
        await process.wait()


async def _listening(process: asyncio.subprocess.Process) -> str:
    assert process.stderr is not None
    while line := await process.stderr.readline():
        if found := LISTENING.search(line.decode(errors="replace")):
            return found[1]
    raise AssertionError("Firefox ended before it listened")


class WebKit:
    """MiniBrowser, driven by WebKitWebDriver. Selenium blocks, so that it is asked on a thread."""

    name = "webkit"

    def __init__(self, driver: Any) -> None:
        self._driver = driver

    async def visit(self, url: str) -> None:
        """See `Driven`."""
        await asyncio.to_thread(self._driver.get, url)

    async def value(self, expression: str) -> Any:
        """See `Driven`."""
        return await asyncio.to_thread(self._driver.execute_script, f"return {expression}")

    async def click(self, element: str) -> None:
        """See `Driven`."""
        await asyncio.to_thread((await self._found(element)).click)

    async def type(self, element: str, text: str) -> None:
        """See `Driven`."""
        await asyncio.to_thread((await self._found(element)).send_keys, text)

    async def choose(self, element: str, file: Path) -> None:
        """See `Driven`."""
        await asyncio.to_thread((await self._found(element)).send_keys, str(file))

    async def resize(self, width: int, height: int) -> None:
        """See `Driven`."""
        before = await self.value("innerWidth")
        await asyncio.to_thread(self._driver.set_window_size, width, height)
        if before != width:
            await eventually(lambda: self.value(f"innerWidth !== {before}"), "the page has another width")

    async def picture(self, file: Path) -> None:
        """See `Driven`."""
        await asyncio.to_thread(self._driver.save_screenshot, str(file))

    async def _found(self, element: str) -> Any:
        found = await self.value(f"{FIND_AND_SELECT}({element})")
        assert found is not None, f"WebKit found no element by {element}"
        return found


@asynccontextmanager
async def driven_webkit(folder: Path) -> AsyncIterator[WebKit]:
    """WebKit in a window, on a display of its own."""
    with _display() as display:
        (binary, *_) = sorted(Path("/").glob(MINI_BROWSERS.removeprefix("/")), reverse=True)
        options = webdriver.WebKitGTKOptions()
        options.binary_location = str(binary)
        options.add_argument("--automation")
        own = {"DISPLAY": display, "HOME": str(folder), "LANG": "en_US.UTF-8", "LANGUAGE": "en_US"}
        service = webdriver.WebKitGTKService(WEBKIT_DRIVER, env=os.environ | own)
        await asyncio.to_thread(service.start)
        try:
            connection = RemoteConnection(client_config=ClientConfig(service.service_url))
            driver = await asyncio.to_thread(webdriver.Remote, connection, options=options)
            driver.file_detector = UselessFileDetector()  # the browser is on this machine: files need not be sent to it
            try:
                browser = WebKit(driver)
                await browser.resize(*DESK)
                yield browser
            finally:
                await asyncio.to_thread(driver.quit)
        finally:
            await asyncio.to_thread(service.stop)


@contextmanager
def _display() -> Iterator[str]:
    """A display that nobody sees, at the first number that is free."""
    reading, writing = os.pipe()
    command = ("Xvfb", "-displayfd", str(writing), "-screen", "0", "1440x1000x24", "-nolisten", "tcp")
    with subprocess.Popen(command, pass_fds=(writing,), stderr=subprocess.DEVNULL) as process:
        os.close(writing)
        try:
            with os.fdopen(reading) as told:
                number = told.readline().strip()
            assert number, "Xvfb ended before it had a display"
            yield f":{number}"
        finally:
            process.terminate()
