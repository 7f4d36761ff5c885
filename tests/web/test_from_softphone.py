"""Calls from softphones and emergency calls, over HTTP, on the practice network."""

from __future__ import annotations

from typing import Any, cast

import pytest

from offhook.calls.values import E164, EmergencyNumber
from offhook.networks.practice import PracticeNetwork
from offhook.telephony.simulated.phones import Answers, HangUp, Moment
from tests.waiting import eventually
from tests.web.conftest import SHARED, Client, Installation, Team
from tests.web.test_live import reading
from tests.web.test_talks import comes_to

LINE = "+12025550100"
SET_UP = {"trunk": "lab", "line": LINE, "address": "1 Main Street, Springfield"}


async def furnished(one: Team) -> None:
    await one.owner("POST", "/trunks", {"name": "lab", "host": "127.0.0.1"})
    await one.owner("POST", "/lines", {"number": LINE, "trunks": ["lab"]})


async def signed_in(client: Client, **takes: object) -> str:
    """A softphone of the client's own; its device."""
    made = (await client("POST", "/softphones", {"kind": "sip", "name": "Desk"})).json
    body = {
        "username": made["credentials"]["username"],
        "secret": made["credentials"]["secret"],
        "takes_calls": takes or {"takes": "rings"},
    }
    return str((await client("POST", "/practice/softphones", body)).json["device"])


async def dials(client: Client, device: str, to: str) -> None:
    assert (await client("POST", f"/practice/softphones/{device}/calls", {"to": to})).status == 202


async def last(client: Client, *, over: bool = True) -> Any:
    found: list[Any] = []

    async def is_so() -> bool:
        found[:] = (await client("GET", "/calls")).json["items"][:1]
        return bool(found) and (found[0]["state"] == "ended") is over

    await eventually(is_so, "the call", 20.0)
    return found[0]


async def test_a_softphone_calls_a_colleague_by_extension(offhook: Installation) -> None:
    one = offhook.one
    assert (await one.owner("PATCH", f"/members/{one.agent_id}", {"extension": "202"})).json["extension"] == "202"
    await signed_in(one.agent, takes="answers", after=0.1, then=[{"do": "hang_up", "after": 0.2, "since": "bridge"}])
    await dials(one.owner, await signed_in(one.owner), "202")
    call = await last(one.owner)
    assert (call["direction"], call["disposition"], call["contact"]["number"]) == ("internal", "answered", "202")
    assert call["line"] == {"id": None, "number": ""}
    assert [leg["role"] for leg in call["legs"]] == ["member", "colleague"]
    story = (await one.owner("GET", f"/calls/{call['id']}/timeline")).json["items"]
    assert "dialled 202, the extension of" in story[0]["text"]


async def test_a_softphone_calls_out_over_the_line_that_was_chosen(offhook: Installation) -> None:
    one = offhook.one
    await furnished(one)
    await one.owner("POST", "/lines", {"number": "+12025550101", "trunks": ["lab"]})
    takes = {"takes": "answers", "after": 0.1, "then": [{"do": "hang_up", "after": 0.2, "since": "bridge"}]}
    await one.owner("PUT", "/practice/phones/+12025550122", takes)
    device = await signed_in(one.owner)
    softphone = (await one.owner("GET", "/softphones")).json["items"][0]["id"]
    changed = await one.owner("PATCH", f"/softphones/{softphone}", {"line": "+12025550101"})
    assert changed.json["line"].startswith("line_")
    await dials(one.owner, device, "2025550122")
    call = await last(one.owner)
    assert (call["disposition"], call["line"]["number"]) == ("answered", "+12025550101")
    dana = (await one.owner("GET", "/practice/phones/+12025550122")).json["calls"][-1]
    assert dana["caller_id"] == "+12025550101"


@pytest.mark.parametrize("extension", ["1", "2020202", "20a", "112", "911", "9112", "2611", "000"])
@SHARED
async def test_an_extension_that_can_t_be_one_is_refused(shared: Installation, extension: str) -> None:
    answer = await shared.one.owner("PATCH", f"/members/{shared.one.agent_id}", {"extension": extension})
    assert answer.status in {400, 422}
    assert answer.json["field"] == "extension"


async def test_an_extension_is_one_member_s_until_they_leave(offhook: Installation) -> None:
    one = offhook.one
    await one.owner("PATCH", f"/members/{one.agent_id}", {"extension": "202"})
    taken = await one.owner("POST", "/members", {"name": "Ben", "extension": "202"})
    assert (taken.status, taken.problem) == (409, "extension-taken")
    await one.owner("PATCH", f"/members/{one.agent_id}", {"active": False})
    assert (await one.owner("POST", "/members", {"name": "Ben", "extension": "202"})).status == 201
    assert (await one.agent("PATCH", f"/members/{one.agent_id}", {"extension": "203"})).status in {401, 403}


