"""Every adapter speaks to answered legs, and lets them hear ringback."""

import pytest

from offhook.calls.commands import Bridge, Hangup, Ring
from offhook.calls.events import Answered, Bridged, Digit, Ended, Prompted
from offhook.calls.values import Capability, Cause, Role
from tests.contract.harness import ANN, DANA, Harness, Ringback, Rings, Voice, Words
from tests.contract.steps import OTHER, SHORT, answered, collect, leg_of, originate, say


async def test_words_are_heard_to_their_end(harness: Harness) -> None:
    call = harness.new_call()
    leg, ann = await answered(harness, call)
    await harness.send(call, say(leg, prompt="one"))
    await ann.hears(Words(SHORT))
    prompted = await harness.event(call, Prompted, leg, within=15.0)
    assert prompted.prompt == "one"
    await ann.hears_no(Words(SHORT), within=1.0)


async def test_new_words_replace_the_ones_that_play(harness: Harness) -> None:
    call = harness.new_call()
    leg, ann = await answered(harness, call)
    await harness.send(call, say(leg, SHORT, prompt="one"))
    await ann.hears(Words(SHORT))
    await harness.send(call, say(leg, OTHER, prompt="two"))
    await ann.hears(Words(OTHER))
    await ann.hears_no(Words(SHORT), within=1.0)
    prompted = await harness.event(call, Prompted, leg, within=15.0)
    assert prompted.prompt == "two", "words that were cut off were not spoken to their end"


async def test_words_one_after_the_other(harness: Harness) -> None:
    call = harness.new_call()
    leg, ann = await answered(harness, call)
    for prompt in ("one", "two"):
        await harness.send(call, say(leg, prompt=prompt))
        await ann.hears(Words(SHORT))
        assert (await harness.event(call, Prompted, leg, within=15.0)).prompt == prompt


async def test_hanging_up_during_words_ends_them_at_once(harness: Harness) -> None:
    call = harness.new_call()
    leg, ann = await answered(harness, call)
    await harness.send(call, say(leg, prompt="one"))
    await ann.hears(Words(SHORT))
    await harness.send(call, Hangup(leg, Cause.NORMAL))
    await harness.event(call, Ended, leg, within=1.0)
    await ann.falls_silent(within=1.0)
    assert not any(isinstance(event, Prompted) for event in harness.events(call))


async def test_the_phone_hangs_up_during_words(harness: Harness) -> None:
    call = harness.new_call()
    leg, ann = await answered(harness, call)
    await harness.send(call, say(leg, prompt="one"))
    await ann.hears(Words(SHORT))
    await ann.hang_up()
    await harness.event(call, Ended, leg, within=1.0)
    assert not any(isinstance(event, Prompted) for event in harness.events(call))


async def test_a_key_during_words_is_reported_and_they_go_on(harness: Harness) -> None:
    call = harness.new_call()
    leg, ann = await answered(harness, call)
    await harness.send(call, say(leg, prompt="one"))
    await ann.hears(Words(SHORT))
    await ann.press("7")
    if Capability.UNASKED_KEYS in harness.telephony.capabilities:
        assert (await harness.event(call, Digit, leg, within=2.0)).key == "7"
    assert (await harness.event(call, Prompted, leg, within=15.0)).prompt == "one"


async def test_only_the_leg_that_is_spoken_to_hears_it(harness: Harness) -> None:
    call = harness.new_call()
    member, ann = await answered(harness, call)
    _, dana = await answered(harness, call, 2, DANA, Role.CONTACT)
    await harness.send(call, say(member, prompt="one"))
    await ann.hears(Words(SHORT))
    await dana.hears_no(Words(SHORT), within=0.0)


async def test_words_to_a_ringing_leg_are_dropped(harness: Harness) -> None:
    call = harness.new_call()
    ann = await harness.phone(ANN, Rings())
    leg = leg_of(call)
    await harness.send(call, originate(harness, leg))
    await ann.rings()
    await harness.send(call, say(leg, prompt="one"))
    await harness.pause(0.5)
    await ann.answer()
    await harness.event(call, Answered, leg)
    await harness.send(call, say(leg, OTHER, prompt="two"))
    assert (await harness.event(call, Prompted, leg, within=15.0)).prompt == "two"


@pytest.mark.behaviour("T9")
async def test_ringback_is_heard_until_the_leg_is_spoken_to(harness: Harness) -> None:
    call = harness.new_call()
    leg, ann = await answered(harness, call)
    await harness.send(call, Ring(leg))
    await ann.hears(Ringback())
    await harness.send(call, say(leg, prompt="one"))
    await ann.hears(Words(SHORT))
    await ann.hears_no(Ringback(), within=1.0)
    await harness.event(call, Prompted, leg, within=15.0)


async def test_ringback_is_heard_until_keys_are_asked_for(harness: Harness) -> None:
    call = harness.new_call()
    leg, ann = await answered(harness, call)
    await harness.send(call, Ring(leg))
    await ann.hears(Ringback())
    await harness.send(call, collect(leg, prompt="one"))
    await ann.hears(Words(SHORT))
    await ann.hears_no(Ringback(), within=1.0)


@pytest.mark.behaviour("T9")
async def test_ringback_is_heard_until_the_other_one_is_there(harness: Harness) -> None:
    call = harness.new_call()
    member, ann = await answered(harness, call)
    await harness.send(call, Ring(member))
    await ann.hears(Ringback())
    contact, dana = await answered(harness, call, 2, DANA, Role.CONTACT)
    await ann.hears(Ringback(), within=0.5)
    await harness.send(call, Bridge(member, contact))
    await harness.event(call, Bridged, member)
    await ann.hears(Voice(DANA))
    await dana.hears(Voice(ANN))
    await ann.hears_no(Ringback(), within=1.0)
