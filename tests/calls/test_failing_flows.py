"""When a flow fails, and when the fallback fails as well: who talks goes on talking."""

from collections.abc import Callable

from offhook.calls.commands import Bridge, Hangup
from offhook.calls.events import Answered, Bridged, Elapsed, Ended, FlowFailed, HangupRequested, Prompted, Ringing
from offhook.calls.facts import Facts
from offhook.calls.flow import FlowOf, Outcome, after, answered, bridge, bridged, ended, hangup_requested, race, ringing
from offhook.calls.values import Cause, ClickToCall, Disposition, LegId, Phrase
from offhook.flows import fallback
from tests.calls.phones import DONE, phone
from tests.example import ANN, CALL_DANA, DANA, THIRD, hears, rings_dana
from tests.playbook import Playbook, elapsed


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
