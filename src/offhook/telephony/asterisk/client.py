"""A thin ARI client: requests and events over one WebSocket, slow requests over HTTP.

    events   GET  /ari/events?app=…                      and RESTRequest, RESTResponse on the same socket
    slow     any  /ari/…                                 a pool of kept-alive HTTP connections

Asterisk carries the requests of one socket out one after the other, so they can be sent without waiting: `post`
returns at once, and a later request finds done what an earlier one asked for.

The connection is judged by a beat every two seconds: an event that we ask Asterisk to send to us, so that both
directions are proven. When its buffer for a slow reader overflows, Asterisk stops talking and leaves the TCP connection
open; and when a connection comes while the one before it is being cleaned up, it may answer requests but report no
event, ever. When another client takes the application over, Asterisk says so once but goes on carrying out our
requests: then this client stops for good.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import itertools
import secrets
from collections.abc import Awaitable, Callable
from enum import Enum, auto
from time import monotonic

import aiohttp
import structlog
from msgspec import Struct

from offhook.calls.values import Seconds
from offhook.telephony.asterisk import requests
from offhook.telephony.asterisk.wire import (
    ApplicationReplaced,
    ChannelUserevent,
    Message,
    Request,
    Response,
    RESTResponse,
    decode,
    encode,
)

POOL = 8
"""HTTP connections for slow requests."""

_log = structlog.get_logger(__name__)


class NoAnswer(Exception):
    """Asterisk did not answer: no connection, or none any more. Whether the request was carried out is not known."""


class Timing(Struct, frozen=True):
    """How patient the client is."""

    beat: Seconds = 2.0
    """Between beats."""
    patience: Seconds = 3.0
    """For a beat to come back. Then the connection counts as dead."""
    request: Seconds = 10.0
    """For any other answer."""
    retry_first: Seconds = 0.1
    """Before the first attempt to connect again; doubled after each."""
    retry_most: Seconds = 2.0


class Account(Struct, frozen=True):
    """Where ARI is, and who we are there."""

    url: str
    """`http://127.0.0.1:8088/ari`."""
    user: str
    secret: str
    app: str

    @property
    def headers(self) -> dict[str, str]:
        """HTTP basic authentication."""
        token = base64.b64encode(f"{self.user}:{self.secret}".encode()).decode()
        return {"Authorization": f"Basic {token}"}


class Standing(Enum):
    """How the client stands towards Asterisk."""

    AWAY = auto()
    CONNECTED = auto()
    REPLACED = auto()
    """Another client has taken over. Final."""


class AriClient:
    """One application's connection, kept up until `stop`.

    Args:
        account: Where and who.
        on_message: Takes each event, on the event loop. Must return at once.
        on_up: Awaited on each new connection, with events already coming in. When it fails the connection is given
            up, and made anew.
        on_down: Told once for each connection that was up, with the reason.
    """

    def __init__(
        self,
        account: Account,
        *,
        on_message: Callable[[Message], None],
        on_up: Callable[[], Awaitable[None]],
        on_down: Callable[[str], None],
        timing: Timing | None = None,
    ) -> None:
        self.standing = Standing.AWAY
        self._account = account
        self._on_message = on_message
        self._on_up = on_up
        self._on_down = on_down
        self._timing = timing or Timing()
        self._ids = itertools.count(1)
        self._name = secrets.token_hex(4)
        self._beats: set[str] = set()
        """Those that have not come back."""
        self._beat_came = asyncio.Event()
        self._pending: dict[str, tuple[asyncio.Future[Response], float]] = {}
        self._outbox: list[str] = []
        self._mail = asyncio.Event()
        self._session: aiohttp.ClientSession | None = None
        self._keeper: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Connect, and connect again whenever it must be."""
        self._keeper = asyncio.get_running_loop().create_task(self._keep_connected())

    async def stop(self) -> None:
        """Disconnect for good."""
        if self._keeper is not None:
            self._keeper.cancel()
            await asyncio.gather(self._keeper, return_exceptions=True)

    def post(self, request: Request) -> asyncio.Future[Response]:
        """Send over the WebSocket, without waiting. The answer, or `NoAnswer`, comes with the future."""
        answer: asyncio.Future[Response] = asyncio.get_running_loop().create_future()
        if self.standing is not Standing.CONNECTED:
            answer.set_exception(NoAnswer("there is no connection to Asterisk"))
            answer.exception()  # nobody is made to look at it
            return answer
        number = str(next(self._ids))
        self._pending[number] = (answer, monotonic())
        self._outbox.append(encode(number, request))
        self._mail.set()
        return answer

    async def ask(self, request: Request) -> Response:
        """Send, over HTTP if it is slow, and wait for the answer.

        Raises:
            NoAnswer: none came.
        """
        if not request.slow:
            return await self.post(request)
        if self._session is None or self.standing is Standing.REPLACED:
            raise NoAnswer("there is no connection to Asterisk")
        try:
            async with self._session.request(
                request.method,
                f"{self._account.url}/{request.path}",
                params=request.query,
                data=request.body or None,
                headers={"Content-Type": "application/json"} if request.body else None,
                timeout=aiohttp.ClientTimeout(total=self._timing.request),
            ) as response:
                return Response(response.status, await response.read())
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise NoAnswer(f"{request.method} {request.path}: {_words(error)}") from error

    # One connection after the other

    async def _keep_connected(self) -> None:
        connector = aiohttp.TCPConnector(limit=POOL, keepalive_timeout=60)
        pause = self._timing.retry_first
        async with aiohttp.ClientSession(connector=connector, headers=self._account.headers) as self._session:
            told = ""
            while True:
                began = monotonic()
                reason = await self._one_connection(self._session)
                if reason != told:
                    _log.warning("asterisk_away", reason=reason)
                told = reason
                if self.standing is Standing.REPLACED:
                    return
                if monotonic() - began > self._timing.retry_most:
                    pause, told = self._timing.retry_first, ""
                await asyncio.sleep(pause)
                pause = min(2 * pause, self._timing.retry_most)

    async def _one_connection(self, session: aiohttp.ClientSession) -> str:
        """Connect and stay connected: why it ended."""
        try:
            async with asyncio.timeout(self._timing.request):
                socket = await session.ws_connect(
                    f"{self._account.url}/events",
                    params={"app": ",".join(requests.apps(self._account.app))},
                    timeout=aiohttp.ClientWSTimeout(ws_close=0.5),
                    max_msg_size=0,
                )
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            return f"no connection: {_words(error)}"
        self.standing = Standing.CONNECTED
        self._outbox.clear()
        tasks = [
            asyncio.create_task(work, name=name)
            for work, name in (
                (self._read(socket), "read"),
                (self._write(socket), "write"),
                (self._live(), "live"),
            )
        ]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            return _reason(tasks)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            with contextlib.suppress(Exception):
                await asyncio.wait_for(socket.close(), 1.0)
            self._down(_reason(tasks))

    def _down(self, reason: str) -> None:
        if self.standing is not Standing.REPLACED:
            self.standing = Standing.AWAY
        pending, self._pending = self._pending, {}
        for answer, _ in pending.values():
            _fail(answer, NoAnswer(reason))
        self._on_down(reason)

    async def _read(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        async for frame in socket:
            if frame.type is aiohttp.WSMsgType.TEXT:
                self._take(frame.data)
            if self.standing is Standing.REPLACED:
                raise NoAnswer("another worker has taken this Asterisk over")
        raise NoAnswer("Asterisk closed the connection")

    def _take(self, text: str) -> None:
        match decode(text):
            case RESTResponse(request_id=number, status_code=status, message_body=body):
                answer, _ = self._pending.pop(number, (None, 0.0))
                if answer is not None and not answer.done():
                    answer.set_result(Response(status, body.encode()))
            case ApplicationReplaced():
                self.standing = Standing.REPLACED
            case ChannelUserevent(eventname=name):
                self._beats.discard(name)
                if not self._beats:
                    self._beat_came.set()
            case None:
                pass
            case message:
                try:
                    self._on_message(message)
                except Exception:  # one event that can't be dealt with must not take the others along
                    _log.exception("event_failed", event_type=type(message).__name__)

    async def _write(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        while True:
            await self._mail.wait()
            self._mail.clear()
            frames, self._outbox = self._outbox, []
            for frame in frames:
                await socket.send_str(frame)

    async def _live(self) -> None:
        """Set up, then beat until nothing comes back."""
        for request in requests.event_filters(self._account.app):
            response = await self.ask(request)
            if not response.good:
                raise NoAnswer(f"Asterisk refused the event filter: {response.complaint}")
        await self._prove()
        await self._on_up()
        while True:
            await asyncio.sleep(self._timing.beat)
            self._give_up_on_old_requests()
            await self._prove()

    async def _prove(self) -> None:
        beats = {app: f"beat-{self._name}-{next(self._ids)}" for app in requests.apps(self._account.app)}
        self._beats = set(beats.values())
        self._beat_came.clear()
        for app, beat in beats.items():
            self.post(requests.beat(app, beat))
        # In slices, so that this process being stopped for a while is not taken for Asterisk's silence.
        for _ in range(6):
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._beat_came.wait(), self._timing.patience / 6)
                return
        raise NoAnswer(f"Asterisk gave no sign of life for {self._timing.patience:g} s")

    def _give_up_on_old_requests(self) -> None:
        since = monotonic() - self._timing.request
        for number, (answer, sent) in list(self._pending.items()):
            if sent > since:
                return
            del self._pending[number]
            _fail(answer, NoAnswer(f"no answer within {self._timing.request:g} s"))


def _fail(answer: asyncio.Future[Response], error: NoAnswer) -> None:
    if not answer.done():
        answer.set_exception(error)
        answer.exception()  # nobody is made to look at it


def _reason(tasks: list[asyncio.Task[None]]) -> str:
    for task in tasks:
        if task.done() and not task.cancelled() and (error := task.exception()) is not None:
            return _words(error)
    return "disconnected"


def _words(error: BaseException) -> str:
    return str(error) or type(error).__name__
