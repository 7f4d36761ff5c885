"""Handing requests on: what goes through unchanged, what is sent once more, and what is not."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from starlette.types import Message

from offhook.web import forwarding
from offhook.web.forwarding import Forwarding
from tests.cli.conftest import free_port

Answer = tuple[int, list[tuple[bytes, bytes]], bytes]


class Behind:
    """The worker that has the calls: notes what it is asked, and vanishes in the middle of some."""

    url = ""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, str, bytes]] = []
        self.vanishes = 0

    async def answer(self, request: web.Request) -> web.StreamResponse:
        body = await request.read()
        self.asked.append((request.method, request.raw_path, request.headers["X-Forwarded-For"], body))
        if self.vanishes:
            self.vanishes -= 1
            assert request.transport is not None
            request.transport.close()
            return web.Response()
        response = web.Response(text="done", status=201, headers={"X-Ours": "1"})
        response.headers.add("Set-Cookie", "a=1")
        response.headers.add("Set-Cookie", "b=2")
        return response


@pytest.fixture
async def behind() -> AsyncIterator[Behind]:
    made = Behind()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", made.answer)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    made.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield made
    await runner.cleanup()


@pytest.fixture
async def standing(behind: Behind) -> AsyncIterator[Forwarding]:
    made = Forwarding()
    made.to = behind.url
    yield made
    await made.close()


async def ask(at: Forwarding, method: str, path: str, body: bytes = b"", forwarded: bytes = b"") -> Answer:
    said: list[Message] = []
    came = iter([{"type": "http.request", "body": body}])

    async def receive() -> Message:
        found = next(came, None)
        if found is None:
            await asyncio.get_running_loop().create_future()
        assert found is not None
        return found

    async def send(message: Message) -> None:
        said.append(message)

    raw, _, query = path.partition("?")
    headers = [(b"host", b"office.test"), *([(b"x-forwarded-for", forwarded)] if forwarded else [])]
    scope = {
        "type": "http",
        "method": method,
        "path": raw,
        "raw_path": raw.encode(),
        "query_string": query.encode(),
        "headers": headers,
        "client": ("10.0.0.9", 1234),
    }
    await at(scope, receive, send)
    return said[0]["status"], said[0]["headers"], b"".join(each["body"] for each in said[1:])


async def test_what_comes_goes_through_as_it_is_with_who_asks(standing: Forwarding, behind: Behind) -> None:
    status, headers, body = await ask(standing, "POST", "/api/v1/a%2Fb?c=%7E", b"hello", b"203.0.113.7")
    assert (status, body) == (201, b"done")
    assert [value for name, value in headers if name == b"Set-Cookie"] == [b"a=1", b"b=2"]
    assert behind.asked == [("POST", "/api/v1/a%2Fb?c=%7E", "203.0.113.7, 10.0.0.9", b"hello")]


async def test_a_carriers_request_is_sent_again_and_one_that_may_have_been_done_is_not(
    standing: Forwarding, behind: Behind
) -> None:
    for method, path in (("POST", "/carriers/trunk_1/in"), ("GET", "/api/v1/calls")):
        behind.vanishes = 1
        assert (await ask(standing, method, path, b"CallSid=CA1" if method == "POST" else b""))[0] == 201
    assert [asked[3] for asked in behind.asked] == [b"CallSid=CA1", b"CallSid=CA1", b"", b""]
    behind.vanishes = 1
    status, _, problem = await ask(standing, "POST", "/api/v1/calls", b"{}")
    assert status == 503
    assert b"look whether it was done" in problem
    assert len(behind.asked) == 5


async def test_a_request_waits_for_a_worker_and_not_for_ever(
    standing: Forwarding, behind: Behind, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, standing.to = standing.to, f"http://127.0.0.1:{free_port()}"
    monkeypatch.setattr(forwarding, "PATIENCE_S", 0.2)
    assert (await ask(standing, "POST", "/api/v1/calls", b"{}"))[0] == 503
    standing.to = None
    monkeypatch.setattr(forwarding, "PATIENCE_S", 5.0)
    asking = asyncio.ensure_future(ask(standing, "POST", "/api/v1/calls", b"{}"))
    await asyncio.sleep(0)
    standing.to = here
    assert (await asking)[0] == 201
