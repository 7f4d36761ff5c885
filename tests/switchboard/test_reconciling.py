"""Nobody looks for a while: the worker, the connection or the switch is gone. Leg by leg: test_recovery.py."""

from collections.abc import Sequence
from threading import Event

import pytest

from offhook.calls.commands import Originate
from offhook.calls.events import Answered, Digit, Restarted
from offhook.calls.journal import Entry, rebuild
from offhook.calls.kernel import Runner
from offhook.calls.values import E164, CallId, LegId, Role
from offhook.switchboard.reconciling import COMING_IN_S, SWEEP_S
from offhook.telephony.simulated.phones import Answers, HangUp, Moment, Press, Rings
from offhook.telephony.simulated.truth import Words
from tests.switchboard.desk import ANN, CALL, CONTACT_LEG, DANA, LINE, MEMBER_LEG, TRUNK, Desk, Fails
from tests.virtual import run_now

EVE = E164("+12025550133")


@pytest.mark.behaviour("X1")
def test_killed_while_they_talk_the_talk_goes_on_and_ends_as_always(desk: Desk) -> None:
    desk.place()
    desk.run(20)
    desk.kill()
    desk.run(10)
    desk.start()
    desk.run(90)
    record = desk.record
    assert (record.disposition, record.certain) == ("answered", False)
    assert 59_900 <= record.talk_ms <= 60_200
    assert len(desk.network.truth.invites) == 2
    assert Restarted in desk.events


@pytest.mark.behaviour("X1")
def test_killed_during_the_announcement_it_is_spoken_again_and_nobody_is_dialled_twice(desk: Desk) -> None:
    desk.network.phone(ANN, Answers(2.0, (Press("5", 1.0, Moment.PROMPT, nth=2),)))
    desk.place()
    desk.run(2.5)
    desk.kill()
    desk.run(0.5)
    desk.start()
    desk.run(90)
    assert desk.record.disposition == "answered"
    assert len(desk.network.truth.invites) == 2
    spoken = [heard for heard in desk.network.phones[ANN].heard if isinstance(heard.sound, Words)]
    assert len(spoken) == 2


@pytest.mark.behaviour("X1")
def test_a_contact_who_hangs_up_unseen_is_recorded_as_unknown_up_to_the_last_proof(desk: Desk) -> None:
    desk.network.phone(DANA, Answers(3.0, (HangUp(15.0, Moment.BRIDGE),)))
    desk.place()
    desk.run(16)
    desk.kill()
    desk.run(30)
    desk.start()
    desk.run(10)
    record = desk.record
    assert record.disposition == "answered"
    assert not record.certain
    assert 6_000 <= record.talk_ms <= 15_000
    assert "unknown (restarting)" in record.legs[1].why
    assert record.reason == "unknown: it ended while nobody was watching"
    assert not desk.network.is_up(MEMBER_LEG)


@pytest.mark.behaviour("X1")
def test_a_leg_that_may_or_may_not_have_been_dialled_is_never_dialled_again(desk: Desk) -> None:
    desk.telephony.send = lambda call, commands: None  # type: ignore[method-assign] # dies between commit and request
    desk.place()
    desk.kill()
    desk.start()
    desk.run(90)
    assert desk.network.truth.invites == []
    record = desk.record
    assert (record.disposition, record.cause) == ("member_unreached", "unknown")
    assert record.state == "ended"


def test_timers_run_on_after_a_restart_with_what_they_have_left(desk: Desk) -> None:
    desk.network.phone(ANN, Rings())
    desk.place()
    desk.run(20)
    desk.kill()
    desk.start()
    desk.run(9.5)
    assert desk.record.state == "ringing_member"
    desk.run(1)
    assert (desk.record.disposition, desk.record.cause) == ("member_unreached", "no_answer")


def test_a_timer_that_ran_out_meanwhile_fires_after_the_switch_was_asked(desk: Desk) -> None:
    desk.network.phone(ANN, Rings())
    desk.place()
    desk.run(20)
    desk.kill()
    desk.run(60)
    desk.start()
    desk.run(1)
    assert desk.events[-3:] == [Restarted, *desk.events[-2:]]
    assert desk.record.cause == "no_answer"


