"""Softphones over HTTP: made, shown once, switched, rotated, removed; signed in on the practice network."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from offhook.telephony.simulated.phones import Rings
from tests.waiting import eventually
from tests.web.conftest import SHARED, Answer, Client, Installation


async def made(client: Client, **body: object) -> Any:
    answer = await client("POST", "/softphones", {"kind": "sip", "name": "Desk"} | body)
    assert answer.status == 201
    return answer.json


async def signs_in(client: Client, credentials: Any, **takes: object) -> Answer:
    body = {
        "username": credentials["username"],
        "secret": credentials["secret"],
        "takes_calls": takes or {"takes": "rings"},
    }
    return await client("POST", "/practice/softphones", body)


async def state(client: Client, softphone: str) -> str:
    return str((await client("GET", f"/softphones/{softphone}")).json["state"])


async def test_a_sip_phone_s_secret_is_shown_once(offhook: Installation) -> None:
    agent = offhook.one.agent
    new = await made(agent)
    phone, credentials = new["softphone"], new["credentials"]
    assert (phone["member"], phone["kind"], phone["state"], phone["on"]) == (
        offhook.one.agent_id,
        "sip",
        "signed_out",
        True,
    )
    assert (len(credentials["secret"]), credentials["realm"], credentials["expires_at"]) == (24, "sip", None)
    assert credentials["server"]["host"] is None
    for path in ("/softphones", f"/softphones/{phone['id']}"):
        shown = (await agent("GET", path)).body.decode()
        assert credentials["secret"] not in shown


@pytest.mark.behaviour("P6", "P7")
async def test_its_owner_sees_it_come_ring_vanish_and_go(offhook: Installation) -> None:
    agent = offhook.one.agent
    new = await made(agent)
    phone = new["softphone"]["id"]
    device = (await signs_in(agent, new["credentials"])).json["device"]
    found = (await agent("GET", f"/softphones/{phone}")).json
    assert (found["state"], found["devices"][0]["agent"]) == ("registered", "Practice phone")
    assert found["since"] == found["devices"][0]["since"]
    await agent("PATCH", f"/softphones/{phone}", {"on": False})
    assert await state(agent, phone) == "switched_off"
    await agent("PATCH", f"/softphones/{phone}", {"on": True})
    assert await state(agent, phone) == "registered"
    assert (await agent("DELETE", f"/practice/softphones/{device}")).status == 204
    gone = (await agent("GET", f"/softphones/{phone}")).json
    assert (gone["state"], gone["devices"], gone["last_seen"]["agent"]) == ("signed_out", [], "Practice phone")


async def test_a_wrong_secret_and_an_unknown_name_get_the_same_answer(offhook: Installation) -> None:
    agent = offhook.one.agent
    credentials = (await made(agent))["credentials"]
    wrong = await signs_in(agent, credentials | {"secret": "x"})
    unknown = await signs_in(agent, credentials | {"username": "nobody"})
    assert (wrong.status, wrong.problem) == (unknown.status, unknown.problem) == (403, "wrong-secret")


async def test_rotating_signs_it_out_at_once(offhook: Installation) -> None:
    agent = offhook.one.agent
    new = await made(agent)
    phone = new["softphone"]["id"]
    await signs_in(agent, new["credentials"])
    rotated = (await agent("POST", f"/softphones/{phone}/rotate")).json
    assert rotated["softphone"]["state"] == "signed_out"
    assert (await signs_in(agent, new["credentials"])).problem == "wrong-secret"
    assert (await signs_in(agent, rotated["credentials"])).status == 201


async def test_a_browser_s_pages_get_credentials_that_end(offhook: Installation) -> None:
    agent = offhook.one.agent
    new = await made(agent, kind="browser", name="")
    assert (new["credentials"], new["softphone"]["name"]) == (None, "Browser")
    path = f"/softphones/{new['softphone']['id']}/browser-credentials"
    first = (await agent("POST", path, {})).json
    assert first["expires_at"] is not None
    assert (await signs_in(agent, first)).status == 201
    again = (await agent("POST", path, {"username": first["username"]})).json
    assert again["username"] == first["username"]
    assert await state(agent, new["softphone"]["id"]) == "registered"
    assert (await signs_in(agent, first)).problem == "wrong-secret"
    assert (await signs_in(agent, again)).status == 201
    rotate = await agent("POST", f"/softphones/{new['softphone']['id']}/rotate")
    assert (rotate.status, rotate.problem) == (409, "browser-softphone")


async def test_the_list_is_a_member_s_where_one_is_named(offhook: Installation) -> None:
    agent, owner = offhook.one.agent, offhook.one.owner
    theirs, mine = (await made(agent))["softphone"]["id"], (await made(owner))["softphone"]["id"]
    for asking, query, found in (
        (owner, "", [theirs, mine]),
        (owner, f"?member={offhook.one.agent_id}", [theirs]),
        (agent, "?member=member_of_another", [theirs]),
    ):
        items = (await asking("GET", f"/softphones{query}")).json["items"]
        assert [each["id"] for each in items] == found


async def test_nobody_else_signs_in_with_a_browser_phone(offhook: Installation) -> None:
    phone = (await made(offhook.one.agent, kind="browser"))["softphone"]["id"]
    answer = await offhook.one.owner("POST", f"/softphones/{phone}/browser-credentials", {})
    assert (answer.status, answer.problem) == (403, "forbidden")


async def test_agents_manage_their_own_managers_all(offhook: Installation) -> None:
    one = offhook.one
    theirs = (await made(one.owner))["softphone"]["id"]
    for_agent = (await made(one.manager, member=one.agent_id))["softphone"]["id"]
    for method, path, body in (
        ("GET", "", None),
        ("PATCH", "", {"on": False}),
        ("POST", "/rotate", None),
        ("POST", "/browser-credentials", {}),
        ("DELETE", "", None),
    ):
        assert (await one.agent(method, f"/softphones/{theirs}{path}", body)).problem == "forbidden", (method, path)
    other = await one.agent("POST", "/softphones", {"kind": "sip", "member": "member_01kb3fjj2m8w2x4y6z0a1b2c3d"})
    assert other.problem == "forbidden"
    assert [each["id"] for each in (await one.agent("GET", "/softphones")).json["items"]] == [for_agent]
    assert {each["id"] for each in (await one.manager("GET", "/softphones")).json["items"]} == {theirs, for_agent}
    assert (await one.agent("DELETE", f"/softphones/{for_agent}")).status == 204
    assert (await one.owner("DELETE", f"/softphones/{theirs}")).status == 204


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"kind": "fax"}, "kind"),
        ({}, "kind"),
        ({"kind": "sip", "name": "x" * 65}, "name"),
        ({"kind": "sip", "name": "two\nlines"}, "name"),
        ({"kind": "sip", "secret": "mine"}, "secret"),
    ],
)
@SHARED
async def test_bodies_that_can_t_be_used(shared: Installation, body: object, field: str) -> None:
    answer = await shared.one.agent("POST", "/softphones", body)
    assert answer.status == 422
    assert field in answer.body.decode()


@pytest.mark.parametrize("on", ["off", 0, None])
async def test_on_is_true_or_false(offhook: Installation, on: object) -> None:
    phone = (await made(offhook.one.agent))["softphone"]["id"]
    assert (await offhook.one.agent("PATCH", f"/softphones/{phone}", {"on": on})).status == 422


async def test_a_member_who_leaves_is_signed_out(offhook: Installation) -> None:
    one = offhook.one
    new = await made(one.agent)
    await signs_in(one.agent, new["credentials"])
    await one.owner("PATCH", f"/members/{one.agent_id}", {"active": False})
    assert await state(one.owner, new["softphone"]["id"]) == "signed_out"
    assert (await signs_in(one.owner, new["credentials"])).problem == "wrong-secret"


@pytest.mark.behaviour("P1", "P2", "P6")
async def test_calls_ring_it_while_it_is_there_and_on_and_previews_say_so(offhook: Installation) -> None:
    one = offhook.one
    trunk = (await one.owner("POST", "/trunks", {"name": "lab", "host": "127.0.0.1"})).json["id"]
    line = (await one.owner("POST", "/lines", {"number": "+12025550130", "trunks": [trunk]})).json["id"]
    await one.owner("PUT", f"/lines/{line}/route", {"agents": [one.agent_id], "agents_on": False})
    new = await made(one.agent)
    path = f"/softphones/{new['softphone']['id']}"

    async def preview() -> tuple[list[str], list[str]]:
        found = (await one.agent("POST", f"/lines/{line}/route/preview", {"caller": "+12025550122"})).json
        return [each["device"] for each in found["rung"]], [each["reason"] for each in found["skipped"]]

    assert await preview() == ([], ["the softphone is signed out"])
    device = (await signs_in(one.agent, new["credentials"], takes="rings")).json["device"]
    assert await preview() == ([device], [])
    await one.agent("PATCH", path, {"on": False})
    assert await preview() == ([], ["the softphone is switched off"])
    await one.agent("PATCH", path, {"on": True})
    network = offhook.worker.network.phones  # type: ignore[attr-defined]  # it is the practice network's
    caller = network.phone("+12025550122", Rings())
    network.call_in(caller, "+12025550130", trunk)

    async def ringing() -> bool:
        return bool((await one.agent("GET", f"/practice/softphones/{device}")).json["ringing"])

    await eventually(ringing, "the softphone rings")


async def test_the_live_stream_tells_agents_of_their_own_and_managers_of_all(offhook: Installation) -> None:
    one = offhook.one
    theirs, mine = await made(one.owner), await made(one.agent)
    ids = [theirs["softphone"]["id"], mine["softphone"]["id"]]
    for client, expected in ((one.agent, ids[1:]), (one.manager, ids), (offhook.other.owner, [])):
        headers = {"Authorization": f"Bearer {client.key}"}
        async with offhook.session.get(f"{offhook.url}/api/v1/live", headers=headers) as stream:
            reset = await _event(stream, b"reset")
            assert [each["softphone"] for each in reset["softphones"]] == expected
            for each in (theirs, mine):
                assert (await signs_in(one.owner, each["credentials"])).status == 201
            told = [await _event(stream, b"softphone") for _ in expected]
            assert [(each["softphone"], each["state"]) for each in told] == [(each, "registered") for each in expected]


async def _event(stream: Any, name: bytes) -> Any:
    async with asyncio.timeout(5):
        async for line in stream.content:
            if line == b"event: " + name + b"\n":
                await stream.content.readline()
                return json.loads((await stream.content.readline()).removeprefix(b"data: "))
    raise AssertionError(f"the stream ended without {name!r}")
