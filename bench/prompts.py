"""B10: from a phrase to a prompt that can be played, cached and new, beside espeak-ng in the same run.

    python -m bench.prompts

Every arm goes the whole way, from `Phrase` to a finished file that a telephone switch can open: number and name in
words, speech, resampling, level, file. So the time is that to the first sample; the switch adds its own 1 to 4 ms.
Names and numbers are new in every measurement of "new"; the peer is espeak-ng in the place of our voice.
"""

from __future__ import annotations

import asyncio
import random
import statistics
import sys
import tempfile
import time
from pathlib import Path

from bench.report import (
    Figures,
    Report,
    Target,
    alternate,
    cpu_seconds,
    percentile,
    resident_mib,
    show,
    versions,
    write,
)
from offhook.calls.values import Phrase
from offhook.speech.engine import Engine, NoVoice
from offhook.speech.espeak import Espeak
from offhook.speech.hibari import Hibari
from offhook.speech.prompts import PromptStore

NEW = 20
CACHED = 500
ON_DISK = 50
TARGETS = (
    Target("cached in memory", "p99 ms", 5),
    Target("cached on disk", "p99 ms", 5),
    Target("new", "median ms", 150),
    Target("new", "p99 ms", 150),
)
_NAMES = ("Dana", "Whitfield", "Okafor", "Lindqvist", "Moreau", "Tanaka", "Ferreira", "Novak", "Abigail", "Quentin")
_US = ("en-US", "US")


class Bench:
    """The stores that the arms use, and texts that were never used before."""

    def __init__(self, directory: Path, peer: Engine) -> None:
        """Load the voice, taking its time and its memory."""
        self._directory = directory
        before, begun = resident_mib(), time.perf_counter()
        self._voice = Hibari()
        self._voice.warm()
        self.load_seconds = time.perf_counter() - begun
        self.load_mib = resident_mib() - before
        self._random = random.Random(10)
        self.ours = PromptStore(directory / "ours", [self._voice])
        self.peer = PromptStore(directory / "peer", [peer])

    def close(self) -> None:
        """Stop the stores' threads."""
        self.ours.close()
        self.peer.close()

    def unheard(self) -> tuple[Phrase, ...]:
        """Give a prompt about somebody new: a name and a number by turns, as calls come."""
        number = f"+1202{self._random.randrange(2_000_000, 10_000_000)}"
        name = " ".join(self._random.sample(_NAMES, 2)) + f" {self._random.choice('ABCDEFGHKLMNPRST')}."
        return (Phrase("dial.about_to_call", number, name if self._random.random() < 0.5 else ""),)

    def new(self, store: PromptStore) -> Figures:
        """Measure prompts that nobody heard before, and how long the event loop stood still meanwhile."""
        return asyncio.run(self._new(store))

    async def _new(self, store: PromptStore) -> Figures:
        lags: list[float] = []
        watch = asyncio.create_task(_watch(lags))
        cpu = cpu_seconds()
        times = [await _ready(store, self.unheard()) for _ in range(NEW)]
        cpu = cpu_seconds() - cpu
        watch.cancel()
        return {**_summary(times), "CPU ms a prompt": 1e3 * cpu / NEW, "loop late, p99 ms": percentile(lags, 99)}

    def in_memory(self) -> Figures:
        """Measure a prompt that this process gave out before."""
        return asyncio.run(self._in_memory())

    async def _in_memory(self) -> Figures:
        phrases = self.unheard()
        await self.ours.ready(phrases, *_US)
        return _summary([await _ready(self.ours, phrases) for _ in range(CACHED)])

    def on_disk(self) -> Figures:
        """Measure prompts that an earlier process left."""
        return asyncio.run(self._on_disk())

    async def _on_disk(self) -> Figures:
        kept = [self.unheard() for _ in range(5)]
        for phrases in kept:
            await self.ours.ready(phrases, *_US)
        times = []
        for _ in range(ON_DISK // len(kept)):
            restarted = PromptStore(self._directory / "ours", [self._voice])
            times += [await _ready(restarted, phrases) for phrases in kept]
            restarted.close()
        return _summary(times)


async def _ready(store: PromptStore, phrases: tuple[Phrase, ...]) -> float:
    begun = time.perf_counter()
    clip = await store.ready(phrases, *_US)
    taken = (time.perf_counter() - begun) * 1e3
    assert clip.seconds > 1
    return taken


async def _watch(lags: list[float]) -> None:
    while True:
        begun = time.perf_counter()
        await asyncio.sleep(0.001)
        lags.append((time.perf_counter() - begun) * 1e3 - 1)


def _summary(times: list[float]) -> Figures:
    return {"median ms": statistics.median(times), "p99 ms": percentile(times, 99)}


def main() -> int:
    """Run the benchmark; exit 1 when its peer is missing, 0 whatever the figures."""
    try:
        peer = Espeak.installed()
    except NoVoice as missing:
        sys.stderr.write(f"{missing} It is this benchmark's peer.\n")
        return 1
    with tempfile.TemporaryDirectory() as directory:
        bench = Bench(Path(directory), peer)
        bench.new(bench.ours)
        bench.new(bench.peer)
        rounds = alternate(
            {
                "cached in memory": bench.in_memory,
                "cached on disk": bench.on_disk,
                "new": lambda: bench.new(bench.ours),
                "new, espeak-ng": lambda: bench.new(bench.peer),
            }
        )
        bench.close()
    report = Report(
        "prompts",
        "B10: phrase to a prompt ready to play",
        TARGETS,
        rounds,
        versions("hibari-tts", "onnxruntime", "numpy", "soxr", "phonenumbers") | {"espeak-ng": peer.identity},
        (
            f"The voice took {bench.load_seconds:.2f} s and {bench.load_mib:.0f} MiB to load.",
            f"The whole process holds {resident_mib():.0f} MiB at the end.",
        ),
    )
    write(report)
    show(report)
    return 0


if __name__ == "__main__":
    sys.exit(main())
