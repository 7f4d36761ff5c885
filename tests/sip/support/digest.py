"""A bare SIP user over UDP that proves a secret by digest (RFC 7616), right or wrong, and tells what it is answered."""

from __future__ import annotations

import asyncio
import hashlib
import itertools
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from time import monotonic
from typing import cast


@dataclass
class Registering(asyncio.DatagramProtocol):
    """Asks once without a secret and, when challenged, once with it."""

    server_port: int
    host: str = "127.0.0.1"
    took: float = 0.0
    """Seconds to the last answer."""
    _port: int = 0
    _answers: asyncio.Queue[str] = field(default_factory=asyncio.Queue)
    _numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.DatagramTransport, transport)
        self._port = self._transport.get_extra_info("sockname")[1]

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        text = data.decode()
        if text.startswith("SIP/2.0") and not text.startswith("SIP/2.0 1"):
            self._answers.put_nowait(text)

    async def asks(self, method: str, username: str, secret: str, *, to: str = "") -> str:
        """The final answer to a request with this secret."""
        uri = f"sip:{to}@127.0.0.1:{self.server_port}" if to else f"sip:127.0.0.1:{self.server_port}"
        answer = await self._ask(method, username, uri, "")
        if not answer.startswith("SIP/2.0 401"):
            return answer
        return await self._ask(method, username, uri, proof(answer, method, uri, username, secret))

    async def _ask(self, method: str, username: str, uri: str, authorization: str) -> str:
        number = next(self._numbers)
        branch = f"z9hG4bK{self._port}-{number}"
        via = f"Via: SIP/2.0/UDP {self.host}:{self._port};branch={branch};rport\r\n"
        who = f"From: <sip:{username}@127.0.0.1>;tag=t{number}\r\nCall-ID: {self._port}-{number}@127.0.0.1\r\n"
        event = "Event: dialog\r\n" if method == "SUBSCRIBE" else ""
        began = monotonic()
        self._send(
            f"{method} {uri} SIP/2.0\r\n{via}{who}To: <sip:{username}@127.0.0.1>\r\nCSeq: {number} {method}\r\n"
            f"Max-Forwards: 70\r\nContact: <sip:{username}@{self.host}:{self._port}>\r\nExpires: 60\r\n"
            f"{event}{authorization}Content-Length: 0\r\n\r\n"
        )
        async with asyncio.timeout(5):
            while f"CSeq: {number} {method}" not in (answer := await self._answers.get()):
                pass
        self.took = monotonic() - began
        if method == "INVITE":
            to = next(line for line in answer.split("\r\n") if line.startswith("To:"))
            self._send(f"ACK {uri} SIP/2.0\r\n{via}{who}{to}\r\nCSeq: {number} ACK\r\nContent-Length: 0\r\n\r\n")
        return answer

    def _send(self, text: str) -> None:
        self._transport.sendto(text.encode(), ("127.0.0.1", self.server_port))


@asynccontextmanager
async def registering(server_port: int, host: str = "127.0.0.1") -> AsyncIterator[Registering]:
    """Somebody at `host`, on a port of their own."""
    loop = asyncio.get_running_loop()
    transport, user = await loop.create_datagram_endpoint(lambda: Registering(server_port, host), local_addr=(host, 0))
    try:
        yield user
    finally:
        transport.close()


def proof(challenge: str, method: str, uri: str, username: str, secret: str) -> str:
    """The header line that answers a 401."""
    realm, nonce, opaque = (re.search(rf'{name}="([^"]*)"', challenge) for name in ("realm", "nonce", "opaque"))
    assert realm is not None
    assert nonce is not None
    ha1, ha2 = _md5(f"{username}:{realm[1]}:{secret}"), _md5(f"{method}:{uri}")
    parts = {
        "username": username,
        "realm": realm[1],
        "nonce": nonce[1],
        "uri": uri,
        "response": _md5(f"{ha1}:{nonce[1]}:00000001:c0ffee:auth:{ha2}"),
        "cnonce": "c0ffee",
        "opaque": opaque[1] if opaque else "",
    }
    quoted = ", ".join(f'{name}="{value}"' for name, value in parts.items())
    return f"Authorization: Digest {quoted}, algorithm=MD5, qop=auth, nc=00000001\r\n"


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
