"""What something costs by a rate."""

from __future__ import annotations

import msgspec
import pytest

from offhook.rating.model import Charge, ChargeState, PricedKind, Rate
from offhook.rating.rating import Sums, added, contributions, cost, prefixes


@pytest.mark.parametrize(
    ("minimum", "increment", "seconds", "costs"),
    [(60, 60, 1, 14_000), (60, 60, 60, 14_000), (60, 60, 61, 28_000), (30, 6, 31, 8_400), (0, 1, 37, 8_633)],
)
def test_a_call_is_counted_by_minimum_and_increment(minimum: int, increment: int, seconds: int, costs: int) -> None:
    assert cost(Rate(PricedKind.CALL, "outbound", "1", 14_000, 0, minimum, increment), seconds) == costs


def test_messages_cost_by_the_segment_and_what_is_taken_once() -> None:
    assert cost(Rate(PricedKind.TEXT, "outbound", "", 7_900), 3) == 23_700
    assert cost(Rate(PricedKind.PICTURE, "outbound", "", 0, 20_000), 1) == 20_000
    assert cost(Rate(PricedKind.CALL, "outbound", "", 60_000, 5_000, 0, 1), 1) == 6_000


def test_the_longest_beginning_comes_first() -> None:
    assert prefixes("+1202")[0] == "1202"
    assert prefixes("+12")[-1] == ""
    assert prefixes("") == [""]
    assert prefixes("anonymous") == [""]


OPEN = Charge(
    id="call_1-1",
    workspace_id="w",
    kind=PricedKind.CALL,
    direction="outbound",
    number="+1",
    trunk_id="t",
    day="2026-11-21",
    at=1,
    units=9,
    estimate=14_000,
    currency="USD",
    state=ChargeState.WAITING,
)


def test_a_price_takes_the_place_of_its_estimate() -> None:
    told = msgspec.structs.replace(OPEN, price=13_000, price_currency="USD", state=ChargeState.TOLD)
    assert contributions(OPEN) == {"USD": Sums(count=1, waiting=1, estimate=14_000, total=14_000)}
    (sums,) = contributions(told).values()
    assert (sums.total, sums.estimate, sums.difference, sums.waiting) == (13_000, 14_000, -1_000, 0)


def test_two_currencies_are_never_added_up() -> None:
    told = msgspec.structs.replace(OPEN, price=12_000, price_currency="EUR", state=ChargeState.TOLD)
    sums = added([OPEN, told])
    assert (sums["EUR"].count, sums["EUR"].total, sums["EUR"].difference) == (1, 12_000, 12_000 - 0)
    assert (sums["USD"].count, sums["USD"].total, sums["USD"].estimate) == (1, 14_000, 28_000)


def test_what_has_no_rate_is_not_free() -> None:
    unrated = msgspec.structs.replace(OPEN, estimate=None, currency="", state=ChargeState.OURS)
    assert contributions(unrated) == {"": Sums(count=1, unrated=1)}
