"""The contract of the telephony port, over a real Asterisk: the same tests as for the practice network."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from offhook.telephony.asterisk.instance import AsteriskInstance
from tests.contract.test_bridges import *  # noqa: F403
from tests.contract.test_dialling import *  # noqa: F403
from tests.contract.test_hold import *  # noqa: F403
from tests.contract.test_incoming import *  # noqa: F403
from tests.contract.test_keys import *  # noqa: F403
from tests.contract.test_prompts import *  # noqa: F403
from tests.contract.test_recording import *  # noqa: F403
from tests.contract.test_recovery import *  # noqa: F403
from tests.contract.test_softphones import *  # noqa: F403
from tests.sip.contract_harness import AsteriskHarness, Far

pytestmark = [pytest.mark.sip, pytest.mark.asyncio(loop_scope="module")]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def far(asterisk: AsteriskInstance) -> AsyncIterator[Far]:
    async with Far(asterisk) as far:
        yield far


@pytest_asyncio.fixture(loop_scope="module")
async def harness(far: Far) -> AsyncIterator[AsteriskHarness]:
    async with AsteriskHarness(far) as harness:
        yield harness
