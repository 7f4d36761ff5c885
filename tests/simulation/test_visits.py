"""Seeds of the practice network in which people leave messages and hear them, with everything that may go wrong."""

import pytest

from offhook.calls.questions import KeepGreeting, MarkMessage, Opened, Shut
from tests.simulation.invariants import wrongs
from tests.simulation.visiting_plan import draw_visits
from tests.simulation.world import World, silence

SEEDS = 30


@pytest.mark.behaviour("X1", "X5", "X11", "P9")
def test_whatever_goes_wrong_messages_pins_greetings_and_mails_hold_their_invariants() -> None:
    seen: set[str] = set()
    for seed in range(SEEDS):
        world = World(draw_visits(seed))
        with silence():
            world.play()
        wrong = wrongs(world)
        assert not wrong, f"{world.plan.in_words()}\n" + "\n".join(wrong)
        seen |= what_was_seen(world)
    assert seen == {"opened", "shut", "locked", "marked", "a greeting", "mailed", "mailed twice", "killed"}


def what_was_seen(world: World) -> set[str]:
    """What the seeds are about: each of it must come up in one of them."""
    visits = world.company.visits
    questions, answers = [each.question for each in visits.asked], [each.answer for each in visits.asked]
    found = {
        "opened": any(isinstance(answer, Opened) for answer in answers),
        "shut": Shut(locked=False) in answers,
        "locked": Shut(locked=True) in answers,
        "marked": any(isinstance(question, MarkMessage) for question in questions),
        "a greeting": any(isinstance(question, KeepGreeting) for question in questions) and len(visits.greetings) > 1,
        "mailed": bool(world.delivered),
        "mailed twice": len(world.delivered) > len({each.message for each in world.delivered}),
        "killed": bool(world.kills),
    }
    return {what for what, came_up in found.items() if came_up}
