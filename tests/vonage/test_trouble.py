"""Vonage in trouble: reports that never come or come twice, answers that are lost, a queue, and whoever is not it."""

from __future__ import annotations

import json
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from msgspec import structs

from offhook.calls.commands import Bridge, Hangup
from offhook.calls.events import Answered, Bridged, Collected, Ended, Queued, Ringing
from offhook.calls.values import E164, CallId, Cause
from offhook.telephony.port import NotReady
from offhook.telephony.webhooks.book import Kept
from offhook.telephony.webhooks.dialling import DOUBTED_FOR
from tests.carrier.test_trouble import a_whole_call
from tests.carrier.webhook_harness import PUBLIC
from tests.carrier.webhooks import Faults
from tests.contract.harness import ANN, DANA, LINE, Answers, Missing, Rings, TrunkUse, Voice, Words
from tests.contract.steps import SHORT, answered, called, collect, leg_of, let_in, originate
from tests.vonage.contract_harness import VonageHarness
from tests.vonage.webhooks import sign


@asynccontextmanager
async def harness(faults: Faults | None = None, seed: int = 0) -> AsyncIterator[VonageHarness]:
    made = VonageHarness() if faults is None else VonageHarness(faults, seed)
    async with made:
        yield made


@pytest.mark.behaviour("T16", "X12")
async def test_whatever_order_reports_come_in_and_however_often_the_end_is_the_same() -> None:
    async with harness() as calm:
        expected = [structs.asdict(event) for event in await a_whole_call(calm)]
    for seed in random.Random(20_261_126).sample(range(10_000), 10):
        async with harness(Faults(doubled=1.0, latest=2.0, lost=0.01), seed) as wild:
            came = [structs.asdict(event) for event in await a_whole_call(wild)]
            assert came == expected, f"seed {seed}"
            assert await wild.book.entries() == []


async def test_calls_begin_three_a_second_and_none_is_refused_for_that() -> None:
    async with harness() as at:
        at.theirs[TrunkUse.GOOD].calls_per_second = 3.0
        at.use(at.ours(TrunkUse.GOOD))
        await at.phone(ANN, Rings())
        call = at.new_call()
        legs = [leg_of(call, number) for number in range(1, 8)]
        await at.send(call, *(originate(at, leg) for leg in legs))
        await at.event(call, Ringing, legs[6], within=2.5)
        assert sum(isinstance(event, Queued) for event in at.events(call)) == 6
        assert not any(isinstance(event, Ended) for event in at.events(call))


async def test_what_many_legs_do_at_once_is_never_too_much() -> None:
    async with harness() as at:
        calls = [at.new_call() for _ in range(20)]
        for place, call in enumerate(calls):
            number = E164(f"+120255502{place:02}")
            await at.phone(number, Answers())
            await at.send(call, originate(at, leg_of(call), number))
        for call in calls:
            await at.event(call, Answered, leg_of(call))
            await at.send(call, collect(leg_of(call), prompt="one", wait=1.0))
        for call in calls:
            await at.event(call, Collected, leg_of(call), within=10.0)
            await at.send(call, Hangup(leg_of(call), Cause.NORMAL))
        for call in calls:
            await at.event(call, Ended, leg_of(call))
        assert at.carrier.refused == 0


async def test_too_much_at_once_waits_and_comes_again() -> None:
    async with harness() as at:
        at.theirs[TrunkUse.GOOD].calls_per_second = 1.0
        at.theirs[TrunkUse.GOOD].created_at.append(at.carrier.now())
        await at.phone(ANN, Answers())
        call = at.new_call()
        await at.send(call, originate(at, leg_of(call)))
        await at.event(call, Answered, leg_of(call))
        assert len(at.carrier.calls) == 1


