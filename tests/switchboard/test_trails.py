"""Which calls that come in are calls of our own, coming back."""

from __future__ import annotations

from msgspec.structs import replace

from offhook.calls.arguments import Arguments
from offhook.calls.commands import Hangup, Originate
from offhook.calls.events import Bridged, Ended, Incoming, Started
from offhook.calls.facts import Facts
from offhook.calls.values import E164, CallId, Cause, DeviceId, LegId, Role, Trail, TrunkId, Way
from offhook.switchboard.trails import Trails
from tests.example import CALL_DANA, DANAS_NUMBER, LAB, LINE
from tests.example_inbound import BOBS_NUMBER, DANA_CALLS

CALL, LEG = CallId("call_1"), LegId("call_1-2")
OURS = Trail("0123456789abcdef", 1)
DANA = DANAS_NUMBER
OTHER_LINE = E164("+12025550109")


def came(to: str = LINE, caller: E164 | None = LINE, trail: Trail = Trail()) -> Incoming:  # noqa: B008 # it is frozen
    return Incoming(LegId("call_2-1"), LAB, to, caller, caller is None, trail)


def rings(to: E164 = BOBS_NUMBER, shown: E164 = LINE, leg: LegId = LEG) -> Originate:
    return Originate(leg, Role.FORWARD, to, shown, LAB, OURS)


def with_call(*legs: Originate, arguments: Arguments = DANA_CALLS) -> Trails:
    """The ways, with one call to the line that rings these legs."""
    trails = Trails()
    trails.began(CALL, replace(arguments, trail=OURS))
    trails.sent(CALL, [Hangup(LegId("call_1-1"), Cause.BUSY), *legs])
    return trails


OUTSIDE = Way()


def back(*rung: E164) -> Way:
    """It is that call, which rings these numbers for callers with the same number."""
    return Way(OURS, frozenset({"line_main"}), frozenset(rung))


def test_a_call_from_outside_is_none_of_ours() -> None:
    trails = with_call(rings())
    for incoming in (came(caller=DANA), came(caller=None), came(OTHER_LINE, DANA)):
        assert trails.way(incoming) == OUTSIDE
    assert Trails().way(came()) == OUTSIDE


def test_a_trail_that_comes_back_tells_where_the_call_has_been() -> None:
    assert with_call(rings()).way(came(OTHER_LINE, DANA, OURS)) == back()


def test_a_trail_that_nobody_here_has_is_kept() -> None:
    strange = Trail("f" * 16, 3)
    assert with_call(rings()).way(came(caller=DANA, trail=strange)) == Way(strange)


def test_a_call_from_a_line_of_ours_that_rings_somebody_is_ours() -> None:
    assert with_call(rings()).way(came()) == back(BOBS_NUMBER)
    assert with_call(rings()).way(came(OTHER_LINE)) == back()


def test_a_call_to_the_number_that_a_leg_rings_from_the_number_that_it_shows_is_that_leg() -> None:
    trails = with_call(rings(OTHER_LINE, DANA))
    assert trails.way(came(OTHER_LINE, DANA)) == back()
    assert trails.way(came(OTHER_LINE, BOBS_NUMBER)) == OUTSIDE


def test_a_caller_with_the_number_that_legs_show_may_be_one_of_them() -> None:
    """Or a colleague at the same number: what rings already is told, and nothing more is concluded."""
    assert with_call(rings(shown=DANA)).way(came(caller=DANA)) == Way(rung=frozenset({BOBS_NUMBER}))
    assert with_call(rings(shown=DANA)).way(came(OTHER_LINE, DANA)) == OUTSIDE


def test_a_leg_that_has_ended_or_talks_comes_back_no_more() -> None:
    for event in (Ended(LEG, Cause.BUSY), Bridged(LegId("call_1-1"), LEG), Bridged(LEG, LegId("call_1-1"))):
        trails = with_call(rings())
        trails.saw(event)
        trails.saw(event)
        assert trails.way(came()) == OUTSIDE
        assert trails.way(came(trail=OURS)) == back(), "its call lives still"


def test_a_softphone_s_leg_never_comes_back() -> None:
    to_device = Originate(LEG, Role.MEMBER, DeviceId("device_ann"), LINE, TrunkId(""))
    assert with_call(to_device).way(came()) == OUTSIDE


def test_a_call_that_is_over_is_forgotten() -> None:
    trails = with_call(rings(), arguments=CALL_DANA)
    trails.saw(Ended(LEG, Cause.NORMAL))
    trails.over(CALL)
    trails.over(CALL)
    assert trails.way(came(trail=OURS)) == Way(OURS)
    trails.sent(CALL, [rings()])
    assert trails.way(came()) == OUTSIDE


def test_calls_of_an_earlier_worker_are_known_by_what_is_in_their_journals() -> None:
    facts = Facts()
    facts.take(Started("inbound", 1, replace(DANA_CALLS, trail=OURS), LegId("call_1-1")))
    facts.apply(rings())
    facts.apply(rings(DANA, leg=LegId("call_1-3")))
    facts.take(Ended(LegId("call_1-3"), Cause.BUSY))
    trails = Trails()
    trails.loaded(CALL, facts)
    trails.loaded(CallId("call_9"), Facts())
    assert trails.way(came()) == back(BOBS_NUMBER)
