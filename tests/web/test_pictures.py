"""Pictures, texts that are sent later, and copies on members' phones, over HTTP on the practice network."""

from __future__ import annotations

import asyncio
import io
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import pytest_asyncio
from PIL import Image

from tests.waiting import eventually
from tests.web.conftest import SHARED, Installation

pytestmark = [SHARED, pytest.mark.behaviour("X12")]

DANA, AGENT, LINE = "+12025550122", "+12025550161", "+12025550100"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def ready(shared: Installation) -> Installation:
    """A line with a trunk whose calls ring the agent, and practice phones."""
    one = shared.one.owner
    await one("POST", "/trunks", {"name": "lab", "host": "127.0.0.1"})
    await one("POST", "/lines", {"number": LINE, "name": "Sales", "trunks": ["lab"]})
    await one("PATCH", f"/members/{shared.one.agent_id}", {"number": AGENT})
    routed = await one("PUT", f"/lines/{LINE}/route", {"agents": [shared.one.agent_id]})
    assert routed.status == 200, routed.body
    for number in (DANA, AGENT):
        await one("PUT", f"/practice/phones/{number}", {"takes": "rings"})
    return shared


def png(width: int = 8) -> bytes:
    data = io.BytesIO()
    Image.new("RGB", (width, 8), "red").save(data, "PNG")
    return data.getvalue()


async def state(offhook: Installation, message: str, wanted: str) -> Any:
    with offhook.worker.live.follow(offhook.one.workspace) as news:
        async with asyncio.timeout(5):
            while (found := (await offhook.one.agent("GET", f"/messages/{message}")).json)["state"] != wanted:
                await news.news()
                news.take()
    return found


async def got(offhook: Installation, number: str) -> list[str]:
    found = (await offhook.one.agent("GET", f"/practice/phones/{number}/texts")).json["items"]
    return [each["text"] for each in found]


async def test_a_picture_is_sent_and_seen_by_an_address_that_was_given_away(ready: Installation) -> None:
    agent = ready.one.agent
    brought = await agent("POST", "/pictures", data=png())
    assert (brought.status, brought.json["kind"], brought.json["width"]) == (201, "image/png", 8)
    picture = brought.json["id"]
    assert (await ready.other.owner("GET", f"/pictures/{picture}")).status == 404
    body = {"line": LINE, "to": DANA, "text": "", "pictures": [picture]}
    looked = (await agent("POST", "/messages/preflight", body)).json
    assert (looked["findings"], looked["pictures_allowed"], looked["most_pictures"]) == ([], True, 10)
    sent = await agent("POST", "/messages", body)
    assert sent.status == 201, sent.body
    (shown,) = sent.json["pictures"]
    assert (shown["id"], shown["state"]) == (picture, "kept")
    entries = (await agent("GET", f"/conversations/{sent.json['conversation']}/entries")).json["items"]
    assert [each["id"] for each in entries[0]["pictures"]] == [picture]
    async with ready.session.get(ready.url + shown["url"]) as seen:
        assert (seen.status, seen.headers["Content-Type"]) == (200, "image/png")
        assert "sandbox" in seen.headers["Content-Security-Policy"]
        assert Image.open(io.BytesIO(await seen.read())).size == (8, 8)
    for wrong in (shown["url"][:-1] + "x", shown["url"].replace("until=1", "until=2"), shown["url"].split("&")[0]):
        async with ready.session.get(ready.url + wrong) as refused:
            assert refused.status in {404, 422}
    assert (await agent("DELETE", f"/pictures/{picture}")).problem == "picture-sent"
    assert (await agent("POST", "/messages", body)).problem == "picture-sent"
    assert (await agent("POST", f"/pictures/{picture}/again")).problem == "not-failed"
    unsent = (await agent("POST", "/pictures", data=png(9))).json["id"]
    assert (await agent("DELETE", f"/pictures/{unsent}")).status == 204
    assert (await agent("POST", "/messages", body | {"pictures": [unsent]})).status == 404
    for bad in (b"", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"GIF89a"):
        refused_picture = await agent("POST", "/pictures", data=bad)
        assert (refused_picture.status, refused_picture.problem) == (422, "picture-not-usable")


async def test_a_text_waits_for_its_time_and_can_be_changed_or_called_off_until_then(ready: Installation) -> None:
    agent = ready.one.agent
    soon, late = (
        (datetime.now(UTC) + timedelta(hours=hours)).isoformat(timespec="seconds").replace("+00:00", "Z")
        for hours in (1, 2)
    )
    body = {"line": LINE, "to": DANA, "text": "Later"}
    for wrong in ("2026-01-01T09:00:00Z", "2031-01-01T09:00:00Z", "2026-12-01T09:00:00"):
        refused = await agent("POST", "/messages", body | {"send_at": wrong})
        assert (refused.status, refused.json["field"]) == (422, "send_at"), wrong
    second = (await agent("POST", "/messages", body | {"send_at": late})).json
    first = (await agent("POST", "/messages", body | {"send_at": soon})).json
    assert first["state"] == "scheduled"
    page = (await agent("GET", "/scheduled-messages?limit=1")).json
    rest = (await agent("GET", f"/scheduled-messages?cursor={page['next']}")).json
    assert [each["id"] for each in page["items"] + rest["items"]] == [first["id"], second["id"]]
    assert (await agent("GET", "/scheduled-messages?cursor=x")).status == 422
    at = f"/messages/{first['id']}"
    assert (await agent("PATCH", at, {"text": ""})).problem == "message-refused"
    assert (await agent("PATCH", at, {"send_at": "2026-01-01T09:00:00Z"})).json["field"] == "send_at"
    assert (await agent("PATCH", at, {"text": "Now, then", "send_at": late})).json["text"] == "Now, then"
    assert (await agent("PATCH", at, {"send_at": None})).json["state"] == "queued"
    await state(ready, first["id"], "delivered")
    assert "Now, then" in await got(ready, DANA)
    assert (await agent("PATCH", at, {"text": "Too late"})).problem == "too-late"
    assert (await agent("DELETE", f"/messages/{second['id']}")).json["state"] == "cancelled"
    assert (await agent("GET", "/scheduled-messages")).json["items"] == []


async def test_who_is_on_duty_and_chose_so_gets_copies_and_nobody_else(ready: Installation) -> None:
    owner, agent, member = ready.one.owner, ready.one.agent, ready.one.agent_id
    duty = f"/lines/{LINE}/duty/{member}"

    async def write(text: str, sender: str = DANA) -> None:
        phone = f"/practice/phones/{sender}/texts"
        assert (await owner("POST", phone, {"line": LINE, "text": text})).status == 204

    assert (await agent("PATCH", f"/members/{member}", {"copies": "mail"})).status == 422
    assert (await agent("PATCH", f"/members/{member}", {"copies": "text"})).json["copies"] == "text"
    await write("When do you open?")
    wanted = "(202) 555-0122 → Sales: When do you open?"

    async def copied() -> bool:
        return wanted in await got(ready, AGENT)

    await eventually(copied, "the agent's phone has the copy")
    # Neither what a member's phone writes, nor anything for those off duty; a text that is answered shows the order.
    await write("I am driving", AGENT)
    await agent("PUT", duty, {"on_duty": False})
    await write("Off duty")
    await agent("PUT", duty, {"on_duty": True})
    await write("Back")
    back = "(202) 555-0122 → Sales: Back"

    async def came_back() -> bool:
        return back in await got(ready, AGENT)

    await eventually(came_back, "the agent gets copies again")
    assert await got(ready, AGENT) == [wanted, back]
    assert not [each for each in await got(ready, DANA) if AGENT[-4:] in each]
