"""Duty over HTTP: agents say when they are rung, managers say it for everybody."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import pytest_asyncio

from offhook.records.live import DutyChange
from tests.web.conftest import SHARED, Installation
from tests.web.test_routing import add_line, preview, rings_agent


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def line(shared: Installation) -> str:
    """Of the shared one: it rings the agent."""
    return await rings_agent(shared.one)


@pytest.mark.behaviour("U10")
async def test_agents_set_their_own_duty(offhook: Installation) -> None:
    one = offhook.one
    line = await rings_agent(one)
    me = f"/lines/{line}/duty/{one.agent_id}"
    on = {"member": one.agent_id, "name": "Agent", "on_duty": True, "until": None}
    assert (await one.agent("GET", f"/lines/{line}/duty")).json == {"items": [on]}
    off = await one.agent("PUT", me, {"on_duty": False})
    assert (off.status, off.json) == (200, on | {"on_duty": False})
    assert {"name": "Agent", "reason": "off duty"} in (await preview(one.agent, line))["skipped"]
    assert (await one.agent("GET", f"/lines/{line}/duty")).json == {"items": [off.json]}
    assert (await one.agent("PUT", me, {"on_duty": True})).json == on


@pytest.mark.behaviour("U10")
async def test_the_board_shows_all_lines_and_who_follows_is_told_to_look(offhook: Installation) -> None:
    one = offhook.one
    line = await rings_agent(one)
    follower = one.worker.live.follow(one.workspace)
    with follower as told:
        await one.agent("PUT", f"/lines/{line}/duty/{one.agent_id}", {"on_duty": False})
        route = (await one.manager("GET", f"/lines/{line}/route")).json["route"]
        assert (await one.manager("PUT", f"/lines/{line}/route", route | {"ring_seconds": 15})).status == 200
        changes = [each.change for each in told.take()]
    assert [(type(each), getattr(each, "line", None)) for each in changes] == [(DutyChange, line)] * 2
    (shown,) = (await one.agent("GET", "/duty")).json["items"]
    off = {"member": one.agent_id, "name": "Agent", "on_duty": False, "until": None}
    assert (shown["line"], shown["agents"]) == (line, [off])


async def test_duty_has_an_end(offhook: Installation) -> None:
    one = offhook.one
    line = await rings_agent(one)
    until = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    off = await one.agent("PUT", f"/lines/{line}/duty/{one.agent_id}", {"on_duty": False, "until": until})
    assert datetime.fromisoformat(off.json["until"]) == datetime.fromisoformat(until)
    assert len((await preview(one.agent, line))["skipped"]) == 1
    later = (datetime.now(UTC) + timedelta(hours=2)).isoformat()
    assert (await preview(one.agent, line, at=later))["skipped"] == []


async def test_managers_set_anybody_s_duty_and_agents_nobody_else_s(offhook: Installation) -> None:
    one = offhook.one
    line = await rings_agent(one)
    me, somebody = f"/lines/{line}/duty/{one.agent_id}", (await one.owner("GET", "/members/me")).json["id"]
    assert (await one.manager("PUT", me, {"on_duty": False})).json["on_duty"] is False
    refused = await one.agent("PUT", f"/lines/{line}/duty/{somebody}", {"on_duty": False})
    assert (refused.status, refused.problem) == (403, "forbidden")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "on_duty"),
        ({"on_duty": "off"}, "on_duty"),
        ({"on_duty": None}, "on_duty"),
        ({"on_duty": False, "until": "soon"}, "until"),
        ({"on_duty": False, "until": "2026-11-21T14:00:00"}, "until"),
        ({"on_duty": False, "until": "2020-01-01T00:00:00Z"}, "until"),
        ({"on_duty": False, "until": "2099-01-01T00:00:00Z"}, "until"),
        ({"on_duty": False, "since": None}, "since"),
    ],
)
@SHARED
async def test_a_duty_that_cannot_be_is_refused(shared: Installation, line: str, body: object, field: str) -> None:
    refused = await shared.one.agent("PUT", f"/lines/{line}/duty/{shared.one.agent_id}", body)
    assert (refused.status, refused.json["field"]) == (422, field)


async def test_only_agents_of_the_line_have_duty(offhook: Installation) -> None:
    one = offhook.one
    line = await add_line(one)
    refused = await one.owner("PUT", f"/lines/{line}/duty/{one.agent_id}", {"on_duty": True})
    assert (refused.status, refused.json["detail"]) == (
        422,
        "Agent is no agent of +12025550100: add them to its route first.",
    )
    theirs = await one.owner("PUT", f"/lines/{line}/duty/{offhook.other.agent_id}", {"on_duty": True})
    assert theirs.problem == "not-found"
