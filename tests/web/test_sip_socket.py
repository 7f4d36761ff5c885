"""A page's SIP WebSocket: let through by its ticket, to nothing but the network's own, for as long as it is let in."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from offhook.networks import SipServer
from offhook.softphones.sockets import MOST_SOCKETS
from tests.web.conftest import Client, Installation


class Upstream:
    """The network's own WebSocket: says everything twice."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.port = 0

    async def open(self) -> web.AppRunner:
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._take)
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self.port = runner.addresses[0][1]
        return runner

    async def _take(self, request: web.Request) -> web.WebSocketResponse:
        self.asked.append((request.path_qs, {name.lower(): value for name, value in request.headers.items()}))
        socket = web.WebSocketResponse(protocols=("sip",))
        await socket.prepare(request)
        async for frame in socket:
            await socket.send_str(f"{frame.data}{frame.data}")
        return socket


@pytest.fixture
async def upstream(offhook: Installation) -> AsyncIterator[Upstream]:
    upstream = Upstream()
    runner = await upstream.open()
    _leads_to(offhook, upstream.port)
    yield upstream
    await runner.cleanup()


def _leads_to(offhook: Installation, port: int) -> None:
    server = SipServer(None, 5060, 5061, ("127.0.0.1", port))
    offhook.worker.network.sip_server = lambda: server  # type: ignore[method-assign]  # the practice network has none


async def page(client: Client, **body: object) -> Any:
    """Credentials for a page of a new browser phone, with the phone's id."""
    made = (await client("POST", "/softphones", {"kind": "browser"})).json["softphone"]["id"]
    return (await client("POST", f"/softphones/{made}/browser-credentials", body)).json | {"softphone": made}


async def refused(offhook: Installation, path: str, **more: Any) -> int:
    with pytest.raises(aiohttp.WSServerHandshakeError) as error:
        await offhook.session.ws_connect(f"{offhook.url}{path}", **({"protocols": ("sip",)} | more))
    return error.value.status


async def test_what_a_page_says_goes_to_the_network_and_back(offhook: Installation, upstream: Upstream) -> None:
    given = await page(offhook.one.agent)
    headers = {"Authorization": "Bearer of something", "Cookie": "of=something", "X-Odd": "1"}
    async with offhook.session.ws_connect(
        f"{offhook.url}{given['socket']}", protocols=("sip",), headers=headers
    ) as socket:
        assert socket.protocol == "sip"
        for text in ("REGISTER", "x" * 200_000):
            await socket.send_str(text)
            assert await socket.receive_str(timeout=5) == 2 * text
    ((path, sent),) = upstream.asked
    assert path == "/ws"
    assert {"authorization", "cookie", "x-odd"}.isdisjoint(sent)


async def test_nobody_is_let_through_without_a_ticket(offhook: Installation, upstream: Upstream) -> None:
    given = await page(offhook.one.agent)
    assert await refused(offhook, "/sip/nobodys") == 403
    assert await refused(offhook, "/sip/") == 403
    assert await refused(offhook, f"{given['socket']}/ari/channels") == 403
    assert await refused(offhook, f"{given['socket']}%2f..%2f..%2fari%2fchannels") == 403
    assert await refused(offhook, f"{given['socket']}?path=/ari") == 403
    assert await refused(offhook, "/ws") == 404
    assert await refused(offhook, "/api/v1/live") == 404
    assert await refused(offhook, given["socket"], protocols=("chat",)) == 400
    assert upstream.asked == []


async def test_where_there_is_no_socket_to_lead_to_none_is_told_of(offhook: Installation) -> None:
    assert (await page(offhook.one.agent))["socket"] is None
    assert await refused(offhook, "/sip/anything") == 404


async def test_a_sip_phone_gets_no_ticket(offhook: Installation, upstream: Upstream) -> None:
    made = (await offhook.one.agent("POST", "/softphones", {"kind": "sip"})).json
    assert made["credentials"]["socket"] is None


async def test_a_network_that_is_away_is_told_as_such(offhook: Installation, unused_tcp_port: int) -> None:
    _leads_to(offhook, unused_tcp_port)
    assert await refused(offhook, (await page(offhook.one.agent))["socket"]) == 503


async def test_a_page_that_renews_keeps_its_socket_and_one_that_is_removed_loses_it(
    offhook: Installation, upstream: Upstream
) -> None:
    agent = offhook.one.agent
    given = await page(agent)
    path = f"/softphones/{given['softphone']}"
    async with offhook.session.ws_connect(f"{offhook.url}{given['socket']}", protocols=("sip",)) as socket:
        again = (await agent("POST", f"{path}/browser-credentials", {"username": given["username"]})).json
        assert again["socket"] == given["socket"]
        await socket.send_str("still")
        assert await socket.receive_str(timeout=5) == "stillstill"
        assert (await agent("DELETE", path)).status == 204
        assert (await socket.receive(timeout=5)).type in {aiohttp.WSMsgType.CLOSED, aiohttp.WSMsgType.CLOSE}
    assert await refused(offhook, given["socket"]) == 403


async def test_a_page_has_so_many_sockets(offhook: Installation, upstream: Upstream) -> None:
    url = f"{offhook.url}{(await page(offhook.one.agent))['socket']}"
    sockets = [await offhook.session.ws_connect(url, protocols=("sip",)) for _ in range(MOST_SOCKETS)]
    assert await refused(offhook, url.removeprefix(offhook.url)) == 403
    await sockets.pop().close()
    async with asyncio.timeout(5):
        while True:  # until the server has noticed
            try:
                sockets.append(await offhook.session.ws_connect(url, protocols=("sip",)))
                break
            except aiohttp.WSServerHandshakeError:
                await asyncio.sleep(0)
    for socket in sockets:
        await socket.close()


async def test_open_sockets_do_not_hold_up_a_stop(offhook: Installation, upstream: Upstream) -> None:
    url = f"{offhook.url}{(await page(offhook.one.agent))['socket']}"
    async with offhook.session.ws_connect(url, protocols=("sip",)) as socket:
        async with asyncio.timeout(1.5):
            await offhook.server.stop()
        assert (await socket.receive(timeout=5)).type in {aiohttp.WSMsgType.CLOSED, aiohttp.WSMsgType.CLOSE}
