"""Every adapter plays music to whoever is on hold, and silence to who put them there."""

import pytest

from offhook.calls.commands import Bridge, Hangup, Hold
from offhook.calls.events import Bridged, Ended, Prompted
from offhook.calls.values import CallId, Cause, LegId, Role
from tests.contract.harness import ANN, DANA, Harness, Music, PhoneUnderTest, Rings, Voice, Words
from tests.contract.steps import SHORT, bridged, leg_of, originate, say


async def held(harness: Harness, call: CallId) -> tuple[LegId, PhoneUnderTest, LegId, PhoneUnderTest]:
    """Ann has put Dana on hold."""
    member, ann, contact, dana = await bridged(harness, call)
    await dana.hears(Voice(ANN))
    await harness.send(call, Hold(contact))
    await dana.hears(Music())
    return member, ann, contact, dana


@pytest.mark.behaviour("T20")
async def test_the_one_hears_music_the_other_nothing_and_both_talk_again(harness: Harness) -> None:
    call = harness.new_call()
    member, ann, contact, dana = await held(harness, call)
    await dana.hears_no(Voice(ANN), within=1.0)
    await ann.hears_no(Voice(DANA), within=1.0)
    await ann.hears_no(Music(), within=1.0)
    await harness.pause(1.0)
    await dana.hears(Music(), within=0.5)
    await harness.send(call, Bridge(member, contact))
    await harness.event(call, Bridged, member, within=1.0)
    await ann.hears(Voice(DANA), within=1.0)
    await dana.hears(Voice(ANN), within=1.0)
    await dana.hears_no(Music(), within=1.0)
    assert not any(isinstance(event, Ended) for event in harness.events(call))


async def test_holding_again_does_no_harm(harness: Harness) -> None:
    call = harness.new_call()
    member, _, contact, dana = await held(harness, call)
    await harness.send(call, Hold(contact), Hold(contact))
    await harness.pause(0.5)
    await dana.hears(Music(), within=1.0)
    await harness.send(call, Bridge(member, contact))
    await dana.hears(Voice(ANN), within=2.0)
    await dana.hears_no(Music(), within=1.0)


async def test_words_end_the_music(harness: Harness) -> None:
    call = harness.new_call()
    _, _, contact, dana = await held(harness, call)
    await harness.send(call, say(contact, prompt="one"))
    await dana.hears(Words(SHORT), within=2.0)
    await harness.event(call, Prompted, contact, within=15.0)
    await dana.hears_no(Music(), within=1.0)


async def test_either_hangs_up_on_hold(harness: Harness) -> None:
    call = harness.new_call()
    member, ann, contact, dana = await held(harness, call)
    await dana.hang_up()
    assert (await harness.event(call, Ended, contact, within=2.0)).cause is Cause.NORMAL
    await ann.hang_up()
    assert (await harness.event(call, Ended, member, within=2.0)).cause is Cause.NORMAL


async def test_one_on_hold_is_hung_up(harness: Harness) -> None:
    call = harness.new_call()
    member, _, contact, dana = await held(harness, call)
    await harness.send(call, Hangup(member, Cause.NORMAL), Hangup(contact, Cause.NORMAL))
    await harness.event(call, Ended, member, within=2.0)
    await harness.event(call, Ended, contact, within=2.0)
    await dana.falls_silent()


async def test_one_that_rings_is_not_put_on_hold(harness: Harness) -> None:
    call = harness.new_call()
    leg = leg_of(call)
    dana = await harness.phone(DANA, Rings())
    await harness.send(call, originate(harness, leg, DANA, role=Role.CONTACT))
    await dana.rings()
    await harness.send(call, Hold(leg), Hold(leg_of(call, 9)))
    await harness.pause(0.5)
    assert not any(isinstance(event, Ended) for event in harness.events(call))
    await harness.send(call, Hangup(leg, Cause.CANCELLED))
    await dana.falls_silent()


@pytest.mark.behaviour("T20", "X1")
async def test_a_killed_adapter_leaves_the_music_on_and_the_next_ends_it(harness: Harness) -> None:
    call = harness.new_call()
    member, ann, contact, dana = await held(harness, call)
    await harness.restart()
    await dana.hears(Music(), within=1.0)
    found = (await harness.telephony.survivors())[call]
    assert {leg.leg: leg.bridged_with for leg in found} == {member: None, contact: None}
    await harness.telephony.adopt(call, found)
    await harness.send(call, Hold(contact))
    await dana.hears(Music(), within=2.0)
    await harness.send(call, Bridge(member, contact))
    await harness.event(call, Bridged, member, within=2.0)
    await ann.hears(Voice(DANA), within=1.0)
    await dana.hears(Voice(ANN), within=1.0)
    await dana.hears_no(Music(), within=1.0)


@pytest.mark.behaviour("X1")
async def test_taken_back_by_the_next_adapter_without_a_word_before(harness: Harness) -> None:
    call = harness.new_call()
    member, ann, contact, dana = await held(harness, call)
    await harness.restart()
    await harness.telephony.adopt(call, (await harness.telephony.survivors())[call])
    await harness.send(call, Bridge(member, contact))
    await harness.event(call, Bridged, member, within=2.0)
    await dana.hears(Voice(ANN), within=1.0)
    await ann.hears(Voice(DANA), within=1.0)
    await dana.hears_no(Music(), within=1.0)
