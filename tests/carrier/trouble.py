"""Every flow over a carrier in trouble: `python -m tests.carrier.trouble --seeds 1000`.

Each seed plays every scene with each of the carrier's requests tripled, shuffled and late, and one in a hundred lost;
what is left must be what is left undisturbed. `--kills` kills the worker instead, once at every boundary of every
scene. In pieces: `--from 400 --minutes 8`, which says from where to go on. One seed, or one kill, again:
`--scene a_caller_gives_up --from 4711 --seeds 1`, `--scene … --kills --from 12`.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import math
import multiprocessing
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

import structlog
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from offhook.voicemail.model import State
from tests.carrier.far import FastSide, TwimlSide
from tests.carrier.office import Side, office
from tests.carrier.scenes import EITHER_WINS, SCENES, End, Scene, end_of
from tests.carrier.virtual_time import LeapingLoop
from tests.carrier.webhooks import CALM, Faults
from tests.vonage.far import VonageSide

WORST = Faults(doubled=1.0, latest=2.0, lost=0.01, broken=0.01, asked_again=1.0)
STRAYS_EVERY, STRAYS = 10, 0.05
"""In one of so many seeds, a share of the copies comes up to an hour late."""
CARRIERS: dict[str, Side] = {"twiml": TwimlSide, "twiml-fast": FastSide, "vonage": VonageSide}


@dataclass(frozen=True)
class Try:
    """One scene, once: in trouble by its seed, or killed at a boundary."""

    scene: str
    number: int
    kills: bool = False
    carrier: str = "twiml"


@dataclass(frozen=True)
class Played:
    """What came of it."""

    end: End
    boundaries: int
    seconds: float
    """Of the scene's own time."""


def check(tried: Try) -> tuple[Try, str]:
    """Play it; what is wrong, or nothing."""
    scene, side = named(tried.scene), CARRIERS[tried.carrier]
    expected = undisturbed(tried.scene, tried.carrier).end
    try:
        if tried.kills:
            return tried, _wrong_after_a_kill(_play(scene, side, CALM, 0, tried.number).end, expected)
        strays = STRAYS if tried.number % STRAYS_EVERY == 0 else 0.0
        end = _play(scene, side, replace(WORST, stray=strays), tried.number, None).end
    except Exception as error:
        return tried, f"{type(error).__name__}: {error}"
    return tried, "" if _compared(tried, end) == _compared(tried, expected) else f"{end}\n  undisturbed: {expected}"


@cache
def undisturbed(scene: str, carrier: str = "twiml") -> Played:
    """The same without any trouble."""
    return _play(named(scene), CARRIERS[carrier], CALM, 0, None)


def named(scene: str) -> Scene:
    """One of the scenes."""
    return next(each for each in SCENES if each.__name__ == scene)


def _play(scene: Scene, side: Side, faults: Faults, seed: int, kill_at: int | None) -> Played:
    with asyncio.Runner(loop_factory=LeapingLoop) as runner:
        return runner.run(_played(scene, side, faults, seed, kill_at))


async def _played(scene: Scene, side: Side, faults: Faults, seed: int, kill_at: int | None) -> Played:
    async with office(faults, seed, kill_at, side) as at:
        await scene(at)
        await at.over()
        seconds = asyncio.get_running_loop().time()
        await at.carrier.all_arrive()
        await at.over()
        assert kill_at is None or at.killed, f"there is no boundary {kill_at}"
        return Played(end_of(at), at.boundaries, seconds)


def _compared(tried: Try, end: End) -> End:
    """What must be the same.

    Vonage tells of a recording once, and lists none: a message of which nothing was heard is marked as lost. Where two
    pick up at once and a caller's document rang them, the carrier ends one, perhaps before it is heard of as answered.
    """
    if tried.carrier == "vonage":
        end = replace(end, messages=tuple((State.KEPT, True) for _ in end.messages))
    if tried.scene in EITHER_WINS:
        end = replace(end, legs=tuple(sorted((leg[0], "", *leg[2:]) for leg in end.legs)))
    if tried.scene in EITHER_WINS and tried.carrier == "twiml-fast":
        end = replace(end, legs=tuple((*leg[:3], leg[4], leg[4]) for leg in end.legs))
    return end


