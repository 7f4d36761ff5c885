"""Every adapter comes back: after a lost connection, and after the process was killed."""

import pytest

from offhook.calls.commands import Hangup, Ring
from offhook.calls.events import Answered, Bridged, Collected, Digit, Ended, Prompted, Ringing
from offhook.calls.values import CallId, Capability, Cause, LegId
from offhook.telephony.port import LegState, NotReady, Surviving
from tests.contract.harness import ANN, DANA, LINE, Answers, Harness, Ringback, Rings, Voice, Words
from tests.contract.steps import SHORT, answered, bridged, collect, is_ready, leg_of, originate, say

ORDER = (Ringing, Answered, Bridged, Ended)


def ends(harness: Harness, call: CallId, leg: LegId) -> int:
    """How often a leg's end was reported."""
    return sum(isinstance(event, Ended) and event.leg == leg for event in harness.events(call))


async def test_each_leg_ends_once_and_last(harness: Harness) -> None:
    call = harness.new_call()
    member, ann, contact, dana = await bridged(harness, call)
    await ann.hang_up()
    await harness.send(call, Hangup(member, Cause.NORMAL), Hangup(contact, Cause.NORMAL))
    await harness.event(call, Ended, member)
    await harness.event(call, Ended, contact)
    await harness.send(call, Hangup(contact, Cause.NORMAL))
    await harness.pause(1.0)
    for leg in (member, contact):
        events = [event for event in harness.events(call) if getattr(event, "leg", None) == leg]
        places = [ORDER.index(type(event)) for event in events]
        assert places == sorted(set(places)), f"{leg}: {events}"
        assert isinstance(events[-1], Ended)
    await dana.falls_silent()


async def test_a_lost_connection_leaves_people_talking(harness: Harness) -> None:
    call = harness.new_call()
    member, ann, contact, dana = await bridged(harness, call)
    await harness.lose_connection()
    assert not is_ready(harness)
    await ann.hears(Voice(DANA))
    await dana.hears(Voice(ANN))
    await harness.restore_connection()
    assert is_ready(harness)
    found = (await harness.telephony.survivors())[call]
    assert sorted(found, key=lambda leg: leg.leg) == [
        Surviving(member, LegState.ANSWERED, contact),
        Surviving(contact, LegState.ANSWERED, member),
    ]
    await harness.telephony.adopt(call, found)
    await dana.hang_up()
    await harness.event(call, Ended, contact)
    assert ends(harness, call, contact) == 1


async def test_what_ended_while_the_connection_was_lost_is_no_survivor(harness: Harness) -> None:
    call = harness.new_call()
    member, _, _, dana = await bridged(harness, call)
    await harness.lose_connection()
    await dana.hang_up()
    await harness.pause(0.5)
    await harness.restore_connection()
    assert [leg.leg for leg in (await harness.telephony.survivors())[call]] == [member]
    assert harness.gone() is Cause.UNKNOWN


async def test_without_a_connection_nothing_is_dialled(harness: Harness) -> None:
    call = harness.new_call()
    ann = await harness.phone(ANN, Answers())
    await harness.lose_connection()
    await harness.send(call, originate(harness, leg_of(call)))
    end = await harness.event(call, Ended, leg_of(call), within=2.0)
    assert end.note
    await harness.restore_connection()
    await harness.pause(1.0)
    assert list(ann.shown) == []


async def test_nothing_survives_where_nothing_was(harness: Harness) -> None:
    assert dict(await harness.telephony.survivors()) == {}


@pytest.mark.behaviour("X1")
async def test_a_killed_adapter_leaves_people_talking_and_the_next_takes_over(harness: Harness) -> None:
    call = harness.new_call()
    member, ann, contact, dana = await bridged(harness, call)
    await harness.restart()
    assert harness.gone() is Cause.UNKNOWN
    await ann.hears(Voice(DANA))
    await dana.hears(Voice(ANN))
    found = (await harness.telephony.survivors())[call]
    assert {leg.leg: leg.bridged_with for leg in found} == {member: contact, contact: member}
    await harness.telephony.adopt(call, found)
    await dana.hang_up()
    assert (await harness.event(call, Ended, contact)).cause is Cause.NORMAL
    await harness.send(call, say(member, prompt="one"))
    await ann.hears(Words(SHORT))
    await harness.event(call, Prompted, member, within=15.0)
    await harness.send(call, Hangup(member, Cause.NORMAL))
    await harness.event(call, Ended, member)
    assert ends(harness, call, member) == ends(harness, call, contact) == 1


