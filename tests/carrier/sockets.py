"""Web applications on Unix sockets, and ways to them, on time that leaps."""

from __future__ import annotations

import tempfile
from pathlib import Path

import aiohttp
from aiohttp import web

A_YEAR = 3e7
"""Seconds. Connections are kept so long: leaping through the time-out of one would close it in the middle of a call."""


class Sockets:
    """What is served, until it is closed."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="carrier-")
        self._runners: list[web.AppRunner] = []
        self._sessions: list[aiohttp.ClientSession] = []

    async def serve(self, app: web.Application, name: str) -> aiohttp.ClientSession:
        """Serve it, and give a way to it, under whatever address."""
        path = str(Path(self._folder.name) / name)
        runner = web.AppRunner(app, keepalive_timeout=A_YEAR, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        await web.UnixSite(runner, path).start()
        self._runners.append(runner)
        connector = aiohttp.UnixConnector(path, keepalive_timeout=A_YEAR, limit=0)
        session = aiohttp.ClientSession(connector=connector, timeout=aiohttp.ClientTimeout(total=None))
        self._sessions.append(session)
        return session

    async def close(self) -> None:
        """Serve nothing more."""
        for session in self._sessions:
            await session.close()
        for runner in self._runners:
            await runner.cleanup()
        self._folder.cleanup()
