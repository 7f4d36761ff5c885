"""An Offhook whose worker may be killed: one a module."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.sip.calls.conftest import Measured
from tests.sip.calls.killed.heir import Heir
from tests.sip.calls.lab import Lab, lab
from tests.sip.calls.office import Office


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def here(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Lab]:
    async with lab(tmp_path_factory.mktemp("office")) as here:
        yield here
        assert here.office.complaints() == []


@pytest_asyncio.fixture(loop_scope="session")
async def office(here: Lab) -> AsyncIterator[Office]:
    """Must have no leg and no reservation left when the test is over."""
    yield here.office
    await here.office.nothing_is_left()
    assert (await here.office.ask("GET", "limits"))["used"]["calls_now"] == 0


@pytest.fixture
def heir(office: Office, measured: Measured) -> Heir:
    return Heir(office, measured)
