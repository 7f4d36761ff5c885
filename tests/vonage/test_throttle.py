"""So many requests a second, and what changes something goes first. On time that leaps, so nothing is waited for."""

from __future__ import annotations

import asyncio

from offhook.telephony.vonage.throttle import Throttle


async def test_a_burst_goes_at_once_and_the_rest_when_a_second_is_over() -> None:
    loop, throttle = asyncio.get_running_loop(), Throttle(3)
    went: list[float] = []

    async def one() -> None:
        await throttle.turn(looks=False)
        went.append(round(loop.time(), 3))

    await asyncio.gather(*(one() for _ in range(7)))
    assert went == [0.0, 0.0, 0.0, 1.0, 1.0, 1.0, 2.0]


async def test_what_only_looks_lets_the_others_before_and_who_gave_up_takes_no_turn() -> None:
    throttle = Throttle(1)
    order: list[str] = []

    async def one(name: str, *, looks: bool) -> None:
        await throttle.turn(looks=looks)
        order.append(name)

    tasks = [
        asyncio.ensure_future(one(name, looks=looks))
        for name, looks in (("first", True), ("look", True), ("gave up", False), ("change", False))
    ]
    await asyncio.sleep(0)
    tasks[2].cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    assert order == ["first", "change", "look"]
    assert round(asyncio.get_running_loop().time(), 3) == 2.0
