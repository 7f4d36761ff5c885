"""Several flows at once: `race`, `any_of`, `all_of`, and how losers leave."""

from collections.abc import Awaitable

import pytest

from offhook.calls.commands import Hangup
from offhook.calls.events import Answered, Elapsed, Ended, HangupRequested, Ringing
from offhook.calls.flow import (
    Cancelled,
    Lost,
    Outcome,
    Won,
    after,
    all_of,
    answered,
    any_of,
    ended,
    first_of,
    hangup,
    hangup_requested,
    race,
    ringing,
)
from offhook.calls.values import Cause, ClickToCall, LegId
from tests.calls.phones import DONE, phone, rung, told
from tests.example import ANN, CALL_DANA, DANA, THIRD, rings_dana
from tests.playbook import Playbook, elapsed


def test_the_first_side_to_finish_wins_and_the_other_is_cancelled() -> None:
    async def flow(call: ClickToCall) -> Outcome:
        return told(await race(rung("one"), rung("other")))

    (
        Playbook(flow, CALL_DANA)
        << rings_dana(ANN)
        << rings_dana(DANA)
        >> Answered(DANA)
        << Hangup(ANN, Cause.CANCELLED)
        << Hangup(DANA, Cause.NORMAL)
        >> Ended(ANN, Cause.CANCELLED)
        >> Ended(DANA, Cause.NORMAL)
    ).returns(told("other answered"))


def test_a_side_may_be_a_mere_wait() -> None:
    async def flow(call: ClickToCall) -> Outcome:
        return told(await race(rung("one"), after(20)))

    (
        Playbook(flow, CALL_DANA)
        << rings_dana(ANN)
        >> elapsed(20)
        << Hangup(ANN, Cause.CANCELLED)
        >> Ended(ANN, Cause.CANCELLED)
    ).returns(told(Elapsed("t1")))


@pytest.mark.parametrize(("first", "second"), [("gone", "rings"), ("rings", "gone")])
def test_where_one_event_lets_both_finish_the_one_written_first_does(first: str, second: str) -> None:
    went_on: list[str] = []

    async def side(name: str, leg: LegId) -> str:
        await ended(leg)
        went_on.append(name)
        return name

    async def flow(call: ClickToCall) -> Outcome:
        leg = await phone()
        went_on.clear()
        return told(await race(side(first, leg), side(second, leg)))

    (Playbook(flow, CALL_DANA) << rings_dana(ANN) >> Ended(ANN, Cause.BUSY)).returns(told(first))
    assert went_on == [first], "the other side did not go on"


def test_a_side_that_is_done_at_once_keeps_the_later_ones_from_starting() -> None:
    async def flow(call: ClickToCall) -> Outcome:
        leg = await phone()
        await ended(leg)
        return told(await race(ended(leg), all_of(rung("a phone that must not ring"), rung("another"))))

    (Playbook(flow, CALL_DANA) << rings_dana(ANN) >> Ended(ANN, Cause.BUSY)).returns(told(Ended(ANN, Cause.BUSY)))


def test_races_within_races_are_cancelled_from_the_inside_out() -> None:
    order: list[str] = []

    async def noted(name: str, side: Awaitable[object]) -> str:
        try:
            await side
            return name
        except Cancelled:
            order.append(name)
            raise

    async def flow(call: ClickToCall) -> Outcome:
        leg = await phone()
        order.clear()
        inner = race(noted("innermost", ringing(leg)), noted("beside it", answered(leg)))
        return told(await race(noted("outer", inner), noted("gone", hangup_requested())))

    (
        Playbook(flow, CALL_DANA)
        << rings_dana(ANN)
        >> HangupRequested("api")
        << Hangup(ANN, Cause.NORMAL)
        >> Ended(ANN, Cause.CANCELLED)
    ).returns(told("gone"))
    assert order == ["innermost", "beside it", "outer"]


def test_one_event_can_decide_a_race_and_the_race_around_it() -> None:
    async def flow(call: ClickToCall) -> Outcome:
        leg = await phone()
        return told(await race(race(race(answered(leg), after(1)), after(2)), after(3)))

    script = Playbook(flow, CALL_DANA) << rings_dana(ANN)
    assert list(script.runner.timers.values()) == [1, 2, 3]
    (script >> Answered(ANN) << Hangup(ANN, Cause.NORMAL) >> Ended(ANN, Cause.NORMAL)).returns(told(Answered(ANN)))


