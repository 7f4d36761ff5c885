"""All benchmarks, one after the other, each in a process of its own: `make bench`, or

    python -m bench [--only NAME …]   run them, and sum up the targets
    python -m bench --page            write what they left in var/bench/ into docs/performance.md

Those over SIP need root, Asterisk (deploy/asterisk/install) and sipp (Debian's sip-tester); prompts needs espeak-ng,
its peer, and webhooks PostgreSQL. Nothing else should use the machine meanwhile. A missed target is shown and changes
nothing; only a benchmark that could not be run makes the exit status 1.
"""

from __future__ import annotations

import argparse
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from bench.page import PAGE, ratios, render
from bench.report import RESULTS, ROOT, Result, read

BENCHMARKS: dict[str, tuple[str, ...]] = {
    "kernel": (),
    "storage": (),
    "pages": (),
    "costs": (),
    "prompts": (),
    "webhooks": (),
    "latency": (),
    "accepting": (),
    "inbound": ("--top",),
    "ring_group": (),
    "outbound": ("--top",),
    "live_calls": (),
    "recovery": (),
}
"""In this order, each with what it is given."""

NEEDED = {"sipp": ("inbound", "outbound", "live_calls", "recovery"), "espeak-ng": ("prompts",)}


def run(name: str) -> bool:
    """Run one benchmark; whether it came to its end.

    It gets a session of its own: Ctrl-C reaches this process alone, which then lets it clean up.
    """
    command = [sys.executable, "-m", f"bench.{name}", *BENCHMARKS[name]]
    with subprocess.Popen(command, cwd=ROOT, start_new_session=True) as process:
        try:
            return process.wait() == 0
        except KeyboardInterrupt:
            process.terminate()
            process.wait()
            raise


def missing(names: Sequence[str]) -> list[str]:
    """Which programs these benchmarks need and the machine lacks, in words."""
    return [
        f"{program} is not installed; {', '.join(needing)} needs it"
        for program, benchmarks in NEEDED.items()
        if (needing := [name for name in benchmarks if name in names]) and shutil.which(program) is None
    ]


def summary(results: Sequence[Result], console: Console) -> None:
    """Print every target beside what was measured."""
    table = Table(title="Targets", title_justify="left")
    for column in ("benchmark", "figure", "measured", "target", ""):
        table.add_column(column)
    for result in results:
        for verdict in result.verdicts:
            outcome = "[green]met[/]" if verdict.met else "[red]missed[/]"
            figure = f"{verdict.target.arm}: {verdict.target.figure}"
            table.add_row(result.name, figure, *ratios(verdict), outcome)
        table.add_section()
    console.print(table)


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what was asked; the exit status."""
    parser = argparse.ArgumentParser("python -m bench", description="Offhook's benchmarks.")
    parser.add_argument("--only", action="append", choices=list(BENCHMARKS), metavar="NAME", help=", ".join(BENCHMARKS))
    parser.add_argument("--page", action="store_true", help=f"write docs/{PAGE.name} from the results that are there")
    chosen = parser.parse_args(arguments)
    names = [name for name in BENCHMARKS if not chosen.only or name in chosen.only]
    console = Console()
    if chosen.page:
        render([read(name) for name in names if (RESULTS / f"{name}.json").exists()])
        return 0
    if lacking := missing(names):
        sys.stderr.write("\n".join(lacking) + "\n")
        return 1
    signal.signal(signal.SIGTERM, lambda *_: signal.raise_signal(signal.SIGINT))
    begun = time.monotonic()
    taken: list[str] = []
    failed: list[str] = []
    try:
        for name in names:
            since = time.monotonic()
            (taken if run(name) else failed).append(name)
            console.print(f"{name}: {time.monotonic() - since:.0f} s\n")
    except KeyboardInterrupt:
        return 130
    summary([read(name) for name in taken], console)
    console.print(f"{(time.monotonic() - begun) / 60:.1f} minutes in all.")
    if failed:
        console.print(f"[red]Could not be run: {', '.join(failed)}[/]")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
