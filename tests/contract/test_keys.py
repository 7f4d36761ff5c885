"""Every adapter speaks and takes keys with `Collect`, and reports keys pressed outside it."""

import pytest
from msgspec import structs

from offhook.calls.commands import Bridge, Hangup
from offhook.calls.events import Bridged, Collected, Digit, Ended, Prompted
from offhook.calls.values import CallId, Capability, Cause, LegId, Role
from tests.contract.harness import ANN, DANA, Harness, Voice, Words
from tests.contract.steps import OTHER, SHORT, answered, collect, say


@pytest.mark.behaviour("T8")
async def test_a_key_during_the_words_stops_them(harness: Harness) -> None:
    call = harness.new_call()
    leg, ann = await answered(harness, call)
    await harness.send(call, collect(leg, prompt="one"))
    await ann.hears(Words(SHORT))
    await ann.press("5")
    collected = await harness.event(call, Collected, leg, within=2.0)
    assert (collected.digits, collected.prompt) == ("5", "one")
    await ann.hears_no(Words(SHORT), within=1.0)
    assert not any(isinstance(event, Digit | Prompted) for event in harness.events(call))


@pytest.mark.behaviour("T8")
async def test_a_key_after_the_words_counts(harness: Harness) -> None:
    call = harness.new_call()
    leg, ann = await answered(harness, call)
    await harness.send(call, collect(leg, prompt="one", wait=5.0))
    await ann.hears(Words(SHORT))
    await ann.hears_no(Words(SHORT))
    await harness.pause(0.5)
    await ann.press("#")
    assert (await harness.event(call, Collected, leg, within=2.0)).digits == "#"


@pytest.mark.behaviour("T8")
async def test_no_key_is_reported_after_the_wait(harness: Harness) -> None:
    call = harness.new_call()
    leg, ann = await answered(harness, call)
    await harness.send(call, collect(leg, prompt="one", wait=1.0))
    await ann.hears(Words(SHORT))
    await ann.hears_no(Words(SHORT))
    await harness.pause(0.4)
    assert not any(isinstance(event, Collected) for event in harness.events(call))
    assert (await harness.event(call, Collected, leg, within=2.0)).digits == ""


async def test_it_can_be_asked_again(harness: Harness) -> None:
    call = harness.new_call()
    leg, ann = await answered(harness, call)
    await harness.send(call, collect(leg, prompt="one", wait=0.5))
    assert (await harness.event(call, Collected, leg, within=15.0)).prompt == "one"
    await harness.send(call, collect(leg, prompt="two"))
    await ann.hears(Words(SHORT))
    await ann.press("1")
    collected = await harness.event(call, Collected, leg, within=2.0)
    assert (collected.digits, collected.prompt) == ("1", "two")


async def test_several_keys_are_waited_for(harness: Harness) -> None:
    call = harness.new_call()
    leg, ann = await answered(harness, call)
    await harness.send(call, collect(leg, prompt="one", digits=2, wait=5.0))
    await ann.hears(Words(SHORT))
    await ann.press("4")
    await ann.hears_no(Words(SHORT), within=1.0)
    await harness.pause(0.5)
    assert not any(isinstance(event, Collected) for event in harness.events(call))
    await ann.press("2")
    assert (await harness.event(call, Collected, leg, within=2.0)).digits == "42"


async def test_too_few_keys_are_reported_after_the_wait(harness: Harness) -> None:
    call = harness.new_call()
    leg, ann = await answered(harness, call)
    await harness.send(call, collect(leg, prompt="one", digits=3, wait=1.0))
    await ann.hears(Words(SHORT))
    await ann.press("42")
    assert (await harness.event(call, Collected, leg, within=4.0)).digits == "42"


async def test_keys_typed_ahead_count(harness: Harness) -> None:
    call = harness.new_call()
    leg, ann = await answered(harness, call)
    await harness.send(call, collect(leg, prompt="one", digits=2, wait=5.0, typed="4"))
    await harness.pause(0.3)
    await ann.press("2")
    assert (await harness.event(call, Collected, leg, within=2.0)).digits == "42"


async def test_enough_keys_typed_ahead_complete_it_at_once(harness: Harness) -> None:
    call = harness.new_call()
    leg, ann = await answered(harness, call)
    await harness.send(call, collect(leg, prompt="one", digits=1, typed="4"))
    assert (await harness.event(call, Collected, leg, within=1.0)).digits == "4"
    await ann.hears_no(Words(SHORT), within=0.0)


async def unasked(harness: Harness, call: CallId, leg: LegId, *keys: str) -> None:
    """These keys are reported one by one, where the adapter says that it reports any that nobody asked for."""
    if Capability.UNASKED_KEYS in harness.telephony.capabilities:
        assert [(await harness.event(call, Digit, leg, within=2.0)).key for _ in keys] == list(keys)
    else:
        await harness.pause(0.3)
        assert not any(isinstance(event, Digit) for event in harness.events(call))


