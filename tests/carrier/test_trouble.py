"""The adapter in trouble: reports that never come or come too often, answers that are lost, a queue, other dialects."""

from __future__ import annotations

import base64
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlencode

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from msgspec import structs

from offhook.calls.commands import Bridge, Hangup
from offhook.calls.events import Answered, Bridged, Collected, Ended, Event, Queued, Ringing
from offhook.calls.values import Cause, LegId, Role
from offhook.telephony.port import LegState, Surviving
from offhook.telephony.twiml.accounts import SIGNALWIRE, TELNYX, Dialect
from offhook.telephony.webhooks.addresses import About, Addresses
from offhook.telephony.webhooks.book import Entry
from offhook.telephony.webhooks.dialling import DOUBTED_FOR
from tests.carrier.contract_harness import TwimlHarness
from tests.carrier.model import Call, Scheme
from tests.carrier.served import CARRIER
from tests.carrier.webhook_harness import PUBLIC, WebhookHarness
from tests.carrier.webhooks import Faults, sign
from tests.contract.harness import ANN, DANA, LINE, Answers, Missing, Rings, TrunkUse, Voice, Words
from tests.contract.steps import SHORT, answered, called, collect, leg_of, let_in, originate


@asynccontextmanager
async def harness(faults: Faults | None = None, seed: int = 0) -> AsyncIterator[TwimlHarness]:
    made = TwimlHarness() if faults is None else TwimlHarness(faults, seed)
    async with made:
        yield made


WORST = Faults(doubled=1.0, latest=2.0, lost=0.01)


async def a_whole_call(at: WebhookHarness) -> list[Event]:
    """Dana calls, Ann is rung, presses a key and talks with her; Dana hangs up. What was reported, in order."""
    call, caller, dana = await let_in(at)
    member, ann = await answered(at, call, 2)
    await at.send(call, collect(member, prompt="one", wait=10.0))
    await ann.hears(Words(SHORT), within=10.0)
    await ann.press("1")
    await at.event(call, Collected, member, within=10.0)
    await at.send(call, Bridge(caller, member))
    await at.event(call, Bridged, caller, within=30.0)
    await ann.hears(Voice(DANA))
    await dana.hang_up()
    await at.event(call, Ended, caller, within=60.0)
    await at.send(call, Hangup(member, Cause.NORMAL))
    await at.event(call, Ended, member, within=60.0)
    await at.pause(5.0)
    return [event for event in at.events(call) if not isinstance(event, Ringing | Queued)]


@pytest.mark.behaviour("X12")
async def test_whatever_order_reports_come_in_and_however_often_the_end_is_the_same() -> None:
    async with harness() as calm:
        expected = [structs.asdict(event) for event in await a_whole_call(calm)]
    for seed in random.Random(20_261_126).sample(range(10_000), 20):
        async with harness(WORST, seed) as wild:
            came = [structs.asdict(event) for event in await a_whole_call(wild)]
            assert came == expected, f"seed {seed}"
            assert await wild.book.entries() == []


async def test_calls_of_an_account_begin_one_a_second_and_their_place_is_told() -> None:
    async with harness() as at:
        use = TrunkUse.GOOD
        at.theirs[use].calls_per_second = 1.0
        at.use(structs.replace(at.ours(use), calls_per_second=1.0))
        await at.phone(ANN, Rings())
        call = at.new_call()
        legs = [leg_of(call, number) for number in (1, 2, 3)]
        await at.send(call, *(originate(at, leg) for leg in legs))
        await at.event(call, Ringing, legs[2], within=2.5)
        told = [event for event in at.events(call) if isinstance(event, Queued)]
        assert told == [Queued(legs[1], 0, 1.0), Queued(legs[2], 1, 2.0)]
        await at.pause(1.0)
        late = leg_of(call, 4)
        await at.send(
            call, originate(at, late), originate(at, leg_of(call, 5)), Hangup(leg_of(call, 5), Cause.CANCELLED)
        )
        assert (await at.event(call, Ended, leg_of(call, 5), within=0.1)).cause is Cause.CANCELLED
        assert len(at.carrier.calls) == 4, "what was called off before its turn was never created"


