"""A thousand seeds of the practice network, with everything that may go wrong. More: `make soak`."""

import pytest

from tests.simulation.invariants import wrongs
from tests.simulation.soak import how_to_replay
from tests.simulation.world import play

SEEDS = 1000
TOGETHER = 50


@pytest.mark.behaviour("X1", "X2", "X5", "X6", "T1", "T8", "T11", "T20", "T21", "P4")
@pytest.mark.parametrize("first", range(0, SEEDS, TOGETHER))
def test_whatever_goes_wrong_the_invariants_hold(first: int) -> None:
    for seed in range(first, first + TOGETHER):
        wrong = wrongs(play(seed))
        assert not wrong, f"seed {seed}, replay it: {how_to_replay(seed)}\n" + "\n".join(wrong)
