"""The live stream: reset, resume, keepalive, and readers that leave."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest

from offhook.records.live import KEPT, Change
from offhook.web import live
from tests.waiting import eventually
from tests.web.conftest import Client, Installation

Event = tuple[str, str, Any]


class Reader:
    """Reads server-sent events as a browser does (WHATWG HTML, 9.2)."""

    def __init__(self, response: aiohttp.ClientResponse) -> None:
        self.response = response
        self.comments: list[str] = []

    async def next(self, within: float = 5.0) -> Event:
        """The next event: its name, id and data."""
        name, number, data = "message", "", ""
        async with asyncio.timeout(within):
            while True:
                line = (await self.response.content.readline()).decode()
                assert line, "the stream has ended"
                field, _, value = line.rstrip("\n").partition(": ")
                match field:
                    case "event":
                        name = value
                    case "id":
                        number = value
                    case "data":
                        data += value
                    case "" if value:
                        self.comments.append(value)
                    case "" if data:
                        return name, number, json.loads(data)
                    case _:
                        pass

    async def reached(self, number: int, within: float = 5.0) -> str:
        """The id of this number, once it comes alone, without an event."""
        async with asyncio.timeout(within):
            while not (line := (await self.response.content.readline()).decode().rstrip("\n")).endswith(f"-{number}"):
                assert not line.startswith("event"), line
            return line.removeprefix("id: ")

    async def end(self, within: float = 5.0) -> None:
        """Wait for the server to end the stream."""
        async with asyncio.timeout(within):
            while await self.response.content.readany():
                pass


@asynccontextmanager
async def reading(client: Client, last_seen: str | None = None) -> AsyncIterator[Reader]:
    headers = {"Authorization": f"Bearer {client.key}"}
    if last_seen is not None:
        headers["Last-Event-ID"] = last_seen
    async with client.session.get(f"{client.url}/api/v1/live", headers=headers) as response:
        assert response.status == 200
        assert response.headers["Content-Type"].startswith("text/event-stream")
        assert response.headers["Cache-Control"] == "no-store"
        yield Reader(response)


def publish(offhook: Installation, call: str, workspace: str | None = None) -> None:
    change = Change(call=call, state="talking", at=1, legs=())
    offhook.worker.live.publish(workspace or offhook.one.workspace, change)


async def test_a_reader_starts_with_the_calls_that_live_and_then_sees_changes(offhook: Installation) -> None:
    owner = offhook.one.owner
    await owner("POST", "/trunks", {"name": "lab", "host": "127.0.0.1"})
    await owner("POST", "/lines", {"number": "+12025550100", "trunks": ["lab"]})
    await owner("PUT", "/practice/phones/+12025550111", {"takes": "rings"})
    call = (await owner("POST", "/calls", {"caller": "+12025550111", "to": "+12025550122"})).json["id"]
    async with reading(owner) as reader:
        name, _, data = await reader.next()
        assert (name, [each["call"] for each in data["calls"]]) == ("reset", [call])
        await owner("DELETE", f"/calls/{call}")
        while data.get("state") != "ended":
            name, _, data = await reader.next()
            assert (name, data["call"]) == ("call", call)
        assert data["disposition"] in {"abandoned", "cancelled"}


async def test_a_reader_goes_on_where_it_was(offhook: Installation) -> None:
    owner = offhook.one.owner
    async with reading(owner) as reader:
        await reader.next()
        publish(offhook, "one")
        _, seen, _ = await reader.next()
    publish(offhook, "two")
    publish(offhook, "of others", offhook.other.workspace)
    publish(offhook, "three")
    async with reading(owner, seen) as reader:
        assert [(await reader.next())[2]["call"], (await reader.next())[2]["call"]] == ["two", "three"]
        assert reader.comments == ["welcome back"]


@pytest.mark.parametrize("last_seen", ["nonsense", "other-1", "live_x-99999", "-", "1" * 100, "é"])
async def test_a_place_that_is_not_known_means_to_start_over(offhook: Installation, last_seen: str) -> None:
    async with reading(offhook.one.owner, last_seen) as reader:
        assert (await reader.next())[0] == "reset"


async def test_a_place_too_long_ago_means_to_start_over(offhook: Installation) -> None:
    async with reading(offhook.one.owner) as reader:
        _, seen, _ = await reader.next()
    for number in range(KEPT + 1):
        publish(offhook, f"call {number}")
    async with reading(offhook.one.owner, seen) as reader:
        assert (await reader.next())[0] == "reset"


async def test_a_reader_that_was_too_slow_starts_over(offhook: Installation) -> None:
    async with reading(offhook.one.owner) as reader:
        await reader.next()
        publish(offhook, "first")
        assert (await reader.next())[2]["call"] == "first"
        for number in range(KEPT + 10):  # all at once: nothing is read meanwhile
            publish(offhook, f"call {number}")
        assert (await reader.next())[0] == "reset"
        publish(offhook, "after")
        assert (await reader.next())[2]["call"] == "after"


async def test_what_changes_elsewhere_makes_nobody_start_over(offhook: Installation) -> None:
    async with reading(offhook.one.owner) as reader:
        await reader.next()
        publish(offhook, "first")
        assert (await reader.next())[2]["call"] == "first"
        for number in range(KEPT + 10):
            publish(offhook, f"call {number}", offhook.other.workspace)
        publish(offhook, "second")
        name, _, data = await reader.next()
        assert (name, data["call"]) == ("call", "second")


async def test_a_reader_of_a_quiet_workspace_can_come_back(
    offhook: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "KEEPALIVE_S", 0.02)
    async with reading(offhook.one.owner) as reader:
        _, first, _ = await reader.next()
        for number in range(KEPT + 10):
            publish(offhook, f"call {number}", offhook.other.workspace)
        reached = await reader.reached(offhook.worker.live.count)
    assert offhook.worker.live.position(first) is None
    publish(offhook, "missed")
    async with reading(offhook.one.owner, reached) as reader:
        name, _, data = await reader.next()
        assert (name, data["call"]) == ("call", "missed")
        assert reader.comments[0] == "welcome back"


async def test_silence_is_broken_by_comments(offhook: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "KEEPALIVE_S", 0.02)
    async with reading(offhook.one.owner) as reader:
        await reader.next()
        while await reader.response.content.readline() != b": still here\n":
            pass
        publish(offhook, "news")
        assert (await reader.next())[2]["call"] == "news"


async def test_a_reader_that_leaves_is_forgotten(offhook: Installation) -> None:
    before = len(asyncio.all_tasks())
    followers = offhook.worker.live._followers
    async with reading(offhook.one.owner) as reader, reading(offhook.other.owner) as another:
        await reader.next()
        await another.next()
        await eventually(lambda: len(followers) == 2, "both are followed")
        reader.response.close()
        await eventually(lambda: len(followers) == 1, "one has left")
    await eventually(lambda: not followers, "both have left")
    await eventually(lambda: len(asyncio.all_tasks()) <= before + 1, "nothing of them is left")


async def test_a_revoked_key_ends_its_stream(offhook: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "KEEPALIVE_S", 0.05)
    owner = offhook.one.owner
    made = (await owner("POST", "/keys", {"name": "screen"})).json
    async with reading(offhook.client(made["text"])) as reader:
        await reader.next()
        await owner("DELETE", f"/keys/{made['key']['id']}")
        await reader.end()


async def test_open_streams_do_not_hold_up_the_end(offhook: Installation) -> None:
    loop = asyncio.get_running_loop()
    async with reading(offhook.one.owner) as reader, reading(offhook.other.agent) as another:
        await reader.next()
        await another.next()
        began = loop.time()
        await offhook.server.stop()
        assert loop.time() - began < 1.5
        await reader.end()
        await another.end()
