"""Calls begin one after the other, and each knows where it stands. On time that leaps, so nothing is waited for."""

import asyncio

import pytest

from offhook.telephony.webhooks.pace import Pace, Place
from tests.carrier.virtual_time import passes


async def test_the_first_begins_at_once_and_the_others_each_a_second_later() -> None:
    loop, pace = asyncio.get_running_loop(), Pace(10.0)
    began = loop.time()
    times: list[float] = []
    places = [pace.enter(lambda: times.append(loop.time() - began)) for _ in range(3)]
    assert [place.ahead for place in places] == [0, 0, 1]
    assert places[0] == Place(0, 0.0)
    await passes(0.5)
    assert times == pytest.approx([0.0, 0.1, 0.2], abs=0.05)


async def test_who_leaves_is_not_begun_and_others_move_up() -> None:
    pace, done = Pace(20.0), list[str]()

    def second() -> None:
        done.append("second")

    pace.enter(lambda: done.append("first"))
    pace.enter(second)
    pace.enter(lambda: done.append("third"))
    assert pace.leave(second)
    assert not pace.leave(second)
    await passes(0.5)
    assert done == ["first", "third"]


async def test_while_the_carrier_rests_nothing_begins_and_nothing_after_the_end() -> None:
    pace, done = Pace(100.0), list[int]()
    pace.rest(0.1)
    place = pace.enter(lambda: done.append(1))
    assert place.seconds == pytest.approx(0.1, abs=0.02)
    await passes(0.05)
    assert done == []
    pace.stop()
    await passes(0.1)
    assert done == []
