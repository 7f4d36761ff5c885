"""The public address leads here, or it is said why not."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import aiohttp
import pytest
from aiohttp import web

from offhook.networks.reach import Reaching

Answer = Callable[[Reaching, str], web.Response]


@asynccontextmanager
async def asked(answer: Answer) -> AsyncIterator[Reaching]:
    """Somebody who answers so at the address."""
    known: list[Reaching] = []

    async def check(request: web.Request) -> web.Response:
        return answer(known[0], request.match_info["nonce"])

    app = web.Application()
    app.router.add_get("/carriers/check/{nonce}", check)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    async with aiohttp.ClientSession() as session:
        known.append(Reaching(session, f"http://127.0.0.1:{runner.addresses[0][1]}", "/carriers/check"))
        yield known[0]
    await runner.cleanup()


async def test_it_leads_here() -> None:
    async with asked(lambda reaching, nonce: web.Response(text=reaching.proof(nonce))) as reaching:
        found = await reaching.ask()
    assert (found.reached, found.error) == (True, "")
    assert found.ms is not None


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (
            lambda reaching, nonce: web.Response(text=reaching.proof("another")),
            "something else answers there, with HTTP 200",
        ),
        (lambda reaching, nonce: web.Response(status=502), "with HTTP 502"),
        (lambda reaching, nonce: web.Response(status=301, headers={"Location": "/en"}), "leads on to /en"),
    ],
)
async def test_something_else_answers(answer: Answer, why: str) -> None:
    async with asked(answer) as reaching:
        found = await reaching.ask()
    assert not found.reached
    assert why in found.error


async def test_nobody_is_there() -> None:
    async with aiohttp.ClientSession() as session:
        found = await Reaching(session, "http://127.0.0.1:9", "/x").ask()
    assert not found.reached
    assert "can't be reached" in found.error
