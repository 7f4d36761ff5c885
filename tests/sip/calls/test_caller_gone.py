"""The caller hangs up, whenever: every leg of the call ends at once. 500 ms is what quality.md allows."""

from __future__ import annotations

from collections.abc import AsyncIterator
from time import monotonic

import pytest
import pytest_asyncio

from offhook.practice.call import PhoneCall
from offhook.practice.phones import Phone, Rings, Tone
from tests.furnish import LINE
from tests.sip.calls.conftest import Measured
from tests.sip.calls.lab import ANN_HUMS, DANA_HUMS, Lab, hears
from tests.sip.calls.office import Office

pytestmark = [pytest.mark.sip, pytest.mark.asyncio(loop_scope="session")]

AT_ONCE = 0.5
CELL, OTHER_CELL = "+12025550133", "+12025550134"


@pytest_asyncio.fixture(loop_scope="session")
async def cells(here: Lab, office: Office) -> AsyncIterator[tuple[Phone, Phone]]:
    """Two phones that the line is forwarded to; they ring until a test has one answer."""
    forwards = [{"number": number} for number in (CELL, OTHER_CELL)]
    await office.ask("PUT", f"lines/{LINE}/route", {"forwards": forwards})
    yield await here.phone(CELL, Rings()), await here.phone(OTHER_CELL, Rings())
    await office.ask("PUT", f"lines/{LINE}/route", {})


async def ends(calls: tuple[PhoneCall, ...], since: float, measured: Measured) -> None:
    """Every one of these was ended by us at once."""
    for call in calls:
        over = await call.closed()
        assert over.by == "peer"
        measured("the caller's hanging up to the end of a phone's leg", over.at - since)
        assert over.at - since < AT_ONCE


async def test_while_phones_ring(here: Lab, office: Office, cells: tuple[Phone, Phone], measured: Measured) -> None:
    dana, call = await here.calls_in(await here.dana(Rings()))
    rung = (await cells[0].rang(), await cells[1].rang())
    hung_up = monotonic()
    await dana.hang_up()
    await ends(rung, hung_up, measured)
    record = await office.ended(call)
    assert (record["disposition"], record["outcome"]) == ("abandoned", "The caller hung up before anybody took it")
    assert {leg["cause"] for leg in record["legs"][1:]} == {"cancelled"}


async def test_during_the_screening(here: Lab, office: Office, cells: tuple[Phone, Phone], measured: Measured) -> None:
    dana, call = await here.calls_in(await here.dana(Rings()))
    rung = (await cells[0].rang(), await cells[1].rang())
    await rung[0].answer()
    await rung[0].hears_speech()
    hung_up = monotonic()
    await dana.hang_up()
    await ends(rung, hung_up, measured)
    assert (await office.ended(call))["reason"] == "the caller hung up before anybody took the call"


async def test_during_the_talk(here: Lab, office: Office, cells: tuple[Phone, Phone], measured: Measured) -> None:
    dana, call = await here.calls_in(await here.dana(Rings()), Tone(DANA_HUMS))
    rung = await cells[0].rang()
    await rung.answer()
    await rung.press("1")
    await rung.plays_tone(ANN_HUMS)
    await hears(dana, ANN_HUMS)
    hung_up = monotonic()
    await dana.hang_up()
    await ends((rung,), hung_up, measured)
    record = await office.ended(call)
    assert (record["disposition"], record["reason"]) == ("answered", "the caller hung up")
