"""A second worker is started beside one that carries a call."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from offhook.telephony.asterisk.config import TRUNKS_FILE
from tests.sip.calls.lab import ANN_HUMS, DANA_HUMS, Lab, hears, lab, talking
from tests.sip.calls.office import Office

pytestmark = [pytest.mark.sip, pytest.mark.asyncio(loop_scope="session")]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def here(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Lab]:
    async with lab(tmp_path_factory.mktemp("office")) as here:
        yield here
        assert here.office.complaints() == []


def trunks(office: Office) -> str:
    return (office.asterisk.host_home / "etc" / TRUNKS_FILE).read_text()


async def test_one_with_another_data_folder_is_refused_and_the_call_goes_on(here: Lab, tmp_path: Path) -> None:
    """It would take the connection over, write its own trunks, and hang up a call that it doesn't know."""
    talk = await talking(here)
    before = trunks(here.office)
    with pytest.raises(AssertionError, match=r"already running on Asterisk test-\d+-\d+ \(process \d+\)"):
        await here.office.start_another(tmp_path / "data", tmp_path / "log")
    assert trunks(here.office) == before
    await hears(talk.dana, ANN_HUMS, from_now=True)
    await hears(talk.ann, DANA_HUMS, from_now=True)
    await here.office.hang_up(talk.call)
    await here.office.nothing_is_left()
