"""The worker that follows one that was killed, and what must then be true of a record."""

from dataclasses import dataclass
from time import monotonic
from typing import Any

from tests.sip.calls.conftest import Measured
from tests.sip.calls.office import Office

PATIENCE = 20.0
"""Seconds. For what takes milliseconds, unless the machine has other things to do."""


@dataclass
class Heir:
    """The next worker."""

    office: Office
    measured: Measured

    async def follows(self) -> None:
        """The worker is gone, or going: the next one takes over."""
        await self.office.worker.gone()
        began = monotonic()
        await self.office.start()
        self.measured("a worker's start over live calls, until it places calls", monotonic() - began)


def assert_complete(record: dict[str, Any]) -> None:
    """A record in which nothing is left open."""
    assert record["state"] == "ended"
    assert record["disposition"]
    assert record["placed_at"] <= record["ended_at"]
    for leg in record["legs"]:
        assert leg["state"] == "ended"
        assert leg["cause"]
        assert leg["why"]
        assert leg["started_at"] <= leg["ended_at"] <= record["ended_at"]
