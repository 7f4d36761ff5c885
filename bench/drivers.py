"""Who drives the calls of a benchmark, in a process of its own: Offhook, or the bare controller."""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp

from bench.cell import CONTACT, FAR_END_AWAY, LINE, LONG_TALKER, MEMBER, UP_WITHIN_S, came_true
from bench.ports import free_port
from bench.report import ROOT, cpu_seconds
from bench.switch import qualified, reload, settled
from offhook.calls.values import Phrase
from offhook.speech.prompts import PromptStore
from offhook.speech.voices import installed
from offhook.telephony.asterisk.instance import TRUNK_MODULES, AsteriskInstance, prepare
from offhook.telephony.asterisk.trunk_config import TrunkConfig

END_WITHIN_S = 20.0
AT_REST_S = 0.02
"""CPU seconds a second that a process at rest takes at most."""
RESTS_WITHIN_S = 60.0
RAMP_RATE = 30.0
"""Calls a second when many are to be live."""


@dataclass(slots=True)
class Driver:
    """A process that places calls when asked over HTTP."""

    process: asyncio.subprocess.Process
    url: str
    headers: dict[str, str]
    http: aiohttp.ClientSession
    port: int
    data: Path | None = None
    """Where it keeps its records, if it keeps any."""

    async def ask(self, method: str, path: str, body: object) -> dict[str, Any]:
        """Ask Offhook for something else, as `PUT lines/+12025550100/route`.

        Raises:
            RuntimeError: it was refused.
        """
        url = self.url.removesuffix("calls") + path
        async with self.http.request(method, url, json=body, headers=self.headers) as response:
            answer: dict[str, Any] = await response.json()
            if response.status >= 400:
                raise RuntimeError(f"{method} {path}: {answer}")
            return answer

    async def place(self, to: str = CONTACT) -> int:
        """Ask for one call; the HTTP status."""
        body = {"caller": MEMBER, "to": to, "line": LINE}
        async with self.http.post(self.url, json=body, headers=self.headers) as response:
            await response.read()
            return response.status

    def cpu(self) -> float:
        """CPU seconds that it has used."""
        return cpu_seconds(self.process.pid)


Make = Callable[[AsteriskInstance, int, Path], AbstractAsyncContextManager[Driver]]
"""Starts a driver on this Asterisk, for phones at this port, with this folder for its files."""


async def load(driver: Driver, rate: float, calls: int, to: str = CONTACT) -> int:
    """Ask for so many calls at an even rate; how many were refused."""
    loop = asyncio.get_running_loop()
    begun = loop.time()
    asked: list[asyncio.Task[int]] = []
    for number in range(calls):
        await asyncio.sleep(max(0.0, begun + number / rate - loop.time()))
        asked.append(asyncio.ensure_future(driver.place(to)))
    statuses = await asyncio.gather(*asked, return_exceptions=True)
    return sum(status != 201 for status in statuses)


async def warm_up(driver: Driver, calls: int, rate: float = 20.0) -> None:
    """Place the calls that don't count.

    Raises:
        RuntimeError: one was refused, so that there is nothing to measure.
    """
    if refused := await load(driver, rate, calls):
        raise RuntimeError(f"{refused} of {calls} calls were refused before anything was measured")
    await at_rest(driver)


async def at_rest(driver: Driver) -> None:
    """Wait until the driver has made ready what it makes once: Offhook speaks a new line's prompts into files.

    Raises:
        RuntimeError: it goes on and on.
    """
    used = float("-inf")

    def resting() -> bool:
        nonlocal used
        before, used = used, driver.cpu()
        return used - before < AT_REST_S

    if not await came_true(resting, RESTS_WITHIN_S, every=1.0):
        raise RuntimeError(f"{driver.url}: its process does not come to rest")


@asynccontextmanager
async def bare(instance: AsteriskInstance, sip_port: int, folder: Path) -> AsyncIterator[Driver]:
    """The 100-line controller, on a trunk and a prompt like Offhook's."""
    trunk = TrunkConfig(id="trunk_bench", host="127.0.0.1", port=sip_port, codecs=("alaw",), qualify_seconds=2)
    await reload(instance, instance.apply_trunks([trunk]))
    store = PromptStore(instance.host_sounds, installed())
    clip = await store.ready((Phrase("dial.about_to_call", number=CONTACT),), "en", "US")
    store.close()
    await qualified(instance, trunk.id)
    port = free_port()
    prompt = instance.media_uri(clip.stem)
    arguments = (instance.ari_url, instance.ari_secret, trunk.id, prompt, str(port))
    process = await _python("bench.bare_controller", *arguments, cwd=folder)
    async with aiohttp.ClientSession() as http:
        driver = Driver(process, f"http://127.0.0.1:{port}/calls", {}, http, port)
        try:
            await answering(driver, f"http://127.0.0.1:{port}/")
            yield driver
        finally:
            await _end(process)


