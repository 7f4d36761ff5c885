"""The member or the contact is not reached, and the trunks over which that was tried."""

import pytest
from msgspec import structs

from offhook.calls.commands import Bridge, Hangup, Ring
from offhook.calls.events import Answered, Collected, Ended, Prompted, Ringing
from offhook.calls.flow import Outcome
from offhook.calls.values import Cause, Disposition
from offhook.flows.click_to_call import click_to_call
from tests.example import (
    ANN,
    CALL_DANA,
    DANA,
    LAB,
    RING_CONTACT,
    RING_MEMBER,
    SPARE,
    THIRD,
    about_dana,
    hears,
    is_asked,
    line,
    rings_ann,
    rings_dana,
)
from tests.flows.click_to_call.scripts import ABANDONED, ABOUT_TO_CALL, TOLD_BY_VOICE, dialled, placed
from tests.flows.steps import hangs_up, is_told_and_let_go
from tests.playbook import Playbook, elapsed


@pytest.mark.parametrize(
    "cause", [Cause.BUSY, Cause.REJECTED, Cause.UNREACHABLE, Cause.NOT_IN_SERVICE, Cause.NO_ANSWER, Cause.UNKNOWN]
)
def test_the_members_phone_ends_without_an_answer(cause: Cause) -> None:
    (placed() >> Ringing(ANN) >> Ended(ANN, cause)).returns(
        Outcome(Disposition.MEMBER_UNREACHED, cause, "the member was not reached")
    )


def test_the_member_does_not_answer_in_time() -> None:
    (
        placed() >> Ringing(ANN) >> elapsed(RING_MEMBER) << Hangup(ANN, Cause.NO_ANSWER) >> Ended(ANN, Cause.CANCELLED)
    ).returns(Outcome(Disposition.MEMBER_UNREACHED, Cause.NO_ANSWER, "the member was not reached"))


def test_the_member_answers_just_too_late() -> None:
    (
        placed()
        >> Ringing(ANN)
        >> elapsed(RING_MEMBER)
        << Hangup(ANN, Cause.NO_ANSWER)
        >> Answered(ANN)
        << Hangup(ANN, Cause.NO_ANSWER)
        >> Ended(ANN, Cause.NORMAL)
    ).returns(Disposition.MEMBER_UNREACHED)


@pytest.mark.parametrize(("cause", "phrase", "disposition"), TOLD_BY_VOICE)
def test_why_the_contact_was_not_reached_is_told_by_voice(cause: Cause, phrase: str, disposition: Disposition) -> None:
    (dialled() >> Ringing(DANA) >> Ended(DANA, cause) << is_told_and_let_go(ANN, about_dana(phrase))).returns(
        Outcome(disposition, cause, "the contact was not reached")
    )


def test_the_contact_does_not_answer_in_time() -> None:
    (
        dialled()
        >> Ringing(DANA)
        >> elapsed(RING_CONTACT)
        << Hangup(DANA, Cause.NO_ANSWER)
        << hears(ANN, about_dana("dial.no_answer"))
        >> Ended(DANA, Cause.CANCELLED)
        >> Prompted(ANN)
        << Hangup(ANN, Cause.NORMAL)
        >> Ended(ANN, Cause.NORMAL)
    ).returns(Outcome(Disposition.NO_ANSWER, Cause.NO_ANSWER, "the contact was not reached"))


def test_the_contact_answers_just_too_late_and_is_not_left_in_silence() -> None:
    (
        dialled()
        >> Ringing(DANA)
        >> elapsed(RING_CONTACT)
        << Hangup(DANA, Cause.NO_ANSWER)
        << hears(ANN, about_dana("dial.no_answer"))
        >> Answered(DANA)
        << Hangup(DANA, Cause.NO_ANSWER)
        >> Ended(DANA, Cause.NORMAL)
        >> Prompted(ANN)
        << Hangup(ANN, Cause.NORMAL)
        >> Ended(ANN, Cause.NORMAL)
    ).returns(Disposition.NO_ANSWER)


def test_the_member_need_not_listen_to_why() -> None:
    (dialled() >> Ended(DANA, Cause.BUSY) << hears(ANN, about_dana("dial.busy")) >> Ended(ANN, Cause.NORMAL)).returns(
        Disposition.BUSY
    )


