"""Click to call, path by path. `>>` is what happens, `<<` is what Offhook does about it.

Ann, a member, calls Dana, a contact, over the business line; tests/example.py has their numbers.
"""

import pytest
from msgspec import structs

from offhook.calls.commands import Bridge, Collect, Hangup, Originate, Ring
from offhook.calls.events import Answered, Bridged, Collected, Digit, Ended, Restarted, Ringing
from offhook.calls.flow import Outcome
from offhook.calls.questions import Granted, Refused
from offhook.calls.values import Cause, Disposition, Phrase, Role
from offhook.flows.click_to_call import WAIT_FOR_KEY, click_to_call, phrases_of
from offhook.flows.parts.prompt import LONGEST_PROMPT
from tests.example import (
    ANN,
    ANNS_NUMBER,
    CALL_DANA,
    DANA,
    DANAS_NUMBER,
    LAB,
    LINE,
    about_dana,
    hears,
    is_asked,
    rings_ann,
    rings_dana,
)
from tests.flows.click_to_call.scripts import (
    ABANDONED,
    ABOUT_TO_CALL,
    LONGEST_TALK,
    MAY_ANN_DIAL_DANA,
    TOLD_BY_VOICE,
    announced,
    dialled,
    joined,
)
from tests.flows.steps import commands_for, cut_off, hangs_up, is_told_and_let_go, reaches_its_longest, tells
from tests.playbook import Playbook, elapsed


@pytest.mark.behaviour("T6", "T7", "T8", "T9", "T19")
def test_a_call_from_beginning_to_end() -> None:
    (
        Playbook(click_to_call, CALL_DANA, answers={MAY_ANN_DIAL_DANA: Granted(longest=3600)})
        << Originate(ANN, Role.MEMBER, to=ANNS_NUMBER, caller_id=LINE, trunk=LAB)
        >> Ringing(ANN)
        >> Answered(ANN)
        << is_asked(ANN, Phrase("dial.about_to_call", DANAS_NUMBER, "Dana"), digits=1, wait=4)
        >> Collected(ANN, "1")
        << Ring(ANN)
        << Originate(DANA, Role.CONTACT, to=DANAS_NUMBER, caller_id=LINE, trunk=LAB)
        >> Ringing(DANA)
        >> Answered(DANA)
        << Bridge(ANN, DANA)
        >> Bridged(ANN, DANA)
        >> Ended(DANA, Cause.NORMAL)
        << Hangup(ANN, Cause.NORMAL)
        >> Ended(ANN, Cause.NORMAL)
    ).returns(Outcome(Disposition.ANSWERED, reason="the contact hung up"))


def test_the_member_hangs_up_and_the_contact_is_hung_up_at_once() -> None:
    (joined() >> hangs_up(ANN, DANA)).returns(Outcome(Disposition.ANSWERED, reason="the member hung up"))


def test_both_hang_up_at_once() -> None:
    (joined() >> hangs_up(DANA, ANN)).returns(Disposition.ANSWERED)


def test_somebody_hangs_up_before_the_bridge_stands() -> None:
    (dialled() >> Answered(DANA) << Bridge(ANN, DANA) >> hangs_up(DANA, ANN)).returns(Disposition.ANSWERED)


@pytest.mark.behaviour("T10")
def test_a_voicemail_at_the_contacts_side_is_an_answer() -> None:
    """Networks don't tell a voicemail from a person: whatever answers, at once or not, is joined."""
    (dialled() >> Answered(DANA) << Bridge(ANN, DANA) >> Bridged(ANN, DANA) >> hangs_up(ANN, DANA)).returns(
        Disposition.ANSWERED
    )


def test_the_longest_duration_ends_the_talk_and_the_member_is_told() -> None:
    (joined() >> reaches_its_longest(LONGEST_TALK, DANA, told=ANN)).returns(
        Outcome(Disposition.ANSWERED, Cause.TIME_UP, "the talk reached the limit of 60 minutes a call for Ann")
    )


def test_keys_during_the_talk_do_nothing() -> None:
    (joined() >> Digit(ANN, "1") >> Digit(DANA, "#")).goes_on()


def test_a_restart_during_the_talk_does_nothing() -> None:
    (joined() >> Restarted("the worker was restarted")).goes_on()


# The announcement


@pytest.mark.behaviour("T8")
@pytest.mark.parametrize("key", list("0123456789*#ABCD"))
def test_any_key_dials(key: str) -> None:
    (announced() >> Collected(ANN, key) << Ring(ANN) << rings_dana()).goes_on()


@pytest.mark.behaviour("T8")
def test_a_key_during_the_second_reading_dials() -> None:
    (announced() >> Collected(ANN, "") << ABOUT_TO_CALL >> Collected(ANN, "7") << Ring(ANN) << rings_dana()).goes_on()


NO_KEY = Outcome(Disposition.NO_KEY, reason="no key after 2 readings: probably a voicemail answered")


@pytest.mark.behaviour("T8")
def test_without_a_key_after_two_readings_nobody_is_dialled() -> None:
    (
        announced()
        >> Collected(ANN, "")
        << ABOUT_TO_CALL
        >> Collected(ANN, "")
        << is_told_and_let_go(ANN, "dial.no_key")
    ).returns(NO_KEY)


