"""A short message service centre for tests, after SMPP 3.4: on loopback, throttling, hanging up and doubling as told.

It reads and writes PDUs by itself, and shares nothing with the adapter.
"""

from __future__ import annotations

import asyncio
import contextlib
import ssl
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

OK, THROTTLED, INVALID_DESTINATION, BIND_FAILED, VENDOR = 0x0, 0x58, 0x0B, 0x0D, 0x0401
HANG_UP = "hang up"
"""Instead of a status: the connection ends before the answer."""
SUBMIT, DELIVER, ENQUIRE, UNBIND, BIND = 0x04, 0x05, 0x15, 0x06, 0x09


@dataclass
class Submitted:
    """A `submit_sm` as it came (4.4.1)."""

    id: str
    source: tuple[int, int, str]
    destination: tuple[int, int, str]
    esm_class: int
    registered: int
    coding: int
    octets: bytes


@dataclass
class Smsc:
    """What it answers, and what it was given."""

    answers: list[int | str] = field(default_factory=list)
    """The statuses of the next submissions, or HANG_UP; then success."""
    password: str = "s3cret"
    port: int = 0
    submitted: list[Submitted] = field(default_factory=list)
    tried: int = 0
    """Submissions, whatever was answered."""
    binds: int = 0
    enquired: int = 0
    delivered: list[int] = field(default_factory=list)
    """The statuses that our deliveries were answered with."""
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    _writer: asyncio.StreamWriter | None = None
    _number: int = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            while True:
                length, command, status, number = struct.unpack(">IIII", await reader.readexactly(16))
                body = await reader.readexactly(length - 16)
                if not self._answer(writer, command, status, number, body):
                    break
                self.changed.set()
        writer.close()
        self.changed.set()

    def _answer(self, writer: asyncio.StreamWriter, command: int, status: int, number: int, body: bytes) -> bool:
        match command:
            case 0x09:
                system_id, password = body.split(b"\0")[:2]
                good = password.decode() == self.password and system_id == b"acme"
                write(writer, 0x80000009, OK if good else BIND_FAILED, number, b"smsc\0")
                self.binds += good
                self._writer = writer if good else None
            case 0x04:
                self.tried += 1
                wanted = self.answers.pop(0) if self.answers else OK
                if wanted == HANG_UP:
                    return False
                assert isinstance(wanted, int)
                name = f"{len(self.submitted) + 1:08X}"
                if wanted == OK:
                    self.submitted.append(_submitted(name, body))
                write(writer, 0x80000004, wanted, number, name.encode() + b"\0" if wanted == OK else b"")
            case 0x15:
                self.enquired += 1
                write(writer, 0x80000015, OK, number, b"")
            case 0x80000005:
                self.delivered.append(status)
            case 0x06:
                write(writer, 0x80000006, OK, number, b"")
                return False
            case _:
                pass
        return True

    def deliver(
        self, source: str, octets: bytes, *, coding: int = 0, esm_class: int = 0, tags: bytes = b"", to: str = ""
    ) -> None:
        """Send a text or a receipt (4.6.1)."""
        body = b"\0\1\1" + source.encode() + b"\0\1\1" + (to or "12025550100").encode()
        body += b"\0" + bytes((esm_class, 0, 0)) + b"\0\0" + bytes((0, 0, coding, 0, len(octets))) + octets + tags
        self.raw(DELIVER, body)

    def receipt(self, name: str, stat: str, err: str = "000") -> None:
        """Say what became of a text (appendix B)."""
        words = f"id:{name} sub:001 dlvrd:001 submit date:2611261200 done date:2611261201 stat:{stat} err:{err} text:Hi"
        self.deliver("12025550122", words.encode(), esm_class=0x04)

    def raw(self, command: int, body: bytes) -> None:
        """Send any PDU."""
        assert self._writer is not None
        self._number += 1
        write(self._writer, command, 0, self._number, body)

    def hang_up(self) -> None:
        """End the connection as a network does: without a word."""
        assert self._writer is not None
        self._writer.transport.abort()

    async def until(self, what: str, count: int) -> None:
        """Wait until so many of `submitted`, `delivered`, `binds` or `tried` are there."""
        while True:
            found = getattr(self, what)
            if (found if isinstance(found, int) else len(found)) >= count:
                return
            self.changed.clear()
            await self.changed.wait()


def write(writer: asyncio.StreamWriter, command: int, status: int, number: int, body: bytes) -> None:
    """Write a PDU."""
    writer.write(struct.pack(">IIII", 16 + len(body), command, status, number) + body)


def tag(name: int, value: bytes) -> bytes:
    """An optional parameter."""
    return struct.pack(">HH", name, len(value)) + value


def _submitted(name: str, body: bytes) -> Submitted:
    def until_nul(at: int) -> tuple[str, int]:
        end = body.index(0, at)
        return body[at:end].decode(), end + 1

    _, at = until_nul(0)
    source, after = until_nul(at + 2)
    source_kind = (body[at], body[at + 1], source)
    destination, at = until_nul(after + 2)
    destination_kind = (body[after], body[after + 1], destination)
    esm_class = body[at]
    _, at = until_nul(at + 3)
    _, at = until_nul(at)
    registered, _, coding, _, length = body[at : at + 5]
    octets = body[at + 5 : at + 5 + length]
    assert len(body) == at + 5 + length, "nothing follows the text"
    return Submitted(name, source_kind, destination_kind, esm_class, registered, coding, octets)


@asynccontextmanager
async def listening(smsc: Smsc, tls: ssl.SSLContext | None = None) -> AsyncIterator[Smsc]:
    """Serve it on a free port of loopback."""
    server = await asyncio.start_server(smsc.serve, "127.0.0.1", 0, ssl=tls)
    smsc.port = server.sockets[0].getsockname()[1]
    try:
        yield smsc
    finally:
        server.close()
