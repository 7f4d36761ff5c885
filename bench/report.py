"""What every benchmark shares: rounds taken in turn, the machine, a JSON file and a table with the targets.

A benchmark is a module `bench/NAME.py`, started by `python -m bench.NAME`, whose `main` does four things:

    rounds = alternate({"ours": ours, "peer": peer})        # each arm is a function giving figures, {"ms": 1.9}
    report = Report("prompts", "B10: …", TARGETS, rounds, versions("numpy") | {"espeak-ng": "1.51"})
    write(report)                                           # var/bench/prompts.json
    show(report)                                            # the table on the terminal

Figures are what one round measured: medians or percentiles of the round, CPU seconds a call. Across rounds the report
gives the median and the range. A target compares one arm's median with a limit, or with a peer's in the same round.
"""

from __future__ import annotations

import math
import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import msgspec
from msgspec import Struct
from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).parents[1]
RESULTS = ROOT / "var" / "bench"
ROUNDS = 5

Figures = dict[str, float]
Arm = Callable[[], Figures]


class Round(Struct, frozen=True):
    """One arm, measured once."""

    number: int
    arm: str
    figures: Figures


class Target(Struct, frozen=True):
    """The median of an arm's `figure` is at most, or `at_least`, `limit`.

    With a `peer`, what is limited is the ratio to the peer's figure of the same round, or the `difference` from it.
    """

    arm: str
    figure: str
    limit: float
    peer: str = ""
    at_least: bool = False
    difference: bool = False


class Spread(Struct, frozen=True):
    """A figure over the rounds."""

    median: float
    lowest: float
    highest: float


class Verdict(Struct, frozen=True):
    """A target beside what was measured."""

    target: Target
    measured: Spread
    met: bool


class Machine(Struct, frozen=True):
    """Where it was measured; `load` is the average of the last minute before, which says who else was at work."""

    processor: str
    cores: int
    memory_mib: int
    system: str
    python: str
    load: float
    commit: str


class Report(Struct, frozen=True):
    """A finished benchmark. `title` says what was measured, `versions` of what beside the machine's own."""

    name: str
    title: str
    targets: tuple[Target, ...]
    rounds: tuple[Round, ...]
    versions: dict[str, str]
    notes: tuple[str, ...] = ()


class Result(Struct, frozen=True):
    """What is kept of a run, as far as it is read again; `at` is when it ended, in ISO 8601."""

    name: str
    title: str
    at: str
    machine: Machine
    verdicts: tuple[Verdict, ...]


def alternate(arms: Mapping[str, Arm], rounds: int = ROUNDS) -> tuple[Round, ...]:
    """Measure the arms in turn, A B A B …, so that what disturbs the machine disturbs all of them."""
    taken = []
    for number in range(1, rounds + 1):
        for arm, measure in arms.items():
            taken.append(Round(number, arm, measure()))
            _tell(f"round {number} of {rounds}: {arm}")
    _tell("")
    return tuple(taken)


