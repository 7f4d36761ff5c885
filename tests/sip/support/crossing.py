"""The far end of a trunk that decides by the number dialled: hands the call on, refuses it, or is silent.

    async with Crossing(lambda number: HandOn(sipp.port) if number == ANN else Refuse(486)) as far_end:
        ...  # a trunk to far_end.port

With an `account` it takes calls from whoever proves to know that only, by digest (RFC 3261 section 22), REGISTER and
INVITE alike. UDP, on loopback. It is no proxy of its own: messages pass it as they are, so that both sides see each
other's, and later ones of a call may go past it.
"""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Self, TypeAlias

from offhook.practice.sip import Message, NotSip, Uri, respond

Address: TypeAlias = tuple[str, int]
REALM, NONCE = "crossing.example", "a0b1c2d3"


@dataclass(frozen=True)
class HandOn:
    """Whoever is at this port of 127.0.0.1 gets the call."""

    port: int


@dataclass(frozen=True)
class Refuse:
    """Refused at once, with this SIP status."""

    status: int


@dataclass(frozen=True)
class Silent:
    """There is no answer to the INVITE."""


Verdict: TypeAlias = HandOn | Refuse | Silent


class Crossing:
    """See the module. Every request that came stands in `requests`."""

    def __init__(self, decide: Callable[[str], Verdict], account: tuple[str, str] | None = None) -> None:
        self.port = 0
        self.requests: list[Message] = []
        self._decide = decide
        self._account = account
        self._outside: asyncio.DatagramTransport | None = None
        self._caller: Address = ("127.0.0.1", 0)
        self._ways: dict[str, tuple[asyncio.DatagramTransport, Address]] = {}

    async def __aenter__(self) -> Self:
        loop = asyncio.get_running_loop()
        self._outside, _ = await loop.create_datagram_endpoint(
            lambda: _Socket(self._from_outside), local_addr=("127.0.0.1", 0)
        )
        self.port = self._outside.get_extra_info("sockname")[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for socket, _ in self._ways.values():
            socket.close()
        if self._outside is not None:
            self._outside.close()

    def asked(self, method: str) -> list[Message]:
        """The requests with this method."""
        return [request for request in self.requests if request.method == method]

    def _from_outside(self, data: bytes, source: Address) -> None:
        try:
            message = Message.parse(data)
        except NotSip:
            return
        self._caller = source
        if message.is_request:
            self.requests.append(message)
        if message.call_id in self._ways:
            socket, target = self._ways[message.call_id]
            socket.sendto(data, target)
            return
        match message.method:
            case "OPTIONS":
                self._answer(message, 200)
            case "REGISTER":
                self._register(message)
            case "INVITE":
                asyncio.get_running_loop().create_task(self._invite(message, data))
            case _:  # the ACK of a refusal, above all
                pass

    def _register(self, request: Message) -> None:
        if not self._knows(request, "authorization"):
            self._answer(request, 401, ("WWW-Authenticate", _CHALLENGE))
        else:
            self._answer(request, 200, ("Contact", f"{request.get('contact')};expires=600"))

    async def _invite(self, invite: Message, data: bytes) -> None:
        if self._account is not None and not self._knows(invite, "proxy-authorization"):
            self._answer(invite, 407, ("Proxy-Authenticate", _CHALLENGE))
            return
        match self._decide(Uri.find(invite.uri).user):
            case HandOn(port):
                socket, _ = await asyncio.get_running_loop().create_datagram_endpoint(
                    lambda: _Socket(self._from_inside), local_addr=("127.0.0.1", 0)
                )
                self._ways[invite.call_id] = socket, ("127.0.0.1", port)
                socket.sendto(data, ("127.0.0.1", port))
            case Refuse(status):
                self._answer(invite, status)
            case Silent():
                pass

    def _from_inside(self, data: bytes, source: Address) -> None:
        self._send(data)

    def _answer(self, request: Message, status: int, *headers: tuple[str, str]) -> None:
        answer = respond(request, status, tag="crossing")
        answer.headers += headers
        self._send(answer.render())

    def _send(self, data: bytes) -> None:
        if self._outside is not None:
            self._outside.sendto(data, self._caller)

    def _knows(self, request: Message, header: str) -> bool:
        """Whether the request proves that its sender knows the account."""
        given = dict(re.findall(r'(\w+)="?([^",]+)"?', request.get(header)))
        if self._account is None or given.get("username") != self._account[0] or given.get("realm") != REALM:
            return False
        secret = _md5(f"{self._account[0]}:{REALM}:{self._account[1]}")
        action = _md5(f"{request.method}:{given['uri']}")
        wanted = _md5(f"{secret}:{NONCE}:{given['nc']}:{given['cnonce']}:auth:{action}")
        return bool(given["response"] == wanted)


_CHALLENGE = f'Digest realm="{REALM}", nonce="{NONCE}", qop="auth", algorithm=MD5'


class _Socket(asyncio.DatagramProtocol):
    def __init__(self, take: Callable[[bytes, Address], None]) -> None:
        self.datagram_received = take  # type: ignore[assignment,method-assign]


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
