"""Taking a message."""

import pytest
from msgspec import structs

from offhook.calls.commands import Answer, Hangup, Record
from offhook.calls.events import Answered, Collected, Digit, Ended, Event, HangupRequested, Prompted, Recorded
from offhook.calls.flow import Outcome
from offhook.calls.values import Cause, Disposition, Inbound, Mailbox
from offhook.flows.parts.prompt import LONGEST_PROMPT
from offhook.flows.parts.voicemail import LONGEST_GREETING, SILENCE, CutShort, Left, NoRoom, WantsToListen, take_message
from tests.example import hears, is_asked
from tests.example_inbound import CALLER, DANA_CALLS, LONGEST_MESSAGE, MAINS_GREETING, Claims, to
from tests.playbook import Playbook, elapsed

RECORDS = Record(CALLER, LONGEST_MESSAGE, SILENCE)
HUNG_UP = Ended(CALLER, Cause.NORMAL)
REQUESTED = HangupRequested("the API")


async def takes_a_message(call: Inbound) -> Outcome:
    return came_to(await take_message(call.caller.leg, call.mailbox or Mailbox(1), call.line))


def came_to(result: Left | CutShort | NoRoom | WantsToListen | Ended | HangupRequested) -> Outcome:
    return Outcome(Disposition.VOICEMAIL, reason=repr(result))


def greeted(claims: Claims) -> Playbook:
    script = Playbook(takes_a_message, DANA_CALLS, answers=claims) << Answer(CALLER)
    return script << is_asked(CALLER, MAINS_GREETING, wait=0)


@pytest.fixture
def claims() -> Claims:
    return Claims()


def recorded(claims: Claims) -> Playbook:
    return greeted(claims) >> Answered(CALLER) >> Collected(CALLER, "") << RECORDS


@pytest.mark.behaviour("P9")
def test_a_message_is_kept_and_the_call_is_over(claims: Claims) -> None:
    script = recorded(claims)
    assert claims.kept == []
    (script >> Recorded(CALLER) << Hangup(CALLER, Cause.NORMAL) >> HUNG_UP).returns(came_to(Left()))
    assert claims.kept == ["call-1.2"]


@pytest.mark.behaviour("P9")
def test_a_key_skips_the_greeting(claims: Claims) -> None:
    (greeted(claims) >> Answered(CALLER) >> Collected(CALLER, "5") << RECORDS).goes_on()


@pytest.mark.behaviour("X11")
def test_a_message_is_kept_when_the_caller_hangs_up(claims: Claims) -> None:
    (recorded(claims) >> HUNG_UP).returns(came_to(Left()))
    assert claims.kept == ["call-1.2"]


@pytest.mark.behaviour("X11")
@pytest.mark.parametrize("end", [REQUESTED, elapsed(LONGEST_MESSAGE + LONGEST_PROMPT)], ids=["requested", "never told"])
def test_a_message_is_kept_whatever_ends_it(claims: Claims, end: HangupRequested) -> None:
    (recorded(claims) >> end << Hangup(CALLER, Cause.NORMAL) >> HUNG_UP).returns(came_to(Left()))
    assert claims.kept == ["call-1.2"]


@pytest.mark.behaviour("X11")
def test_who_spoke_to_a_disk_that_filled_up_is_told_so_and_what_there_is_is_kept(claims: Claims) -> None:
    claims.full = "the disk was full"
    script = recorded(claims) >> Recorded(CALLER) << hears(CALLER, "voicemail.cut_short") >> Prompted(CALLER)
    (script << Hangup(CALLER, Cause.NORMAL) >> HUNG_UP).returns(came_to(CutShort("the disk was full")))
    assert claims.kept == ["call-1.2"]


@pytest.mark.behaviour("X11")
def test_a_message_that_is_cut_short_is_kept_when_the_caller_hangs_up(claims: Claims) -> None:
    claims.full = "the disk was full"
    (recorded(claims) >> HUNG_UP).returns(came_to(CutShort("the disk was full")))
    assert claims.kept == ["call-1.2"]


def test_the_end_of_another_recording_is_no_news(claims: Claims) -> None:
    script = recorded(claims)
    script.ignores(Recorded(CALLER, recording="call-1.1"))
    script.goes_on()


def test_keys_that_are_pressed_while_it_records_do_nothing(claims: Claims) -> None:
    (recorded(claims) >> Digit(CALLER, "1")).goes_on()


@pytest.mark.behaviour("P9")
def test_the_lines_own_greeting_is_played_and_may_be_longer(claims: Claims) -> None:
    own = structs.replace(MAINS_GREETING, sound="0" * 64)
    call = to(mailbox=Mailbox(LONGEST_MESSAGE, greeting="0" * 64))
    script = Playbook(takes_a_message, call, answers=claims) << Answer(CALLER) << is_asked(CALLER, own, wait=0)
    (script >> Answered(CALLER) >> elapsed(LONGEST_GREETING) << RECORDS).goes_on()


@pytest.mark.behaviour("X11")
@pytest.mark.parametrize("heard", [Prompted(CALLER), elapsed(LONGEST_PROMPT)], ids=["heard", "never told"])
def test_who_could_leave_nothing_that_is_kept_is_told_so(claims: Claims, heard: Event) -> None:
    claims.no_room = "the disk is full"
    script = Playbook(takes_a_message, DANA_CALLS, answers=claims) << Answer(CALLER)
    script = script << hears(CALLER, "voicemail.no_room") >> Answered(CALLER) >> heard
    (script << Hangup(CALLER, Cause.NORMAL) >> HUNG_UP).returns(came_to(NoRoom("the disk is full")))
    assert claims.kept == []


@pytest.mark.parametrize("opens", [True, False])
def test_star_is_for_whoever_has_a_pin_and_else_a_key_like_any_other(claims: Claims, opens: bool) -> None:
    call = to(mailbox=Mailbox(LONGEST_MESSAGE, opens=opens))
    script = Playbook(takes_a_message, call, answers=claims) << Answer(CALLER)
    script = script << is_asked(CALLER, MAINS_GREETING, wait=0) >> Answered(CALLER) >> Collected(CALLER, "*")
    if opens:
        (script << Hangup(CALLER, Cause.NORMAL) >> HUNG_UP).returns(came_to(WantsToListen()))
    else:
        (script << RECORDS).goes_on()


def test_who_hangs_up_during_the_greeting_leaves_nothing(claims: Claims) -> None:
    (greeted(claims) >> HUNG_UP).returns(came_to(HUNG_UP))
    assert claims.kept == []


def test_a_request_during_the_greeting_leaves_nothing(claims: Claims) -> None:
    (greeted(claims) >> Answered(CALLER) >> REQUESTED << Hangup(CALLER, Cause.NORMAL) >> HUNG_UP).returns(
        came_to(REQUESTED)
    )
    assert claims.kept == []


def test_a_greeting_whose_end_is_never_told_is_followed_by_the_tone(claims: Claims) -> None:
    (greeted(claims) >> Answered(CALLER) >> elapsed(LONGEST_PROMPT) << RECORDS).goes_on()
