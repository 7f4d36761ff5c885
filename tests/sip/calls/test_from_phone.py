"""A smartphone of a line calls it over SIP, after its dialer has said whom it calls: proven, read back, connected."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
import pytest_asyncio

from offhook.practice.phones import Press, Tone, Wait
from tests.furnish import ANN, DANA, LINE
from tests.sip.calls.lab import ANN_HUMS, DANA_HUMS, Lab, hears, lab
from tests.waiting import eventually

pytestmark = [pytest.mark.sip, pytest.mark.asyncio(loop_scope="session")]


class Dialer:
    """The dialer of a phone, opened by its link."""

    def __init__(self, session: aiohttp.ClientSession, csrf: str) -> None:
        self._session = session
        self._csrf = csrf

    async def calls(self, to: str) -> dict[str, Any]:
        """Say whom the phone calls next; what its telephone is to dial."""
        headers = {"X-Offhook-CSRF": self._csrf}
        async with self._session.post("/api/v1/dial-intents", json={"to": to}, headers=headers) as response:
            return dict(await response.json())


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def here(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Lab]:
    folder = tmp_path_factory.mktemp("office")
    async with lab(folder, settings={"OFFHOOK_ASTERISK_ATTESTING": "true"}) as here:
        yield here
        assert here.office.complaints() == []


@pytest_asyncio.fixture(loop_scope="session")
async def dialer(here: Lab) -> AsyncIterator[Dialer]:
    office = here.office
    phone = await office.ask("POST", "phones", {"kind": "smartphone", "number": ANN, "line": LINE})
    token = (await office.ask("POST", f"phones/{phone['id']}/link"))["url"].partition("#link=")[2]
    address, jar = f"http://127.0.0.1:{office.http_port}", aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(address, cookie_jar=jar) as session:
        async with session.post("/api/v1/session/link", json={"token": token}) as opened:
            csrf = (await opened.json())["csrf"]
        yield Dialer(session, csrf)


@pytest.mark.behaviour("U6", "X12")
async def test_a_call_that_a_dialer_hands_over_is_proven_read_back_and_connected(here: Lab, dialer: Dialer) -> None:
    office, danas = here.office, await here.dana()
    anns = await here.ann()
    dialled = await dialer.calls(DANA)
    assert dialled["number"] == LINE
    ann, call = await here.calls_in(anns, Wait(1.0), Press(dialled["code"]), Tone(ANN_HUMS))
    dana = await danas.answered(within=20)
    await hears(dana, ANN_HUMS)
    await hears(ann, DANA_HUMS)
    assert dana.caller.number == LINE
    await ann.hang_up()
    record = await office.ended(call)
    assert (record["disposition"], record["contact"]["name"]) == ("answered", "Dana")
    # Its carrier attests the next one: no digits, and hanging up while the name is read calls it off.
    rung = len(danas.received)
    await dialer.calls(DANA)
    before = office.last_call()
    uri = f"sip:{LINE}@127.0.0.1:{office.sip_port}"
    side = await anns.dial(uri, {"X-Twilio-VerStat": "TN-Validation-Passed-A"}, then=(Wait(0.5),))
    await eventually(lambda: office.last_call() != before, "the call is there")
    attested = office.last_call()

    async def read_back() -> bool:
        found = await office.ask("GET", f"calls/{attested}/timeline")
        return any("who is being called" in each["text"] for each in found["items"])

    await eventually(read_back, "Ann hears whom she calls", 10)
    await side.hang_up()

    async def over() -> bool:
        state: str = (await office.ask("GET", f"calls/{attested}"))["state"]
        return state == "ended"

    await eventually(over, "the call is over", 10)
    assert (await office.ask("GET", f"calls/{attested}"))["disposition"] == "abandoned"
    assert len(danas.received) == rung
