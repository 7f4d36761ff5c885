import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bench.constant import DOCUMENT
from bench.webhooks import Timed, Webhook, evenly, of


async def test_what_is_asked_is_timed_with_who_answered_and_whether() -> None:
    async def answer(request: web.Request) -> web.Response:
        return web.Response(text=DOCUMENT, status=200 if request.path.endswith("good") else 503)

    app, timed = web.Application(), Timed()
    app.router.add_post("/{path:.*}", answer)
    async with TestServer(app) as server, aiohttp.ClientSession() as session:
        for path in ("/good", "/bad"):
            async with timed.one("document", session.post(server.make_url(path))) as response:
                assert await response.text() == DOCUMENT
        here = str(server.make_url("/").origin())
    with pytest.raises(aiohttp.ClientError):
        async with aiohttp.ClientSession() as session, timed.one("status", session.post(f"{here}/away")):
            raise AssertionError
    assert [(each.about, each.at, each.good) for each in timed.webhooks] == [
        ("document", here, True),
        ("document", here, False),
        ("status", "", False),
    ]


def test_documents_and_what_was_handed_on_are_told_apart() -> None:
    seen = [Webhook("in", 0.03, "b", True), Webhook("status", 0.01, "a", True), Webhook("room", 0.05, "b", False)]
    figures = of(seen, "b")
    assert (figures["failed"], figures["p50 ms"], figures["longest ms"]) == (1.0, 30.0, 50.0)
    assert (figures["documents p99 ms"], figures["handed on p50 ms"]) == (30.0, 30.0)
    assert "handed on p50 ms" not in of(seen[1:2], "b")


async def test_what_is_begun_evenly_waits_for_none_before() -> None:
    begun: list[int] = []

    async def one() -> None:
        begun.append(len(begun))

    assert await evenly(one, 3, 1000.0) > 0.002
    assert begun == [0, 1, 2]
