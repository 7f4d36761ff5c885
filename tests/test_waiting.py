import asyncio
from collections.abc import Iterator
from itertools import chain, repeat

import pytest

from tests.waiting import eventually, eventually_blocking


@pytest.fixture
def answers() -> Iterator[bool]:
    return chain(repeat(False, 3), repeat(True))


async def test_it_waits_until_it_holds(answers: Iterator[bool]) -> None:
    await eventually(lambda: next(answers), "the third look")
    eventually_blocking(lambda: next(answers), "the next look")


async def test_it_awaits_what_must_be_asked(answers: Iterator[bool]) -> None:
    async def holds() -> bool:
        return next(answers)

    await eventually(holds, "the third look")
    assert next(answers)


async def test_others_run_meanwhile() -> None:
    happened = asyncio.Event()
    asyncio.get_running_loop().call_soon(happened.set)
    await eventually(happened.is_set, "the other task")


async def test_the_deadline_says_what_did_not_happen() -> None:
    with pytest.raises(AssertionError, match="the phone rings"):
        await eventually(lambda: False, "the phone rings", within=0.02)
    with pytest.raises(AssertionError, match="the phone rings"):
        eventually_blocking(lambda: False, "the phone rings", within=0.02)
