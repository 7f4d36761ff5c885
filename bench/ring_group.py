"""B5: a ring group of 1, 5, 20 and 50 phones: what a call costs, and how soon the last loser is called off.

    python -m bench.ring_group [--sizes 1 5 20 50] [--calls 20] [--rounds 2]

A call comes in and rings all phones of the group; one answers and presses 1, and the others are called off once the two
hear each other. Calls are placed one after the other. The peer is `Dial(a&b&…)`, where answering is accepting. CPU is
that of Asterisk and of the worker with its database. Growth is by which power of the phones a call's cost grows, from
the second size (of two, the first) to the last; the last CANCEL is counted from the key, with the peer from the answer.
"""

from __future__ import annotations

import argparse
import asyncio
import math
import sys
import tempfile
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from bench import cell, coming_in, switch
from bench.callers import Call, Callers, callers
from bench.cell import CONTACT, LINE
from bench.report import Figures, Report, Target, alternate, percentile, show, write
from bench.switch import asterisk_cpu, settled

PEER = "Dial(a&b&…)"
GROWTH, LAST = "growth", "last CANCEL p99 ms"
TARGETS = (Target("offhook", GROWTH, 1.1), Target("offhook", LAST, 100), Target("offhook", "not called off", 0))
WARM_UP = 5
PATIENCE_S = 20.0


def numbers(size: int) -> list[str]:
    """The group's phones; the first of them takes the calls."""
    return [f"+120255502{phone:02}" for phone in range(size)]


async def measure(arm: str, sizes: Sequence[int], calls: int) -> Figures:
    """One round of one arm: every size on an Asterisk of its own."""
    figures: Figures = {"not called off": 0.0, LAST: 0.0}
    for size in sizes:
        used, seen = await group(arm, size, calls)
        figures[f"cpu ms a call, {size} phones"] = used / calls * 1000
        figures["not called off"] += sum(call.rung - 1 - len(call.cancelled) + size - call.rung for call in seen)
        waits = [last(call, arm) for call in seen if call.cancelled]
        if waits:
            figures[f"last CANCEL p50 ms, {size} phones"] = percentile(waits, 50)
            figures[LAST] = max(figures[LAST], percentile(waits, 99))
    few, most = sizes[1] if len(sizes) > 2 else sizes[0], sizes[-1]
    if most > few:
        grown = figures[f"cpu ms a call, {most} phones"] / figures[f"cpu ms a call, {few} phones"]
        figures[GROWTH] = math.log(grown) / math.log(most / few)
    return figures


async def group(arm: str, size: int, calls: int) -> tuple[float, list[Call]]:
    """CPU seconds that so many calls to a group took, and what was seen of them."""
    ours = arm == "offhook"
    dialplan = "" if ours else coming_in.dialplan(numbers(size))
    with tempfile.TemporaryDirectory() as scratch, switch.asterisk(dialplan=dialplan) as instance:
        async with callers(instance.settings.sip_port, presses=ours) as ends:
            folder, phones = Path(scratch), numbers(size)
            make = partial(coming_in.offhook, folder=folder, numbers=phones) if ours else coming_in.static
            async with make(instance, ends.port) as side:
                for _ in range(WARM_UP):
                    await one(ends, phones[0])
                await settled(instance, 0, PATIENCE_S)
                used = asterisk_cpu(instance) + side.cpu()
                seen = [await one(ends, phones[0]) for _ in range(calls)]
                await settled(instance, 0, PATIENCE_S)
                return asterisk_cpu(instance) + side.cpu() - used, seen


async def one(ends: Callers, answers: str) -> Call:
    """Call the line, and see it through.

    Raises:
        RuntimeError: it did not go through, and how far it came.
    """
    call = ends.call(LINE, CONTACT, answers)
    try:
        await asyncio.wait_for(call.over, PATIENCE_S)
    except TimeoutError:
        raise RuntimeError(f"a call did not go through: {call}") from None
    if not call.joined:
        raise RuntimeError(f"the two never heard each other: {call}")
    return call


def last(call: Call, arm: str) -> float:
    """Milliseconds until the last phone was called off."""
    return (max(call.cancelled) - (call.pressed if arm == "offhook" else call.answered)) * 1000


def main() -> int:
    """Measure both arms in turn."""
    parser = argparse.ArgumentParser("python -m bench.ring_group", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[1, 5, 20, 50])
    parser.add_argument("--calls", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=2)
    chosen = parser.parse_args()
    arms = {name: partial(_round, name, chosen.sizes, chosen.calls) for name in ("offhook", PEER)}
    rounds = alternate(arms, chosen.rounds)
    sizes = ", ".join(map(str, chosen.sizes))
    title = f"B5: a ring group of {sizes} phones, {chosen.calls} calls one after the other"
    report = Report("ring_group", title, TARGETS, rounds, cell.versions())
    write(report)
    show(report)
    return 0


def _round(arm: str, sizes: Sequence[int], calls: int) -> Figures:
    return cell.run(measure(arm, sizes, calls))


if __name__ == "__main__":
    sys.exit(main())
