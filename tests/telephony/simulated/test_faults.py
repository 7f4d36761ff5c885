"""What goes wrong goes wrong as documented, and the same again from the same seed."""

import pytest

from offhook.calls.commands import Hangup, Originate
from offhook.calls.events import Answered, Digit, Ended, Event, Incoming, Ringing
from offhook.calls.values import E164, CallId, Cause, LegId, Role
from offhook.telephony.simulated import CALM, ROUGH, Answers, Faults, HangUp, Moment, Press, SimulatedTelephony
from tests.telephony.simulated.desk import ANN, CALL, CONTACT, DANA, LINE, MEMBER, TRUNK, Desk, collect, say

SCRIPT = Answers(after=1.0, then=(Press("123", after=0.5, since=Moment.ANSWER), HangUp(after=30.0)))


def story(faults: Faults, seed: int) -> tuple[list[tuple[float, Event | Incoming]], Desk]:
    desk = Desk(faults=faults, seed=seed)
    desk.phone(SCRIPT, ANN)
    desk.phone(SCRIPT, DANA)
    for number in range(10):
        call = CallId(f"call_{number}")
        for leg, to in ((LegId(f"{call}-1"), ANN), (LegId(f"{call}-2"), DANA)):
            desk.send(Originate(leg, Role.MEMBER, to, LINE, TRUNK), call=call)
    desk.clock.run(100)
    return list(zip(desk.at, desk.events, strict=True)), desk


def test_a_seed_repeats_itself() -> None:
    assert story(ROUGH, 7)[0] == story(ROUGH, 7)[0]
    assert story(ROUGH, 7)[0] != story(ROUGH, 8)[0]


def test_late_events_of_a_leg_keep_their_order() -> None:
    events, desk = story(Faults(late_event=0.5, latest=5.0), 1)
    of_leg: dict[str, list[Event | Incoming]] = {}
    for _, event in events:
        of_leg.setdefault(event.leg, []).append(event)  # type: ignore[union-attr]
    assert len(of_leg) == 20
    for found in of_leg.values():
        assert [type(event) for event in found] == [Ringing, Answered, Digit, Digit, Digit, Ended]
        assert [event.key for event in found if isinstance(event, Digit)] == ["1", "2", "3"]
    order = [event.leg for _, event in events]  # type: ignore[union-attr]
    assert order != sorted(order), "legs overtake each other"
    assert desk.network.truth.refused == []


def test_only_ringing_is_ever_lost_alone() -> None:
    events, _ = story(Faults(lost_ringing=1.0), 1)
    assert {type(event) for _, event in events} == {Answered, Digit, Ended}
    assert len(events) == 20 * 5


def test_events_come_twice_but_keys_do_not() -> None:
    events, _ = story(Faults(double_event=1.0), 1)
    keys = [event for _, event in events if isinstance(event, Digit)]
    assert len(keys) == 20 * 3
    assert len(events) == 20 * 3 + 20 * 3 * 2


def test_late_commands_of_a_call_keep_their_order() -> None:
    for seed in range(20):
        desk = Desk(faults=Faults(late_command=0.5), seed=seed)
        ann = desk.answered()
        desk.clock.run(2)
        for prompt in ("one", "two", "three"):
            desk.send(say(prompt=prompt))
        desk.clock.run(10)
        assert [heard.sound.prompt for heard in ann.heard] == ["one", "two", "three"]  # type: ignore[union-attr]


def test_a_loss_is_noticed_later_and_swallows_both_ways() -> None:
    desk = Desk()
    ann = desk.answered()
    desk.events.clear()
    desk.telephony.lose_connection(unnoticed=2.0, lasting=3.0)
    assert desk.is_ready()
    desk.dial(CONTACT, DANA)
    ann.press("1")
    desk.clock.run(1.9)
    assert desk.is_ready()
    desk.clock.run(0.2)
    assert not desk.is_ready()
    assert desk.said[-1] == "the connection was lost"
    ann.hang_up()
    desk.clock.run(3)
    assert desk.is_ready()
    assert desk.said[-1] == "ready: unknown"
    assert desk.events == []
    assert desk.telephony.survivors_now() == {}
    assert len(desk.network.truth.legs) == 1


