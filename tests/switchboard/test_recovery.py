"""What is believed and done again after nobody looked, leg by leg. Whole calls: test_reconciling.py."""

import pytest

from offhook.calls.commands import Answer, Bridge, Command, Hangup, Hold, Record, Ring
from offhook.calls.events import Answered, Ended, Event, Restarted, Ringing, Started
from offhook.calls.facts import Facts
from offhook.calls.values import Cause, LegId
from offhook.switchboard.recovery import strangers, to_do_again, what_happened
from offhook.telephony.port import LegState, Surviving
from tests.example import ANN, hears, rings_ann
from tests.example_inbound import CALLER, DANA_CALLS, ONE

RECORDS = Record(CALLER, 60, 6, recording="call-1.1")


def came_in(*commands: Command, answered: bool = False) -> Facts:
    facts = Facts()
    facts.take(Started("inbound", 1, DANA_CALLS, incoming=CALLER))
    for command in commands:
        facts.apply(command)
    if answered:
        facts.take(Answered(CALLER))
    return facts


def up(state: LegState, leg: LegId = CALLER) -> dict[LegId, Surviving]:
    return {leg: Surviving(leg, state)}


RINGING, ANSWERED = LegState.RINGING, LegState.ANSWERED


def test_ringback_starts_again_for_a_caller_who_is_not_answered() -> None:
    assert to_do_again(came_in(Ring(CALLER)), up(RINGING)) == [Ring(CALLER)]


@pytest.mark.behaviour("X1")
def test_a_caller_who_was_to_be_answered_and_is_not_is_answered_before_anything_is_said() -> None:
    greeting = hears(CALLER, "voicemail.greeting")
    assert to_do_again(came_in(Answer(CALLER), greeting), up(RINGING)) == [Answer(CALLER), greeting]


@pytest.mark.behaviour("X1")
def test_a_caller_who_is_answered_is_not_answered_again() -> None:
    greeting = hears(CALLER, "voicemail.greeting")
    assert to_do_again(came_in(Answer(CALLER), greeting), up(ANSWERED)) == [greeting]


@pytest.mark.behaviour("X1")
def test_a_recording_that_may_not_run_is_started_again_under_its_name() -> None:
    """A network whose recording of that name runs goes on with it."""
    assert to_do_again(came_in(Answer(CALLER), RECORDS, answered=True), up(ANSWERED)) == [RECORDS]


@pytest.mark.behaviour("T20", "X1")
def test_whoever_is_on_hold_hears_music_again_and_whoever_waits_is_left_alone() -> None:
    facts = came_in(Answer(CALLER), rings_ann(ONE), answered=True)
    facts.take(Answered(ONE))
    facts.apply(Bridge(CALLER, ONE))
    facts.apply(Hold(CALLER))
    assert to_do_again(facts, up(ANSWERED) | up(ANSWERED, ONE)) == [Hold(CALLER)]
    facts.apply(Bridge(CALLER, ONE))
    assert to_do_again(facts, up(ANSWERED) | up(ANSWERED, ONE)) == [Bridge(CALLER, ONE)]


def test_a_caller_who_was_to_be_hung_up_is_and_nothing_else() -> None:
    facts = came_in(Answer(CALLER), RECORDS, Hangup(CALLER, Cause.NORMAL), answered=True)
    assert to_do_again(facts, up(ANSWERED)) == [Hangup(CALLER, Cause.NORMAL)]


def test_for_a_caller_who_is_gone_nothing_is_done() -> None:
    assert to_do_again(came_in(Answer(CALLER), RECORDS), {}) == []


def happened(facts: Facts, survivors: dict[LegId, Surviving]) -> list[Event]:
    first, *others = what_happened(facts, set(facts.legs), survivors, Cause.UNKNOWN, 900, "restarted")
    assert first == Restarted("restarted")
    return others


def test_a_caller_who_is_not_answered_rings_at_home_and_not_here() -> None:
    assert happened(came_in(Ring(CALLER)), up(RINGING)) == []


def test_a_phone_that_rings_does() -> None:
    facts = Facts()
    facts.apply(rings_ann())
    assert happened(facts, up(RINGING, ANN)) == [Ringing(ANN)]


def test_an_answer_that_nobody_heard_of_is_told() -> None:
    assert happened(came_in(Answer(CALLER)), up(ANSWERED)) == [Answered(CALLER)]


def test_a_caller_who_is_gone_ended_unseen() -> None:
    assert happened(came_in(Answer(CALLER), answered=True), {}) == [Ended(CALLER, Cause.UNKNOWN, unseen_ms=900)]


def test_legs_that_no_call_has_are_hung_up() -> None:
    left = [Surviving(CALLER, ANSWERED), Surviving(ONE, RINGING)]
    assert strangers(left, None) == [Hangup(CALLER, Cause.CANCELLED), Hangup(ONE, Cause.CANCELLED)]
    assert strangers(left, came_in()) == [Hangup(ONE, Cause.CANCELLED)]
