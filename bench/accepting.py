"""B4: from the key that accepts a call to the two hearing each other.

    python -m bench.accepting [--calls 100] [--rounds 2]

A call comes in and rings one phone, which answers, is greeted and presses 1; then both ends wait for the other's voice.
Calls are placed one after the other. The peer is Asterisk's own screening, `Dial(…,U(sub))`, which asks for the key.
All ends are in this process (`callers`), so everything is read on one clock. A key counts from its INFO on.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from bench import cell, coming_in, switch
from bench.callers import Call, Callers, callers
from bench.cell import CONTACT, LINE, MEMBER
from bench.report import Figures, Report, Target, alternate, percentile, show, write
from bench.switch import settled

PEER = "Dial(…,U(sub))"
FIGURE = "key to audio p{} ms"
TARGETS = (
    Target("offhook", FIGURE.format(50), 15, peer=PEER, difference=True),
    Target("offhook", FIGURE.format(99), 50, peer=PEER, difference=True),
)
WARM_UP = 10
PATIENCE_S = 15.0


async def measure(arm: str, calls: int) -> Figures:
    """One round of one arm, on an Asterisk of its own."""
    ours = arm == "offhook"
    dialplan = "" if ours else coming_in.dialplan([MEMBER], options=coming_in.SCREENED)
    with tempfile.TemporaryDirectory() as scratch, switch.asterisk(dialplan=dialplan) as instance:
        async with callers(instance.settings.sip_port, presses=True) as ends:
            make = partial(coming_in.offhook, folder=Path(scratch), numbers=[MEMBER]) if ours else coming_in.static
            async with make(instance, ends.port):
                for _ in range(WARM_UP):
                    await one(ends)
                seen = [await one(ends) for _ in range(calls)]
                left = await settled(instance, 0, PATIENCE_S)
                return {**of(seen), "sent again": float(ends.sent_again), "channels left": float(left)}


async def one(ends: Callers) -> Call:
    """Call the line, and see it through.

    Raises:
        RuntimeError: the two never heard each other, and how far it came.
    """
    call = ends.call(LINE, CONTACT, MEMBER)
    try:
        await asyncio.wait_for(call.over, PATIENCE_S)
    except TimeoutError:
        raise RuntimeError(f"a call did not go through: {call}") from None
    if not call.joined:
        raise RuntimeError(f"the two never heard each other: {call}")
    return call


def of(calls: Sequence[Call]) -> Figures:
    """Median and 99th percentile, until both hear each other and for each of them."""
    waits = {
        FIGURE: [call.joined - call.pressed for call in calls],
        "key to caller's p{} ms": [call.caller_hears - call.pressed for call in calls],
        "key to phone's p{} ms": [call.phone_hears - call.pressed for call in calls],
    }
    return {
        figure.format(percent): percentile(values, percent) * 1000
        for figure, values in waits.items()
        for percent in (50, 99)
    }


def main() -> int:
    """Measure both arms in turn."""
    parser = argparse.ArgumentParser("python -m bench.accepting", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--calls", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=2)
    chosen = parser.parse_args()
    arms = {name: partial(_round, name, chosen.calls) for name in ("offhook", PEER)}
    rounds = alternate(arms, chosen.rounds)
    title = f"B4: accept key to bridged audio, {chosen.calls} calls one after the other"
    notes = ("Either end sends a packet every 20 ms, so that any wait may look up to 20 ms longer than it is.",)
    report = Report("accepting", title, TARGETS, rounds, cell.versions(), notes)
    write(report)
    show(report)
    return 0


def _round(arm: str, calls: int) -> Figures:
    return cell.run(measure(arm, calls))


if __name__ == "__main__":
    sys.exit(main())
