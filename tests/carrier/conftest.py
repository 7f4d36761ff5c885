"""Time that leaps, for everything in this folder, and a carrier with one customer."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping

import pytest

from tests.carrier.lab import Lab, laboratory
from tests.carrier.virtual_time import LeapingLoop


def pytest_asyncio_loop_factories(
    config: pytest.Config, item: pytest.Item
) -> Mapping[str, Callable[[], asyncio.AbstractEventLoop]]:
    return {"leaping": LeapingLoop}


@pytest.fixture
async def lab() -> AsyncIterator[Lab]:
    async with laboratory() as lab:
        yield lab
