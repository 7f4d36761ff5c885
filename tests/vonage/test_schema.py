"""The stand-in takes what is documented, and complains about the rest; and it asks again as documented."""

from __future__ import annotations

from typing import Any

import pytest
from aiohttp import web

from tests.carrier.sockets import Sockets
from tests.vonage.keys import public_key
from tests.vonage.model import Application
from tests.vonage.schema import complaints
from tests.vonage.webhooks import Webhooks

URL = ["https://office.test/x"]
KEYS = {"action": "input", "type": ["dtmf"], "eventUrl": URL}


@pytest.mark.parametrize(
    ("ncco", "words"),
    [
        ({}, "is a list"),
        (["talk"], "no action None"),
        ([{"action": "hangup"}], "no action 'hangup'"),
        ([{"action": "talk"}], "talk needs text"),
        ([{"action": "talk", "text": "x" * 1501}], "talk has no text"),
        ([{"action": "talk", "text": "x", "bargeIn": True}], "input has to follow"),
        ([{"action": "talk", "text": "x", "bargeIn": True}, {"action": "wait"}, KEYS], "not wait"),
        ([{"action": "stream", "streamUrl": "https://office.test/x"}], "stream has no streamUrl"),
        ([KEYS | {"dtmf": {"timeOut": 11}}], "input has no dtmf"),
        ([KEYS | {"dtmf": {"maxDigits": 21}}], "input has no dtmf"),
        ([KEYS | {"mode": "asynchronous", "dtmf": {}}], "takes no settings"),
        ([{"action": "record", "endOnSilence": 2}], "record has no endOnSilence"),
        ([{"action": "record", "timeOut": True}], "record has no timeOut"),
        ([{"action": "conversation", "name": ""}], "conversation has no name"),
        ([{"action": "notify", "payload": {}}], "notify needs eventUrl"),
        ([{"action": "wait", "timeout": 0}], "wait has no timeout"),
    ],
)
def test_what_is_not_documented_is_complained_of(ncco: Any, words: str) -> None:
    assert any(words in complaint for complaint in complaints(ncco))


@pytest.mark.parametrize(
    ("answers", "asked"),
    [
        ([200], ["a"]),
        ([503, 200], ["a", "a"]),
        ([429, 504, 200], ["a", "a", "b"]),
        ([503] * 4, ["a", "a", "b", "b"]),
        ([500], ["a"]),
    ],
)
async def test_an_address_is_tried_twice_and_then_the_fallback_address(answers: list[int], asked: list[str]) -> None:
    came: list[str] = []

    async def answer(request: web.Request) -> web.Response:
        came.append(request.path[1:])
        return web.Response(status=answers[len(came) - 1], text="[]")

    app, sockets = web.Application(), Sockets()
    app.router.add_post("/{path}", answer)
    webhooks = Webhooks(await sockets.serve(app, "app"))
    application = Application(public_key("ours"), fallback_answer_url="https://office.test/b")
    found = await webhooks.fetch(application, "https://office.test/a", {}, within=5.0)
    assert came == asked
    assert (None if found is None else found.status) == (None if answers == [503] * 4 else answers[-1])
    await sockets.close()
