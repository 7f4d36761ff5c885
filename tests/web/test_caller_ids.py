"""What each side of a call may see of the other, over HTTP, and what it was shown."""

from __future__ import annotations

import pytest

from tests.web.conftest import SHARED, Installation
from tests.web.test_calls import ANN, CALL, DANA, LINE, ended, set_up

pytestmark = [SHARED, pytest.mark.behaviour("V3")]

SHOWN = {"member_sees": "contact", "contact_sees": "member"}


async def test_an_owner_lets_a_member_show_the_numbers_and_the_record_says_so(shared: Installation) -> None:
    one = shared.one
    await set_up(one)
    me = f"/members/{one.agent_id}"
    assert (await one.agent("PATCH", me, {"number": ANN})).json["may_unmask"] is False
    for asker in (one.agent, one.manager):
        assert (await asker("PATCH", me, {"may_unmask": True})).problem == "forbidden"
    wanted = {"caller": ANN, "line": LINE}
    german = {"Accept-Language": "de"}
    told = (await one.agent("POST", "/caller-ids", wanted, headers=german)).json
    assert told["member_sees_refused"].startswith("Die Nummern hinter einem Anruf dürfen Sie nicht zeigen")
    for each in SHOWN.items():
        assert (await one.agent("POST", "/calls", CALL | dict([each]))).problem == "forbidden"

    assert (await one.owner("PATCH", me, {"may_unmask": True})).json["may_unmask"] is True
    [entry] = (await one.owner("GET", "/audit?limit=1")).json["items"]
    assert (entry["did"], entry["after"]) == ("changed the member Agent", {"may_unmask": True})
    assert (await one.agent("POST", "/calls", CALL | SHOWN)).problem == "phone-not-verified"
    body = {"number": ANN, "line": LINE, "kind": "smartphone"}
    by_manager = await one.manager("POST", "/phones", body)
    assert by_manager.json["connected_by"] == "manager"
    assert (await one.agent("POST", "/calls", CALL | SHOWN)).problem == "phone-not-verified"
    await one.owner("DELETE", f"/phones/{by_manager.json['id']}")
    assert (await one.owner("POST", "/phones", body)).json["connected_by"] == "owner"
    refused = await one.agent("POST", "/calls", CALL | SHOWN)
    assert (refused.status, refused.problem, refused.json["field"]) == (409, "own-caller-ids-only", "member_sees")
    assert (await one.manager("PATCH", "/trunks/lab", {"foreign_caller_ids": True})).problem == "forbidden"
    assert (await one.owner("PATCH", "/trunks/lab", {"foreign_caller_ids": True})).status == 200
    assert (await one.agent("POST", "/caller-ids", wanted)).json == {
        "line": LINE,
        "own": ANN,
        "member_sees_refused": "",
        "contact_sees_refused": "",
    }

    record = await ended(one.agent, (await one.agent("POST", "/calls", CALL | SHOWN)).json["id"])
    assert record["disposition"] == "answered"
    assert [(leg["role"], leg["caller_id"]) for leg in record["legs"]] == [("member", DANA), ("contact", ANN)]
    for number, shown in ((ANN, DANA), (DANA, ANN)):
        [seen] = (await one.agent("GET", f"/practice/phones/{number}")).json["calls"]
        assert seen["caller_id"] == shown
    moments = (await one.agent("GET", f"/calls/{record['id']}/timeline")).json["items"]
    assert [each["text"].rpartition(", ")[2] for each in moments if each["what"] == "dialled"] == [
        f"showing {DANA}",
        f"showing {ANN}",
    ]
    masked = await ended(one.agent, (await one.agent("POST", "/calls", CALL)).json["id"])
    assert {leg["caller_id"] for leg in masked["legs"]} == {LINE}


async def test_what_nobody_could_mean_is_refused(shared: Installation) -> None:
    odd = await shared.one.agent("POST", "/calls", CALL | {"contact_sees": "anybody"})
    assert (odd.status, odd.json["field"]) == (422, "contact_sees")
    assert (await shared.one.agent("POST", "/calls", CALL | SHOWN | {"to": "911"})).problem == "emergency-number"