def _wrong_after_a_kill(end: End, expected: End) -> str:
    """Nobody is called twice, nobody is called who would not have been, and the record is complete."""
    most = dict(expected.rang)
    twice = [f"{number} was called {times} times" for number, times in end.rang if times > most.get(number, 0)]
    open_legs = [f"the record's leg to {leg[1]} has no cause" for leg in end.legs if not leg[2]]
    lost = [] if all(kept for _, kept in end.messages) else ["a message has no audio"]
    unclear = [] if end.disposition else ["the record has no disposition"]
    complaints = [complaint for complaint in end.complaints if not complaint.startswith("11200")]
    return "; ".join([*twice, *open_legs, *lost, *unclear, *complaints])


def tries(scenes: Sequence[str], first: int, count: int, *, kills: bool, carrier: str) -> list[Try]:
    """All that is to be played."""
    if not kills:
        return [Try(scene, seed, carrier=carrier) for seed in range(first, first + count) for scene in scenes]
    return [
        Try(scene, boundary, kills=True, carrier=carrier)
        for scene in scenes
        for boundary in range(1, undisturbed(scene, carrier).boundaries + 1)
        if not first or boundary == first
    ]


def _all(wanted: Sequence[Try], processes: int) -> Iterator[tuple[Try, str]]:
    if processes == 1:
        yield from map(check, wanted)
        return
    with multiprocessing.get_context("spawn").Pool(processes, quiet) as pool:
        yield from pool.imap(check, wanted, chunksize=8)


def quiet() -> None:
    """The logs tell of trouble that is meant to be."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.carrier.trouble", description=__doc__)
    parser.add_argument("--seeds", type=int, default=1000, help="how many seeds to play")
    parser.add_argument(
        "--from", dest="first", type=int, default=0, help="the first of them, or the one boundary to kill at"
    )
    parser.add_argument("--carrier", choices=list(CARRIERS), default="twiml", help="over which kind of carrier")
    parser.add_argument("--kills", action="store_true", help="kill the worker at every boundary instead")
    parser.add_argument("--scene", help="play this one only")
    parser.add_argument("--processes", type=int, default=1, help="how many at once")
    parser.add_argument("--minutes", type=float, default=math.inf, help="begin no other seed after so long")
    parser.add_argument("--give-up", type=int, default=20, help="stop after so many that failed")
    options = parser.parse_args()
    quiet()
    scenes = [scene.__name__ for scene in SCENES if options.scene in {None, scene.__name__}]
    if options.kills and options.carrier == "vonage":
        parser.error("--kills is for TwiML: nothing stands in front of a worker that answers Vonage")
    if options.kills and options.minutes < math.inf:
        parser.error("--minutes is for seeds; kills come in pieces by --scene")
    wanted = tries(scenes, options.first, options.seeds, kills=options.kills, carrier=options.carrier)
    console, began = Console(), time.monotonic()
    failed, played = [], 0
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console) as progress:
        task = progress.add_task("calls", total=len(wanted))
        for tried, wrong in _all(wanted, options.processes):
            played += 1
            if wrong:
                failed.append(tried)
                words = f"{tried.scene} {tried.number}: {wrong}"
                progress.console.print(words, markup=False, highlight=False, soft_wrap=True)
            progress.update(task, advance=1, description=f"calls, {len(failed)} failed" if failed else "calls")
            over = time.monotonic() - began > options.minutes * 60 and played % len(scenes) == 0
            if over or len(failed) >= options.give_up:
                break
    what = "kills" if options.kills else "seeds"
    numbers = {(each.scene, each.number) if options.kills else each.number for each in wanted[:played]}
    bad = {(each.scene, each.number) if options.kills else each.number for each in failed}
    seconds = time.monotonic() - began
    console.print(f"{len(numbers) - len(bad)} of {len(numbers)} {what} ended right: {played} calls in {seconds:.0f} s")
    if played < len(wanted) and not options.kills:
        console.print(f"Go on with --from {wanted[played].number}.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
