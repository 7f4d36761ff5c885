"""Ringing a phone: a number over a line's trunks, or a device."""

import pytest

from offhook.calls.commands import Hangup, Originate
from offhook.calls.events import Answered, Ended, HangupRequested, Ringing
from offhook.calls.flow import NO_TRUNK, Outcome, hangup_requested, race
from offhook.calls.values import Cause, ClickToCall, Disposition, Role
from offhook.flows.parts.dial import SILENT_DEVICE, Reached, Unreached, dial, dial_device
from tests.example import ANN, CALL_DANA, DANA, LAB, LINE, RING_CONTACT, RING_MEMBER, SPARE, rings_dana
from tests.example_inbound import CAROLS_DEVICE
from tests.playbook import Playbook, elapsed


async def dials_dana(call: ClickToCall) -> Outcome:
    within = call.ring_contact
    ringing = dial(Role.CONTACT, call.contact.number, caller_id=LINE, trunks=(LAB, SPARE), within=within)
    return came_to(await race(ringing, hangup_requested()))


def came_to(result: Reached | Unreached | HangupRequested) -> Outcome:
    return Outcome(Disposition.ANSWERED, reason=repr(result))


def dialled() -> Playbook:
    return Playbook(dials_dana, CALL_DANA) << rings_dana(ANN)


def test_an_answer() -> None:
    (dialled() >> Ringing(ANN) >> Answered(ANN) << Hangup(ANN, Cause.NORMAL) >> Ended(ANN, Cause.NORMAL)).returns(
        came_to(Reached(ANN))
    )


def test_an_answer_without_ringing_first() -> None:
    (dialled() >> Answered(ANN) << Hangup(ANN, Cause.NORMAL) >> Ended(ANN, Cause.NORMAL)).returns(came_to(Reached(ANN)))


@pytest.mark.parametrize("cause", [cause for cause in Cause if not cause.is_trunk_failure])
def test_a_phone_that_ends_is_not_rung_again(cause: Cause) -> None:
    (dialled() >> Ended(ANN, cause)).returns(came_to(Unreached(cause)))


@pytest.mark.parametrize("cause", [cause for cause in Cause if cause.is_trunk_failure])
def test_a_trunk_that_fails_before_it_rings_hands_on_to_the_next(cause: Cause) -> None:
    (dialled() >> Ended(ANN, cause) << rings_dana(DANA, trunk=SPARE) >> Ended(DANA, Cause.BUSY)).returns(
        came_to(Unreached(Cause.BUSY))
    )


@pytest.mark.parametrize("cause", [cause for cause in Cause if cause.is_trunk_failure])
def test_a_trunk_that_fails_after_it_rang_does_not(cause: Cause) -> None:
    (dialled() >> Ringing(ANN) >> Ended(ANN, cause)).returns(came_to(Unreached(cause)))


def test_the_last_trunks_failure_is_the_cause() -> None:
    (
        dialled() >> Ended(ANN, Cause.TRUNK_DOWN) << rings_dana(DANA, trunk=SPARE) >> Ended(DANA, Cause.TRUNK_TIMEOUT)
    ).returns(came_to(Unreached(Cause.TRUNK_TIMEOUT)))


def test_the_time_to_ring_starts_with_the_ringing() -> None:
    script = dialled()
    first = dict(script.runner.timers)
    script >> Ringing(ANN)
    assert list(script.runner.timers.values()) == [RING_CONTACT]
    assert script.runner.timers.keys().isdisjoint(first)
    (script >> elapsed(RING_CONTACT) << Hangup(ANN, Cause.NO_ANSWER) >> Ended(ANN, Cause.CANCELLED)).returns(
        came_to(Unreached(Cause.NO_ANSWER))
    )


def test_a_phone_that_never_rings_is_given_up() -> None:
    (dialled() >> elapsed(RING_CONTACT) << Hangup(ANN, Cause.NO_ANSWER) >> Ended(ANN, Cause.CANCELLED)).returns(
        came_to(Unreached(Cause.NO_ANSWER))
    )


def test_cancelling_ends_what_rings() -> None:
    (
        dialled()
        >> Ringing(ANN)
        >> HangupRequested("api")
        << Hangup(ANN, Cause.CANCELLED)
        >> Ended(ANN, Cause.CANCELLED)
    ).returns(came_to(HangupRequested("api")))


# A device


async def rings_carol(call: ClickToCall) -> Outcome:
    ringing = dial_device(Role.MEMBER, CAROLS_DEVICE, caller_id=LINE, within=RING_MEMBER)
    return came_to(await race(ringing, hangup_requested()))


def device_rung() -> Playbook:
    return Playbook(rings_carol, CALL_DANA) << Originate(ANN, Role.MEMBER, CAROLS_DEVICE, LINE, NO_TRUNK)


def test_a_device_answers() -> None:
    (device_rung() >> Ringing(ANN) >> Answered(ANN) << Hangup(ANN, Cause.NORMAL) >> Ended(ANN, Cause.NORMAL)).returns(
        came_to(Reached(ANN))
    )


def test_a_device_answers_without_ringing_first() -> None:
    (device_rung() >> Answered(ANN) << Hangup(ANN, Cause.NORMAL) >> Ended(ANN, Cause.NORMAL)).returns(
        came_to(Reached(ANN))
    )


@pytest.mark.behaviour("P6")
def test_a_device_that_says_nothing_for_a_second_is_not_there() -> None:
    (device_rung() >> elapsed(SILENT_DEVICE) << Hangup(ANN, Cause.UNREACHABLE) >> Ended(ANN, Cause.CANCELLED)).returns(
        came_to(Unreached(Cause.UNREACHABLE))
    )


def test_a_device_that_rings_may_take_its_time() -> None:
    script = device_rung() >> Ringing(ANN)
    assert list(script.runner.timers.values()) == [RING_MEMBER]
    (script >> elapsed(RING_MEMBER) << Hangup(ANN, Cause.NO_ANSWER) >> Ended(ANN, Cause.CANCELLED)).returns(
        came_to(Unreached(Cause.NO_ANSWER))
    )


@pytest.mark.parametrize("cause", list(Cause))
def test_a_device_that_ends_is_not_reached(cause: Cause) -> None:
    (device_rung() >> Ended(ANN, cause)).returns(came_to(Unreached(cause)))


@pytest.mark.parametrize("rings", [True, False])
def test_cancelling_ends_a_device_that_is_rung(rings: bool) -> None:
    script = device_rung() >> Ringing(ANN) if rings else device_rung()
    (script >> HangupRequested("api") << Hangup(ANN, Cause.CANCELLED) >> Ended(ANN, Cause.CANCELLED)).returns(
        came_to(HangupRequested("api"))
    )
