"""A call to a line, path by path. `>>` is what happens, `<<` is what Offhook does about it.

Dana, a contact, calls the business line; it rings Ann and Bob at their numbers, and in some scripts Carol's softphone.
tests/example_inbound.py has their numbers.
"""

import pytest
from msgspec import structs

from offhook.calls.commands import Answer, Bridge, Hangup, Record, Ring
from offhook.calls.events import (
    Answered,
    Bridged,
    Collected,
    Digit,
    Ended,
    Prompted,
    Recorded,
    Restarted,
    Ringing,
)
from offhook.calls.flow import Outcome
from offhook.calls.values import Cause, Disposition, Inbound, Mailbox, Meets, Order, Phrase, TurnedAway
from offhook.flows.inbound import inbound, prompts_for, prompts_of
from offhook.flows.parts.dial import SILENT_DEVICE
from offhook.flows.parts.offer import LONGEST_GOODBYE, LONGEST_JOINING
from offhook.flows.parts.prompt import LONGEST_PROMPT
from offhook.flows.parts.voicemail import SILENCE
from tests.example import ANNS_NUMBER, LINE, hears, is_asked
from tests.example_inbound import (
    ANN,
    BOB,
    BOBS_NUMBER,
    CALLER,
    CAROL,
    CAROLS_PAGE,
    DANA_CALLS,
    LONGEST_MESSAGE,
    LONGEST_TALK,
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
from tests.flows.steps import REQUESTED, commands_for, cut_off, tells
from tests.playbook import Playbook, elapsed

# How far a call has come


def called(call: Inbound = DANA_CALLS, claims: Claims | None = None) -> Playbook:
    """Dana hears ringback, and every phone is being rung."""
    script = Playbook(inbound, call, answers=claims or Claims()) << Ring(CALLER)
    if call.order is Order.ALL:
        for leg, target in zip((ONE, TWO, THREE), call.targets, strict=False):
            script << rings(leg, target)
    return script


def screening(claims: Claims | None = None) -> Playbook:
    """Ann and Bob have answered, and hear who calls."""
    return (
        called(claims=claims)
        >> Ringing(ONE)
        >> Ringing(TWO)
        >> Answered(ONE)
        << hears_who_calls(ONE)
        >> Answered(TWO)
        << hears_who_calls(TWO)
    )


def joining(claims: Claims | None = None) -> Playbook:
    """Ann has pressed 1, and is being joined with Dana."""
    return screening(claims) >> Collected(ONE, "1") << Answer(CALLER) << Bridge(CALLER, ONE)


def joined() -> Playbook:
    """Ann and Dana talk; Bob, who had not answered, is not rung any longer."""
    return (
        called()
        >> Ringing(TWO)
        >> Answered(ONE)
        << hears_who_calls(ONE)
        >> Collected(ONE, "1")
        << Answer(CALLER)
        << Bridge(CALLER, ONE)
        >> Answered(CALLER)
        >> Bridged(CALLER, ONE)
        << Hangup(TWO, Cause.CANCELLED)
        >> Ended(TWO, Cause.CANCELLED)
    )


def greeted(call: Inbound | None = None, claims: Claims | None = None) -> Playbook:
    """Nobody can be rung: voicemail begins at once."""
    return (
        called(call or to(), claims) << Answer(CALLER) << is_asked(CALLER, MAINS_GREETING, wait=0) >> Answered(CALLER)
    )


RECORDS = Record(CALLER, LONGEST_MESSAGE, SILENCE)
ENDS_THE_CALLER = Hangup(CALLER, Cause.NORMAL)

# Somebody takes the call


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
        >> Ended(CALLER, Cause.NORMAL)
        << Hangup(TWO, Cause.NORMAL)
        >> Ended(TWO, Cause.NORMAL)
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
    (
        called(to(CAROL))
        >> Ringing(ONE)
        >> Ended(ONE, Cause.UNREACHABLE)
        << Answer(CALLER)
        << is_asked(CALLER, MAINS_GREETING, wait=0)
    ).goes_on()


def test_both_talk_until_one_hangs_up_whatever_else_happens() -> None:
    script = joined() >> Digit(ONE, "5") >> Digit(CALLER, "1") >> Restarted("the worker was restarted")
    (script >> Ended(CALLER, Cause.NORMAL) << Hangup(ONE, Cause.NORMAL) >> Ended(ONE, Cause.NORMAL)).returns(
        Outcome(Disposition.ANSWERED, reason="the caller hung up")
    )


def test_the_longest_talk_ends_it_and_the_caller_is_told() -> None:
    (
        joined()
        >> elapsed(LONGEST_TALK)
        << Hangup(ONE, Cause.TIME_UP)
        << hears(CALLER, "call.time_is_up")
        >> Ended(ONE, Cause.NORMAL)
        >> Prompted(CALLER)
        << ENDS_THE_CALLER
        >> Ended(CALLER, Cause.NORMAL)
    ).returns(Outcome(Disposition.ANSWERED, Cause.TIME_UP, "the talk reached the longest duration allowed"))


def test_a_phone_may_have_a_longest_talk_of_its_own() -> None:
    ann = structs.replace(ANN, longest=60.0, limit="the limit of 1 minute a call for Ann")
    (
        called(to(ann))
        >> Answered(ONE)
        << hears_who_calls(ONE)
        >> Collected(ONE, "1")
        << Answer(CALLER)
        << Bridge(CALLER, ONE)
        >> Bridged(CALLER, ONE)
        >> elapsed(60)
        << Hangup(ONE, Cause.TIME_UP)
        << hears(CALLER, "call.time_is_up")
        >> Ended(ONE, Cause.NORMAL)
        >> Prompted(CALLER)
        << ENDS_THE_CALLER
        >> Ended(CALLER, Cause.NORMAL)
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


# Two at once


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
        >> Ended(ONE, Cause.NORMAL)
        << ENDS_THE_CALLER
        >> Ended(CALLER, Cause.NORMAL)
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
        >> Ended(CALLER, Cause.NORMAL)
        << Hangup(ONE, Cause.NORMAL)
        >> Ended(ONE, Cause.NORMAL)
        >> Ended(TWO, Cause.NORMAL)
    ).returns(Disposition.ANSWERED)


@pytest.mark.behaviour("X2", "U8")
def test_the_others_ring_until_the_winner_is_joined() -> None:
    script = called() >> Answered(ONE) << hears_who_calls(ONE) >> Collected(ONE, "1")
    script << Answer(CALLER) << Bridge(CALLER, ONE) >> Ringing(TWO)
    (script >> Bridged(CALLER, ONE) << Hangup(TWO, Cause.CANCELLED) >> Ended(TWO, Cause.CANCELLED)).goes_on()


@pytest.mark.behaviour("X2")
def test_a_winner_who_drops_before_the_bridge_gives_the_caller_back() -> None:
    claims = Claims()
    script = joining(claims) >> Answered(CALLER) >> Ended(ONE, Cause.NORMAL) << Ring(CALLER)
    assert claims.holder is None
    (
        script
        >> Collected(TWO, "1")
        << Bridge(CALLER, TWO)
        >> Bridged(CALLER, TWO)
        >> Ended(TWO, Cause.NORMAL)
        << ENDS_THE_CALLER
        >> Ended(CALLER, Cause.NORMAL)
    ).returns(Outcome(Disposition.ANSWERED, reason="Bob hung up"))


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
        >> Answered(ONE)
        << hears_who_calls(ONE)
        >> Collected(ONE, "1")
        << Answer(CALLER)
        << Bridge(CALLER, ONE)
        >> Ended(ONE, Cause.NORMAL)
        << Ring(CALLER)
        << is_asked(CALLER, MAINS_GREETING, wait=0)
    ).goes_on()


