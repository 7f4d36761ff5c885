"""Two real processes on one real PostgreSQL, and a carrier whose requests are spread over both."""

from __future__ import annotations

import itertools
import os
import re
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import aiohttp
from aiohttp import web

from tests.carrier.carrier import Carrier
from tests.carrier.model import Account
from tests.carrier.rest import Rest
from tests.cli.conftest import free_port
from tests.databases import new_postgresql_database
from tests.waiting import eventually
from tests.web.test_carriers import KEY, LINE, PUBLIC

SERVES, STANDS_BY = "Offhook serves at", "standing_by"


@dataclass
class Process:
    """One `offhook serve`."""

    url: str
    running: subprocess.Popen[bytes]
    out: Path
    log: Path

    def says(self, words: str) -> bool:
        return words in self.out.read_text() + self.log.read_text()

    def kill(self) -> None:
        self.running.kill()
        self.running.wait()


class Spread:
    """A session whose requests to our public address go to one process after the other, past one that is gone."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self.session = session
        self._turns = itertools.count()
        self.at: list[str] = []

    @asynccontextmanager
    async def request(self, method: str, url: str, **more: Any) -> AsyncIterator[aiohttp.ClientResponse]:
        turn = next(self._turns)
        for nth in range(len(self.at)):
            here = self.at[(turn + nth) % len(self.at)]
            try:
                answer = await self.session.request(method, url.replace(PUBLIC, here), **more)
            except aiohttp.ClientConnectionError:
                if nth == len(self.at) - 1:
                    raise
                continue
            async with answer:
                yield answer
            return

    def get(self, url: str) -> Any:
        return self.request("GET", url)


class Pair:
    """Both processes, and their carrier."""

    def __init__(self, folder: Path, database: str, carrier: Carrier, api: str, spread: Spread) -> None:
        self._folder = folder
        self._database = database
        self._api = api
        self._session = spread.session
        self._count = itertools.count()
        self.carrier = carrier
        self.spread = spread
        self.key = ""
        self._started: list[Process] = []

    def start(self) -> Process:
        port, nth = free_port(), next(self._count)
        settings = {
            "DATA": str(self._folder / "data"),
            "DATABASE_URL": self._database,
            "TELEPHONY": "carriers",
            "HTTP_PORT": str(port),
            "HTTP_PUBLIC_URL": PUBLIC,
            "PAIR_ENABLED": "true",
        }
        environment = os.environ | {f"OFFHOOK_{name}": value for name, value in settings.items()}
        out, log = self._folder / f"out.{nth}", self._folder / f"log.{nth}"
        arguments = [sys.executable, "-m", "tests.carrier.serving", self._api, "--show-key"]
        with out.open("wb") as to, log.open("wb") as errors:
            running = subprocess.Popen(arguments, env=environment, stdout=to, stderr=errors)
        self._started.append(Process(f"http://127.0.0.1:{port}", running, out, log))
        return self._started[-1]

    def kill(self) -> None:
        """Whatever was started."""
        for each in self._started:
            each.kill()

    async def ask(self, at: Process, method: str, path: str, body: object = None) -> Any:
        headers = {"Authorization": f"Bearer {self.key}"}
        sent = self._session.request(method, f"{at.url}/api/v1{path}", json=body, headers=headers)
        async with sent as answer:
            assert answer.status < 300, await answer.text()
            return await answer.json()

    async def changes(self, at: Process, told: list[bytes]) -> None:
        """What the live stream tells there."""
        headers = {"Authorization": f"Bearer {self.key}"}
        async with self._session.get(f"{at.url}/api/v1/live", headers=headers) as answer:
            while not answer.content.at_eof():
                told.append(await answer.content.readline())

    async def both(self) -> tuple[Process, Process]:
        """Start two: who has the calls, and who stands by."""
        two = [self.start(), self.start()]
        await eventually(lambda: any(each.says(SERVES) for each in two), "one serves", 60.0)
        await eventually(lambda: any(each.says(STANDS_BY) for each in two), "the other stands by", 60.0)
        one, other = two if two[0].says(SERVES) else two[::-1]
        [self.key] = re.findall(r"offhook_\w+", one.out.read_text())
        self.spread.at[:] = [one.url, other.url]
        return one, other

    async def connect(self, at: Process, **route: Any) -> Account:
        """An account of the carrier, connected, with a line that leads to the two."""
        account = self.carrier.account(LINE, keys={KEY: "secret of the key"}, calls_per_second=20.0)
        body = {"name": "twilio", "kind": "twilio", "account": account.sid, "key": KEY, "calls_per_second": 20}
        secrets = {"secret": "secret of the key", "tokens": [account.auth_token]}
        added = await self.ask(at, "POST", "/carriers", body | secrets)
        account.numbers[LINE].voice_url = added["voice_url"]
        account.numbers[LINE].status_callback = added["status_url"]
        line = await self.ask(at, "POST", "/lines", {"number": LINE, "trunks": [added["trunk"]["id"]]})
        await self.ask(at, "PUT", f"/lines/{line['id']}/route", route)
        return account


@asynccontextmanager
async def a_pair(folder: Path, pace: float = 20.0) -> AsyncIterator[Pair]:
    """A database and a carrier, and no process yet."""
    async with AsyncExitStack() as stack:
        session = await stack.enter_async_context(aiohttp.ClientSession())
        spread = Spread(session)
        carrier = Carrier(cast(aiohttp.ClientSession, spread), pace=pace)
        stack.push_async_callback(carrier.close)
        runner = web.AppRunner(Rest(carrier).app(), access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        stack.push_async_callback(runner.cleanup)
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        database = stack.enter_context(new_postgresql_database())
        made = Pair(folder, database, carrier, f"http://127.0.0.1:{runner.addresses[0][1]}", spread)
        stack.callback(made.kill)
        yield made
