import asyncio

import pytest

from bench.callers import Call
from bench.coming_in import SCREENED, dialplan
from bench.ring_group import last, numbers


def test_a_dialplan_rings_every_phone_at_once() -> None:
    text = dialplan(numbers(2), options=SCREENED)
    assert "Dial(PJSIP/+12025550200@trunk_bench&PJSIP/+12025550201@trunk_bench,28,U(screening))" in text


async def test_the_last_cancel_is_counted_from_what_accepts_the_call() -> None:
    over: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    call = Call(over, rung=3, answered=1.0, pressed=1.2, cancelled=[1.23, 1.25])
    assert last(call, "offhook") == pytest.approx(50)
    assert last(call, "Dial(a&b&…)") == pytest.approx(250)
