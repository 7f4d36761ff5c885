"""Farewells: what a flow that was called off may still say, and for how long."""

from collections.abc import Callable

from offhook.calls.commands import Hangup
from offhook.calls.events import Answered, Ended, HangupRequested, Prompted
from offhook.calls.flow import Cancelled, FlowOf, Outcome, after, answered, ended, hangup, hangup_requested, race
from offhook.calls.kernel import FAREWELL
from offhook.calls.values import Cause, ClickToCall, Disposition, LegId
from tests.calls.phones import GOODBYE, HELLO, phone, rung, speak, told, with_farewell
from tests.example import ANN, CALL_DANA, DANA, hears, rings_dana
from tests.playbook import Playbook, elapsed

REQUESTED = HangupRequested("api")


def called_off(side: Callable[[LegId], FlowOf[str]]) -> Playbook:
    """While it deals with a phone that was answered, a request wins the race."""

    async def flow(call: ClickToCall) -> Outcome:
        leg = await phone()
        await answered(leg)
        return told(await race(hangup_requested(), side(leg)))

    return Playbook(flow, CALL_DANA) << rings_dana(ANN) >> Answered(ANN) >> REQUESTED


def says_farewell(leg: LegId) -> FlowOf[str]:
    return with_farewell(leg, ended(leg))


def test_the_call_waits_for_a_farewell() -> None:
    script = called_off(says_farewell) << hears(ANN, GOODBYE)
    assert script.runner.outcome is None
    assert list(script.runner.timers.values()) == [FAREWELL]
    (script >> Prompted(ANN) << Hangup(ANN, Cause.NORMAL) >> Ended(ANN, Cause.NORMAL)).returns(told(REQUESTED))


def test_a_farewell_is_bounded() -> None:
    script = called_off(says_farewell) << hears(ANN, GOODBYE)
    (script >> elapsed(FAREWELL) << Hangup(ANN, Cause.NORMAL) >> Ended(ANN, Cause.NORMAL)).returns(told(REQUESTED))


def test_the_winner_goes_on_while_the_loser_says_farewell() -> None:
    async def flow(call: ClickToCall) -> Outcome:
        leg = await phone()
        await answered(leg)
        await race(with_farewell(leg, ended(leg)), hangup_requested())
        return told(await rung("the next"))

    (
        Playbook(flow, CALL_DANA)
        << rings_dana(ANN)
        >> Answered(ANN)
        >> REQUESTED
        << hears(ANN, GOODBYE)
        << rings_dana(DANA)
        >> Ended(DANA, Cause.BUSY)
        >> Prompted(ANN)
        << Hangup(ANN, Cause.NORMAL)
        >> Ended(ANN, Cause.NORMAL)
    ).returns(told("the next ended"))


def test_a_loser_that_swallows_its_cancelling_has_the_time_of_a_farewell() -> None:
    async def stubborn(leg: LegId) -> str:
        while True:
            try:
                await ended(leg)
                return "ended"
            except Cancelled:
                await speak(leg, HELLO)

    (
        called_off(stubborn)
        << hears(ANN, HELLO)
        >> Prompted(ANN)
        >> elapsed(FAREWELL)
        << Hangup(ANN, Cause.NORMAL)
        >> Ended(ANN, Cause.NORMAL)
    ).returns(told(REQUESTED))


def test_a_farewell_with_a_race_of_its_own_is_bounded_too() -> None:
    async def lengthy(leg: LegId) -> str:
        try:
            await ended(leg)
            return "ended"
        except Cancelled:
            await speak(leg, GOODBYE)
            await race(rung("yet another phone"), with_farewell(leg, ended(leg)))
            raise

    (
        called_off(lengthy)
        << hears(ANN, GOODBYE)
        << rings_dana(DANA)
        >> elapsed(FAREWELL)
        << Hangup(ANN, Cause.NORMAL)
        << Hangup(DANA, Cause.NORMAL)
        >> Ended(ANN, Cause.NORMAL)
        >> Ended(DANA, Cause.CANCELLED)
    ).returns(told(REQUESTED))


def test_a_loser_may_clean_up_in_finally_and_be_cut_short_there() -> None:
    async def tidy(leg: LegId) -> str:
        try:
            await ended(leg)
            return "ended"
        finally:
            await speak(leg, GOODBYE)
            await prompted_or_not(leg)
            await hangup(leg)

    async def prompted_or_not(leg: LegId) -> None:
        try:
            await ended(leg)
        finally:
            await speak(leg, HELLO)

    (
        called_off(tidy)
        << hears(ANN, GOODBYE)
        >> elapsed(FAREWELL)
        << Hangup(ANN, Cause.NORMAL)
        >> Ended(ANN, Cause.NORMAL)
    ).returns(told(REQUESTED))


def test_an_error_in_a_farewell_fails_the_call() -> None:
    async def clumsy(leg: LegId) -> str:
        try:
            await ended(leg)
            return "ended"
        except Cancelled:
            raise KeyError("lost while leaving") from None

    async def flow(call: ClickToCall) -> Outcome:
        leg = await phone()
        return told(await race(hangup_requested(), clumsy(leg)))

    (
        (Playbook(flow, CALL_DANA) << rings_dana(ANN) >> REQUESTED).crashes("lost while leaving")
        << Hangup(ANN, Cause.CANCELLED)
        >> Ended(ANN, Cause.CANCELLED)
    ).returns(Disposition.FAILED)


def test_an_error_that_nobody_waits_for_any_more_fails_the_call() -> None:
    async def fails() -> str:
        raise KeyError("nobody hears this")

    async def done() -> str:
        return "done"

    async def flow(call: ClickToCall) -> Outcome:
        return told(await race(race(after(1), fails()), done()))

    Playbook(flow, CALL_DANA).crashes("nobody hears this").returns(Disposition.FAILED)
