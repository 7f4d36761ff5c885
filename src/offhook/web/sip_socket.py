"""A page's SIP WebSocket through our own origin (`/sip/TICKET`): passed on to the one that Asterisk has on loopback.

Asterisk's control interface shares that HTTP server, so nothing of a request is passed on but the key of its handshake
(RFC 6455): we ask for `/ws` by a request of our own, and only then do bytes go to and fro, as they are.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from typing import Any, cast

import structlog

from offhook.worker import Worker

PATH = "/sip/"
PATIENCE_S = 5.0
AT_ONCE = 65_536
MOST_UNREAD = 1_048_576
"""Bytes that Asterisk may leave unread before a page is cut off: a page says a few hundred a minute."""

_KEY = re.compile(r"[A-Za-z0-9+/]{22}==")
_log = structlog.get_logger(__name__)


class SipSocket(asyncio.Protocol):
    """One connection that asked to become a WebSocket. Made by uvicorn, with the request's head as its first data."""

    def __init__(self, worker: Worker, *, config: Any, server_state: Any, app_state: Any) -> None:
        self._worker = worker
        self._connections = server_state.connections
        self._transport: asyncio.Transport
        self._ticket = ""
        self._upstream: asyncio.StreamWriter | None = None
        self._may_write = asyncio.Event()
        self._may_write.set()
        self._joining: asyncio.Task[None] | None = None

    # As asyncio and uvicorn want it

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The page is connected."""
        self._transport = cast(asyncio.Transport, transport)
        self._connections.add(self)

    def data_received(self, data: bytes) -> None:
        """The request's head, then what the page sends."""
        if self._upstream is not None:
            self._upstream.write(data)
            if self._upstream.transport.get_write_buffer_size() > MOST_UNREAD:
                self.close()
        elif self._joining is None:
            self._asked(data)
        else:  # before it was told that the handshake is done
            self.close()

    def connection_lost(self, reason: Exception | None) -> None:
        """The page is gone."""
        self._connections.discard(self)
        self._may_write.set()
        if self._joining is not None:
            self._joining.cancel()

    def pause_writing(self) -> None:
        """The page reads too slowly."""
        self._may_write.clear()

    def resume_writing(self) -> None:
        """It has caught up."""
        self._may_write.set()

    def shutdown(self) -> None:
        """Offhook is stopping."""
        self.close()

    # The socket

    def close(self) -> None:
        """End it, from our side."""
        self._transport.close()

    def _asked(self, head: bytes) -> None:
        target, headers = _read(head)
        server = self._worker.network.sip_server().websocket
        key = headers.get("sec-websocket-key", "")
        self._ticket = target.removeprefix(PATH)
        if server is None or not target.startswith(PATH):
            self._refuse("404 Not Found")
        elif (
            not _KEY.fullmatch(key) or "sip" not in headers.get("sec-websocket-protocol", "").replace(",", " ").split()
        ):
            self._refuse("400 Bad Request")
        elif not self._worker.softphones.sockets.opened(self._ticket, self):
            self._refuse("403 Forbidden")
        else:
            self._joining = asyncio.ensure_future(self._join(*server, key))

    def _refuse(self, status: str) -> None:
        self._transport.write(f"HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode())
        self.close()

    async def _join(self, host: str, port: int, key: str) -> None:
        sockets = self._worker.softphones.sockets
        writer: asyncio.StreamWriter | None = None
        seen_at = ""
        try:
            async with asyncio.timeout(PATIENCE_S):
                reader, writer = await asyncio.open_connection(host, port)
                seen_at = _address(writer.get_extra_info("sockname"))
                sockets.seen(seen_at, _address(self._transport.get_extra_info("peername")))
                writer.write(_handshake(host, port, key))
                answer = await reader.readuntil(b"\r\n\r\n")
            if not answer.startswith(b"HTTP/1.1 101 "):
                raise ConnectionError(answer.partition(b"\r\n")[0].decode(errors="replace"))
            self._upstream = writer
            self._transport.write(answer)
            while data := await reader.read(AT_ONCE):
                await self._may_write.wait()
                self._transport.write(data)
        except (OSError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError) as error:
            _log.warning("sip_socket_lost", reason=str(error) or type(error).__name__)
            if self._upstream is None:
                self._refuse("503 Service Unavailable")
        finally:
            sockets.closed(self._ticket, self)
            sockets.seen(seen_at, "")
            if writer is not None:
                writer.close()
            self.close()


def _read(head: bytes) -> tuple[str, Mapping[str, str]]:
    """The target and the headers of a request that was parsed before."""
    first, *lines = head.decode("latin-1").split("\r\n")
    pairs = (line.partition(":") for line in lines)
    return first.split(" ")[1], {name.strip().lower(): value.strip() for name, _, value in pairs}


def _handshake(host: str, port: int, key: str) -> bytes:
    return (
        f"GET /ws HTTP/1.1\r\nHost: {host}:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: sip\r\n\r\n"
    ).encode()


def _address(name: object) -> str:
    """`192.0.2.7:40000`; empty for what is no address, as of the operator's socket file."""
    return f"{name[0]}:{name[1]}" if isinstance(name, tuple) else ""
