"""Seeds of the practice network in which softphones call, with everything that may go wrong."""

import pytest

from tests.simulation.dialled_plan import draw_dialled
from tests.simulation.invariants import wrongs
from tests.simulation.world import World, silence

SEEDS = 200
TOGETHER = 50


@pytest.mark.behaviour("X1", "X2", "X5")
@pytest.mark.parametrize("first", range(0, SEEDS, TOGETHER))
def test_whatever_goes_wrong_calls_from_softphones_hold_their_invariants(first: int) -> None:
    for seed in range(first, first + TOGETHER):
        world = World(draw_dialled(seed))
        with silence():
            world.play()
        wrong = wrongs(world)
        assert not wrong, f"{world.plan.in_words()}\n" + "\n".join(wrong)
