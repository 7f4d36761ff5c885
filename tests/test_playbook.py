"""A script that does not hold says where, and what was expected beside what was said."""

import re

import pytest

from offhook.calls.commands import Hangup
from offhook.calls.events import Answered, Elapsed, Ended, Prompted
from offhook.calls.flow import Outcome, after, answered, ask, ended, first_of, hangup, originate, say
from offhook.calls.questions import Granted, MayDial
from offhook.calls.values import Cause, ClickToCall, Disposition, Phrase, Role
from tests.example import ANN, CALL_DANA, DANA, DANAS_NUMBER, LAB, LINE, hears, rings_ann, rings_dana
from tests.playbook import Playbook, elapsed, every_script_ends

DONE = Outcome(Disposition.ANSWERED)


async def rings_and_says_busy(call: ClickToCall) -> Outcome:
    leg = await originate(Role.CONTACT, DANAS_NUMBER, caller_id=LINE, trunk=LAB)
    await answered(leg)
    await say(leg, Phrase("dial.busy"), language="en", country="US")
    await first_of(ended(leg), after(5))
    await hangup(leg)
    await ended(leg)
    return DONE


def rung() -> Playbook:
    return Playbook(rings_and_says_busy, CALL_DANA) << rings_dana(ANN)


def spoken_to() -> Playbook:
    return rung() >> Answered(ANN) << hears(ANN, "dial.busy")


def test_a_script_that_holds_says_nothing() -> None:
    script = spoken_to() >> elapsed(5) << Hangup(ANN, Cause.NORMAL) >> Ended(ANN, Cause.NORMAL)
    script.returns(DONE)
    assert [entry.seq for entry in script.entries] == [1, 2, 3, 4]


DIALS = (
    "leg=call-1, role=contact, to=+12025550122, caller_id=+12025550100, trunk=trunk_lab, trail=Trail(token='', hops=0)"
)

BESIDE = f"""\
the flow's next command is another

rings_and_says_busy so far:
  << Originate({DIALS})
  >> Answered(leg=call-1)

            expected  got
*           Hangup    Say
  leg       'call-1'  'call-1'
* cause     busy
* phrases             (Phrase(key='dial.busy', number='', name='', sound=''),)
* language            'en'
* country             'US'
* prompt              'call-1.1'"""


def test_another_command_than_the_expected_is_shown_beside_it() -> None:
    with pytest.raises(AssertionError) as failure:
        rung() >> Answered(ANN) << Hangup(ANN, Cause.BUSY)
    assert str(failure.value) == BESIDE


def test_a_field_that_differs_is_starred() -> None:
    with pytest.raises(AssertionError) as failure:
        Playbook(rings_and_says_busy, CALL_DANA) << rings_ann()
    assert re.search(r"^\* role +member +contact$", str(failure.value), re.MULTILINE)
    assert re.search(r"^  leg +'call-1' +'call-1'$", str(failure.value), re.MULTILINE)


def test_a_command_that_was_not_said() -> None:
    with pytest.raises(AssertionError, match=r"(?s)another\n.*\* +Hangup +nothing"):
        rung() << Hangup(ANN, Cause.BUSY)


def test_a_command_that_was_not_expected_before_the_next_event() -> None:
    with pytest.raises(AssertionError, match=r"(?s)the flow says more\n.*\* +nothing +Say"):
        rung() >> Answered(ANN) >> Ended(ANN, Cause.NORMAL)


def test_a_command_that_was_not_expected_at_the_end() -> None:
    with pytest.raises(AssertionError, match="the flow says more"):
        (spoken_to() >> elapsed(5)).goes_on()


def test_another_outcome() -> None:
    with pytest.raises(AssertionError, match=r"(?s)the flow returned something else\n.*refused +Outcome"):
        (spoken_to() >> Ended(ANN, Cause.NORMAL)).returns(Disposition.REFUSED)