def percentile(values: Sequence[float], percent: float) -> float:
    """Give the smallest value that `percent` of the values do not exceed (nearest rank)."""
    ordered = sorted(values)
    rank = -(-len(ordered) * percent // 100)
    return ordered[max(0, int(rank) - 1)]


def spread(rounds: Iterable[Round], arm: str, figure: str, peer: str = "", difference: bool = False) -> Spread:
    """Give median and range of a figure, or of its ratio to or difference from the peer's figure of the same round."""
    by_arm: dict[str, dict[int, float]] = {}
    for each in rounds:
        if figure in each.figures:
            by_arm.setdefault(each.arm, {})[each.number] = each.figures[figure]
    ours = by_arm.get(arm, {})
    theirs = by_arm.get(peer, {})
    both = [(value, theirs[number]) for number, value in ours.items() if number in theirs]
    if not peer:
        values = list(ours.values())
    elif difference:
        values = [value - other for value, other in both]
    else:
        values = [value / other if other else math.inf for value, other in both]
    if not values:
        raise ValueError(f"No round of {arm!r} measured {figure!r}.")
    return Spread(statistics.median(values), min(values), max(values))


def verdicts(report: Report) -> list[Verdict]:
    """Hold every target against the rounds."""
    found = []
    for target in report.targets:
        measured = spread(report.rounds, target.arm, target.figure, target.peer, target.difference)
        met = measured.median >= target.limit if target.at_least else measured.median <= target.limit
        found.append(Verdict(target, measured, met))
    return found


def versions(*packages: str) -> dict[str, str]:
    """Give the installed versions of Python packages."""
    return {package: version(package) for package in packages}


def machine() -> Machine:
    """Describe this machine, and the commit that is checked out."""
    return Machine(
        processor=_processor(),
        cores=len(os.sched_getaffinity(0)),
        memory_mib=os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") >> 20,
        system=platform.platform(),
        python=platform.python_version(),
        load=round(os.getloadavg()[0], 2),
        commit=_commit(),
    )


def cpu_seconds(*processes: int) -> float:
    """Give the CPU time, user and system, that these process ids and their ended children used; ours without any."""
    ticks = 0
    for process in processes or (os.getpid(),):
        # The name, second field of proc(5) stat, may hold anything; the last parenthesis ends it.
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        ticks += sum(int(field) for field in fields[11:15])
    return ticks / os.sysconf("SC_CLK_TCK")


def resident_mib(process: int | None = None) -> float:
    """Give the resident memory of a process, ours by default."""
    pages = int(Path(f"/proc/{process or 'self'}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / (1 << 20)


def timed(action: Callable[[], object]) -> float:
    """Give the milliseconds that `action` took."""
    begun = time.perf_counter()
    action()
    return (time.perf_counter() - begun) * 1e3


def write(report: Report, directory: Path = RESULTS) -> Path:
    """Write `NAME.json`: machine, versions, every round, spreads and verdicts."""
    directory.mkdir(parents=True, exist_ok=True)
    document = {
        "name": report.name,
        "title": report.title,
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": machine(),
        "versions": report.versions,
        "notes": report.notes,
        "verdicts": verdicts(report),
        "summary": {
            arm: {figure: spread(report.rounds, arm, figure) for figure in figures} for arm, figures in _arms(report)
        },
        "rounds": report.rounds,
    }
    path = directory / f"{report.name}.json"
    path.write_bytes(msgspec.json.format(msgspec.json.encode(document), indent=2) + b"\n")
    return path


def read(name: str, directory: Path = RESULTS) -> Result:
    """Read what `write` left of a benchmark's latest run."""
    return msgspec.json.decode((directory / f"{name}.json").read_bytes(), type=Result)


def show(report: Report, console: Console | None = None) -> None:
    """Print every figure of every arm, and beside those that have one, the target and whether it was met."""
    console = console or Console()
    judged = {(each.target.arm, each.target.figure, each.target.peer): each for each in verdicts(report)}
    table = Table(title=report.title, title_justify="left")
    for column in ("arm", "figure"):
        table.add_column(column)
    for column in ("median", "lowest", "highest", "target"):
        table.add_column(column, justify="right")
    table.add_column("")
    for arm, figures in _arms(report):
        for figure in figures:
            _row(table, arm, figure, spread(report.rounds, arm, figure), judged.pop((arm, figure, ""), None))
        table.add_section()
    for (arm, figure, peer), verdict in judged.items():
        sign = "-" if verdict.target.difference else "/"
        _row(table, arm, f"{figure} {sign} {peer}", verdict.measured, verdict)
    console.print(table)
    described = machine()
    console.print(f"{described.processor}, {described.cores} cores, Python {described.python}, load {described.load}")
    for note in report.notes:
        console.print(note)


def _tell(progress: str) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{progress:<60}\r")


def _row(table: Table, arm: str, figure: str, measured: Spread, verdict: Verdict | None) -> None:
    target, outcome = "", ""
    if verdict is not None:
        target = f"{'≥' if verdict.target.at_least else '≤'} {verdict.target.limit:g}"
        outcome = "[green]met[/]" if verdict.met else "[red]missed[/]"
    cells = (f"{value:,.3g}" for value in (measured.median, measured.lowest, measured.highest))
    table.add_row(arm, figure, *cells, target, outcome)


def _arms(report: Report) -> list[tuple[str, list[str]]]:
    """Give arms and their figures, in the order in which they were first measured."""
    arms: dict[str, dict[str, None]] = {}
    for each in report.rounds:
        arms.setdefault(each.arm, {}).update(dict.fromkeys(each.figures))
    return [(arm, list(figures)) for arm, figures in arms.items()]


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def _commit() -> str:
    asked = subprocess.run(["git", "-C", str(ROOT), "rev-parse", "--short", "HEAD"], capture_output=True, text=True)
    return asked.stdout.strip() or "unknown"
