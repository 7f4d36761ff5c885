"""A customer of the carrier, to try it with: the official SDK, and an app that answers its webhooks from a script."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import aiohttp
from aiohttp import web
from twilio.http import AsyncHttpClient
from twilio.http.response import Response
from twilio.rest import Client

from tests.carrier.model import Account
from tests.carrier.served import CARRIER

APP = "https://app.test"
Document = str | Callable[[Mapping[str, str]], str] | int
"""TwiML, what makes it of what was told, or a status to fail with."""


@dataclass
class Told:
    """One request of the carrier."""

    path: str
    params: dict[str, str]
    headers: dict[str, str]
    body: str
    url: str

    def __getitem__(self, name: str) -> str:
        return self.params[name]


@dataclass
class Customer:
    """What it says, by path, and what it was told."""

    documents: dict[str, Document] = field(default_factory=dict)
    told: list[Told] = field(default_factory=list)
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    def app(self) -> web.Application:
        """Answers every path."""
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._answer)
        return app

    def say(self, path: str, *verbs: str | Callable[[Mapping[str, str]], str]) -> None:
        """From now on answer so."""
        if len(verbs) == 1 and callable(verbs[0]):
            self.documents[path] = verbs[0]
        else:
            self.documents[path] = document(*(verb for verb in verbs if isinstance(verb, str)))

    def at(self, path: str) -> list[Told]:
        """What was told there."""
        return [each for each in self.told if each.path == path]

    def states(self, path: str = "/status") -> list[str]:
        """The states that were told there, in order."""
        return [each["CallStatus"] for each in self.at(path)]

    async def until(self, holds: Callable[[], object], seconds: float = 60.0) -> None:
        """Wait until it holds, whenever something is told and besides ten times a second."""
        async with asyncio.timeout(seconds):
            while not holds():
                self._changed.clear()
                try:
                    async with asyncio.timeout(0.1):
                        await self._changed.wait()
                except TimeoutError:
                    continue

    async def _answer(self, request: web.Request) -> web.Response:
        posted = {name: str(value) for name, value in (await request.post()).items()}
        url = APP + request.path_qs
        params = posted or dict(request.query)
        self.told.append(Told(request.path, params, dict(request.headers), await request.text(), url))
        self._changed.set()
        found = self.documents.get(request.path, "")
        if isinstance(found, int):
            return web.Response(status=found)
        text = found(params) if callable(found) else found
        return web.Response(text=text, content_type="text/xml")


def document(*verbs: str) -> str:
    """TwiML of these verbs."""
    return f"<Response>{''.join(verbs)}</Response>"


class OverSession(AsyncHttpClient):  # type: ignore[misc]  # it has no types
    """How the vendor's client sends its requests: with our session, which reaches the carrier."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        super().__init__(logging.getLogger(__name__), True, None)
        self.session = session

    async def request(
        self,
        method: str,
        url: str,
        params: dict[str, object] | None = None,
        data: dict[str, object] | None = None,
        headers: dict[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,  # noqa: ASYNC109 - the SDK calls it so
        allow_redirects: bool = False,
    ) -> Response:
        """Send one. A list in a form is a field that comes several times."""
        form = aiohttp.FormData()
        for name, value in (data or {}).items():
            for each in value if isinstance(value, list) else [value]:
                form.add_field(name, str(each))
        query = {name: str(value) for name, value in (params or {}).items()}
        proof = {"Authorization": aiohttp.encode_basic_auth(*auth)} if auth else {}
        sent = self.session.request(method, url, params=query, data=form, headers=(headers or {}) | proof)
        async with sent as answer:
            return Response(answer.status, await answer.text(), answer.headers)


def sdk(session: aiohttp.ClientSession, account: Account, *, secret: str | None = None) -> Client:
    """The vendor's own client."""
    client = Client(account.sid, secret or account.auth_token, http_client=OverSession(session))
    client.api.base_url = CARRIER
    client.pricing.base_url = CARRIER
    return client
