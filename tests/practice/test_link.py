"""A carrier never outlives its parent, and its death is told to whoever waits."""

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from offhook.practice.phones import CarrierFailed, PracticeCarrier
from tests.waiting import eventually

_PARENT = """
import asyncio
import sys
from pathlib import Path
from offhook.practice.phones import PracticeCarrier

async def main():
    async with PracticeCarrier(recordings=Path(sys.argv[1])) as carrier:
        print(carrier.pid, flush=True)
        await asyncio.Event().wait()

asyncio.run(main())
"""


def running(pid: int) -> bool:
    """Whether a process is there and no zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


async def test_a_carrier_ends_with_its_block_and_leaves_its_port() -> None:
    async with PracticeCarrier() as first:
        port = first.port
        assert running(first.pid)
    assert not running(first.pid)
    async with PracticeCarrier(port=port) as second:
        assert second.port == port


async def test_a_carrier_ends_when_its_parent_is_killed(tmp_path: Path) -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", _PARENT, str(tmp_path)], stdout=subprocess.PIPE, env=os.environ | {"PYTHONPATH": "src"}
    )
    assert parent.stdout is not None
    with parent.stdout as lines:
        carrier = int(await asyncio.to_thread(lines.readline))
    assert running(carrier)
    parent.kill()
    parent.wait()
    await eventually(lambda: not running(carrier), "the carrier ended")


async def test_the_death_of_a_carrier_is_told_to_who_waits(tmp_path: Path) -> None:
    async with PracticeCarrier(recordings=tmp_path) as carrier:
        phone = await carrier.phone("+12025550111")
        waiting = asyncio.create_task(phone.rang(within=60))
        os.kill(carrier.pid, signal.SIGKILL)
        with pytest.raises(CarrierFailed, match="ended with status -9"):
            await waiting
        with pytest.raises(CarrierFailed, match="ended with status -9"):
            await phone.dial("sip:+12025550122@127.0.0.1:9")


async def test_a_port_that_is_taken_is_told_in_words(tmp_path: Path) -> None:
    async with PracticeCarrier() as first:
        with pytest.raises(CarrierFailed, match=r"cannot listen on 127\.0\.0\.1:\d+: Address already in use"):
            async with PracticeCarrier(port=first.port, recordings=tmp_path):
                pass


async def test_a_carrier_that_is_not_started_says_so() -> None:
    carrier = PracticeCarrier()
    with pytest.raises(CarrierFailed, match="not started"):
        await carrier.phone("+12025550111")
    with pytest.raises(CarrierFailed, match="not started"):
        _ = carrier.pid
