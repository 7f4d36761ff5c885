"""Every adapter takes calls that come in: told, rung, answered, joined or refused."""

import pytest
from msgspec import structs

from offhook.calls.commands import Answer, Bridge, Hangup, Originate, Ring
from offhook.calls.events import Answered, Bridged, Collected, Digit, Ended, Prompted
from offhook.calls.values import E164, CallId, Capability, Cause, DeviceId, LegId, Role, Trail, TrunkId
from offhook.telephony.port import LegState, Surviving
from tests.contract.harness import (
    ANN,
    DANA,
    LINE,
    Answers,
    Harness,
    PhoneUnderTest,
    Ringback,
    Rings,
    TrunkUse,
    Voice,
    Words,
)
from tests.contract.steps import SHORT, answered, called, collect, leg_of, let_in, originate, say

NOBODYS = E164("+12025550177")


def ends(harness: Harness, call: CallId, leg: LegId) -> int:
    """How often a leg's end was reported."""
    return sum(isinstance(event, Ended) and event.leg == leg for event in harness.events(call))


def told(harness: Harness, cause: Cause, status: int) -> int:
    """The SIP status that a caller meets who is refused so: 404 for what can't be told."""
    can = harness.telephony.capabilities
    told = Capability.REFUSAL_CAUSES in can or (cause is Cause.BUSY and Capability.BUSY_TONE in can)
    return status if told else 404


async def talking(harness: Harness) -> tuple[CallId, LegId, PhoneUnderTest, LegId, PhoneUnderTest]:
    """Dana called in, and hears Ann who was rung for her."""
    call, caller, dana = await let_in(harness)
    member, ann = await answered(harness, call, 2)
    await harness.send(call, Bridge(caller, member))
    await harness.event(call, Bridged, caller)
    return call, caller, dana, member, ann


async def test_a_call_that_comes_in_tells_who_calls_and_what_was_dialled(harness: Harness) -> None:
    dana = await harness.phone(DANA, Rings())
    await dana.call(LINE)
    call, incoming = await harness.incoming()
    assert incoming.leg == leg_of(call), "the first leg of a call of its own"
    assert incoming.trunk == harness.trunk(TrunkUse.GOOD)
    assert (incoming.to, incoming.caller, incoming.withheld) == (LINE, DANA, False)


async def test_the_trunk_is_the_one_that_it_came_over(harness: Harness) -> None:
    dana = await harness.phone(DANA, Rings())
    await dana.call(LINE, trunk=TrunkUse.SECOND)
    _, incoming = await harness.incoming()
    assert incoming.trunk == harness.trunk(TrunkUse.SECOND)


async def test_a_withheld_number_is_not_told(harness: Harness) -> None:
    dana = await harness.phone(DANA, Rings())
    await dana.call(LINE, withheld=True)
    _, incoming = await harness.incoming()
    assert (incoming.to, incoming.caller, incoming.withheld) == (LINE, None, True)


@pytest.mark.behaviour("P8")
async def test_a_leg_s_trail_goes_with_it_and_is_read_where_it_comes_back(harness: Harness) -> None:
    call, trail = harness.new_call(), Trail("0123456789abcdef", 2)
    ann = await harness.phone(ANN, Rings())
    carries = Capability.TRAILS in harness.telephony.capabilities
    await harness.send(call, structs.replace(originate(harness, leg_of(call), ANN), trail=trail))
    await ann.rings()
    assert list(ann.trails) == ([trail] if carries else [])
    await harness.send(call, Hangup(leg_of(call), Cause.CANCELLED))
    dana = await harness.phone(DANA, Rings())
    await dana.call(LINE, trail=trail)
    _, incoming = await harness.incoming()
    assert (incoming.caller, incoming.trail, incoming.emergency) == (DANA, trail if carries else Trail(), False)


async def test_a_call_back_from_an_emergency_service_is_marked(harness: Harness) -> None:
    dana = await harness.phone(DANA, Rings())
    await dana.call(LINE, emergency=True)
    _, incoming = await harness.incoming()
    marked = Capability.EMERGENCY_MARKS in harness.telephony.capabilities
    assert (incoming.caller, incoming.trail, incoming.emergency) == (DANA, Trail(), marked)


async def test_each_call_that_comes_in_is_a_call_of_its_own(harness: Harness) -> None:
    first, _, _ = await called(harness)
    second, _, _ = await called(harness, ANN)
    assert first != second
    assert {first, second} <= set(await harness.telephony.survivors())


async def test_it_is_rung_and_answered_only_when_told(harness: Harness) -> None:
    call, leg, dana = await called(harness)
    await harness.pause(0.3)
    await dana.hears_no(Ringback(), within=0.0)
    await harness.send(call, Ring(leg))
    await dana.hears(Ringback(), within=1.0)
    await harness.pause(0.5)
    assert list(harness.events(call)) == []
    await harness.send(call, Answer(leg))
    await harness.event(call, Answered, leg, within=1.0)
    await dana.hears_no(Ringback(), within=1.0)
    await harness.send(call, say(leg, prompt="one"))
    await dana.hears(Words(SHORT))
    await harness.event(call, Prompted, leg, within=15.0)


