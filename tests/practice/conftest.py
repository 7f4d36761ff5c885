"""Two practice carriers that call each other, shared by the tests of a module: starting one takes a second."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack

import pytest
import pytest_asyncio

from offhook.practice.phones import PracticeCarrier


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def carriers() -> AsyncIterator[tuple[PracticeCarrier, PracticeCarrier]]:
    async with AsyncExitStack() as stack:
        both = (PracticeCarrier(), PracticeCarrier())
        async with asyncio.TaskGroup() as starting:
            for carrier in both:
                starting.create_task(stack.enter_async_context(carrier))
        yield both


@pytest.fixture
def east(carriers: tuple[PracticeCarrier, PracticeCarrier]) -> PracticeCarrier:
    return carriers[0]


@pytest.fixture
def west(carriers: tuple[PracticeCarrier, PracticeCarrier]) -> PracticeCarrier:
    return carriers[1]


@pytest.fixture(scope="module")
def numbers() -> Iterator[str]:
    """Numbers that no other test of the module uses."""
    return (f"+1202555{number:04d}" for number in itertools.count(100))
