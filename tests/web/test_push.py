"""Web push over HTTP: a browser subscribes, is told of a call that nobody took, and is removed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from offhook.calls.values import E164
from offhook.setting_sections import Http, Push
from offhook.settings import Settings
from offhook.telephony.simulated.phones import Rings
from offhook.web.practice import phones_of
from tests.push_service import PushService, push_service
from tests.waiting import eventually
from tests.web.conftest import Installation, served

LINE, DANA = "+12025550100", E164("+12025550122")


@pytest.fixture
async def browsers() -> AsyncIterator[PushService]:
    async with push_service() as service:
        yield service


@pytest.fixture
async def offhook(data: Path) -> AsyncIterator[Installation]:
    settings = Settings(data=data, telephony="practice", http=Http(port=1), push=Push(local_endpoints=True))
    async with served(settings) as installation:
        yield installation


@pytest.mark.behaviour("U12")
async def test_a_call_that_nobody_takes_and_a_message_are_told_to_the_agent_s_browser(
    offhook: Installation, browsers: PushService
) -> None:
    one = offhook.one
    trunk = (await one.owner("POST", "/trunks", {"name": "lab", "host": "127.0.0.1"})).json["id"]
    await one.owner("POST", "/lines", {"number": LINE, "name": "Sales", "trunks": [trunk]})
    await one.owner("PUT", f"/lines/{LINE}/route", {"agents": [one.agent_id], "voicemail_on": False})
    key = (await one.agent("GET", "/push-devices/key")).json["public_key"]
    added = await one.agent("POST", "/push-devices", browsers.body("anns", language="de"))
    assert added.status == 201
    device = added.json["id"]

    tested = await one.agent("POST", f"/push-devices/{device}/test")
    assert tested.status == 202
    await eventually(lambda: browsers.told, "the test is told")

    phones = phones_of(offhook.worker)
    phones.call_in(phones.phone(DANA, Rings()), LINE, trunk)
    await eventually(lambda: len(browsers.told) == 2, "the call is told", 20.0)
    missed = browsers.told[1]
    assert (missed.notification["title"], missed.key) == (f"Verpasster Anruf: {DANA}", key)
    call = (await one.agent("GET", "/calls")).json["items"][0]["id"]
    assert missed.notification["url"] == f"/history/{call}"

    (shown,) = (await one.agent("GET", "/push-devices")).json["items"]
    assert (shown["name"], shown["language"], shown["member"]) == ("Chrome on Linux", "de", one.agent_id)
    assert shown["pushed_at"] is not None
    assert "127.0.0.1" not in str(shown)
    assert (await one.agent("DELETE", f"/push-devices/{device}")).status == 204
    assert (await one.manager("GET", "/push-devices")).json["items"] == []
    words = [entry["did"] for entry in (await one.owner("GET", "/audit?limit=2")).json["items"]]
    assert words == [
        "had notifications shown no more on Chrome on Linux",
        "had notifications shown on Chrome on Linux",
    ]


async def test_what_is_no_subscription_is_refused_beside_its_field(
    offhook: Installation, browsers: PushService
) -> None:
    good = browsers.body("anns")
    for field, body in (
        ("endpoint", good | {"endpoint": "http://10.0.0.5/x"}),
        ("auth", good | {"keys": {"p256dh": good["keys"]["p256dh"], "auth": "x"}}),  # type: ignore[index]
        ("name", good | {"name": ""}),
    ):
        refused = await offhook.one.agent("POST", "/push-devices", body)
        assert (refused.status, refused.json["field"]) == (422, field)
