"""Offering a caller to one phone. What comes of several at once: tests/flows/inbound/."""

import pytest
from msgspec import structs

from offhook.calls.commands import Answer, Bridge, Collect, Hangup, Ring
from offhook.calls.events import Answered, Bridged, Collected, Digit, Ended, HangupRequested, Prompted, Ringing
from offhook.calls.flow import Lost, Outcome, Won, hangup_requested, race
from offhook.calls.values import Cause, Disposition, Inbound, Phrase
from offhook.flows.parts.dial import SILENT_DEVICE
from offhook.flows.parts.offer import LONGEST_JOINING, Accepted, Missed, offer
from offhook.flows.parts.prompt import LONGEST_PROMPT
from tests.example import LINE, SPARE
from tests.example_inbound import (
    ANN,
    CALLER,
    CAROL,
    DANA_CALLS,
    ONE,
    RING,
    TWO,
    Claims,
    hears_that_it_is_taken,
    hears_who_calls,
    rings,
    to,
)
from tests.playbook import Playbook, elapsed


async def offered(call: Inbound) -> Outcome:
    match await race(hangup_requested(), offer(call, call.targets[0])):
        case Won(value=value) | Lost(value=value):
            return came_to(value)
        case HangupRequested():
            return came_to(None)


def came_to(value: Accepted | Missed | None) -> Outcome:
    return Outcome(Disposition.ANSWERED, reason=repr(value))


def rung(call: Inbound | None = None, claims: Claims | None = None) -> Playbook:
    call = call or to(ANN)
    return Playbook(offered, call, answers=claims or Claims()) << rings(ONE, call.targets[0])


def answered(claims: Claims | None = None) -> Playbook:
    return rung(claims=claims) >> Ringing(ONE) >> Answered(ONE) << hears_who_calls(ONE)


def held_by_another() -> Claims:
    claims = Claims()
    claims.holder = TWO
    return claims


def ends(script: Playbook) -> Playbook:
    """Every leg that is left."""
    for leg in (CALLER, ONE):
        if script.runner.facts.legs[leg].alive:
            script = script << Hangup(leg, Cause.NORMAL)
    for leg in (CALLER, ONE):
        if script.runner.facts.legs[leg].alive:
            script = script >> Ended(leg, Cause.NORMAL)
    return script


JOINED = came_to(Accepted(ONE, ANN))


@pytest.mark.behaviour("P3", "U8")
@pytest.mark.parametrize("readings", [0, 1, 5])
def test_one_accepts_at_any_reading_of_the_greeting(readings: int) -> None:
    script = answered()
    for _ in range(readings):
        script >> Collected(ONE, "") << hears_who_calls(ONE)
    script >> Collected(ONE, "1") << Answer(CALLER) << Bridge(CALLER, ONE)
    ends(script >> Bridged(CALLER, ONE)).returns(JOINED)


@pytest.mark.behaviour("P3", "U8")
def test_one_pressed_before_the_greeting_has_begun_accepts() -> None:
    script = answered() >> Digit(ONE, "1") << Answer(CALLER) << Bridge(CALLER, ONE)
    ends(script >> Bridged(CALLER, ONE)).returns(JOINED)


@pytest.mark.behaviour("P3", "P4")
@pytest.mark.parametrize("key", list("023456789*#ABCD"))
def test_any_other_key_only_starts_the_greeting_again(key: str) -> None:
    script = answered() >> Collected(ONE, key) << hears_who_calls(ONE) >> Digit(ONE, key) << hears_who_calls(ONE)
    script.goes_on()


@pytest.mark.behaviour("P3")
def test_a_reading_whose_end_is_never_reported_is_followed_by_the_next() -> None:
    (answered() >> elapsed(LONGEST_PROMPT) << hears_who_calls(ONE)).goes_on()


def test_a_caller_who_withholds_their_number_is_told_as_such() -> None:
    call = structs.replace(to(ANN), caller=structs.replace(DANA_CALLS.caller, number=None, name=""))
    phrases = (Phrase("inbound.for_line", number=LINE, name="Main"), Phrase("inbound.screen_withheld"))
    (rung(call) >> Answered(ONE) << Collect(ONE, phrases, "en", "US", digits=1, wait=2.0)).goes_on()


@pytest.mark.behaviour("P4")
def test_whoever_hangs_up_without_accepting_has_missed_it() -> None:
    (answered() >> Ended(ONE, Cause.NORMAL) << Hangup(CALLER, Cause.NORMAL) >> Ended(CALLER, Cause.NORMAL)).returns(
        came_to(Missed.NOT_ACCEPTED)
    )


@pytest.mark.parametrize("cause", [Cause.BUSY, Cause.REJECTED, Cause.UNREACHABLE])
def test_a_phone_that_is_not_reached_has_missed_it(cause: Cause) -> None:
    ends(rung() >> Ended(ONE, cause)).returns(came_to(Missed.NOT_REACHED))


