"""What a browser's page does in signalling: SIP over a WebSocket (RFC 7118), without a browser and without sound."""

from __future__ import annotations

import asyncio
import itertools
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp

from tests.sip.support.digest import proof


class Page:
    """Registers, answers OPTIONS, and rings."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.invites: asyncio.Queue[str] = asyncio.Queue()
        self._socket = socket
        self._answers: asyncio.Queue[str] = asyncio.Queue()
        self._over = asyncio.Event()
        self._numbers = itertools.count(1)
        self._host = f"{secrets.token_hex(6)}.invalid"

    async def registers(self, username: str, secret: str) -> str:
        """The final answer to a REGISTER with this secret."""
        answer = await self._register(username, "")
        if not answer.startswith("SIP/2.0 401"):
            return answer
        return await self._register(username, proof(answer, "REGISTER", "sip:offhook.invalid", username, secret))

    async def closed(self, within: float = 5.0) -> None:
        """Wait until the other side has closed its socket."""
        async with asyncio.timeout(within):
            await self._over.wait()

    async def read(self) -> None:
        """Take what comes, until the socket is closed."""
        async for frame in self._socket:
            text = str(frame.data)
            if text.startswith("SIP/2.0"):
                await self._answers.put(text)
            elif text.startswith("INVITE "):
                await self._answer(text, "180 Ringing")
                await self.invites.put(text)
            elif not text.startswith("ACK "):
                await self._answer(text, "200 OK")
        self._over.set()

    async def _register(self, username: str, authorization: str) -> str:
        number = next(self._numbers)
        await self._socket.send_str(
            "REGISTER sip:offhook.invalid SIP/2.0\r\n"
            f"Via: SIP/2.0/WS {self._host};branch=z9hG4bK{self._host}{number}\r\n"
            f"From: <sip:{username}@offhook.invalid>;tag=t{number}\r\nTo: <sip:{username}@offhook.invalid>\r\n"
            f"Call-ID: {self._host}\r\nCSeq: {number} REGISTER\r\nMax-Forwards: 70\r\nUser-Agent: Page 1.0\r\n"
            f"Contact: <sip:{username}@{self._host};transport=ws>;expires=300\r\n"
            f"{authorization}Content-Length: 0\r\n\r\n"
        )
        async with asyncio.timeout(5):
            return await self._answers.get()

    async def _answer(self, request: str, status: str) -> None:
        lines = request.partition("\r\n\r\n")[0].split("\r\n")
        kept = [line for line in lines if line.lower().startswith(("via:", "from:", "call-id:", "cseq:"))]
        to = next(line for line in lines if line.lower().startswith("to:"))
        head = "\r\n".join([f"SIP/2.0 {status}", *kept, to if ";tag=" in to else f"{to};tag=page"])
        await self._socket.send_str(
            f"{head}\r\nContact: <sip:page@{self._host};transport=ws>\r\nContent-Length: 0\r\n\r\n"
        )


@asynccontextmanager
async def page(session: aiohttp.ClientSession, path: str) -> AsyncIterator[Page]:
    """A page that is open, with its WebSocket at this path of Offhook's own origin."""
    async with session.ws_connect(path, protocols=("sip",)) as socket:
        page = Page(socket)
        reading = asyncio.create_task(page.read())
        try:
            yield page
        finally:
            reading.cancel()
            await asyncio.gather(reading, return_exceptions=True)
