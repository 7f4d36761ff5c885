"""A record is folded from the journal: times, states, causes and talk time."""

import pytest

from offhook.calls.commands import Bridge, Command, Hangup, Hold, Originate
from offhook.calls.events import (
    Answered,
    Bridged,
    Ended,
    Event,
    HangupRequested,
    HoldRequested,
    Restarted,
    ResumeRequested,
    Ringing,
)
from offhook.calls.journal import Entry, milliseconds_between
from offhook.calls.values import E164, Cause, LegId, Role, TrunkId
from offhook.records.record import CallRecord, CallState, LegStatus

ANN, DANA = LegId("call_x-1"), LegId("call_x-2")
LINE = E164("+12025550100")
SECOND = 1_000_000


def dial(leg: LegId, role: Role, number: str) -> Originate:
    return Originate(leg, role, E164(number), LINE, TrunkId("trunk_a"))


class Story:
    """Journal entries a given number of seconds apart."""

    def __init__(self) -> None:
        self.record = CallRecord()
        self.seconds = 0.0
        self.seq = 0
        self.boot = "boot"

    def then(self, event: Event, *commands: Command, after: float = 1.0) -> "Story":
        self.seconds += after
        self.seq += 1
        at = round(self.seconds * SECOND)
        self.record.apply(Entry(self.seq, at, at * 1000, self.boot, event, (), commands))
        return self


def talking() -> Story:
    return (
        Story()
        .then(HangupRequested(by="nobody"), dial(ANN, Role.MEMBER, "+12025550111"))
        .then(Ringing(ANN))
        .then(Answered(ANN), dial(DANA, Role.CONTACT, "+12025550122"))
        .then(Ringing(DANA))
        .then(Answered(DANA), Bridge(ANN, DANA))
        .then(Bridged(ANN, DANA), after=0.02)
    )


@pytest.mark.behaviour("T11")
def test_a_record_says_of_each_leg_who_was_rung_and_what_they_were_shown() -> None:
    legs = talking().record.legs
    assert [(leg.role, leg.number, leg.caller_id) for leg in legs.values()] == [
        (Role.MEMBER, "+12025550111", LINE),
        (Role.CONTACT, "+12025550122", LINE),
    ]
    assert [leg.state for leg in legs.values()] == [LegStatus.BRIDGED, LegStatus.BRIDGED]
    assert (legs[DANA].ringing_at, legs[DANA].answered_at) == (4 * SECOND, 5 * SECOND)


def test_talk_time_runs_from_the_bridge_to_the_first_hangup() -> None:
    record = talking().then(Ended(DANA, Cause.NORMAL), Hangup(ANN, Cause.NORMAL), after=42.5).record
    assert record.talk_ms == 42_500
    assert record.state is CallState.ENDING
    assert record.certain


@pytest.mark.behaviour("T20")
def test_a_hold_is_part_of_the_talk_and_costs_as_much() -> None:
    story = talking().then(HoldRequested("member_ann"), Hold(DANA), after=10)
    assert (story.record.state, story.record.legs[DANA].state) == (CallState.ON_HOLD, LegStatus.ON_HOLD)
    story.then(ResumeRequested("member_ann"), Bridge(ANN, DANA), after=20).then(Bridged(ANN, DANA), after=0.5)
    assert story.record.state is CallState.TALKING
    assert story.record.bridged_at == story.record.legs[DANA].bridged_at == round(5.02 * SECOND)
    story.then(HoldRequested("member_ann"), Hold(DANA), after=5).then(
        Ended(DANA, Cause.NORMAL), Hangup(ANN, Cause.NORMAL)
    )
    over = story.record
    assert (over.talk_ms, over.state) == (36_500, CallState.ENDING)


def test_a_wall_clock_that_jumps_does_not_change_the_talk_time() -> None:
    one = Entry(1, 5 * SECOND, 5 * SECOND * 1000, "boot", Ringing(ANN))
    hour_later = Entry(2, 3605 * SECOND, 15 * SECOND * 1000, "boot", Ringing(ANN))
    hour_earlier = Entry(2, -3595 * SECOND, 15 * SECOND * 1000, "boot", Ringing(ANN))
    assert milliseconds_between(one, hour_later) == milliseconds_between(one, hour_earlier) == 10_000


def test_over_a_reboot_the_wall_clock_has_to_do_and_never_gives_a_negative_time() -> None:
    one = Entry(1, 5 * SECOND, 5 * SECOND * 1000, "boot", Ringing(ANN))
    assert milliseconds_between(one, Entry(2, 9 * SECOND, 7, "next", Ringing(ANN))) == 4_000
    assert milliseconds_between(one, Entry(2, 1 * SECOND, 7, "next", Ringing(ANN))) == 0


@pytest.mark.behaviour("X1")
def test_a_leg_that_ended_unseen_counts_until_it_was_last_known_to_be_up() -> None:
    story = talking()
    bridged = story.record.bridged_at
    assert bridged is not None
    story.then(Restarted(reason="the worker was restarted"), after=60)
    # The restart was 60 s after the bridge, and this is one second later.
    record = story.then(Ended(DANA, Cause.UNKNOWN, unseen_ms=31_000)).record
    assert record.talk_ms == 30_000
    assert not record.certain
    assert record.legs[DANA].ended_at == bridged + 30 * SECOND
    assert "unknown (restarting)" in record.legs[DANA].why


@pytest.mark.behaviour("X3")
def test_what_we_ended_ended_for_our_reason_whatever_the_network_calls_it() -> None:
    story = Story().then(HangupRequested(by="x"), dial(DANA, Role.CONTACT, "+12025550122")).then(Ringing(DANA))
    story.then(HangupRequested(by="x"), Hangup(DANA, Cause.NO_ANSWER))
    leg = story.then(Ended(DANA, Cause.CANCELLED, q850=16)).record.legs[DANA]
    assert (leg.cause, leg.q850, leg.why) == (Cause.NO_ANSWER, 16, "the contact did not answer in time")


def test_a_leg_that_was_busy_before_our_hangup_arrived_stays_busy() -> None:
    story = Story().then(HangupRequested(by="x"), dial(DANA, Role.CONTACT, "+12025550122"))
    story.then(HangupRequested(by="x"), Hangup(DANA, Cause.CANCELLED))
    assert story.then(Ended(DANA, Cause.BUSY, 17, 486)).record.legs[DANA].cause is Cause.BUSY