def test_a_number_is_rung_over_the_next_trunk_when_one_fails() -> None:
    over_two = structs.replace(ANN, trunks=(*ANN.trunks, SPARE))
    (rung(to(over_two)) >> Ended(ONE, Cause.TRUNK_DOWN) << rings(TWO, ANN, trunk=SPARE)).goes_on()


def test_a_target_that_is_nothing_to_ring_has_missed_it() -> None:
    nothing = structs.replace(ANN, number=None)
    script = Playbook(offered, to(nothing), answers=Claims())
    (script << Hangup(CALLER, Cause.NORMAL) >> Ended(CALLER, Cause.NORMAL)).returns(came_to(Missed.NOT_REACHED))


# A softphone


@pytest.mark.behaviour("P2")
def test_a_softphone_takes_the_call_by_answering() -> None:
    script = rung(to(CAROL)) >> Ringing(ONE) >> Answered(ONE) << Answer(CALLER) << Bridge(CALLER, ONE)
    ends(script >> Bridged(CALLER, ONE)).returns(came_to(Accepted(ONE, CAROL)))


@pytest.mark.behaviour("P6")
def test_a_softphone_that_does_not_ring_within_a_second_is_left() -> None:
    script = rung(to(CAROL)) >> elapsed(SILENT_DEVICE) << Hangup(ONE, Cause.UNREACHABLE)
    script << Hangup(CALLER, Cause.NORMAL)
    (script >> Ended(ONE, Cause.CANCELLED) >> Ended(CALLER, Cause.NORMAL)).returns(came_to(Missed.NOT_REACHED))


def test_a_softphone_that_rings_is_rung_for_the_ring_time() -> None:
    script = rung(to(CAROL)) >> Ringing(ONE) >> elapsed(RING) << Hangup(ONE, Cause.NO_ANSWER)
    script << Hangup(CALLER, Cause.NORMAL)
    (script >> Ended(ONE, Cause.CANCELLED) >> Ended(CALLER, Cause.NORMAL)).returns(came_to(Missed.NOT_REACHED))


# Another phone was faster, or this one drops


@pytest.mark.behaviour("X2")
def test_who_accepts_what_another_has_hears_that_it_is_taken() -> None:
    (
        answered(held_by_another())
        >> Collected(ONE, "1")
        << hears_that_it_is_taken(ONE)
        >> Prompted(ONE)
        << Hangup(ONE, Cause.CANCELLED)
        << Hangup(CALLER, Cause.NORMAL)
        >> Ended(ONE, Cause.NORMAL)
        >> Ended(CALLER, Cause.NORMAL)
    ).returns(came_to(Missed.TAKEN))


def test_who_hears_that_it_is_taken_hears_it_once_and_to_its_end() -> None:
    (
        answered(held_by_another())
        >> Collected(ONE, "1")
        << hears_that_it_is_taken(ONE)
        >> HangupRequested("the API")
        >> Prompted(ONE)
        << Hangup(ONE, Cause.CANCELLED)
        << Hangup(CALLER, Cause.NORMAL)
        >> Ended(ONE, Cause.NORMAL)
        >> Ended(CALLER, Cause.NORMAL)
    ).returns(came_to(None))


@pytest.mark.behaviour("X2")
def test_who_drops_before_the_bridge_gives_the_claim_back_and_the_caller_hears_ringback() -> None:
    claims = Claims()
    script = answered(claims) >> Collected(ONE, "1") << Answer(CALLER) << Bridge(CALLER, ONE)
    holders = [claims.holder]
    script >> Ended(ONE, Cause.NORMAL) << Ring(CALLER)
    assert [*holders, claims.holder] == [ONE, None]
    ends(script).returns(came_to(Missed.DROPPED))


def test_a_joining_that_never_comes_about_is_given_up() -> None:
    claims = Claims()
    script = answered(claims) >> Collected(ONE, "1") << Answer(CALLER) << Bridge(CALLER, ONE)
    script >> elapsed(LONGEST_JOINING) << Hangup(ONE, Cause.NORMAL) << Ring(CALLER) << Hangup(CALLER, Cause.NORMAL)
    assert claims.holder is None
    (script >> Ended(ONE, Cause.NORMAL) >> Ended(CALLER, Cause.NORMAL)).returns(came_to(Missed.DROPPED))


# Called off


@pytest.mark.parametrize("how_far", ["rung", "answered", "joining"])
def test_what_is_called_off_ends_at_once_and_gives_the_claim_back(how_far: str) -> None:
    claims = Claims()
    script = rung(claims=claims) if how_far == "rung" else answered(claims)
    if how_far == "joining":
        script >> Collected(ONE, "1") << Answer(CALLER) << Bridge(CALLER, ONE)
    script >> HangupRequested("the API") << Hangup(ONE, Cause.CANCELLED) << Hangup(CALLER, Cause.NORMAL)
    assert claims.holder is None
    (script >> Ended(ONE, Cause.CANCELLED) >> Ended(CALLER, Cause.NORMAL)).returns(came_to(None))
