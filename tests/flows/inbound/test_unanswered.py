"""Nobody takes the call: everybody was rung, or one after the other, and what comes after."""

import pytest

from offhook.calls.commands import Answer, Bridge, Hangup, Ring
from offhook.calls.events import Answered, Bridged, Collected, Ended, Prompted, Recorded, Ringing
from offhook.calls.flow import Outcome
from offhook.calls.values import Cause, Disposition, Order
from offhook.flows.inbound import inbound
from offhook.flows.parts.dial import SILENT_DEVICE
from tests.example import hears, is_asked
from tests.example_inbound import (
    ANN,
    BOB,
    CALLER,
    CAROL,
    CAROLS_PAGE,
    MAINS_GREETING,
    ONE,
    RING,
    THREE,
    TWO,
    Claims,
    hears_that_it_is_taken,
    hears_who_calls,
    rings,
    to,
)
from tests.flows.inbound.scripts import ENDS_THE_CALLER, RECORDS, called, joining
from tests.flows.steps import accepts, caller_is_told_and_let_go, hangs_up, voicemail_answers
from tests.playbook import Playbook, elapsed


@pytest.mark.behaviour("P4")
def test_an_answering_machine_never_gets_the_caller() -> None:
    """It answers at once, hears the greeting over and over, and the others ring on until the ring time is over."""
    script = called() >> Answered(ONE) << hears_who_calls(ONE) >> Ringing(TWO)
    for _ in range(3):
        script >> Collected(ONE, "") << hears_who_calls(ONE)
    (
        script >> elapsed(RING) << Hangup(ONE, Cause.CANCELLED) << Hangup(TWO, Cause.CANCELLED) << voicemail_answers
    ).goes_on()


@pytest.mark.behaviour("P4")
@pytest.mark.parametrize("cause", [Cause.BUSY, Cause.REJECTED, Cause.UNREACHABLE, Cause.NOT_IN_SERVICE])
def test_a_phone_that_does_not_answer_stops_nothing_else(cause: Cause) -> None:
    (called() >> Ended(ONE, cause) >> Answered(TWO) << hears_who_calls(TWO)).goes_on()


@pytest.mark.behaviour("P5")
def test_nobody_to_ring_is_voicemail_at_once() -> None:
    (called(to()) << voicemail_answers).goes_on()


@pytest.mark.behaviour("P5")
def test_voicemail_takes_over_as_soon_as_nothing_rings_any_more() -> None:
    (called() >> Ended(ONE, Cause.BUSY) >> Ended(TWO, Cause.REJECTED) << voicemail_answers).goes_on()


@pytest.mark.behaviour("P1", "P5")
def test_voicemail_takes_over_when_the_ring_time_is_over() -> None:
    claims = Claims()
    (
        called(claims=claims)
        >> Ringing(ONE)
        >> Ringing(TWO)
        >> elapsed(RING)
        << Hangup(ONE, Cause.CANCELLED)
        << Hangup(TWO, Cause.CANCELLED)
        << voicemail_answers
        >> Ended(ONE, Cause.CANCELLED)
        >> Ended(TWO, Cause.CANCELLED)
        >> Answered(CALLER)
        >> Collected(CALLER, "")
        << RECORDS
        >> Recorded(CALLER)
        << ENDS_THE_CALLER
        >> Ended(CALLER, Cause.NORMAL)
    ).returns(Outcome(Disposition.VOICEMAIL, reason="nobody took the call: voicemail did"))
    assert claims.kept == ["call-1.2"]


@pytest.mark.behaviour("X2")
def test_a_ring_time_that_is_over_does_not_part_who_are_being_joined() -> None:
    (
        joining()
        >> elapsed(RING)
        >> Bridged(CALLER, ONE)
        << hears_that_it_is_taken(TWO)
        >> Prompted(TWO)
        << Hangup(TWO, Cause.CANCELLED)
        >> Ended(TWO, Cause.NORMAL)
    ).goes_on()


