"""B1: what a call to a line costs, beside a static Dial() in Asterisk's own dialplan, the least that it can cost.

    python -m bench.inbound [--rate 40] [--seconds 10] [--rounds 5] [--top]

One call: it comes in, one member's softphone rings and takes it by answering; both are bridged; the caller hangs up,
and the record is written. With the dialplan nothing is written. In the arm `screened` it is a member's own telephone,
which hears who calls and presses 1 as well: more than the peer does, to tell what that costs. CPU is that of Asterisk
and of the worker with its database. `--top` also looks, in the first round, for the highest rate that each arm
sustains; the target's own measure is `--rate 100 --seconds 60`.
"""

from __future__ import annotations

import argparse
import asyncio
import re
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from functools import partial
from pathlib import Path

from bench import cell, coming_in, drivers, far_phones, records, softphone, switch
from bench.cell import CONTACT, LINE, MEMBER
from bench.coming_in import Side
from bench.far_phones import Phones
from bench.outbound import DRAIN_S, FAILED_AT_MOST, TRIED_S, highest
from bench.report import Figures, Report, Target, alternate, show, write
from bench.sipp import Counts, counts
from bench.switch import asterisk_cpu, settled
from offhook.telephony.asterisk.instance import AsteriskInstance

PEER, OURS, SCREENED = "static Dial()", "offhook", "screened"
COST = Target(OURS, "cpu ms a call", 2.2, peer=PEER)
RATE = Target(OURS, "highest calls/s", 0.5, peer=PEER, at_least=True)
FAILURES = Target(OURS, "failed", 0)
WARM_UP, WARM_UP_RATE = 40, 20.0
PRESS_MS, TALK_MS = 300, 500
LATE_S = 5.0
"""For how much longer than planned the callers may take before the rate does not hold."""
SCENARIOS = Path(__file__).parent
_KEY = re.compile(r"<!-- key: begin -->.*<!-- key: end -->", re.DOTALL)


def phone(folder: Path, *, presses: bool, port: int | None = None) -> AbstractAsyncContextManager[Phones]:
    """sipp as the phone that is rung, which presses 1 or not, at this port or a free one."""
    scenario = (SCENARIOS / "rung-phone.xml").read_text(encoding="utf-8").replace("[press]", str(PRESS_MS))
    return far_phones.sipp(folder, "rung-phone", scenario if presses else _KEY.sub("", scenario), port=port)


async def call(instance: AsteriskInstance, folder: Path, rate: float, calls: int) -> Counts:
    """Call the line so often at this rate; what sipp saw of it, at the end or when it took too long."""
    words = {"[caller]": CONTACT, "[talk]": str(TALK_MS)}
    scenario = (SCENARIOS / "caller.xml").read_text(encoding="utf-8")
    for word, value in words.items():
        scenario = scenario.replace(word, value)
    limits = ("-r", f"{rate:g}", "-m", str(calls), "-l", str(calls))
    target = ("-s", LINE, f"127.0.0.1:{instance.settings.sip_port}")
    async with far_phones.sipp(folder, "caller", scenario, *limits, *target) as caller:
        with suppress(TimeoutError):
            await asyncio.wait_for(caller.process.wait(), calls / rate + DRAIN_S + LATE_S)
        return counts(caller.statistics.read_text(encoding="utf-8"))


async def measure(arm: str, rate: float, seconds: float, top: bool) -> Figures:
    """One round of one arm, on an Asterisk and phones of its own."""
    dialplan = coming_in.dialplan([MEMBER]) if arm == PEER else ""
    with tempfile.TemporaryDirectory() as scratch, switch.asterisk(dialplan=dialplan) as instance:
        folder = Path(scratch)
        async with TAKING[arm](instance, folder) as (side, phones):
            return await measured(side, instance, phones, folder, rate, round(rate * seconds), top)


@asynccontextmanager
async def dialplan_alone(instance: AsteriskInstance, folder: Path) -> AsyncIterator[tuple[Side, Phones]]:
    """A telephone behind the trunk, which Asterisk rings by itself."""
    async with phone(folder, presses=False) as phones, coming_in.static(instance, phones.port) as side:
        yield side, phones


