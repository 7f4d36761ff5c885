"""The adapter for texts against the carrier, with webhooks tripled, late, shuffled and lost one in a hundred."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlencode

import pytest
from aiohttp import web
from msgspec.structs import replace
from twilio.request_validator import RequestValidator

from offhook.calls.values import E164, TrunkId
from offhook.messages.failures import Failure
from offhook.messages.states import Direction, MessageState
from offhook.telephony.twiml.accounts import SIGNALWIRE, TELNYX
from offhook.telephony.twiml.accounts import Account as OurAccount
from offhook.telephony.twiml.client import Client
from offhook.telephony.twiml.signatures import parse_form
from offhook.telephony.twiml.texting import TwimlTexting
from offhook.telephony.twiml.texts import received_at
from tests.carrier import messaging
from tests.carrier.model import Scheme
from tests.carrier.served import CARRIER, Served
from tests.carrier.webhooks import CALM, Faults, sign
from tests.carrier.writing import PUBLIC, ROUGH, Writers
from tests.furnish import DANA, LINE

EVE = E164("+4915123456789")


class Office(Writers):
    """A company whose line is at the carrier."""

    def __init__(self, served: Served, **account: object) -> None:
        super().__init__()
        self.carrier = served.carrier
        self.theirs = self.carrier.account(LINE)
        self.number = self.theirs.numbers[LINE]
        self.number.registered = True
        ours = OurAccount(
            self.trunk,
            self.theirs.sid,
            self.theirs.auth_token,
            tokens=("another", self.theirs.auth_token),
            api=f"{CARRIER}/2010-04-01",
        )
        texting = TwimlTexting(Client(served.to_carrier), PUBLIC)
        texting.use([replace(ours, **account)])
        self.number.sms_url = received_at(PUBLIC, ours.trunk)
        self.begin(texting)


@asynccontextmanager
async def office(faults: Faults = CALM, seed: int = 0, **account: object) -> AsyncIterator[Office]:
    made: list[Office] = []

    async def webhook(request: web.Request) -> web.Response:
        return await made[0].webhook(request)

    app = web.Application()
    app.router.add_post("/{path:.*}", webhook)
    async with Served(app, faults=faults, seed=seed) as served:
        made.append(Office(served, **account))
        yield made[0]


@pytest.mark.behaviour("U11")
async def test_texts_there_and_back_through_rough_weather_end_as_they_were() -> None:
    async with office(ROUGH, seed=7) as here:
        for count in range(12):
            await here.write(f"out {count}", DANA if count % 3 else EVE)
            messaging.come_in(here.carrier, here.theirs, DANA, LINE, f"in {count}")
        here.carrier.answers_lost = 3
        await here.settle()
        out = await here.all(Direction.OUTBOUND)
        assert {each.state for each in out} == {MessageState.DELIVERED}
        assert {each.price for each in out} == {7900}
        sent = [each for each in here.carrier.messages.values() if each.direction == "outbound-api"]
        for number in (DANA, EVE):
            order = [each.body for each in sent if each.to == number]
            assert order == [each.text for each in out if each.number == number], "once, and in order"
        assert sorted(each.text for each in await here.all(Direction.INBOUND)) == sorted(f"in {n}" for n in range(12))


@pytest.mark.behaviour("X10")
async def test_refusals_and_failures_become_ours() -> None:
    async with office() as here:
        here.number.registered = False
        unregistered = await here.write("Hello")
        here.theirs.opted_out.add((EVE, LINE))
        opted_out = await here.write("Hello", EVE)
        await here.settle(3600)
        found = {each.id: each for each in await here.all(Direction.OUTBOUND)}
        assert (found[unregistered.id].state, found[unregistered.id].failure) == (
            MessageState.UNDELIVERED,
            Failure.UNREGISTERED,
        )
        assert (found[opted_out.id].failure, found[opted_out.id].carrier_code) == (Failure.OPTED_OUT, "21610")


async def test_a_carrier_that_has_had_enough_is_asked_later_and_nothing_is_lost() -> None:
    async with office() as here:
        here.theirs.refuses_all = 429
        first, second = await here.write("one"), await here.write("two")
        await here.sender.send_due()
        here.theirs.refuses_all = 0
        await here.settle(600)
        assert [each.body for each in here.carrier.messages.values()] == ["one", "two"]
        assert [each.state for each in await here.all(Direction.OUTBOUND)] == [MessageState.DELIVERED] * 2
        assert first.sort_at < second.sort_at


async def test_only_what_the_carrier_has_signed_is_believed() -> None:
    async with office() as here:
        url = here.number.sms_url.partition("#")[0]
        form = {"MessageSid": "SM1", "From": DANA, "To": LINE, "Body": "Hi"}
        body = urlencode(form).encode()
        target = url.removeprefix(PUBLIC)
        good = {name.lower(): value for name, value in sign(here.theirs, url, form, body).items()}
        assert RequestValidator(here.theirs.auth_token).validate(url, form, good["x-twilio-signature"])
        wrong = [
            (target, {}, body),
            (target, {"x-twilio-signature": "bm9wZQ=="}, body),
            (target, {"x-twilio-signature": "\xff"}, body),
            (target, good, body + b"&Body=another"),
            (f"{target}?x=1", good, body),
            (target.replace("trunk_", "trunkx_"), good, body),
        ]
        for path, headers, sent in wrong:
            reply = await here.texting.webhook(path, headers, sent)
            assert reply is not None
            assert reply.status == 403
        assert await here.all(Direction.INBOUND) == []
        reply = await here.texting.webhook(target, good, body)
        assert reply is not None
        assert (reply.status, reply.kind) == (200, "text/xml; charset=utf-8")
        assert await here.texting.webhook("/carriers/trunk_1/status", good, body) is None


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (b"%ff%fe%c3%28", "\ufffd\ufffd\ufffd("),
        (b"a%00b", "a�b"),
        ("👩‍👩‍👧 \u202eمرحبا\u202c".encode(), "👩‍👩‍👧 \u202eمرحبا\u202c"),
        (b"x" * 1_000_000, "x" * 19_996 + " […]"),
    ],
    ids=["invalid UTF-8", "NUL", "emoji and bidi", "a megabyte"],
)
async def test_whatever_bytes_come_in_are_kept(body: bytes, text: str) -> None:
    async with office() as here:
        raw = b"MessageSid=SM1&From=%2B12025550122&To=%2B12025550100&NumMedia=nonsense&Body=" + body
        form = {"MessageSid": "SM1", "From": DANA, "To": LINE, "NumMedia": "nonsense"}
        url = here.number.sms_url.partition("#")[0]
        signed = sign(here.theirs, url, form | {"Body": dict(parse_form(raw))["Body"]}, raw)
        headers = {name.lower(): value for name, value in signed.items()}
        reply = await here.texting.webhook(url.removeprefix(PUBLIC), headers, raw)
        assert reply is not None
        assert reply.status == 200
        assert [each.text for each in await here.all(Direction.INBOUND)] == [text]


async def test_signalwire_agrees_and_telnyx_has_another_api() -> None:
    async with office(dialect=SIGNALWIRE) as here:
        here.theirs.scheme = Scheme.SIGNALWIRE
        await here.write("Hello")
        messaging.come_in(here.carrier, here.theirs, DANA, LINE, "Hi")
        await here.settle(600)
        (sent,) = await here.all(Direction.OUTBOUND)
        (came,) = await here.all(Direction.INBOUND)
        assert (sent.state, came.text) == (MessageState.DELIVERED, "Hi")
    async with office(dialect=TELNYX) as here:
        assert not here.texting.carries(TrunkId(here.company.trunk.id))
