"""The practice carrier's switch: the one SIP address that the outside talks to.

The phones' SIP stack listens on a port of its own and refuses a call only with 486, after 180. So this
stateless proxy (RFC 3261 section 16.11) stands before it: it picks the phone by the number dialled, answers
OPTIONS, refuses or ignores as scripted, translates the phones' 486 into the scripted status, and keeps itself
in the path (Record-Route), so that every message of the carrier leaves from its one port. UDP, TCP and TLS
outside, UDP to the phones.
"""

import asyncio
import hashlib
import re
import ssl
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Protocol, TypeAlias, cast

import structlog

from offhook.practice.sip import REASONS, Message, NotSip, Uri, parameter, respond

log = structlog.get_logger(__name__)

Address: TypeAlias = tuple[str, int]
_ALLOW = "INVITE, ACK, BYE, CANCEL, OPTIONS"
_LONGEST = 65_536


@dataclass(frozen=True, slots=True)
class Reach:
    """Hand the call to the phone with this number."""

    number: str


@dataclass(frozen=True, slots=True)
class Decline:
    """Refuse the call at once."""

    code: int


@dataclass(frozen=True, slots=True)
class Mute:
    """Do not respond, or say 100 Trying and then nothing."""

    trying: bool


Verdict: TypeAlias = Reach | Decline | Mute


class Desk(Protocol):
    """Who decides about calls and knows the phones' settings."""

    def arrived(self, invite: Message) -> Verdict:
        """A call came in: who gets it? Asked once a call."""
        ...

    def abandoned(self, call_id: str) -> None:
        """The caller cancelled a muted call."""
        ...

    def leaving(self, message: Message) -> None:
        """A phone's message is about to go out; may be changed."""
        ...


class Datagrams(asyncio.DatagramProtocol):
    """The UDP socket."""

    def __init__(self, take: Callable[[bytes, "Datagram"], None]) -> None:
        self._take = take
        self._transport: asyncio.DatagramTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the socket."""
        self._transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, addr: tuple[str | int, ...]) -> None:
        """Hand a message on; keep-alives are dropped."""
        if data.strip(b"\r\n\0"):
            self._take(data, Datagram(self, (str(addr[0]), int(addr[1]))))

    def close(self) -> None:
        """Close the socket."""
        if self._transport is not None:
            self._transport.close()

    def send(self, data: bytes, to: Address) -> None:
        """Send one datagram."""
        if self._transport is not None:
            self._transport.sendto(data, to)


@dataclass(frozen=True, slots=True)
class Datagram:
    """One peer's address on the UDP socket."""

    socket: Datagrams
    address: Address
    transport: str = "UDP"

    def send(self, data: bytes) -> None:
        """Send one message."""
        self.socket.send(data, self.address)


@dataclass(frozen=True, slots=True)
class Stream:
    """One TCP or TLS connection."""

    writer: asyncio.StreamWriter
    transport: str

    def send(self, data: bytes) -> None:
        """Send one message."""
        if not self.writer.is_closing():
            self.writer.write(data)


Wire: TypeAlias = Datagram | Stream
"""Where a message came from, and where an answer goes."""