@asynccontextmanager
async def screened(instance: AsteriskInstance, folder: Path) -> AsyncIterator[tuple[Side, Phones]]:
    """A member's telephone behind the trunk."""
    async with (
        phone(folder, presses=True) as phones,
        coming_in.offhook(instance, phones.port, folder, [MEMBER]) as side,
    ):
        yield side, phones


@asynccontextmanager
async def by_softphone(instance: AsteriskInstance, folder: Path) -> AsyncIterator[tuple[Side, Phones]]:
    """A member's softphone; the trunk's far end only says that it is there."""
    desk = folder / "desk"
    desk.mkdir()
    async with phone(folder, presses=False) as carrier, drivers.offhook(instance, carrier.port, folder) as driver:
        made, port = await softphone.rung(driver, instance)
        async with phone(desk, presses=False, port=port) as phones:
            await softphone.is_there(driver, made)
            await coming_in.at_rest(driver, instance)
            yield Side(driver.cpu, driver.data), phones


TAKING = {OURS: by_softphone, SCREENED: screened, PEER: dialplan_alone}
"""Who takes the calls, by arm."""


async def measured(
    side: Side, instance: AsteriskInstance, phones: Phones, folder: Path, rate: float, calls: int, top: bool
) -> Figures:
    """Call, and see what it took."""
    await call(instance, folder, WARM_UP_RATE, WARM_UP)
    await settled(instance, 0, DRAIN_S)
    seen = await phones.counted()
    before = records.counted(side.data) if side.data else None
    asterisk, controller = asterisk_cpu(instance), side.cpu()
    called = await call(instance, folder, rate, calls)
    left = await settled(instance, 0, DRAIN_S)
    asterisk, controller = asterisk_cpu(instance) - asterisk, side.cpu() - controller
    seen = (await phones.counted()).since(seen)
    through = min(called.completed, seen.completed)
    figures = {
        "cpu ms a call": (asterisk + controller) / max(1, through) * 1000,
        "asterisk ms": asterisk / max(1, through) * 1000,
        "controller ms": controller / max(1, through) * 1000,
        "failed": float(calls - through),
        "channels left": float(left),
        "sent again": float(called.again + seen.again),
    }
    if side.data and before:
        kept = records.counted(side.data).since(before)
        figures["turns a call"] = kept.turns / calls
        figures["failed"] = float(calls - min(through, kept.answered))
    if top:
        figures["highest calls/s"] = await highest(partial(holds, instance, phones, folder))
    return figures


async def holds(instance: AsteriskInstance, phones: Phones, folder: Path, rate: float) -> bool:
    """Whether calls go through at this rate: next to none fails, and nobody sends anything again."""
    calls = round(rate * TRIED_S)
    seen = await phones.counted()
    called = await call(instance, folder, rate, calls)
    await settled(instance, 0, DRAIN_S)
    seen = (await phones.counted()).since(seen)
    through = min(called.completed, seen.completed)
    return calls - through <= FAILED_AT_MOST * calls and not called.again and not seen.again


def main() -> int:
    """Measure the arms in turn."""
    parser = argparse.ArgumentParser("python -m bench.inbound", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rate", type=float, default=40, help="calls a second")
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--top", action="store_true", help="also look for the highest rate")
    chosen = parser.parse_args()
    looking = {OURS, PEER} if chosen.top else set[str]()

    def arm(name: str) -> Figures:
        top = name in looking
        looking.discard(name)
        return cell.run(measure(name, chosen.rate, chosen.seconds, top))

    rounds = alternate({name: partial(arm, name) for name in TAKING}, chosen.rounds)
    report = Report(
        "inbound",
        f"B1: a call to a line, at {chosen.rate:g} calls/s for {chosen.seconds:g} s",
        (COST, RATE, FAILURES) if chosen.top else (COST, FAILURES),
        rounds,
        cell.versions(),
        (f"A rate holds when, for {TRIED_S:g} s, under 0.1 % of the calls fail and nobody sends anything again.",),
    )
    write(report)
    show(report)
    return 0


if __name__ == "__main__":
    sys.exit(main())
