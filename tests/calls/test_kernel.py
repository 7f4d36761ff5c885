"""What the kernel does for every flow: closing calls, catching errors, refusing what makes no sense."""

import pytest

from offhook.calls.commands import Hangup
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
)
from offhook.calls.flow import Outcome, after, all_of, answered, ask, ended, hangup, hangup_requested, race, ringing
from offhook.calls.questions import MayDial
from offhook.calls.values import Cause, ClickToCall, LegId
from tests.calls.phones import DONE, STARTED, answers_and_is_done, phone, rung, runner
from tests.example import ANN, CALL_DANA, DANA, DANAS_NUMBER, THIRD, rings_dana
from tests.playbook import Playbook, elapsed


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