async def test_it_is_answered_once(harness: Harness) -> None:
    call, leg, _ = await called(harness)
    await harness.send(call, Answer(leg), Answer(leg))
    await harness.event(call, Answered, leg, within=1.0)
    await harness.pause(0.5)
    assert sum(isinstance(event, Answered) for event in harness.events(call)) == 1


async def test_who_was_answered_can_be_spoken_to_in_the_same_breath(harness: Harness) -> None:
    call, leg, dana = await called(harness)
    await harness.send(call, Ring(leg), Answer(leg), say(leg, prompt="one"))
    await dana.hears(Words(SHORT))
    assert (await harness.event(call, Prompted, leg, within=15.0)).prompt == "one"


async def test_who_was_not_answered_is_not_spoken_to(harness: Harness) -> None:
    call, leg, _ = await called(harness)
    await harness.send(call, say(leg, prompt="one"))
    await harness.pause(0.5)
    assert list(harness.events(call)) == []


async def test_keys_are_asked_for(harness: Harness) -> None:
    call, leg, dana = await let_in(harness)
    await harness.send(call, collect(leg, prompt="one", wait=5.0))
    await dana.hears(Words(SHORT))
    await dana.press("5")
    assert (await harness.event(call, Collected, leg, within=2.0)).digits == "5"
    await dana.press("6")
    if Capability.UNASKED_KEYS in harness.telephony.capabilities:
        assert (await harness.event(call, Digit, leg, within=2.0)).key == "6"


async def test_caller_and_member_hear_each_other(harness: Harness) -> None:
    call, caller, dana, member, ann = await talking(harness)
    await dana.hears(Voice(ANN))
    await ann.hears(Voice(DANA))
    assert list(ann.shown) == [LINE]
    await harness.send(call, Hangup(member, Cause.NORMAL))
    await harness.event(call, Ended, member, within=1.0)
    await dana.hears_no(Voice(ANN))
    await harness.send(call, say(caller, prompt="one"))
    await dana.hears(Words(SHORT))


async def test_a_ringing_caller_is_answered_and_joined_at_once(harness: Harness) -> None:
    call, caller, dana = await called(harness)
    await harness.send(call, Ring(caller))
    member, ann = await answered(harness, call, 2)
    await harness.send(call, Answer(caller), Bridge(caller, member))
    await harness.event(call, Bridged, caller, within=1.0)
    await dana.hears(Voice(ANN))
    await ann.hears(Voice(DANA))


@pytest.mark.parametrize("rung", [False, True])
async def test_a_caller_who_gives_up_has_ended(harness: Harness, *, rung: bool) -> None:
    call, leg, dana = await called(harness)
    if rung:
        await harness.send(call, Ring(leg))
        await dana.hears(Ringback())
    await dana.hang_up()
    end = await harness.event(call, Ended, leg, within=2.0)
    assert end.cause is Cause.CANCELLED
    await harness.send(call, Answer(leg), Hangup(leg, Cause.NORMAL))
    await harness.pause(0.5)
    assert [type(event) for event in harness.events(call)] == [Ended]


async def test_a_caller_who_hangs_up_after_the_answer_has_ended(harness: Harness) -> None:
    call, leg, dana = await let_in(harness)
    await dana.hang_up()
    assert (await harness.event(call, Ended, leg, within=2.0)).cause is Cause.NORMAL
    await harness.send(call, Hangup(leg, Cause.NORMAL))
    await harness.pause(0.5)
    assert [type(event) for event in harness.events(call)] == [Answered, Ended]


async def test_a_caller_who_hangs_up_leaves_the_other_one_there(harness: Harness) -> None:
    call, caller, dana, member, ann = await talking(harness)
    await dana.hang_up()
    await harness.event(call, Ended, caller, within=2.0)
    await harness.send(call, say(member, prompt="one"))
    await ann.hears(Words(SHORT))
    assert ends(harness, call, member) == 0


async def test_a_caller_is_hung_up(harness: Harness) -> None:
    call, leg, dana = await let_in(harness)
    await harness.send(call, Hangup(leg, Cause.TIME_UP))
    assert (await harness.event(call, Ended, leg, within=1.0)).cause is Cause.TIME_UP
    await dana.falls_silent()
    assert ends(harness, call, leg) == 1


@pytest.mark.parametrize("rung", [False, True])
@pytest.mark.parametrize(("cause", "status"), [(Cause.NOT_IN_SERVICE, 404), (Cause.BUSY, 486), (Cause.REJECTED, 403)])
async def test_a_refused_caller_is_told_why(harness: Harness, cause: Cause, status: int, *, rung: bool) -> None:
    call, leg, dana = await called(harness)
    if rung:
        await harness.send(call, Ring(leg))
        await dana.hears(Ringback())
    await harness.send(call, Hangup(leg, cause))
    assert (await harness.event(call, Ended, leg, within=1.0)).cause is cause
    if rung and Capability.LATE_ANSWER not in harness.telephony.capabilities:
        await dana.falls_silent()
    else:
        assert await dana.refused() == told(harness, cause, status)
    await harness.pause(0.3)
    assert ends(harness, call, leg) == 1


