"""What a flow can say and wait for."""

import pytest

from offhook.calls.commands import Bridge, Hangup, Ring
from offhook.calls.events import Answered, Bridged, Collected, Digit, Elapsed, Ended, HangupRequested, Prompted, Ringing
from offhook.calls.flow import (
    Outcome,
    after,
    answered,
    ask,
    bridge,
    bridged,
    collect,
    collected,
    digit,
    ended,
    first_of,
    hangup,
    hangup_requested,
    prompted,
    ring,
    ringing,
)
from offhook.calls.questions import Answer, Granted, MayDial, Question, Refused
from offhook.calls.values import Cause, ClickToCall, Disposition, LegId
from tests.calls.phones import DONE, GOODBYE, HELLO, phone, speak, told
from tests.example import ANN, CALL_DANA, DANA, DANAS_NUMBER, hears, is_asked, rings_dana
from tests.playbook import Playbook, elapsed


def test_commands_return_at_once_and_go_out_in_order() -> None:
    async def flow(call: ClickToCall) -> Outcome:
        first, second = await phone(), await phone()
        await answered(first)
        await answered(second)
        await ring(first)
        await speak(second, HELLO)
        await bridge(first, second)
        await hangup(second, Cause.TIME_UP)
        await ended(second)
        await ended(first)
        return DONE

    (
        Playbook(flow, CALL_DANA)
        << rings_dana(ANN)
        << rings_dana(DANA)
        >> Answered(DANA)
        >> Answered(ANN)
        << Ring(ANN)
        << hears(DANA, HELLO)
        << Bridge(ANN, DANA)
        << Hangup(DANA, Cause.TIME_UP)
        >> Ended(DANA, Cause.NORMAL)
        >> Ended(ANN, Cause.NORMAL)
    ).returns(DONE)


def test_a_wait_returns_the_event_that_brought_the_fact() -> None:
    seen: list[object] = []

    async def flow(call: ClickToCall) -> Outcome:
        leg = await phone()
        seen.clear()  # each rebuilding of the runner runs this again
        seen.append(await ringing(leg))
        seen.append(await answered(leg))
        await speak(leg, HELLO)
        seen.append(await prompted(leg))
        await collect(leg, HELLO, language="en", country="US", digits=2, wait=4)
        seen.append(await collected(leg))
        seen.append(await digit(leg))
        seen.append(await after(3))
        seen.append(await hangup_requested())
        seen.append(await ended(leg))
        return DONE

    (
        Playbook(flow, CALL_DANA)
        << rings_dana(ANN)
        >> Ringing(ANN)
        >> Answered(ANN)
        << hears(ANN, HELLO)
        >> Prompted(ANN)
        << is_asked(ANN, HELLO, digits=2)
        >> Collected(ANN, "12")
        >> Digit(ANN, "#")
        >> elapsed(3)
        >> HangupRequested("api")
        >> Ended(ANN, Cause.NORMAL, q850=16)
    ).returns(DONE)

    assert seen == [
        Ringing(ANN),
        Answered(ANN),
        Prompted(ANN, "call-1.1"),
        Collected(ANN, "12", "call-1.2"),
        "#",
        Elapsed("t1"),
        HangupRequested("api"),
        Ended(ANN, Cause.NORMAL, q850=16),
    ]


def test_bridged_tells_each_leg_of_the_other() -> None:
    async def flow(call: ClickToCall) -> Outcome:
        one, other = await phone(), await phone()
        await answered(one)
        await answered(other)
        await bridge(one, other)
        found = await bridged(other)
        await bridged(one)
        await ended(one)
        return told(found)

    (
        Playbook(flow, CALL_DANA)
        << rings_dana(ANN)
        << rings_dana(DANA)
        >> Answered(ANN)
        >> Answered(DANA)
        << Bridge(ANN, DANA)
        >> Bridged(ANN, DANA)
        >> Ended(ANN, Cause.NORMAL)
        << Hangup(DANA, Cause.NORMAL)
        >> Ended(DANA, Cause.NORMAL)
    ).returns(told(Bridged(leg=DANA, other=ANN)))


