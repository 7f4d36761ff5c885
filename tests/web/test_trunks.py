import pytest

from offhook.calls.values import TrunkId
from offhook.telephony.simulated.network import Trunk
from offhook.web.practice import phones_of
from tests.web.conftest import SHARED, Installation

LAB = {"name": "lab", "host": "127.0.0.1", "port": 5090}


async def test_a_trunk_is_added_shown_changed_and_removed(offhook: Installation) -> None:
    owner = offhook.one.owner
    added = await owner("POST", "/trunks", LAB)
    assert added.status == 201, added.body
    trunk = added.json
    assert trunk["transport"] == "udp"
    assert trunk["register"] is False
    assert trunk["country"] == "US"
    assert trunk["health"]["state"] == "up"
    assert added.headers["Location"] == f"/api/v1/trunks/{trunk['id']}"

    account = {"username": "acme", "password": "s3cret-canary", "register": True, "transport": "tls", "port": 5061}
    changed = await owner("PATCH", f"/trunks/{trunk['id']}", account)
    assert changed.status == 200, changed.body
    assert b"s3cret-canary" not in changed.body
    assert changed.json["has_password"] is True
    assert changed.json["register"] is True
    assert (await owner("GET", "/trunks")).json["items"] == [changed.json]

    without = await owner("PATCH", f"/trunks/{trunk['id']}", {"username": None, "password": None, "register": False})
    assert without.json["has_password"] is False

    assert (await owner("DELETE", f"/trunks/{trunk['id']}")).status == 204
    assert (await owner("GET", f"/trunks/{trunk['id']}")).problem == "not-found"


async def test_a_trunk_that_a_line_uses_is_kept(offhook: Installation) -> None:
    owner = offhook.one.owner
    trunk = (await owner("POST", "/trunks", LAB)).json["id"]
    await owner("POST", "/lines", {"number": "+12025550100", "trunks": [trunk]})
    refused = await owner("DELETE", f"/trunks/{trunk}")
    assert (refused.status, refused.problem) == (409, "trunk-in-use")
    assert "+12025550100" in refused.json["detail"]


async def test_health_is_what_the_network_knows(offhook: Installation) -> None:
    owner = offhook.one.owner
    trunk = (await owner("POST", "/trunks", LAB)).json["id"]
    phones_of(offhook.worker).trunk(TrunkId(trunk), Trunk.DOWN)
    health = (await owner("GET", f"/trunks/{trunk}")).json["health"]
    assert health["state"] == "down"
    assert "switched off" in health["error"]


async def test_a_trunk_is_asked_now(offhook: Installation) -> None:
    owner = offhook.one.owner
    trunk = (await owner("POST", "/trunks", LAB)).json["id"]
    for behaviour, state in ((Trunk.UP, "up"), (Trunk.DOWN, "down")):
        phones_of(offhook.worker).trunk(TrunkId(trunk), behaviour)
        found = await owner("POST", "/trunks/lab/test")
        assert (found.status, found.json["id"], found.json["health"]["state"]) == (200, trunk, state)
        assert found.json["health"]["registration"] is None
    await owner("PATCH", f"/trunks/{trunk}", {"enabled": False})
    assert (await owner("POST", f"/trunks/{trunk}/test")).json["health"]["state"] == "unchecked"
    assert (await owner("POST", "/trunks/nope/test")).problem == "not-found"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (LAB | {"host": "not a host"}, "host"),
        (LAB | {"host": "127.0.0.1\nendpoint=evil"}, "host"),
        (LAB | {"port": 0}, "port"),
        (LAB | {"port": "5090; rm"}, "port"),
        (LAB | {"transport": "sctp"}, "transport"),
        (LAB | {"codecs": []}, "codecs"),
        (LAB | {"codecs": ["g729"]}, "codecs.0"),
        (LAB | {"number_format": "letters"}, "number_format"),
        (LAB | {"country": "XX"}, "country"),
        (LAB | {"name": "../../etc"}, "name"),
        (LAB | {"username": "acme"}, "password"),
        (LAB | {"register": True}, "register"),
        (LAB | {"register": "perhaps"}, "register"),
        ({"name": "lab"}, "host"),
    ],
)
@SHARED
async def test_a_trunk_that_cannot_be_is_refused(shared: Installation, body: object, field: str) -> None:
    answer = await shared.one.owner("POST", "/trunks", body)
    assert (answer.status, answer.json["field"]) == (422, field)
    assert answer.problem in {"invalid-value", "invalid-request"}


async def test_two_trunks_have_two_names(offhook: Installation) -> None:
    assert (await offhook.one.owner("POST", "/trunks", LAB)).status == 201
    assert (await offhook.one.owner("POST", "/trunks", LAB)).problem == "name-taken"
    assert (await offhook.other.owner("POST", "/trunks", LAB | {"host": "127.0.0.2"})).status == 201


async def test_a_trunk_without_an_account_is_not_added_where_another_workspace_calls(offhook: Installation) -> None:
    assert (await offhook.one.owner("POST", "/trunks", LAB)).status == 201
    refused = await offhook.other.owner("POST", "/trunks", LAB | {"name": "cheap"})
    assert (refused.status, refused.problem, refused.json["field"]) == (409, "host-not-yours", "host")
    assert b"lab" not in refused.body
    assert offhook.one.workspace.encode() not in refused.body
    assert (await offhook.other.manager("GET", "/trunks")).json["items"] == []
