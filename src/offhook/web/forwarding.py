"""Handing requests on to the worker that has the calls, and its answers back, live streams too."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator

import aiohttp
import structlog
from starlette.types import Receive, Scope, Send
from yarl import URL

from offhook.telephony.webhooks.addresses import PREFIX

PATIENCE_S = 12.0
"""For how long a request waits for a worker: within what carriers wait for an answer (15 s)."""
AGAIN_AFTER_S = 0.1
CONNECTED_WITHIN_S = 2.0
LARGEST_KEPT = 1 << 20
"""Bytes of a body that may be sent again."""
_OF_THE_CONNECTION = frozenset({b"connection", b"keep-alive", b"transfer-encoding", b"upgrade", b"te", b"trailer"})

log = structlog.get_logger(__name__)


class Forwarding:
    """The application of a worker that stands by.

    A request that the other worker may have taken is not sent again when that one vanishes, unless it only asks, or is
    a carrier's: those change nothing when they come twice.
    """

    def __init__(self) -> None:
        self.to: str | None = None
        """Where the worker is reached that has the calls; None while nobody has."""
        self._session = aiohttp.ClientSession(
            auto_decompress=False,
            connector=aiohttp.TCPConnector(limit=0),
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=CONNECTED_WITHIN_S),
        )

    async def close(self) -> None:
        """Let go of the connections."""
        await self._session.close()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        again = scope["method"] in {"GET", "HEAD"} or scope["path"].startswith(f"{PREFIX}/")
        body: bytes | AsyncIterator[bytes] = await _whole(receive) if again else _pieces(receive)
        deadline = asyncio.get_running_loop().time() + PATIENCE_S
        while True:
            try:
                if self.to is not None:
                    await self._hand_on(self.to, scope, body, receive if again else None, send)
                    return
            except aiohttp.ClientConnectorError:
                pass  # nothing was sent
            except (aiohttp.ClientError, OSError, TimeoutError) as reason:
                if not again:
                    log.warning("request_not_answered", path=scope["path"], reason=str(reason))
                    await _unavailable(
                        send, "The worker that has the calls stopped before it answered: look whether it was done."
                    )
                    return
            if asyncio.get_running_loop().time() > deadline:
                await _unavailable(send, "No worker of this installation answers now.")
                return
            await asyncio.sleep(AGAIN_AFTER_S)

    async def _hand_on(
        self, to: str, scope: Scope, body: bytes | AsyncIterator[bytes], receive: Receive | None, send: Send
    ) -> None:
        """Raises `aiohttp.ClientError` or `OSError`, as long as nothing of an answer was sent."""
        target = scope["raw_path"].decode("latin-1")
        if scope["query_string"]:
            target += "?" + scope["query_string"].decode("latin-1")
        url = URL(to + target, encoded=True)
        sent = self._session.request(
            scope["method"], url, headers=_headers(scope), data=body or None, allow_redirects=False
        )
        async with sent as answer:
            headers = [pair for pair in answer.raw_headers if pair[0].lower() not in _OF_THE_CONNECTION]
            await send({"type": "http.response.start", "status": answer.status, "headers": headers})
            gone = None if receive is None else asyncio.ensure_future(_gone(receive, answer))
            try:
                async for piece in answer.content.iter_any():
                    await send({"type": "http.response.body", "body": piece, "more_body": True})
            except (aiohttp.ClientError, OSError) as reason:  # the connection behind is cut, and so is this one
                log.info("answer_cut", path=scope["path"], reason=str(reason))
                raise asyncio.CancelledError from reason
            finally:
                if gone is not None:
                    gone.cancel()
            await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _gone(receive: Receive, answer: aiohttp.ClientResponse) -> None:
    """Whoever asked has left, as from a live stream."""
    while (await receive())["type"] != "http.disconnect":
        continue
    answer.close()


async def _whole(receive: Receive) -> bytes:
    found = bytearray()
    async for piece in _pieces(receive):
        found += piece
        if len(found) > LARGEST_KEPT:
            break  # far more than a carrier sends; it is refused as it is
    return bytes(found)


async def _pieces(receive: Receive) -> AsyncIterator[bytes]:
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return
        yield message.get("body", b"")
        if not message.get("more_body"):
            return


def _headers(scope: Scope) -> list[tuple[str, str]]:
    left_out = _OF_THE_CONNECTION | {b"x-forwarded-for"}
    headers = [
        (name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"] if name not in left_out
    ]
    before = [value.decode("latin-1") for name, value in scope["headers"] if name == b"x-forwarded-for"]
    here = [scope["client"][0]] if scope["client"] else []
    return [*headers, ("X-Forwarded-For", ", ".join([*before, *here]))]


async def _unavailable(send: Send, detail: str) -> None:
    problem = {"type": "about:blank", "title": "No worker answers", "status": 503, "detail": detail}
    headers = [(b"content-type", b"application/problem+json"), (b"retry-after", b"2")]
    with contextlib.suppress(OSError):
        await send({"type": "http.response.start", "status": 503, "headers": headers})
        await send({"type": "http.response.body", "body": json.dumps(problem).encode()})