async def test_too_much_at_once_waits_and_comes_again() -> None:
    async with harness() as at:
        call = at.new_call()
        leg = leg_of(call)
        at.theirs[TrunkUse.GOOD].refuses_all = 429
        await at.phone(ANN, Answers())
        await at.send(call, originate(at, leg))
        await at.pause(0.5)
        at.theirs[TrunkUse.GOOD].refuses_all = 0
        await at.event(call, Answered, leg)
        assert len(at.carrier.calls) == 1


async def test_a_call_that_the_carrier_refuses_has_ended_and_says_why() -> None:
    async with harness() as at:
        call = at.new_call()
        await at.send(call, originate(at, leg_of(call), caller_id=DANA))
        end = await at.event(call, Ended, leg_of(call))
        assert end.cause is Cause.REJECTED
        assert "not yet verified" in end.note
        assert "(21210)" in end.note
        await at.pause(0.1)
        assert await at.book.entries() == []


@pytest.mark.behaviour("X1")
async def test_an_answer_that_was_lost_leaves_one_call_which_makes_itself_known() -> None:
    async with harness() as at:
        ann = await at.phone(ANN, Answers(after=3.0))
        call = at.new_call()
        at.carrier.answers_lost = 1
        await at.send(call, originate(at, leg_of(call)))
        await at.event(call, Answered, leg_of(call), within=10.0)
        await at.pause(DOUBTED_FOR + 5.0)
        assert list(ann.shown) == [LINE], "it was not created again"
        await at.send(call, Hangup(leg_of(call), Cause.NORMAL))
        await at.event(call, Ended, leg_of(call))
        await ann.falls_silent()


@pytest.mark.behaviour("X1")
async def test_after_a_crash_between_intent_and_creation_nothing_is_created_and_the_leg_ends_as_unknown() -> None:
    async with harness() as at:
        call = at.new_call()
        await at.book.put(Entry(leg_of(call), call, at.trunk(TrunkUse.GOOD)))
        await at.restart()
        found = (await at.telephony.survivors())[call]
        assert list(found) == [Surviving(leg_of(call), LegState.RINGING)]
        await at.telephony.adopt(call, found)
        end = await at.event(call, Ended, leg_of(call), within=DOUBTED_FOR + 10.0)
        assert end.cause is Cause.UNKNOWN
        assert at.carrier.calls == {}


async def test_a_leg_that_is_answered_after_it_was_given_up_is_hung_up() -> None:
    async with harness() as at:
        ann = await at.phone(ANN, Answers())
        url = Addresses(PUBLIC).of(at.trunk(TrunkUse.GOOD), About.DOCUMENT, LegId("call_9-1"))
        late = at.carrier.create(Call(at.theirs[TrunkUse.GOOD], to=ANN, from_=LINE, direction="outbound-api", url=url))
        await at.until(lambda: late.answered_at is not None, "answer", 5.0)
        await ann.falls_silent()


async def test_a_leg_that_rings_after_it_was_given_up_falls_silent() -> None:
    async with harness() as at:
        ann = await at.phone(ANN, Rings())
        status = Addresses(PUBLIC).of(at.trunk(TrunkUse.GOOD), About.STATUS, LegId("call_9-1"))
        late = Call(at.theirs[TrunkUse.GOOD], to=ANN, from_=LINE, direction="outbound-api", url=f"{PUBLIC}/")
        late.status_callback, late.events = status, frozenset({"ringing"})
        at.carrier.create(late)
        await at.until(lambda: late.far_end is not None, "call", 5.0)
        await ann.falls_silent()


async def test_what_nobody_tells_is_found_by_asking() -> None:
    async with harness(Faults(lost=1.0)) as at:
        call = at.new_call()
        member, ann = await answered(at, call)
        contact, dana = await answered(at, call, 2, DANA, Role.CONTACT)
        await at.send(call, Bridge(member, contact))
        await ann.hears(Voice(DANA))
        await at.event(call, Bridged, member, within=20.0)
        await dana.hang_up()
        assert (await at.event(call, Ended, contact, within=60.0)).cause is Cause.NORMAL


