"""Calls over HTTP, placed on the practice network by the real clock."""

from __future__ import annotations

import asyncio
import re
import sqlite3
import zlib
from contextlib import closing
from typing import Any

import aiohttp
import pytest
import pytest_asyncio

from offhook.calls.values import E164, TrunkId
from offhook.web.practice import phones_of
from tests.web.conftest import SHARED, Client, Installation, Team
from tests.web.test_live import reading

ANN, DANA, NOBODY, LINE = "+12025550111", "+12025550122", "+12025550199", "+12025550100"
CALL = {"caller": ANN, "to": DANA, "line": LINE}

ANSWERS = {"takes": "answers", "after": 0.05}
PRESSES = {"do": "press", "keys": "1", "after": 0.05}


async def set_up(team: Team, line: str = LINE) -> None:
    """A trunk, a line, and phones that make a call go well: Ann presses a key, Dana hangs up after a while."""
    await team.owner("POST", "/trunks", {"name": "lab", "host": "127.0.0.1"})
    assert (await team.owner("POST", "/lines", {"number": line, "trunks": ["lab"]})).status == 201
    await phone(team, ANN, ANSWERS | {"then": [PRESSES]})
    await phone(team, DANA, ANSWERS | {"then": [{"do": "hang_up", "after": 0.1, "since": "bridge"}]})


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def ready(shared: Installation) -> Installation:
    """The shared one, set up."""
    await set_up(shared.one)
    return shared


async def phone(team: Team, number: str, script: object) -> None:
    assert (await team.owner("PUT", f"/practice/phones/{number}", script)).status == 200


async def ended(client: Client, call: str) -> Any:
    """The record, once the call is over."""
    async with reading(client) as reader:
        while True:
            record = (await client("GET", f"/calls/{call}")).json
            if record["state"] == "ended":
                return record
            await reader.next(10)


@pytest.mark.behaviour("T11")
async def test_a_call_is_placed_followed_and_recorded(offhook: Installation) -> None:
    one = offhook.one
    await set_up(one)
    dana = (await one.agent("POST", "/contacts", {"name": "Dana", "numbers": [DANA]})).json["id"]
    placed = await one.agent("POST", "/calls", CALL)
    assert placed.status == 201, placed.body
    call = placed.json["id"]
    assert placed.headers["Location"] == f"/api/v1/calls/{call}"
    assert placed.json["state"] == "ringing_member"
    record = await ended(one.agent, call)
    assert (record["disposition"], record["outcome"], record["certain"]) == ("answered", "Answered", True)
    assert record["talk_seconds"] > 0.05
    assert record["contact"] == {"id": dana, "name": "Dana", "number": DANA}
    assert record["member"] == {"id": one.agent_id, "name": "Agent", "number": ANN}
    assert [(leg["role"], leg["number"], leg["caller_id"]) for leg in record["legs"]] == [
        ("member", ANN, LINE),
        ("contact", DANA, LINE),
    ]
    for leg in record["legs"]:
        times = [leg[f"{what}_at"] for what in ("started", "ringing", "answered", "bridged", "ended")]
        assert None not in times
        assert times == sorted(times)
        assert leg["why"]
    moments = (await one.agent("GET", f"/calls/{call}/timeline")).json["items"]
    assert [each["what"] for each in moments if each["what"] in {"placed", "bridged", "ended"}][:2] == [
        "placed",
        "bridged",
    ]
    assert (await one.agent("GET", "/calls")).json["items"] == [record]
    for query in (f"contact={dana}", f"member={one.agent_id}", "disposition=answered", "direction=outbound"):
        assert (await one.agent("GET", f"/calls?{query}")).json["items"] == [record]
        assert call in (await one.agent("GET", f"/calls/export?{query}")).body.decode()
    for query in ("disposition=busy", "direction=inbound", "until=2020-01-01T00:00:00Z", "since=2090-01-01T00:00:00Z"):
        assert (await one.agent("GET", f"/calls?{query}")).json["items"] == []
        assert (await one.agent("GET", f"/calls/export?{query}")).body.decode().count("\r\n") == 1
    assert (await one.agent("GET", "/calls?since=yesterday")).json["field"] == "since"
    assert (await one.agent("GET", "/calls/export?direction=up")).json["field"] == "direction"


@pytest.mark.behaviour("T4")
async def test_the_members_number_and_the_only_line_are_filled_in(offhook: Installation) -> None:
    one = offhook.one
    await set_up(one)
    first = await one.agent("POST", "/calls", {"to": DANA})
    assert (first.status, first.problem, first.json["field"]) == (422, "caller-missing", "caller")
    await ended(one.agent, (await one.agent("POST", "/calls", CALL)).json["id"])
    again = await one.agent("POST", "/calls", {"to": DANA})
    assert again.json["member"]["number"] == ANN
    assert again.json["line"]["number"] == LINE
    await ended(one.agent, again.json["id"])


