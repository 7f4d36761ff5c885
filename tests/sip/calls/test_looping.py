"""Calls that come back to us over a real carrier: stopped before another phone is dialled."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from offhook.calls.values import E164
from offhook.practice.phones import Phone, Rings
from offhook.practice.sip import Message
from offhook.telephony.asterisk.headers import TRAIL_HEADER, trail_of
from tests.furnish import LINE
from tests.sip.calls.lab import Lab
from tests.sip.calls.office import Office
from tests.waiting import eventually

pytestmark = [pytest.mark.sip, pytest.mark.asyncio(loop_scope="session")]

CELL, CALLER = E164("+12025550133"), E164("+12025550144")


@pytest_asyncio.fixture(loop_scope="session")
async def forwarded(here: Lab, office: Office) -> AsyncIterator[Phone]:
    """The phone that the line is forwarded to; the line has no voicemail."""
    route = {"forwards": [{"number": CELL}], "voicemail_on": False}
    await office.ask("PUT", f"lines/{LINE}/route", route)
    yield await here.phone(CELL, Rings())
    await office.ask("PUT", f"lines/{LINE}/route", {})


def address(office: Office) -> str:
    return f"sip:{LINE}@127.0.0.1:{office.sip_port}"


async def latest(office: Office, count: int) -> list[dict[str, object]]:
    """The latest calls, the first of them first."""
    return list(reversed((await office.ask("GET", f"calls?limit={count}"))["items"]))


@pytest.mark.behaviour("P8")
@pytest.mark.parametrize("with_header", [True, False])
async def test_a_leg_that_its_carrier_brings_back_is_refused_and_nobody_is_dialled_again(
    here: Lab, office: Office, forwarded: Phone, with_header: bool
) -> None:
    """The carrier hands the header on, and shows the caller; or it drops it, and shows the line as it was shown."""
    dana = await here.phone(CALLER, Rings())
    outside = await dana.dial(address(office))
    rung = await forwarded.rang()
    header = Message.parse(rung.invite.encode()).get(TRAIL_HEADER.lower())
    trail = trail_of(header)
    assert trail.hops == 1
    assert CALLER[1:] not in header
    back = await here.phone(E164("+12025550155") if with_header else LINE, Rings())
    refused = await (await back.dial(address(office), {TRAIL_HEADER: header} if with_header else {})).closed()
    assert refused.code == 486
    first, second = await latest(office, 2)
    assert second["disposition"] == "looped"
    assert second["reason"] == f"it is a call of our own that has come back to {LINE}, where it was before"
    await outside.hang_up()
    await rung.closed()
    assert [call.caller.number for call in forwarded.received[-1:]] == [LINE]
    await eventually(lambda: office.is_over(str(first["id"])), "the first call is over")
    assert forwarded.received[-1] is rung, "one leg was dialled"
