"""The contract of the telephony port, over Vonage: the same tests as for Asterisk, TwiML and the practice network."""

from collections.abc import AsyncIterator

import pytest

from tests.contract.harness import Harness
from tests.contract.test_bridges import *  # noqa: F403
from tests.contract.test_dialling import *  # noqa: F403
from tests.contract.test_hold import *  # noqa: F403
from tests.contract.test_incoming import *  # noqa: F403
from tests.contract.test_keys import *  # noqa: F403
from tests.contract.test_prompts import *  # noqa: F403
from tests.contract.test_recording import *  # noqa: F403
from tests.contract.test_recovery import *  # noqa: F403
from tests.contract.without_softphones import *  # noqa: F403
from tests.vonage.contract_harness import VonageHarness


@pytest.fixture
async def harness() -> AsyncIterator[Harness]:
    async with VonageHarness() as harness:
        yield harness
