"""Two workspaces, ids swapped on every route of the OpenAPI document: nothing of the one is seen from the other."""

from __future__ import annotations

import asyncio
import base64
import re
import secrets
from typing import Any

import aiohttp
import pytest
from sqlalchemy import Connection

from offhook.people import passkeys, sessions
from offhook.people.model import Proof
from offhook.people.passkeys import NewCredential
from offhook.voicemail import store as voicemails
from offhook.web.push import P256DH
from tests.web.conftest import Client, Installation, Team
from tests.web.test_openapi import DOCUMENT


def device_of(last: int) -> dict[str, Any]:
    """A browser's subscription to notifications."""
    keys = {"p256dh": P256DH, "auth": "BTBZMqHH6r4Tts7J_aSIgg"}
    return {"endpoint": f"https://push.example.com/{last}", "keys": keys, "name": "Chrome"}


BODIES: dict[str, Any] = {
    "change_contact": {"name": "Mine now"},
    "change_line": {"name": "Mine now"},
    "change_trunk": {"enabled": False},
    "change_carrier": {"calls_per_second": 2},
    "add_next_token": {"token": "next-token-1"},
    "set_line_fee": {"price": 1_150_000, "currency": "USD"},
    "take_number": {},
    "give_number_back": {},
    "buy_number": {"number": "+12025550199", "amount": "1.15", "currency": "USD"},
    "change_member": {"name": "Mine now"},
    "change_member_limits": {"calls_a_day": 0},
    "preview_merge": {"other": "contact_1"},
    "merge_contacts": {"other": "contact_1"},
    "preview_import": {"targets": ["name", "number"]},
    "start_import": {"targets": ["name", "number"]},
    "change_field": {"name": "Mine now"},
    "mark_conversation": {"unread": True},
    "change_message": {"text": "Mine now"},
    "set_smsc": {"host": "example.com", "system_id": "acme", "password": "s3cret"},
    "change_template": {"name": "Mine now"},
    "set_draft": {"text": "Mine now"},
    "set_assignee": {"member": None},
    "add_note": {"text": "Mine now"},
    "change_note": {"text": "Mine now"},
    "send_reply": {"text": "Mine now"},
    "add_consent": {"number": "+12025550122", "what": "out", "words": "Said so."},
    "set_route": {},
    "preview_route": {},
    "set_duty": {"on_duty": False},
    "change_voicemail": {"heard": True},
    "set_pin": {"pin": "480917"},
    "change_password": {"password": "violet kettle drum"},
    "set_mail_recipients": {"addresses": []},
    "set_line_pin": {},
    "connect_phone": {"number": "+12025550333", "line": "line_1"},
    "change_line_phone": {"name": "Mine now"},
    "prepare_call": {"to": "+12025550122"},
    "change_softphone": {"on": False},
    "sign_page_in": {},
    "dial_on_softphone": {"to": "202"},
    "move_softphone_device": {"here": False},
    "add_softphone": {"kind": "sip"},
    "add_push_device": device_of(9),
    "transfer_call": {"to": "+12025550133"},
}
DOT = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")
"""A picture of one pixel."""
# Nobody has to say who they are; of a picture its address says that it was given away.
OPEN = {
    "see_picture",
    "get_health",
    "sign_in",
    "use_link",
    "ask_for_link",
    "begin_passkey_sign_in",
    "sign_in_by_passkey",
}
# A practice phone is the network's, not a workspace's: what is shown of it is tested below.
SHARED = {
    "script_phone",
    "get_phone",
    "take_phone_away",
    "act_on_phone",
    "call_from_phone",
    "follow_phones",
    "list_practice_texts",
    "write_practice_text",
}


async def everything_of(team: Team, last: int, of: tuple[Client, str] | None = None) -> dict[str, str]:
    """One of each kind, by the name of the path's parameter; `of` the owner, or a member with a key of theirs."""
    owner = team.owner
    asking, member = of or (owner, (await owner("GET", "/members/me")).json["id"])
    trunk = (await owner("POST", "/trunks", {"name": f"lab {last}", "host": f"127.0.0.{last}"})).json["id"]
    line = (await owner("POST", "/lines", {"number": f"+120255501{last}0", "trunks": [trunk]})).json["id"]
    contact = (await owner("POST", "/contacts", {"name": "Dana", "numbers": [f"+1202555017{last}"]})).json["id"]
    placed = {"caller": "+12025550111", "to": "+12025550122", "line": line}
    call = (await asking("POST", "/calls", placed)).json["id"]
    key = (await owner("POST", "/keys", {"name": "spare", "member": member})).json["key"]["id"]
    block = (await owner("POST", "/blocks", {"number": f"+120255509{last}0"})).json["id"]
    made = (await asking("POST", "/softphones", {"kind": "sip"})).json
    device = await signed_in(owner, made["credentials"])
    own = f"+120255502{last}0"
    await asking("PATCH", f"/members/{member}", {"number": own})
    phone = (await owner("POST", "/phones", {"number": own, "line": line})).json["id"]
    return {
        "trunk": trunk,
        "number": f"+120255501{last}0",
        "line": line,
        "contact": contact,
        "call": call,
        "key": key,
        "member": team.agent_id,
        "softphone": made["softphone"]["id"],
        "device": device,
        "block": block,
        "phone": phone,
        "batch": await batch_of(owner),
        "field": (await owner("POST", "/contact-fields", {"name": f"plan {last}"})).json["id"],
        "conversation": (conversation := (await owner("GET", "/conversations")).json["items"][0]["id"]),
        "message": (await asking("POST", f"/conversations/{conversation}/messages", {"text": "Gold"})).json["id"],
        "note": (await asking("POST", f"/conversations/{conversation}/notes", {"text": "Gold"})).json["id"],
        "picture": await picture_of(asking),
        "template": (await owner("POST", "/message-templates", {"name": f"T{last}", "text": "Hi"})).json["id"],
        "pushdevice": (await asking("POST", "/push-devices", device_of(last))).json["id"],
        "session": await session_of(team, member),
        "passkey": await passkey_of(team, member),
        "sheet": await rates_of(owner, trunk),
        "link": (await owner("POST", f"/members/{member}/link")).json["link"]["id"],
    }


