"""The caller hangs up, or somebody asks to end the call, at every point of it."""

from collections.abc import Callable

import pytest

from offhook.calls.commands import Answer, Hangup
from offhook.calls.events import Answered, Collected, Ended, Ringing
from offhook.calls.flow import Outcome
from offhook.calls.values import Cause, Disposition
from offhook.flows.parts.prompt import LONGEST_PROMPT
from tests.example import hears
from tests.example_inbound import ANN, CALLER, ONE, TWO, Claims, to
from tests.flows.inbound.scripts import (
    BEFORE_ANYBODY,
    ENDS_THE_CALLER,
    HUNG_UP,
    RECORDS,
    called,
    greeted,
    joining,
    screening,
)
from tests.flows.steps import REQUESTED
from tests.playbook import Playbook, elapsed


def ringing() -> Playbook:
    return called() >> Ringing(ONE)


@pytest.mark.parametrize("far", [ringing, screening, joining])
def test_the_caller_gives_up_and_every_phone_is_hung_up_at_once(far: Callable[[], Playbook]) -> None:
    (
        far()
        >> HUNG_UP
        << Hangup(ONE, Cause.CANCELLED)
        << Hangup(TWO, Cause.CANCELLED)
        >> Ended(ONE, Cause.CANCELLED)
        >> Ended(TWO, Cause.CANCELLED)
    ).returns(BEFORE_ANYBODY)


def test_a_phone_that_answers_when_the_caller_has_given_up_is_hung_up_again() -> None:
    (
        called(to(ANN))
        >> HUNG_UP
        << Hangup(ONE, Cause.CANCELLED)
        >> Answered(ONE)
        << Hangup(ONE, Cause.CANCELLED)
        >> Ended(ONE, Cause.NORMAL)
    ).returns(BEFORE_ANYBODY)


def test_the_caller_hangs_up_during_the_greeting_of_the_voicemail() -> None:
    (greeted() >> HUNG_UP).returns(
        Outcome(Disposition.ABANDONED, reason="the caller hung up during the greeting of the voicemail")
    )


@pytest.mark.behaviour("P9", "X11")
def test_a_message_is_kept_when_the_caller_hangs_up_during_the_recording() -> None:
    claims = Claims()
    (greeted(claims=claims) >> Collected(CALLER, "") << RECORDS >> HUNG_UP).returns(Disposition.VOICEMAIL)
    assert claims.kept == ["call-1.2"]


def test_a_request_while_it_rings() -> None:
    (
        called(to(ANN))
        >> REQUESTED
        << Hangup(ONE, Cause.CANCELLED)
        << ENDS_THE_CALLER
        >> Ended(ONE, Cause.CANCELLED)
        >> Ended(CALLER, Cause.NORMAL)
    ).returns(Outcome(Disposition.CANCELLED, reason="ended by the API before anybody took the call"))


def test_a_request_during_the_greeting_of_the_voicemail() -> None:
    (greeted() >> REQUESTED << ENDS_THE_CALLER >> HUNG_UP).returns(
        Outcome(Disposition.CANCELLED, reason="ended by the API during the greeting of the voicemail")
    )


def test_a_request_during_the_recording_keeps_the_message() -> None:
    claims = Claims()
    (greeted(claims=claims) >> Collected(CALLER, "") << RECORDS >> REQUESTED << ENDS_THE_CALLER >> HUNG_UP).returns(
        Disposition.VOICEMAIL
    )
    assert claims.kept == ["call-1.2"]


def test_a_request_during_the_apology_cuts_it_short() -> None:
    script = called(to(mailbox=None)) << Answer(CALLER) << hears(CALLER, "inbound.nobody")
    (script >> REQUESTED << ENDS_THE_CALLER >> HUNG_UP).returns(Disposition.NO_ANSWER)


def test_a_greeting_whose_end_is_never_reported_holds_nobody() -> None:
    (greeted() >> elapsed(LONGEST_PROMPT) << RECORDS).goes_on()
