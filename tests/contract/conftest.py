"""The adapter under test: here the practice network. How another one joins: `tests/contract/harness.py`."""

from collections.abc import AsyncIterator

import pytest

from tests.contract.harness import Harness
from tests.contract.simulated import SimulatedHarness


@pytest.fixture
async def harness() -> AsyncIterator[Harness]:
    simulated = SimulatedHarness()
    await simulated.start()
    yield simulated
    await simulated.stop()
