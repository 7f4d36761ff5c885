"""What a flow may not do: the kernel raises at once, and says so."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path

import pytest

from offhook.calls.commands import Hangup, Originate
from offhook.calls.events import Ended, FlowFailed, Ringing, Started
from offhook.calls.flow import Cancelled, Outcome, bridge, collect, ended, ring, ringing
from offhook.calls.kernel import LONGEST_TURN
from offhook.calls.values import Cause, ClickToCall, Disposition, LegId
from tests.calls.phones import DONE, HELLO, STARTED, Flow, answers_and_is_done, phone, runner, speak
from tests.example import ANN, CALL_DANA, rings_dana
from tests.playbook import Playbook

HERE = Path(__file__).name


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
    script = turn.crashes(f"KeyError: 'what' ({HERE}:{first + 5} > {HERE}:{first + 2})")
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
            f"EndlessTurn: {LONGEST_TURN} commands and waits in one turn ({HERE}:{line})"
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
