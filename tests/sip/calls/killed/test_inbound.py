"""The worker is killed while a call to the line rings, is screened, is talked on or leaves a message: X1.

The next worker takes each over where it was: nobody is dialled twice, the record is complete, and no leg is left over.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from offhook.practice.phones import Phone, Rings, Tone
from tests.furnish import DANA, LINE
from tests.sip.calls.killed.heir import PATIENCE, Heir, assert_complete
from tests.sip.calls.lab import ANN_HUMS, DANA_HUMS, Lab, hears
from tests.sip.calls.office import Office, Placed
from tests.sip.support.words import share_heard
from tests.waiting import eventually

pytestmark = [pytest.mark.sip, pytest.mark.asyncio(loop_scope="session"), pytest.mark.behaviour("X1")]

CELL = "+12025550133"
DANA_SPEAKS = Tone(DANA_HUMS)


@pytest_asyncio.fixture(loop_scope="session")
async def cell(here: Lab, office: Office) -> AsyncIterator[Phone]:
    """The phone that the line is forwarded to: it rings until a test has it answer, and is rung once."""
    await office.ask("PUT", f"lines/{LINE}/route", {"forwards": [{"number": CELL}]})
    phone = await here.phone(CELL, Rings())
    before = len(phone.received)
    yield phone
    assert len(phone.received) == before + 1, "it was dialled once"
    await eventually(lambda: not office.channels(), "no leg is left over", PATIENCE)


async def ended(office: Office, call: Placed) -> dict[str, Any]:
    record = await office.ended(call, PATIENCE)
    assert_complete(record)
    assert not record["certain"]
    return record


async def test_killed_while_a_phone_rings(here: Lab, office: Office, heir: Heir, cell: Phone) -> None:
    dana, call = await here.calls_in(await here.dana(Rings()), DANA_SPEAKS)
    rung = await cell.rang(PATIENCE)
    await office.worker.killed()
    await heir.follows()
    await rung.answer()
    await rung.hears_speech(PATIENCE)
    await rung.press("1")
    await rung.plays_tone(ANN_HUMS)
    await dana.answered(PATIENCE)
    await hears(dana, ANN_HUMS)
    await hears(rung, DANA_HUMS)
    await dana.hang_up()
    await rung.closed(PATIENCE)
    record = await ended(office, call)
    assert (record["disposition"], record["member"]["number"]) == ("answered", CELL)


async def test_killed_during_the_screening(here: Lab, office: Office, heir: Heir, cell: Phone) -> None:
    dana, call = await here.calls_in(await here.dana(Rings()), DANA_SPEAKS)
    rung = await cell.rang(PATIENCE)
    await rung.answer()
    await rung.hears_speech(PATIENCE)
    await office.worker.killed()
    heard = rung.sound().seconds
    await heir.follows()
    await rung.hears_speech(PATIENCE, after=heard)
    await rung.press("1")
    await rung.plays_tone(ANN_HUMS)
    await hears(dana, ANN_HUMS)
    await rung.hang_up()
    await dana.closed(PATIENCE)
    assert (await ended(office, call))["disposition"] == "answered"


async def test_killed_while_the_caller_gives_up_during_the_screening(
    here: Lab, office: Office, heir: Heir, cell: Phone
) -> None:
    dana, call = await here.calls_in(await here.dana(Rings()))
    rung = await cell.rang(PATIENCE)
    await rung.answer()
    await rung.hears_speech(PATIENCE)
    await office.worker.killed()
    await dana.hang_up()
    await heir.follows()
    assert (await rung.closed(PATIENCE)).by == "peer"
    record = await ended(office, call)
    assert (record["disposition"], record["reason"]) == ("failed", "unknown: it ended while nobody was watching")


async def test_killed_during_the_talk(here: Lab, office: Office, heir: Heir, cell: Phone) -> None:
    dana, call = await here.calls_in(await here.dana(Rings()), DANA_SPEAKS)
    rung = await cell.rang(PATIENCE)
    await rung.answer()
    await rung.press("1")
    await rung.plays_tone(ANN_HUMS)
    await hears(dana, ANN_HUMS)
    await office.worker.killed()
    await hears(dana, ANN_HUMS, from_now=True)
    await hears(rung, DANA_HUMS, from_now=True)
    await heir.follows()
    await hears(dana, ANN_HUMS, from_now=True)
    await dana.hang_up()
    await rung.closed(PATIENCE)
    record = await ended(office, call)
    assert (record["disposition"], record["reason"]) == ("answered", "the caller hung up")
    assert record["talk_seconds"] > 1


async def test_killed_while_a_message_is_recorded(here: Lab, office: Office, heir: Heir) -> None:
    await office.ask("PUT", f"lines/{LINE}/route", {})
    dana, call = await here.calls_in(await here.dana(Rings()), DANA_SPEAKS)
    await dana.answered(PATIENCE)

    async def records() -> bool:
        return bool((await office.record(call))["state"] == "voicemail")

    await eventually(records, "a message is recorded", PATIENCE)
    beep = dana.sound().seconds
    await dana.hears_silence(PATIENCE, after=beep, least=1.0)
    await office.worker.killed()
    await heir.follows()
    await dana.hears_silence(PATIENCE, after=dana.sound().seconds, least=1.0)
    await dana.hang_up()
    record = await ended(office, call)
    assert (record["disposition"], len(record["legs"])) == ("voicemail", 1)
    words = await office.prompt("voicemail.greeting", number=LINE)
    assert share_heard(dana.sound(), words) > 0.4

    async def is_kept() -> bool:
        messages = (await office.ask("GET", "voicemails?limit=1"))["items"]
        return bool(messages and messages[0]["call"] == call.id and messages[0]["state"] == "kept")

    await eventually(is_kept, "the message is kept", PATIENCE)
    (message,) = (await office.ask("GET", "voicemails?limit=1"))["items"]
    assert (message["caller"], message["duration_seconds"] > 1) == (DANA, True)
    await eventually(lambda: not office.channels(), "no leg is left over", PATIENCE)
