"""A web application in the same process, reached without sockets: of what a thousand calls cost, most would be HTTP.

What is asked becomes the request that a server would have read, and the application's own routes and handlers answer
it. Where the carrier or the adapter is tried by itself, both talk over sockets (`tests/carrier/sockets.py`).
"""

from __future__ import annotations

import asyncio
import json as encoding
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, cast

import aiohttp
from aiohttp import web
from aiohttp.base_protocol import BaseProtocol
from aiohttp.http import HttpVersion11, RawRequestMessage
from multidict import CIMultiDict, CIMultiDictProxy
from yarl import URL


class _Server(BaseProtocol):
    """What a request asks of its connection."""

    ssl_context = peername = sockname = None


@dataclass(frozen=True)
class Answer:
    """As of `aiohttp.ClientResponse`."""

    status: int
    content_type: str
    body: bytes

    async def read(self) -> bytes:
        """All of it."""
        return self.body

    async def text(self) -> str:
        """All of it, in UTF-8."""
        return self.body.decode()


class Direct:
    """A way to an application, under whatever address: `session` is for whoever wants an `aiohttp.ClientSession`."""

    def __init__(self, app: web.Application) -> None:
        self._app = app
        self._protocol = _Server(asyncio.get_running_loop())
        self._answering: set[asyncio.Task[web.StreamResponse]] = set()
        app.freeze()

    @property
    def session(self) -> aiohttp.ClientSession:
        """As those who ask know it."""
        return cast(aiohttp.ClientSession, self)

    def get(self, url: str) -> Any:
        """A GET request."""
        return self.request("GET", url)

    @asynccontextmanager
    async def request(
        self,
        method: str,
        url: str,
        *,
        params: Mapping[str, str] | None = None,
        data: bytes | aiohttp.FormData | None = None,
        json: object = None,
        headers: Mapping[str, str] | None = None,
        timeout: aiohttp.ClientTimeout | None = None,  # noqa: ASYNC109  # as aiohttp has it
    ) -> AsyncIterator[Answer]:
        """Ask, as with aiohttp. Whoever asks may give up: the handler goes on, as behind a connection that closed."""
        address = URL(url).update_query(params or {})
        body, kind = _body(data, json)
        answering = asyncio.get_running_loop().create_task(
            self._answer(method, address, kind | dict(headers or {}), body)
        )
        self._answering.add(answering)
        answering.add_done_callback(self._answering.discard)
        async with asyncio.timeout(None if timeout is None else timeout.total):
            response = await asyncio.shield(answering)
        assert isinstance(response, web.Response)
        assert isinstance(response.body, bytes | None)
        yield Answer(response.status, response.content_type, response.body or b"")

    async def close(self) -> None:
        """Answer nothing more."""
        for each in self._answering:
            each.cancel()
        await asyncio.gather(*self._answering, return_exceptions=True)

    async def _answer(self, method: str, url: URL, headers: Mapping[str, str], body: bytes) -> web.StreamResponse:
        loop = asyncio.get_running_loop()
        payload = aiohttp.StreamReader(self._protocol, 2**16, loop=loop)
        payload.feed_data(body)
        payload.feed_eof()
        named = CIMultiDictProxy(CIMultiDict(headers))
        target = url.relative()
        message = RawRequestMessage(method, str(target), HttpVersion11, named, (), False, None, False, False, target)
        task, unused = asyncio.current_task(), cast(Any, None)
        request = web.Request(message, payload, cast(Any, self._protocol), unused, cast(Any, task), loop)
        try:
            return await self._app._handle(request)  # as the server does
        except web.HTTPException as answer:
            return answer


def _body(data: bytes | aiohttp.FormData | None, document: object) -> tuple[bytes, dict[str, str]]:
    match data:
        case bytes():
            return data, {}
        case aiohttp.FormData():
            form = data()
            return form.decode().encode(), {"Content-Type": str(form.content_type)}
        case None if document is not None:
            return encoding.dumps(document).encode(), {"Content-Type": "application/json"}
        case None:
            return b"", {}