# Nobody takes the call


@pytest.mark.behaviour("P4")
def test_an_answering_machine_never_gets_the_caller() -> None:
    """It answers at once, hears the greeting over and over, and the others ring on until the ring time is over."""
    script = called() >> Answered(ONE) << hears_who_calls(ONE) >> Ringing(TWO)
    for _ in range(3):
        script >> Collected(ONE, "") << hears_who_calls(ONE)
    (
        script
        >> elapsed(RING)
        << Hangup(ONE, Cause.CANCELLED)
        << Hangup(TWO, Cause.CANCELLED)
        << Answer(CALLER)
        << is_asked(CALLER, MAINS_GREETING, wait=0)
    ).goes_on()


@pytest.mark.behaviour("P4")
@pytest.mark.parametrize("cause", [Cause.BUSY, Cause.REJECTED, Cause.UNREACHABLE, Cause.NOT_IN_SERVICE])
def test_a_phone_that_does_not_answer_stops_nothing_else(cause: Cause) -> None:
    (called() >> Ended(ONE, cause) >> Answered(TWO) << hears_who_calls(TWO)).goes_on()


@pytest.mark.behaviour("P5")
def test_nobody_to_ring_is_voicemail_at_once() -> None:
    (called(to()) << Answer(CALLER) << is_asked(CALLER, MAINS_GREETING, wait=0)).goes_on()


