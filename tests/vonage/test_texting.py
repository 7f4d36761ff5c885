"""Texts over Vonage, with webhooks tripled, late, shuffled and lost one in a hundred."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import pytest
from aiohttp import web
from hypothesis import given, settings
from hypothesis import strategies as st

from offhook.calls.values import E164, TrunkId
from offhook.messages.failures import Failure
from offhook.messages.port import Authority, Outgoing, Refused
from offhook.messages.states import Direction, MessageState
from offhook.networks.carriers_texting import CarriersTexting
from offhook.telephony.vonage import texts
from offhook.telephony.vonage.accounts import Account
from offhook.telephony.vonage.client import Client
from offhook.telephony.vonage.texting import VonageTexting
from offhook.telephony.webhooks.text_addresses import received_at
from tests.carrier.sockets import Sockets
from tests.carrier.webhooks import CALM, Faults
from tests.carrier.writing import PUBLIC, ROUGH, Writers
from tests.furnish import DANA, LINE
from tests.vonage.carrier import API, Carrier
from tests.vonage.keys import kept, public_key
from tests.vonage.messaging import Messages
from tests.vonage.webhooks import sign

EVE = E164("+4915123456789")
TRUNK = TrunkId("trunk_1")


class Office(Writers):
    """A company whose line is at Vonage."""

    def __init__(self, carrier: Carrier) -> None:
        super().__init__()
        self.application = carrier.application(public_key("ours"), LINE.removeprefix("+"))
        self.theirs = Messages(carrier, self.application)
        self.theirs.inbound_url = received_at(PUBLIC, self.trunk)

    def connect(self, session: aiohttp.ClientSession) -> None:
        """Text over it."""
        secrets = ("another-secret-of-the-whole-account-at-vonage", self.application.signature_secret)
        texting = VonageTexting(Client(session), PUBLIC)
        texting.use([Account(self.trunk, self.application.id, kept("ours"), secrets, api=API)])
        self.begin(CarriersTexting([texting]))


@asynccontextmanager
async def office(faults: Faults = CALM, seed: int = 0) -> AsyncIterator[Office]:
    made: list[Office] = []

    async def webhook(request: web.Request) -> web.Response:
        return await made[0].webhook(request)

    app, sockets = web.Application(), Sockets()
    app.router.add_post("/{path:.*}", webhook)
    carrier = Carrier(await sockets.serve(app, "app"), faults=faults, seed=seed)
    made.append(Office(carrier))
    made[0].connect(await sockets.serve(made[0].theirs.app(), "carrier"))
    try:
        yield made[0]
    finally:
        await carrier.close()
        await sockets.close()


@pytest.mark.behaviour("U11")
async def test_texts_there_and_back_through_rough_weather_end_as_they_were() -> None:
    async with office(ROUGH, seed=7) as here:
        for count in range(12):
            await here.write(f"out {count}", DANA if count % 3 else EVE)
            here.theirs.come_in(DANA, LINE, f"in {count}")
        here.theirs.answers_lost = 3
        await here.settle(3600)
        out = await here.all(Direction.OUTBOUND)
        assert {each.state for each in out} == {MessageState.DELIVERED}
        assert {(each.price, each.currency, each.segments) for each in out} == {(33_300, "EUR", 1)}
        for number in (DANA, EVE):
            order = [each.text for each in here.theirs.sent if f"+{each.to}" == number]
            assert order == [each.text for each in out if each.number == number], "once, and in order"
        assert sorted(each.text for each in await here.all(Direction.INBOUND)) == sorted(f"in {n}" for n in range(12))


@pytest.mark.behaviour("X10")
async def test_refusals_and_failures_become_ours() -> None:
    async with office() as here:
        here.theirs.rejects = {DANA: 1240, EVE: 1300}
        opted_out, landline = await here.write("Hello"), await here.write("Hello", EVE)
        await here.settle(60)
        here.theirs.refuses = (402, "low-balance")
        poor = await here.write("Hello", E164("+12025550123"))
        await here.settle(60)
        found = {each.id: each for each in await here.all(Direction.OUTBOUND)}
        assert [(found[each.id].failure, found[each.id].carrier_code) for each in (opted_out, landline, poor)] == [
            (Failure.OPTED_OUT, "1240"),
            (Failure.NOT_A_MOBILE, "1300"),
            (Failure.NO_CREDIT, "low-balance"),
        ]
        here.theirs.refuses = (429, "1000")
        later = await here.write("Hello", E164("+12025550124"))
        await here.sender.send_due()
        here.theirs.refuses = None
        await here.settle(600)
        assert {each.id: each.state for each in await here.all(Direction.OUTBOUND)}[later.id] is MessageState.DELIVERED
        long = Outgoing("message_1", 1, here.trunk, LINE, DANA, "x" * 1001)
        picture = Outgoing("message_1", 1, here.trunk, LINE, DANA, "", ("https://office.test/1",))
        refused = [await here.texting.send(each) for each in (long, picture)]
        assert [each.failure for each in refused if isinstance(each, Refused)] == [
            Failure.TOO_LONG,
            Failure.NO_PICTURES,
        ]


async def test_what_nobody_reports_is_not_known_and_not_sent_again() -> None:
    async with office(Faults(lost=1.0)) as here:
        here.theirs.answers_lost = 1
        await here.write("one")
        await here.settle(3600)
        (one,) = await here.all(Direction.OUTBOUND)
        assert (one.state, [each.text for each in here.theirs.sent]) == (MessageState.UNKNOWN, ["one"])


async def test_only_what_vonage_has_signed_is_believed() -> None:
    async with office() as here:
        target = here.theirs.inbound_url.removeprefix(PUBLIC)
        here.theirs.come_in(DANA, LINE, "Look", "https://api-us.nexmo.com/v3/media/1")
        await here.settle(10)
        (came,) = await here.all(Direction.INBOUND)
        assert came.text == "Look"
        authority = here.texting.authority(here.trunk)
        assert isinstance(authority, Authority)
        assert "api-us.nexmo.com" in authority.hosts
        assert authority.headers["Authorization"].startswith("Bearer ")
        said = {"channel": "sms", "message_uuid": "1", "to": "12025550100", "from": "12025550122", "text": "Hi"}
        body = json.dumps(said).encode()
        for token in ("", "x", sign(here.application, b"{}"), sign(here.application, body, iat=0)):
            reply = await here.texting.webhook(target, {"authorization": f"Bearer {token}"}, body)
            assert reply is not None
            assert (reply.status, reply.body) == (403, "")
        assert len(await here.all(Direction.INBOUND)) == 1
        reply = await here.texting.webhook(target, {"authorization": f"Bearer {sign(here.application, body)}"}, body)
        assert reply is not None
        assert reply.status == 204
        assert len(await here.all(Direction.INBOUND)) == 2

        # The application may have this address for statuses, too: our reference says of which text it is.
        sent = await here.write("Hello")
        await here.sender.send_due()
        (text,) = here.theirs.sent
        status = {"status": "delivered", "message_uuid": text.uuid, "client_ref": text.client_ref, "channel": "sms"}
        body = json.dumps(status).encode()
        await here.texting.webhook(target, {"authorization": f"Bearer {sign(here.application, body)}"}, body)
        assert [(each.id, each.state) for each in await here.all(Direction.OUTBOUND)] == [
            (sent.id, MessageState.DELIVERED)
        ]


_ODD: st.SearchStrategy[object] = st.none() | st.integers() | st.text(max_size=3)
_PARTS = st.dictionaries(st.sampled_from(["url", "code", "type", "price", "count_total"]), _ODD, max_size=2)


@settings(max_examples=25)
@given(st.dictionaries(st.sampled_from(["to", "image", "error", "usage", "sms", "client_ref"]), _ODD | _PARTS))
def test_whatever_comes_is_no_crash(said: dict[str, object]) -> None:
    texts.arrived(TRUNK, said)
    texts.told(TRUNK, said | {"status": "rejected", "message_uuid": "1"}, *texts.reference_of(said))