@pytest.mark.behaviour("T6")
async def test_both_phones_are_shown_the_line(offhook: Installation) -> None:
    one = offhook.one
    await set_up(one)
    await ended(one.agent, (await one.agent("POST", "/calls", CALL)).json["id"])
    for number, role in ((ANN, "member"), (DANA, "contact")):
        [seen] = (await one.agent("GET", f"/practice/phones/{number}")).json["calls"]
        assert (seen["role"], seen["caller_id"]) == (role, LINE)
        assert "person" in [each["what"] for each in seen["heard"]]
    [ann] = (await one.agent("GET", f"/practice/phones/{ANN}")).json["calls"]
    assert ann["keys"] == "1"
    assert [each["what"] for each in ann["heard"]][:2] == ["words", "ringback"]


async def test_whoever_follows_the_stream_needs_no_body(offhook: Installation) -> None:
    await set_up(offhook.one)
    placed = await offhook.one.agent("POST", "/calls", CALL, headers={"Prefer": "return=minimal"})
    assert (placed.status, placed.body, placed.headers["Preference-Applied"]) == (201, b"", "return=minimal")
    path = placed.headers["Location"].removeprefix("/api/v1")
    assert (await offhook.one.agent("GET", path)).json["contact"]["number"] == DANA


@pytest.mark.behaviour("U13")
async def test_a_call_s_live_updates_cost_less_than_2_kb(offhook: Installation) -> None:
    await set_up(offhook.one)
    headers = {"Authorization": f"Bearer {offhook.one.agent.key}", "Accept-Encoding": "gzip"}
    async with (
        aiohttp.ClientSession(auto_decompress=False) as browser,
        browser.get(f"{offhook.url}/api/v1/live", headers=headers) as live,
    ):
        unpack, told, wire = zlib.decompressobj(31), b"", 0
        assert live.headers["Content-Encoding"] == "gzip"
        await offhook.one.agent("POST", "/calls", CALL)
        while not re.search(rb'"call":"[^"]+","state":"ended"', told):
            chunk = await live.content.readany()
            assert chunk, told
            wire, told = wire + len(chunk), told + unpack.decompress(chunk)
    assert told.count(b"event: call") >= 6
    assert wire < 2048


async def test_one_idempotency_key_places_one_call(offhook: Installation) -> None:
    one = offhook.one
    await set_up(one)
    headers = {"Idempotency-Key": "order-4711"}
    answers = await asyncio.gather(*(one.agent("POST", "/calls", CALL, headers=headers) for _ in range(5)))
    assert {answer.status for answer in answers} == {201}
    assert len({answer.json["id"] for answer in answers}) == 1
    assert sorted(answer.headers.get("Idempotent-Replayed", "") for answer in answers) == ["", *["true"] * 4]
    assert len((await one.agent("GET", "/calls")).json["items"]) == 1
    other = await one.agent("POST", "/calls", CALL | {"to": "+12025550123"}, headers=headers)
    assert (other.status, other.problem) == (422, "idempotency-key-reused")
    for bad in ("", " " * 3, "x" * 201, "é"):
        assert (await one.agent("POST", "/calls", CALL, headers={"Idempotency-Key": bad})).status == 422
    await one.agent("DELETE", f"/calls/{answers[0].json['id']}")


