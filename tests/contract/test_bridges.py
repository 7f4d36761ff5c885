"""Every adapter joins two legs, and nobody but the line is shown to either."""

import pytest

from offhook.calls.commands import Bridge, Hangup, Ring
from offhook.calls.events import Bridged, Ended, Prompted
from offhook.calls.values import Cause, LegId, Role
from tests.contract.harness import ANN, DANA, LINE, Harness, Ringback, Rings, Voice, Words
from tests.contract.steps import SHORT, answered, bridged, leg_of, originate, say


@pytest.mark.behaviour("T1", "T6", "T19")
async def test_both_hear_each_other_and_see_the_line(harness: Harness) -> None:
    call = harness.new_call()
    _, ann, _, dana = await bridged(harness, call)
    await ann.hears(Voice(DANA))
    await dana.hears(Voice(ANN))
    assert list(ann.shown) == list(dana.shown) == [LINE]
    assert ANN.removeprefix("+1") not in dana.shown_anywhere


async def test_bridged_names_both_legs(harness: Harness) -> None:
    call = harness.new_call()
    member, _ = await answered(harness, call)
    contact, _ = await answered(harness, call, 2, DANA, Role.CONTACT)
    await harness.send(call, Bridge(member, contact))
    assert await harness.event(call, Bridged, member) == Bridged(member, contact)
    await harness.pause(0.5)
    assert sum(isinstance(event, Bridged) for event in harness.events(call)) == 1


async def test_bridging_again_does_no_harm(harness: Harness) -> None:
    call = harness.new_call()
    member, ann, contact, dana = await bridged(harness, call)
    await harness.send(call, Bridge(member, contact), Bridge(member, contact))
    await harness.pause(1.0)
    await ann.hears(Voice(DANA), within=0.5)
    await dana.hears(Voice(ANN), within=0.5)
    assert not any(isinstance(event, Ended) for event in harness.events(call))


async def test_one_hangs_up_and_the_other_stays(harness: Harness) -> None:
    call = harness.new_call()
    member, ann, contact, dana = await bridged(harness, call)
    await dana.hang_up()
    end = await harness.event(call, Ended, contact, within=1.0)
    assert end.cause is Cause.NORMAL
    await ann.hears_no(Voice(DANA), within=1.0)
    await harness.pause(0.5)
    assert not any(isinstance(event, Ended) and event.leg == member for event in harness.events(call))
    await harness.send(call, say(member, prompt="one"))
    await ann.hears(Words(SHORT))
    await harness.event(call, Prompted, member, within=15.0)
    await harness.send(call, Hangup(member, Cause.NORMAL))
    await harness.event(call, Ended, member, within=1.0)


async def test_one_is_hung_up_and_the_other_is_told_why(harness: Harness) -> None:
    call = harness.new_call()
    member, ann, contact, dana = await bridged(harness, call)
    await harness.send(call, Hangup(contact, Cause.TIME_UP), say(member, prompt="one"))
    end = await harness.event(call, Ended, contact, within=1.0)
    assert end.cause is Cause.TIME_UP
    await dana.falls_silent()
    await ann.hears(Words(SHORT))
    await harness.event(call, Prompted, member, within=15.0)


async def test_both_are_hung_up(harness: Harness) -> None:
    call = harness.new_call()
    member, ann, contact, dana = await bridged(harness, call)
    await harness.send(call, Hangup(member, Cause.NORMAL), Hangup(contact, Cause.NORMAL))
    await harness.event(call, Ended, member, within=1.0)
    await harness.event(call, Ended, contact, within=1.0)
    await ann.falls_silent()
    await dana.falls_silent()


async def test_a_bridge_stops_the_words_at_once(harness: Harness) -> None:
    call = harness.new_call()
    member, ann = await answered(harness, call)
    contact, dana = await answered(harness, call, 2, DANA, Role.CONTACT)
    await harness.send(call, say(member, prompt="one"))
    await ann.hears(Words(SHORT))
    await harness.send(call, Bridge(member, contact))
    await harness.event(call, Bridged, member, within=1.0)
    await ann.hears(Voice(DANA), within=1.0)
    await dana.hears(Voice(ANN), within=1.0)
    await ann.hears_no(Words(SHORT), within=1.0)
    assert not any(isinstance(event, Prompted) for event in harness.events(call))


async def test_a_bridge_with_a_leg_that_rings_is_dropped(harness: Harness) -> None:
    call = harness.new_call()
    member, ann = await answered(harness, call)
    dana = await harness.phone(DANA, Rings())
    contact = leg_of(call, 2)
    await harness.send(call, originate(harness, contact, DANA, role=Role.CONTACT))
    await dana.rings()
    await harness.send(call, Bridge(member, contact))
    await harness.pause(0.5)
    assert not any(isinstance(event, Bridged) for event in harness.events(call))
    await ann.hears_no(Voice(DANA), within=0.0)


async def test_commands_for_legs_that_are_gone_do_no_harm(harness: Harness) -> None:
    call = harness.new_call()
    member, ann, contact, dana = await bridged(harness, call)
    await dana.hang_up()
    await harness.event(call, Ended, contact, within=1.0)
    await harness.send(call, Bridge(member, contact), say(contact, prompt="one"), Ring(contact))
    await harness.send(call, Hangup(contact, Cause.NORMAL))
    await harness.pause(0.5)
    assert isinstance(harness.events(call)[-1], Ended)
    await harness.send(call, Ring(member))
    await ann.hears(Ringback())


async def test_commands_for_legs_that_never_were_do_no_harm(harness: Harness) -> None:
    call = harness.new_call()
    nobody, nothing = LegId(f"{call}-8"), LegId(f"{call}-9")
    await harness.send(call, say(nobody, prompt="one"), Ring(nobody), Bridge(nobody, nothing))
    await harness.send(call, Hangup(nobody, Cause.NORMAL))
    await harness.pause(0.5)
    assert list(harness.events(call)) == []
    leg, ann = await answered(harness, call)
    await harness.send(call, say(leg, prompt="one"))
    await ann.hears(Words(SHORT))
