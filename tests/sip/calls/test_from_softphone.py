"""Calls from members' own SIP phones, end to end: to an extension, out over the trunk, and in an emergency.

Nothing here can reach a real number: every far end is a practice carrier on loopback.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from offhook.practice.call import PhoneCall
from offhook.practice.phones import Phone, PracticeCarrier, Tone
from offhook.practice.script import Behaviour, Rings
from tests.furnish import DANA, LINE
from tests.sip.calls.lab import ANN_HUMS, DANA_HUMS, LAB, Lab, hears, hums, lab
from tests.sip.calls.office import Office
from tests.sip.support.wire import Wire, with_port
from tests.waiting import eventually

pytestmark = [pytest.mark.sip, pytest.mark.asyncio(loop_scope="session")]

BEN_HUMS = 900.0
EXTENSIONS = {"Ann Lee": "201", "Ben": "202"}


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def here(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Lab]:
    async with lab(tmp_path_factory.mktemp("office")) as here:
        yield here
        assert here.office.complaints() == []


@pytest.fixture
def office(here: Lab) -> Office:
    return here.office


@dataclass
class Desk:
    """A member with an extension and a softphone."""

    office: Office
    credentials: dict[str, Any]
    softphone: str

    @classmethod
    async def of(cls, office: Office, name: str) -> Desk:
        extension = EXTENSIONS[name]
        every = (await office.ask("GET", "members"))["items"]
        members = [each["id"] for each in every if each["extension"] == extension]
        if not members:
            members = [(await office.ask("POST", "members", {"name": name, "extension": extension}))["id"]]
        made = await office.ask("POST", "softphones", {"kind": "sip", "name": "Desk", "member": members[0]})
        return cls(office, made["credentials"], made["softphone"]["id"])

    @asynccontextmanager
    async def signed_in(self, behaviour: Behaviour) -> AsyncIterator[Phone]:
        given = self.credentials
        server = f"127.0.0.1:{self.office.sip_port}"
        async with PracticeCarrier() as street:
            phone = await street.softphone(given["username"], given["secret"], server, behaviour)

            async def is_known() -> bool:
                return bool((await self.office.ask("GET", f"softphones/{self.softphone}"))["state"] == "registered")

            await eventually(is_known, "the softphone is registered")
            yield phone
        await self.office.ask("DELETE", f"softphones/{self.softphone}")


async def dials(office: Office, phone: Phone, to: str) -> PhoneCall:
    return await phone.dial(f"sip:{to}@127.0.0.1:{office.sip_port}", then=(Tone(ANN_HUMS),))


async def record(office: Office) -> dict[str, Any]:
    """Of the last call, once it is over."""
    call = office.last_call()
    await eventually(lambda: office.is_over(call), f"{call} is over", 20.0)
    return await office.ask("GET", f"calls/{call}")


async def test_one_softphone_calls_another_by_its_extension_and_both_hear_each_other(
    office: Office, tmp_path: Path
) -> None:
    ann, ben = await Desk.of(office, "Ann Lee"), await Desk.of(office, "Ben")
    async with (
        ann.signed_in(Rings()) as anns,
        ben.signed_in(hums(BEN_HUMS, after=0.5)) as bens,
        Wire(tmp_path, office.sip_port) as wire,
    ):
        made = await dials(office, anns, "202")
        taken = await bens.rang()
        assert taken.caller.number == "201"
        await hears(made, BEN_HUMS)
        await hears(taken, ANN_HUMS)
        await made.hang_up()
        await taken.closed()
        found = await record(office)
        messages = await wire.messages()
    rings = [each for each in messages if each.raw.startswith(b"INVITE ") and each.source == office.sip_port]
    assert rings
    for ring in rings:
        assert '"Ann Lee" <sip:201@' in ring.raw.decode()
        assert ann.credentials["username"] not in ring.raw.decode()
    assert (found["direction"], found["disposition"]) == ("internal", "answered")
    assert (found["member"]["name"], found["contact"]["name"], found["contact"]["number"]) == ("Ann Lee", "Ben", "202")


async def test_an_extension_that_nobody_has_is_told_in_words(office: Office) -> None:
    ann = await Desk.of(office, "Ann Lee")
    async with ann.signed_in(Rings()) as anns:
        made = await dials(office, anns, "299")
        await made.hears_speech()
        await made.closed(20.0)
        found = await record(office)
    assert (found["disposition"], found["reason"]) == ("not_in_service", "299 is nobody's extension")


@pytest.mark.behaviour("X6")
async def test_a_softphone_calls_out_and_the_far_end_sees_only_the_line(
    here: Lab, office: Office, tmp_path: Path
) -> None:
    ann = await Desk.of(office, "Ann Lee")
    await office.ask("PATCH", f"softphones/{ann.softphone}", {"line": LINE})
    dana = await here.dana(hums(DANA_HUMS, after=1.0))
    async with ann.signed_in(Rings()) as anns, Wire(tmp_path, office.sip_port) as wire:
        made = await dials(office, anns, "2025550122")
        await made.ringing()
        taken = await dana.rang()
        assert made.established is None, "the member is answered when the far end is"
        assert taken.caller.number == LINE
        await hears(made, DANA_HUMS)
        await hears(taken, ANN_HUMS)
        await made.hang_up()
        await taken.closed()
        messages = await wire.messages()
        found = await record(office)
    to_dana = with_port(messages, here.carrier.port)
    for secret in (ann.credentials["username"], "Ann Lee", "baresip"):
        ours = [each for each in to_dana if each.source == office.sip_port]
        assert ours
        assert not [each for each in ours if secret.lower() in each.raw.decode().lower()], secret
    assert (found["direction"], found["disposition"]) == ("outbound", "answered")
    assert found["contact"]["number"] == DANA


async def test_without_a_set_up_an_emergency_call_is_told_to_be_made_from_a_mobile_phone(
    here: Lab, office: Office
) -> None:
    ann = await Desk.of(office, "Ann Lee")
    await office.ask("DELETE", "emergency")
    help_ = await here.phone("911", hums(DANA_HUMS))
    async with ann.signed_in(Rings()) as anns:
        made = await dials(office, anns, "911")
        await made.hears_speech()
        await made.closed(20.0)
        found = await record(office)
    assert found["disposition"] == "refused"
    assert help_.received == []
    assert not (await office.ask("GET", "emergency"))["works"]


@pytest.mark.parametrize("number", ["911", "112"])
async def test_an_emergency_call_goes_over_its_trunk_and_shows_the_call_back_number(
    here: Lab, office: Office, number: str
) -> None:
    ann = await Desk.of(office, "Ann Lee")
    set_up = {"trunk": LAB, "line": LINE, "address": "1 Main Street, Springfield"}
    assert (await office.ask("PUT", "emergency", set_up))["works"]
    await office.ask("PATCH", "workspace", {"voice": False})
    help_ = await here.phone(number, hums(DANA_HUMS, after=0.5))
    try:
        async with ann.signed_in(Rings()) as anns:
            made = await dials(office, anns, number)
            taken = await help_.rang()
            assert taken.caller.number == LINE
            await hears(made, DANA_HUMS)
            await hears(taken, ANN_HUMS)
            await made.hang_up()
            await taken.closed()
            found = await record(office)
    finally:
        await office.ask("PATCH", "workspace", {"voice": True})
    assert (found["disposition"], found["contact"]["name"]) == ("answered", "Emergency")
    story = await office.ask("GET", f"calls/{found['id']}/timeline")
    assert [moment for moment in story["items"] if moment["what"] == "emergency"]