async def test_legs_of_two_accounts_can_not_be_joined_and_the_other_is_told_so() -> None:
    async with harness() as at:
        call, caller, _ = await let_in(at)
        ann = await at.phone(ANN, Answers())
        member = leg_of(call, 2)
        await at.send(call, originate(at, member, trunk=TrunkUse.SECOND))
        await at.event(call, Answered, member)
        await at.send(call, Bridge(caller, member))
        end = await at.event(call, Ended, member)
        assert "another account" in end.note
        await ann.falls_silent()


async def test_who_can_not_prove_to_be_the_carrier_learns_nothing_and_changes_nothing() -> None:
    async with harness() as at:
        call, leg, _ = await called(at)
        path = f"/carriers/{at.trunk(TrunkUse.GOOD)}/status/{leg}"
        for target in (path, "/carriers/trunk_of_nobody/status/x", "/carriers/x", "/", path + "?a=b"):
            for headers in ({}, {"x-twilio-signature": "AAAA"}, {"x-twilio-signature": "\u00e9"}):
                reply = await at.telephony.webhook(target, headers, b"CallStatus=completed")
                assert (reply.status, reply.body) == (403, "")
        assert list(at.events(call)) == []


async def test_what_another_account_signs_changes_nothing_of_this_one_s_legs() -> None:
    async with harness() as at:
        call, leg, dana = await let_in(at)
        await at.send(call, collect(leg, prompt="one", wait=30.0))
        await dana.hears(Words(SHORT))
        form = {
            "CallSid": next(iter(at.carrier.calls)),
            "CallStatus": "completed",
            "Digits": "1",
            "From": DANA,
            "To": LINE,
        }
        body, theirs = urlencode(form).encode(), at.theirs[TrunkUse.SECOND]
        for path in ("in", "in-status", f"status/{leg}", f"collected/{leg}/one", f"room/{leg}", f"document/{leg}"):
            target = f"/carriers/{at.trunk(TrunkUse.SECOND)}/{path}"
            headers = {name.lower(): value for name, value in sign(theirs, PUBLIC + target, form, body).items()}
            reply = await at.telephony.webhook(target, headers, body)
            assert reply.status == 204 or "<Hangup/>" in reply.body, path
        await at.pause(1.0)
        assert [type(event) for event in at.events(call)] == [Answered]
        with pytest.raises(Missing):
            await at.incoming(within=1.0)
        await dana.press("7")
        assert (await at.event(call, Collected, leg)).digits == "7"


async def test_a_request_that_is_replayed_begins_no_call_and_changes_nothing() -> None:
    async with harness() as at:
        call, leg, dana = await let_in(at)
        await at.send(call, collect(leg, prompt="one", wait=30.0))
        await dana.hears(Words(SHORT))
        await dana.press("7")
        await at.event(call, Collected, leg)
        await dana.hang_up()
        await at.event(call, Ended, leg)
        before = len(at.events(call))
        account = at.theirs[TrunkUse.GOOD]
        for path, form in list(at.carrier.webhooks.log):
            body = urlencode(form).encode()
            for _ in range(2):
                headers = {name.lower(): value for name, value in sign(account, PUBLIC + path, form, body).items()}
                reply = await at.telephony.webhook(path, headers, body)
                assert reply.status in {200, 204}
        await at.pause(10.0)
        with pytest.raises(Missing):
            await at.incoming(within=1.0)
        assert len(at.events(call)) == before


@pytest.mark.parametrize("dialect", [SIGNALWIRE, TELNYX], ids=lambda dialect: dialect.name)
async def test_another_dialect_carries_a_call(dialect: Dialect) -> None:
    async with harness() as at:
        use = TrunkUse.GOOD
        theirs = at.theirs[use]
        ours = at.ours(use)
        if dialect is SIGNALWIRE:
            theirs.scheme = Scheme.SIGNALWIRE
            ours = structs.replace(ours, dialect=SIGNALWIRE, api=f"{CARRIER}/api/laml/2010-04-01")
        else:
            theirs.scheme, theirs.signing = Scheme.TELNYX, Ed25519PrivateKey.from_private_bytes(bytes(32))
            public = theirs.signing.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
            key = base64.b64encode(public).decode()
            ours = structs.replace(ours, dialect=TELNYX, api=f"{CARRIER}/v2/texml", tokens=(key,), application="app-1")
        at.use(ours)
        events = await a_whole_call(at)
        assert [type(event) for event in events] == [Answered, Answered, Collected, Bridged, Ended, Ended]
