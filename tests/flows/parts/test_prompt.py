"""Speaking to somebody, and asking for a key."""

import pytest

from offhook.calls.commands import Hangup
from offhook.calls.events import Answered, Collected, Digit, Ended, Event, HangupRequested, Prompted
from offhook.calls.flow import Outcome, answered, digit, ended, first_of, hangup, hangup_requested, originate
from offhook.calls.values import Cause, ClickToCall, Disposition, LegId, Phrase, Role
from offhook.flows.parts.prompt import LONGEST_PROMPT, Key, any_key, tell
from tests.example import ANN, ANNS_NUMBER, CALL_DANA, LAB, LINE, hears, is_asked, rings_ann
from tests.playbook import Playbook, RunsOut, elapsed

BUSY = Phrase("dial.busy")
DONE = Outcome(Disposition.ANSWERED)


async def reached() -> LegId:
    leg = await originate(Role.MEMBER, ANNS_NUMBER, caller_id=LINE, trunk=LAB)
    await answered(leg)
    return leg


async def tells(call: ClickToCall) -> Outcome:
    leg = await reached()
    await tell(leg, BUSY, call.line)
    await hangup(leg, Cause.TIME_UP)
    return DONE


@pytest.mark.parametrize("end", [Prompted(ANN), HangupRequested("api"), elapsed(LONGEST_PROMPT)])
def test_telling_ends_when_it_was_said_or_nobody_wants_to_hear_it(end: Event | RunsOut) -> None:
    (
        Playbook(tells, CALL_DANA)
        << rings_ann()
        >> Answered(ANN)
        << hears(ANN, BUSY)
        >> end
        << Hangup(ANN, Cause.TIME_UP)
        >> Ended(ANN, Cause.NORMAL)
    ).returns(DONE)


def test_telling_ends_with_the_leg() -> None:
    (
        Playbook(tells, CALL_DANA) << rings_ann() >> Answered(ANN) << hears(ANN, BUSY) >> Ended(ANN, Cause.NORMAL)
    ).returns(DONE)


async def asks(call: ClickToCall) -> Outcome:
    leg = await reached()
    return came_to(await any_key(leg, BUSY, call.line, readings=3, wait=2))


def came_to(key: Key) -> Outcome:
    return Outcome(Disposition.ANSWERED, reason=key.name)


ASKED = is_asked(ANN, BUSY, digits=1, wait=2)


def asked() -> Playbook:
    return Playbook(asks, CALL_DANA) << rings_ann() >> Answered(ANN) << ASKED


def test_a_key_is_taken_in_any_reading() -> None:
    (
        asked()
        >> Collected(ANN, "")
        << ASKED
        >> elapsed(LONGEST_PROMPT + 2)
        << ASKED
        >> Collected(ANN, "#")
        << Hangup(ANN, Cause.NORMAL)
        >> Ended(ANN, Cause.NORMAL)
    ).returns(came_to(Key.PRESSED))


def test_a_key_counts_that_is_pressed_before_the_network_takes_keys() -> None:
    (
        asked()
        >> Collected(ANN, "")
        << ASKED
        >> Digit(ANN, "5")
        << Hangup(ANN, Cause.NORMAL)
        >> Ended(ANN, Cause.NORMAL)
    ).returns(came_to(Key.PRESSED))


def test_a_key_from_before_the_question_does_not_count() -> None:
    async def asks_late(call: ClickToCall) -> Outcome:
        leg = await reached()
        await first_of(digit(leg), ended(leg))
        await first_of(hangup_requested(), ended(leg))
        return came_to(await any_key(leg, BUSY, call.line, readings=1, wait=2))

    (
        Playbook(asks_late, CALL_DANA)
        << rings_ann()
        >> Answered(ANN)
        >> Digit(ANN, "1")
        >> Digit(ANN, "2")
        >> HangupRequested("api")
        << ASKED
        >> Collected(ANN, "")
        << Hangup(ANN, Cause.NORMAL)
        >> Ended(ANN, Cause.NORMAL)
    ).returns(came_to(Key.NONE))


def test_no_key_after_the_last_reading() -> None:
    (
        asked()
        >> Collected(ANN, "")
        << ASKED
        >> Collected(ANN, "")
        << ASKED
        >> Collected(ANN, "")
        << Hangup(ANN, Cause.NORMAL)
        >> Ended(ANN, Cause.NORMAL)
    ).returns(came_to(Key.NONE))


def test_nobody_is_asked_again_after_hanging_up() -> None:
    (asked() >> Ended(ANN, Cause.NORMAL)).returns(came_to(Key.NONE))
