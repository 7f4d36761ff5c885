"""What the kernel does for every flow: closing calls, catching errors, refusing what makes no sense."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

import pytest

from offhook.calls.commands import Bridge, Hangup, Originate
from offhook.calls.events import (
    Answered,
    Bridged,
    Elapsed,
    Ended,
    Event,
    FlowFailed,
    HangupRequested,
    Prompted,
    Restarted,
    Ringing,
    Started,
)
from offhook.calls.facts import Facts
from offhook.calls.flow import (
    Cancelled,
    FlowOf,
    Outcome,
    after,
    all_of,
    answered,
    ask,
    bridge,
    bridged,
    collect,
    ended,
    hangup,
    hangup_requested,
    race,
    ring,
    ringing,
)
from offhook.calls.kernel import LONGEST_TURN, Runner
from offhook.calls.questions import MayDial
from offhook.calls.values import Cause, ClickToCall, Disposition, LegId, Phrase
from offhook.flows import fallback
from tests.calls.phones import DONE, HELLO, phone, rung, speak
from tests.example import ANN, CALL_DANA, DANA, DANAS_NUMBER, THIRD, hears, rings_dana
from tests.playbook import CALL, Playbook, elapsed

Flow = Callable[[ClickToCall], FlowOf[Outcome]]


def runner(flow: Flow) -> Runner:
    return Runner(CALL, {("flow", 1): flow}, fallback)


STARTED = Started("flow", 1, CALL_DANA)


# Closing


async def answers_and_is_done(call: ClickToCall) -> Outcome:
    one = await phone()
    await phone()
    await answered(one)
    return DONE


def test_when_the_flow_is_done_the_legs_that_are_left_are_hung_up() -> None:
    script = (
        Playbook(answers_and_is_done, CALL_DANA)
        << rings_dana(ANN)
        << rings_dana(DANA)
        >> Answered(ANN)
        << Hangup(ANN, Cause.NORMAL)
        << Hangup(DANA, Cause.NORMAL)
    )
    assert script.runner.outcome == DONE
    assert not script.runner.closed
    script >> Ended(ANN, Cause.NORMAL)
    assert not script.runner.closed
    (script >> Ended(DANA, Cause.CANCELLED)).returns(DONE)


def test_a_leg_that_answers_after_it_was_hung_up_is_hung_up_again_for_the_same_reason() -> None:
    async def flow(call: ClickToCall) -> Outcome:
        leg = await phone()
        await ringing(leg)
        await hangup(leg, Cause.NO_ANSWER)
        await ended(leg)
        return DONE

    (
        (
            Playbook(flow, CALL_DANA)
            << rings_dana(ANN)
            >> Ringing(ANN)
            << Hangup(ANN, Cause.NO_ANSWER)
            >> Answered(ANN)
            << Hangup(ANN, Cause.NO_ANSWER)
        ).ignores(Answered(ANN))
        >> Ended(ANN, Cause.NORMAL)
    ).returns(DONE)


def test_a_call_that_is_closed_takes_no_events() -> None:
    script = (
        Playbook(answers_and_is_done, CALL_DANA)
        << rings_dana(ANN)
        << rings_dana(DANA)
        >> Ended(DANA, Cause.BUSY)
        >> Answered(ANN)
        << Hangup(ANN, Cause.NORMAL)
        >> Ended(ANN, Cause.NORMAL)
    )
    after_the_end: list[Event] = [
        STARTED,
        Answered(ANN),
        Ended(ANN, Cause.NORMAL),
        Elapsed("t1"),
        HangupRequested("api"),
        Restarted("the worker was restarted"),
        FlowFailed("too late"),
    ]
    for event in after_the_end:
        script.ignores(event)
    script.returns(DONE)


def test_a_call_starts_once() -> None:
    script = Playbook(answers_and_is_done, CALL_DANA) << rings_dana(ANN) << rings_dana(DANA)
    script.ignores(STARTED).goes_on()


@pytest.mark.parametrize(
    "event",
    [
        Ringing(THIRD),
        Answered(THIRD),
        Ended(LegId("another-call-1"), Cause.BUSY),
        Prompted(ANN, "call-1.1"),
        Bridged(ANN, DANA),
        Elapsed("t1"),
    ],
)
def test_an_event_about_nothing_of_this_call_is_no_news(event: Event) -> None:
    script = Playbook(answers_and_is_done, CALL_DANA) << rings_dana(ANN) << rings_dana(DANA)
    script.ignores(event).goes_on()


def test_a_restart_is_news_and_changes_nothing() -> None:
    (
        Playbook(answers_and_is_done, CALL_DANA)
        << rings_dana(ANN)
        << rings_dana(DANA)
        >> Restarted("the worker was restarted")
        >> Restarted("the worker was restarted")
    ).goes_on()


def test_only_timers_that_are_awaited_now_run() -> None:
    async def flow(call: ClickToCall) -> Outcome:
        leg = await phone()
        await race(race(ringing(leg), after(1)), race(answered(leg), after(2)))
        await all_of(after(3), after(3), ended(leg))
        return DONE

    script = Playbook(flow, CALL_DANA) << rings_dana(ANN)
    assert sorted(script.runner.timers.values()) == [1, 2]
    script >> Ringing(ANN)
    assert sorted(script.runner.timers.values()) == [3, 3]
    script >> elapsed(3)
    assert sorted(script.runner.timers.values()) == [3]
    script >> Ended(ANN, Cause.BUSY)
    assert sorted(script.runner.timers.values()) == [3]
    (script >> elapsed(3)).returns(DONE)


# What a flow may not do


async def awaits_asyncio(call: ClickToCall) -> Outcome:
    await asyncio.sleep(0)
    return DONE


async def awaits_a_future(call: ClickToCall) -> Outcome:
    loop = asyncio.new_event_loop()
    try:
        await loop.create_future()
    finally:
        loop.close()
    return DONE


class _Anything:
    def __await__(self):  # type: ignore[no-untyped-def]
        yield "anything"


async def awaits_anything(call: ClickToCall) -> Outcome:
    await _Anything()
    return DONE


@pytest.mark.parametrize("flow", [awaits_asyncio, awaits_a_future, awaits_anything])
def test_awaiting_what_is_not_ours_raises_at_once_and_says_so(flow: Flow) -> None:
    script = Playbook(flow, CALL_DANA).crashes("NotAFlowWait: a flow may only await what offhook.calls.flow gives, not")
    script.returns(Disposition.FAILED)


def test_an_error_names_the_lines_that_led_to_it() -> None:
    async def within(leg: LegId) -> None:
        await ringing(leg)
        raise KeyError("what")

    async def flow(call: ClickToCall) -> Outcome:
        await within(await phone())
        return DONE

    turn = Playbook(flow, CALL_DANA) << rings_dana(ANN) >> Ringing(ANN)
    first = within.__code__.co_firstlineno
    script = turn.crashes(f"KeyError: 'what' (test_kernel.py:{first + 5} > test_kernel.py:{first + 2})")
    (script << Hangup(ANN, Cause.CANCELLED) >> Ended(ANN, Cause.CANCELLED)).returns(Disposition.FAILED)


async def _speak(leg: LegId) -> None:
    await speak(leg, HELLO)


async def _collect(leg: LegId) -> None:
    await collect(leg, HELLO, language="en", country="US", digits=1, wait=4)


async def _bridge(leg: LegId) -> None:
    other = await phone()
    await bridge(leg, other)


@pytest.mark.parametrize("early", [_speak, _collect, _bridge, ring])
def test_only_an_answered_leg_is_spoken_to_or_bridged(early: Callable[[LegId], Awaitable[None]]) -> None:
    async def flow(call: ClickToCall) -> Outcome:
        await early(await phone())
        return DONE

    call = runner(flow)
    turn = call.feed(STARTED)
    assert turn is not None
    assert turn.crash is not None
    assert turn.crash.startswith("NotAnswered: ")
    assert all(isinstance(command, Originate) for command in turn.commands)
    call.discard()


def test_a_flow_returns_an_outcome() -> None:
    async def flow(call: ClickToCall) -> Outcome:
        return None  # type: ignore[return-value]

    Playbook(flow, CALL_DANA).crashes("NotAnOutcome: a call's flow returns an Outcome, not None").returns(
        Disposition.FAILED
    )


def test_a_flow_that_goes_round_in_circles_is_stopped() -> None:
    async def flow(call: ClickToCall) -> Outcome:
        leg = await phone()
        while True:
            await ended(leg)

    line = flow.__code__.co_firstlineno + 3
    (
        (Playbook(flow, CALL_DANA) << rings_dana(ANN) >> Ended(ANN, Cause.BUSY)).crashes(
            f"EndlessTurn: {LONGEST_TURN} commands and waits in one turn (test_kernel.py:{line})"
        )
    ).returns(Disposition.FAILED)


def test_a_flow_that_goes_round_in_circles_whatever_it_is_told_is_stopped_too() -> None:
    async def flow(call: ClickToCall) -> Outcome:
        leg = await phone()
        while True:
            with suppress(Exception):
                await ended(leg)

    (
        (Playbook(flow, CALL_DANA) << rings_dana(ANN) >> Ended(ANN, Cause.BUSY)).crashes(
            f"EndlessTurn: {2 * LONGEST_TURN} commands and waits in one turn, and it goes on"
        )
    ).returns(Disposition.FAILED)


def test_a_flow_can_not_cancel_itself() -> None:
    async def flow(call: ClickToCall) -> Outcome:
        raise Cancelled

    Playbook(flow, CALL_DANA).crashes("RuntimeError: raised Cancelled() itself").returns(Disposition.FAILED)


@pytest.mark.parametrize("started", [Started("flow", 2, CALL_DANA), Started("other", 1, CALL_DANA)])
def test_an_unknown_flow_or_version_is_told_in_words(started: Started) -> None:
    call = runner(answers_and_is_done)
    turn = call.feed(started)
    assert turn is not None
    assert turn.crash == (
        f"UnknownFlow: this version of Offhook has no flow {started.flow!r} in version {started.version}"
    )
    assert call.feed(FlowFailed(turn.crash)) is not None
    assert call.closed
    assert call.outcome is not None
    assert call.outcome.disposition is Disposition.FAILED


# The stores


def test_what_the_stores_raise_is_not_the_flows_fault() -> None:
    async def flow(call: ClickToCall) -> Outcome:
        await race(asks(), all_of(rung("one"), rung("other")))
        return DONE

    async def asks() -> None:
        await ask(MayDial(member="member_ann", to=DANAS_NUMBER))

    def locked(question: object) -> None:
        raise TimeoutError("the database is locked")

    call = runner(flow)
    with pytest.raises(TimeoutError, match="the database is locked"):
        call.feed(STARTED, locked)  # type: ignore[arg-type]
    assert not call.timers


def test_a_question_without_stores_says_so() -> None:
    async def flow(call: ClickToCall) -> Outcome:
        await ask(MayDial(member="member_ann", to=DANAS_NUMBER))
        return DONE

    with pytest.raises(LookupError, match="nobody is there to answer MayDial"):
        runner(flow).feed(STARTED)


# Discarding


@pytest.mark.filterwarnings("error")
def test_a_runner_can_be_discarded_anywhere() -> None:
    async def flow(call: ClickToCall) -> Outcome:
        await race(all_of(stubborn(), rung("other")), hangup_requested())
        return DONE

    async def stubborn() -> str:
        leg = await phone()
        try:
            await ended(leg)
        finally:
            await hangup(leg)
            await ended(leg)
        return "stubborn"

    call = runner(flow)
    call.feed(STARTED)
    call.discard()
    assert not call.timers
    assert not call.closed
    call.discard()


# When a flow fails


async def fails_while_others_talk(call: ClickToCall) -> Outcome:
    """Two talk, a third has answered, a fourth rings."""
    one, other, third = await phone(), await phone(), await phone()
    await answered(third)
    await bridge(one, other)
    await bridged(one)
    fourth = await phone()
    await ringing(fourth)
    raise ValueError("a bug")


FOURTH = LegId("call-4")
APOLOGY = Phrase("call.apology")


def has_failed(fallback: Callable[[Facts], FlowOf[Outcome]] = fallback) -> Playbook:
    return (
        Playbook(fails_while_others_talk, CALL_DANA, fallback=fallback)
        << rings_dana(ANN)
        << rings_dana(DANA)
        << rings_dana(THIRD)
        >> Answered(ANN)
        >> Answered(DANA)
        >> Answered(THIRD)
        << Bridge(ANN, DANA)
        >> Bridged(ANN, DANA)
        << rings_dana(FOURTH)
        >> Ringing(FOURTH)
    ).crashes("ValueError: a bug")


def apologises() -> Playbook:
    return has_failed() << hears(THIRD, APOLOGY) << Hangup(FOURTH, Cause.CANCELLED)


def test_after_a_failure_talks_go_on_and_the_others_are_let_go_in_words() -> None:
    (
        apologises()
        >> Ended(FOURTH, Cause.CANCELLED)
        >> Prompted(THIRD)
        << Hangup(THIRD, Cause.NORMAL)
        >> Ended(THIRD, Cause.NORMAL)
        >> Ended(DANA, Cause.NORMAL)
        << Hangup(ANN, Cause.NORMAL)
        >> Ended(ANN, Cause.NORMAL)
    ).returns(Outcome(Disposition.FAILED, reason="a fault in Offhook: the call's flow could not go on"))


def test_after_a_failure_a_person_can_still_end_the_call() -> None:
    (
        apologises()
        >> HangupRequested("api")
        << Hangup(ANN, Cause.NORMAL)
        << Hangup(DANA, Cause.NORMAL)
        << Hangup(THIRD, Cause.NORMAL)
        >> Ended(ANN, Cause.NORMAL)
        >> Ended(DANA, Cause.NORMAL)
        >> Ended(THIRD, Cause.NORMAL)
        >> Ended(FOURTH, Cause.CANCELLED)
    ).returns(Disposition.FAILED)


def test_an_apology_whose_end_is_never_told_is_bounded() -> None:
    (apologises() >> elapsed(15) << Hangup(THIRD, Cause.NORMAL)).goes_on()


def test_timers_of_the_failed_flow_run_no_more() -> None:
    async def flow(call: ClickToCall) -> Outcome:
        await race(after(60), fails_on_request())
        return DONE

    async def fails_on_request() -> None:
        await hangup_requested()
        raise ValueError("a bug")

    script = Playbook(flow, CALL_DANA) >> HangupRequested("api")
    script.crashes("a bug").ignores(Elapsed("t1")).returns(Disposition.FAILED)


async def fails_again(facts: Facts) -> Outcome:
    await ended(THIRD)
    raise RuntimeError("the fallback as well")


async def fails_at_once(facts: Facts) -> Outcome:
    raise RuntimeError("the fallback as well")


def both_have_failed() -> Playbook:
    return (
        (has_failed(fails_at_once)).crashes("the fallback as well")
        << Hangup(THIRD, Cause.NORMAL)
        << Hangup(FOURTH, Cause.NORMAL)
    )


def test_when_the_fallback_fails_as_well_only_talks_go_on() -> None:
    script = both_have_failed()
    assert not script.runner.closed
    (
        script
        >> Ended(THIRD, Cause.NORMAL)
        >> Ended(FOURTH, Cause.CANCELLED)
        >> Ended(DANA, Cause.NORMAL)
        << Hangup(ANN, Cause.NORMAL)
        >> Ended(ANN, Cause.NORMAL)
    ).returns(Outcome(Disposition.FAILED, reason="the call's flow and its fallback failed"))


def test_when_the_fallback_fails_as_well_a_person_can_still_end_the_call() -> None:
    (
        both_have_failed()
        >> HangupRequested("api")
        << Hangup(ANN, Cause.NORMAL)
        << Hangup(DANA, Cause.NORMAL)
        >> Ended(ANN, Cause.NORMAL)
        >> Ended(DANA, Cause.NORMAL)
        >> Ended(THIRD, Cause.NORMAL)
        >> Ended(FOURTH, Cause.CANCELLED)
    ).returns(Disposition.FAILED)


def test_a_fallback_that_fails_later_is_given_up_too() -> None:
    (
        (has_failed(fails_again) >> Ended(THIRD, Cause.NORMAL)).crashes("the fallback as well")
        << Hangup(FOURTH, Cause.NORMAL)
        >> Ended(FOURTH, Cause.CANCELLED)
        >> Ended(ANN, Cause.NORMAL)
        << Hangup(DANA, Cause.NORMAL)
        >> Ended(DANA, Cause.NORMAL)
    ).returns(Disposition.FAILED)


def test_a_third_failure_changes_nothing() -> None:
    (
        both_have_failed()
        >> FlowFailed("its journal could not be replayed")
        >> Ended(THIRD, Cause.NORMAL)
        >> Ended(FOURTH, Cause.CANCELLED)
        >> Ended(ANN, Cause.NORMAL)
        << Hangup(DANA, Cause.NORMAL)
        >> Ended(DANA, Cause.NORMAL)
    ).returns(Disposition.FAILED)
