"""A small ARI: takes requests over WebSocket and HTTP as Asterisk does, answers as told, and sends events."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from time import monotonic
from types import TracebackType
from typing import Any, Self

from aiohttp import WSMsgType, web

from offhook.telephony.asterisk.client import Account, Timing
from tests.waiting import eventually

QUICK = Timing(beat=0.05, patience=0.3, request=1.0, retry_first=0.01, retry_most=0.05)
SECRET = "made-up"


@dataclass(frozen=True)
class Asked:
    """One request, whichever way it came."""

    method: str
    uri: str
    query: Mapping[str, str] = field(default_factory=dict)
    body: str = ""
    over: str = "websocket"

    def __str__(self) -> str:
        return f"{self.method} {self.uri}"


Answer = tuple[int, object]
"""Status and what becomes the JSON body."""


class FakeAri:
    """One Asterisk's ARI on a port of its own."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        """Every request but the beats."""
        self.connections = 0
        self.channels: list[dict[str, Any]] = []
        self.bridges: list[dict[str, Any]] = []
        self.endpoints: list[dict[str, Any]] = [{"technology": "PJSIP", "resource": "trunk_lab", "state": "online"}]
        self.answers: dict[str, Answer] = {}
        """By method and the beginning of the URI; 204 for all others."""
        self.held: set[str] = set()
        """Requests, written as above, that get no answer."""
        self.deaf = False
        """Answers requests, and sends no events."""
        self.silent = False
        """Sends nothing at all, with the connection left open."""
        self.port = 0
        self._runner: web.AppRunner | None = None
        self._socket: web.WebSocketResponse | None = None

    @property
    def account(self) -> Account:
        """How to reach it."""
        return Account(f"http://127.0.0.1:{self.port}/ari", "offhook", SECRET, "offhook")

    async def __aenter__(self) -> Self:
        await self.open()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def open(self) -> None:
        """Listen; on the same port as before."""
        app = web.Application()
        app.router.add_get("/ari/events", self._events)
        app.router.add_route("*", "/ari/{uri:.*}", self._http)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port)
        await site.start()
        self.port = self._runner.addresses[0][1]

    async def close(self) -> None:
        """Break every connection, and listen no more."""
        await self.hang_up()
        if self._runner is not None:
            await self._runner.cleanup()

    async def hang_up(self) -> None:
        """Close the WebSocket."""
        if self._socket is not None:
            await self._socket.close()

    async def send(self, kind: str, **fields: object) -> None:
        """Send an event."""
        await self.send_text(json.dumps({"type": kind, "application": "offhook", **fields}))

    async def send_text(self, text: str) -> None:
        """Send anything."""
        assert self._socket is not None, "nobody is connected"
        if not self.silent:
            await self._socket.send_str(text)

    async def gets(self, what: str, times: int = 1, within: float = 2.0) -> Asked:
        """Wait for a request, written `POST channels`, by the beginning of its URI; the last one of it."""

        def found() -> list[Asked]:
            return [asked for asked in self.asked if str(asked).startswith(what)]

        await eventually(lambda: len(found()) >= times, f"{what}, asked {times} times; {self.story()}", within)
        return found()[-1]

    def story(self, *starts: str) -> list[str]:
        """What was asked, in order; only what begins so."""
        return [str(asked) for asked in self.asked if not starts or str(asked).startswith(starts)]

    async def _events(self, request: web.Request) -> web.WebSocketResponse:
        expected = base64.b64encode(f"offhook:{SECRET}".encode()).decode()
        if request.headers.get("Authorization") != f"Basic {expected}":
            raise web.HTTPUnauthorized
        socket = web.WebSocketResponse(autoping=False)
        await socket.prepare(request)
        before, self._socket = self._socket, socket
        self.connections += 1
        if before is not None and not before.closed:
            await before.send_json({"type": "ApplicationReplaced", "application": "offhook"})
        async for frame in socket:
            if frame.type is WSMsgType.TEXT:
                await self._answer(socket, json.loads(frame.data))
        return socket

    async def _answer(self, socket: web.WebSocketResponse, frame: dict[str, Any]) -> None:
        query = {pair["name"]: pair["value"] for pair in frame.get("query_strings", [])}
        asked = Asked(frame["method"], frame["uri"], query, frame.get("message_body", ""))
        if self.silent:
            return
        if asked.uri.startswith("events/user/"):
            if not self.deaf:
                await socket.send_json({"type": "ChannelUserevent", "eventname": asked.uri.rpartition("/")[2]})
            status, body = 204, None
        else:
            self.asked.append(asked)
            if self._holds(asked):
                return
            status, body = self._what_to_say(asked)
        await socket.send_json(
            {
                "type": "RESTResponse",
                "request_id": frame["request_id"],
                "status_code": status,
                "message_body": "" if body is None else json.dumps(body),
            }
        )

    async def _http(self, request: web.Request) -> web.Response:
        text = await request.text()
        asked = Asked(request.method, request.match_info["uri"], dict(request.query), text, over="http")
        self.asked.append(asked)
        await eventually(lambda: not (self.silent or self._holds(asked)), "the test goes on", 10.0)
        status, body = self._what_to_say(asked)
        return web.json_response(body, status=status) if body is not None else web.Response(status=status)

    def _holds(self, asked: Asked) -> bool:
        return any(str(asked).startswith(held) for held in self.held)

    def _what_to_say(self, asked: Asked) -> Answer:
        for start, answer in self.answers.items():
            if str(asked).startswith(start):
                return answer
        lists: dict[str, Callable[[], object]] = {
            "GET channels": lambda: self.channels,
            "GET bridges": lambda: self.bridges,
            "GET endpoints/PJSIP": lambda: self.endpoints,
        }
        there = lists.get(str(asked))
        return (204, None) if there is None else (200, there())


async def time_passes(seconds: float) -> None:
    """For seeing that something does not happen."""
    end = monotonic() + seconds
    await eventually(lambda: monotonic() >= end, "time passes", seconds + 1.0)
