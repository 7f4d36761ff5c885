"""Texts over Telnyx, with webhooks tripled, late, shuffled and lost one in a hundred."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import web
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given, settings
from hypothesis import strategies as st

from offhook.calls.values import E164, TrunkId
from offhook.messages.failures import Failure
from offhook.messages.port import Authority, Outgoing, Taken
from offhook.messages.states import Direction, MessageState
from offhook.networks.carriers_accounts import Kinds
from offhook.networks.carriers_prices import Prices
from offhook.networks.carriers_texting import CarriersTexting
from offhook.rating.asking import Told
from offhook.rating.model import Charge, PricedKind
from offhook.telephony.telnyx import texts
from offhook.telephony.telnyx.accounts import Account
from offhook.telephony.telnyx.client import Client
from offhook.telephony.telnyx.prices import price_of
from offhook.telephony.telnyx.texting import TelnyxTexting
from offhook.telephony.twiml.accounts import TELNYX
from offhook.telephony.twiml.accounts import Account as TwimlAccount
from offhook.telephony.webhooks.prices import GONE, Price
from offhook.telephony.webhooks.text_addresses import received_at
from tests.carrier.webhook_harness import Keys
from tests.carrier.webhooks import CALM, Faults
from tests.carrier.writing import PUBLIC, ROUGH, Writers
from tests.furnish import DANA, LINE
from tests.telnyx.carrier import API, Served
from tests.telnyx.model import Number, Organization, Profile
from tests.telnyx.webhooks import sign

EVE = E164("+4915123456789")
TRUNK = TrunkId("trunk_1")


class Office(Writers):
    """A company whose line is at Telnyx."""

    def __init__(self, served: Served) -> None:
        super().__init__()
        self.carrier, self.profile = served.carrier, Profile(received_at(PUBLIC, self.trunk))
        self.theirs = Organization(numbers={LINE: Number(LINE, self.profile)})
        self.carrier.organizations.append(self.theirs)
        public = self.theirs.signing.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        keys = (base64.b64encode(b"x" * 32).decode(), base64.b64encode(public).decode())
        self.session = served.to_carrier
        self.ours, self.client = Account(self.trunk, self.theirs.key, keys, api=API), Client(self.session)
        texting = TelnyxTexting(self.client, PUBLIC)
        texting.use([self.ours])
        self.begin(CarriersTexting([texting]))


@asynccontextmanager
async def office(faults: Faults = CALM, seed: int = 0) -> AsyncIterator[Office]:
    made: list[Office] = []

    async def webhook(request: web.Request) -> web.Response:
        return await made[0].webhook(request)

    app = web.Application()
    app.router.add_post("/{path:.*}", webhook)
    async with Served(app, faults, seed) as served:
        made.append(Office(served))
        yield made[0]


@pytest.mark.behaviour("U11")
async def test_texts_there_and_back_through_rough_weather_end_as_they_were() -> None:
    async with office(ROUGH, seed=7) as here:
        for count in range(12):
            await here.write(f"out {count}", DANA if count % 3 else EVE)
            here.carrier.come_in(here.theirs, DANA, LINE, f"in {count}")
        here.carrier.answers_lost = 3
        await here.settle()
        out = await here.all(Direction.OUTBOUND)
        assert {each.state for each in out} == {MessageState.DELIVERED}
        assert {(each.price, each.currency) for each in out} == {(5_100, "USD")}
        sent = [each for each in here.carrier.messages.values() if each.direction == "outbound"]
        for number in (DANA, EVE):
            order = [each.text for each in sent if each.to == number]
            assert order == [each.text for each in out if each.number == number], "once, and in order"
        assert sorted(each.text for each in await here.all(Direction.INBOUND)) == sorted(f"in {n}" for n in range(12))
        (first, *_) = sent
        assert await price_of(here.client, here.ours, first.id) == Price(5_100, "USD")
        assert await price_of(here.client, here.ours, "nobody's") == GONE
        prices = Prices(Kinds(here.session, PUBLIC, Keys()))
        calls = TwimlAccount(here.trunk, "0a1b", here.theirs.key, dialect=TELNYX)
        prices.use([calls], [here.ours])
        charge = Charge(
            id="message_1",
            workspace_id="workspace_1",
            kind=PricedKind.TEXT,
            direction="outbound",
            number=DANA,
            trunk_id=here.trunk,
            day="2026-11-26",
            at=0,
            units=1,
            reference=first.id,
        )
        assert await prices.ask(charge) == Told(5_100, "USD"), "of a text, and not of a call"


@pytest.mark.behaviour("X10")
async def test_refusals_and_failures_become_ours() -> None:
    async with office() as here:
        here.theirs.numbers[LINE].registered = False
        unregistered = await here.write("Hello")
        here.carrier.come_in(here.theirs, EVE, LINE, "Stop")
        await here.settle(600)
        assert (await here.all(Direction.INBOUND))[0].text == "Stop"
        here.theirs.funds = False
        poor = await here.write("Hello")
        await here.settle(60)
        here.theirs.funds, here.carrier.unconfirmed = True, True
        here.theirs.numbers[LINE].registered = True
        unconfirmed = await here.write("Hello")
        await here.settle(600)
        found = {each.id: each for each in await here.all(Direction.OUTBOUND)}
        assert (found[unregistered.id].state, found[unregistered.id].failure) == (
            MessageState.UNDELIVERED,
            Failure.UNREGISTERED,
        )
        assert (found[poor.id].state, found[poor.id].failure) == (MessageState.FAILED, Failure.NO_CREDIT)
        assert found[unconfirmed.id].state is MessageState.SENT, "nobody knows more than that"
        blocked = await here.texting.send(Outgoing("message_1", 1, here.trunk, LINE, EVE, "Hello"))
        assert (getattr(blocked, "failure", None), getattr(blocked, "carrier_code", None)) == (
            Failure.OPTED_OUT,
            "40300",
        )


async def test_too_much_is_sent_later_and_what_nobody_reports_is_not_known() -> None:
    async with office(Faults(lost=1.0)) as here:
        here.theirs.refuses_all = 429
        await here.write("one")
        await here.sender.send_due()
        here.theirs.refuses_all = 0
        await here.settle(600)
        assert [each.state for each in await here.all(Direction.OUTBOUND)] == [MessageState.DELIVERED], "it was asked"
        here.carrier.answers_lost = 1
        await here.write("two")
        await here.settle(3600)
        assert [each.text for each in here.carrier.messages.values()] == ["one", "two"], "and not a third time"
        two = (await here.all(Direction.OUTBOUND))[-1]
        assert (two.state, two.failure) == (MessageState.UNKNOWN, Failure.UNKNOWN)


async def test_only_what_telnyx_has_signed_is_believed() -> None:
    async with office() as here:
        target = here.profile.webhook_url.removeprefix(PUBLIC)
        picture = ("https://media.telnyx.com/abc/image.jpg", "image/jpeg")
        made = here.carrier.come_in(here.theirs, DANA, LINE, "Look", picture)
        await here.settle(10)
        assert len(await here.all(Direction.INBOUND)) == 1
        event = {"data": {"event_type": "message.received", "payload": made.shown() | {"id": "another"}}}
        body = json.dumps(event).encode()
        good = sign(here.theirs, body)
        old = sign(here.theirs, body, stamp=int(time.time()) - 400)
        wrong: list[tuple[str, dict[str, str], bytes]] = [
            (target, {}, body),
            (target, good | {"telnyx-timestamp": "1"}, body),
            (target, good | {"telnyx-signature-ed25519": "bm9wZQ=="}, body),
            (target, old, body),
            (target, good, body + b" "),
            (target.replace("trunk_", "trunkx_"), good, body),
        ]
        for path, headers, sent in wrong:
            reply = await here.texting.webhook(path, headers, sent)
            assert reply is not None
            assert (reply.status, reply.body) == (403, "")
        assert len(await here.all(Direction.INBOUND)) == 1
        reply = await here.texting.webhook(target, good, body)
        assert reply is not None
        assert reply.status == 204
        assert len(await here.all(Direction.INBOUND)) == 2
        assert await here.texting.webhook("/carriers/trunk_1/status", good, body) is None


async def test_pictures_go_out_as_addresses_and_come_in_without_a_key() -> None:
    async with office() as here:
        pictures = ("https://office.test/pictures/1", "https://office.test/pictures/2")
        outgoing = Outgoing("message_1", 1, here.trunk, LINE, DANA, "", pictures)
        assert isinstance(await here.texting.send(outgoing), Taken)
        assert [url for each in here.carrier.messages.values() for url, _ in each.media] == list(pictures)
        limits = here.texting.limits(here.trunk, LINE)
        assert limits is not None
        assert (limits.most, limits.bytes_together) == (10, 1_000_000)
        authority = here.texting.authority(here.trunk)
        assert isinstance(authority, Authority)
        assert "media.telnyx.com" in authority.hosts
        assert authority.headers == {}
        assert here.texting.authority(TRUNK) is None


_ODD: st.SearchStrategy[object] = st.none() | st.integers() | st.text(max_size=3)
_PARTS = st.dictionaries(
    st.sampled_from(["phone_number", "status", "url", "code", "amount", "currency"]), _ODD, max_size=2
)
_SAID = st.sampled_from(["to", "from", "media", "text", "id", "errors", "cost", "parts"])


@settings(max_examples=25)
@given(st.dictionaries(_SAID, _ODD | _PARTS | st.lists(_ODD | _PARTS, max_size=2), max_size=4))
def test_whatever_comes_is_no_crash(payload: dict[str, object]) -> None:
    texts.arrived(TRUNK, payload)
    texts.told(TRUNK, payload, "message_1", 1)


def test_another_block_is_no_wish_to_get_no_texts() -> None:
    assert texts.failure_of({"code": "40300", "title": "Blocked", "detail": "by the destination"}) is Failure.BLOCKED
    assert texts.failure_of({"code": "99999"}) is Failure.REJECTED
    gone = texts.told(TRUNK, {"id": "1", "to": [{"status": "expired"}]}, "message_1", 1)
    assert gone is not None
    assert (gone.state, gone.failure) == (MessageState.FAILED, Failure.EXPIRED)
