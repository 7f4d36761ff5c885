"""The phones at the far end of a benchmark, played by sipp."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.cell import CONTACT, LONG_TALKER, UP_WITHIN_S, came_true
from bench.ports import free_port
from bench.sipp import Counts, counts

FAR_END = Path(__file__).with_name("far-end.xml")


@dataclass(frozen=True, slots=True)
class Phones:
    """sipp at the far end."""

    port: int
    process: asyncio.subprocess.Process
    statistics: Path

    async def counted(self) -> Counts:
        """What it has seen up to now. Takes a second at most, as it writes that down twice a second."""
        before = self.statistics.stat().st_size

        def written() -> bool:
            if self.process.returncode is not None:
                raise RuntimeError(f"sipp ended with status {self.process.returncode}")
            # Two lines later: the next one may have been begun already.
            return self.statistics.read_bytes()[before:].count(b"\n") >= 2

        if not await came_true(written, UP_WITHIN_S):
            raise RuntimeError("sipp writes no statistics")
        return counts(self.statistics.read_text(encoding="utf-8"))


@asynccontextmanager
async def phones(
    folder: Path, *, press_ms: int = 300, talk_ms: int = 500, hold_ms: int = 1_800_000
) -> AsyncIterator[Phones]:
    """sipp playing every member and every contact; `hold_ms` is how long the long talker stays."""
    words = {
        "contact": CONTACT.lstrip("+"),
        "long_talker": LONG_TALKER.lstrip("+"),
        "press": str(press_ms),
        "talk": str(talk_ms),
        "hold": str(hold_ms),
    }
    text = FAR_END.read_text(encoding="utf-8")
    for word, value in words.items():
        text = text.replace(f"[{word}]", value)
    async with sipp(folder, FAR_END.stem, text) as phones:
        yield phones


@asynccontextmanager
async def sipp(folder: Path, name: str, scenario: str, *more: str, port: int | None = None) -> AsyncIterator[Phones]:
    """sipp playing a scenario with further arguments, at this port or a free one; ended at the end if it still runs."""
    script, statistics = folder / f"{name}.xml", folder / f"{name}.csv"
    script.write_text(scenario, encoding="utf-8")
    statistics.unlink(missing_ok=True)
    port = port or free_port()
    arguments = ["-sf", str(script), "-i", "127.0.0.1", "-p", str(port), "-mi", "127.0.0.1", "-t", "u1", "-nostdin"]
    arguments += ["-aa", "-trace_stat", "-stf", str(statistics), "-fd", "500ms", *more]
    process = await asyncio.create_subprocess_exec(
        "sipp", *arguments, stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.DEVNULL, cwd=folder
    )
    try:
        if not await came_true(statistics.exists, UP_WITHIN_S):
            raise RuntimeError("sipp does not start")
        yield Phones(port, process, statistics)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
