"""Two real processes on one real PostgreSQL, and a carrier whose requests are spread over both."""

from __future__ import annotations

import asyncio
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
import pytest
from aiohttp import web

from tests.carrier.carrier import Carrier
from tests.carrier.phones import Answers, Person, Rings
from tests.carrier.rest import Rest
from tests.cli.conftest import free_port
from tests.databases import new_postgresql_database
from tests.waiting import eventually
from tests.web.test_carriers import ANN, BOB, DANA, KEY, LINE, PUBLIC


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
        return Process(f"http://127.0.0.1:{port}", running, out, log)

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


@pytest.fixture
async def pair(tmp_path: Path) -> AsyncIterator[Pair]:
    async with AsyncExitStack() as stack:
        session = await stack.enter_async_context(aiohttp.ClientSession())
        spread = Spread(session)
        carrier = Carrier(cast(aiohttp.ClientSession, spread), pace=20.0)
        stack.push_async_callback(carrier.close)
        runner = web.AppRunner(Rest(carrier).app(), access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        stack.push_async_callback(runner.cleanup)
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        database = stack.enter_context(new_postgresql_database())
        made = Pair(tmp_path, database, carrier, f"http://127.0.0.1:{runner.addresses[0][1]}", spread)
        yield made


@pytest.mark.behaviour("X1", "X12")
async def test_one_of_two_is_killed_in_mid_call_and_all_calls_end_right(pair: Pair) -> None:
    both = [pair.start(), pair.start()]
    try:
        serves, stands = "Offhook serves at", "standing_by"
        await eventually(lambda: any(each.says(serves) for each in both), "one serves", 60.0)
        await eventually(lambda: any(each.says(stands) for each in both), "the other stands by", 60.0)
        one, two = both if both[0].says(serves) else both[::-1]
        [pair.key] = re.findall(r"offhook_\w+", one.out.read_text())
        pair.spread.at[:] = [one.url, two.url]
        carrier = pair.carrier
        account = carrier.account(LINE, keys={KEY: "secret of the key"}, calls_per_second=20.0)
        body = {"name": "twilio", "kind": "twilio", "account": account.sid, "key": KEY, "calls_per_second": 20}
        secrets = {"secret": "secret of the key", "tokens": [account.auth_token]}
        added = await pair.ask(two, "POST", "/carriers", body | secrets)
        account.numbers[LINE].voice_url = added["voice_url"]
        account.numbers[LINE].status_callback = added["status_url"]
        line = await pair.ask(one, "POST", "/lines", {"number": LINE, "trunks": [added["trunk"]["id"]]})
        await pair.ask(two, "PUT", f"/lines/{line['id']}/route", {"forwards": [{"number": BOB, "name": "Bob"}]})
        told: list[bytes] = []
        watching = asyncio.ensure_future(pair.changes(two, told))
        ann, bob, dana = carrier.phone(ANN), carrier.phone(BOB), carrier.phone(DANA)
        ann.script, bob.script, dana.script = Answers(0.2), Answers(0.2), Answers(0.2)
        call = await pair.ask(two, "POST", "/calls", {"caller": ANN, "to": DANA, "line": LINE})
        await eventually(lambda: bool(ann.calls) and bool(ann.last.heard), "Ann hears who is called", 15.0)
        ann.press("5")
        await eventually(lambda: Person(DANA) in ann.hears() and Person(ANN) in dana.hears(), "they talk", 15.0)
        await eventually(lambda: any(call["id"].encode() in line for line in told), "it is told live", 10.0)

        one.kill()
        carl = carrier.phone("+12025550155")
        carl.script = Rings()
        carrier.call_in(carl, LINE)  # while nobody has the calls
        await eventually(lambda: two.says(serves), "the second takes over", 15.0)
        await eventually(lambda: bool(bob.calls) and bool(bob.last.heard), "Bob hears who calls", 20.0)
        bob.press("1")
        await eventually(lambda: Person(BOB) in carl.hears(), "the caller who came meanwhile talks", 15.0)
        assert Person(DANA) in ann.hears(), "and so do those who talked before"
        dana.hang_up()
        carl.hang_up()

        async def are_over() -> bool:
            calls = (await pair.ask(two, "GET", "/calls"))["items"]
            return len(calls) == 2 and all(call["disposition"] == "answered" for call in calls)

        await eventually(are_over, "both calls are over, and on record", 30.0)
        assert [len(phone.calls) for phone in (ann, bob, dana)] == [1, 1, 1], "nobody was called twice"
        watching.cancel()
    finally:
        for process in both:
            process.kill()