async def test_a_call_that_is_refused_has_ended_and_says_why() -> None:
    async with harness() as at:
        call = at.new_call()
        await at.send(call, originate(at, leg_of(call), caller_id=DANA))
        end = await at.event(call, Ended, leg_of(call))
        assert end.cause is Cause.REJECTED
        assert "Bad Request: from is no number of yours" in end.note


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


async def test_what_nobody_tells_is_found_by_asking() -> None:
    async with harness(Faults(lost=1.0)) as at:
        call = at.new_call()
        member, ann = await answered(at, call)
        contact, dana = await answered(at, call, 2, DANA)
        await at.send(call, Bridge(member, contact))
        await ann.hears(Voice(DANA))
        await at.event(call, Bridged, member, within=3.0)
        await dana.hang_up()
        assert (await at.event(call, Ended, contact, within=60.0)).cause is Cause.NORMAL


async def test_a_key_is_waited_for_longer_than_vonage_waits_at_a_time() -> None:
    async with harness() as at:
        call, leg, dana = await let_in(at)
        await at.send(call, collect(leg, prompt="one", digits=3, wait=25.0))
        await dana.hears(Words(SHORT))
        await dana.hears_no(Words(SHORT))
        await at.pause(12.0)
        await dana.press("4")
        await at.pause(11.0)
        await dana.press("2")
        assert (await at.event(call, Collected, leg, within=6.0)).digits == "42"


@pytest.mark.behaviour("X1")
async def test_who_is_asked_for_while_no_worker_answers_waits_in_silence_and_goes_on_with_the_next() -> None:
    async with harness() as at:
        call, leg, dana = await let_in(at)
        await at.send(call, collect(leg, prompt="one", wait=1.0))
        await dana.hears(Words(SHORT))
        at.telephony.kill()
        await at.pause(30.0)
        await at.restart()
        await at.telephony.adopt(call, (await at.telephony.survivors())[call])
        await at.send(call, collect(leg, prompt="two", wait=5.0))
        await dana.hears(Words(SHORT))
        await dana.press("7")
        assert (await at.event(call, Collected, leg)).digits == "7"


async def test_who_can_not_prove_to_be_vonage_learns_nothing_and_changes_nothing() -> None:
    async with harness() as at:
        call, leg, _ = await called(at)
        body = json.dumps({"uuid": next(iter(at.carrier.calls)), "status": "completed"}).encode()
        theirs, path = at.theirs[TrunkUse.GOOD], f"/carriers/{at.trunk(TrunkUse.GOOD)}/status/{leg}"
        for token in ("", "x", sign(theirs, b"{}"), sign(theirs, body, iat=0), sign(theirs, body, application_id="x")):
            reply = await at.telephony.webhook(path, {"authorization": f"Bearer {token}"}, body)
            assert (reply.status, reply.body) == (403, "")
        assert list(at.events(call)) == []


async def test_a_request_that_is_replayed_begins_no_call_and_changes_nothing() -> None:
    async with harness() as at:
        events = await a_whole_call(at)
        for url, body in list(at.carrier.webhooks.log):
            token = sign(at.theirs[TrunkUse.GOOD], body)
            reply = await at.telephony.webhook(url.removeprefix(PUBLIC), {"authorization": f"Bearer {token}"}, body)
            assert reply.status in {200, 204}
        await at.pause(10.0)
        with pytest.raises(Missing):
            await at.incoming(within=1.0)
        assert [event for event in at.events(CallId("call_1")) if not isinstance(event, Ringing | Queued)] == events


async def test_nobody_else_is_told_who_we_are() -> None:
    async with harness() as at:
        for url in (
            "https://elsewhere.test/v1/files/1",
            "https://evilnexmo.com/1",
            "http://api.nexmo.com/1",
            "nonsense",
        ):
            await at.book.keep(Kept("one", leg_of(at.new_call()), at.trunk(TrunkUse.GOOD), "sid", url))
            with pytest.raises(NotReady, match="no address of Vonage"):
                await at.telephony.recording("one")
