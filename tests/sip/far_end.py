"""The far end of a trunk: a small SIP server that answers OPTIONS, REGISTER and INVITE, and remembers them.

Over UDP, TCP or TLS. It is scripted Python and not a second phone system, so that a test can look at each
request and decide the answer.
"""

import asyncio
import hashlib
import re
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import cast

Send = Callable[[bytes], None]


@dataclass(frozen=True)
class Request:
    """A SIP request as it came over the wire."""

    method: str
    uri: str
    headers: dict[str, str]
    text: str

    @classmethod
    def parse(cls, text: str) -> "Request":
        """Read a request: the last of headers with the same name wins, but for Via, where the first does."""
        lines = text.partition("\r\n\r\n")[0].split("\r\n")
        method, uri, _ = lines[0].split(" ")
        headers: dict[str, str] = {}
        for line in lines[1:]:
            name, _, value = line.partition(":")
            if name.lower() != "via" or "via" not in headers:
                headers[name.strip().lower()] = value.strip()
        return cls(method, uri, headers, text)

    @property
    def credentials(self) -> dict[str, str]:
        """The parts of its digest Authorization (RFC 7616); nothing where it has none."""
        return dict(re.findall(r'(\w+)="?([^",]+)"?', self.headers.get("authorization", "")))


@dataclass
class FarEnd:
    """A trunk's far end. Set `account` to ask for registration with that user name and password."""

    port: int
    account: tuple[str, str] | None = None
    realm: str = "far.example"
    answers: bool = True
    requests: list[Request] = field(default_factory=list)
    _came: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def wait_for(self, wanted: Callable[[Request], bool], within: float = 10) -> Request:
        """The first request that is wanted, be it one that came before."""
        async with asyncio.timeout(within), self._came:
            await self._came.wait_for(lambda: any(map(wanted, self.requests)))
        return next(filter(wanted, self.requests))

    def registered(self, request: Request) -> bool:
        """Whether this REGISTER proves that its sender knows the account."""
        if request.method != "REGISTER" or self.account is None:
            return False
        username, password = self.account
        given = request.credentials
        if given.get("username") != username or given.get("realm") != self.realm:
            return False
        secret = _md5(f"{username}:{self.realm}:{password}")
        action = _md5(f"REGISTER:{given['uri']}")
        middle = f"{given['nonce']}:{given['nc']}:{given['cnonce']}:auth" if "qop" in given else given["nonce"]
        return given["response"] == _md5(f"{secret}:{middle}:{action}")

    def take(self, text: str, send: Send) -> None:
        """Remember a message and answer it."""
        if text.startswith("SIP/2.0"):
            return
        request = Request.parse(text)
        self.requests.append(request)
        asyncio.get_running_loop().create_task(self._tell())
        if self.answers and request.method != "ACK":
            send(self._answer(request).encode())

    async def _tell(self) -> None:
        async with self._came:
            self._came.notify_all()

    def _answer(self, request: Request) -> str:
        if request.method == "REGISTER" and not self.registered(request):
            challenge = f'Digest realm="{self.realm}", nonce="n0nce", qop="auth", algorithm=MD5'
            return _response(request, "401 Unauthorized", f"WWW-Authenticate: {challenge}\r\n")
        if request.method == "REGISTER":
            return _response(request, "200 OK", f"Contact: {request.headers['contact']};expires=600\r\n")
        if request.method == "INVITE":
            return _response(request, "486 Busy Here")
        return _response(request, "200 OK")


def _response(request: Request, status: str, extra: str = "") -> str:
    headers = request.headers
    to = headers["to"] if ";tag=" in headers["to"] else f"{headers['to']};tag=far"
    return (
        f"SIP/2.0 {status}\r\nVia: {headers['via']}\r\nFrom: {headers['from']}\r\nTo: {to}\r\n"
        f"Call-ID: {headers['call-id']}\r\nCSeq: {headers['cseq']}\r\n{extra}Content-Length: 0\r\n\r\n"
    )


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


class _Datagrams(asyncio.DatagramProtocol):
    def __init__(self, far_end: FarEnd) -> None:
        self.far_end = far_end

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        if data.strip():
            self.far_end.take(data.decode(), lambda answer: self.transport.sendto(answer, addr))


@asynccontextmanager
async def over_udp(far_end: FarEnd) -> AsyncIterator[FarEnd]:
    """Let the far end answer on its UDP port."""
    loop = asyncio.get_running_loop()
    transport, _ = await loop.create_datagram_endpoint(
        lambda: _Datagrams(far_end), local_addr=("127.0.0.1", far_end.port)
    )
    try:
        yield far_end
    finally:
        transport.close()


@asynccontextmanager
async def over_tcp(far_end: FarEnd, tls: ssl.SSLContext | None = None) -> AsyncIterator[FarEnd]:
    """Let the far end answer on its TCP port, over TLS if a context is given."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writers.append(writer)
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode().lstrip("\r\n")
                if not head:
                    continue
                length = re.search(r"(?im)^content-length:\s*(\d+)", head)
                body = await reader.readexactly(int(length[1])) if length else b""
                far_end.take(head + body.decode(), writer.write)
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    writers: list[asyncio.StreamWriter] = []
    server = await asyncio.start_server(serve, "127.0.0.1", far_end.port, ssl=tls)
    try:
        yield far_end
    finally:
        server.close()
        for writer in writers:
            if not writer.is_closing():  # Python before 3.11.4 fails to abort a TLS connection that has ended
                writer.transport.abort()
        await server.wait_closed()