def test_waiting_for_a_fact_that_holds_returns_at_once() -> None:
    async def flow(call: ClickToCall) -> Outcome:
        leg = await phone()
        busy = await ended(leg)
        assert await ended(leg) is busy
        assert await first_of(ringing(leg), ended(leg), after(5)) is busy
        return told(busy)

    (
        # keep one line a step
        Playbook(flow, CALL_DANA) << rings_dana(ANN) >> Ended(ANN, Cause.BUSY, q850=17)
    ).returns(told(Ended(ANN, Cause.BUSY, q850=17)))


def test_a_command_for_a_leg_that_is_gone_is_dropped() -> None:
    async def flow(call: ClickToCall) -> Outcome:
        one, other = await phone(), await phone()
        await answered(one)
        await ended(other)
        await speak(other, HELLO)
        await ring(other)
        await bridge(one, other)
        await bridge(other, one)
        await hangup(other)
        await hangup(one)
        await ended(one)
        return DONE

    (
        Playbook(flow, CALL_DANA)
        << rings_dana(ANN)
        << rings_dana(DANA)
        >> Answered(ANN)
        >> Ended(DANA, Cause.BUSY)
        << Hangup(ANN, Cause.NORMAL)
        >> Ended(ANN, Cause.NORMAL)
    ).returns(DONE)


# Several waits


def test_first_of_prefers_the_earlier_wait_where_two_facts_hold() -> None:
    async def flow(call: ClickToCall) -> Outcome:
        leg = await phone()
        await ended(leg)
        return told(await first_of(answered(leg), ended(leg)))

    (
        Playbook(flow, CALL_DANA) << rings_dana(ANN) >> Answered(ANN) >> Ended(ANN, Cause.NORMAL)
        # not told(Ended(…)): the answer is as much a fact
    ).returns(told(Answered(ANN)))


def test_first_of_may_hold_another_first_of() -> None:
    async def flow(call: ClickToCall) -> Outcome:
        leg = await phone()
        gone = first_of(ended(leg), hangup_requested())
        await first_of(answered(leg), gone, first_of(after(5), after(6)))
        return told(await first_of(gone, after(7)))

    (
        Playbook(flow, CALL_DANA)
        << rings_dana(ANN)
        >> elapsed(6)
        >> HangupRequested("api")
        << Hangup(ANN, Cause.NORMAL)
        >> Ended(ANN, Cause.CANCELLED)
    ).returns(told(HangupRequested("api")))


# Timers


def test_a_timer_runs_from_when_it_is_awaited_until_its_wait_is_over() -> None:
    async def flow(call: ClickToCall) -> Outcome:
        leg = await phone()
        pause = after(20)
        await first_of(answered(leg), after(30))
        await first_of(pause, ended(leg))
        return DONE

    script = Playbook(flow, CALL_DANA) << rings_dana(ANN)
    assert list(script.runner.timers.values()) == [30]
    script >> Answered(ANN)
    assert list(script.runner.timers.values()) == [20]
    (script >> Ended(ANN, Cause.NORMAL)).returns(DONE)


def test_each_await_of_one_timer_runs_anew() -> None:
    async def flow(call: ClickToCall) -> Outcome:
        pause = after(5)
        assert await pause != await pause
        return DONE

    (Playbook(flow, CALL_DANA) >> elapsed(5) >> elapsed(5)).returns(DONE)


def test_a_timer_that_no_longer_runs_is_no_news() -> None:
    async def flow(call: ClickToCall) -> Outcome:
        leg = await phone()
        await first_of(ringing(leg), after(30))
        await after(5)
        await ended(leg)
        return DONE

    (
        (Playbook(flow, CALL_DANA) << rings_dana(ANN) >> Ringing(ANN))
        .ignores(Elapsed("t1"))
        .ignores(Elapsed("t3"))
        .ignores(Elapsed("of another call"))
        >> Elapsed("t2")
        >> Ended(ANN, Cause.NO_ANSWER)
    ).returns(DONE)


# Keys