async def rates_of(owner: Client, trunk: str) -> str:
    """Rates that were imported."""
    made = await owner("POST", f"/rate-sheets?trunk={trunk}&currency=USD", data=b"prefix,price\n1,1\n")
    return str(made.json["id"])


async def picture_of(client: Client) -> str:
    """A picture that was brought."""
    return str((await client("POST", "/pictures", data=DOT)).json["id"])


async def batch_of(owner: Client) -> str:
    """A file of contacts that was brought."""
    brought = await owner("POST", "/contacts/imports", data=b"name,phone\nEve,+12025550188\n")
    return str(brought.json["id"])


async def session_of(team: Team, member: str) -> str:
    """A browser in which a member is signed in."""
    now = team.worker.clock.now()
    made = await team.worker.storage.write(
        lambda conn: sessions.begin(conn, team.workspace, member, Proof.PASSWORD, now=now)
    )
    return made.session.id


async def passkey_of(team: Team, member: str) -> str:
    """A passkey of a member."""
    made = NewCredential(credential=secrets.token_hex(8), public_key=b"\xa0", sign_count=0, synced=False)
    name, now = secrets.token_hex(4), team.worker.clock.now()
    added = await team.worker.storage.write(lambda conn: passkeys.add(conn, team.workspace, member, name, made, now))
    return added.id


async def signed_in(client: Client, credentials: Any) -> str:
    """A practice phone that is signed in; its device."""
    body = {"username": credentials["username"], "secret": credentials["secret"], "takes_calls": {"takes": "rings"}}
    return str((await client("POST", "/practice/softphones", body)).json["device"])


async def with_voicemail(offhook: Installation, team: Team, ids: dict[str, str]) -> dict[str, str]:
    """The ids, with that of a message that was left."""

    def leave(conn: Connection) -> str:
        voicemails.begin(conn, team.workspace, ids["call"], f"{ids['call']}-1.1", 1)
        return voicemails.page(conn, team.workspace, limit=1)[0].id

    return ids | {"voicemail": await offhook.worker.storage.write(leave)}


def routes() -> list[tuple[str, str, str]]:
    """Method, path and name of every operation."""
    return [
        (method.upper(), path.removeprefix("/api/v1"), operation["operationId"])
        for path, operations in DOCUMENT["paths"].items()
        for method, operation in operations.items()
    ]


async def test_an_id_of_another_workspace_is_unknown_on_every_route(offhook: Installation) -> None:
    mine = await with_voicemail(offhook, offhook.one, await everything_of(offhook.one, 3))
    theirs = await with_voicemail(offhook, offhook.other, await everything_of(offhook.other, 4))
    asked = set()
    for method, path, name in routes():
        parameters = re.findall(r"\{(\w+)\}", path)
        if not parameters or name in SHARED:
            continue
        asked.update(parameters)
        for me, ids in ((offhook.one, theirs), (offhook.other, mine)):
            answer = await me.owner(method, path.format_map(ids), BODIES.get(name))
            assert (answer.status, answer.problem) == (404, "not-found"), (method, path)
    assert asked == set(mine), "each kind of id was tried"
    for team, ids in ((offhook.one, mine), (offhook.other, theirs)):
        for kind, plural in (("contact", "contacts"), ("line", "lines"), ("trunk", "trunks"), ("member", "members")):
            own = (await team.owner("GET", f"/{plural}/{ids[kind]}")).json
            assert own["name"] != "Mine now"
            assert own.get("enabled", True)


