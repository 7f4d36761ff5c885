"""B3: from the request to the member's INVITE, and from the member's key to the contact's INVITE.

    python -m bench.latency [--calls 100] [--rounds 2]

Calls are placed one after the other, so that nothing queues. The peer is a plain ARI originate, by the bare controller:
AMI and the CLI's originate aren't loaded in the minimal Asterisk that Offhook sets up. The phones are in this process
(`far_end`), so both ends of each interval are read on one clock. A key counts from its INFO on.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

from bench import cell, drivers, switch
from bench.cell import CONTACT
from bench.drivers import Driver, Make
from bench.far_end import FarEnd, far_end
from bench.report import Figures, Report, Target, alternate, percentile, show, write
from bench.switch import settled

PEER = "plain ARI originate"
LATER_AT_MOST_MS = 20
TARGETS = tuple(
    Target("offhook", f"{interval} p99 ms", LATER_AT_MOST_MS, peer=PEER, difference=True)
    for interval in ("request to INVITE", "key to INVITE")
)
WARM_UP = 10
PATIENCE_S = 15.0


class Times(NamedTuple):
    """Milliseconds, from the request to the member's INVITE and from the key to the contact's."""

    to_member: float
    to_contact: float


async def measure(make: Make, calls: int) -> Figures:
    """One round of one arm, on an Asterisk and phones of its own."""
    with tempfile.TemporaryDirectory() as scratch, switch.asterisk() as instance:
        async with far_end(CONTACT) as phone, make(instance, phone.port, Path(scratch)) as driver:
            for _ in range(WARM_UP):
                await one(driver, phone)
            seen = [await one(driver, phone) for _ in range(calls)]
            left = await settled(instance, 0, PATIENCE_S)
            return {**of(seen), "sent again": float(phone.sent_again), "channels left": float(left)}


async def one(driver: Driver, phone: FarEnd) -> Times:
    """Place a call and see it through."""
    seen = phone.expect()
    asked = perf_counter()
    if (status := await driver.place()) != 201:
        raise RuntimeError(f"a call was refused with status {status}")
    try:
        await asyncio.wait_for(seen.over, PATIENCE_S)
    except TimeoutError:
        raise RuntimeError(f"a call did not go through: {seen}") from None
    return Times((seen.invited - asked) * 1000, (seen.dialled - seen.pressed) * 1000)


def of(times: Sequence[Times]) -> Figures:
    """Median and 99th percentile of both intervals."""
    intervals = {
        "request to INVITE": [each.to_member for each in times],
        "key to INVITE": [each.to_contact for each in times],
    }
    return {
        f"{interval} p{percent} ms": percentile(values, percent)
        for interval, values in intervals.items()
        for percent in (50, 99)
    }


def main() -> int:
    """Measure both arms in turn."""
    parser = argparse.ArgumentParser("python -m bench.latency", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--calls", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=2)
    chosen = parser.parse_args()
    arms = {
        "offhook": lambda: cell.run(measure(drivers.offhook, chosen.calls)),
        PEER: lambda: cell.run(measure(drivers.bare, chosen.calls)),
    }
    title = f"B3: time to each INVITE, {chosen.calls} calls one after the other"
    rounds = alternate(arms, chosen.rounds)
    report = Report("latency", title, TARGETS, rounds, cell.versions())
    write(report)
    show(report)
    return 0


if __name__ == "__main__":
    sys.exit(main())
