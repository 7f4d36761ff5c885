"""Why phones that a call to a line rang were called off, as records and timelines tell it."""

import pytest

from offhook.calls.commands import Answer, Bridge, Hangup, Ring
from offhook.calls.events import Answered, Bridged, Collected, Ended, HangupRequested, Prompted, Ringing
from offhook.calls.values import Cause, Disposition, LegId
from offhook.flows.inbound import inbound
from offhook.records.record import CallState, folded
from offhook.records.timeline import timeline
from tests.example import is_asked
from tests.example_inbound import (
    ANN,
    BOB,
    CALLER,
    DANA_CALLS,
    MAINS_GREETING,
    ONE,
    RING,
    TWO,
    Claims,
    hears_that_it_is_taken,
    hears_who_calls,
    rings,
)
from tests.playbook import Playbook, elapsed


def called() -> Playbook:
    script = Playbook(inbound, DANA_CALLS, answers=Claims())
    return script << Ring(CALLER) << rings(ONE, ANN) << rings(TWO, BOB) >> Ringing(ONE) >> Ringing(TWO)


def answered_by_both() -> Playbook:
    return called() >> Answered(ONE) << hears_who_calls(ONE) >> Answered(TWO) << hears_who_calls(TWO)


def why(script: Playbook, leg: LegId) -> str:
    """What the record says, which is what the timeline says too."""
    said = folded(script.entries).legs[leg].why
    ends = [moment.text for moment in timeline(script.entries) if moment.what == "ended" and moment.leg == leg]
    assert [text.partition(": ")[2].partition(" [")[0] for text in ends] == [said]
    return said


@pytest.mark.behaviour("X3")
def test_a_phone_that_rang_says_that_another_took_the_call() -> None:
    script = called() >> Answered(ONE) << hears_who_calls(ONE) >> Collected(ONE, "1")
    script << Answer(CALLER) << Bridge(CALLER, ONE) >> Bridged(CALLER, ONE)
    script << Hangup(TWO, Cause.CANCELLED) >> Ended(TWO, Cause.CANCELLED, sip=487)
    script.goes_on()
    assert why(script, TWO) == "taken by another phone"


@pytest.mark.behaviour("X3")
def test_a_phone_that_had_answered_says_so_too() -> None:
    script = answered_by_both() >> Collected(ONE, "1") << Answer(CALLER) << Bridge(CALLER, ONE)
    script >> Bridged(CALLER, ONE) << hears_that_it_is_taken(TWO) >> Prompted(TWO)
    script << Hangup(TWO, Cause.CANCELLED) >> Ended(TWO, Cause.NORMAL, q850=16)
    script.goes_on()
    assert why(script, TWO) == "taken by another phone"


@pytest.mark.behaviour("X3", "X2")
def test_a_phone_that_pressed_too_late_says_so_before_the_other_is_joined() -> None:
    script = answered_by_both() >> Collected(ONE, "1") << Answer(CALLER) << Bridge(CALLER, ONE)
    script >> Collected(TWO, "1") << hears_that_it_is_taken(TWO) >> Prompted(TWO)
    script << Hangup(TWO, Cause.CANCELLED) >> Ended(TWO, Cause.NORMAL)
    script.goes_on()
    assert why(script, TWO) == "taken by another phone"


def test_whoever_hangs_up_while_hearing_that_it_is_taken_hung_up() -> None:
    script = answered_by_both() >> Collected(ONE, "1") << Answer(CALLER) << Bridge(CALLER, ONE)
    script >> Bridged(CALLER, ONE) << hears_that_it_is_taken(TWO) >> Ended(TWO, Cause.NORMAL)
    script.goes_on()
    assert folded(script.entries).legs[TWO].why == "the forwarding number hung up"


@pytest.mark.behaviour("X3")
def test_the_caller_gave_up() -> None:
    script = called() >> Ended(CALLER, Cause.NORMAL) << Hangup(ONE, Cause.CANCELLED) << Hangup(TWO, Cause.CANCELLED)
    script >> Ended(ONE, Cause.CANCELLED) >> Ended(TWO, Cause.CANCELLED)
    script.returns(Disposition.ABANDONED)
    assert why(script, ONE) == "called off, because the caller was gone"


@pytest.mark.behaviour("X3", "P4")
def test_the_ring_time_is_over_for_one_that_answered_and_one_that_did_not() -> None:
    script = called() >> Answered(ONE) << hears_who_calls(ONE) >> elapsed(RING)
    script << Hangup(ONE, Cause.CANCELLED) << Hangup(TWO, Cause.CANCELLED)
    script << Answer(CALLER) << is_asked(CALLER, MAINS_GREETING, wait=0)
    script >> Ended(ONE, Cause.NORMAL) >> Ended(TWO, Cause.CANCELLED)
    script.goes_on()
    assert why(script, ONE) == "answered, and nobody pressed 1 in time: probably a voicemail"
    assert folded(script.entries).legs[TWO].why == "not answered in time"


def test_a_request_calls_off_as_everywhere_else() -> None:
    script = called() >> HangupRequested("the API") << Hangup(ONE, Cause.CANCELLED) << Hangup(TWO, Cause.CANCELLED)
    script = script << Hangup(CALLER, Cause.NORMAL)
    script >> Ended(ONE, Cause.CANCELLED) >> Ended(TWO, Cause.CANCELLED) >> Ended(CALLER, Cause.NORMAL)
    script.returns(Disposition.CANCELLED)
    assert why(script, ONE) == "ended before it was answered, because the call was called off"


@pytest.mark.behaviour("X3")
def test_the_hanging_up_says_why_as_well() -> None:
    script = called() >> elapsed(RING) << Hangup(ONE, Cause.CANCELLED) << Hangup(TWO, Cause.CANCELLED)
    script = script << Answer(CALLER) << is_asked(CALLER, MAINS_GREETING, wait=0)
    script.goes_on()
    said = [moment.text for moment in timeline(script.entries) if moment.what == "hanging_up"]
    assert said == ["hanging up Ann's phone (not answered in time)", "hanging up Bob's phone (not answered in time)"]


def test_a_line_rings_until_somebody_is_joined_whoever_has_answered() -> None:
    script = called() >> Answered(ONE) << hears_who_calls(ONE)
    states = [folded(script.entries).state]
    script >> Collected(ONE, "1") << Answer(CALLER) << Bridge(CALLER, ONE) >> Bridged(CALLER, ONE)
    (script << Hangup(TWO, Cause.CANCELLED)).goes_on()
    assert [*states, folded(script.entries).state] == [CallState.RINGING_MEMBER, CallState.TALKING]


def test_whoever_is_joined_has_taken_the_call() -> None:
    script = called() >> Answered(TWO) << hears_who_calls(TWO) >> Collected(TWO, "1")
    script << Answer(CALLER) << Bridge(CALLER, TWO)
    before = folded(script.entries).taken_by
    (script >> Bridged(CALLER, TWO) << Hangup(ONE, Cause.CANCELLED)).goes_on()
    assert [before, folded(script.entries).taken_by] == [None, BOB]
