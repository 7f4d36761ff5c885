"""Rings in the graph of routes. Notations are the parser's: here all numbers are E.164."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offhook.calls.values import E164
from offhook.routing.loops import ELSEWHERE, Leads, ring_through, spelt_out

A, B, C, D, PHONE = (E164(f"+1202555010{last}") for last in range(5))


def graph(routes: Mapping[E164, Sequence[E164]]) -> Leads:
    return lambda number: routes.get(number, ())


@pytest.mark.parametrize(
    ("routes", "ring"),
    [
        ({}, None),
        ({A: [PHONE]}, None),
        ({A: [A]}, (A, A)),
        ({A: [PHONE, A]}, (A, A)),
        ({A: [B]}, None),
        ({A: [B], B: [PHONE]}, None),
        ({A: [B], B: [A]}, (A, B, A)),
        ({A: [B], B: [C], C: [A]}, (A, B, C, A)),
        ({A: [B], B: [C], C: [D], D: [A]}, (A, B, C, D, A)),
        ({A: [B, C], B: [D], C: [A], D: [A]}, (A, C, A)),
        ({A: [B], B: [C], C: [B]}, None),
        ({A: [B], B: [B]}, None),
    ],
)
def test_the_shortest_way_back_is_found(routes: Mapping[E164, Sequence[E164]], ring: tuple[E164, ...] | None) -> None:
    assert ring_through(A, graph(routes)) == ring


def test_a_long_ring_is_found() -> None:
    numbers = [E164(f"+1202555{last:04}") for last in range(2000)]
    routes = {one: [other] for one, other in zip(numbers, [*numbers[1:], numbers[0]], strict=True)}
    assert ring_through(numbers[0], graph(routes)) == (*numbers, numbers[0])


@given(st.dictionaries(st.sampled_from([A, B, C, D]), st.lists(st.sampled_from([A, B, C, D, PHONE]), max_size=4)))
def test_what_is_found_is_a_way_and_where_nothing_is_found_there_is_none(routes: dict[E164, list[E164]]) -> None:
    ring = ring_through(A, graph(routes))
    if ring is not None:
        assert (ring[0], ring[-1]) == (A, A)
        assert all(other in routes[one] for one, other in pairwise(ring))
        return
    reached, new = set[E164](), {A}
    while new:
        new = {to for number in new for to in routes.get(number, ())} - reached
        reached |= new
    assert A not in reached


@pytest.mark.parametrize(
    ("known", "words"),
    [
        ({A, B, C, D}, f"{A} to {B} to {C} to {D} to {A}"),
        ({A, B}, f"{A} to {B} to {ELSEWHERE} to {A}"),
        ({A, C}, f"{A} to {ELSEWHERE} to {C} to {ELSEWHERE} to {A}"),
    ],
)
def test_a_ring_is_spelt_out_as_far_as_it_is_known(known: set[E164], words: str) -> None:
    assert spelt_out((A, B, C, D, A), known) == words
