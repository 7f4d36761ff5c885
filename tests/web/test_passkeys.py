"""Passkeys over HTTP: added in a browser, signed in with, refused, and in the audit log."""

from __future__ import annotations

from typing import Any

import pytest

from offhook.people import tries
from offhook.setting_sections import Http
from offhook.web.passkeys import relying_party
from tests.authenticator import Authenticator
from tests.web.browser import Browser, give_password
from tests.web.conftest import Answer, Installation

ANN = "ann@example.com"
HERE = {"Host": "localhost:1"}
ORIGIN = {"Origin": "http://localhost:1"}


def browser_of(offhook: Installation) -> Browser:
    return Browser(offhook, **HERE)


async def asked(browser: Browser, method: str, path: str, body: object = None) -> Answer:
    return await browser(method, path, body, headers=ORIGIN)


async def ann(offhook: Installation) -> Browser:
    """A browser in which an agent is signed in by password."""
    await give_password(offhook, offhook.one.workspace, offhook.one.agent_id, ANN)
    browser = browser_of(offhook)
    body = {"email": ANN, "password": "violet kettle drum"}
    browser.csrf = (await asked(browser, "POST", "/session", body)).json["csrf"]
    return browser


async def add(browser: Browser, device: Authenticator, name: str = "Phone") -> Answer:
    options = (await asked(browser, "POST", "/passkeys/options")).json["options"]
    return await asked(browser, "POST", "/passkeys", {"name": name, "credential": device.create(options)})


async def sign_in(browser: Browser, device: Authenticator) -> tuple[Answer, Any]:
    """Sign in by a passkey; the answer, and what was sent."""
    options = (await asked(browser, "POST", "/session/passkey/options")).json["options"]
    sent = {"credential": device.get(options)}
    answer = await asked(browser, "POST", "/session/passkey", sent)
    if answer.status == 201:
        browser.csrf = answer.json["csrf"]
    return answer, sent


async def test_who_has_added_a_passkey_signs_in_without_an_address(offhook: Installation) -> None:
    here, device = await ann(offhook), Authenticator()
    added = await add(here, device)
    assert (added.status, added.json["name"], added.json["used_at"]) == (201, "Phone", None), added.body
    there = browser_of(offhook)
    answer, sent = await sign_in(there, device)
    assert (answer.status, answer.json["member"]["email"]) == (201, ANN), answer.body
    assert set(there.cookies) == {"offhook_session", "offhook_device"}
    (own,) = [each for each in (await asked(there, "GET", "/sessions")).json["items"] if each["this"]]
    assert own["by"] == "passkey"
    again = await asked(browser_of(offhook), "POST", "/session/passkey", sent)
    assert (again.status, again.problem) == (401, "challenge-over"), "what was sent once is good once"

    (passkey,) = (await asked(here, "GET", "/passkeys")).json["items"]
    assert passkey["used_at"] is not None
    assert (await asked(here, "DELETE", f"/passkeys/{passkey['id']}")).status == 204
    refused, _ = await sign_in(browser_of(offhook), device)
    assert (refused.status, refused.problem) == (401, "passkey-refused")
    log = (await offhook.one.owner("GET", f"/audit?member={offhook.one.agent_id}")).json["items"]
    assert [each["did"] for each in log] == [
        "removed the passkey Phone",
        "signed in by a passkey from 127.0.0.1",
        "added the passkey Phone",
        "signed in by password from 127.0.0.1",
    ]
    assert log[2]["after"] == {"name": "Phone", "synced": False}, "of the key itself nothing is there"


async def test_what_was_asked_for_by_another_or_is_another_s_is_refused(offhook: Installation) -> None:
    here, device = await ann(offhook), Authenticator()
    signing_in = (await asked(here, "POST", "/session/passkey/options")).json["options"]
    options = (await asked(here, "POST", "/passkeys/options")).json["options"]
    other = options | {"challenge": signing_in["challenge"]}
    taken = await asked(here, "POST", "/passkeys", {"name": "Phone", "credential": device.create(other)})
    assert (taken.status, taken.problem) == (409, "challenge-over")
    stray = Authenticator(origin="https://evil.example")
    answer = await asked(here, "POST", "/passkeys", {"name": "Phone", "credential": stray.create(options)})
    assert (answer.status, answer.json["field"]) == (422, "credential")
    await add(here, device)
    device.origin = "https://evil.example"
    assert (await sign_in(browser_of(offhook), device))[0].problem == "passkey-refused"
    device.origin = "http://localhost:1"
    await offhook.one.owner("PATCH", f"/members/{offhook.one.agent_id}", {"active": False})
    assert (await sign_in(browser_of(offhook), device))[0].problem == "passkey-refused"


async def test_a_key_adds_none_and_another_address_is_told_where_they_work(offhook: Installation) -> None:
    assert (await offhook.one.agent("POST", "/passkeys/options")).problem == "no-session"
    elsewhere = await Browser(offhook)("POST", "/session/passkey/options")
    assert (elsewhere.status, elsewhere.problem) == (409, "passkeys-elsewhere")
    assert "http://localhost:1" in elsewhere.json["detail"]
    forged = {"Sec-Fetch-Site": "cross-site"}
    for path in ("/session/passkey/options", "/session/passkey"):
        refused = await Browser(offhook)("POST", path, {"credential": {}}, headers=forged)
        assert refused.problem == "cross-origin"


async def test_tries_are_counted_and_only_wrong_ones(offhook: Installation) -> None:
    here, device = await ann(offhook), Authenticator()
    await add(here, device)
    browser = browser_of(offhook)
    for _ in range(tries.ADDRESS.most - 1):
        await asked(browser, "POST", "/session/passkey", {"credential": {"id": "unknown"}})
    assert (await sign_in(browser, device))[0].status == 201
    made_up = await asked(browser, "POST", "/session/passkey", {"credential": {"id": 7}})
    assert (made_up.status, made_up.json["field"]) == (422, "credential")
    locked, _ = await sign_in(browser, device)
    assert (locked.status, locked.problem) == (429, "too-many-tries")


@pytest.mark.parametrize(
    ("url", "party", "origin"),
    [
        ("https://Phone.Example.com", "phone.example.com", "https://phone.example.com"),
        ("https://phone.example.com:443", "phone.example.com", "https://phone.example.com"),
        ("https://phone.example.com:8443", "phone.example.com", "https://phone.example.com:8443"),
        (None, "localhost", "http://localhost:8080"),
    ],
)
def test_passkeys_work_where_the_settings_say(url: str | None, party: str, origin: str) -> None:
    found = relying_party(Http(public_url=url))
    assert (found.id, found.origin) == (party, origin)


async def test_an_address_that_is_a_number_has_no_passkeys(offhook: Installation) -> None:
    offhook.worker.settings.http.__dict__["public_url"] = "https://192.0.2.1"
    answer = await offhook.stranger("POST", "/session/passkey/options")
    assert (answer.status, answer.problem) == (409, "passkeys-need-a-name")
