"""A browser's softphone as its page signals: short-lived credentials, a WebSocket, what a call offers. No browser."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from time import monotonic
from typing import Any

import pytest
import pytest_asyncio

from offhook.practice.phones import Rings, Tone
from tests.furnish import DANA
from tests.sip.calls.conftest import Measured
from tests.sip.calls.lab import DANA_HUMS, LAB, Lab, lab
from tests.sip.calls.office import Office
from tests.sip.support.page import page
from tests.waiting import eventually

pytestmark = [pytest.mark.sip, pytest.mark.asyncio(loop_scope="session")]

LINE = "+12025550590"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def here(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Lab]:
    async with lab(tmp_path_factory.mktemp("office")) as here:
        yield here
        assert here.office.complaints() == []


@pytest_asyncio.fixture(loop_scope="session")
async def phone(here: Lab) -> AsyncIterator[str]:
    """The owner's browser phone, which a line rings alone."""
    office = here.office
    me = (await office.ask("GET", "members/me"))["id"]
    made = (await office.ask("POST", "softphones", {"kind": "browser"}))["softphone"]["id"]
    if LINE not in {line["number"] for line in (await office.ask("GET", "lines"))["items"]}:
        await office.add_line(LINE, LAB)
    await office.ask("PUT", f"lines/{LINE}/route", {"agents": [me], "agents_on": False})
    yield made
    if made in {each["id"] for each in (await office.ask("GET", "softphones"))["items"]}:
        await office.ask("DELETE", f"softphones/{made}")


async def credentials(office: Office, phone: str, username: str | None = None) -> dict[str, Any]:
    return await office.ask("POST", f"softphones/{phone}/browser-credentials", {"username": username})


async def becomes(office: Office, phone: str, state: str, within: float = 3.0) -> dict[str, Any]:
    async def holds() -> bool:
        return bool((await office.ask("GET", f"softphones/{phone}"))["state"] == state)

    await eventually(holds, f"the page is {state}", within)
    return await office.ask("GET", f"softphones/{phone}")


@pytest.mark.behaviour("P1", "P6")
async def test_a_page_signs_in_is_offered_encrypted_opus_and_is_gone_when_it_is_closed(
    here: Lab, phone: str, measured: Measured
) -> None:
    office = here.office
    given = await credentials(office, phone)
    async with page(office.origin, given["socket"]) as open_page:
        assert (await open_page.registers(given["username"], given["secret"])).startswith("SIP/2.0 200 ")
        await becomes(office, phone, "registered")
        await eventually(lambda: _agent(office, phone, "Page 1.0"), "its name is known")
        caller = await here.phone(DANA, Rings())
        dana = await caller.dial(f"sip:{LINE}@127.0.0.1:{office.sip_port}", then=(Tone(DANA_HUMS),))
        async with asyncio.timeout(5):
            invite = await open_page.invites.get()
    closed = monotonic()
    await becomes(office, phone, "signed_out", 10.0)
    measured("page closed until its owner sees it", monotonic() - closed)
    await dana.answered(5.0)  # by the voicemail: there is nobody else to ring
    await dana.hang_up()
    offer = invite.partition("\r\n\r\n")[2]
    audio = next(line for line in offer.splitlines() if line.startswith("m=audio"))
    assert "UDP/TLS/RTP/SAVPF" in audio
    first = audio.split()[3]
    assert f"a=rtpmap:{first} opus/48000/2" in offer
    assert "PCMU/8000" in offer
    assert "a=fingerprint:SHA-256" in offer
    assert "a=ice-ufrag:" in offer


async def _agent(office: Office, phone: str, agent: str) -> bool:
    devices = (await office.ask("GET", f"softphones/{phone}"))["devices"]
    return [device["agent"] for device in devices] == [agent]


async def test_a_renewed_secret_signs_nobody_out_and_the_old_one_in_no_more(here: Lab, phone: str) -> None:
    office = here.office
    first = await credentials(office, phone)
    async with page(office.origin, first["socket"]) as open_page:
        await open_page.registers(first["username"], first["secret"])
        await becomes(office, phone, "registered")
        renewed = await credentials(office, phone, first["username"])
        assert renewed["socket"] == first["socket"]
        await becomes(office, phone, "registered")
        assert (await open_page.registers(first["username"], first["secret"])).startswith("SIP/2.0 401 ")
        assert (await open_page.registers(renewed["username"], renewed["secret"])).startswith("SIP/2.0 200 ")


async def test_pages_have_accounts_of_their_own_and_removing_the_phone_signs_all_out(here: Lab, phone: str) -> None:
    office = here.office
    ones, others = await credentials(office, phone), await credentials(office, phone)
    assert ones["socket"] != others["socket"]
    async with page(office.origin, ones["socket"]) as one, page(office.origin, others["socket"]) as other:
        for each, given in ((one, ones), (other, others)):
            assert (await each.registers(given["username"], given["secret"])).startswith("SIP/2.0 200 ")
        await eventually(lambda: _count(office, phone, 2), "both pages are there")
        await office.ask("DELETE", f"softphones/{phone}")
        for each in (one, other):
            await each.closed()


async def _count(office: Office, phone: str, pages: int) -> bool:
    return len((await office.ask("GET", f"softphones/{phone}"))["devices"]) == pages