def test_a_ring_time_that_is_over_counts_once_the_joining_has_failed() -> None:
    claims = Claims()
    (
        joining(claims)
        >> elapsed(RING)
        >> Ended(ONE, Cause.NORMAL)
        << Hangup(TWO, Cause.CANCELLED)
        << is_asked(CALLER, MAINS_GREETING, wait=0)
    ).goes_on()
    assert claims.holder is None


@pytest.mark.behaviour("P1")
@pytest.mark.behaviour("X11")
def test_no_message_is_asked_for_that_could_not_be_kept() -> None:
    claims = Claims()
    claims.no_room = "the disk is full"
    script = Playbook(inbound, to(), answers=claims) << Ring(CALLER) << Answer(CALLER)
    (
        script
        << hears(CALLER, "voicemail.no_room")
        >> Answered(CALLER)
        >> Prompted(CALLER)
        << Hangup(CALLER, Cause.NORMAL)
        >> Ended(CALLER, Cause.NORMAL)
    ).returns(
        Outcome(Disposition.NO_ANSWER, reason="nobody took the call, and a message could not be kept: the disk is full")
    )


def test_without_voicemail_the_caller_hears_an_apology() -> None:
    (called(to(mailbox=None)) << caller_is_told_and_let_go("inbound.nobody")).returns(
        Outcome(Disposition.NO_ANSWER, reason="nobody took the call, and the line has no voicemail")
    )


def test_an_apology_need_not_be_heard_to_its_end() -> None:
    script = called(to(mailbox=None)) << Answer(CALLER) << hears(CALLER, "inbound.nobody")
    (script >> Ended(CALLER, Cause.NORMAL)).returns(Disposition.NO_ANSWER)


# Hunting


HUNT = to(ANN, CAROL, BOB, order=Order.HUNT)


def test_a_hunt_rings_one_after_the_other() -> None:
    (
        called(HUNT)
        << rings(ONE, ANN)
        >> Ringing(ONE)
        >> elapsed(RING)
        << Hangup(ONE, Cause.CANCELLED)
        << rings(TWO, CAROL)
        >> Ended(TWO, Cause.BUSY)
        << rings(THREE, BOB)
        >> Ended(ONE, Cause.CANCELLED)
        >> accepts(THREE)
        << Answer(CALLER)
        << Bridge(CALLER, THREE)
        >> Bridged(CALLER, THREE)
        >> hangs_up(THREE, CALLER)
    ).returns(Disposition.ANSWERED)


@pytest.mark.behaviour("P1")
def test_a_hunt_rings_all_phones_of_a_softphone_at_once() -> None:
    (
        called(to(CAROL, CAROLS_PAGE, ANN, order=Order.HUNT))
        << rings(ONE, CAROL)
        << rings(TWO, CAROLS_PAGE)
        >> Ended(ONE, Cause.BUSY)
        >> Ended(TWO, Cause.REJECTED)
        << rings(THREE, ANN)
    ).goes_on()


def test_a_hunt_leaves_an_answering_machine_for_the_next_phone() -> None:
    (
        called(HUNT)
        << rings(ONE, ANN)
        >> Answered(ONE)
        << hears_who_calls(ONE)
        >> elapsed(RING)
        << Hangup(ONE, Cause.CANCELLED)
        << rings(TWO, CAROL)
    ).goes_on()


def test_a_hunt_that_finds_nobody_ends_in_voicemail() -> None:
    (
        called(HUNT)
        << rings(ONE, ANN)
        >> Ended(ONE, Cause.BUSY)
        << rings(TWO, CAROL)
        >> elapsed(SILENT_DEVICE)
        << Hangup(TWO, Cause.UNREACHABLE)
        << rings(THREE, BOB)
        >> Ended(THREE, Cause.REJECTED)
        << voicemail_answers
    ).goes_on()
