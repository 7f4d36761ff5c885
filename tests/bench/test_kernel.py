"""The kernel's own part of a turn stays under 100 µs.

The best of several, since others use the machine too; for the longest turn, and with fifty phones, room is left for a
machine that is half as fast as usual. `python -m bench.kernel` gives the figures.
"""

import statistics

from bench.kernel import LIMIT_US, one_call, one_call_rebuilt, one_group


def test_a_turn_of_a_call_is_short() -> None:
    assert min(statistics.fmean(one_call()) for _ in range(20)) < LIMIT_US


def test_no_single_turn_of_a_call_is_long() -> None:
    assert min(max(one_call()) for _ in range(20)) < 2 * LIMIT_US


def test_a_turn_among_fifty_phones_is_short() -> None:
    assert min(one_group().between for _ in range(10)) < 3 * LIMIT_US


def test_rebuilding_a_call_is_short_as_well() -> None:
    assert min(max(one_call_rebuilt()) for _ in range(10)) < 20 * LIMIT_US
