"""A call to a line, path by path. `>>` is what happens, `<<` is what Offhook does about it.

Dana, a contact, calls the business line; it rings Ann and Bob at their numbers, and in some scripts Carol's softphone.
tests/example_inbound.py has their numbers.
"""

import pytest
from msgspec import structs

from offhook.calls.commands import Answer, Bridge, Hangup, Ring
from offhook.calls.events import Answered, Bridged, Collected, Digit, Ended, Restarted, Ringing
from offhook.calls.flow import Outcome
from offhook.calls.values import Cause, Disposition, Phrase
from offhook.flows.inbound import inbound, prompts_for, prompts_of
from tests.example import ANNS_NUMBER, LINE, is_asked
from tests.example_inbound import (
    ANN,
    BOB,
    BOBS_NUMBER,
    CALLER,
    CAROL,
    CAROLS_PAGE,
    DANA_CALLS,
    LONGEST_TALK,
    MAINS_GREETING,
    ONE,
    TWO,
    Claims,
    hears_who_calls,
    rings,
    to,
)
from tests.flows.inbound.scripts import BEFORE_ANYBODY, ENDS_THE_CALLER, called, joined
from tests.flows.steps import (
    REQUESTED,
    accepts,
    commands_for,
    cut_off,
    hangs_up,
    reaches_its_longest,
    tells,
    voicemail_answers,
)
from tests.playbook import Playbook


@pytest.mark.behaviour("P2", "P3", "U8", "U9", "X2")
def test_everybody_is_rung_at_once_and_the_first_to_accept_gets_the_caller() -> None:
    (
        Playbook(inbound, DANA_CALLS, answers=Claims())
        << Ring(CALLER)
        << rings(ONE, ANN)
        << rings(TWO, BOB)
        >> Ringing(ONE)
        >> Ringing(TWO)
        >> Answered(TWO)
        << is_asked(
            TWO,
            Phrase("inbound.for_line", number=LINE, name="Main"),
            Phrase("inbound.screen", number="+12025550122", name="Dana"),
            wait=2,
        )
        >> Collected(TWO, "1")
        << Answer(CALLER)
        << Bridge(CALLER, TWO)
        >> Answered(CALLER)
        >> Bridged(CALLER, TWO)
        << Hangup(ONE, Cause.CANCELLED)
        >> Ended(ONE, Cause.CANCELLED)
        >> Ended(TWO, Cause.NORMAL)
        << ENDS_THE_CALLER
        >> Ended(CALLER, Cause.NORMAL)
    ).returns(Outcome(Disposition.ANSWERED, reason="Bob hung up"))


@pytest.mark.behaviour("P2")
def test_a_softphone_takes_the_call_by_answering() -> None:
    (
        called(to(ANN, CAROL))
        >> Ringing(TWO)
        >> Answered(TWO)
        << Answer(CALLER)
        << Bridge(CALLER, TWO)
        >> Bridged(CALLER, TWO)
        << Hangup(ONE, Cause.CANCELLED)
        >> Ended(ONE, Cause.CANCELLED)
        >> hangs_up(CALLER, TWO)
    ).returns(Outcome(Disposition.ANSWERED, reason="the caller hung up"))


@pytest.mark.behaviour("P2")
def test_a_softphone_is_told_that_another_phone_took_the_call() -> None:
    (
        called(to(CAROL, CAROLS_PAGE))
        >> Ringing(ONE)
        >> Ringing(TWO)
        >> Answered(TWO)
        << Answer(CALLER)
        << Bridge(CALLER, TWO)
        >> Bridged(CALLER, TWO)
        << Hangup(ONE, Cause.ANSWERED_ELSEWHERE)
        >> Ended(ONE, Cause.ANSWERED_ELSEWHERE)
    ).goes_on()


def test_a_softphone_that_the_caller_did_not_wait_for_lists_a_missed_call() -> None:
    (
        called(to(CAROL))
        >> Ringing(ONE)
        >> Ended(CALLER, Cause.CANCELLED)
        << Hangup(ONE, Cause.CANCELLED)
        >> Ended(ONE, Cause.CANCELLED)
    ).returns(BEFORE_ANYBODY)


