from collections.abc import AsyncIterator

import pytest

from tests.telephony.asterisk.ari import FakeAri
from tests.telephony.asterisk.desk import Desk


@pytest.fixture
async def ari() -> AsyncIterator[FakeAri]:
    async with FakeAri() as ari:
        yield ari


@pytest.fixture
async def desk(ari: FakeAri) -> AsyncIterator[Desk]:
    """The adapter, connected."""
    desk = Desk(ari)
    await desk.start()
    yield desk
    await desk.telephony.stop()
