from __future__ import annotations

from offhook.people.challenges import LASTS_S, MOST, MOST_FROM_ONE, Challenges
from tests.furnish import NOW, SECOND


def test_a_challenge_is_good_once_and_for_whom_it_was_given() -> None:
    found = Challenges(lambda: NOW)
    ours, theirs = found.give("192.0.2.7", "session_1"), found.give("192.0.2.7", None)
    assert ours != theirs
    assert [found.take(theirs, None), found.take(theirs, None), found.take(b"made up", None)] == [True, False, False]
    assert [found.take(ours, None), found.take(ours, "session_1")] == [False, False], "a wrong try uses it up"


def test_it_is_over_after_some_minutes() -> None:
    now = NOW
    found = Challenges(lambda: now)
    early, late = found.give("192.0.2.7", None), found.give("192.0.2.7", None)
    now += LASTS_S * SECOND - 1
    assert found.take(early, None)
    now += 1
    assert not found.take(late, None)


def test_whoever_asks_for_many_pushes_out_their_own_alone() -> None:
    found = Challenges(lambda: NOW)
    mine = found.give("192.0.2.7", None)
    flood = [found.give("192.0.2.66", None) for _ in range(MOST_FROM_ONE + 1)]
    assert [found.take(each, None) for each in (flood[0], flood[1], mine)] == [False, True, True]


def test_from_many_addresses_there_are_not_more_than_memory_is_kept_for() -> None:
    found = Challenges(lambda: NOW)
    for place in range(MOST + 5):
        found.give(str(place), None)
    assert len(found._open) == len(found._of) == MOST
