"""The SIP scanners that strangers use, Debian's sipvicious, from an address of their own: what each of them finds.

They are programs under the GPL, and are only ever run as such. Not all of them choose their own address, so each sits
behind a router that has it.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import cast

LONGEST = 10.0
"""Seconds that a scan may take. Each waits some seconds for late answers."""
METHODS = ("REGISTER", "INVITE", "OPTIONS")


@dataclass(frozen=True)
class Scanner:
    """Somebody at `host` who scans the SIP server at `port`. Their lists of words go into `folder`."""

    port: int
    host: str
    folder: Path

    async def maps(self) -> str:
        """What svmap prints: what answers there, and what it is taken for."""
        return await self._run("svmap")

    async def tries_names(self, method: str, names: Iterable[str], *, insists: bool) -> str:
        """What svwar prints: which of the names are accounts. Where all are challenged it stops, unless it insists."""
        insisting = ("--force",) if insists else ()
        return await self._run("svwar", *insisting, "-m", method, "-d", self._words(names))

    async def guesses(self, username: str, secrets: Iterable[str]) -> str:
        """What svcrack prints: which of the secrets is the account's. Where none is it waits too long."""
        return await self._run("svcrack", "-u", username, "-d", self._words(secrets))

    def _words(self, words: Iterable[str]) -> str:
        with tempfile.NamedTemporaryFile("w", dir=self.folder, delete=False) as file:
            file.writelines(f"{word}\n" for word in words)
        return file.name

    async def _run(self, program: str, *arguments: str) -> str:
        async with _router(self.host, self.port) as port:
            process = await asyncio.create_subprocess_exec(
                program,
                *arguments,
                *("-v", "-p", str(port), "-P", str(port + 1), "-x", "127.0.0.1", "127.0.0.1"),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.STDOUT,
                env={"HOME": str(self.folder), "PATH": "/usr/bin:/bin", "PYTHONWARNINGS": "ignore"},
            )
            try:
                printed, _ = await asyncio.wait_for(process.communicate(), LONGEST)
            except BaseException:
                process.kill()
                await process.wait()
                raise
            return printed.decode(errors="replace")


@asynccontextmanager
async def _router(host: str, to: int) -> AsyncIterator[int]:
    """Passes datagrams of one program on to a port of this machine, as `host`, and the answers back: on which port."""
    loop = asyncio.get_running_loop()
    inside, outside = _Side(), _Side()
    within, _ = await loop.create_datagram_endpoint(lambda: inside, local_addr=("127.0.0.1", 0))
    without, _ = await loop.create_datagram_endpoint(
        lambda: outside, local_addr=(host, 0), remote_addr=("127.0.0.1", to)
    )
    inside.other, outside.other = outside, inside
    try:
        yield int(within.get_extra_info("sockname")[1])
    finally:
        within.close()
        without.close()


class _Side(asyncio.DatagramProtocol):
    """One of a router's: hands what it gets to the other, which sends it to whoever it heard from last."""

    other: _Side
    _peer: tuple[str, int] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        self._peer = addr
        self.other.passes(data)

    def passes(self, data: bytes) -> None:
        # The side towards the server is connected to it.
        self._transport.sendto(data, None if self._transport.get_extra_info("peername") else self._peer)
