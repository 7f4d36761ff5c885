"""Practice phones held in the hand, by the real clock: calls in, answered and ended on them, watched live."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
import pytest_asyncio

from tests.web.conftest import SHARED, Installation

pytestmark = SHARED

ANN, BEN, DANA, LINE, OTHER = "+12025550111", "+12025550112", "+12025550122", "+12025550100", "+12025550101"
RINGS = {"takes": "rings"}


class Watching:
    """The live stream of the phones, as it comes."""

    def __init__(self, content: asyncio.StreamReader) -> None:
        self._content = content
        self.phones: dict[str, Any] = {}

    async def until(self, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """The phones by number, once they are so."""
        async with asyncio.timeout(10):
            while not (self.phones and wanted(self.phones)):
                line = await self._content.readline()
                if line.startswith(b"data: "):
                    self.phones = {each["number"]: each for each in json.loads(line[6:])["items"]}
        return self.phones


@asynccontextmanager
async def watching(offhook: Installation) -> AsyncIterator[Watching]:
    headers = {"Authorization": f"Bearer {offhook.one.manager.key}"}
    async with offhook.session.get(f"{offhook.url}/api/v1/practice/live", headers=headers) as response:
        yield Watching(response.content)  # type: ignore[arg-type]  # aiohttp's reads like asyncio's


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def ready(shared: Installation) -> Installation:
    """A line that rings two numbers, each a phone that does what it is told."""
    one = shared.one.owner
    await one("POST", "/trunks", {"name": "lab", "host": "127.0.0.1"})
    assert (await one("POST", "/lines", {"number": LINE, "name": "Sales", "trunks": ["lab"]})).status == 201
    assert (await one("POST", "/lines", {"number": OTHER, "trunks": []})).status == 201
    both = [{"number": number, "name": name} for number, name in ((ANN, "Ann"), (BEN, "Ben"))]
    route = await one("PUT", f"/lines/{LINE}/route", {"forwards": both, "ring_seconds": 20})
    assert route.status == 200, route.body
    for number in (ANN, BEN):
        assert (await one("PUT", f"/practice/phones/{number}", RINGS)).status == 200
    return shared


@pytest.mark.behaviour("X5")
async def test_a_call_in_is_taken_by_hand_and_seen_on_every_phone(ready: Installation) -> None:
    manager = ready.one.manager
    async with watching(ready) as live:
        called = await manager("POST", f"/practice/phones/{DANA}/calls", {"line": LINE})
        assert (called.status, called.json["calls"][-1]["made"]) == (202, True)
        rings = await live.until(lambda now: now[ANN]["ringing"] and now[BEN]["ringing"])
        assert rings[ANN]["calls"][-1]["caller_id"] == LINE
        await manager("POST", f"/practice/phones/{ANN}/acts", {"do": "answer"})
        await live.until(lambda now: any(each["words"] for each in now[ANN]["calls"][-1]["heard"]))
        spoken = live.phones[ANN]["calls"][-1]["heard"][-1]
        assert "Press one to accept" in spoken["words"]
        await manager("POST", f"/practice/phones/{ANN}/acts", {"do": "press", "keys": "1"})
        await live.until(lambda now: now[DANA]["in_call"] and not now[BEN]["ringing"])
        assert live.phones[ANN]["calls"][-1]["keys"] == "1"
        busy = await manager("DELETE", f"/practice/phones/{ANN}")
        assert (busy.status, busy.problem) == (409, "phone-busy")
        await manager("POST", f"/practice/phones/{DANA}/acts", {"do": "hang_up"})
        await live.until(lambda now: not now[ANN]["in_call"])
        assert (await manager("DELETE", f"/practice/phones/{DANA}")).status == 204
        await live.until(lambda now: DANA not in now)
    (other,) = [
        each for each in (await ready.other.owner("GET", "/practice/phones")).json["items"] if each["number"] == ANN
    ]
    assert other["calls"] == [], "calls are their workspace's alone"


async def test_a_withheld_caller_gives_up_and_a_phone_declines(ready: Installation) -> None:
    manager = ready.one.manager
    async with watching(ready) as live:
        await manager("POST", f"/practice/phones/{DANA}/calls", {"line": LINE, "withheld": True})
        await live.until(lambda now: now[ANN]["ringing"] and now[BEN]["ringing"])
        await manager("POST", f"/practice/phones/{BEN}/acts", {"do": "decline"})
        await live.until(lambda now: not now[BEN]["ringing"] and now[ANN]["ringing"])
        await manager("POST", f"/practice/phones/{DANA}/acts", {"do": "hang_up"})
        await live.until(lambda now: not now[ANN]["ringing"])
    (call, *_) = (await manager("GET", "/calls")).json["items"]
    assert call["contact"]["number"] == ""


async def test_what_cannot_be_done_is_refused_in_words(ready: Installation) -> None:
    manager, agent = ready.one.manager, ready.one.agent
    idle = await manager("POST", f"/practice/phones/{BEN}/acts", {"do": "answer"})
    assert (idle.status, idle.json["detail"]) == (409, f"The phone {BEN} is not ringing.")
    nowhere = await manager("POST", f"/practice/phones/{BEN}/calls", {"line": OTHER})
    assert (nowhere.status, nowhere.json["field"]) == (409, "line")
    assert (await manager("POST", "/practice/phones/+12025550177/acts", {"do": "answer"})).status == 404
    assert (await manager("POST", f"/practice/phones/{BEN}/acts", {"do": "press", "keys": "x"})).status == 422
    assert (await agent("GET", "/practice/phones")).status == 403
    assert (await agent("GET", "/practice/live")).status == 403


async def test_a_script_is_shown_as_it_was_given(ready: Installation) -> None:
    script = {
        "takes": "answers",
        "after": 2.0,
        "then": [
            {"do": "press", "keys": "1", "after": 1.0, "since": "prompt", "nth": 1},
            {"do": "hang_up", "after": 20.0, "since": "bridge", "nth": 1},
            {"do": "lose_media", "after": 60.0, "since": "answer", "nth": 1},
        ],
    }
    for given in (script, {"takes": "refuses", "status": 486, "after": 0.0}, {"takes": "ignores"}, RINGS):
        put = await ready.one.manager("PUT", "/practice/phones/+12025550133", given)
        assert put.json["takes_calls"] == given
