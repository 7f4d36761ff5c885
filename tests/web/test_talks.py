"""What may be done during a talk, over HTTP, on the practice network by the real clock."""

from __future__ import annotations

from typing import Any

import pytest

from tests.web.conftest import Client, Installation, Team
from tests.web.test_calls import ANN, ANSWERS, CALL, DANA, LINE, PRESSES, ended, phone, set_up
from tests.web.test_live import reading


async def comes_to(client: Client, call: str, state: str) -> Any:
    """The call, once its state is this."""
    async with reading(client) as reader:
        while (record := (await client("GET", f"/calls/{call}")).json)["state"] != state:
            assert record["state"] != "ended", record
            await reader.next(10)
        return record


async def talking(team: Team) -> str:
    """A call of the agent's in which two talk until somebody ends it."""
    await set_up(team)
    await phone(team, ANN, ANSWERS | {"then": [PRESSES]})
    await phone(team, DANA, ANSWERS)
    call: str = (await team.agent("POST", "/calls", CALL)).json["id"]
    await comes_to(team.agent, call, "talking")
    return call


async def heard(team: Team, number: str) -> list[str]:
    """What a phone heard, in its last call."""
    calls = (await team.owner("GET", f"/practice/phones/{number}")).json["calls"]
    return [each["what"] for each in calls[-1]["heard"]]


@pytest.mark.behaviour("T20")
async def test_the_other_party_is_put_on_hold_and_taken_back(offhook: Installation) -> None:
    one = offhook.one
    call = await talking(one)
    asked = await one.agent("POST", f"/calls/{call}/hold")
    assert (asked.status, asked.json["id"]) == (202, call)
    record = await comes_to(one.agent, call, "on_hold")
    assert [(leg["role"], leg["state"]) for leg in record["legs"]] == [("member", "bridged"), ("contact", "on_hold")]
    assert (await one.agent("POST", f"/calls/{call}/hold")).status == 202
    assert (await one.agent("POST", f"/calls/{call}/resume")).status == 202
    await comes_to(one.agent, call, "talking")
    assert (await one.manager("POST", f"/calls/{call}/hold")).status == 202
    await comes_to(one.agent, call, "on_hold")
    await one.agent("DELETE", f"/calls/{call}")
    record = await ended(one.agent, call)
    assert (record["disposition"], record["reason"]) == ("answered", "ended on request")
    assert await heard(one, DANA) == ["person", "music", "person", "music"]
    assert await heard(one, ANN) == ["words", "ringback", "person", "person"]
    moments = (await one.agent("GET", f"/calls/{call}/timeline")).json["items"]
    whats = [each["what"] for each in moments]
    assert whats.count("hold_requested") == 3
    assert whats.count("on_hold") == 2
    assert "the contact's phone is on hold, and hears music" in [each["text"] for each in moments]
    placed, over = record["bridged_at"], record["ended_at"]
    assert placed < over
    assert record["talk_seconds"] > 0


async def test_only_who_may_steers_a_call(offhook: Installation) -> None:
    one = offhook.one
    await talking(one)
    mine = (await one.owner("POST", "/calls", CALL | {"caller": "+12025550113"})).json["id"]
    for what in ("hold", "resume"):
        refused = await one.agent("POST", f"/calls/{mine}/{what}")
        assert (refused.status, refused.problem) == (403, "forbidden")
        assert refused.json["detail"].endswith("only they, an owner or a manager may steer it.")
        assert (await offhook.other.owner("POST", f"/calls/{mine}/{what}")).problem == "not-found"
        unknown = await one.owner("POST", f"/calls/call_01kahv7q3m8w2x4y6z0a1b2c3d/{what}")
        assert (unknown.status, unknown.problem) == (404, "not-found")


async def test_nobody_who_does_not_talk_is_put_on_hold(offhook: Installation) -> None:
    one = offhook.one
    await set_up(one)
    await phone(one, ANN, {"takes": "rings"})
    call = (await one.agent("POST", "/calls", CALL)).json["id"]
    early = await one.agent("POST", f"/calls/{call}/hold")
    assert (early.status, early.problem) == (409, "not-talking")
    await one.agent("DELETE", f"/calls/{call}")
    await ended(one.agent, call)
    late = await one.agent("POST", f"/calls/{call}/resume")
    assert (late.status, late.problem) == (409, "call-over")


BOB = "+12025550133"


