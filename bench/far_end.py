"""Both phones of a click-to-call in this very process, so that a request and the INVITE that it causes are timed by
one clock: a SIP phone on one UDP socket (RFC 3261), for calls placed one after the other.

Whoever is called answers at once. The member presses a key a moment later, by INFO; the contact soon hangs up.
"""

from __future__ import annotations

import asyncio
import itertools
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from time import perf_counter
from typing import cast

from bench.ports import free_port

PRESS_S = 0.2
TALK_S = 0.05
AGAIN_S = 0.5
"""T1 of RFC 3261: how long to wait for an answer before a message is sent again."""

Address = tuple[str, int]


@dataclass(slots=True)
class Seen:
    """What happened in one call; times by `perf_counter`, in seconds."""

    over: asyncio.Future[None]
    invited: float = 0.0
    pressed: float = 0.0
    dialled: float = 0.0


class Message:
    """A SIP request or response: its first line, and headers by their names in lower case."""

    def __init__(self, data: bytes) -> None:
        head = data.decode("utf-8", "replace").partition("\r\n\r\n")[0]
        self.first, *lines = head.split("\r\n")
        self.headers: dict[str, list[str]] = {}
        for line in lines:
            name, _, value = line.partition(":")
            self.headers.setdefault(name.strip().lower(), []).append(value.strip())

    @property
    def method(self) -> str:
        """What is asked for; of a response, what it answers."""
        return self["cseq"].split()[1] if self.first.startswith("SIP/2.0") else self.first.split()[0]

    def __getitem__(self, header: str) -> str:
        return self.headers[header][0]

    def response(self, status: str, tag: str, *headers: str, body: str = "") -> bytes:
        """An answer to this request."""
        to = self["to"] if ";tag=" in self["to"] else f"{self['to']};tag={tag}"
        kept = [f"Via: {via}" for via in self.headers["via"]]
        kept += [f"From: {self['from']}", f"To: {to}", f"Call-ID: {self['call-id']}", f"CSeq: {self['cseq']}"]
        return "\r\n".join((f"SIP/2.0 {status}", *kept, *headers, f"Content-Length: {len(body)}", "", body)).encode()


@dataclass(slots=True)
class Leg:
    """One call to one phone."""

    invite: Message
    far: Address
    tag: str
    contact: bool
    sequence: itertools.count[int] = field(default_factory=lambda: itertools.count(1))
    again: asyncio.TimerHandle | None = None
    acknowledged: bool = False


class FarEnd(asyncio.DatagramProtocol):
    """The phones. `expect` before each call, then look at what was seen."""

    def __init__(self, contact: str, port: int, audio: int) -> None:
        self.port = port
        self.sent_again = 0
        self._contact = contact
        self._sdp = (
            "v=0\r\no=phone 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
            f"m=audio {audio} RTP/AVP 8 101\r\na=rtpmap:8 PCMA/8000\r\na=rtpmap:101 telephone-event/8000\r\n"
        )
        self._legs: dict[str, Leg] = {}
        self._tags = itertools.count(1)
        self._seen: Seen | None = None

    def expect(self) -> Seen:
        """Begin to watch a call that is about to be placed."""
        self._seen = Seen(asyncio.get_running_loop().create_future())
        return self._seen

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The socket is open."""
        self._transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, addr: Address) -> None:
        """A message has come."""
        now = perf_counter()
        message = Message(data)
        leg = self._legs.get(message["call-id"])
        if message.first.startswith("SIP/2.0"):
            self._answered(message, leg)
            return
        match message.method:
            case "INVITE":
                self._invited(message, addr, leg, now)
            case "ACK" if leg is not None and not leg.acknowledged:
                leg.acknowledged = True
                self._settled(leg)
                what = (TALK_S, self._request, leg, "BYE") if leg.contact else (PRESS_S, self._press, leg)
                asyncio.get_running_loop().call_later(*what)
            case "ACK":
                pass
            case method:
                self._transport.sendto(message.response("200 OK", "phone"), addr)
                if method == "BYE" and leg is not None:
                    self._over(leg)

    def _invited(self, invite: Message, far: Address, leg: Leg | None, now: float) -> None:
        if leg is None:
            leg = Leg(invite, far, f"phone{next(self._tags)}", contact=self._contact in invite.first)
            self._legs[invite["call-id"]] = leg
            if self._seen is not None:
                setattr(self._seen, "dialled" if leg.contact else "invited", now)
        here = f"Contact: <sip:phone@127.0.0.1:{self.port}>"
        self._transport.sendto(invite.response("180 Ringing", leg.tag, here), far)
        answer = invite.response("200 OK", leg.tag, here, "Content-Type: application/sdp", body=self._sdp)
        self._send(leg, answer)

    def _press(self, leg: Leg) -> None:
        if self._seen is not None:
            self._seen.pressed = perf_counter()
        self._request(leg, "INFO", "Signal=5\r\nDuration=100\r\n")

    def _request(self, leg: Leg, method: str, body: str = "") -> None:
        if leg.invite["call-id"] not in self._legs:
            return
        number = next(leg.sequence)
        lines = (
            f"{method} {leg.invite['contact'].partition('<')[2].partition('>')[0]} SIP/2.0",
            f"Via: SIP/2.0/UDP 127.0.0.1:{self.port};branch=z9hG4bK{leg.tag}.{number};rport",
            "Max-Forwards: 70",
            f"From: {leg.invite['to']};tag={leg.tag}",
            f"To: {leg.invite['from']}",
            f"Call-ID: {leg.invite['call-id']}",
            f"CSeq: {number} {method}",
            *(["Content-Type: application/dtmf-relay"] if body else []),
            f"Content-Length: {len(body)}",
        )
        self._send(leg, "\r\n".join((*lines, "", body)).encode())

    def _answered(self, response: Message, leg: Leg | None) -> None:
        if leg is None or response.first.split()[1].startswith("1"):
            return
        self._settled(leg)
        if response.method == "BYE":
            self._over(leg)

    def _send(self, leg: Leg, data: bytes, again: bool = False) -> None:
        """Send, and send again until it is settled."""
        self._settled(leg)
        self.sent_again += again
        self._transport.sendto(data, leg.far)
        leg.again = asyncio.get_running_loop().call_later(AGAIN_S, self._send, leg, data, True)

    def _settled(self, leg: Leg) -> None:
        if leg.again is not None:
            leg.again.cancel()
            leg.again = None

    def _over(self, leg: Leg) -> None:
        self._settled(leg)
        self._legs.pop(leg.invite["call-id"], None)
        if not self._legs and self._seen is not None and self._seen.dialled and not self._seen.over.done():
            self._seen.over.set_result(None)

    def hang_up(self) -> None:
        """Send nothing more."""
        for leg in self._legs.values():
            self._settled(leg)
        self._legs.clear()


@asynccontextmanager
async def far_end(contact: str) -> AsyncIterator[FarEnd]:
    """Phones on a free port; `contact` is whose call is the second."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as audio:
        # Nobody reads it: what is too much is dropped, and Asterisk finds the port open.
        audio.bind(("127.0.0.1", 0))
        port = free_port()
        transport, phone = await asyncio.get_running_loop().create_datagram_endpoint(
            lambda: FarEnd(contact, port, audio.getsockname()[1]), local_addr=("127.0.0.1", port)
        )
        try:
            yield phone
        finally:
            phone.hang_up()
            transport.close()
