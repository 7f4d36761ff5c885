"""The block list over HTTP, and what it does to calls."""

from __future__ import annotations

from typing import cast

from offhook.calls.values import E164, LegId, TrunkId
from offhook.networks.practice import PracticeNetwork
from offhook.telephony.simulated.phones import Rings
from tests.waiting import eventually
from tests.web.conftest import Client, Installation

LINE, DANA, EVE = "+12025550100", "+12025550122", "+12025550144"


async def with_line(offhook: Installation) -> tuple[str, str]:
    owner = offhook.one.owner
    trunk = (await owner("POST", "/trunks", {"name": "lab", "host": "127.0.0.1"})).json["id"]
    line = (await owner("POST", "/lines", {"number": LINE, "trunks": [trunk]})).json["id"]
    return trunk, line


async def calls_in(offhook: Installation, trunk: str, number: str, *, withheld: bool = False) -> tuple[str, str]:
    """Disposition and reason of a call to the line that nobody takes; the caller hangs up soon."""
    phones = cast(PracticeNetwork, offhook.worker.network).phones
    caller = phones.phone(E164(number), Rings())
    leg: LegId = phones.call_in(caller, LINE, TrunkId(trunk), withheld=withheld)
    call = leg.rpartition("-")[0]

    async def state() -> str:
        answer = await offhook.one.owner("GET", f"/calls/{call}")
        return str(answer.json["state"]) if answer.status == 200 else ""

    async def settled() -> bool:
        return await state() in {"ended", "voicemail"} or bool(caller.hears)

    await eventually(settled, f"{call} is answered or over")
    if await state() != "ended":
        caller.hang_up()

    async def over() -> bool:
        return await state() == "ended"

    await eventually(over, f"{call} is over")
    record = (await offhook.one.owner("GET", f"/calls/{call}")).json
    return record["disposition"], record["reason"]


async def added(client: Client, **body: object) -> dict[str, object]:
    answer = await client("POST", "/blocks", body)
    assert answer.status == 201, answer.body
    assert answer.headers["Location"] == f"/api/v1/blocks/{answer.json['id']}"
    return dict(answer.json)


async def test_who_is_blocked_is_on_the_record_and_put_through_again_once_it_is_taken_back(
    offhook: Installation,
) -> None:
    trunk, line = await with_line(offhook)
    manager = offhook.one.manager
    block = await added(manager, number="(202) 555-0122", line=LINE, note="Sells solar panels")
    assert block | {"id": "", "added_at": "", "added_by": ""} == {
        "id": "",
        "kind": "number",
        "number": DANA,
        "line": line,
        "note": "Sells solar panels",
        "added_by": "",
        "added_by_name": "Manager",
        "added_at": "",
    }
    reason = f"{DANA} is blocked on this line (“Sells solar panels”)"
    assert await calls_in(offhook, trunk, DANA) == ("blocked", reason)
    assert (await calls_in(offhook, trunk, EVE))[0] != "blocked"
    contacts = (await manager("GET", "/contacts")).json["items"]
    assert [contact["numbers"] for contact in contacts] == [[EVE]], "who is blocked becomes no contact"
    preview = (await manager("POST", f"/lines/{line}/route/preview", {"caller": DANA})).json
    assert preview["turned_away"] == {"reason": reason, "meets": "busy"}
    assert preview["text"] == [f"Not put through: {reason}.", "The caller hears a busy tone."]
    assert (await manager("GET", f"/blocks/{block['id']}")).json == block
    assert (await manager("DELETE", f"/blocks/{block['id']}")).status == 204
    assert (await manager("GET", "/blocks")).json == {"items": [], "next": None}
    assert (await calls_in(offhook, trunk, DANA))[0] != "blocked"


async def test_what_blocked_callers_meet_is_a_setting_of_the_route(offhook: Installation) -> None:
    trunk, line = await with_line(offhook)
    owner = offhook.one.owner
    await added(owner, withheld=True)
    reason = "callers who withhold their number are blocked on every line"
    await owner("PUT", f"/lines/{line}/route", {"blocked": "announcement"})
    assert await calls_in(offhook, trunk, DANA, withheld=True) == ("blocked", reason)
    await owner("PUT", f"/lines/{line}/route", {"blocked": "voicemail"})
    assert (await calls_in(offhook, trunk, DANA, withheld=True))[0] == "abandoned"
    preview = (await owner("POST", f"/lines/{line}/route/preview", {})).json
    assert preview["turned_away"] == {"reason": reason, "meets": "voicemail"}
    assert (await owner("POST", f"/lines/{line}/route/preview", {"caller": DANA})).json["turned_away"] is None


async def test_a_caller_is_blocked_from_their_call(offhook: Installation) -> None:
    trunk, _ = await with_line(offhook)
    await calls_in(offhook, trunk, DANA)
    call = (await offhook.one.owner("GET", "/calls")).json["items"][0]["id"]
    assert (await added(offhook.one.owner, call=call))["number"] == DANA
    again = await offhook.one.owner("POST", "/blocks", {"call": call})
    assert (again.status, again.problem) == (409, "blocked-already")


async def test_the_list_comes_in_pages(offhook: Installation) -> None:
    for last in range(3):
        await added(offhook.one.owner, number=f"+1202555012{last}")
    first = (await offhook.one.agent("GET", "/blocks?limit=2")).json
    rest = (await offhook.one.agent("GET", f"/blocks?limit=2&cursor={first['next']}")).json
    assert [each["number"] for each in first["items"] + rest["items"]] == [f"+1202555012{last}" for last in range(3)]
    assert rest["next"] is None


async def test_what_can_t_be_blocked_is_refused(offhook: Installation) -> None:
    owner = offhook.one.owner
    assert (await owner("POST", "/blocks", {})).problem == "invalid-value"
    assert (await owner("POST", "/blocks", {"prefix": "+4"})).problem == "invalid-number"
    assert (await owner("POST", "/blocks", {"number": DANA, "line": "+12025550199"})).problem == "not-found"
    assert (await owner("POST", "/blocks", {"withheld": "yes"})).status == 422
    assert (await owner("GET", "/blocks/block_x")).problem == "not-found"
