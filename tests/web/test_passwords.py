"""Passwords: the own one with the old one, anybody's by this machine's operator."""

from __future__ import annotations

import aiohttp

from offhook.people.model import Proof
from offhook.web import cookies
from tests.web.browser import PASSWORD, Browser, give_password
from tests.web.conftest import Client, Installation

ANN, NEW = "ann@example.com", "brass lantern tide"


async def test_the_own_password_is_changed_with_the_old_one_and_signs_others_out(offhook: Installation) -> None:
    one = offhook.one
    await give_password(offhook, one.workspace, one.agent_id, ANN)
    laptop, phone = Browser(offhook), Browser(offhook)
    await laptop.sign_in(ANN)
    await phone.sign_in(ANN)
    path = f"/members/{one.agent_id}/password"
    for old, words in ((None, "is needed"), ("wrong", "is wrong")):
        refused = await laptop("PUT", path, {"password": NEW, "old": old})
        assert (refused.status, refused.problem, refused.json["field"]) == (403, "wrong-password", "old")
        assert words in refused.json["detail"]
    weak = await laptop("PUT", path, {"password": "password123", "old": PASSWORD})
    assert (weak.status, weak.json["field"]) == (422, "password")
    assert (await laptop("PUT", path, {"password": NEW, "old": PASSWORD})).json == {"set": True, "signed_out": 1}
    assert (await laptop("GET", "/session")).status == 200
    assert (await phone("GET", "/session")).status == 401
    assert (await phone.sign_in(ANN)).status == 401
    assert (await phone.sign_in(ANN, NEW)).status == 201


async def test_the_old_password_is_not_to_be_guessed(offhook: Installation) -> None:
    one = offhook.one
    await give_password(offhook, one.workspace, one.agent_id, ANN)
    path, body = f"/members/{one.agent_id}/password", {"password": NEW, "old": "wrong"}
    answers = [(await one.agent("PUT", path, body)).status for _ in range(11)]
    assert answers == [403] * 10 + [429]


async def test_others_passwords_are_nobody_s_but_the_operator_s(offhook: Installation) -> None:
    one = offhook.one
    path = f"/members/{one.agent_id}/password"
    for asker in (one.owner, one.manager):
        assert (await asker("PUT", path, {"password": NEW})).problem == "forbidden"
    assert (await offhook.other.owner("PUT", path, {"password": NEW})).status == 404
    async with aiohttp.ClientSession(connector=aiohttp.UnixConnector(str(offhook.socket_file))) as session:
        operator = Client(session, "http://operator", None, {"X-Offhook-Workspace": one.workspace})
        await operator("PATCH", f"/members/{one.agent_id}", {"email": ANN})
        assert (await operator("PUT", path, {"password": NEW})).json == {"set": True, "signed_out": 0}
    assert (await Browser(offhook).sign_in(ANN, NEW)).status == 201


async def test_who_just_came_by_a_link_needs_no_old_password(offhook: Installation) -> None:
    one = offhook.one
    await give_password(offhook, one.workspace, one.agent_id, ANN)
    browser = Browser(offhook)
    await browser.sign_in(ANN)

    def by_link(ago_s: int) -> None:
        made = offhook.worker.clock.now() - ago_s * 1_000_000
        offhook.worker.storage.submit(
            lambda conn: conn.exec_driver_sql("UPDATE sessions SET by = ?, made_at = ?", (Proof.LINK.value, made)),
            lambda _: None,
        )

    path = f"/members/{one.agent_id}/password"
    by_link(16 * 60)
    assert (await browser("PUT", path, {"password": NEW})).problem == "wrong-password"
    by_link(60)
    assert (await browser("PUT", path, {"password": NEW})).status == 200
    assert cookies.SESSION in browser.cookies


async def test_an_address_that_changes_keeps_its_password(offhook: Installation) -> None:
    one = offhook.one
    await give_password(offhook, one.workspace, one.agent_id, ANN)
    await one.manager("PATCH", f"/members/{one.agent_id}", {"email": "ann.lee@example.com"})
    browser = Browser(offhook)
    assert (await browser.sign_in(ANN)).status == 401
    for _ in range(2):  # the second time its hash has the new address's salt
        assert (await browser.sign_in("ann.lee@example.com")).status == 201