async def test_keys_outside_are_reported_one_by_one(harness: Harness) -> None:
    call = harness.new_call()
    leg, ann = await answered(harness, call)
    await ann.press("1*#0")
    await unasked(harness, call, leg, "1", "*", "#", "0")


async def test_a_key_too_many_is_one_outside(harness: Harness) -> None:
    call = harness.new_call()
    leg, ann = await answered(harness, call)
    await harness.send(call, collect(leg, prompt="one"))
    await ann.hears(Words(SHORT))
    await ann.press("12")
    assert (await harness.event(call, Collected, leg, within=2.0)).digits == "1"
    await unasked(harness, call, leg, "2")


async def test_words_replace_a_collect(harness: Harness) -> None:
    call = harness.new_call()
    leg, ann = await answered(harness, call)
    await harness.send(call, collect(leg, prompt="one", wait=0.5))
    await ann.hears(Words(SHORT))
    await harness.send(call, say(leg, OTHER, prompt="two"))
    await ann.hears(Words(OTHER))
    await ann.press("5")
    await unasked(harness, call, leg, "5")
    assert (await harness.event(call, Prompted, leg, within=15.0)).prompt == "two"
    assert not any(isinstance(event, Collected) for event in harness.events(call))


async def test_a_bridge_ends_a_collect(harness: Harness) -> None:
    call = harness.new_call()
    member, ann = await answered(harness, call)
    contact, _ = await answered(harness, call, 2, DANA, Role.CONTACT)
    await harness.send(call, collect(member, prompt="one", wait=0.5))
    await ann.hears(Words(SHORT))
    await harness.send(call, Bridge(member, contact))
    await harness.event(call, Bridged, member, within=2.0)
    await ann.hears(Voice(DANA))
    await harness.pause(1.5)
    assert not any(isinstance(event, Collected | Prompted) for event in harness.events(call))


async def test_hanging_up_ends_a_collect(harness: Harness) -> None:
    call = harness.new_call()
    leg, ann = await answered(harness, call)
    await harness.send(call, collect(leg, prompt="one", wait=0.5))
    await ann.hears(Words(SHORT))
    await harness.send(call, Hangup(leg, Cause.NORMAL))
    await harness.event(call, Ended, leg, within=1.0)
    await harness.pause(1.0)
    assert isinstance(harness.events(call)[-1], Ended)


async def test_keys_are_taken_from_the_leg_that_was_asked(harness: Harness) -> None:
    call = harness.new_call()
    member, ann = await answered(harness, call)
    contact, dana = await answered(harness, call, 2, DANA, Role.CONTACT)
    await harness.send(call, collect(member, prompt="one", wait=5.0))
    await ann.hears(Words(SHORT))
    await dana.press("9")
    await unasked(harness, call, contact, "9")
    await ann.press("1")
    assert (await harness.event(call, Collected, member, within=2.0)).digits == "1"


@pytest.mark.behaviour("T22")
async def test_keys_in_a_bridge_are_reported_where_the_adapter_says_so(harness: Harness) -> None:
    call = harness.new_call()
    member, ann = await answered(harness, call)
    contact, dana = await answered(harness, call, 2, DANA, Role.CONTACT)
    await harness.send(call, Bridge(member, contact, keys=True))
    await harness.event(call, Bridged, member)
    await dana.hears(Voice(ANN))
    await ann.press("*1")
    if Capability.KEYS_IN_BRIDGE in harness.telephony.capabilities:
        assert [(await harness.event(call, Digit, member, within=2.0)).key for _ in range(2)] == ["*", "1"]
        await dana.press("7")
        assert (await harness.event(call, Digit, contact, within=2.0)).key == "7"
    elif Capability.STAR_IN_BRIDGE in harness.telephony.capabilities:
        assert (await harness.event(call, Digit, member, within=2.0)).key == "*"
        await harness.pause(0.5)
        assert sum(isinstance(event, Digit) for event in harness.events(call)) == 1
    else:
        await harness.pause(0.5)
        assert not any(isinstance(event, Digit) for event in harness.events(call))
    await ann.hears(Voice(DANA))
    await dana.hears(Voice(ANN))


async def test_a_finishing_key_ends_it(harness: Harness) -> None:
    call = harness.new_call()
    leg, ann = await answered(harness, call)
    await harness.send(call, structs.replace(collect(leg, prompt="one", wait=20.0), digits=12, finish="#"))
    await ann.hears(Words(SHORT))
    for key in "4809#":
        await ann.press(key)
    assert (await harness.event(call, Collected, leg, within=5.0)).digits == "4809"