class Front:
    """See the module. `open` it, then `inner` is where the phones' stack must listen."""

    def __init__(self, desk: Desk, host: str, inner: Address) -> None:
        self.host, self.port, self.tls_port = host, 0, 0
        self.recode: dict[str, int] = {}
        """Call-ID to the status that replaces the phone's 486."""
        self._desk = desk
        self._inner = inner
        self._verdicts: dict[str, Verdict] = {}
        self._streams: dict[str, Stream] = {}
        self._datagrams = Datagrams(self._take)
        self._servers: list[asyncio.Server] = []
        self._tasks: set[asyncio.Task[None]] = set()

    async def open(self, port: int, *, tls: ssl.SSLContext | None = None) -> None:
        """Listen on UDP and TCP `port` (0 takes a free one), and with `tls` on a free TLS port."""
        self._servers.append(await self._open_both(port))
        if tls is not None:
            secure = await asyncio.start_server(self._accept("TLS"), self.host, 0, ssl=tls)
            self.tls_port = int(secure.sockets[0].getsockname()[1])
            self._servers.append(secure)

    async def _open_both(self, port: int) -> asyncio.Server:
        """The same port for UDP and TCP. A free one of the one kind may be taken of the other: then it is another."""
        loop = asyncio.get_running_loop()
        while True:
            transport, _ = await loop.create_datagram_endpoint(lambda: self._datagrams, local_addr=(self.host, port))
            self.port = int(transport.get_extra_info("sockname")[1])
            try:
                return await asyncio.start_server(self._accept("TCP"), self.host, self.port)
            except OSError:
                transport.close()
                if port:
                    raise

    async def close(self) -> None:
        """Stop listening and end every connection."""
        self._datagrams.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for server in self._servers:
            server.close()
            await server.wait_closed()

    # ------------------------------------------------------------------------------------- routing

    def _take(self, data: bytes, wire: Wire) -> None:
        try:
            message = Message.parse(data)
            from_phone = isinstance(wire, Datagram) and wire.address == self._inner
            if isinstance(wire, Stream):
                self._streams[message.call_id] = wire
            if not message.is_request:
                self._relay_response(message, from_phone=from_phone)
            elif from_phone:
                self._relay_out(message)
            else:
                self._receive(message, wire)
        except NotSip as error:
            log.warning("not SIP", error=str(error))

    def _receive(self, request: Message, wire: Wire) -> None:
        """A request from outside: to a phone, or answered here."""
        match request.method, request.in_dialog:
            case "INVITE", False:
                self._invite(request, wire)
            case "CANCEL", _:
                self._cancel(request, wire)
            case "ACK", _ if not isinstance(self._verdicts.get(request.call_id), Reach | None):
                return
            case "OPTIONS", False:
                self._answer(request, 200, wire)
            case _, False:
                self._answer(request, 405, wire)
            case _:
                self._relay_in(request, wire)

    def _invite(self, request: Message, wire: Wire) -> None:
        verdict = self._verdicts.get(request.call_id)
        if verdict is None:
            verdict = self._verdicts[request.call_id] = self._desk.arrived(request)
        match verdict:
            case Reach():
                request.push("Record-Route", self._route_to_us(self._inner_wire))
                self._relay_in(request, wire)
            case Decline(code):
                self._answer(request, code, wire)
            case Mute(trying):
                if trying:
                    self._answer(request, 100, wire)

    def _cancel(self, request: Message, wire: Wire) -> None:
        match self._verdicts.get(request.call_id):
            case Mute(trying=True):
                self._answer(request, 200, wire)
                invite = Message(request.start, list(request.headers))
                invite.set_all("cseq", [request.get("cseq").replace("CANCEL", "INVITE")])
                self._answer(invite, 487, wire)
                self._desk.abandoned(request.call_id)
            case Mute():
                self._desk.abandoned(request.call_id)
            case Reach():
                self._relay_in(request, wire)
            case Decline() | None:
                self._answer(request, 481, wire)

    def _relay_in(self, request: Message, wire: Wire) -> None:
        self._leave_our_routes(request)
        verdict = self._verdicts.get(request.call_id)
        if isinstance(verdict, Reach) and Uri.find(request.uri).port != self._inner[1]:
            host, port = self._inner
            request.start = f"{request.method} sip:{verdict.number}@{host}:{port} SIP/2.0"
        self._mark_source(request, wire)
        self._forward(request, self._inner_wire)

    def _relay_out(self, request: Message) -> None:
        self._leave_our_routes(request)
        self._desk.leaving(request)
        target = Uri.find(request.get("route") or request.uri)
        kept = self._streams.get(request.call_id)
        secure = "transport=tls" in target.parameters
        if kept is None and (secure or "transport=tcp" in target.parameters):
            self._start(self._connect_and_forward(request, target, secure=secure))
        else:
            wire = kept or Datagram(self._datagrams, (_address(target.host), target.port))
            self._forward_out(request, wire)

    def _forward_out(self, request: Message, wire: Wire) -> None:
        if request.method == "INVITE" and not request.in_dialog:
            request.push("Record-Route", self._route_to_us(wire))
        self._forward(request, wire)

    async def _connect_and_forward(self, request: Message, target: Uri, *, secure: bool) -> None:
        context = ssl.create_default_context() if secure else None
        if context is not None:
            # A practice phone talks to whatever certificate the tested side made for itself.
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        try:
            reader, writer = await asyncio.open_connection(_address(target.host), target.port, ssl=context)
        except OSError as error:
            log.warning("no connection", to=f"{target.host}:{target.port}", error=str(error))
            self._inner_wire.send(respond(request, 503, tag=self._tag(request)).render())
            return
        wire = self._streams[request.call_id] = Stream(writer, "TLS" if secure else "TCP")
        self._forward_out(request, wire)
        await self._read(reader, wire)

    def _relay_response(self, response: Message, *, from_phone: bool) -> None:
        via = response.pop("via")
        if f"{self.host}:" not in via or not response.get("via"):
            raise NotSip(f"a response that did not pass here: {via}")
        if not from_phone:
            self._face(response, self._inner_wire)
            self._inner_wire.send(response.render())
            return
        code = self.recode.get(response.call_id)
        if code is not None and response.status == 486:
            response.start = f"SIP/2.0 {code} {REASONS.get(code, 'Refused')}"
        self._desk.leaving(response)
        wire = self._streams.get(response.call_id) or Datagram(self._datagrams, _reply_to(response.get("via")))
        self._face(response, wire)
        wire.send(response.render())

    def _forward(self, request: Message, wire: Wire) -> None:
        """Add our Via, with the same branch for a request, its CANCEL and its ACK."""
        hops = int(request.get("max-forwards") or 70)
        if hops < 1:
            return
        request.set_all("max-forwards", [str(hops - 1)])
        branch = hashlib.sha256(request.get("via").encode() + request.call_id.encode()).hexdigest()[:20]
        port = self.tls_port if wire.transport == "TLS" else self.port
        request.push("Via", f"SIP/2.0/{wire.transport} {self.host}:{port};branch=z9hG4bK{branch};rport")
        wire.send(request.render())

    def _answer(self, request: Message, code: int, wire: Wire) -> None:
        self._mark_source(request, wire)
        answer = respond(request, code, tag="" if code == 100 else self._tag(request))
        if code in (200, 405):
            answer.headers.append(("Allow", _ALLOW))
        wire.send(answer.render())

    # --------------------------------------------------------------------------------------- parts

    @property
    def _inner_wire(self) -> Datagram:
        return Datagram(self._datagrams, self._inner)

    def _route_to_us(self, wire: Wire) -> str:
        """How the side behind `wire` reaches us."""
        match wire.transport:
            case "UDP":
                return f"<sip:{self.host}:{self.port};lr>"
            case "TLS":
                return f"<sip:{self.host}:{self.tls_port};transport=tls;lr>"
            case other:
                return f"<sip:{self.host}:{self.port};transport={other.lower()};lr>"

    def _face(self, response: Message, wire: Wire) -> None:
        """Show our Record-Route entry the way that the receiving side reaches us."""
        routes = [self._route_to_us(wire) if self._is_us(route) else route for route in response.all("record-route")]
        response.set_all("record-route", routes)

    def _leave_our_routes(self, request: Message) -> None:
        while (top := request.get("route")) and self._is_us(request.all("route")[0] if top else ""):
            request.pop("route")

    def _is_us(self, route: str) -> bool:
        uri = Uri.find(route)
        return uri.host == self.host and uri.port in (self.port, self.tls_port)

    def _mark_source(self, request: Message, wire: Wire) -> None:
        """Note where a request came from in its Via (RFC 3581)."""
        if isinstance(wire, Datagram):
            host, port = wire.address
            via = re.sub(r";rport(?:=\d*)?(?=;|$)|;received=[^;]*", "", request.pop("via"))
            request.push("Via", f"{via};received={host};rport={port}")

    def _tag(self, request: Message) -> str:
        return hashlib.sha256(f"{self.port}{request.call_id}".encode()).hexdigest()[:12]

    # ------------------------------------------------------------------------------------- streams

    def _accept(self, transport: str) -> Callable[[asyncio.StreamReader, asyncio.StreamWriter], None]:
        def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            self._start(self._read(reader, Stream(writer, transport)))

        return accept

    async def _read(self, reader: asyncio.StreamReader, wire: Stream) -> None:
        """Cut a connection's bytes into messages by Content-Length (RFC 3261 section 18.3)."""
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).lstrip(b"\r\n")
                if not head:
                    wire.send(b"\r\n")
                    continue
                length = re.search(rb"\r\n(?:content-length|l)\s*:\s*(\d+)", head, re.IGNORECASE)
                size = int(length[1]) if length else 0
                if size > _LONGEST:
                    raise NotSip(f"a body of {size} bytes")
                self._take(head + await reader.readexactly(size), wire)
        except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, ConnectionError, NotSip) as error:
            log.info("connection over", transport=wire.transport, error=str(error))
        finally:
            self._streams = {call: stream for call, stream in self._streams.items() if stream is not wire}
            wire.writer.close()

    def _start(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _reply_to(via: str) -> Address:
    """Where a UDP response goes (RFC 3581 section 4)."""
    sent_by = via.split(None, 1)[1].split(";")[0].strip()
    host, _, port = sent_by.rpartition(":") if ":" in sent_by else (sent_by, "", "5060")
    return parameter(via, "received") or _address(host), int(parameter(via, "rport") or port or 5060)


def _address(host: str) -> str:
    return "127.0.0.1" if host == "localhost" else host