def test_an_error_of_one_side_is_raised_where_the_race_is_awaited() -> None:
    async def fails(leg: LegId) -> str:
        await ringing(leg)
        raise ValueError("no such thing")

    async def flow(call: ClickToCall) -> Outcome:
        leg = await phone()
        try:
            await race(rung("other"), fails(leg))
        except ValueError as error:
            await hangup(leg)
            return told(str(error))
        return DONE

    (
        Playbook(flow, CALL_DANA)
        << rings_dana(ANN)
        << rings_dana(DANA)
        >> Ringing(ANN)
        << Hangup(DANA, Cause.CANCELLED)
        << Hangup(ANN, Cause.NORMAL)
        >> Ended(DANA, Cause.CANCELLED)
        >> Ended(ANN, Cause.CANCELLED)
    ).returns(told("no such thing"))


# any_of


async def offer(name: str) -> Won[str] | Lost[str]:
    """Won when answered, lost when the phone ends first."""
    leg = await phone()
    try:
        match await first_of(answered(leg), ended(leg)):
            case Answered():
                return Won(name)
            case Ended(cause=cause):
                return Lost(f"{name} {cause}")
    except Cancelled:
        await hangup(leg, Cause.CANCELLED)
        raise


async def offers_to_three(call: ClickToCall) -> Outcome:
    return told(await any_of(offer("Ann"), offer("Ben"), offer("Cem")))


THREE_RING = [rings_dana(leg) for leg in (ANN, DANA, THIRD)]


def three_phones() -> Playbook:
    return Playbook(offers_to_three, CALL_DANA) << THREE_RING[0] << THREE_RING[1] << THREE_RING[2]


def test_the_first_to_win_ends_the_others() -> None:
    (
        three_phones()
        >> Answered(DANA)
        << Hangup(ANN, Cause.CANCELLED)
        << Hangup(THIRD, Cause.CANCELLED)
        << Hangup(DANA, Cause.NORMAL)
        >> Ended(THIRD, Cause.CANCELLED)
        >> Ended(ANN, Cause.CANCELLED)
        >> Ended(DANA, Cause.NORMAL)
    ).returns(told(Won("Ben")))


def test_a_loss_leaves_the_others_ringing() -> None:
    (
        three_phones()
        >> Ended(ANN, Cause.BUSY)
        >> Ended(DANA, Cause.REJECTED)
        >> Answered(THIRD)
        << Hangup(THIRD, Cause.NORMAL)
        >> Ended(THIRD, Cause.NORMAL)
    ).returns(told(Won("Cem")))


def test_when_all_are_lost_their_outcomes_come_in_the_order_of_the_offers() -> None:
    (three_phones() >> Ended(THIRD, Cause.REJECTED) >> Ended(ANN, Cause.BUSY) >> Ended(DANA, Cause.NO_ANSWER)).returns(
        told(Lost(("Ann busy", "Ben no_answer", "Cem rejected")))
    )


def test_no_offers_are_lost_at_once() -> None:
    async def flow(call: ClickToCall) -> Outcome:
        nobody: list[Awaitable[Won[str] | Lost[str]]] = []
        return told(await any_of(*nobody))

    Playbook(flow, CALL_DANA).returns(told(Lost(())))


def test_an_offer_that_wins_at_once_keeps_the_later_ones_from_starting() -> None:
    async def at_once() -> Won[str] | Lost[str]:
        return Won("at once")

    async def flow(call: ClickToCall) -> Outcome:
        return told(await any_of(offer("Ann"), at_once(), offer("Cem")))

    (
        Playbook(flow, CALL_DANA) << rings_dana(ANN) << Hangup(ANN, Cause.CANCELLED) >> Ended(ANN, Cause.CANCELLED)
    ).returns(told(Won("at once")))


# all_of


def test_all_of_waits_for_every_flow() -> None:
    async def flow(call: ClickToCall) -> Outcome:
        return told(await all_of(rung("Ann"), rung("Ben")))

    (
        Playbook(flow, CALL_DANA)
        << rings_dana(ANN)
        << rings_dana(DANA)
        >> Ended(DANA, Cause.BUSY)
        >> Answered(ANN)
        << Hangup(ANN, Cause.NORMAL)
        >> Ended(ANN, Cause.NORMAL)
    ).returns(told(("Ann answered", "Ben ended")))


def test_all_of_ends_with_the_first_error() -> None:
    async def fails() -> str:
        await hangup_requested()
        raise ValueError("no such thing")

    async def flow(call: ClickToCall) -> Outcome:
        try:
            return told(await all_of(rung("Ann"), fails()))
        except ValueError as error:
            return told(error)

    (
        Playbook(flow, CALL_DANA)
        << rings_dana(ANN)
        >> HangupRequested("api")
        << Hangup(ANN, Cause.CANCELLED)
        >> Ended(ANN, Cause.CANCELLED)
    ).returns(told(ValueError("no such thing")))
