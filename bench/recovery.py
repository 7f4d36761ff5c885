"""B9: live calls whose worker is killed and started again: when are calls taken again, and when are all reconciled?

    python -m bench.recovery [--live 500] [--rounds 2]

Every live call is two talking phones. The worker gets SIGKILL and is started again at once; times count from the kill.
Calls are taken again when the first request for one is granted. All are reconciled when each call's journal says that
the worker came back, and no entry has followed for a while: the time is that of the last entry. Then the contacts hang
up, one after the other, and every record must tell all of its call.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from pathlib import Path

from bench import cell, drivers, far_phones, records, switch
from bench.drivers import Driver
from bench.report import Figures, Report, Target, alternate, show, write
from bench.switch import channels, settled
from offhook.telephony.asterisk.instance import AsteriskInstance

TARGETS = (
    Target("offhook", "taking calls again s", 5),
    Target("offhook", "all reconciled s", 10),
    Target("offhook", "legs lost", 0),
    Target("offhook", "records incomplete", 0),
    Target("offhook", "channels left", 0),
)
WARM_UP = 10
TALK_S = 0.5
AFTER_S = 25.0
"""How long the first contact stays on the phone once all calls are up."""
QUIET_S = 1.0
GIVEN_UP_S = 20.0


async def measure(live: int) -> Figures:
    """One kill, on an Asterisk and phones of its own."""
    hold_s = live / drivers.RAMP_RATE + AFTER_S
    with tempfile.TemporaryDirectory() as scratch, switch.asterisk(legs=2 * live + 200) as instance:
        folder = Path(scratch)
        async with (
            far_phones.phones(folder, talk_ms=round(TALK_S * 1000), hold_ms=round(hold_s * 1000)) as phones,
            drivers.offhook(instance, phones.port, folder) as driver,
        ):
            await drivers.warm_up(driver, WARM_UP)
            await settled(instance, 0, GIVEN_UP_S)
            await drivers.hold(driver, instance, live, live)
            figures, calls = await killed(driver, instance)
            left = await settled(instance, 0, hold_s + GIVEN_UP_S)
            assert driver.data is not None
            await all_closed(driver.data)
            complete = records.complete(driver.data, calls, hold_s)
            return figures | {"records incomplete": float(live - complete), "channels left": float(left)}


async def killed(driver: Driver, instance: AsteriskInstance) -> tuple[Figures, set[str]]:
    """Kill the worker and start it again; how long it took, and the calls that were live."""
    assert driver.data is not None
    calls = records.live(driver.data)
    at = time.time()
    driver.process.kill()
    await driver.process.wait()
    driver.process = await drivers.serve(instance, driver.data, driver.port)
    taking = asyncio.create_task(taken_again(driver, at))
    reconciled = await reconciled_at(driver.data, calls, at) - at
    again = await taking
    await asyncio.sleep(TALK_S + QUIET_S)  # the call that was placed to find out is over
    lost = 2 * len(calls) - await channels(instance)
    return {"taking calls again s": again, "all reconciled s": reconciled, "legs lost": float(lost)}, calls


async def taken_again(driver: Driver, since: float) -> float:
    """Wait until a call is taken; the seconds since then."""
    await drivers.answering(driver, f"{driver.url.rpartition('/')[0]}/health")
    status = await driver.place()
    if status != 201:
        raise RuntimeError(f"the worker says that it is ready, and refuses a call with status {status}")
    return time.time() - since


async def reconciled_at(data: Path, calls: set[str], since: float) -> float:
    """Wait until the new worker has looked at all calls and is done with them; when it was, in UTC seconds."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + GIVEN_UP_S
    before, still = records.reconciled(data, calls), loop.time()
    while True:
        await asyncio.sleep(0.05)
        now = records.reconciled(data, calls)
        if now != before:
            before, still = now, loop.time()
        elif now.calls == len(calls) and loop.time() - still >= QUIET_S:
            return now.latest
        if loop.time() > deadline:
            raise RuntimeError(f"{GIVEN_UP_S:g} s after the kill {now.calls} of {len(calls)} calls are reconciled")


async def all_closed(data: Path) -> None:
    """Wait for the records of the last calls: a channel is gone a moment before its call is closed."""
    await cell.came_true(lambda: not records.live(data), GIVEN_UP_S)


def main() -> int:
    """Measure, there being no peer."""
    parser = argparse.ArgumentParser("python -m bench.recovery", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--live", type=int, default=500, help="live calls, of two legs each")
    parser.add_argument("--rounds", type=int, default=2)
    chosen = parser.parse_args()
    rounds = alternate({"offhook": lambda: cell.run(measure(chosen.live))}, chosen.rounds)
    title = f"B9: SIGKILL of the worker with {chosen.live} live calls"
    report = Report("recovery", title, TARGETS, rounds, cell.versions())
    write(report)
    show(report)
    return 0


if __name__ == "__main__":
    sys.exit(main())
