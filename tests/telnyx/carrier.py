"""The carrier: what becomes of a message, and its HTTP front. https://developers.telnyx.com/api-reference/messages"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from types import TracebackType
from typing import Any

import aiohttp
from aiohttp import web

from tests.carrier.sockets import Sockets
from tests.carrier.virtual_time import passes
from tests.carrier.webhooks import CALM, Faults
from tests.telnyx.model import Message, Organization
from tests.telnyx.webhooks import Webhooks

API = "http://telnyx.test/v2"
STOP = frozenset({"STOP", "STOPALL", "STOP ALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT"})
START = frozenset({"START", "UNSTOP"})
"""https://developers.telnyx.com/docs/messaging/messages/advanced-opt-in-out#default-behavior"""


class Carrier:
    """All of it.

    Args:
        session: Reaches the side that is told.
    """

    def __init__(self, session: aiohttp.ClientSession, faults: Faults = CALM, seed: int = 0) -> None:
        self.webhooks = Webhooks(session, faults, seed)
        self.organizations: list[Organization] = []
        self.messages: dict[str, Message] = {}
        self.answers_lost = 0
        """How many messages are taken next without the customer's being told: the answer is an error."""
        self.unconfirmed = False
        """Whether the far side's carriers confirm nothing."""
        self._tasks: set[asyncio.Task[None]] = set()

    def app(self) -> web.Application:
        """To be served."""
        app = web.Application()
        app.router.add_post("/v2/messages", self._send)
        app.router.add_get("/v2/messages/{id}", self._message)
        return app

    async def close(self) -> None:
        """Let go of everything."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.webhooks.close()

    # Messages that come in

    def come_in(self, of: Organization, from_: str, to: str, text: str, *media: tuple[str, str]) -> Message:
        """A text to one of the numbers. https://developers.telnyx.com/api-reference/callbacks/inbound-message"""
        profile = of.numbers[to].profile
        made = Message(of, from_, to, text, media, direction="inbound", status="webhook_delivered", cost="0.0040")
        self.messages[made.id] = made
        word = text.strip().upper()
        if profile is not None:
            if word in STOP:
                profile.blocked.add(from_)
                made.autoresponse_type = "STOP"
            elif word in START:
                profile.blocked.discard(from_)
                made.autoresponse_type = "START"
            self.webhooks.notify(made, "message.received", (profile.webhook_url,))
        return made

    # Messages that go out

    async def _send(self, request: web.Request) -> web.Response:
        of, body = self._whose(request), await request.json()
        number, to = of.numbers.get(str(body.get("from"))), str(body.get("to") or "")
        profile = None if number is None else number.profile
        # https://developers.telnyx.com/docs/messaging/messages/error-codes
        if not of.funds:
            return _error(403, "20100", "Insufficient Funds")
        if not body.get("text") and not body.get("media_urls"):
            return _error(422, "40316", "No content provided for message")
        if not to.startswith("+"):
            return _error(422, "40310", "Invalid 'to' address")
        if number is None or profile is None:
            return _error(422, "40305", "Invalid 'from' address")
        if not profile.enabled:
            return _error(403, "40312", "Messaging profile is disabled")
        if to in profile.blocked:
            detail = f"Messages cannot be sent from '{number.number}' to '{to}' due to an existing block rule."
            return _error(403, "40300", "Blocked due to STOP message", detail)
        media = tuple((str(url), "") for url in body.get("media_urls", ()))
        made = Message(of, number.number, to, str(body.get("text") or ""), media)
        made.webhook_url = str(body.get("webhook_url") or "")
        made.webhook_failover_url = str(body.get("webhook_failover_url") or "")
        self.messages[made.id] = made
        self._spawn(self._deliver(made))
        if self.answers_lost:
            self.answers_lost -= 1
            return _error(500, "10007", "Unexpected error")
        return web.json_response({"data": made.shown()})

    async def _deliver(self, message: Message) -> None:
        await passes(0.1)
        self._tell(message, "message.sent", "sent")
        await passes(0.5)
        message.cost = "0.0051"
        number = message.organization.numbers[message.from_]
        if message.to.startswith("+1") and not number.registered:
            message.errors = [{"code": "40010", "title": "Not 10DLC registered", "detail": ""}]
            self._tell(message, "message.finalized", "delivery_failed")
        else:
            self._tell(message, "message.finalized", "delivery_unconfirmed" if self.unconfirmed else "delivered")

    def _tell(self, message: Message, kind: str, status: str) -> None:
        message.status = status
        self.webhooks.notify(message, kind, (message.webhook_url, message.webhook_failover_url))

    async def _message(self, request: web.Request) -> web.Response:
        """https://developers.telnyx.com/api-reference/messages/retrieve-a-message: by its id alone."""
        of = self._whose(request)
        message = self.messages.get(request.match_info["id"])
        if message is None or message.organization is not of:
            return _error(404, "10005", "Resource not found")
        return web.json_response({"data": message.shown()})

    def _whose(self, request: web.Request) -> Organization:
        """By the API key. https://developers.telnyx.com/development/api-fundamentals/authentication"""
        proof = request.headers.get("Authorization", "")
        of = next((each for each in self.organizations if proof == f"Bearer {each.key}"), None)
        if of is None:
            raise web.HTTPUnauthorized(text=_text("10009", "Authentication failed"), content_type="application/json")
        if of.refuses_all == 429:
            raise web.HTTPTooManyRequests(text=_text("10011", "Too many requests"), content_type="application/json")
        return of

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


class Served:
    """`async with Served(app) as served`: the API, and the app that its webhooks reach under any address."""

    def __init__(self, app: web.Application, faults: Faults = CALM, seed: int = 0) -> None:
        self._app, self._faults, self._seed = app, faults, seed
        self._sockets = Sockets()

    async def __aenter__(self) -> Served:
        self.carrier = Carrier(await self._sockets.serve(self._app, "app"), self._faults, self._seed)
        self.to_carrier = await self._sockets.serve(self.carrier.app(), "carrier")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.carrier.close()
        await self._sockets.close()


def _text(code: str, title: str, detail: str = "") -> str:
    return web.json_response({"errors": [{"code": code, "title": title, "detail": detail or title}]}).text or ""


def _error(status: int, code: str, title: str, detail: str = "") -> web.Response:
    """https://developers.telnyx.com/development/api-fundamentals/api-errors"""
    return web.Response(status=status, text=_text(code, title, detail), content_type="application/json")
