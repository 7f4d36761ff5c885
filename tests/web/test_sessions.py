"""Signing in with a browser: cookies and their flags, forged requests, guessing, signing out."""

from __future__ import annotations

import asyncio
from typing import Any

import aiohttp
import pytest

from offhook.people import sessions
from offhook.web import live
from tests.web.browser import PASSWORD, Browser, give_password
from tests.web.conftest import Installation, Team

ANN, EVE = "ann@example.com", "eve@example.com"
WRONG = {"email": ANN, "password": "brass lantern tide"}


async def ann(offhook: Installation, **headers: str) -> Browser:
    """A browser in which an agent is signed in."""
    await give_password(offhook, offhook.one.workspace, offhook.one.agent_id, ANN)
    browser = Browser(offhook, **headers)
    assert (await browser.sign_in(ANN)).status == 201
    return browser


async def test_who_signs_in_uses_the_api_until_they_sign_out(offhook: Installation) -> None:
    browser = await ann(offhook)
    seen = (await browser("GET", "/session")).json
    assert (seen["member"]["email"], seen["member"]["role"]) == (ANN, "agent")
    assert seen["workspace"]["name"] == "Main"
    assert (seen["csrf"], seen["has_password"]) == (browser.csrf, True)
    assert (await browser("GET", "/members/me")).json == seen["member"]
    added = await browser("POST", "/contacts", {"name": "Dana", "numbers": ["+12025550122"]})
    assert added.status == 201, added.body
    assert (await browser("PATCH", "/workspace", {"voice": False})).problem == "forbidden"

    copied = dict(browser.cookies)
    assert (await browser("DELETE", "/session")).status == 204
    assert list(browser.cookies) == ["offhook_device"], "the browser forgets the session, and is known next time"
    assert (await browser("GET", "/session")).problem == "unauthorized"
    browser.cookies = copied
    assert (await browser("GET", "/members/me")).problem == "unauthorized", "a copy of the cookie opens nothing"


@pytest.mark.parametrize(
    ("host", "prefix", "secure"), [("phone.example.com", "__Host-", True), ("127.0.0.1:8080", "", "")]
)
async def test_the_cookies_are_out_of_reach_of_scripts_and_other_sites(
    offhook: Installation, host: str, prefix: str, secure: object
) -> None:
    browser = await ann(offhook, Host=host)
    assert set(browser.cookies) == {f"{prefix}offhook_session", f"{prefix}offhook_device"}
    for each in browser.cookies.values():
        assert (each["httponly"], each["secure"], each["samesite"], each["path"], each["domain"]) == (
            True,
            secure,
            "lax",
            "/",
            "",
        )
    assert browser.cookies[f"{prefix}offhook_session"]["max-age"] == str(sessions.LONGEST_S)


async def test_a_cookie_that_a_neighbour_could_have_set_does_not_count(offhook: Installation) -> None:
    browser = await ann(offhook)
    assert (await browser("GET", "/session", headers={"Host": "phone.example.com"})).problem == "unauthorized"


@pytest.mark.parametrize(
    "forged",
    [
        {"X-Offhook-CSRF": None},
        {"X-Offhook-CSRF": ""},
        {"X-Offhook-CSRF": "0" * 64},
        {"X-Offhook-CSRF": "é"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
    ],
)
async def test_another_site_changes_nothing(offhook: Installation, forged: dict[str, str | None]) -> None:
    browser = await ann(offhook)
    for method, path, body in (
        ("POST", "/contacts", {"name": "Eve", "numbers": []}),
        ("DELETE", "/session", None),
        ("PATCH", f"/members/{offhook.one.agent_id}", {"number": "+12025550199"}),
    ):
        answer = await browser(method, path, body, headers=forged)
        assert (answer.status, answer.problem in {"csrf", "cross-origin"}) == (403, True), answer.body
    assert (await browser("GET", "/contacts")).json["items"] == []


async def test_another_site_reads_nothing_and_signs_nobody_in(offhook: Installation) -> None:
    browser = await ann(offhook)
    for forged in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}):
        assert (await browser("GET", "/members", headers=forged)).problem == "cross-origin"
        body = {"email": ANN, "password": PASSWORD}
        assert (await Browser(offhook)("POST", "/session", body, headers=forged)).problem == "cross-origin"
    assert (await browser("GET", "/members", headers={"Sec-Fetch-Site": "none"})).status == 200, "it was typed"
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    assert (await browser("POST", "/session", WRONG, headers=form)).status == 415
    key = {"Authorization": f"Bearer {offhook.one.agent.key}", "Sec-Fetch-Site": "cross-site"}
    assert (await browser("GET", "/members", headers=key)).status == 200, "a key is sent by who means it"


