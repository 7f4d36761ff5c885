"""Many seeds of the simulated network: `python -m tests.simulation.soak --seeds 10000`.

One seed again, in every detail: `python -m tests.simulation.soak --replay 4711`.
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
from collections.abc import Iterator

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from tests.simulation.invariants import wrongs
from tests.simulation.story import tell
from tests.simulation.world import World, play


def check(seed: int) -> tuple[int, list[str]]:
    """Play a seed; what is wrong with it."""
    try:
        return seed, wrongs(play(seed))
    except Exception as error:
        return seed, [f"the run raised {type(error).__name__}: {error}"]


def soak(seeds: range, processes: int) -> Iterator[tuple[int, list[str]]]:
    """Every seed with what is wrong with it, as they come."""
    if processes == 1:
        yield from map(check, seeds)
        return
    with multiprocessing.get_context("spawn").Pool(processes) as pool:
        yield from pool.imap_unordered(check, seeds, chunksize=20)


def how_to_replay(seed: int) -> str:
    """The command that plays a seed again."""
    return f"python -m tests.simulation.soak --replay {seed}"


def detail(world: World) -> Iterator[str]:
    """A run in every detail: its plan, every journal beside what really happened, and what is wrong."""

    def clock(at: int | None) -> str:
        return "      -" if at is None else f"{(at - world.began) / 1e6:7.3f}"

    yield world.plan.in_words()
    yield f"killed at {world.kills}"
    for at, controlled in world.network.truth.control:
        yield f"{clock(at)} the network has {'a' if controlled else 'no'} controller"
    for story in tell(world):
        yield f"\n{story.planned.id}: {story.row.disposition}, {story.row.reason}; talked {story.row.talk_ms / 1000} s"
        for entry in story.entries:
            yield f"{clock(entry.at)} {entry.event}"
            yield from (f"            > {command}" for command in (*entry.answers, *entry.commands))
        for leg in story.truth:
            times = " ".join(
                f"{what} {clock(at)}"
                for what, at in (
                    ("asked", leg.asked),
                    ("rang", leg.rang),
                    ("answered", leg.answered),
                    ("ended", leg.ended),
                )
            )
            yield f"  in truth {leg.leg}: {times} {leg.cause} by {leg.ended_by}; keys {leg.keys}"
            yield from (f"    heard {clock(heard.at)} - {clock(heard.until)} {heard.sound}" for heard in leg.heard)
    yield ""
    yield from wrongs(world) or ["nothing is wrong"]


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.simulation.soak", description=__doc__)
    parser.add_argument("--seeds", type=int, default=10_000, help="how many seeds to play")
    parser.add_argument("--first", type=int, default=0, help="the first of them")
    parser.add_argument("--processes", type=int, default=1, help="how many at once")
    parser.add_argument("--give-up", type=int, default=20, help="stop after so many that failed")
    parser.add_argument("--replay", type=int, help="play this one again, in every detail")
    options = parser.parse_args()
    console = Console()
    if options.replay is not None:
        for line in detail(play(options.replay)):
            console.print(line, markup=False, highlight=False, soft_wrap=True)
        return 0
    failed = played = 0
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console) as progress:
        task = progress.add_task("seeds", total=options.seeds)
        for seed, wrong in soak(range(options.first, options.first + options.seeds), options.processes):
            played += 1
            if wrong:
                failed += 1
                progress.console.print(f"seed {seed}: {wrong[0]}", markup=False, highlight=False, soft_wrap=True)
                progress.console.print(f"  replay it: {how_to_replay(seed)}", markup=False, highlight=False)
            progress.update(task, advance=1, description=f"seeds, {failed} failed" if failed else "seeds")
            if failed >= options.give_up:
                break
    console.print(f"{played - failed} of {played} seeds held every invariant")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
