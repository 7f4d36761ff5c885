"""What telephony benchmarks run on: one Asterisk, phones played by sipp, and whoever drives the calls.

Everything sends to and listens on loopback. CPU time is read from /proc for each process by itself, so that the load
generators, which share the cores, are not counted.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import msgspec
import uvloop

from bench.ports import free_port, free_ports
from bench.report import ROOT, Figures, cpu_seconds
from bench.sipp import Counts, counts
from offhook.calls.values import Phrase
from offhook.speech.prompts import PromptStore
from offhook.speech.voices import installed
from offhook.telephony.asterisk.installation import locate
from offhook.telephony.asterisk.instance import TRUNK_MODULES, AsteriskInstance, prepare, write_shared
from offhook.telephony.asterisk.settings import InstanceSettings
from offhook.telephony.asterisk.supervisor import start, stop
from offhook.telephony.asterisk.trunk_config import TrunkConfig

LINE, MEMBER, CONTACT = "+12025550100", "+12025550111", "+12025550122"
LONG_TALKER = "+12025550133"
"""A contact who stays on the phone."""
FAR_END = Path(__file__).with_name("far-end.xml")
FAR_END_AWAY = "the phones don't answer Asterisk's OPTIONS"
UP_WITHIN_S = 30.0
END_WITHIN_S = 20.0
AT_REST_S = 0.02
"""CPU seconds a second that a process at rest takes at most."""
RESTS_WITHIN_S = 60.0
RAMP_RATE = 30.0
"""Calls a second when many are to be live."""
FOR_DIALPLANS = (b"app_dial", b"app_read", b"app_stack")
"""What a dialplan that connects calls by itself needs beside Offhook's modules."""
SILENCE_S = 3600
"""sipp sends no audio, which must not end a long call."""


def versions() -> dict[str, str]:
    """Of the programs at both ends."""
    sipp = subprocess.run(["sipp", "-v"], capture_output=True, text=True, check=False).stdout
    return {"asterisk": locate().version, "sipp": sipp.split()[1].strip("v.")}


def run(measuring: Coroutine[Any, Any, Figures]) -> Figures:
    """Measure one round of one arm. SIGTERM ends what it began before it ends the benchmark, as Ctrl-C does."""
    signal.signal(signal.SIGTERM, lambda *_: signal.raise_signal(signal.SIGINT))
    try:
        return uvloop.run(measuring)
    except KeyboardInterrupt:
        sys.exit(130)


@contextmanager
def asterisk(legs: int = 1000, dialplan: str = "") -> Iterator[AsteriskInstance]:
    """An Asterisk of the benchmark's own with audio ports for so many legs, gone with its files at the end.

    With a `dialplan` in place of Offhook's that decides on calls that come in, and what it needs is loaded too.
    """
    rtp = free_ports(2 * legs)
    settings = InstanceSettings(
        name=f"bench-{os.getpid()}",
        sip_port=free_port(),
        tls_port=free_port(),
        http_port=free_port(),
        rtp_first=rtp,
        rtp_last=rtp + 2 * legs - 1,
        rtp_timeout=SILENCE_S,
    )
    instance = prepare(settings)
    try:
        if dialplan:
            etc = instance.host_home / "etc"
            write_shared(etc / "extensions.conf", dialplan.encode())
            loaded = (etc / "modules.conf").read_bytes()
            write_shared(etc / "modules.conf", loaded + b"".join(b"load = %s.so\n" % each for each in FOR_DIALPLANS))
        start(instance)
        yield instance
    finally:
        stop(instance)
        shutil.rmtree(instance.host_home)


@dataclass(frozen=True, slots=True)
class Phones:
    """sipp at the far end."""

    port: int
    process: asyncio.subprocess.Process
    statistics: Path

    async def counted(self) -> Counts:
        """What it has seen up to now. Takes a second at most, as it writes that down twice a second."""
        before = self.statistics.stat().st_size

        def written() -> bool:
            if self.process.returncode is not None:
                raise RuntimeError(f"sipp ended with status {self.process.returncode}")
            # Two lines later: the next one may have been begun already.
            return self.statistics.read_bytes()[before:].count(b"\n") >= 2

        if not await came_true(written, UP_WITHIN_S):
            raise RuntimeError("sipp writes no statistics")
        return counts(self.statistics.read_text(encoding="utf-8"))