async def with_bob(team: Team) -> str:
    """A member with a phone of his own, who presses 1; his id."""
    await phone(team, BOB, ANSWERS | {"then": [PRESSES]})
    return str((await team.owner("POST", "/members", {"name": "Bob", "number": BOB})).json["id"])


async def three_have_talked(client: Client, call: str) -> Any:
    """The call, once somebody was talked with for a transfer."""
    async with reading(client) as reader:
        while True:
            record = (await client("GET", f"/calls/{call}")).json
            if sum(leg["bridged_at"] is not None for leg in record["legs"]) == 3:
                return record
            await reader.next(10)


@pytest.mark.behaviour("T21")
async def test_the_other_party_is_handed_on_without_a_word(offhook: Installation) -> None:
    one = offhook.one
    call = await talking(one)
    bob = await with_bob(one)
    asked = await one.agent("POST", f"/calls/{call}/transfer", {"to": bob})
    assert (asked.status, asked.json["id"]) == (202, call)
    record = await three_have_talked(one.agent, call)
    assert (record["state"], record["member"]["name"]) == ("talking", "Agent")
    refused = await one.agent("POST", f"/calls/{call}/hold")
    words = "This is a call that was handed on: only who has it now, an owner or a manager may steer it."
    assert refused.json["detail"] == words
    await one.owner("DELETE", f"/calls/{call}")
    record = await ended(one.agent, call)
    assert [(leg["role"], leg["number"], leg["caller_id"]) for leg in record["legs"]] == [
        ("member", ANN, LINE),
        ("contact", DANA, LINE),
        ("member", BOB, LINE),
    ]
    assert await heard(one, DANA) == ["person", "ringback", "person"]
    assert await heard(one, BOB) == ["words", "person"]
    whats = [each["what"] for each in (await one.agent("GET", f"/calls/{call}/timeline")).json["items"]]
    assert whats.count("transfer_requested") == whats.count("transfer") == 1


@pytest.mark.behaviour("T21")
async def test_the_other_party_is_handed_on_after_a_word(offhook: Installation) -> None:
    one = offhook.one
    call = await talking(one)
    bob = await with_bob(one)
    assert (await one.agent("POST", f"/calls/{call}/transfer", {"to": bob, "attended": True})).status == 202
    record = await three_have_talked(one.agent, call)
    assert (record["state"], record["legs"][1]["state"]) == ("transferring", "on_hold")
    assert (await one.agent("POST", f"/calls/{call}/transfer/complete")).status == 202
    await comes_to(one.agent, call, "talking")
    await one.owner("DELETE", f"/calls/{call}")
    await ended(one.agent, call)
    assert await heard(one, DANA) == ["person", "music", "person"]
    assert await heard(one, ANN) == ["words", "ringback", "person", "ringback", "person"]


async def test_they_come_back_where_nobody_takes_them(offhook: Installation) -> None:
    one = offhook.one
    call = await talking(one)
    bob = await with_bob(one)
    await phone(one, BOB, {"takes": "refuses", "status": 486})
    assert (await one.agent("POST", f"/calls/{call}/transfer", {"to": bob})).status == 202
    async with reading(one.agent) as reader:
        while "busy" not in [leg["cause"] for leg in (await one.agent("GET", f"/calls/{call}")).json["legs"]]:
            await reader.next(10)
    assert (await comes_to(one.agent, call, "talking"))["member"]["name"] == "Agent"
    await one.agent("DELETE", f"/calls/{call}")
    await ended(one.agent, call)
    assert await heard(one, DANA) == ["person", "ringback", "music", "person"]


@pytest.mark.parametrize(
    ("to", "status", "problem"),
    [
        ("+1 202 555", 422, "invalid-number"),
        (DANA, 422, "same-number"),
        ("+19005550122", 403, "destination-refused"),
        ("member_01kahv7q3m8w2x4y6z0a1b2c3d", 404, "not-found"),
    ],
)
async def test_a_transfer_that_can_not_be_is_refused_and_the_talk_goes_on(
    offhook: Installation, to: str, status: int, problem: str
) -> None:
    one = offhook.one
    call = await talking(one)
    refused = await one.agent("POST", f"/calls/{call}/transfer", {"to": to})
    assert (refused.status, refused.problem, refused.json["field"]) == (status, problem, "to")
    assert (await one.agent("POST", f"/calls/{call}/transfer", {})).status == 422
    assert (await one.agent("GET", f"/calls/{call}")).json["state"] == "talking"
