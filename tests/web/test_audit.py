"""The audit log: each change has its entry, in the transaction of the change, with no secret in it."""

from __future__ import annotations

from typing import Any

import aiohttp
import pytest

from offhook.web import changes
from tests.web.browser import PASSWORD, Browser, give_password
from tests.web.conftest import Client, Installation

ANN = "ann@example.com"


async def log(offhook: Installation, **query: str) -> list[Any]:
    wanted = "&".join(f"{name}={value}" for name, value in query.items())
    found = await offhook.one.owner("GET", f"/audit?{wanted}")
    assert found.status == 200, found.body
    items: list[Any] = found.json["items"]
    return items


async def test_a_change_says_who_made_it_with_what_and_what_was_before(offhook: Installation) -> None:
    one = offhook.one
    line = (await one.manager("POST", "/lines", {"number": "+12025550100", "trunks": [], "name": "Main"})).json["id"]
    await one.manager("PATCH", f"/lines/{line}", {"name": "Sales"})
    await one.owner("DELETE", f"/lines/{line}")
    removed, changed, added = await log(offhook)
    assert (added["name"], added["way"], added["session"], added["did"]) == (
        "Manager",
        "key",
        None,
        "added the line Main",
    )
    assert (added["before"], added["after"]["number"]) == (None, "+12025550100")
    (key,) = [each["id"] for each in (await one.manager("GET", "/keys")).json["items"] if each["id"] == added["key"]]
    assert key
    assert (changed["did"], changed["subject"]) == ("changed the line Sales", line)
    assert (changed["before"], changed["after"]) == ({"name": "Main"}, {"name": "Sales"})
    assert (removed["name"], removed["did"], removed["after"]) == ("Owner", "removed the line Sales", None)


async def test_signing_in_and_the_operator_have_entries(offhook: Installation) -> None:
    one = offhook.one
    await give_password(offhook, one.workspace, one.agent_id, ANN)
    browser = Browser(offhook)
    await browser.sign_in(ANN)
    await browser("PATCH", f"/members/{one.agent_id}", {"number": "+12025550111"})
    async with aiohttp.ClientSession(connector=aiohttp.UnixConnector(str(offhook.socket_file))) as session:
        operator = Client(session, "http://operator", None, {"X-Offhook-Workspace": one.workspace})
        await operator("PATCH", "/workspace", {"name": "Acme {0}"})
    await browser("DELETE", "/session")
    out, renamed, numbered, signed_in = await log(offhook)
    assert (signed_in["name"], signed_in["did"]) == ("Agent", "signed in by password from 127.0.0.1")
    assert (numbered["way"], numbered["session"]) == ("session", signed_in["session"])
    assert numbered["after"] == {"number": "+12025550111"}
    assert (renamed["way"], renamed["did"]) == ("operator", "changed the workspace Acme {0}")
    assert (out["did"], out["session"]) == ("signed out", signed_in["session"])
    assert [each["id"] for each in await log(offhook, member=one.agent_id)] == [
        each["id"] for each in (out, numbered, signed_in)
    ]
    within = await log(offhook, since=numbered["at"], until=out["at"])
    assert [each["id"] for each in within] == [renamed["id"], numbered["id"]]


async def test_no_secret_is_in_it(offhook: Installation) -> None:
    one = offhook.one
    trunk = {"name": "lab", "host": "127.0.0.1", "username": "offhook", "password": "trunk secret"}
    made = (await one.owner("POST", "/trunks", trunk)).json
    await one.owner("PATCH", f"/trunks/{made['id']}", {"password": "changed password"})
    key = (await one.owner("POST", "/keys", {"name": "CRM"})).json["text"]
    phone = (await one.owner("POST", "/softphones", {"kind": "sip"})).json
    rotated = (await one.owner("POST", f"/softphones/{phone['softphone']['id']}/rotate")).json
    await one.owner("PUT", f"/members/{one.agent_id}/pin", {"pin": "480917"})
    link = (await one.owner("POST", f"/members/{one.agent_id}/link")).json["url"]
    await give_password(offhook, one.workspace, one.agent_id, ANN)
    browser = Browser(offhook)
    await browser.sign_in(ANN)
    await browser("PUT", f"/members/{one.agent_id}/password", {"password": "brass lantern tide", "old": PASSWORD})
    assert len(await log(offhook)) == 9
    shown = (await one.owner("GET", "/audit?limit=200")).body.decode()
    secrets = [
        "trunk secret",
        "changed password",
        key.rpartition("_")[2],
        phone["credentials"]["secret"],
        rotated["credentials"]["secret"],
        "480917",
        link.partition("=")[2],
        "brass lantern tide",
        PASSWORD,
        browser.cookies["offhook_session"].value,
        str(browser.csrf),
    ]
    assert [each for each in secrets if each in shown] == []


async def test_a_change_without_an_entry_is_not_made(offhook: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("the log can't be written")

    monkeypatch.setattr(changes, "note", broken)
    one = offhook.one
    assert (await one.owner("PATCH", "/workspace", {"name": "Other"})).status == 500
    assert (await one.owner("GET", "/workspace")).json["name"] == "Main"


async def test_what_is_refused_has_none_and_pages_lead_to_the_end(offhook: Installation) -> None:
    one = offhook.one
    assert (await one.owner("PATCH", "/workspace", {"country": "XX"})).status == 422
    assert await log(offhook) == []
    for number in range(3):
        await one.owner("POST", "/contacts", {"name": f"Dana {number}", "numbers": []})
    first = (await one.owner("GET", "/audit?limit=2")).json
    rest = (await one.owner("GET", f"/audit?limit=2&cursor={first['next']}")).json
    assert [each["did"] for each in (*first["items"], *rest["items"])] == [
        f"added the contact Dana {number}" for number in (2, 1, 0)
    ]
    assert rest["next"] is None
    for cursor in ("x", "1.x", "x.audit_01kb3fjj2m8w2x4y6z0a1b2c3d"):
        assert (await one.owner("GET", f"/audit?cursor={cursor}")).status == 422
    assert (await offhook.other.owner("GET", "/audit")).json["items"] == []
    assert (await one.manager("GET", "/audit")).problem == "forbidden"


@pytest.mark.parametrize(
    ("before", "after", "differing"),
    [
        (None, {"id": "1", "name": "a"}, (None, {"name": "a"})),
        ({"id": "1", "name": "a"}, None, ({"name": "a"}, None)),
        ({"name": "a", "role": "x"}, {"name": "b", "role": "x"}, ({"name": "a"}, {"name": "b"})),
        ({"name": "a"}, {"name": "a"}, (None, None)),
        (None, None, (None, None)),
    ],
)
def test_only_what_differs_is_kept(before: Any, after: Any, differing: Any) -> None:
    assert changes.differing(before, after) == differing