@asynccontextmanager
async def phones(
    folder: Path, *, press_ms: int = 300, talk_ms: int = 500, hold_ms: int = 1_800_000
) -> AsyncIterator[Phones]:
    """sipp playing every member and every contact; `hold_ms` is how long the long talker stays."""
    words = {
        "contact": CONTACT.lstrip("+"),
        "long_talker": LONG_TALKER.lstrip("+"),
        "press": str(press_ms),
        "talk": str(talk_ms),
        "hold": str(hold_ms),
    }
    text = FAR_END.read_text(encoding="utf-8")
    for word, value in words.items():
        text = text.replace(f"[{word}]", value)
    async with sipp(folder, FAR_END.stem, text) as phones:
        yield phones


@asynccontextmanager
async def sipp(folder: Path, name: str, scenario: str, *more: str, port: int | None = None) -> AsyncIterator[Phones]:
    """sipp playing a scenario with further arguments, at this port or a free one; ended at the end if it still runs."""
    script, statistics = folder / f"{name}.xml", folder / f"{name}.csv"
    script.write_text(scenario, encoding="utf-8")
    statistics.unlink(missing_ok=True)
    port = port or free_port()
    arguments = ["-sf", str(script), "-i", "127.0.0.1", "-p", str(port), "-mi", "127.0.0.1", "-t", "u1", "-nostdin"]
    arguments += ["-aa", "-trace_stat", "-stf", str(statistics), "-fd", "500ms", *more]
    process = await asyncio.create_subprocess_exec(
        "sipp", *arguments, stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.DEVNULL, cwd=folder
    )
    try:
        if not await came_true(statistics.exists, UP_WITHIN_S):
            raise RuntimeError("sipp does not start")
        yield Phones(port, process, statistics)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


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


async def settled(instance: AsteriskInstance, wanted: int, within: float) -> int:
    """Wait until so many channels are up; how many are, then or after `within` seconds."""
    up = -1

    async def reached() -> bool:
        nonlocal up
        up = await channels(instance)
        return up == wanted

    await came_true(reached, within, every=0.2)
    return up


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


async def reload(instance: AsteriskInstance, modules: tuple[str, ...]) -> None:
    """Have Asterisk read its trunks again."""
    auth = aiohttp.BasicAuth(instance.ari_user, instance.ari_secret)
    async with aiohttp.ClientSession(auth=auth) as http:
        for module in modules:
            async with http.put(f"{instance.ari_url}/asterisk/modules/{module}") as response:
                response.raise_for_status()


async def channels(instance: AsteriskInstance) -> int:
    """How many channels are up."""
    auth = aiohttp.BasicAuth(instance.ari_user, instance.ari_secret)
    async with aiohttp.ClientSession(auth=auth) as http, http.get(f"{instance.ari_url}/channels") as response:
        return len(msgspec.json.decode(await response.read()))


def asterisk_cpu(instance: AsteriskInstance) -> float:
    """CPU seconds that Asterisk has used."""
    return cpu_seconds(int((instance.host_home / "run" / "asterisk.pid").read_text()))


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


async def came_true(check: Callable[[], bool | Awaitable[bool]], within: float, every: float = 0.1) -> bool:
    """Ask again and again for at most so many seconds; whether the answer was ever yes."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + within
    while True:
        answer = check()
        if answer if isinstance(answer, bool) else await answer:
            return True
        if loop.time() > deadline:
            return False
        await asyncio.sleep(every)


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


async def qualified(instance: AsteriskInstance, trunk: str) -> None:
    """Wait until a trunk's far end answers OPTIONS."""
    auth = aiohttp.BasicAuth(instance.ari_user, instance.ari_secret)
    async with aiohttp.ClientSession(auth=auth) as http:

        async def online() -> bool:
            async with http.get(f"{instance.ari_url}/endpoints/PJSIP/{trunk}") as response:
                return bool((await response.json()).get("state") == "online")

        if not await came_true(online, UP_WITHIN_S):
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