async def test_a_device_that_is_not_there_is_unreachable(harness: Harness) -> None:
    call, _, _ = await called(harness)
    leg = leg_of(call, 2)
    await harness.send(call, Originate(leg, Role.MEMBER, DeviceId("device_nowhere1"), LINE, TrunkId("")))
    end = await harness.event(call, Ended, leg, within=2.0)
    assert end.cause is Cause.UNREACHABLE
    assert not end.cause.is_trunk_failure


async def test_a_number_that_a_caller_dialled_can_be_dialled_out(harness: Harness) -> None:
    """Legs of both directions live side by side, and are never taken for one another."""
    call, caller, _ = await called(harness)
    ann = await harness.phone(ANN, Answers())
    member = leg_of(call, 2)
    await harness.send(call, originate(harness, member))
    await harness.event(call, Answered, member)
    await ann.hang_up()
    await harness.event(call, Ended, member)
    assert ends(harness, call, caller) == 0
    assert list((await harness.telephony.survivors())[call]) == [Surviving(caller, LegState.RINGING)]


@pytest.mark.behaviour("X1")
async def test_a_caller_who_waits_survives_and_is_answered_by_the_next(harness: Harness) -> None:
    call, leg, dana = await called(harness)
    await harness.send(call, Ring(leg))
    await dana.hears(Ringback())
    await harness.restart()
    found = (await harness.telephony.survivors())[call]
    assert list(found) == [Surviving(leg, LegState.RINGING)]
    await harness.telephony.adopt(call, found)
    member, ann = await answered(harness, call, 2)
    await harness.send(call, Ring(leg), Answer(leg), Bridge(leg, member))
    await harness.event(call, Answered, leg, within=1.0)
    await harness.event(call, Bridged, leg, within=1.0)
    await dana.hears(Voice(ANN))
    await ann.hears(Voice(DANA))
    await harness.send(call, Hangup(leg, Cause.NORMAL))
    assert (await harness.event(call, Ended, leg, within=1.0)).cause is Cause.NORMAL
    await dana.falls_silent()


@pytest.mark.behaviour("X1")
async def test_caller_and_member_go_on_talking_and_the_next_takes_over(harness: Harness) -> None:
    call, caller, dana, member, ann = await talking(harness)
    await harness.restart()
    await dana.hears(Voice(ANN))
    found = (await harness.telephony.survivors())[call]
    assert {leg.leg: leg.bridged_with for leg in found} == {caller: member, member: caller}
    await harness.telephony.adopt(call, found)
    await dana.hang_up()
    assert (await harness.event(call, Ended, caller, within=2.0)).cause is Cause.NORMAL
    await harness.send(call, say(member, prompt="one"))
    await ann.hears(Words(SHORT))
    await harness.pause(0.3)
    assert ends(harness, call, caller) == 1


async def test_a_caller_who_waits_is_refused_after_a_restart(harness: Harness) -> None:
    call, leg, dana = await called(harness)
    await harness.restart()
    await harness.telephony.adopt(call, (await harness.telephony.survivors())[call])
    await harness.send(call, Hangup(leg, Cause.BUSY))
    await harness.event(call, Ended, leg, within=1.0)
    assert await dana.refused() == told(harness, Cause.BUSY, 486)


async def test_a_caller_who_gave_up_before_the_adoption_has_ended(harness: Harness) -> None:
    call, leg, dana = await called(harness)
    await harness.restart()
    found = (await harness.telephony.survivors())[call]
    await dana.hang_up()
    await harness.pause(0.5)
    await harness.telephony.adopt(call, found)
    await harness.event(call, Ended, leg, within=2.0)
    assert ends(harness, call, leg) == 1


async def test_a_caller_outlives_a_lost_connection(harness: Harness) -> None:
    call, leg, dana = await let_in(harness)
    await harness.lose_connection()
    await harness.restore_connection()
    assert list((await harness.telephony.survivors())[call]) == [Surviving(leg, LegState.ANSWERED)]
    await harness.send(call, say(leg, prompt="one"))
    await dana.hears(Words(SHORT))
    await dana.hang_up()
    await harness.event(call, Ended, leg, within=2.0)


async def test_calls_come_in_after_a_restart(harness: Harness) -> None:
    await harness.restart()
    call, leg, dana = await let_in(harness)
    await dana.hang_up()
    await harness.event(call, Ended, leg, within=2.0)
    assert call not in await harness.telephony.survivors()


async def test_a_number_that_nobody_has_comes_in_too(harness: Harness) -> None:
    """Whose it is, is not the adapter's business."""
    dana = await harness.phone(DANA, Rings())
    await dana.call(NOBODYS)
    _, incoming = await harness.incoming()
    assert incoming.to == NOBODYS
