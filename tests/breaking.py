"""Connections to PostgreSQL that break during a commit: the server has it, and nobody is told."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from sqlalchemy import make_url

SOCKET = ".s.PGSQL.5432"
# A simple query, by PostgreSQL's protocol: its kind, the length of the rest, the text.
COMMIT = b"Q\x00\x00\x00\x0bCOMMIT\x00"


class BreakingConnections:
    """A relay to a PostgreSQL on a socket file."""

    def __init__(self, url: str) -> None:
        database = make_url(url)
        folder = database.query["host"]
        assert isinstance(folder, str)
        self._there = Path(folder) / SOCKET
        # Of its own: the path of a socket file must be short.
        self._folder = tempfile.TemporaryDirectory(prefix="offhook-pg-")
        self.url = database.set(query={"host": self._folder.name}).render_as_string()
        self.to_break = 0
        """How many of the next commits lose their answer, and with it their connection."""
        self._server: asyncio.Server | None = None
        self._relaying: set[asyncio.Task[None]] = set()
        self._closing = asyncio.Event()

    async def open(self) -> None:
        """Take connections."""
        self._server = await asyncio.start_unix_server(self._relay, Path(self._folder.name) / SOCKET)

    async def close(self) -> None:
        """Take no more, and break those that there are."""
        assert self._server is not None
        self._server.close()
        self._closing.set()
        await asyncio.gather(*self._relaying)
        self._folder.cleanup()

    async def _relay(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._relaying.add(task)
        task.add_done_callback(self._relaying.discard)
        from_server, to_server = await asyncio.open_unix_connection(self._there)
        losing = asyncio.Event()

        async def ask() -> None:
            while asked := await reader.read(65_536):
                if self.to_break and COMMIT in asked:
                    self.to_break -= 1
                    losing.set()
                to_server.write(asked)

        async def answer() -> None:
            while (answered := await from_server.read(65_536)) and not losing.is_set():
                writer.write(answered)

        ends = [asyncio.ensure_future(end) for end in (ask(), answer(), self._closing.wait())]
        await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
        for end in ends:
            end.cancel()
        for side in (writer, to_server):
            side.close()
        await asyncio.gather(*ends, writer.wait_closed(), to_server.wait_closed(), return_exceptions=True)


@asynccontextmanager
async def breaking(url: str) -> AsyncIterator[BreakingConnections]:
    """A relay to this database."""
    relay = BreakingConnections(url)
    await relay.open()
    try:
        yield relay
    finally:
        await relay.close()