async def test_lists_and_bodies_hold_nothing_of_another_workspace(offhook: Installation) -> None:
    mine = await everything_of(offhook.one, 3)
    theirs = await with_voicemail(offhook, offhook.other, await everything_of(offhook.other, 4))
    one, other = offhook.one.owner, offhook.other.owner
    kinds = (
        "calls contacts conversations lines trunks members keys voicemails softphones blocks sessions links rate-sheets"
    )
    for path in (f"/{kind}" for kind in [*kinds.split(), "push-devices"]):
        seen = (await one("GET", path)).body.decode()
        assert not [their for their in theirs.values() if their in seen], path
    for query in (f"contact={theirs['contact']}", f"member={theirs['member']}", f"line={theirs['line']}"):
        assert (await one("GET", f"/calls?{query}")).json["items"] == []
    assert (await one("GET", f"/voicemails?line={theirs['line']}")).json["items"] == []
    assert (await one("GET", f"/keys?member={theirs['member']}")).json["items"] == []
    for method in ("GET", "DELETE"):
        assert (await one(method, f"/sessions?member={theirs['member']}")).status == 404
    assert (await one("GET", f"/contacts?cursor={theirs['contact']}")).status == 200
    assert (await one("GET", f"/lines?cursor={theirs['line']}")).status == 422
    assert (await one("POST", "/keys", {"name": "x", "member": theirs["member"]})).status == 404
    assert (await one("POST", "/softphones", {"kind": "sip", "member": theirs["member"]})).status == 404
    assert (await one("POST", "/blocks", {"call": theirs["call"]})).status == 404
    assert (await one("POST", "/blocks", {"withheld": True, "line": theirs["line"]})).status == 404
    assert (await one("POST", "/lines", {"number": "+12025550199", "trunks": [theirs["trunk"]]})).status == 404
    assert (await one("PATCH", f"/lines/{mine['line']}", {"trunks": [theirs["trunk"]]})).status == 404
    call = {"caller": "+12025550111", "to": "+12025550123"}
    assert (await one("POST", "/calls", call | {"line": theirs["line"]})).status == 404
    assert (await one("POST", "/calls", call | {"line": "+12025550140"})).status == 404
    phone = "/practice/phones/+12025550122"
    await other("PUT", phone, {"takes": "rings"})
    assert (await one("GET", phone)).json["calls"] == []


async def test_the_live_stream_shows_the_own_workspace_only(offhook: Installation) -> None:
    await everything_of(offhook.one, 3)
    headers = {"Authorization": f"Bearer {offhook.other.owner.key}"}
    async with offhook.session.get(f"{offhook.url}/api/v1/live", headers=headers) as response:
        theirs = await everything_of(offhook.other, 4)
        seen = b""
        async with asyncio.timeout(5):
            while b"event: call\n" not in seen:
                seen += await response.content.readany()
    calls = set(re.findall(r"call_[0-9a-z]{26}", seen.decode()))
    assert calls == {theirs["call"]}


async def live_calls(client: Client) -> str:
    findings = (await client("GET", "/doctor")).json["findings"]
    return next(str(each["detail"]) for each in findings if each["part"] == "telephony")


async def test_the_doctor_counts_the_calls_of_the_own_workspace_and_for_the_operator_all(offhook: Installation) -> None:
    await offhook.one.owner("PUT", "/practice/phones/+12025550111", {"takes": "rings"})
    await everything_of(offhook.one, 3)
    assert (await live_calls(offhook.one.owner)).endswith(", 1 live call")
    assert (await live_calls(offhook.other.owner)).endswith(", 0 live calls")
    await everything_of(offhook.other, 4)
    assert (await live_calls(offhook.other.owner)).endswith(", 1 live call")
    async with aiohttp.ClientSession(connector=aiohttp.UnixConnector(str(offhook.socket_file))) as session:
        operator = Client(session, "http://operator", None, {"X-Offhook-Workspace": offhook.one.workspace})
        assert (await live_calls(operator)).endswith(", 2 live calls in all")


async def test_a_number_that_another_workspace_uses_is_only_said_to_be_in_use(offhook: Installation) -> None:
    await everything_of(offhook.one, 3)
    await everything_of(offhook.other, 4)
    taken = "+12025550140"
    said = [
        (await offhook.one.owner("POST", "/lines", {"number": taken, "trunks": []})).json["detail"],
        (await offhook.one.owner("POST", "/calls", {"caller": taken, "to": "+12025550123"})).json["detail"],
    ]
    assert all(each.startswith(f"{taken} can't be used here: it is in use already.") for each in said)
    assert not re.search("workspace|installation|line", " ".join(said))


@pytest.mark.parametrize("key", [None, "offhook_00000000_" + "0" * 64])
async def test_every_route_but_health_needs_a_key(offhook: Installation, key: str | None) -> None:
    stranger = offhook.client(key)
    for method, path, name in routes():
        if name in OPEN:
            continue
        address = re.sub(r"\{(\w+)\}", r"\1_01kahv7q3m8w2x4y6z0a1b2c3d", path)
        answer = await stranger(method, address, BODIES.get(name, {}) if method in {"POST", "PUT", "PATCH"} else None)
        assert (answer.status, answer.problem) == (401, "unauthorized"), (method, path)
