"""B2: what a click-to-call costs, beside a bare controller that sends the same requests and keeps nothing.

    python -m bench.outbound [--rate 40] [--seconds 10] [--rounds 5] [--top]

One call: the member's phone rings and answers, hears the prompt, presses a key, hears ringback; the contact's phone
rings and answers; both are bridged; the contact hangs up. CPU is that of Asterisk and of the controller with its
database. `--top` also looks, in the first round, for the highest rate that each arm sustains.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path

from bench import cell, drivers, far_phones, records, switch
from bench.drivers import Driver, Make, load
from bench.far_phones import Phones
from bench.report import Figures, Report, Target, alternate, show, write
from bench.switch import asterisk_cpu, settled
from offhook.telephony.asterisk.instance import AsteriskInstance

PEER = "bare controller"
COST = Target("offhook", "cpu ms a call", 1.25, peer=PEER)
RATE = Target("offhook", "highest calls/s", 0.9, peer=PEER, at_least=True)
FAILURES = Target("offhook", "failed", 0)
WARM_UP = 40
DRAIN_S = 8.0
FAILED_AT_MOST = 0.001
LOWEST, HIGHEST = 30.0, 400.0
STEP, FINE_STEP = 1.4, 1.1
TRIED_S = 5.0


async def measure(make: Make, rate: float, seconds: float, top: bool) -> Figures:
    """One round of one arm, on an Asterisk and phones of its own."""
    calls = round(rate * seconds)
    with tempfile.TemporaryDirectory() as scratch, switch.asterisk() as instance:
        folder = Path(scratch)
        async with far_phones.phones(folder) as phones, make(instance, phones.port, folder) as driver:
            await drivers.warm_up(driver, WARM_UP)
            await settled(instance, 0, DRAIN_S)
            seen = await phones.counted()
            before = records.counted(driver.data) if driver.data else None
            asterisk, controller = asterisk_cpu(instance), driver.cpu()
            await load(driver, rate, calls)
            left = await settled(instance, 0, DRAIN_S)
            asterisk, controller = asterisk_cpu(instance) - asterisk, driver.cpu() - controller
            seen = (await phones.counted()).since(seen)
            done = max(1, seen.completed)
            figures = {
                "cpu ms a call": (asterisk + controller) / done * 1000,
                "asterisk ms": asterisk / done * 1000,
                "controller ms": controller / done * 1000,
                "failed": float(calls - seen.completed),
                "channels left": float(left),
                "sent again": float(seen.again),
            }
            if driver.data and before:
                kept = records.counted(driver.data).since(before)
                figures["turns a call"] = kept.turns / calls
                figures["failed"] = float(calls - min(seen.completed, kept.answered))
            if top:
                figures["highest calls/s"] = await highest(partial(holds, driver, instance, phones))
            return figures


async def highest(holds: Callable[[float], Awaitable[bool]]) -> float:
    """The highest rate that holds: in large steps until one doesn't, then in small ones from the last that did."""
    held, tried = 0.0, LOWEST
    for step in (STEP, FINE_STEP):
        while tried < HIGHEST and await holds(tried):
            held, tried = tried, tried * step
        if not held:
            return 0.0
        tried = held * FINE_STEP
    return held


async def holds(driver: Driver, instance: AsteriskInstance, phones: Phones, rate: float) -> bool:
    """Whether calls go through at this rate: next to none fails, nothing is sent again, requests don't pile up."""
    calls = round(rate * TRIED_S)
    seen = await phones.counted()
    loop = asyncio.get_running_loop()
    begun = loop.time()
    await load(driver, rate, calls)
    late = loop.time() - begun - TRIED_S
    await settled(instance, 0, DRAIN_S)
    seen = (await phones.counted()).since(seen)
    return calls - seen.completed <= FAILED_AT_MOST * calls and not seen.again and late < 1


def main() -> int:
    """Measure both arms in turn."""
    parser = argparse.ArgumentParser("python -m bench.outbound", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rate", type=float, default=40, help="calls a second")
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--top", action="store_true", help="also look for the highest rate")
    chosen = parser.parse_args()
    looking = {name for name in ("offhook", PEER) if chosen.top}

    def arm(name: str, make: Make) -> Figures:
        top = name in looking
        looking.discard(name)
        return cell.run(measure(make, chosen.rate, chosen.seconds, top))

    arms = {"offhook": lambda: arm("offhook", drivers.offhook), PEER: lambda: arm(PEER, drivers.bare)}
    rounds = alternate(arms, chosen.rounds)
    report = Report(
        "outbound",
        f"B2: a click-to-call, at {chosen.rate:g} calls/s for {chosen.seconds:g} s",
        (COST, RATE, FAILURES) if chosen.top else (COST, FAILURES),
        rounds,
        cell.versions(),
        (f"A rate holds when, for {TRIED_S:g} s, under 0.1 % of the calls fail and no phone sends anything again.",),
    )
    write(report)
    show(report)
    return 0


if __name__ == "__main__":
    sys.exit(main())