@pytest.mark.behaviour("X1")
def test_when_the_switch_dies_the_call_ends_at_its_last_proof(desk: Desk) -> None:
    desk.place()
    desk.run(20)
    desk.network.crash()
    desk.run(5)
    desk.network.restart()
    desk.telephony.restore_connection()
    desk.run(5)
    record = desk.record
    assert (record.disposition, record.cause, record.certain) == ("answered", "switch_lost", False)
    assert record.reason == "the telephone switch stopped, and the call ended with it"
    assert [(leg.cause, leg.why) for leg in record.legs] == 2 * [("switch_lost", record.reason)]
    assert 12_000 <= record.talk_ms <= 14_500


@pytest.mark.behaviour("X1")
def test_when_the_switch_dies_while_it_rings_nobody_is_said_to_have_given_up(desk: Desk) -> None:
    desk.place()
    desk.run(4)
    desk.kill()
    desk.network.crash()
    desk.network.restart()
    desk.start()
    desk.run(1)
    record = desk.record
    assert (record.disposition, record.cause, record.certain) == ("failed", "switch_lost", False)
    assert record.reason == "the telephone switch stopped, and the call ended with it"


@pytest.mark.behaviour("X1")
def test_both_hang_up_unseen_and_neither_is_said_to_have_done_it(desk: Desk) -> None:
    desk.place()
    desk.run(10)
    desk.kill()
    for number in (DANA, ANN):
        desk.network.phones[number].hang_up()
    desk.start()
    desk.run(1)
    assert desk.record.reason == "unknown: it ended while nobody was watching"


def test_a_leg_that_no_call_knows_is_hung_up(desk: Desk) -> None:
    desk.place()
    desk.run(20)
    desk.kill()
    desk.storage.submit(lambda conn: conn.exec_driver_sql("UPDATE calls SET ended_at = 1"), lambda _: None)
    desk.start()
    desk.run(COMING_IN_S + 1)
    assert not desk.network.is_up(MEMBER_LEG)
    assert not desk.network.is_up(CONTACT_LEG)


def test_the_legs_of_a_call_that_is_being_rebuilt_are_no_strangers(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    swept = Event()

    def in_the_middle(runner: Runner, entries: Sequence[Entry]) -> dict[str, Entry]:
        """As when the event loop goes on while a turn is taken on the writer's thread."""
        if not swept.is_set():
            swept.set()
            run_now(desk.switchboard._reconciler._hang_up_strangers(frozenset()))
        return rebuild(runner, entries)

    desk.place()
    desk.run(20)
    monkeypatch.setattr("offhook.switchboard.turn.rebuild", in_the_middle)
    desk.storage.failures.append(Fails.AFTER)
    desk.switchboard.deliver(CALL, Digit(MEMBER_LEG, "9"))
    desk.run(1)
    assert swept.is_set()
    assert desk.network.is_up(MEMBER_LEG)
    desk.run(90)
    assert (desk.record.disposition, desk.record.reason) == ("answered", "the contact hung up")


def test_a_leg_that_no_call_knows_by_then_is_hung_up_by_the_sweep(desk: Desk) -> None:
    desk.place()
    desk.run(20)
    desk.kill()
    desk.start()
    stray = LegId(f"{CALL}-9")
    desk.network.phone(EVE, Rings())
    desk.network.carry_out(CALL, Originate(stray, Role.CONTACT, EVE, LINE, TRUNK))
    assert desk.network.is_up(stray)
    desk.run(SWEEP_S + 1)
    assert not desk.network.is_up(stray)
    assert desk.network.is_up(MEMBER_LEG)


def test_a_leg_that_answers_for_a_call_that_is_over_is_hung_up(desk: Desk) -> None:
    sent: list[object] = []
    desk.telephony.send = lambda call, commands: sent.extend(commands)  # type: ignore[method-assign]
    desk.switchboard.deliver(CallId("call_gone"), Answered(LegId("call_gone-1")))
    assert [type(command).__name__ for command in sent] == ["Hangup"]
