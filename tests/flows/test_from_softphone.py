"""A call from a member's softphone, path by path. `>>` is what happens, `<<` is what Offhook does about it.

Ann dials on her softphone: Dana's number, the extension of Ben, or 112.
"""

import pytest

from offhook.calls.arguments import FromSoftphone, OwnPhone, ToColleague, ToContact, ToEmergency, ToNobody
from offhook.calls.commands import Answer, Bridge, Hangup, Originate, Ring
from offhook.calls.events import Answered, Bridged, Ended, HangupRequested, Ringing, TransferRequested
from offhook.calls.flow import Outcome
from offhook.calls.questions import Answer as Reply
from offhook.calls.questions import Granted, MayDial, Question, Refused
from offhook.calls.values import (
    Caller,
    Cause,
    DeviceId,
    Disposition,
    EmergencyNumber,
    Extension,
    Inbound,
    LegId,
    Mailbox,
    Order,
    Party,
    Phrase,
    Role,
    SoftphoneId,
    Target,
    TrunkId,
)
from offhook.flows.from_softphone import from_softphone
from tests.example import DANAS_NUMBER, LAB, LINE, about_dana, line
from tests.example_inbound import CALLER, ONE, Claims
from tests.flows.steps import caller_is_told_and_let_go, is_joined, reaches_its_longest, voicemail_answers
from tests.playbook import Playbook

DANA = ONE
ANN = OwnPhone(CALLER, SoftphoneId("softphone_ann"), "member_ann", "Ann", (DeviceId("device_ann"),))
BENS_DEVICE = DeviceId("device_ben")
BEN = Target(Role.COLLEAGUE, "Ben (Desk)", Extension("201"), device=BENS_DEVICE, member="member_ben", caller_name="Ann")
HELP = EmergencyNumber("112")

TO_DANA = FromSoftphone(ANN, line(LAB), ToContact(Party("contact_dana", "Dana", DANAS_NUMBER), 45))
TO_HELP = FromSoftphone(ANN, line(LAB), ToEmergency(HELP, LINE, LAB))
MAY_DIAL = MayDial(member="member_ann", to=DANAS_NUMBER)
ALLOWED: dict[Question, Reply] = {MAY_DIAL: Granted(3600, "the limit of 60 minutes a call")}


def to_ben(*targets: Target, mailbox: Mailbox | None = None) -> FromSoftphone:
    call = Inbound(
        Caller(CALLER, None, "Ann"), TrunkId(""), line(LAB), targets, (), Order.ALL, 25, 3600, mailbox=mailbox
    )
    return FromSoftphone(ANN, line(LAB), ToColleague("Ben", Extension("202"), call))


def dialling() -> Playbook:
    """Ann hears ringback, and Dana is being rung, who sees the line."""
    return (
        Playbook(from_softphone, TO_DANA, answers=ALLOWED)
        << Ring(CALLER)
        << Originate(DANA, Role.CONTACT, DANAS_NUMBER, LINE, LAB)
    )


def talking() -> Playbook:
    return dialling() >> Ringing(DANA) >> Answered(DANA) << is_joined(DANA)


def ends(script: Playbook, leg: LegId, other: LegId, why: str) -> None:
    (script >> Ended(leg, Cause.NORMAL) << Hangup(other, Cause.NORMAL) >> Ended(other, Cause.NORMAL)).returns(
        Outcome(Disposition.ANSWERED, reason=why)
    )


@pytest.mark.behaviour("X6")
def test_the_member_is_answered_only_when_the_contact_is_and_hangs_up() -> None:
    ends(talking(), CALLER, DANA, "Ann hung up")


def test_the_contact_hangs_up() -> None:
    ends(talking(), DANA, CALLER, "the contact hung up")


def test_the_talk_ends_when_its_time_is_up() -> None:
    (talking() >> reaches_its_longest(3600, DANA, told=CALLER)).returns(
        Outcome(Disposition.ANSWERED, Cause.TIME_UP, "the talk reached the limit of 60 minutes a call")
    )


def test_a_limit_is_told_in_words_and_nobody_is_dialled() -> None:
    (
        Playbook(from_softphone, TO_DANA, answers={MAY_DIAL: Refused("Ann has used up 300 minutes")})
        << Ring(CALLER)
        << caller_is_told_and_let_go("dial.limit_reached")
    ).returns(Outcome(Disposition.REFUSED, reason="Ann has used up 300 minutes"))


@pytest.mark.parametrize(
    ("cause", "key", "disposition"),
    [
        (Cause.BUSY, "dial.busy", Disposition.BUSY),
        (Cause.REJECTED, "dial.rejected", Disposition.REJECTED),
        (Cause.UNREACHABLE, "dial.unreachable", Disposition.UNREACHABLE),
        (Cause.NOT_IN_SERVICE, "dial.not_in_service", Disposition.NOT_IN_SERVICE),
        (Cause.TRUNK_DOWN, "dial.failed", Disposition.FAILED),
    ],
)
def test_the_member_is_told_why_nobody_answers(cause: Cause, key: str, disposition: Disposition) -> None:
    (dialling() >> Ended(DANA, cause) << caller_is_told_and_let_go(about_dana(key))).returns(
        Outcome(disposition, cause, "the contact was not reached")
    )


