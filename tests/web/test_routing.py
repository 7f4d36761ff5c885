"""A line's route over HTTP: read, set as a whole, and previewed."""

from __future__ import annotations

from typing import Any

import pytest
import pytest_asyncio

from tests.web.conftest import SHARED, Client, Installation, Team

LINE, ANN, CELL, DANA = "+12025550100", "+12025550111", "+12025550133", "+12025550122"
DEFAULT: dict[str, Any] = {
    "softphones_on": True,
    "agents_on": True,
    "agents": [],
    "forwards_on": True,
    "forwards": [],
    "voicemail_on": True,
    "order": "all",
    "ring_seconds": 25,
    "ring_busy": True,
    "caller_id": "line",
    "message_seconds": 180,
    "hours": None,
    "closed": "voicemail",
    "blocked": "busy",
}
WEEKDAYS = {
    "time_zone": "America/New_York",
    "week": [[{"start": "09:00", "end": "17:30"}]] * 5 + [[], []],
    "holidays": [{"date": "2026-12-25", "name": "Christmas", "open": []}],
}


async def add_line(team: Team, number: str = LINE) -> str:
    # A host of their own: two workspaces share one only with accounts.
    await team.owner("POST", "/trunks", {"name": "lab", "host": f"{team.workspace[-8:]}.example"})
    return str((await team.owner("POST", "/lines", {"number": number, "trunks": ["lab"]})).json["id"])


async def rings_agent(team: Team) -> str:
    """A line that rings the agent at a number, and a forwarding number."""
    line = await add_line(team)
    await team.owner("PATCH", f"/members/{team.agent_id}", {"number": ANN})
    route = {"agents": [team.agent_id], "forwards": [{"number": CELL, "name": "Cell"}]}
    assert (await team.owner("PUT", f"/lines/{line}/route", route)).status == 200
    return line


async def preview(client: Client, line: str, **body: Any) -> Any:
    answer = await client("POST", f"/lines/{line}/route/preview", body)
    assert answer.status == 200, answer.body
    return answer.json


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def line(shared: Installation) -> str:
    """Of the shared one, with the default route."""
    return await add_line(shared.one)


async def test_a_route_is_shown_and_set_as_a_whole(offhook: Installation) -> None:
    one = offhook.one
    line = await add_line(one)
    address = f"/lines/{line}/route"
    assert (await one.agent("GET", address)).json == {"line": line, "number": LINE, "route": DEFAULT}
    changes = {
        "agents": [one.agent_id],
        "forwards": [{"number": "(202) 555-0133", "name": " Cell "}],
        "order": "hunt",
        "ring_seconds": 20,
        "ring_busy": False,
        "caller_id": "caller",
        "hours": WEEKDAYS,
        "closed": "apology",
    }
    set_ = await one.manager("PUT", address, changes)
    assert set_.status == 200, set_.body
    assert set_.json["route"] == DEFAULT | changes | {"forwards": [{"number": CELL, "name": "Cell"}]}
    assert (await one.agent("GET", f"/lines/{LINE}/route")).json == set_.json
    assert (await one.manager("PUT", address, set_.json["route"])).json == set_.json
    assert (await one.manager("PUT", address, {})).json["route"] == DEFAULT


@pytest.mark.parametrize(
    ("body", "problem", "field"),
    [
        ({"ring_seconds": 0}, "invalid-value", "ring_seconds"),
        ({"ring_seconds": 600}, "invalid-value", "ring_seconds"),
        ({"ring_seconds": "25"}, "invalid-request", "ring_seconds"),
        ({"ring_seconds": True}, "invalid-request", "ring_seconds"),
        ({"voicemail_on": "yes"}, "invalid-request", "voicemail_on"),
        ({"order": "random"}, "invalid-request", "order"),
        ({"forwards": [{"number": CELL}, {"number": "202 555 0133"}]}, "invalid-value", "forwards"),
        ({"forwards": [{"number": "911"}]}, "emergency-number", "forwards"),
        ({"forwards": [{"number": LINE}]}, "route-loops", "forwards"),
        ({"forwards": [CELL]}, "invalid-request", "forwards.0"),
        ({"agents": ["member_none"]}, "not-found", "agents"),
        ({"hours": {"time_zone": "UTC", "week": []}}, "invalid-value", "hours"),
        ({"hours": {"week": []}}, "invalid-request", "hours.time_zone"),
        ({"mode": "x"}, "invalid-request", "mode"),
    ],
)
@SHARED
async def test_a_route_that_cannot_be_is_refused_and_not_previewed(
    shared: Installation, line: str, body: object, problem: str, field: str
) -> None:
    owner = shared.one.owner
    address = f"/lines/{line}/route"
    refused = await owner("PUT", address, body)
    assert (refused.problem, refused.json["field"]) == (problem, field)
    proposed = await owner("POST", f"{address}/preview", {"route": body})
    assert proposed.problem == problem
    assert proposed.json["detail"].removeprefix("route.") == refused.json["detail"]
    assert (await owner("GET", address)).json["route"] == DEFAULT


async def test_a_line_has_ten_agents_unless_the_settings_say_otherwise(offhook: Installation) -> None:
    owner = offhook.one.owner
    agents = [(await owner("POST", "/members", {"name": f"A{last}"})).json["id"] for last in range(11)]
    address = f"/lines/{await add_line(offhook.one)}/route"
    assert (await owner("PUT", address, {"agents": agents[:10]})).status == 200
    refused = await owner("PUT", address, {"agents": agents})
    assert (refused.problem, refused.json["field"]) == ("invalid-value", "agents")
    assert "10 agents at most" in refused.json["detail"]


