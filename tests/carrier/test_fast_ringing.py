"""Phones that are rung by the caller's document, where the account is set to that: the contract, and whole calls."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator

import pytest

from offhook.calls.commands import Answer, Bridge, Hangup, Hold, Ring
from offhook.calls.events import Answered, Bridged, Ended, Queued, Ringing
from offhook.calls.values import E164, CallId, Capability, Cause, LegId
from tests.carrier.contract_harness import FastHarness, TwimlHarness
from tests.carrier.trouble import Try, check, undisturbed
from tests.contract.harness import (
    ANN,
    DANA,
    Answers,
    Harness,
    Music,
    PhoneUnderTest,
    Ringback,
    Rings,
    TrunkUse,
    Voice,
    Words,
)
from tests.contract.steps import SHORT, called, collect, leg_of, originate, say
from tests.contract.test_incoming import *  # noqa: F403

BOB = E164("+12025550133")
FAST = "twiml-fast"
RINGING = ["one_of_two_takes_a_call", "nobody_takes_a_call_and_a_message_is_left", "a_caller_gives_up"]


@pytest.fixture
async def harness() -> AsyncIterator[Harness]:
    async with FastHarness() as harness:
        yield harness


@pytest.fixture
async def at() -> AsyncIterator[TwimlHarness]:
    async with FastHarness() as harness:
        yield harness


async def ring(at: TwimlHarness, *phones: E164) -> tuple[CallId, LegId, PhoneUnderTest, list[LegId]]:
    """Dana has called, and these are rung."""
    call, caller, dana = await called(at)
    legs = [leg_of(call, number) for number in range(2, len(phones) + 2)]
    rung = (originate(at, leg, to) for leg, to in zip(legs, phones, strict=True))
    await at.send(call, Ring(caller), *rung)
    return call, caller, dana, legs


async def talk(at: TwimlHarness) -> tuple[CallId, LegId, LegId, PhoneUnderTest, PhoneUnderTest]:
    """Ann has accepted, and talks with Dana."""
    ann = await at.phone(ANN, Answers())
    call, caller, dana, (member,) = await ring(at, ANN)
    await at.event(call, Answered, member)
    await at.send(call, Answer(caller), Bridge(caller, member))
    await at.event(call, Bridged, caller, within=1.0)
    await dana.hears(Voice(ANN))
    return call, caller, member, dana, ann


def created(at: TwimlHarness) -> int:
    """Calls that were asked for."""
    return sum(method == "POST" and path.endswith("/Calls.json") for method, path in at.carrier.asked)


@pytest.mark.behaviour("P3", "X12")
async def test_phones_ring_at_once_and_the_caller_hears_it_unanswered(at: TwimlHarness) -> None:
    at.theirs[TrunkUse.GOOD].calls_per_second = 1.0
    for number in (ANN, BOB):
        await at.phone(number, Rings())
    call, _, dana, legs = await ring(at, ANN, BOB)
    for leg in legs:
        await at.event(call, Ringing, leg, within=0.5)
    await dana.hears(Ringback())
    assert not at.carrier.phone(DANA).last.answered
    assert created(at) == 0
    assert not any(isinstance(event, Queued) for event in at.events(call))
    assert Capability.STAR_IN_BRIDGE not in at.telephony.capabilities


async def test_the_first_to_pick_up_ends_the_others_and_who_does_not_accept_leaves_the_caller_waiting(
    at: TwimlHarness,
) -> None:
    voicemail = await at.phone(ANN, Answers(after=0.5))
    await at.phone(BOB, Rings())
    call, caller, dana, (anns, bobs) = await ring(at, ANN, BOB)
    await at.event(call, Answered, anns)
    assert (await at.event(call, Ended, bobs)).cause is Cause.NO_ANSWER
    await at.send(call, collect(anns, prompt="one", wait=1.0))
    await voicemail.hears(Words(SHORT))
    await at.send(call, Hangup(anns, Cause.CANCELLED))
    await at.event(call, Ended, anns)
    await dana.hears(Ringback())
    await at.send(call, Answer(caller), say(caller, prompt="two"))
    await dana.hears(Words(SHORT))


async def test_whoever_talks_can_be_held_and_taken_back(at: TwimlHarness) -> None:
    call, caller, member, dana, ann = await talk(at)
    await at.send(call, Hold(caller))
    await dana.hears(Music())
    await ann.hears_no(Voice(DANA))
    await at.send(call, Bridge(member, caller))
    await at.event(call, Bridged, member)
    await dana.hears(Voice(ANN))
    await ann.hears(Voice(DANA))


@pytest.mark.parametrize("who", ["caller", "member"])
async def test_one_is_hung_up_and_the_other_can_be_spoken_to(at: TwimlHarness, who: str) -> None:
    call, caller, member, dana, ann = await talk(at)
    gone, other, phone = (caller, member, ann) if who == "caller" else (member, caller, dana)
    await at.send(call, Hangup(gone, Cause.TIME_UP), say(other, prompt="two"))
    await at.event(call, Ended, gone)
    await phone.hears(Words(SHORT))


async def test_the_eleventh_phone_is_a_call_of_its_own_and_may_take_the_caller(at: TwimlHarness) -> None:
    phones = [E164(f"+1202555020{digit}") for digit in range(10)]
    for number in phones:
        await at.phone(number, Rings())
    await at.phone(ANN, Answers(after=0.5))
    call, caller, dana, legs = await ring(at, *phones, ANN)
    await at.event(call, Answered, legs[-1])
    assert created(at) == 1
    await at.send(call, Answer(caller), Bridge(caller, legs[-1]))
    await at.event(call, Bridged, caller)
    await dana.hears(Voice(ANN))
    for leg in legs[:-1]:
        assert (await at.event(call, Ended, leg)).cause is Cause.CANCELLED


async def test_what_is_called_off_in_the_same_breath_rings_nobody(at: TwimlHarness) -> None:
    await at.phone(BOB, Rings())
    call, caller, dana = await called(at)
    anns, bobs = leg_of(call, 2), leg_of(call, 3)
    commands = originate(at, anns), originate(at, bobs, BOB), Hangup(anns, Cause.CANCELLED)
    await at.send(call, Ring(caller), *commands)
    assert (await at.event(call, Ended, anns)).cause is Cause.CANCELLED
    await at.event(call, Ringing, bobs)
    assert at.carrier.phone(ANN).calls == []
    await at.send(call, Hangup(bobs, Cause.CANCELLED))
    await at.event(call, Ended, bobs)
    await dana.hears(Ringback())


@pytest.mark.behaviour("X12", "X11")
@pytest.mark.parametrize("scene", [*RINGING, "a_call_is_handed_on"])
def test_requests_that_come_thrice_late_shuffled_or_never_change_nothing(scene: str) -> None:
    seed = random.Random(scene).randrange(1, 100_000)
    _, wrong = check(Try(scene, seed, carrier=FAST))
    assert not wrong, f"seed {seed}: {wrong}"


@pytest.mark.behaviour("X1")
def test_a_worker_that_is_killed_dials_nobody_twice_and_the_record_is_complete() -> None:
    scene = "one_of_two_takes_a_call"
    boundary = random.Random(scene).randrange(1, undisturbed(scene, FAST).boundaries + 1)
    _, wrong = check(Try(scene, boundary, kills=True, carrier=FAST))
    assert not wrong, f"killed at {boundary}: {wrong}"