def test_a_member_who_hangs_up_while_it_rings_calls_it_off() -> None:
    (
        dialling()
        >> Ringing(DANA)
        >> Ended(CALLER, Cause.CANCELLED)
        << Hangup(DANA, Cause.CANCELLED)
        >> Ended(DANA, Cause.CANCELLED)
    ).returns(Outcome(Disposition.ABANDONED, reason="the member hung up before anybody answered"))


def test_a_request_to_end_it_ends_it_while_it_rings() -> None:
    (
        dialling()
        >> HangupRequested(by="member_olga")
        << Hangup(DANA, Cause.CANCELLED)
        << Hangup(CALLER, Cause.NORMAL)
        >> Ended(DANA, Cause.CANCELLED)
        >> Ended(CALLER, Cause.NORMAL)
    ).returns(Outcome(Disposition.CANCELLED, reason="ended by member_olga before anybody answered"))


# A colleague


def test_a_colleague_is_rung_sees_extension_and_name_and_takes_the_call_by_answering() -> None:
    (
        Playbook(from_softphone, to_ben(BEN), answers=Claims())
        << Ring(CALLER)
        << Originate(ONE, Role.COLLEAGUE, BENS_DEVICE, Extension("201"), TrunkId(""), caller_name="Ann")
        >> Ringing(ONE)
        >> Answered(ONE)
        << Answer(CALLER)
        << Bridge(CALLER, ONE)
        >> Answered(CALLER)
        >> Bridged(CALLER, ONE)
        >> Ended(ONE, Cause.NORMAL)
        << Hangup(CALLER, Cause.NORMAL)
        >> Ended(CALLER, Cause.NORMAL)
    ).returns(Outcome(Disposition.ANSWERED, reason="Ben (Desk) hung up"))


def test_nobody_there_and_no_voicemail_is_told() -> None:
    (
        Playbook(from_softphone, to_ben(), answers=Claims())
        << Ring(CALLER)
        << caller_is_told_and_let_go("inbound.nobody")
    ).returns(Disposition.NO_ANSWER)


def test_nobody_there_is_taken_by_the_colleague_s_line_s_voicemail() -> None:
    (
        Playbook(from_softphone, to_ben(mailbox=Mailbox(180)), answers=Claims())
        << Ring(CALLER)
        << voicemail_answers
        >> Answered(CALLER)
        >> Ended(CALLER, Cause.NORMAL)
    ).returns(Disposition.ABANDONED)


# An emergency


def help_answers() -> Playbook:
    return (
        Playbook(from_softphone, TO_HELP)
        << Ring(CALLER)
        << Originate(ONE, Role.CONTACT, HELP, LINE, LAB)
        >> Ringing(ONE)
        >> Answered(ONE)
        << is_joined(ONE)
    )


def test_an_emergency_call_asks_no_limit_and_has_no_longest_duration() -> None:
    script = help_answers()
    assert script.runner.timers == {}
    ends(script, ONE, CALLER, "the emergency service hung up")
    ends(help_answers(), CALLER, ONE, "the member hung up")


def test_nobody_but_the_two_ends_an_emergency_call_or_hands_it_on() -> None:
    script = help_answers() >> HangupRequested(by="member_olga") >> TransferRequested(by="member_olga", to="+1")
    ends(script, ONE, CALLER, "the emergency service hung up")


def test_nobody_but_its_caller_calls_an_emergency_call_off_while_it_rings() -> None:
    (
        Playbook(from_softphone, TO_HELP)
        << Ring(CALLER)
        << Originate(ONE, Role.CONTACT, HELP, LINE, LAB)
        >> Ringing(ONE)
        >> HangupRequested(by="member_olga")
        >> Ended(CALLER, Cause.CANCELLED)
        << Hangup(ONE, Cause.CANCELLED)
        >> Ended(ONE, Cause.CANCELLED)
    ).returns(Disposition.ABANDONED)


def test_an_emergency_call_that_fails_says_to_use_a_mobile_phone() -> None:
    (
        Playbook(from_softphone, TO_HELP)
        << Ring(CALLER)
        << Originate(ONE, Role.CONTACT, HELP, LINE, LAB)
        >> Ended(ONE, Cause.TRUNK_DOWN)
        << caller_is_told_and_let_go("emergency.failed")
    ).returns(Disposition.FAILED)


def test_whoever_is_not_put_through_is_told_why() -> None:
    told = ToNobody("112", Phrase("emergency.not_configured"), Disposition.REFUSED, "nothing is set up")
    (
        Playbook(from_softphone, FromSoftphone(ANN, line(), told))
        << caller_is_told_and_let_go("emergency.not_configured")
    ).returns(Outcome(Disposition.REFUSED, reason="nothing is set up"))
