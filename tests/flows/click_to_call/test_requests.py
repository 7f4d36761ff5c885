"""A person asks to end the call."""

from offhook.calls.commands import Hangup
from offhook.calls.events import Ended, HangupRequested, Ringing
from offhook.calls.flow import Outcome
from offhook.calls.values import Cause, Disposition
from tests.example import ANN, DANA, about_dana, hears
from tests.flows.click_to_call.scripts import LONGEST_TALK, announced, dialled, joined, placed
from tests.flows.steps import REQUESTED
from tests.playbook import elapsed


def test_a_request_while_the_members_phone_rings() -> None:
    (placed() >> Ringing(ANN) >> REQUESTED << Hangup(ANN, Cause.CANCELLED) >> Ended(ANN, Cause.CANCELLED)).returns(
        Outcome(Disposition.CANCELLED, reason="ended by the API before the member answered")
    )


CANCELLED = Outcome(Disposition.CANCELLED, reason="ended by the API before the contact answered")


def test_a_request_during_the_announcement() -> None:
    (announced() >> REQUESTED << Hangup(ANN, Cause.NORMAL) >> Ended(ANN, Cause.NORMAL)).returns(CANCELLED)


def test_a_request_while_the_contacts_phone_rings() -> None:
    (
        dialled()
        >> Ringing(DANA)
        >> REQUESTED
        << Hangup(DANA, Cause.CANCELLED)
        << Hangup(ANN, Cause.NORMAL)
        >> Ended(DANA, Cause.CANCELLED)
        >> Ended(ANN, Cause.NORMAL)
    ).returns(CANCELLED)


def test_a_request_during_the_talk() -> None:
    (
        joined()
        >> REQUESTED
        << Hangup(ANN, Cause.NORMAL)
        << Hangup(DANA, Cause.NORMAL)
        >> Ended(ANN, Cause.NORMAL)
        >> Ended(DANA, Cause.NORMAL)
    ).returns(Outcome(Disposition.ANSWERED, reason="ended on request"))


def test_a_request_while_the_member_is_told_why() -> None:
    (
        dialled()
        >> Ended(DANA, Cause.BUSY)
        << hears(ANN, about_dana("dial.busy"))
        >> REQUESTED
        << Hangup(ANN, Cause.NORMAL)
        >> Ended(ANN, Cause.NORMAL)
    ).returns(Disposition.BUSY)


def test_a_request_while_the_member_is_told_that_time_is_up() -> None:
    (
        joined()
        >> elapsed(LONGEST_TALK)
        << Hangup(DANA, Cause.TIME_UP)
        << hears(ANN, "call.time_is_up")
        >> REQUESTED
        << Hangup(ANN, Cause.NORMAL)
        >> Ended(ANN, Cause.NORMAL)
        >> Ended(DANA, Cause.NORMAL)
    ).returns(Disposition.ANSWERED)


def test_a_second_request_is_no_news() -> None:
    script = placed() >> REQUESTED << Hangup(ANN, Cause.CANCELLED)
    script.ignores(HangupRequested(by="somebody else"))
    (script >> Ended(ANN, Cause.CANCELLED)).returns(Disposition.CANCELLED)
