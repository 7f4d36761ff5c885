"""What a turn costs in the kernel alone: no database, no network, the flow's own Python included.

    python -m bench.kernel

CPU time of this process, so that what else runs on the machine matters little. A turn of the switchboard costs the
database's time on top, which is more (docs/performance.md).
"""

from __future__ import annotations

import statistics
import sys
from collections.abc import Iterable
from time import process_time_ns
from typing import NamedTuple

from bench.report import Figures, Report, Target, alternate, show, versions, write
from offhook.calls import journal
from offhook.calls.events import Answered, Bridged, Collected, Ended, Event, Ringing, Started
from offhook.calls.flow import Lost, Outcome, Won, any_of, ended
from offhook.calls.kernel import Flow, Runner
from offhook.calls.questions import Answer, Granted, Question
from offhook.calls.values import (
    E164,
    CallId,
    Cause,
    ClickToCall,
    Disposition,
    LegId,
    LineUsed,
    Party,
    Role,
    TrunkId,
)
from offhook.flows import fallback
from offhook.flows.click_to_call import click_to_call
from offhook.flows.parts.dial import Reached, Unreached, dial

CALLS = 300
GROUPS = 30
GROUP = 50
LIMIT_US = 100
TARGETS = (
    Target("click to call", "µs a turn", LIMIT_US),
    Target(f"any_of {GROUP} phones", "µs a turn", LIMIT_US),
)

CALL = CallId("call")
ARGUMENTS = ClickToCall(
    member=Party("member_ann", "Ann", E164("+12025550111")),
    contact=Party("contact_dana", "Dana", E164("+12025550122")),
    line=LineUsed("line_main", E164("+12025550100"), "Main", "en", "US", (TrunkId("trunk_lab"),)),
    ring_member=40,
    ring_contact=45,
)
STARTED = Started("flow", 1, ARGUMENTS)
ANN, DANA = LegId("call-1"), LegId("call-2")
A_CALL: tuple[Event, ...] = (
    STARTED,
    Ringing(ANN),
    Answered(ANN),
    Collected(ANN, "", "call-1.1"),
    Collected(ANN, "1", "call-1.2"),
    Ringing(DANA),
    Answered(DANA),
    Bridged(ANN, DANA),
    Ended(DANA, Cause.NORMAL),
    Ended(ANN, Cause.NORMAL),
)


class GroupTimes(NamedTuple):
    """CPU microseconds of the turns of a group's call."""

    placed: float
    """To ring all phones."""
    won: float
    """To cancel the losers, when one has won."""
    between: float
    """A turn in between, on average: a phone rings, or is busy."""


async def offer(call: ClickToCall) -> Won[LegId] | Lost[Cause]:
    """One phone of the group."""
    line, number = call.line, call.member.number
    match await dial(Role.MEMBER, number, caller_id=line.number, trunks=line.trunks, within=call.ring_member):
        case Reached(leg=leg):
            return Won(leg)
        case Unreached(cause=cause):
            return Lost(cause)


async def group(call: ClickToCall) -> Outcome:
    """Ring all phones of a group; the first to answer has the call."""
    match await any_of(*(offer(call) for _ in range(GROUP))):
        case Won(value=leg):
            await ended(leg)
            return Outcome(Disposition.ANSWERED)
        case Lost():
            return Outcome(Disposition.NO_ANSWER)


def new_runner(flow: Flow) -> Runner:
    """A call that has not begun."""
    return Runner(CALL, {("flow", 1): flow}, fallback)


def granted(question: Question) -> Answer:
    """What the stores say here."""
    return Granted(3600.0)


def play(runner: Runner, events: Iterable[Event]) -> list[float]:
    """Feed events; the CPU microseconds of each turn."""
    times = []
    for event in events:
        begun = process_time_ns()
        turn = runner.feed(event, granted)
        times.append((process_time_ns() - begun) / 1000)
        assert turn is not None
        assert turn.crash is None
    return times


def one_call() -> list[float]:
    """The turns of a call from its placing to its end."""
    runner = new_runner(click_to_call)
    times = play(runner, A_CALL)
    assert runner.closed
    return times


def one_call_rebuilt() -> list[float]:
    """The same, with the runner rebuilt from the call's entries before each event, as after a crash."""
    entries: list[journal.Entry] = []
    times = []
    for seq, event in enumerate(A_CALL, 1):
        begun = process_time_ns()
        runner = new_runner(click_to_call)
        journal.rebuild(runner, entries)
        turn = runner.feed(event, granted)
        times.append((process_time_ns() - begun) / 1000)
        assert turn is not None
        entries.append(journal.Entry(seq, 0, 0, "boot", event, tuple(turn.answers), tuple(turn.commands)))
        runner.discard()
    return times


def one_group() -> GroupTimes:
    """The turns of a group's call: every phone rings, half of them are busy, and the last one answers."""
    legs = [LegId(f"call-{number}") for number in range(1, GROUP + 1)]
    runner = new_runner(group)
    placed = play(runner, [STARTED])
    between = play(runner, [Ringing(leg) for leg in legs])
    between += play(runner, [Ended(leg, Cause.BUSY) for leg in legs[: GROUP // 2]])
    won = play(runner, [Answered(legs[-1])])
    play(runner, [Ended(leg, Cause.NORMAL) for leg in legs[GROUP // 2 :]])
    assert runner.closed
    return GroupTimes(placed[0], won[0], statistics.fmean(between))


def of_calls(times: list[list[float]]) -> Figures:
    """The median call, by its mean turn and by its slowest."""
    return {
        "µs a turn": statistics.median(statistics.fmean(turns) for turns in times),
        "µs of the slowest turn": statistics.median(max(turns) for turns in times),
    }


def a_call() -> Figures:
    """Measure click to call."""
    return of_calls([one_call() for _ in range(CALLS)])


def a_call_rebuilt() -> Figures:
    """Measure click to call, rebuilt before each event."""
    return of_calls([one_call_rebuilt() for _ in range(CALLS)])


def a_group() -> Figures:
    """Measure the group."""
    times = [one_group() for _ in range(GROUPS)]
    return {
        "µs a turn": statistics.median(each.between for each in times),
        "µs to ring them all": statistics.median(each.placed for each in times),
        "µs to cancel the losers": statistics.median(each.won for each in times),
    }


def main() -> int:
    """Run the benchmark."""
    rounds = alternate(
        {
            "click to call": a_call,
            "click to call, rebuilt before each event": a_call_rebuilt,
            f"any_of {GROUP} phones": a_group,
        }
    )
    report = Report("kernel", "A turn in the kernel alone, CPU time", TARGETS, rounds, versions("msgspec"))
    write(report)
    show(report)
    return 0


if __name__ == "__main__":
    sys.exit(main())
