"""One Offhook for all tests of this folder that leave it as it was, and the figures that they measure."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from statistics import median

import pytest
import pytest_asyncio

from tests.sip.calls.lab import Lab, Outcome, lab
from tests.sip.calls.long_calls import long_calls
from tests.sip.calls.office import Office
from tests.sip.calls.serve import Rings

FIGURES = pytest.StashKey[dict[str, list[float]]]()
RINGS = Rings(member=6.0, contact=9.0)
"""As long as two bursts of ringback."""

LongCalls = asyncio.Task[Mapping[str, Outcome]]
Measured = Callable[[str, float], None]
"""Notes how many seconds something took."""


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def opened(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[tuple[Lab, LongCalls]]:
    async with lab(tmp_path_factory.mktemp("office"), RINGS) as here:
        waiting = asyncio.create_task(long_calls(here))
        yield here, waiting
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
        assert here.office.complaints() == []


@pytest.fixture(scope="session")
def here(opened: tuple[Lab, LongCalls]) -> Lab:
    """The office, its carrier and their phones."""
    return opened[0]


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def waited(opened: tuple[Lab, LongCalls]) -> Mapping[str, Outcome]:
    """What became of the long calls."""
    return await opened[1]


@pytest_asyncio.fixture(loop_scope="session")
async def office(here: Lab) -> AsyncIterator[Office]:
    """The same office, in which the test leaves no call and no leg."""
    here.office.placed.clear()
    yield here.office
    for call in here.office.placed:
        await here.office.hang_up(call)
    await here.office.nothing_is_left()


@pytest.fixture
def measured(request: pytest.FixtureRequest) -> Measured:
    """Keeps figures for the end of the run."""
    figures = request.config.stash.setdefault(FIGURES, {})

    def note(what: str, seconds: float) -> None:
        figures.setdefault(what, []).append(seconds * 1000)

    return note


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Show what was measured."""
    figures = config.stash.get(FIGURES, {})
    if figures:
        terminalreporter.section("calls over SIP: milliseconds, median (worst) of how many")
    for what, found in sorted(figures.items()):
        terminalreporter.write_line(f"{what}: {median(found):.0f} ({max(found):.0f}) of {len(found)}")
