"""The peer of B2: a controller that places the same call with the same cheap requests, and keeps nothing.

It has no journal, no record, no limits and no second thought: what a call must cost at least when a program in Python
drives Asterisk.

    python -m bench.bare_controller ARI_URL SECRET TRUNK PROMPT PORT

Then POST /calls {"caller","to","line"}.
"""

from __future__ import annotations

import asyncio
import itertools
import sys
from typing import Any

import aiohttp
import msgspec
import uvloop
from aiohttp import web

EVENTS = (
    "RESTResponse",
    "StasisStart",
    "StasisEnd",
    "ChannelDtmfReceived",
    "ChannelDestroyed",
    "PlaybackFinished",
    "Dial",
)
POOL = 600


class Bare:
    """Every call is two channels named after it, and a bridge of the pool."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse, trunk: str, prompt: str) -> None:
        self.socket, self.trunk, self.prompt = socket, trunk, prompt
        self.numbers = itertools.count(1)
        self.calls: dict[str, dict[str, Any]] = {}
        self.bridges = [f"bare-bridge-{number}" for number in range(POOL)]

    def ask(self, method: str, uri: str, body: Any = None, **query: str) -> None:
        request: dict[str, Any] = {
            "type": "RESTRequest",
            "request_id": str(next(self.numbers)),
            "method": method,
            "uri": uri,
        }
        if query:
            request["query_strings"] = [{"name": name, "value": value} for name, value in query.items()]
        if body is not None:
            request |= {"content_type": "application/json", "message_body": msgspec.json.encode(body).decode()}
        sending = self.socket.send_str(msgspec.json.encode(request).decode())
        asyncio.ensure_future(sending)  # noqa: RUF006  # it runs through at once: nothing is kept here

    def originate(self, channel: str, to: str, line: str) -> None:
        self.ask(
            "POST",
            "channels",
            endpoint=f"PJSIP/{to}@{self.trunk}",
            channelId=channel,
            callerId=f"<{line}>",
            app="offhook",
        )

    async def place(self, request: web.Request) -> web.Response:
        wanted = msgspec.json.decode(await request.read())
        call = f"bare{next(self.numbers)}"
        self.calls[call] = wanted
        self.originate(f"{call}-1", wanted["caller"], wanted["line"])
        return web.json_response({"id": call}, status=201)

    def take(self, event: dict[str, Any]) -> None:
        if (channel := event.get("channel")) is None:
            return
        call, _, leg = channel["id"].partition("-")
        wanted = self.calls.get(call)
        if wanted is None:
            return
        match event["type"], leg:
            case "StasisStart", "1":
                self.ask("POST", f"channels/{call}-1/play/{call}-p", media=self.prompt)
            case "ChannelDtmfReceived", "1" if "dialled" not in wanted:
                wanted["dialled"] = True
                self.ask("DELETE", f"playbacks/{call}-p")
                self.ask("POST", f"channels/{call}-1/ring")
                self.originate(f"{call}-2", wanted["to"], wanted["line"])
            case "StasisStart", "2":
                bridge = wanted["bridge"] = self.bridges.pop()
                self.ask("DELETE", f"channels/{call}-1/ring")
                self.ask(
                    "POST",
                    f"bridges/{bridge}/addChannel",
                    channel=f"{call}-1,{call}-2",
                    inhibitConnectedLineUpdates="true",
                )
            case "ChannelDestroyed", _:
                del self.calls[call]
                if "bridge" in wanted:
                    self.bridges.append(wanted["bridge"])
                self.ask("DELETE", f"channels/{call}-{3 - int(leg)}")
            case _:
                pass


async def main(url: str, secret: str, trunk: str, prompt: str, port: str) -> None:
    """Connect, filter events, make the pool, serve."""
    headers = {"Authorization": aiohttp.encode_basic_auth("offhook", secret)}
    async with aiohttp.ClientSession(headers=headers) as http:
        socket = await http.ws_connect(f"{url}/events?app=offhook&subscribeAll=false", max_msg_size=0)
        bare = Bare(socket, trunk, prompt)
        bare.ask("PUT", "applications/offhook/eventFilter", {})
        bare.ask("PUT", "applications/offhook/eventFilter", {"allowed": [{"type": event} for event in EVENTS]})
        for bridge in bare.bridges:
            bare.ask("POST", "bridges", bridgeId=bridge, type="mixing")
        app = web.Application()
        app.router.add_post("/calls", bare.place)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", int(port)).start()
        async for message in socket:
            bare.take(msgspec.json.decode(message.data))


if __name__ == "__main__":
    uvloop.run(main(*sys.argv[1:]))