async def test_only_an_owner_sets_emergency_calls_up(offhook: Installation) -> None:
    one = offhook.one
    await furnished(one)
    before = (await one.agent("GET", "/emergency")).json
    assert (before["works"], before["lacks"], before["trunk"]) == (False, "not_set_up", None)
    assert "mobile phone" in before["detail"]
    for client in (one.agent, one.manager):
        assert (await client("PUT", "/emergency", SET_UP)).problem == "forbidden"
        assert (await client("DELETE", "/emergency")).problem == "forbidden"
    now = (await one.owner("PUT", "/emergency", SET_UP)).json
    assert (now["works"], now["lacks"]) == (True, None)
    assert now["detail"] == f"Emergency calls go over the trunk lab and show {LINE}."
    assert not (await offhook.other.owner("GET", "/emergency")).json["works"]
    assert (await offhook.other.owner("PUT", "/emergency", SET_UP)).problem == "not-found"
    await one.owner("PATCH", "/trunks/lab", {"enabled": False})
    assert "switched off" in (await one.owner("GET", "/emergency")).json["detail"]
    assert (await one.owner("DELETE", "/emergency")).json["works"] is False


async def test_the_owner_is_told_of_an_emergency_call_on_the_live_stream_and_others_are_not(
    offhook: Installation,
) -> None:
    one = offhook.one
    await furnished(one)
    await one.owner("PUT", "/emergency", SET_UP)
    device = await signed_in(one.agent)
    async with reading(one.owner) as owners, reading(one.manager) as managers:
        await owners.next()
        await managers.next()
        await dials(one.agent, device, "911")
        seen = [await owners.next()]
        while seen[-1][0] != "emergency":
            seen.append(await owners.next())
        told = seen[-1][2]
        assert (told["number"], told["put_through"], told["member"]) == ("911", True, one.agent_id)
        assert (told["detail"], told["address"]) == (f"over the trunk lab, showing {LINE}", SET_UP["address"])
        call = await last(one.owner)
        state = ""
        while state != "ended":
            name, _, change = await managers.next()
            assert name == "call"
            state = change["state"]
    assert call["contact"] == {"id": None, "name": "Emergency", "number": "911"}


async def test_nobody_ends_an_emergency_call_from_outside_holds_it_or_hands_it_on(offhook: Installation) -> None:
    one = offhook.one
    await furnished(one)
    await one.owner("PUT", "/emergency", SET_UP)
    network = cast(PracticeNetwork, offhook.worker.network).phones
    network.phone(EmergencyNumber("911"), Answers(after=0.1, then=(HangUp(after=3.0, since=Moment.BRIDGE),)))
    device = await signed_in(one.agent)
    await dials(one.agent, device, "911")
    call = (await last(one.agent, over=False))["id"]
    assert (await one.owner("DELETE", f"/calls/{call}")).problem == "emergency-call"
    await comes_to(one.agent, call, "talking")
    for method, path, body in (
        ("POST", "/hold", None),
        ("POST", "/resume", None),
        ("POST", "/transfer", {"to": LINE}),
        ("POST", "/transfer/complete", None),
        ("DELETE", "", None),
    ):
        refused = await one.owner(method, f"/calls/{call}{path}", body)
        assert (refused.status, refused.problem) == (409, "emergency-call"), path
        assert "can't be put on hold or handed on" in refused.json["detail"]
    over = await last(one.agent)
    assert (over["disposition"], over["reason"]) == ("answered", "the emergency service hung up")


async def test_click_to_call_never_calls_an_emergency_number(offhook: Installation) -> None:
    one = offhook.one
    await furnished(one)
    await one.owner("PUT", "/emergency", SET_UP)
    refused = await one.owner("POST", "/calls", {"caller": "+12025550111", "to": "911"})
    assert refused.problem == "emergency-number"


async def test_the_doctor_says_whether_softphones_can_make_emergency_calls(offhook: Installation) -> None:
    one = offhook.one
    await furnished(one)
    await signed_in(one.agent)

    async def said() -> Any:
        found = (await one.owner("GET", "/doctor")).json["findings"]
        return next(each for each in found if each["part"] == "emergency calls")

    assert (await said())["state"] == "doubtful"
    await one.owner("PUT", "/emergency", SET_UP)
    assert (await said())["state"] == "good"


@pytest.mark.behaviour("E3", "P1")
async def test_a_call_begins_at_one_s_own_softphone(offhook: Installation) -> None:
    """Its record names the softphone, and there is nothing to press."""
    one = offhook.one
    await furnished(one)
    made = (await one.agent("POST", "/softphones", {"kind": "sip", "name": "Desk"})).json
    away = await one.agent("POST", "/calls", {"to": "+12025550122", "caller": made["softphone"]["id"]})
    assert (away.problem, away.json["field"]) == ("softphone-away", "caller")
    phone = made["credentials"]
    takes = {"takes": "answers", "after": 0.1, "then": [{"do": "hang_up", "after": 0.2, "since": "bridge"}]}
    body = {"username": phone["username"], "secret": phone["secret"], "takes_calls": takes}
    await one.agent("POST", "/practice/softphones", body)
    cast(PracticeNetwork, offhook.worker.network).phones.phone(E164("+12025550122"), Answers(0.1))
    placed = await one.agent("POST", "/calls", {"to": "+12025550122", "caller": made["softphone"]["id"]})
    assert placed.status == 201
    call = await last(one.agent)
    assert (call["disposition"], call["member"]["number"]) == ("answered", made["softphone"]["id"])
    assert [leg["role"] for leg in call["legs"]] == ["member", "contact"]