@pytest.mark.behaviour("X4")
async def test_a_preview_says_who_is_rung_who_is_not_and_what_comes_after(offhook: Installation) -> None:
    one = offhook.one
    line = await rings_agent(one)
    found = await preview(one.agent, line, caller="(202) 555-0133", at="2026-11-21T14:00:00Z")
    assert found == {
        "line": line,
        "caller": CELL,
        "at": "2026-11-21T14:00:00Z",
        "order": "all",
        "rung": [
            {
                "name": "Agent",
                "role": "member",
                "number": ANN,
                "device": None,
                "member": one.agent_id,
                "shown": LINE,
                "after_seconds": 0.0,
                "for_seconds": 25.0,
            }
        ],
        "skipped": [{"name": "Cell", "reason": "it is who calls"}],
        "then": "voicemail",
        "turned_away": None,
        "why": "",
        "text": [
            "Rings one phone for 25 s:",
            f"- Agent at {ANN}, who presses 1 to accept, is shown {LINE}",
            "Cell is not rung: it is who calls.",
            "When nobody accepts, the voicemail takes a message of at most 180 s.",
        ],
        "difference": None,
    }


@pytest.mark.behaviour("X4")
async def test_a_proposed_route_is_previewed_with_what_it_changes(offhook: Installation) -> None:
    one = offhook.one
    line = await rings_agent(one)
    route = (await one.owner("GET", f"/lines/{line}/route")).json["route"]
    proposed = route | {"order": "hunt", "ring_seconds": 10, "voicemail_on": False, "caller_id": "caller"}
    found = await preview(one.agent, line, caller=DANA, route=proposed)
    assert [(rung["name"], rung["after_seconds"], rung["for_seconds"], rung["shown"]) for rung in found["rung"]] == [
        ("Agent", 0, 10, DANA),
        ("Cell", 10, 10, DANA),
    ]
    assert found["then"] == "apology"
    assert found["difference"] == [
        "The voicemail is switched off.",
        "The ring time was 25 s, and is 10 s.",
        "The order was all at once, and is one after the other.",
        "What phones are shown was the line's number, and is the caller's number.",
    ]
    assert (await preview(one.agent, line, route=route))["difference"] == []
    assert (await one.owner("GET", f"/lines/{line}/route")).json["route"] == route


async def test_a_preview_looks_at_the_clock_that_it_is_given(offhook: Installation) -> None:
    line = await add_line(offhook.one)
    route = {"forwards": [{"number": CELL}], "hours": WEEKDAYS, "closed": "apology"}
    await offhook.one.owner("PUT", f"/lines/{line}/route", route)
    monday, sunday = "2026-11-23T10:00:00-05:00", "2026-11-22T10:00:00-05:00"
    open_, closed = [await preview(offhook.one.owner, line, at=at) for at in (monday, sunday)]
    assert [len(found["rung"]) for found in (open_, closed)] == [1, 0]
    assert open_["why"] == "open on Monday from 09:00 to 17:30; it is 10:00"
    assert closed["text"] == [
        "Closed on Sunday; it is 10:00.",
        "This rings nobody.",
        "The caller hears that nobody can take the call, and the call ends.",
    ]


@pytest.mark.parametrize(
    ("body", "problem", "field"),
    [
        ({"caller": "nobody"}, "invalid-number", "caller"),
        ({"at": "tomorrow"}, "invalid-request", "at"),
        ({"at": "2026-11-23T10:00:00"}, "invalid-request", "at"),
        ({"at": "9999-12-31T23:59:59Z"}, "invalid-request", "at"),
        ({"at": "2026-02-30T10:00:00Z"}, "invalid-request", "at"),
        ({"at": 0}, "invalid-request", "at"),
        ({"policy": {}}, "invalid-request", "policy"),
    ],
)
@SHARED
async def test_a_call_that_cannot_come_is_not_previewed(
    shared: Installation, line: str, body: object, problem: str, field: str
) -> None:
    refused = await shared.one.owner("POST", f"/lines/{line}/route/preview", body)
    assert (refused.status, refused.problem, refused.json["field"]) == (422, problem, field)


async def test_nobody_of_another_workspace_is_put_on_a_line(offhook: Installation) -> None:
    line = await add_line(offhook.one)
    body = {"agents": [offhook.other.agent_id]}
    for path, sent in (("", body), ("/preview", {"route": body})):
        refused = await offhook.one.owner("POST" if path else "PUT", f"/lines/{line}/route{path}", sent)
        assert refused.problem == "not-found"


async def test_a_ring_over_another_workspace_tells_none_of_its_numbers(offhook: Installation) -> None:
    mine = await add_line(offhook.one)
    first, second = await add_line(offhook.other, "+12025550101"), await add_line(offhook.other, "+12025550102")
    for line, number in ((first, "+12025550102"), (second, LINE)):
        set_ = await offhook.other.owner("PUT", f"/lines/{line}/route", {"forwards": [{"number": number}]})
        assert set_.status == 200
    refused = await offhook.one.owner("PUT", f"/lines/{mine}/route", {"forwards": [{"number": "+12025550101"}]})
    assert (refused.status, refused.problem) == (409, "route-loops")
    assert "+12025550102" not in refused.body.decode()
    assert f"{LINE} to +12025550101 to a number outside this workspace to {LINE}" in refused.json["detail"]