async def test_over_plain_http_nobody_signs_in_from_elsewhere(offhook: Installation) -> None:
    await give_password(offhook, offhook.one.workspace, offhook.one.agent_id, ANN)
    browser = Browser(offhook, Host="192.0.2.1:8080")
    body = {"email": ANN, "password": PASSWORD}
    refused = await browser("POST", "/session", body, headers={"Origin": "http://192.0.2.1:8080"})
    assert (refused.status, refused.problem) == (403, "needs-https")


async def test_an_unknown_address_is_answered_as_a_wrong_password(offhook: Installation) -> None:
    await give_password(offhook, offhook.one.workspace, offhook.one.agent_id, ANN)
    wrong = await Browser(offhook)("POST", "/session", WRONG)
    unknown = await Browser(offhook)("POST", "/session", WRONG | {"email": EVE})
    assert (wrong.status, wrong.problem) == (401, "wrong-password")
    assert wrong.body == unknown.body
    assert "Set-Cookie" not in wrong.headers


async def test_guessing_ends_soon_and_hurts_nobody_else(offhook: Installation) -> None:
    known = await ann(offhook)
    await give_password(offhook, offhook.one.workspace, await id_of(offhook, "Manager"), EVE)
    guesser = Browser(offhook)
    # Together: each is counted before it is looked at.
    answers = await asyncio.gather(*(guesser("POST", "/session", WRONG) for _ in range(12)))
    assert sorted(each.status for each in answers) == [401] * 5 + [429] * 7
    locked = next(each for each in answers if each.status == 429)
    assert locked.problem == "too-many-tries"
    assert locked.json["until"].endswith("Z")
    right = await guesser.sign_in(ANN)
    assert right.problem == "too-many-tries", "the right one isn't looked at either"
    elsewhere = Browser(offhook, **{"X-Forwarded-For": "198.51.100.1"})
    assert (await elsewhere.sign_in(ANN)).status == 201
    assert (await Browser(offhook).sign_in(EVE)).status == 201, "who sits in the same office"
    assert (await known.sign_in(ANN)).status == 201, "a browser that was signed in before"
    stolen = Browser(offhook)
    stolen.cookies["offhook_device"] = known.cookies["offhook_device"]
    assert (await stolen.sign_in(EVE, "brass lantern tide")).status == 401
    limited = [(await stolen("POST", "/session", WRONG)).status for _ in range(11)]
    assert limited == [401] * 10 + [429]


async def test_who_is_in_several_workspaces_says_which(offhook: Installation) -> None:
    for team in (offhook.one, offhook.other):
        await give_password(offhook, team.workspace, team.agent_id, ANN)
    browser = Browser(offhook)
    asked = await browser.sign_in(ANN)
    assert (asked.status, asked.problem) == (409, "workspace-missing")
    # Both are as old as each other, so that either may come first.
    told = {f"You are in several workspaces: {names}. Which one?" for names in ("Main or Other", "Other or Main")}
    assert asked.json["detail"] in told
    for each in asked.json["workspaces"]:
        for named in (each["id"], each["name"]):
            answer = await browser.sign_in(ANN, workspace=named)
            assert answer.json["workspace"]["id"] == each["id"]
    assert (await browser.sign_in(ANN, workspace="Third")).problem == "wrong-password"
    await give_password(offhook, offhook.other.workspace, offhook.other.agent_id, ANN, "brass lantern tide")
    assert (await browser.sign_in(ANN, "brass lantern tide")).json["workspace"]["name"] == "Other"
    assert (await browser.sign_in(ANN)).json["workspace"]["name"] == "Main"


