"""Texts over HTTP, on the practice network: there and back, refused in words, once for a key."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
import pytest_asyncio

from tests.web.conftest import SHARED, Installation

pytestmark = SHARED

DANA, EVE, LINE = "+12025550122", "+12025550123", "+12025550100"
BIDI = "\u202eمرحبا\u202c 👩‍👩‍👧 ok"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def ready(shared: Installation) -> Installation:
    """A line with a trunk, and a practice phone."""
    one = shared.one.owner
    await one("POST", "/trunks", {"name": "lab", "host": "127.0.0.1"})
    assert (await one("POST", "/lines", {"number": LINE, "name": "Sales", "trunks": ["lab"]})).status == 201
    for number in (DANA, EVE):
        assert (await one("PUT", f"/practice/phones/{number}", {"takes": "rings"})).status == 200
    return shared


async def until(offhook: Installation, message: str, state: str) -> Any:
    """The message, once it is so."""
    with offhook.worker.live.follow(offhook.one.workspace) as news:
        async with asyncio.timeout(5):
            while (found := (await offhook.one.agent("GET", f"/messages/{message}")).json)["state"] != state:
                await news.news()
                news.take()
    return found


async def send(offhook: Installation, text: str, to: str = DANA, **more: Any) -> Any:
    return await offhook.one.agent("POST", "/messages", {"line": LINE, "to": to, "text": text}, **more)


async def texts(offhook: Installation, number: str) -> list[str]:
    """What a phone got."""
    found = (await offhook.one.agent("GET", f"/practice/phones/{number}/texts")).json["items"]
    return [each["text"] for each in found]


async def write(offhook: Installation, number: str, text: str) -> None:
    answer = await offhook.one.owner("POST", f"/practice/phones/{number}/texts", {"line": LINE, "text": text})
    assert answer.status == 204, answer.body


@pytest.mark.behaviour("U11")
async def test_a_text_goes_there_and_back_in_one_conversation(ready: Installation) -> None:
    sent = await send(ready, f"Your order is ready. {BIDI}")
    assert sent.status == 201, sent.body
    delivered = await until(ready, sent.json["id"], "delivered")
    assert delivered["failure"] is None
    assert await texts(ready, DANA) == [f"Your order is ready. {BIDI}"]
    await write(ready, DANA, f"When do you open? {BIDI}")
    conversation = sent.json["conversation"]
    seen = (await ready.one.manager("GET", f"/conversations/{conversation}")).json
    assert (seen["unread"], seen["latest"]["text"]) == (True, f"When do you open? {BIDI}")
    answer = await ready.one.agent("POST", f"/conversations/{conversation}/messages", {"text": "At nine."})
    assert answer.json["member_name"] == "Agent"
    entries = (await ready.one.manager("GET", f"/conversations/{conversation}/entries")).json["items"]
    assert [(each["kind"], each["direction"]) for each in entries] == [
        ("message", "outbound"),
        ("message", "inbound"),
        ("message", "outbound"),
    ]


@pytest.mark.behaviour("U11")
async def test_the_same_key_sends_one_text_only(ready: Installation) -> None:
    key: dict[str, Any] = {"headers": {"Idempotency-Key": "order-4711"}}
    first, second = await send(ready, "Once", **key), await send(ready, "Once", **key)
    assert first.json["id"] == second.json["id"]
    assert second.headers["Idempotent-Replayed"] == "true"
    assert (await send(ready, "Another", **key)).problem == "idempotency-key-reused"
    await until(ready, first.json["id"], "delivered")
    assert (await texts(ready, DANA)).count("Once") == 1


@pytest.mark.behaviour("X10")
async def test_who_wants_no_texts_gets_none_until_they_want_them_again(ready: Installation) -> None:
    await write(ready, EVE, " Stop. ")
    refused = await send(ready, "News", to=EVE)
    assert (refused.problem, refused.json["code"]) == ("message-refused", "opted_out")
    body = {"line": LINE, "to": EVE, "text": "News"}
    looked = (await ready.one.agent("POST", "/messages/preflight", body)).json
    assert [(each["code"], each["level"]) for each in looked["findings"]] == [("opted_out", "stop")]
    assert (looked["segments"], looked["encoding"], looked["left"]) == (1, "gsm7", 156)
    await write(ready, EVE, "START")
    allowed = await send(ready, "News", to=EVE)
    assert allowed.status == 201
    await until(ready, allowed.json["id"], "delivered")
    told = await texts(ready, EVE)
    assert [each.partition(":")[2] for each in told[:2]] == [
        " you get no more texts from us. Text START to get them again.",
        " you get our texts again. Text STOP to get no more.",
    ]
    contact = (await ready.one.agent("GET", "/contacts?search=" + EVE[1:])).json["items"][0]["id"]
    said = {"number": EVE, "what": "out", "words": "Said so on the phone."}
    assert (await ready.one.agent("POST", f"/lines/{LINE}/consents", said)).status == 201
    ledger = (await ready.one.agent("GET", f"/contacts/{contact}/consents")).json["items"]
    assert [(each["what"], each["source"]) for each in ledger] == [("out", "member"), ("in", "text"), ("out", "text")]


@pytest.mark.behaviour("U11")
async def test_a_failure_says_what_to_do_and_can_be_tried_again(ready: Installation) -> None:
    nobody = "+12025550199"
    sent = (await send(ready, "Hello", to=nobody)).json
    failed = await until(ready, sent["id"], "failed")
    assert failed["failure"]["code"] == "no_such_number"
    assert failed["failure"]["todo"] == "Look at the number once more, digit by digit."
    assert (await ready.one.agent("DELETE", f"/messages/{sent['id']}")).problem == "too-late"
    assert (await ready.one.owner("PUT", f"/practice/phones/{nobody}", {"takes": "rings"})).status == 200
    assert (await ready.one.agent("POST", f"/messages/{sent['id']}/again")).json["state"] == "queued"
    await until(ready, sent["id"], "delivered")
    assert (await ready.one.agent("POST", f"/messages/{sent['id']}/again")).problem == "not-failed"


@pytest.mark.parametrize(("text", "code"), [("", "empty"), ("x" * 1601, None)])
async def test_what_cannot_be_sent_is_refused_in_words(ready: Installation, text: str, code: str | None) -> None:
    refused = await send(ready, text)
    assert refused.status == 422
    assert refused.json.get("code") == code