async def test_a_phone_does_not_ring_long_after_its_call_was_given_up(
    offhook: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = offhook.one
    await set_up(one)
    monkeypatch.setattr("offhook.switchboard.switchboard.PATIENCE", 0.3)
    file = offhook.worker.settings.data / "offhook.db"
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        async with asyncio.timeout(10):
            refused = await one.agent("POST", "/calls", CALL)
        other.execute("ROLLBACK")
    assert (refused.status, refused.problem) == (503, "database-away")
    await offhook.worker.storage.write(lambda conn: None)  # whatever waited has been written
    assert (await one.agent("GET", "/calls")).json["items"] == []
    assert (await one.agent("GET", f"/practice/phones/{ANN}")).json["calls"] == []


async def test_a_call_is_ended_by_those_who_may(offhook: Installation) -> None:
    one = offhook.one
    await set_up(one)
    await phone(one, ANN, {"takes": "rings"})
    call = (await one.owner("POST", "/calls", CALL)).json["id"]
    assert (await one.agent("DELETE", f"/calls/{call}")).problem == "forbidden"
    assert (await one.manager("DELETE", f"/calls/{call}")).status == 202
    record = await ended(one.owner, call)
    assert record["disposition"] in {"abandoned", "cancelled"}
    again = await one.owner("DELETE", f"/calls/{call}")
    assert (again.status, again.json) == (202, record)


async def test_calls_come_in_pages_latest_first(offhook: Installation) -> None:
    one = offhook.one
    await set_up(one)
    await phone(one, ANN, {"takes": "refuses", "status": 486})
    placed = []
    for _ in range(5):
        placed.append((await one.agent("POST", "/calls", CALL)).json["id"])
        await ended(one.agent, placed[-1])
    page = (await one.agent("GET", "/calls?limit=2")).json
    found = [each["id"] for each in page["items"]]
    while page["next"] is not None:
        page = (await one.agent("GET", f"/calls?limit=2&cursor={page['next']}")).json
        found += [each["id"] for each in page["items"]]
    assert found == placed[::-1]


@pytest.mark.parametrize(
    ("body", "status", "problem", "field"),
    [
        (CALL | {"to": "+1 202 555"}, 422, "invalid-number", "to"),
        (CALL | {"to": "911"}, 422, "emergency-number", "to"),
        (CALL | {"to": "112"}, 422, "emergency-number", "to"),
        (CALL | {"to": ""}, 422, "invalid-number", "to"),
        (CALL | {"to": ANN}, 422, "same-number", "to"),
        (CALL | {"to": LINE}, 422, "same-number", "to"),
        (CALL | {"caller": LINE}, 422, "same-number", "caller"),
        (CALL | {"caller": "PJSIP/evil"}, 422, "invalid-number", "caller"),
        (CALL | {"line": "+12025550199"}, 404, "not-found", "line"),
        (CALL | {"line": "line_01kahv7q3m8w2x4y6z0a1b2c3d"}, 404, "not-found", "line"),
        (CALL | {"line": "lab"}, 422, "invalid-number", "line"),
        (CALL | {"to": "+19005550122"}, 403, "destination-refused", "to"),
        (CALL | {"to": "+442079460000"}, 403, "destination-refused", "to"),
        ({"caller": ANN}, 422, "invalid-request", "to"),
    ],
)
@SHARED
async def test_a_call_that_cannot_be_is_refused(
    ready: Installation, body: object, status: int, problem: str, field: str
) -> None:
    refused = await ready.one.agent("POST", "/calls", body)
    assert (refused.status, refused.problem, refused.json["field"]) == (status, problem, field)
    assert (await ready.one.agent("GET", "/calls")).json["items"] == []


@pytest.mark.parametrize(
    "script",
    [
        {"takes": "sings"},
        {"takes": "answers", "after": -1},
        {"takes": "answers", "after": 1e400},
        {"takes": "answers", "after": 10**9},
        {"takes": "answers", "then": [{"do": "dance"}]},
        {"takes": "answers", "then": [{"do": "press", "keys": "A"}]},
        {"takes": "answers", "then": [{"do": "press", "keys": ""}]},
        {"takes": "answers", "then": [{"do": "hang_up"}]},
        {"takes": "refuses", "status": 200},
        {"takes": "rings", "after": 1},
        {},
        [],
    ],
)
@SHARED
async def test_a_script_that_no_phone_could_follow_is_refused(shared: Installation, script: object) -> None:
    assert (await shared.one.owner("PUT", f"/practice/phones/{NOBODY}", script)).status == 422
    assert (await shared.one.owner("GET", f"/practice/phones/{NOBODY}")).status == 404
    assert (await shared.one.owner("PUT", "/practice/phones/12", {"takes": "rings"})).problem == "invalid-number"


async def test_a_call_that_comes_in_is_nobody_s_until_it_is_taken(offhook: Installation) -> None:
    one, phones = offhook.one, phones_of(offhook.worker)
    await set_up(one)
    lines = (await one.owner("GET", "/lines")).json["items"]
    line, trunk = lines[0]["id"], lines[0]["trunks"][0]
    ringing = "+12025550133"
    await phone(one, ringing, {"takes": "rings"})
    await one.owner("PUT", f"/lines/{line}/route", {"forwards": [{"number": ringing, "name": "Cell"}]})
    async with reading(one.agent) as reader:
        phones.call_in(phones.phones[E164(DANA)], LINE, TrunkId(trunk), withheld=True)
        while not (live := (await one.agent("GET", "/calls")).json["items"]):
            await reader.next(10)
    (call,) = live
    assert (call["direction"], call["member"]) == ("inbound", None)
    assert call["contact"] == {"id": None, "name": "", "number": ""}
    refused = await one.agent("DELETE", f"/calls/{call['id']}")
    assert (refused.status, refused.json["detail"]) == (
        403,
        "This is not your call: only who takes it, an owner or a manager may end it.",
    )
    assert (await one.manager("DELETE", f"/calls/{call['id']}")).status == 202
    record = await ended(one.agent, call["id"])
    assert (record["disposition"], record["member"]) == ("cancelled", None)
    assert [(leg["role"], leg["direction"], leg["number"]) for leg in record["legs"]] == [
        ("contact", "inbound", ""),
        ("forward", "outbound", ringing),
    ]
    assert (await offhook.other.owner("GET", f"/calls/{call['id']}")).problem == "not-found"