def test_known_to_be_lost_an_originate_is_answered_by_its_end() -> None:
    desk = Desk()
    desk.telephony.lose_connection()
    desk.clock.run(0.1)
    desk.dial()
    desk.clock.run(0.1)
    (end,) = desk.events
    assert isinstance(end, Ended)
    assert end.cause is Cause.SWITCH_LOST


def test_when_the_connection_breaks_the_first_few_commands_are_carried_out() -> None:
    carried_out = set()
    for seed in range(30):
        desk = Desk(faults=Faults(late_command=1.0, latest=1.0), seed=seed)
        for number in range(4):
            desk.send(Originate(LegId(f"call_1-{number}"), Role.MEMBER, ANN, LINE, TRUNK))
        desk.telephony.kill()
        legs = [leg.leg for leg in desk.network.truth.legs]
        assert legs == [f"call_1-{number}" for number in range(len(legs))]
        carried_out.add(len(legs))
    assert carried_out == {0, 1, 2, 3, 4}


def test_stopping_carries_everything_out() -> None:
    desk = Desk(faults=Faults(late_command=1.0, latest=1.0))
    ann = desk.answered()
    desk.clock.run(2)
    desk.send(Hangup(MEMBER, Cause.NORMAL))
    desk.telephony.stop_now()
    assert not ann.in_call


def test_survivors_come_after_what_was_sent_before() -> None:
    desk = Desk(faults=Faults(late_command=1.0, latest=10.0), seed=3)
    desk.phone(SCRIPT)
    desk.dial()
    assert [leg.leg for leg in desk.telephony.survivors_now()[CALL]] == [MEMBER]


def test_losses_come_and_go_by_themselves() -> None:
    desk = Desk(faults=Faults(loss_every=20.0, longest_loss=2.0, crash_share=0.3), seed=1)
    desk.clock.run(600)
    assert sum(said.startswith("ready") for said in desk.said) > 10
    assert {"the connection was lost", "the switch has stopped"} < set(desk.said)
    desk.telephony.calm()
    desk.clock.run(60)
    before = len(desk.said)
    desk.clock.run(600)
    assert len(desk.said) == before
    assert desk.is_ready()


def test_keys_are_still_collected_after_a_short_loss() -> None:
    desk = Desk()
    ann = desk.answered()
    desk.send(collect(wait=10.0))
    desk.clock.run(0.5)
    desk.telephony.lose_connection(lasting=1.0)
    desk.clock.run(2)
    ann.press("8")
    desk.clock.run(0.5)
    assert desk.kinds()[-1] == "Collected"


def test_after_a_kill_nothing_is_delivered() -> None:
    desk = Desk(faults=Faults(late_event=1.0, double_event=1.0))
    desk.phone(SCRIPT)
    desk.dial()
    desk.clock.run(5)
    desk.telephony.kill()
    before = len(desk.events)
    desk.clock.run(60)
    assert len(desk.events) == before


def test_events_of_an_earlier_controllers_legs_come_once_they_are_adopted() -> None:
    desk = Desk()
    ann = desk.answered()
    desk.telephony.kill()
    desk.events.clear()
    desk.take_over(SimulatedTelephony(desk.network))
    ann.press("1")
    desk.clock.run(1)
    assert desk.events == []
    for call, legs in desk.telephony.survivors_now().items():
        desk.telephony.adopt_now(call, legs)
    ann.press("2")
    desk.clock.run(1)
    assert desk.events == [Digit(MEMBER, "2")]


@pytest.mark.parametrize("number", ["+1202", "sip:eve@198.51.100.1", "+12025550122\n"])
def test_what_is_no_number_is_refused_in_words(number: str) -> None:
    desk = Desk()
    desk.dial(to=E164(number))
    desk.clock.run(1)
    (end,) = desk.events
    assert isinstance(end, Ended)
    assert "is not a telephone number: not dialled" in end.note
    assert desk.network.truth.legs == []


def test_calm_is_calm() -> None:
    events, _ = story(CALM, 1)
    assert len(events) == 20 * 6