def test_a_reading_whose_end_is_never_reported_counts_as_no_key() -> None:
    (
        announced()
        >> elapsed(LONGEST_PROMPT + WAIT_FOR_KEY)
        << ABOUT_TO_CALL
        >> elapsed(LONGEST_PROMPT + WAIT_FOR_KEY)
        << hears(ANN, "dial.no_key")
        >> elapsed(LONGEST_PROMPT)
        << Hangup(ANN, Cause.NORMAL)
        >> Ended(ANN, Cause.NORMAL)
    ).returns(NO_KEY)


def test_a_key_of_the_first_reading_that_is_reported_during_the_second_is_no_news() -> None:
    script = announced() >> elapsed(LONGEST_PROMPT + WAIT_FOR_KEY) << ABOUT_TO_CALL
    script.ignores(Collected(ANN, "1", prompt="call-1.1")).goes_on()


def test_the_member_hangs_up_during_the_announcement() -> None:
    (announced() >> Ended(ANN, Cause.NORMAL)).returns(ABANDONED)


HOWEVER = cut_off(ANN, "the member")


@HOWEVER
def test_a_member_who_is_cut_off_did_not_give_up(end: Ended, reason: str) -> None:
    (announced() >> end).returns(Outcome(Disposition.FAILED, end.cause, reason))


@HOWEVER
def test_a_member_who_is_cut_off_while_it_rings_did_not_give_up(end: Ended, reason: str) -> None:
    (dialled() >> Ringing(DANA) >> end << Hangup(DANA, Cause.CANCELLED) >> structs.replace(end, leg=DANA)).returns(
        Outcome(Disposition.FAILED, end.cause, reason)
    )


@HOWEVER
def test_a_talk_is_cut_off_and_nobody_hung_up(end: Ended, reason: str) -> None:
    (joined() >> end << Hangup(DANA, Cause.NORMAL) >> structs.replace(end, leg=DANA)).returns(
        Outcome(Disposition.ANSWERED, end.cause, reason)
    )


@HOWEVER
def test_a_talk_is_cut_off_at_the_contacts_side_and_nobody_hung_up(end: Ended, reason: str) -> None:
    (joined() >> structs.replace(end, leg=DANA) << Hangup(ANN, Cause.NORMAL) >> Ended(ANN, Cause.NORMAL)).returns(
        Outcome(Disposition.ANSWERED, end.cause, reason.replace("member", "contact"))
    )


def test_the_member_hangs_up_during_the_second_reading() -> None:
    (announced() >> Collected(ANN, "") << ABOUT_TO_CALL >> Ended(ANN, Cause.NORMAL)).returns(ABANDONED)


def test_the_member_hangs_up_while_being_told_that_no_key_was_pressed() -> None:
    (
        announced()
        >> Collected(ANN, "")
        << ABOUT_TO_CALL
        >> Collected(ANN, "")
        << hears(ANN, "dial.no_key")
        >> Ended(ANN, Cause.NORMAL)
    ).returns(NO_KEY)


# Limits


def test_a_limit_is_told_and_nobody_is_dialled() -> None:
    (
        announced(limits=Refused(reason="30 calls today: the next one tomorrow at 00:00"))
        >> Collected(ANN, "1")
        << is_told_and_let_go(ANN, "dial.limit_reached")
    ).returns(Outcome(Disposition.REFUSED, reason="30 calls today: the next one tomorrow at 00:00"))


# What is made ready while the member's phone rings


def test_everything_that_may_be_said_of_the_contact_is_known_beforehand() -> None:
    said = ["dial.about_to_call", *(phrase for _, phrase, _ in TOLD_BY_VOICE)]
    assert phrases_of(CALL_DANA) == tuple(about_dana(phrase) for phrase in dict.fromkeys(said))


# What must never be


def a_whole_call() -> Playbook:
    script = joined() >> hangs_up(DANA, ANN)
    script.returns(Disposition.ANSWERED)
    return script


@pytest.mark.behaviour("T1")
def test_no_command_towards_the_contact_holds_the_members_number() -> None:
    towards_dana = commands_for(DANA, a_whole_call())
    assert towards_dana
    for command in towards_dana:
        assert not tells(command, ANNS_NUMBER)


@pytest.mark.behaviour("T6")
def test_both_see_the_line() -> None:
    rung = [command for leg in (ANN, DANA) for command in commands_for(leg, a_whole_call())]
    assert [(command.to, command.caller_id) for command in rung if isinstance(command, Originate)] == [
        (ANNS_NUMBER, LINE),
        (DANAS_NUMBER, LINE),
    ]


@pytest.mark.behaviour("T7")
def test_the_members_phone_is_rung_by_the_very_event_that_places_the_call() -> None:
    assert a_whole_call().entries[0].commands == (rings_ann(),)


@pytest.mark.behaviour("T12")
def test_nothing_is_recorded() -> None:
    """Of all that can be said to the network, a call that goes its whole way says no more than this."""
    said = {type(command) for entry in a_whole_call().entries for command in entry.commands}
    assert said == {Originate, Collect, Ring, Bridge, Hangup}