def test_keys_are_kept_from_the_answer_on() -> None:
    async def flow(call: ClickToCall) -> Outcome:
        leg = await phone()
        await hangup_requested()
        keys = await digit(leg) + await digit(leg) + await digit(leg)
        await ended(leg)
        return told(keys)

    (
        (Playbook(flow, CALL_DANA) << rings_dana(ANN)).ignores(Digit(ANN, "9"))
        >> Answered(ANN)
        >> Digit(ANN, "1")
        >> Digit(ANN, "*")
        >> HangupRequested("api")
        >> Digit(ANN, "3")
        >> Ended(ANN, Cause.NORMAL)
    ).returns(told("1*3"))


def test_keys_are_dropped_when_the_next_prompt_starts() -> None:
    async def flow(call: ClickToCall) -> Outcome:
        leg = await phone()
        await prompted_after_two_keys(leg)
        key = await digit(leg)
        await ended(leg)
        return told(key)

    async def prompted_after_two_keys(leg: LegId) -> None:
        await hangup_requested()
        await speak(leg, HELLO)
        await prompted(leg)

    (
        Playbook(flow, CALL_DANA)
        << rings_dana(ANN)
        >> Answered(ANN)
        >> Digit(ANN, "1")
        >> Digit(ANN, "2")
        >> HangupRequested("api")
        << hears(ANN, HELLO)
        >> Digit(ANN, "7")
        >> Prompted(ANN)
        >> Ended(ANN, Cause.NORMAL)
    ).returns(told("7"))


@pytest.mark.parametrize(("type_ahead", "typed"), [(True, "12"), (False, "")])
def test_keys_pressed_before_a_collect_count_only_for_type_ahead(type_ahead: bool, typed: str) -> None:
    async def flow(call: ClickToCall) -> Outcome:
        leg = await phone()
        await hangup_requested()
        await collect(leg, HELLO, language="en", country="US", digits=4, wait=4, type_ahead=type_ahead)
        found = await collected(leg)
        await ended(leg)
        return told(found)

    script = Playbook(flow, CALL_DANA) << rings_dana(ANN) >> Answered(ANN) >> Digit(ANN, "1") >> Digit(ANN, "2")
    (
        script
        >> HangupRequested("api")
        << is_asked(ANN, HELLO, digits=4, typed=typed)
        >> Collected(ANN, "1234")
        >> Ended(ANN, Cause.NORMAL)
    ).returns(told(Collected(ANN, "1234", "call-1.1")))
    assert script.runner.facts.legs[ANN].digits == ""


# Prompts


def test_only_the_prompt_that_plays_can_be_over() -> None:
    async def flow(call: ClickToCall) -> Outcome:
        leg = await phone()
        await answered(leg)
        await speak(leg, HELLO)
        await first_of(prompted(leg), after(30))
        await speak(leg, GOODBYE)
        last = await prompted(leg)
        await hangup(leg)
        await ended(leg)
        return told(last)

    script = (
        Playbook(flow, CALL_DANA)
        << rings_dana(ANN)
        >> Answered(ANN)
        << hears(ANN, HELLO)
        >> elapsed(30)
        << hears(ANN, GOODBYE)
    )
    (
        script.ignores(Prompted(ANN, "call-1.1")).ignores(Collected(ANN, "1", "call-1.2"))
        >> Prompted(ANN, "call-1.2")
        << Hangup(ANN, Cause.NORMAL)
        >> Ended(ANN, Cause.NORMAL)
    ).returns(told(Prompted(ANN, "call-1.2")))


# Questions


@pytest.mark.parametrize("answer", [Granted(longest=60.0), Refused(reason="enough for today")])
def test_an_answer_is_journaled_and_not_asked_for_again(answer: Answer) -> None:
    asked: list[Question] = []
    question = MayDial(member="member_ann", to=DANAS_NUMBER)

    async def flow(call: ClickToCall) -> Outcome:
        found = await ask(question)
        await after(5)
        return Outcome(Disposition.ANSWERED, reason=repr(found))

    def stores(question: Question) -> Answer:
        asked.append(question)
        return answer

    script = Playbook(flow, CALL_DANA, answers=stores) >> elapsed(5)
    script.returns(Outcome(Disposition.ANSWERED, reason=repr(answer)))
    assert [entry.answers for entry in script.entries] == [(answer,), ()]
    assert asked == [question]