@pytest.mark.behaviour("P5", "P6")
def test_a_softphone_that_vanishes_while_it_rings_is_not_waited_for() -> None:
    (called(to(CAROL)) >> Ringing(ONE) >> Ended(ONE, Cause.UNREACHABLE) << voicemail_answers).goes_on()


def test_both_talk_until_one_hangs_up_whatever_else_happens() -> None:
    script = joined() >> Digit(ONE, "5") >> Digit(CALLER, "1") >> Restarted("the worker was restarted")
    (script >> hangs_up(CALLER, ONE)).returns(Outcome(Disposition.ANSWERED, reason="the caller hung up"))


def test_the_longest_talk_ends_it_and_the_caller_is_told() -> None:
    (joined() >> reaches_its_longest(LONGEST_TALK, ONE, told=CALLER)).returns(
        Outcome(Disposition.ANSWERED, Cause.TIME_UP, "the talk reached the longest duration allowed")
    )


def test_a_phone_may_have_a_longest_talk_of_its_own() -> None:
    ann = structs.replace(ANN, longest=60.0, limit="the limit of 1 minute a call for Ann")
    (
        called(to(ann))
        >> accepts(ONE)
        << Answer(CALLER)
        << Bridge(CALLER, ONE)
        >> Bridged(CALLER, ONE)
        >> reaches_its_longest(60, ONE, told=CALLER)
    ).returns(Outcome(Disposition.ANSWERED, Cause.TIME_UP, "the talk reached the limit of 1 minute a call for Ann"))


def test_a_request_ends_the_talk() -> None:
    (
        joined()
        >> REQUESTED
        << Hangup(ONE, Cause.NORMAL)
        << ENDS_THE_CALLER
        >> Ended(ONE, Cause.NORMAL)
        >> Ended(CALLER, Cause.NORMAL)
    ).returns(Outcome(Disposition.ANSWERED, reason="ended on request"))


HOWEVER = cut_off(CALLER, "the caller")


@HOWEVER
def test_a_caller_who_is_cut_off_in_the_talk_did_not_hang_up(end: Ended, reason: str) -> None:
    (joined() >> end << Hangup(ONE, Cause.NORMAL) >> Ended(ONE, Cause.NORMAL)).returns(
        Outcome(Disposition.ANSWERED, end.cause, reason)
    )


@HOWEVER
def test_a_caller_who_is_cut_off_before_that_did_not_give_up(end: Ended, reason: str) -> None:
    (called(to(ANN)) >> end << Hangup(ONE, Cause.CANCELLED) >> Ended(ONE, Cause.CANCELLED)).returns(
        Outcome(Disposition.FAILED, end.cause, reason)
    )


# What is made ready before it is needed


def test_what_is_said_of_a_caller_and_a_line_is_known_beforehand() -> None:
    assert [hears_who_calls(ONE).phrases, (MAINS_GREETING,)] == prompts_of(DANA_CALLS)
    withheld = (Phrase("inbound.for_line", number=LINE, name="Main"), Phrase("inbound.screen_withheld"))
    assert prompts_for(DANA_CALLS.line) == [(MAINS_GREETING,), withheld]


# What must never be


@pytest.mark.behaviour("X6")
def test_no_command_towards_the_caller_holds_the_number_of_a_phone_that_is_rung() -> None:
    script = joined()
    script.goes_on()
    towards = commands_for(CALLER, script)
    assert towards
    for command in towards:
        for number in (ANNS_NUMBER, BOBS_NUMBER):
            assert not tells(command, number)


@pytest.mark.behaviour("U9")
def test_every_phone_shows_what_the_plan_says() -> None:
    for target in (ANN, BOB, CAROL):
        assert rings(ONE, target).caller_id == LINE
    shows_dana = structs.replace(ANN, caller_id=DANA_CALLS.caller.number)
    (
        Playbook(inbound, to(shows_dana), answers=Claims())
        << Ring(CALLER)
        << structs.replace(rings(ONE, ANN), caller_id=DANA_CALLS.caller.number)
    ).goes_on()
