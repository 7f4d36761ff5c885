import pytest

from tests.web.conftest import SHARED, Installation


async def test_a_member_is_added_changed_and_let_go(offhook: Installation) -> None:
    manager = offhook.one.manager
    added = await manager("POST", "/members", {"name": "Ann", "email": "Ann@Example.com", "number": "202 555 0111"})
    assert added.status == 201, added.body
    ann = added.json
    assert ann["role"] == "agent"
    assert ann["email"] == "ann@example.com"
    assert ann["number"] == "+12025550111"
    key = offhook.client((await manager("POST", "/keys", {"name": "phone", "member": ann["id"]})).json["text"])
    assert (await key("GET", "/members/me")).json == ann

    gone = await manager("PATCH", f"/members/{ann['id']}", {"active": False})
    assert gone.json == ann | {"active": False}
    assert (await key("GET", "/members/me")).problem == "unauthorized"
    assert ann["id"] in [each["id"] for each in (await manager("GET", "/members")).json["items"]]


async def test_agents_change_their_own_number_and_nothing_else(offhook: Installation) -> None:
    agent, me = offhook.one.agent, offhook.one.agent_id
    changed = await agent("PATCH", f"/members/{me}", {"number": "+12025550111"})
    assert changed.json["number"] == "+12025550111"
    assert (await agent("PATCH", f"/members/{me}", {"role": "owner"})).problem == "forbidden"
    assert (await agent("PATCH", f"/members/{me}", {"number": None, "name": "Me"})).problem == "forbidden"
    other = next(each["id"] for each in (await agent("GET", "/members")).json["items"] if each["id"] != me)
    assert (await agent("PATCH", f"/members/{other}", {"number": "+12025550111"})).problem == "forbidden"


async def test_managers_have_no_say_over_owners(offhook: Installation) -> None:
    manager, owner = offhook.one.manager, offhook.one.owner
    owner_id = (await owner("GET", "/members/me")).json["id"]
    agent = offhook.one.agent_id
    assert (await manager("POST", "/members", {"name": "Eve", "role": "owner"})).problem == "forbidden"
    assert (await manager("PATCH", f"/members/{agent}", {"role": "owner"})).problem == "forbidden"
    assert (await manager("PATCH", f"/members/{owner_id}", {"role": "agent"})).problem == "forbidden"
    assert (await manager("PATCH", f"/members/{owner_id}", {"active": False})).problem == "forbidden"
    assert (await manager("POST", "/keys", {"name": "steal", "member": owner_id})).problem == "forbidden"
    owners_key = next(each["id"] for each in (await owner("GET", "/keys")).json["items"] if each["member"] == owner_id)
    assert (await manager("DELETE", f"/keys/{owners_key}")).problem == "forbidden"
    assert (await owner("PATCH", f"/members/{agent}", {"role": "owner"})).json["role"] == "owner"


async def test_a_workspace_keeps_an_owner(offhook: Installation) -> None:
    owner = offhook.one.owner
    me = (await owner("GET", "/members/me")).json["id"]
    for change in ({"role": "agent"}, {"active": False}):
        refused = await owner("PATCH", f"/members/{me}", change)
        assert (refused.status, refused.problem) == (409, "last-owner")


async def test_a_phone_that_a_line_would_ring_back_through_is_refused(offhook: Installation) -> None:
    owner, agent = offhook.one.owner, offhook.one.agent_id
    line = (await owner("POST", "/lines", {"number": "+12025550100", "trunks": []})).json["id"]
    assert (await owner("PUT", f"/lines/{line}/route", {"agents": [agent]})).status == 200
    for asker in (owner, offhook.one.agent):
        refused = await asker("PATCH", f"/members/{agent}", {"number": "(202) 555-0100"})
        assert (refused.status, refused.problem, refused.json["field"]) == (409, "route-loops", "number")
    assert (await owner("GET", f"/members/{agent}")).json["number"] is None


@pytest.mark.parametrize(
    "body",
    [
        {"name": ""},
        {"name": "Ann", "role": "king"},
        {"name": "Ann", "email": "nowhere"},
        {"name": "Ann", "number": "911"},
        {"name": "Ann", "number": "+1 202 555"},
        {"name": "Ann\u202e\n"},
        {"role": "agent"},
        {"name": ["Ann"]},
    ],
)
@SHARED
async def test_a_member_who_cannot_be_is_refused(shared: Installation, body: object) -> None:
    assert (await shared.one.owner("POST", "/members", body)).status == 422


async def test_an_address_is_one_members(offhook: Installation) -> None:
    owner, ann = offhook.one.owner, {"name": "Ann", "email": "ann@example.com"}
    assert (await owner("POST", "/members", ann)).status == 201
    assert (await owner("POST", "/members", ann | {"email": "ANN@example.com"})).problem == "email-taken"
    assert (await offhook.other.owner("POST", "/members", ann)).status == 201
