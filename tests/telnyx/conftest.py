"""Time that leaps, for everything in this folder."""

import asyncio
from collections.abc import Callable, Mapping

import pytest

from tests.carrier.virtual_time import LeapingLoop


def pytest_asyncio_loop_factories(
    config: pytest.Config, item: pytest.Item
) -> Mapping[str, Callable[[], asyncio.AbstractEventLoop]]:
    return {"leaping": LeapingLoop}