@asynccontextmanager
async def offhook(instance: AsteriskInstance, sip_port: int, folder: Path) -> AsyncIterator[Driver]:
    """`offhook serve` on this Asterisk, with a trunk, a line and limits that let a benchmark through."""
    data = Path(tempfile.mkdtemp(dir=folder))
    port = free_port()
    process = await serve(instance, data, port)
    operator = aiohttp.UnixConnector(path=str(data / "offhook.sock"))
    async with aiohttp.ClientSession("http://operator", connector=operator) as api, aiohttp.ClientSession() as http:
        driver = Driver(process, f"http://127.0.0.1:{port}/api/v1/calls", {}, http, port, data)
        try:
            await answering(driver, f"http://127.0.0.1:{port}/api/v1/health")
            trunk = {"name": "bench", "host": "127.0.0.1", "port": sip_port, "codecs": ["alaw"]}
            await _ask(api, "POST", "trunks", trunk)
            await _ask(api, "POST", "lines", {"number": LINE, "trunks": ["bench"]})
            generous = {"calls_at_once": 10_000, "calls_a_day": 1_000_000, "minutes_a_day": 1_000_000}
            member = {f"member_{name}": most for name, most in generous.items()}
            await _ask(api, "PATCH", "limits", generous | member | {"longest_minutes": 10})
            driver.headers["Authorization"] = f"Bearer {(await _ask(api, 'POST', 'keys', {'name': 'bench'}))['text']}"
            # The worker wrote its own settings, in which silence ends a call sooner.
            prepare(instance.settings)
            await reload(instance, TRUNK_MODULES)
            await _reached(api)
            yield driver
        finally:
            await _end(driver.process)


async def serve(instance: AsteriskInstance, data: Path, port: int) -> asyncio.subprocess.Process:
    """Start `offhook serve`, for this Asterisk, with its records in `data` and its API at `port`."""
    chosen = instance.settings
    environment = {
        "OFFHOOK_DATA": str(data),
        "OFFHOOK_HTTP_PORT": str(port),
        "OFFHOOK_LOG_LEVEL": "error",
        "OFFHOOK_MOST_AGENTS": "50",
        "OFFHOOK_ASTERISK_INSTANCE": chosen.name,
        "OFFHOOK_ASTERISK_SIP_PORT": str(chosen.sip_port),
        "OFFHOOK_ASTERISK_TLS_PORT": str(chosen.tls_port),
        "OFFHOOK_ASTERISK_HTTP_PORT": str(chosen.http_port),
        "OFFHOOK_ASTERISK_RTP_FIRST": str(chosen.rtp_first),
        "OFFHOOK_ASTERISK_RTP_LAST": str(chosen.rtp_last),
    }
    return await _python("offhook.cli.main", "serve", cwd=data, **environment)


async def hold(driver: Driver, instance: AsteriskInstance, more: int, live: int) -> None:
    """Place `more` calls that talk long, until `live` calls are up.

    Raises:
        RuntimeError: they are not, and how many channels are.
    """
    await load(driver, RAMP_RATE, more, LONG_TALKER)
    if (up := await settled(instance, 2 * live, UP_WITHIN_S)) != 2 * live:
        raise RuntimeError(f"{2 * live} channels were to be up, and {up} are")


async def answering(driver: Driver, url: str) -> None:
    """Wait until a driver answers at a URL, be it that there is nothing."""

    async def answers() -> bool:
        if driver.process.returncode is not None:
            raise RuntimeError(f"{url} does not answer: its process ended")
        try:
            async with driver.http.get(url) as response:
                return response.status in {200, 404}
        except aiohttp.ClientError:
            return False

    if not await came_true(answers, UP_WITHIN_S, every=0.02):
        raise RuntimeError(f"{url} does not answer")


async def _python(module: str, *arguments: str, cwd: Path, **environment: str) -> asyncio.subprocess.Process:
    path = {"PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"}
    return await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", module, *arguments),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        cwd=cwd,
        env=os.environ | path | environment,
    )


async def _ask(api: aiohttp.ClientSession, method: str, path: str, body: object) -> dict[str, str]:
    async with api.request(method, f"/api/v1/{path}", json=body) as response:
        answer: dict[str, str] = await response.json()
        if response.status >= 400:
            raise RuntimeError(f"{method} {path}: {answer}")
        return answer


async def _reached(api: aiohttp.ClientSession) -> None:
    async def up() -> bool:
        async with api.get("/api/v1/trunks/bench") as response:
            return bool((await response.json())["health"]["state"] == "up")

    if not await came_true(up, UP_WITHIN_S):
        raise RuntimeError(FAR_END_AWAY)


async def _end(process: asyncio.subprocess.Process) -> None:
    if process.returncode is not None:
        return
    process.terminate()
    try:
        await asyncio.wait_for(process.wait(), END_WITHIN_S)
    except TimeoutError:
        process.kill()
        await process.wait()
