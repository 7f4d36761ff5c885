"""Click to call, path by path. `>>` is what happens, `<<` is what Offhook does about it.

Ann, a member, calls Dana, a contact, over the business line; tests/example.py has their numbers.
"""

import pytest
from msgspec import structs

from offhook.calls.commands import Bridge, Collect, Hangup, Originate, Ring
from offhook.calls.events import (
    Answered,
    Bridged,
    Collected,
    Digit,
    Ended,
    HangupRequested,
    Prompted,
    Restarted,
    Ringing,
)
from offhook.calls.flow import Outcome
from offhook.calls.questions import Answer, Granted, MayDial, Refused
from offhook.calls.values import Cause, ClickToCall, Disposition, Phrase, Role
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
from tests.flows.steps import REQUESTED, commands_for, cut_off, tells
from tests.playbook import Playbook, elapsed

ABOUT_TO_CALL = is_asked(ANN, about_dana("dial.about_to_call"), digits=1, wait=WAIT_FOR_KEY)
LONGEST_TALK = 3600.0
ALLOWED = Granted(longest=LONGEST_TALK, limit="the limit of 60 minutes a call for Ann")
MAY_ANN_DIAL_DANA = MayDial(member="member_ann", to=DANAS_NUMBER)


# How far a call has come


def placed(call: ClickToCall = CALL_DANA, limits: Answer = ALLOWED) -> Playbook:
    """Ann's phone is being rung."""
    return Playbook(click_to_call, call, answers={MAY_ANN_DIAL_DANA: limits}) << rings_ann()


def announced(limits: Answer = ALLOWED) -> Playbook:
    """Ann has answered, and hears who is about to be called."""
    return placed(limits=limits) >> Ringing(ANN) >> Answered(ANN) << ABOUT_TO_CALL


def dialled() -> Playbook:
    """Ann has pressed a key: she hears ringback, and Dana's phone is being rung."""
    return announced() >> Collected(ANN, "5") << Ring(ANN) << rings_dana()


def joined() -> Playbook:
    """Dana has answered, and they talk."""
    return dialled() >> Ringing(DANA) >> Answered(DANA) << Bridge(ANN, DANA) >> Bridged(ANN, DANA)


# The call as it should be


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
    (joined() >> Ended(ANN, Cause.NORMAL) << Hangup(DANA, Cause.NORMAL) >> Ended(DANA, Cause.NORMAL)).returns(
        Outcome(Disposition.ANSWERED, reason="the member hung up")
    )


def test_both_hang_up_at_once() -> None:
    (joined() >> Ended(DANA, Cause.NORMAL) << Hangup(ANN, Cause.NORMAL) >> Ended(ANN, Cause.NORMAL)).returns(
        Disposition.ANSWERED
    )


def test_somebody_hangs_up_before_the_bridge_stands() -> None:
    (
        dialled()
        >> Answered(DANA)
        << Bridge(ANN, DANA)
        >> Ended(DANA, Cause.NORMAL)
        << Hangup(ANN, Cause.NORMAL)
        >> Ended(ANN, Cause.NORMAL)
    ).returns(Disposition.ANSWERED)


@pytest.mark.behaviour("T10")
def test_a_voicemail_at_the_contacts_side_is_an_answer() -> None:
    """Networks don't tell a voicemail from a person: whatever answers, at once or not, is joined."""
    (
        dialled()
        >> Answered(DANA)
        << Bridge(ANN, DANA)
        >> Bridged(ANN, DANA)
        >> Ended(ANN, Cause.NORMAL)
        << Hangup(DANA, Cause.NORMAL)
        >> Ended(DANA, Cause.NORMAL)
    ).returns(Disposition.ANSWERED)


def test_the_longest_duration_ends_the_talk_and_the_member_is_told() -> None:
    (
        joined()
        >> elapsed(LONGEST_TALK)
        << Hangup(DANA, Cause.TIME_UP)
        << hears(ANN, "call.time_is_up")
        >> Ended(DANA, Cause.NORMAL)
        >> Prompted(ANN)
        << Hangup(ANN, Cause.NORMAL)
        >> Ended(ANN, Cause.NORMAL)
    ).returns(Outcome(Disposition.ANSWERED, Cause.TIME_UP, "the talk reached the limit of 60 minutes a call for Ann"))


def test_keys_during_the_talk_do_nothing() -> None:
    (joined() >> Digit(ANN, "1") >> Digit(DANA, "#")).goes_on()


def test_a_restart_during_the_talk_does_nothing() -> None:
    (joined() >> Restarted("the worker was restarted")).goes_on()


# The member is not reached


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
        << hears(ANN, "dial.no_key")
        >> Prompted(ANN)
        << Hangup(ANN, Cause.NORMAL)
        >> Ended(ANN, Cause.NORMAL)
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


ABANDONED = Outcome(Disposition.ABANDONED, reason="the member hung up before the contact answered")


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
        << hears(ANN, "dial.limit_reached")
        >> Prompted(ANN)
        << Hangup(ANN, Cause.NORMAL)
        >> Ended(ANN, Cause.NORMAL)
    ).returns(Outcome(Disposition.REFUSED, reason="30 calls today: the next one tomorrow at 00:00"))


# The contact is not reached

TOLD_BY_VOICE = [
    (Cause.BUSY, "dial.busy", Disposition.BUSY),
    (Cause.REJECTED, "dial.rejected", Disposition.REJECTED),
    (Cause.NO_ANSWER, "dial.no_answer", Disposition.NO_ANSWER),
    (Cause.UNREACHABLE, "dial.unreachable", Disposition.UNREACHABLE),
    (Cause.NOT_IN_SERVICE, "dial.not_in_service", Disposition.NOT_IN_SERVICE),
    (Cause.TRUNK_DOWN, "dial.failed", Disposition.FAILED),
    (Cause.TRUNK_TIMEOUT, "dial.failed", Disposition.FAILED),
    (Cause.TRUNK_ERROR, "dial.failed", Disposition.FAILED),
    (Cause.SWITCH_LOST, "dial.failed", Disposition.FAILED),
    (Cause.UNKNOWN, "dial.failed", Disposition.FAILED),
]


@pytest.mark.parametrize(("cause", "phrase", "disposition"), TOLD_BY_VOICE)
def test_why_the_contact_was_not_reached_is_told_by_voice(cause: Cause, phrase: str, disposition: Disposition) -> None:
    (
        dialled()
        >> Ringing(DANA)
        >> Ended(DANA, cause)
        << hears(ANN, about_dana(phrase))
        >> Prompted(ANN)
        << Hangup(ANN, Cause.NORMAL)
        >> Ended(ANN, Cause.NORMAL)
    ).returns(Outcome(disposition, cause, "the contact was not reached"))


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
        >> Ended(THIRD, Cause.NORMAL)
        << Hangup(ANN, Cause.NORMAL)
        >> Ended(ANN, Cause.NORMAL)
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


# A person asks to end the call


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


# What is made ready while the member's phone rings


def test_everything_that_may_be_said_of_the_contact_is_known_beforehand() -> None:
    said = ["dial.about_to_call", *(phrase for _, phrase, _ in TOLD_BY_VOICE)]
    assert phrases_of(CALL_DANA) == tuple(about_dana(phrase) for phrase in dict.fromkeys(said))


# What must never be


def a_whole_call() -> Playbook:
    script = joined() >> Ended(DANA, Cause.NORMAL) << Hangup(ANN, Cause.NORMAL) >> Ended(ANN, Cause.NORMAL)
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
