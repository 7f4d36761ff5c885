"""The contract of the telephony port, over a real Asterisk: the same tests as for the practice network."""

import pytest

from tests.contract.test_bridges import *  # noqa: F403
from tests.contract.test_dialling import *  # noqa: F403
from tests.contract.test_hold import *  # noqa: F403
from tests.contract.test_incoming import *  # noqa: F403
from tests.contract.test_keys import *  # noqa: F403
from tests.contract.test_prompts import *  # noqa: F403
from tests.contract.test_recording import *  # noqa: F403
from tests.contract.test_recovery import *  # noqa: F403
from tests.contract.test_softphones import *  # noqa: F403

pytestmark = [pytest.mark.sip, pytest.mark.asyncio(loop_scope="module")]
