"""The carrier and whoever it calls, served over Unix sockets, on time that leaps."""

from __future__ import annotations

import tempfile
from pathlib import Path
from types import TracebackType

import aiohttp
from aiohttp import web

from tests.carrier.carrier import Carrier
from tests.carrier.rest import Rest
from tests.carrier.webhooks import CALM, Faults

CARRIER = "http://carrier.test"
A_YEAR = 3e7
"""Seconds. Connections are kept so long: leaping through the time-out of one would close it in the middle of a call."""


class Served:
    """`async with Served(app) as served`: the carrier's API, and the app that its webhooks reach under any address."""

    def __init__(self, app: web.Application, *, faults: Faults = CALM, seed: int = 0, pace: float = 1.0) -> None:
        self._app = app
        self._faults = faults
        self._seed = seed
        self._pace = pace
        self._folder = tempfile.TemporaryDirectory(prefix="carrier-")
        self._runners: list[web.AppRunner] = []
        self._sessions: list[aiohttp.ClientSession] = []

    async def __aenter__(self) -> Served:
        to_app = await self._serve(self._app, "app")
        self.carrier = Carrier(to_app, faults=self._faults, seed=self._seed, pace=self._pace)
        self.to_carrier = await self._serve(Rest(self.carrier).app(), "carrier")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.carrier.close()
        for session in self._sessions:
            await session.close()
        for runner in self._runners:
            await runner.cleanup()
        self._folder.cleanup()

    async def _serve(self, app: web.Application, name: str) -> aiohttp.ClientSession:
        """Serve it, and give a way to it."""
        path = str(Path(self._folder.name) / name)
        runner = web.AppRunner(app, keepalive_timeout=A_YEAR, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        await web.UnixSite(runner, path).start()
        self._runners.append(runner)
        connector = aiohttp.UnixConnector(path, keepalive_timeout=A_YEAR, limit=0)
        session = aiohttp.ClientSession(connector=connector, timeout=aiohttp.ClientTimeout(total=None))
        self._sessions.append(session)
        return session