def test_the_member_hangs_up_while_it_rings_and_the_contacts_phone_stops_at_once() -> None:
    (
        dialled()
        >> Ringing(DANA)
        >> Ended(ANN, Cause.NORMAL)
        << Hangup(DANA, Cause.CANCELLED)
        >> Ended(DANA, Cause.CANCELLED)
    ).returns(ABANDONED)


def test_the_contact_answers_in_the_moment_in_which_the_member_hangs_up() -> None:
    (
        dialled()
        >> Ringing(DANA)
        >> Ended(ANN, Cause.NORMAL)
        << Hangup(DANA, Cause.CANCELLED)
        >> Answered(DANA)
        << Hangup(DANA, Cause.CANCELLED)
        >> Ended(DANA, Cause.NORMAL)
    ).returns(ABANDONED)


# Trunks


OVER_TWO_TRUNKS = structs.replace(CALL_DANA, line=line(LAB, SPARE))

A_TRUNK_FAILS = pytest.mark.parametrize("cause", [Cause.TRUNK_DOWN, Cause.TRUNK_ERROR, Cause.TRUNK_TIMEOUT])


@A_TRUNK_FAILS
def test_the_member_is_rung_over_the_second_trunk_when_the_first_fails(cause: Cause) -> None:
    (
        placed(OVER_TWO_TRUNKS)
        >> Ended(ANN, cause)
        << rings_ann(DANA, trunk=SPARE)
        >> Answered(DANA)
        << is_asked(DANA, about_dana("dial.about_to_call"))
    ).goes_on()


@A_TRUNK_FAILS
def test_the_contact_is_rung_over_the_second_trunk_when_the_first_fails(cause: Cause) -> None:
    (
        placed(OVER_TWO_TRUNKS)
        >> Answered(ANN)
        << ABOUT_TO_CALL
        >> Collected(ANN, "1")
        << Ring(ANN)
        << rings_dana(DANA, trunk=LAB)
        >> Ended(DANA, cause, sip=503)
        << rings_dana(THIRD, trunk=SPARE)
        >> Answered(THIRD)
        << Bridge(ANN, THIRD)
        >> hangs_up(THIRD, ANN)
    ).returns(Disposition.ANSWERED)


@A_TRUNK_FAILS
def test_once_it_rang_a_failing_trunk_is_the_end(cause: Cause) -> None:
    (placed(OVER_TWO_TRUNKS) >> Ringing(ANN) >> Ended(ANN, cause)).returns(
        Outcome(Disposition.MEMBER_UNREACHED, cause, "the member was not reached")
    )


def test_a_busy_phone_is_not_rung_over_another_trunk() -> None:
    (placed(OVER_TWO_TRUNKS) >> Ended(ANN, Cause.BUSY)).returns(Disposition.MEMBER_UNREACHED)


def test_when_every_trunk_fails_the_last_ones_cause_is_recorded() -> None:
    (
        placed(OVER_TWO_TRUNKS)
        >> Ended(ANN, Cause.TRUNK_DOWN)
        << rings_ann(DANA, trunk=SPARE)
        >> Ended(DANA, Cause.TRUNK_ERROR)
    ).returns(Outcome(Disposition.MEMBER_UNREACHED, Cause.TRUNK_ERROR, "the member was not reached"))


def test_a_line_without_trunks_reaches_nobody() -> None:
    Playbook(click_to_call, structs.replace(CALL_DANA, line=line())).returns(
        Outcome(Disposition.MEMBER_UNREACHED, Cause.TRUNK_DOWN, "the member was not reached")
    )


def test_the_member_hangs_up_between_two_trunks() -> None:
    (
        placed(OVER_TWO_TRUNKS)
        >> Answered(ANN)
        << ABOUT_TO_CALL
        >> Collected(ANN, "1")
        << Ring(ANN)
        << rings_dana(DANA, trunk=LAB)
        >> Ended(DANA, Cause.TRUNK_DOWN)
        << rings_dana(THIRD, trunk=SPARE)
        >> Ended(ANN, Cause.NORMAL)
        << Hangup(THIRD, Cause.CANCELLED)
        >> Ended(THIRD, Cause.CANCELLED)
    ).returns(ABANDONED)