def test_no_outcome_yet() -> None:
    with pytest.raises(AssertionError, match="the flow still waits"):
        spoken_to().returns(DONE)


def test_an_outcome_too_early() -> None:
    with pytest.raises(AssertionError, match="the flow is done"):
        (spoken_to() >> Ended(ANN, Cause.NORMAL)).goes_on()


def test_a_leg_that_is_left() -> None:
    async def leaves_one(call: ClickToCall) -> Outcome:
        await originate(Role.CONTACT, DANAS_NUMBER, caller_id=LINE, trunk=LAB)
        return DONE

    script = Playbook(leaves_one, CALL_DANA) << rings_dana(ANN) << Hangup(ANN, Cause.NORMAL)
    with pytest.raises(AssertionError, match=r"(?s)does not end every leg\n.*still up +\['call-1'\]"):
        script.returns(DONE)


def test_a_timer_that_does_not_run() -> None:
    with pytest.raises(AssertionError, match=r"(?s)no such timer runs\n.*seconds +7.*'t1': 5"):
        spoken_to() >> elapsed(7)


def test_the_end_of_a_prompt_that_does_not_play() -> None:
    with pytest.raises(AssertionError, match="this leg hears nothing"):
        rung() >> Prompted(ANN)


def test_an_error_that_was_not_expected() -> None:
    async def fails(call: ClickToCall) -> Outcome:
        raise ValueError("a bug")

    with pytest.raises(AssertionError, match=r"(?s)the flow raised\n.*ValueError: a bug \(test_playbook\.py:\d+\)"):
        Playbook(fails, CALL_DANA).goes_on()


def test_an_error_that_did_not_come() -> None:
    with pytest.raises(AssertionError, match=r"(?s)the flow was to raise\n.*a bug +nothing"):
        rung().crashes("a bug")


def test_news_that_should_be_none() -> None:
    with pytest.raises(AssertionError, match="this event was taken as news"):
        rung().ignores(Answered(ANN))
    rung().ignores(Answered(DANA)).ignores(Elapsed("t1")).goes_on()


async def asks(call: ClickToCall) -> Outcome:
    await ask(MayDial(member="member_ann", to=DANAS_NUMBER))
    return DONE


def test_a_question_without_an_answer() -> None:
    with pytest.raises(AssertionError, match="answers= lack this question"):
        Playbook(asks, CALL_DANA)
    with pytest.raises(AssertionError, match="answers= lack this question"):
        Playbook(asks, CALL_DANA, answers={MayDial(member="member_ben", to=DANAS_NUMBER): Granted(60)})


def test_a_phrase_without_words() -> None:
    async def says_anything(call: ClickToCall) -> Outcome:
        leg = await originate(Role.CONTACT, DANAS_NUMBER, caller_id=LINE, trunk=LAB)
        await answered(leg)
        await say(leg, Phrase("dial.anything"), language="en", country="US")
        await ended(leg)
        return DONE

    with pytest.raises(AssertionError, match=r"(?s)lack what the flow says\n.*dial\.anything"):
        Playbook(says_anything, CALL_DANA) << rings_dana(ANN) >> Answered(ANN)


def test_a_flow_that_is_not_a_function_of_its_events() -> None:
    seconds = iter([1.0, 2.0])

    async def draws(call: ClickToCall) -> Outcome:
        await after(next(seconds))
        return DONE

    with pytest.raises(AssertionError, match=r"(?s)rebuilt from its journal differs\n.*timers\n.*1\.0\}\n.*2\.0\}"):
        Playbook(draws, CALL_DANA)


def test_a_script_without_an_end_fails_its_test() -> None:
    around_a_test = every_script_ends()
    next(around_a_test)
    rung()
    with pytest.raises(pytest.fail.Exception, match=r"ends with \.returns\(\) or \.goes_on\(\)"):
        next(around_a_test)
    Playbook.unfinished.clear()