@pytest.mark.behaviour("P5")
def test_voicemail_takes_over_as_soon_as_nothing_rings_any_more() -> None:
    (
        called()
        >> Ended(ONE, Cause.BUSY)
        >> Ended(TWO, Cause.REJECTED)
        << Answer(CALLER)
        << is_asked(CALLER, MAINS_GREETING, wait=0)
    ).goes_on()


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
        << Answer(CALLER)
        << is_asked(CALLER, MAINS_GREETING, wait=0)
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
    (
        called(to(mailbox=None))
        << Answer(CALLER)
        << hears(CALLER, "inbound.nobody")
        >> Answered(CALLER)
        >> Prompted(CALLER)
        << ENDS_THE_CALLER
        >> Ended(CALLER, Cause.NORMAL)
    ).returns(Outcome(Disposition.NO_ANSWER, reason="nobody took the call, and the line has no voicemail"))


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
        >> Answered(THREE)
        << hears_who_calls(THREE)
        >> Collected(THREE, "1")
        << Answer(CALLER)
        << Bridge(CALLER, THREE)
        >> Bridged(CALLER, THREE)
        >> Ended(THREE, Cause.NORMAL)
        << ENDS_THE_CALLER
        >> Ended(CALLER, Cause.NORMAL)
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
        << Answer(CALLER)
        << is_asked(CALLER, MAINS_GREETING, wait=0)
    ).goes_on()


# The caller hangs up, or somebody asks to end the call

BEFORE_ANYBODY = Outcome(Disposition.ABANDONED, reason="the caller hung up before anybody took the call")
HUNG_UP = Ended(CALLER, Cause.NORMAL)


def test_the_caller_gives_up_while_it_rings_and_every_phone_stops_at_once() -> None:
    (
        called()
        >> Ringing(ONE)
        >> HUNG_UP
        << Hangup(ONE, Cause.CANCELLED)
        << Hangup(TWO, Cause.CANCELLED)
        >> Ended(ONE, Cause.CANCELLED)
        >> Ended(TWO, Cause.CANCELLED)
    ).returns(BEFORE_ANYBODY)


def test_the_caller_gives_up_during_the_greetings_and_every_phone_is_hung_up_at_once() -> None:
    (
        screening()
        >> HUNG_UP
        << Hangup(ONE, Cause.CANCELLED)
        << Hangup(TWO, Cause.CANCELLED)
        >> Ended(ONE, Cause.NORMAL)
        >> Ended(TWO, Cause.NORMAL)
    ).returns(BEFORE_ANYBODY)


def test_the_caller_gives_up_in_the_moment_in_which_they_are_joined() -> None:
    (
        joining()
        >> HUNG_UP
        << Hangup(ONE, Cause.CANCELLED)
        << Hangup(TWO, Cause.CANCELLED)
        >> Ended(ONE, Cause.NORMAL)
        >> Ended(TWO, Cause.NORMAL)
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


# The caller is not put through


def turned_away(meets: Meets, mailbox: Mailbox | None = DANA_CALLS.mailbox) -> Playbook:
    away = TurnedAway(Disposition.BLOCKED, "Dana is blocked", meets)
    return Playbook(inbound, structs.replace(DANA_CALLS, turned_away=away, mailbox=mailbox), answers=Claims())


def test_who_is_turned_away_meets_a_busy_tone_and_no_phone_rings() -> None:
    (turned_away(Meets.BUSY) << Hangup(CALLER, Cause.BUSY) >> Ended(CALLER, Cause.BUSY)).returns(
        Outcome(Disposition.BLOCKED, Cause.BUSY, "Dana is blocked")
    )


@pytest.mark.parametrize(("meets", "mailbox"), [(Meets.ANNOUNCEMENT, DANA_CALLS.mailbox), (Meets.VOICEMAIL, None)])
def test_who_is_turned_away_hears_that_the_call_is_not_accepted(meets: Meets, mailbox: Mailbox | None) -> None:
    (
        turned_away(meets, mailbox)
        << Answer(CALLER)
        << hears(CALLER, "inbound.not_accepted")
        >> Answered(CALLER)
        >> Prompted(CALLER)
        << ENDS_THE_CALLER
        >> Ended(CALLER, Cause.NORMAL)
    ).returns(Outcome(Disposition.BLOCKED, reason="Dana is blocked"))


def test_who_is_turned_away_is_given_to_the_voicemail() -> None:
    (
        turned_away(Meets.VOICEMAIL)
        << Answer(CALLER)
        << is_asked(CALLER, MAINS_GREETING, wait=0)
        >> Answered(CALLER)
        >> Collected(CALLER, "")
        << RECORDS
        >> Recorded(CALLER)
        << ENDS_THE_CALLER
        >> Ended(CALLER, Cause.NORMAL)
    ).returns(Outcome(Disposition.VOICEMAIL, reason="Dana is blocked: voicemail did"))


def test_who_is_turned_away_may_hang_up_before_they_are() -> None:
    (turned_away(Meets.BUSY) << Hangup(CALLER, Cause.BUSY) >> Ended(CALLER, Cause.CANCELLED)).returns(
        Disposition.BLOCKED
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
