import pytest

from offhook.calls.commands import Bridge, Hangup, Originate
from offhook.calls.events import Ended
from offhook.calls.values import E164, CallId, Cause, LegId, Role, TrunkId
from offhook.telephony.port import LegState, Surviving, TrunkState
from offhook.telephony.simulated import NO_ANSWER, Answers, EndedBy, Pace, SimulatedTelephony, Trunk
from tests.telephony.simulated.desk import ANN, CALL, CONTACT, DANA, LINE, MEMBER, TRUNK, Desk, say


@pytest.mark.parametrize(
    ("behaviour", "cause", "invited", "after"),
    [
        (Trunk.DOWN, Cause.TRUNK_DOWN, False, 0.0),
        (Trunk.ERROR, Cause.TRUNK_ERROR, True, 0.0),
        (Trunk.TIMEOUT, Cause.TRUNK_TIMEOUT, True, 32.0),
    ],
)
def test_trunks_fail_in_their_ways(behaviour: Trunk, cause: Cause, invited: bool, after: float) -> None:
    desk = Desk()
    ann = desk.phone(Answers())
    desk.network.trunk(TRUNK, behaviour)
    desk.dial()
    desk.clock.run(60)
    (end,) = desk.events
    assert isinstance(end, Ended)
    assert end.cause is cause
    assert desk.at == pytest.approx([after], abs=0.1)
    assert ann.shown == []
    (leg,) = desk.network.truth.legs
    assert (leg.invited is not None) is invited
    assert leg.ended_by is EndedBy.NETWORK


def test_trunk_health_says_what_is_down() -> None:
    desk = Desk()
    down = TrunkId("other")
    desk.network.trunk(down, Trunk.DOWN)
    health = desk.telephony.trunk_health()
    assert health[TRUNK].state is TrunkState.UP
    assert health[TRUNK].latency_ms is not None
    assert health[down].state is TrunkState.DOWN
    assert "switched off" in health[down].error


def test_a_number_without_a_phone_is_not_in_service() -> None:
    desk = Desk()
    desk.dial()
    desk.clock.run(1)
    assert desk.events == [Ended(MEMBER, Cause.NOT_IN_SERVICE, q850=1, sip=404)]


def test_the_truth_holds_every_invite_with_what_became_of_it() -> None:
    desk = Desk()
    desk.answered().press("4")
    desk.send(Hangup(MEMBER, Cause.NORMAL))
    desk.clock.run(1)
    (leg,) = desk.network.truth.invites
    assert (leg.call, leg.leg, leg.to, leg.caller_id) == (CALL, MEMBER, ANN, LINE)
    assert leg.asked
    assert leg.invited
    assert leg.rang
    assert leg.answered
    assert leg.ended
    assert leg.asked <= leg.invited < leg.rang < leg.answered < leg.ended
    assert (leg.cause, leg.ended_by, leg.up) == (Cause.NORMAL, EndedBy.SWITCH, False)
    assert [key for _, key in leg.keys] == ["4"]
    assert desk.network.truth.of(CallId("call_2")) == []


def test_the_truth_holds_who_talked_to_whom_and_how_long() -> None:
    desk = Desk()
    desk.answered()
    dana = desk.answered(CONTACT, DANA)
    desk.send(Bridge(MEMBER, CONTACT))
    desk.clock.run(6)
    dana.hang_up()
    desk.clock.run(1)
    for leg in desk.network.truth.legs:
        (talk,) = leg.talks
        assert talk.until is not None
        assert talk.until - talk.at == pytest.approx(6_000_000, abs=10_000)


def test_a_leg_dialled_twice_is_there_twice() -> None:
    desk = Desk()
    desk.answered().hang_up()
    desk.clock.run(1)
    desk.dial()
    desk.clock.run(1)
    assert [leg.leg for leg in desk.network.truth.invites] == [MEMBER, MEMBER]


def test_the_switch_refuses_an_id_that_is_in_use() -> None:
    desk = Desk()
    desk.answered()
    desk.network.carry_out(CALL, Originate(MEMBER, Role.MEMBER, ANN, LINE, TRUNK))
    assert len(desk.network.truth.invites) == 1
    assert desk.network.truth.refused == [f"{MEMBER} is in use, and was to be dialled again"]


def test_legs_are_in_one_bridge_at_a_time() -> None:
    desk = Desk()
    ann = desk.answered()
    dana = desk.answered(CONTACT, DANA)
    third = LegId("call_1-3")
    eve = desk.answered(third, E164("+12025550133"))
    desk.send(Bridge(MEMBER, CONTACT))
    desk.clock.run(1)
    desk.send(Bridge(MEMBER, third))
    desk.clock.run(1)
    assert dana.hears == []
    assert len(ann.hears) == len(eve.hears) == 1


def test_a_leg_that_is_spoken_to_leaves_its_bridge() -> None:
    desk = Desk()
    desk.answered()
    dana = desk.answered(CONTACT, DANA)
    desk.send(Bridge(MEMBER, CONTACT), say())
    desk.clock.run(1)
    assert dana.hears == []
    assert dana.in_call


def test_without_a_controller_people_talk_on_and_a_leg_that_answers_is_hung_up() -> None:
    desk = Desk()
    ann = desk.answered()
    desk.send(say())
    eve = desk.phone(NO_ANSWER, DANA)
    desk.dial(CONTACT, DANA)
    desk.clock.run(1)
    desk.telephony.kill()
    eve.answer()
    desk.clock.run(5)
    assert ann.in_call
    assert ann.heard[0].whole
    assert not eve.in_call
    assert "Answered" not in desk.kinds()[2:]


def test_a_switch_that_dies_takes_every_leg_along() -> None:
    desk = Desk()
    ann = desk.answered()
    before = list(desk.events)
    desk.network.crash()
    assert desk.said[-1] == "the switch has stopped"
    assert not desk.is_ready()
    assert not ann.in_call
    desk.clock.run(10)
    assert desk.events == before
    desk.network.restart()
    desk.clock.run(2)
    assert desk.is_ready()
    assert desk.said[-1] == "ready: switch_lost"
    assert desk.telephony.survivors_now() == {}


def test_a_dead_switch_carries_nothing_out() -> None:
    desk = Desk()
    desk.network.crash()
    desk.network.carry_out(CALL, Originate(MEMBER, Role.MEMBER, ANN, LINE, TRUNK))
    assert desk.network.truth.legs == []


def test_survivors_are_listed_by_call() -> None:
    desk = Desk()
    desk.answered()
    desk.answered(CONTACT, DANA)
    desk.send(Bridge(MEMBER, CONTACT))
    desk.clock.run(1)
    assert desk.network.survivors() == {
        CALL: [
            Surviving(MEMBER, LegState.ANSWERED, CONTACT),
            Surviving(CONTACT, LegState.ANSWERED, MEMBER),
        ]
    }


def test_its_pace_can_be_set() -> None:
    desk = Desk(pace=Pace(phrase=10.0, signalling=0.5, longest_ringing=20.0))
    desk.phone(NO_ANSWER)
    desk.dial()
    desk.clock.run(30)
    assert desk.at == pytest.approx([0.5, 20.5], abs=0.1)


def test_a_newer_controller_replaces_the_older() -> None:
    desk = Desk()
    older = desk.telephony
    ann = desk.answered()
    desk.take_over(SimulatedTelephony(desk.network))
    assert desk.said[-2:] == ["another controller has taken over the network", "ready: unknown"]
    assert not older.ready
    older.send(CALL, [Hangup(MEMBER, Cause.NORMAL)])
    desk.clock.run(1)
    assert ann.in_call
