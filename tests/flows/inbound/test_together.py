"""Two members press 1 in the same moment, or the one who was faster is gone before they are joined."""

import pytest

from offhook.calls.commands import Answer, Bridge, Hangup, Ring
from offhook.calls.events import Answered, Bridged, Collected, Ended, Prompted, Ringing
from offhook.calls.flow import Outcome
from offhook.calls.values import Cause, Disposition
from offhook.flows.parts.offer import LONGEST_GOODBYE, LONGEST_JOINING
from tests.example import is_asked
from tests.example_inbound import ANN, CALLER, MAINS_GREETING, ONE, TWO, Claims, hears_that_it_is_taken, to
from tests.flows.inbound.scripts import called, joining
from tests.flows.steps import accepts, hangs_up
from tests.playbook import elapsed


@pytest.mark.behaviour("X2")
def test_of_two_who_press_in_the_same_moment_the_second_hears_that_it_is_taken() -> None:
    (
        joining()
        >> Collected(TWO, "1")
        << hears_that_it_is_taken(TWO)
        >> Bridged(CALLER, ONE)
        >> Prompted(TWO)
        << Hangup(TWO, Cause.CANCELLED)
        >> Ended(TWO, Cause.NORMAL)
        >> hangs_up(ONE, CALLER)
    ).returns(Outcome(Disposition.ANSWERED, reason="Ann hung up"))


@pytest.mark.behaviour("X2")
def test_who_has_answered_when_another_is_joined_hears_that_it_is_taken() -> None:
    (
        joining()
        >> Bridged(CALLER, ONE)
        << hears_that_it_is_taken(TWO)
        >> Prompted(TWO)
        << Hangup(TWO, Cause.CANCELLED)
        >> Ended(TWO, Cause.NORMAL)
    ).goes_on()


@pytest.mark.behaviour("X2")
def test_the_second_is_let_go_when_the_end_of_the_words_is_never_reported() -> None:
    (
        joining()
        >> Collected(TWO, "1")
        << hears_that_it_is_taken(TWO)
        >> Bridged(CALLER, ONE)
        >> elapsed(LONGEST_GOODBYE)
        << Hangup(TWO, Cause.CANCELLED)
        >> Ended(TWO, Cause.NORMAL)
    ).goes_on()


def test_the_call_is_over_once_the_second_has_heard_it() -> None:
    (
        joining()
        >> Collected(TWO, "1")
        << hears_that_it_is_taken(TWO)
        >> Bridged(CALLER, ONE)
        >> hangs_up(CALLER, ONE)
        >> Ended(TWO, Cause.NORMAL)
    ).returns(Disposition.ANSWERED)


@pytest.mark.behaviour("X2", "U8")
def test_the_others_ring_until_the_winner_is_joined() -> None:
    script = called() >> accepts(ONE)
    script << Answer(CALLER) << Bridge(CALLER, ONE) >> Ringing(TWO)
    (script >> Bridged(CALLER, ONE) << Hangup(TWO, Cause.CANCELLED) >> Ended(TWO, Cause.CANCELLED)).goes_on()


@pytest.mark.behaviour("X2")
def test_a_winner_who_drops_before_the_bridge_gives_the_caller_back() -> None:
    claims = Claims()
    script = joining(claims) >> Answered(CALLER) >> Ended(ONE, Cause.NORMAL) << Ring(CALLER)
    assert claims.holder is None
    (script >> Collected(TWO, "1") << Bridge(CALLER, TWO) >> Bridged(CALLER, TWO) >> hangs_up(TWO, CALLER)).returns(
        Outcome(Disposition.ANSWERED, reason="Bob hung up")
    )


def test_a_joining_that_never_comes_about_is_given_up_and_the_others_ring_on() -> None:
    (
        joining()
        >> elapsed(LONGEST_JOINING)
        << Hangup(ONE, Cause.NORMAL)
        << Ring(CALLER)
        >> Ended(ONE, Cause.NORMAL)
        >> Collected(TWO, "1")
        << Bridge(CALLER, TWO)
        >> Bridged(CALLER, TWO)
    ).goes_on()


def test_the_last_one_drops_before_the_bridge_and_voicemail_takes_over() -> None:
    (
        called(to(ANN))
        >> accepts(ONE)
        << Answer(CALLER)
        << Bridge(CALLER, ONE)
        >> Ended(ONE, Cause.NORMAL)
        << Ring(CALLER)
        << is_asked(CALLER, MAINS_GREETING, wait=0)
    ).goes_on()