async def test_sessions_are_listed_and_ended_one_by_one_or_all(offhook: Installation) -> None:
    laptop = await ann(offhook, **{"User-Agent": "Laptop", "X-Forwarded-For": "198.51.100.1"})
    phone = Browser(offhook, **{"User-Agent": "Phone"})
    await phone.sign_in(ANN)
    listed = (await laptop("GET", "/sessions")).json["items"]
    assert [(each["agent"], each["address"], each["this"], each["by"]) for each in listed] == [
        ("Laptop", "198.51.100.1", True, "password"),
        ("Phone", "127.0.0.1", False, "password"),
    ]
    assert (await laptop("DELETE", f"/sessions/{listed[1]['id']}")).status == 204
    assert (await phone("GET", "/session")).status == 401
    await phone.sign_in(ANN)
    assert (await phone("DELETE", "/sessions")).json == {"items": []}
    assert (await laptop("GET", "/session")).status == (await phone("GET", "/session")).status == 401


async def test_others_sessions_are_managers_matter_and_owners_are_owners(offhook: Installation) -> None:
    one = offhook.one
    browser = await ann(offhook)
    owner = await id_of(offhook, "Owner")
    for client, member, status in (
        (one.manager, one.agent_id, 200),
        (one.manager, owner, 403),
        (one.owner, owner, 200),
        (one.agent, owner, 403),
    ):
        assert (await client("GET", f"/sessions?member={member}")).status == status
    (session,) = (await one.manager("GET", f"/sessions?member={one.agent_id}")).json["items"]
    assert (await offhook.other.owner("DELETE", f"/sessions/{session['id']}")).status == 404
    assert (await one.manager("DELETE", f"/sessions/{session['id']}")).status == 204
    assert (await browser("GET", "/session")).status == 401


async def test_a_new_sign_in_ends_the_one_before_in_the_same_browser(offhook: Installation) -> None:
    browser = await ann(offhook)
    before = browser.cookies["offhook_session"]
    await browser.sign_in(ANN)
    assert browser.cookies["offhook_session"].value != before.value
    browser.cookies["offhook_session"] = before
    assert (await browser("GET", "/session")).status == 401


async def test_a_key_or_the_operator_has_no_session(offhook: Installation) -> None:
    agent = offhook.one.agent
    seen = (await agent("GET", "/session")).json
    assert (seen["member"]["id"], seen["session"], seen["csrf"], seen["expires_at"]) == (
        offhook.one.agent_id,
        None,
        None,
        None,
    )
    assert (await agent("DELETE", "/session")).problem == "no-session"


async def test_the_live_stream_follows_a_session_and_ends_with_it(
    offhook: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "KEEPALIVE_S", 0.05)
    browser = await ann(offhook)
    cookie = {"Cookie": f"offhook_session={browser.cookies['offhook_session'].value}"}
    async with (
        aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session,
        session.get(f"{offhook.url}/api/v1/live", headers=cookie) as response,
    ):
        assert response.status == 200
        await response.content.readuntil(b"still here")
        await browser("DELETE", "/session")
        async with asyncio.timeout(5):
            assert b"event" not in await response.content.read()


async def test_a_session_s_use_is_noted(offhook: Installation) -> None:
    browser = await ann(offhook)
    (before,) = await one_s(offhook, offhook.one)
    noted = before.seen_at - 120_000_000

    def earlier(conn: Any) -> None:
        conn.exec_driver_sql("UPDATE sessions SET seen_at = ?", (noted,))

    await offhook.worker.storage.write(earlier)
    await browser("GET", "/session")
    await offhook.worker.storage.write(lambda conn: None)  # the note is written before this
    (after,) = await one_s(offhook, offhook.one)
    assert after.seen_at > noted


async def one_s(offhook: Installation, team: Team) -> list[Any]:
    now = offhook.worker.clock.now()
    return await offhook.worker.storage.read(lambda conn: sessions.every(conn, team.workspace, team.agent_id, now))


async def id_of(offhook: Installation, name: str) -> str:
    members = (await offhook.one.owner("GET", "/members")).json["items"]
    return str(next(each["id"] for each in members if each["name"] == name))
