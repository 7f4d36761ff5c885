"""Invitations and one-time links: mailed or shown, used once, asked for by who can't sign in."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest

from offhook.setting_sections import Http, Mail
from offhook.settings import Settings
from tests.smtp import SmtpServer, smtp_server
from tests.waiting import eventually
from tests.web.browser import Browser, give_password
from tests.web.conftest import Client, Installation, served

BOB, ANN, NEW = "bob@example.com", "ann@example.com", "brass lantern tide"
LINK = re.compile(r"(https?://\S+)/sign-in#link=([A-Za-z0-9_-]{43})")


@asynccontextmanager
async def with_mail(data: Path, public_url: str | None = None) -> AsyncIterator[tuple[Installation, SmtpServer]]:
    async with smtp_server() as server:
        mail = Mail(host="127.0.0.1", port=server.port, security="none", sender="offhook@example.com")
        http = Http(port=1, public_url=public_url)
        async with served(Settings(data=data, telephony="practice", http=http, mail=mail)) as offhook:
            yield offhook, server


def token_of(text: str) -> str:
    found = LINK.search(text)
    assert found, text
    return found[2]


async def test_who_is_invited_signs_in_once_and_chooses_a_password(offhook: Installation) -> None:
    invited = await offhook.one.manager("POST", "/invitations", {"email": "Bob@Example.com", "role": "manager"})
    assert invited.status == 201, invited.body
    assert invited.headers["Cache-Control"] == "no-store"
    made = invited.json
    bob = made["member"]["id"]
    assert (made["member"]["name"], made["member"]["role"], made["member"]["email"]) == ("bob", "manager", BOB)
    assert (made["mailed_to"], made["not_mailed"]) == (None, "this installation sends no mail")
    listed = await offhook.one.manager("GET", "/links")
    assert [each["member"] for each in listed.json["items"]] == [bob]
    assert token_of(made["url"]) not in listed.body.decode()

    phones = [Browser(offhook) for _ in range(3)]
    body = {"token": token_of(made["url"])}
    together = await asyncio.gather(*(each("POST", "/session/link", body) for each in phones))
    assert sorted(each.status for each in together) == [201, 401, 401], "it works once, for whoever comes first"
    (browser,) = [phone for phone, answer in zip(phones, together, strict=True) if answer.status == 201]
    (answer,) = [each.json for each in together if each.status == 201]
    assert (answer["member"]["id"], answer["has_password"]) == (bob, False)
    browser.csrf = answer["csrf"]
    assert (await browser("PUT", f"/members/{bob}/password", {"password": NEW})).status == 200
    assert (await browser("POST", "/session/link", body)).problem == "link-over"
    assert (await Browser(offhook).sign_in(BOB, NEW)).status == 201
    assert (await offhook.one.manager("GET", "/links")).json["items"] == []


async def test_an_invitation_is_mailed_and_then_not_shown(data: Path) -> None:
    async with with_mail(data, "https://phone.example.com") as (offhook, server):
        made = (await offhook.one.owner("POST", "/invitations", {"email": BOB, "name": "Bob\r\nBcc: x"})).json
        assert made["status"] == 422
        made = (await offhook.one.owner("POST", "/invitations", {"email": BOB, "name": "Bob"})).json
        assert (made["mailed_to"], made["url"], made["not_mailed"]) == (BOB, None, None)
        (mail,) = server.taken
        assert mail["To"] == BOB
        assert mail["Subject"] == "Owner invites you to the phone system of Main"
        text = mail.get_content()
        assert text.count("https://phone.example.com/sign-in#link=") == 1
        written = b"".join(path.read_bytes() for path in data.glob("offhook.db*"))
        assert token_of(text).encode() not in written, "nor is it kept with the mails"
        server.answers["RCPT"] = ["550 nobody here"]
        refused = (await offhook.one.owner("POST", "/invitations", {"email": "eve@example.com"})).json
        assert (refused["mailed_to"], refused["not_mailed"]) == (None, "the server says 550 nobody here")
        assert token_of(refused["url"])


async def test_who_forgot_their_password_is_mailed_a_link(data: Path) -> None:
    async with with_mail(data) as (offhook, server):
        for team in (offhook.one, offhook.other):
            await give_password(offhook, team.workspace, team.agent_id, ANN)
        browser = Browser(offhook, Host="evil.example")
        known = await browser("POST", "/session/forgotten", {"email": "Ann@example.com"})
        unknown = await browser("POST", "/session/forgotten", {"email": BOB})
        assert known.status == unknown.status == 202
        assert known.json["detail"].replace(ANN, "") == unknown.json["detail"].replace(BOB, "")
        await eventually(lambda: len(server.taken) == 2, "one for each workspace")
        assert [mail["To"] for mail in server.taken] == [ANN, ANN]
        texts = [mail.get_content() for mail in server.taken]
        assert ["of Main" in text or "of Other" in text for text in texts] == [True, True]
        # What the request calls us is not believed: the link would carry the token to whoever asked for it.
        assert {match[1] for text in texts if (match := LINK.search(text))} == {"http://127.0.0.1:1"}
        signed_in = await Browser(offhook)("POST", "/session/link", {"token": token_of(texts[0])})
        assert signed_in.json["member"]["email"] == ANN
        more = [(await browser("POST", "/session/forgotten", {"email": ANN})).status for _ in range(5)]
        assert more == [202] * 4 + [429]


async def test_without_mail_nobody_is_promised_a_link(offhook: Installation) -> None:
    refused = await Browser(offhook)("POST", "/session/forgotten", {"email": ANN})
    assert (refused.status, refused.problem) == (409, "no-mail")


async def test_links_are_for_oneself_or_by_who_may(offhook: Installation) -> None:
    one = offhook.one
    owner = (await one.owner("GET", "/members/me")).json["id"]
    manager = (await one.manager("GET", "/members/me")).json["id"]
    own = (await one.agent("POST", f"/members/{one.agent_id}/link")).json
    assert (own["not_mailed"], own["mailed_to"]) == ("it is for you to use", None)
    assert token_of(own["url"])
    assert (await one.agent("POST", f"/members/{manager}/link")).problem == "forbidden"
    assert (await one.manager("POST", f"/members/{owner}/link")).problem == "forbidden"
    assert (await one.manager("POST", "/invitations", {"email": BOB, "role": "owner"})).problem == "forbidden"
    assert (await one.agent("POST", "/invitations", {"email": BOB})).problem == "forbidden"
    shown = (await one.manager("POST", f"/members/{one.agent_id}/link")).json
    assert shown["not_mailed"] == "Agent has no e-mail address"
    owners = (await one.owner("POST", f"/members/{owner}/link")).json["link"]["id"]
    assert (await one.manager("DELETE", f"/links/{owners}")).problem == "forbidden"
    assert (await one.manager("DELETE", f"/links/{shown['link']['id']}")).status == 204
    used = await Browser(offhook)("POST", "/session/link", {"token": token_of(shown["url"])})
    assert used.problem == "link-over"


async def test_the_operator_is_shown_a_link(data: Path) -> None:
    async with with_mail(data) as (offhook, server):
        await give_password(offhook, offhook.one.workspace, offhook.one.agent_id, ANN)
        async with aiohttp.ClientSession(connector=aiohttp.UnixConnector(str(offhook.socket_file))) as session:
            operator = Client(session, "http://operator", None, {"X-Offhook-Workspace": offhook.one.workspace})
            made = (await operator("POST", f"/members/{offhook.one.agent_id}/link")).json
        assert (made["url"] is not None, server.taken) == (True, [])


@pytest.mark.parametrize("forged", [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}])
async def test_another_site_uses_no_link_and_asks_for_none(offhook: Installation, forged: dict[str, str]) -> None:
    made = (await offhook.one.agent("POST", f"/members/{offhook.one.agent_id}/link")).json
    browser = Browser(offhook)
    used = await browser("POST", "/session/link", {"token": token_of(made["url"])}, headers=forged)
    assert used.problem == "cross-origin"
    assert (await browser("POST", "/session/forgotten", {"email": ANN}, headers=forged)).problem == "cross-origin"
    assert (await browser("POST", "/session/link", {"token": token_of(made["url"])})).status == 201
