"""B6: what a call costs while others are live, beside the same growth of the bare controller; memory of a live call.

    python -m bench.live_calls [--live 10 100 500] [--rate 20] [--seconds 6] [--rounds 2]

Long talks are held in the background, without audio, and click-to-calls placed besides. CPU is that of Asterisk and of
the controller with its database, what the live calls themselves take included; "at rest" is that part alone. Growth is
a call's CPU with the most live calls to that with the fewest.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

from bench import cell, drivers, far_phones, switch
from bench.drivers import Driver, Make, load
from bench.far_phones import Phones
from bench.report import Figures, Report, Target, alternate, resident_mib, show, write
from bench.switch import asterisk_cpu, channels
from offhook.telephony.asterisk.instance import AsteriskInstance

PEER = "bare controller"
TARGETS = (
    Target("offhook", "growth", 1.1, peer=PEER),
    Target("offhook", "worker KiB a live call", 64),
    Target("offhook", "failed", 0),
)
WARM_UP = 40
REST_S = 2.0
DRAIN_S = 3.0
"""Long enough for the last short call: asking Asterisk meanwhile would cost more with more channels."""


async def measure(make: Make, levels: list[int], rate: float, seconds: float) -> Figures:
    """One round of one arm, on an Asterisk and phones of its own."""
    figures: Figures = {}
    failed, live, resident = 0, 0, []
    with tempfile.TemporaryDirectory() as scratch, switch.asterisk(legs=2 * levels[-1] + 400) as instance:
        folder = Path(scratch)
        async with far_phones.phones(folder) as phones, make(instance, phones.port, folder) as driver:
            await drivers.warm_up(driver, WARM_UP)
            await asyncio.sleep(DRAIN_S)
            for level in levels:
                await drivers.hold(driver, instance, level - live, level)
                live = level
                at_rest = await cpu_during(driver, instance, asyncio.sleep(REST_S))
                calls = round(rate * seconds)
                used, lost = await with_others(driver, instance, phones, rate, calls)
                failed += lost + abs(await channels(instance) - 2 * live)
                figures[f"cpu ms a call, {level} live"] = used / max(1, calls - lost) * 1000
                figures[f"cpu ms/s at rest, {level} live"] = at_rest / REST_S * 1000
                resident.append(resident_mib(driver.process.pid))
    fewest, most = (figures[f"cpu ms a call, {level} live"] for level in (levels[0], levels[-1]))
    grown = (resident[-1] - resident[0]) * 1024 / (levels[-1] - levels[0])
    return figures | {"growth": most / fewest, "worker KiB a live call": grown, "failed": float(failed)}


async def with_others(
    driver: Driver, instance: AsteriskInstance, phones: Phones, rate: float, calls: int
) -> tuple[float, int]:
    """Place short calls among the live ones; CPU seconds used, and how many calls failed."""
    seen = await phones.counted()

    async def placed() -> None:
        await load(driver, rate, calls)
        await asyncio.sleep(DRAIN_S)

    used = await cpu_during(driver, instance, placed())
    return used, calls - (await phones.counted()).since(seen).completed


async def cpu_during(driver: Driver, instance: AsteriskInstance, what: Coroutine[Any, Any, None]) -> float:
    """CPU seconds that Asterisk and the controller use meanwhile."""
    before = asterisk_cpu(instance) + driver.cpu()
    await what
    return asterisk_cpu(instance) + driver.cpu() - before


def main() -> int:
    """Measure both arms in turn."""
    parser = argparse.ArgumentParser("python -m bench.live_calls", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--live", type=int, nargs="+", default=[10, 100, 500], help="how many live calls, rising")
    parser.add_argument("--rate", type=float, default=20, help="calls a second besides")
    parser.add_argument("--seconds", type=float, default=6)
    parser.add_argument("--rounds", type=int, default=2)
    chosen = parser.parse_args()
    levels = sorted(set(chosen.live))
    if len(levels) < 2:
        parser.error("--live needs two numbers at least: growth is from the fewest to the most")

    def arm(make: Make) -> Figures:
        return cell.run(measure(make, levels, chosen.rate, chosen.seconds))

    rounds = alternate({"offhook": lambda: arm(drivers.offhook), PEER: lambda: arm(drivers.bare)}, chosen.rounds)
    report = Report(
        "live_calls",
        f"B6: a click-to-call at {chosen.rate:g} calls/s, while {', '.join(map(str, levels))} calls are live",
        TARGETS,
        rounds,
        cell.versions(),
        (f"Growth is from {levels[0]} to {levels[-1]} live calls. They carry no audio.",),
    )
    write(report)
    show(report)
    return 0


if __name__ == "__main__":
    sys.exit(main())