@pytest.mark.behaviour("X1")
async def test_a_ringing_leg_survives_and_is_answered(harness: Harness) -> None:
    call = harness.new_call()
    leg = leg_of(call)
    ann = await harness.phone(ANN, Rings())
    await harness.send(call, originate(harness, leg))
    await harness.event(call, Ringing, leg)
    await harness.restart()
    found = (await harness.telephony.survivors())[call]
    assert list(found) == [Surviving(leg, LegState.RINGING)]
    await harness.telephony.adopt(call, found)
    await ann.answer()
    await harness.event(call, Answered, leg)
    assert list(ann.shown) == [LINE]


async def test_a_ringing_leg_survives_and_is_hung_up(harness: Harness) -> None:
    call = harness.new_call()
    leg = leg_of(call)
    ann = await harness.phone(ANN, Rings())
    await harness.send(call, originate(harness, leg))
    await harness.event(call, Ringing, leg)
    await harness.restart()
    await harness.telephony.adopt(call, (await harness.telephony.survivors())[call])
    await harness.send(call, Hangup(leg, Cause.CANCELLED))
    await harness.event(call, Ended, leg, within=1.0)
    await ann.falls_silent()


async def test_keys_are_collected_from_an_adopted_leg(harness: Harness) -> None:
    call = harness.new_call()
    leg, ann = await answered(harness, call)
    await harness.send(call, collect(leg, prompt="one", wait=5.0))
    await ann.hears(Words(SHORT))
    await harness.restart()
    await harness.telephony.adopt(call, (await harness.telephony.survivors())[call])
    await harness.send(call, collect(leg, prompt="two", wait=5.0))
    await harness.pause(0.5)
    await ann.hears(Words(SHORT))
    await ann.press("6")
    collected = await harness.event(call, Collected, leg, within=2.0)
    assert (collected.digits, collected.prompt) == ("6", "two")
    await ann.press("7")
    if Capability.UNASKED_KEYS in harness.telephony.capabilities:
        assert (await harness.event(call, Digit, leg, within=2.0)).key == "7"


async def test_an_adopted_leg_hears_ringback(harness: Harness) -> None:
    call = harness.new_call()
    leg, ann = await answered(harness, call)
    await harness.restart()
    await harness.telephony.adopt(call, (await harness.telephony.survivors())[call])
    await harness.send(call, Ring(leg))
    await ann.hears(Ringback())


async def test_a_leg_that_ended_before_it_was_adopted_is_reported(harness: Harness) -> None:
    call = harness.new_call()
    leg, ann = await answered(harness, call)
    await harness.restart()
    found = (await harness.telephony.survivors())[call]
    await ann.hang_up()
    await harness.pause(0.5)
    await harness.telephony.adopt(call, found)
    await harness.event(call, Ended, leg, within=2.0)
    await harness.pause(0.5)
    assert ends(harness, call, leg) == 1


async def test_a_leg_that_nobody_adopted_can_be_hung_up(harness: Harness) -> None:
    call = harness.new_call()
    leg, ann = await answered(harness, call)
    await harness.restart()
    await harness.send(call, Hangup(leg, Cause.CANCELLED))
    await ann.falls_silent()


async def test_without_a_connection_survivors_are_not_known(harness: Harness) -> None:
    await harness.lose_connection()
    with pytest.raises(NotReady):
        await harness.telephony.survivors()
    await harness.restore_connection()
    assert dict(await harness.telephony.survivors()) == {}


async def test_new_calls_are_placed_after_a_restart(harness: Harness) -> None:
    await harness.restart()
    call = harness.new_call()
    leg, ann = await answered(harness, call)
    await ann.hang_up()
    await harness.event(call, Ended, leg)
    assert list(ann.shown) == [LINE]
