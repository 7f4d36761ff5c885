"""A share of `python -m tests.carrier.trouble`: every flow in trouble, and some kills, end as they would have."""

import random

import pytest

from tests.carrier.scenes import FROM_PHONES, SCENES
from tests.carrier.trouble import Try, check, undisturbed


@pytest.mark.behaviour("X12", "X11", "U6")
@pytest.mark.parametrize("scene", [scene.__name__ for scene in SCENES])
def test_requests_that_come_thrice_late_shuffled_or_never_change_nothing(scene: str) -> None:
    seed = random.Random(scene).randrange(1, 100_000)
    _, wrong = check(Try(scene, seed))
    assert not wrong, f"seed {seed}: {wrong}"


@pytest.mark.behaviour("T16", "U6", "X12")
@pytest.mark.parametrize("scene", [scene.__name__ for scene in FROM_PHONES])
def test_a_phone_of_the_line_is_put_through_over_vonage_too(scene: str) -> None:
    seed = random.Random(scene).randrange(1, 100_000)
    _, wrong = check(Try(scene, seed, carrier="vonage"))
    assert not wrong, f"seed {seed}: {wrong}"


@pytest.mark.behaviour("X1")
@pytest.mark.parametrize("scene", ["a_contact_is_busy", "one_of_two_takes_a_call", "a_members_phone_is_put_through"])
def test_a_worker_that_is_killed_dials_nobody_twice_and_the_record_is_complete(scene: str) -> None:
    boundary = random.Random(scene).randrange(1, undisturbed(scene).boundaries + 1)
    _, wrong = check(Try(scene, boundary, kills=True))
    assert not wrong, f"killed at {boundary}: {wrong}"
