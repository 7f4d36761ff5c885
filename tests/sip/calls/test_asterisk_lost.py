"""Asterisk is killed, or hangs with its sockets open, while people talk."""

from __future__ import annotations

import os
import signal
from collections.abc import AsyncIterator
from time import monotonic
from typing import Any

import pytest
import pytest_asyncio

from offhook.practice.phones import Rings
from offhook.telephony.asterisk.process import AsteriskProcess
from tests.sip.calls.conftest import Measured
from tests.sip.calls.lab import ANN_HUMS, DANA_HUMS, Lab, hears, lab, presses, talking
from tests.sip.calls.office import Office, Refused
from tests.waiting import eventually

pytestmark = [pytest.mark.sip, pytest.mark.asyncio(loop_scope="session")]

NOTICED_WITHIN, BACK_WITHIN = 10.0, 15.0
"""Seconds; quality.md."""
HUNG_FOR = 10.0
SEEN_EVERY = 2.0
"""Seconds between the worker's notes of what was seen alive."""
STOPPED = "the telephone switch stopped, and the call ended with it"
BUSY = 2.0
"""Seconds that a busy machine may add."""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def here(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Lab]:
    async with lab(tmp_path_factory.mktemp("office")) as here:
        yield here
        assert here.office.complaints() == []


@pytest.fixture
def office(here: Lab) -> Office:
    return here.office


def asterisk_pid(office: Office) -> int:
    process = AsteriskProcess.found(office.asterisk)
    assert process is not None
    process.close()
    return process.pid


async def used(office: Office) -> dict[str, Any]:
    """What was counted against the limits today."""
    counted: dict[str, Any] = (await office.ask("GET", "limits"))["used"]
    return counted


@pytest.mark.behaviour("X1")
async def test_a_call_that_ends_with_asterisk_is_closed_and_counted_once(
    here: Lab, office: Office, measured: Measured
) -> None:
    before = await used(office)
    talk = await talking(here)
    began = monotonic()
    await hears(talk.dana, ANN_HUMS, seconds=3.0, from_now=True)
    os.kill(asterisk_pid(office), signal.SIGKILL)
    killed = monotonic()
    await eventually(lambda: not_ready(office), "the loss is noticed", NOTICED_WITHIN)
    with pytest.raises(Refused) as refused:
        await office.place()
    assert (refused.value.status, refused.value.problem["title"]) == (503, "Calls can't be placed now")
    await office.becomes_ready(BACK_WITHIN)
    measured("Asterisk killed until calls can be placed again", monotonic() - killed)

    record = await office.ended(talk.call)
    assert (record["state"], record["disposition"], record["certain"]) == ("ended", "answered", False)
    assert record["reason"] == STOPPED
    talked = killed - began
    assert talked - SEEN_EVERY - BUSY < record["talk_seconds"] < talked + BUSY
    for leg in record["legs"]:
        assert (leg["state"], leg["cause"], leg["why"]) == ("ended", "switch_lost", STOPPED)
    after = await used(office)
    assert after["calls_now"] == 0
    assert after["calls"] == before["calls"] + 1
    counted = (after["talk_minutes"] - before["talk_minutes"]) * 60
    assert counted == pytest.approx(record["talk_seconds"], abs=1.0)

    # The phones were told nothing; their own hanging up finds nobody, and changes nothing.
    await talk.ann.hang_up()
    await talk.dana.hang_up()
    assert await office.record(talk.call) == record
    await place_another(here, office)


async def test_a_call_that_rings_when_asterisk_is_killed_is_closed(here: Lab, office: Office) -> None:
    anns, danas = await here.ann(presses()), await here.dana(Rings())
    call = await office.place()
    ann, dana = await anns.answered(), await danas.rang()
    os.kill(asterisk_pid(office), signal.SIGKILL)
    record = await office.ended(call, BACK_WITHIN)
    assert (record["disposition"], record["certain"], record["talk_seconds"]) == ("failed", False, 0)
    assert record["reason"] == STOPPED
    assert [leg["cause"] for leg in record["legs"]] == ["switch_lost", "switch_lost"]
    await ann.hang_up()
    await dana.hang_up()
    await place_another(here, office)


@pytest.mark.behaviour("X1")
async def test_an_asterisk_that_hangs_is_noticed_and_the_talk_goes_on_after_that(
    here: Lab, office: Office, measured: Measured
) -> None:
    talk = await talking(here)
    began = monotonic()
    pid = asterisk_pid(office)
    os.kill(pid, signal.SIGSTOP)
    try:
        await eventually(lambda: not_ready(office), "the silence is noticed", NOTICED_WITHIN)
        measured("Asterisk hangs until it is noticed", monotonic() - began)
        assert monotonic() - began < NOTICED_WITHIN
        await eventually(lambda: monotonic() - began > HUNG_FOR, "it hung for long enough", 2 * HUNG_FOR)
    finally:
        os.kill(pid, signal.SIGCONT)
    hung = monotonic()
    await office.becomes_ready(BACK_WITHIN)
    measured("Asterisk goes on until calls can be placed again", monotonic() - hung)
    await hears(talk.dana, ANN_HUMS, from_now=True)
    await hears(talk.ann, DANA_HUMS, from_now=True)
    await talk.dana.hang_up()
    await talk.ann.closed(10)
    record = await office.ended(talk.call)
    assert (record["disposition"], record["reason"]) == ("answered", "the contact hung up")
    assert record["talk_seconds"] == pytest.approx(monotonic() - began, abs=BUSY + 1.0)
    assert record["certain"] is False, "nobody looked for a while"


async def test_a_worker_that_starts_while_asterisk_hangs_takes_calls_when_it_goes_on(
    here: Lab, office: Office, measured: Measured
) -> None:
    pid = asterisk_pid(office)
    await office.worker.killed()
    os.kill(pid, signal.SIGSTOP)
    try:
        await office.start(ready=False)
        assert await not_ready(office)
    finally:
        os.kill(pid, signal.SIGCONT)
    began = monotonic()
    await office.becomes_ready(BACK_WITHIN)
    measured("Asterisk goes on until a worker started meanwhile takes calls", monotonic() - began)
    await place_another(here, office)


async def not_ready(office: Office) -> bool:
    return not await office.is_ready()


async def place_another(here: Lab, office: Office) -> None:
    """A whole call, as if nothing had been."""
    await eventually(lambda: trunk_is_up(office), "the trunk is up again", BACK_WITHIN)
    talk = await talking(here)
    await talk.dana.hang_up()
    record = await office.ended(talk.call)
    assert (record["disposition"], record["certain"]) == ("answered", True)


async def trunk_is_up(office: Office) -> bool:
    return all(trunk["health"]["state"] == "up" for trunk in (await office.ask("GET", "trunks"))["items"])
