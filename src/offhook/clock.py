"""Time, as something that can be given: the real clock for service, a virtual one for tests and simulations."""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import Awaitable, Callable
from heapq import heappop, heappush
from pathlib import Path
from typing import Protocol


class Timer(Protocol):
    """Something that will happen, and can be called off."""

    def cancel(self) -> None:
        """Call it off; nothing happens when it already happened."""
        ...


class Clock(Protocol):
    """What time it is, and what happens later."""

    boot: str
    """Names the boot of the machine: monotonic times are comparable within one boot only."""

    def now(self) -> int:
        """UTC, microseconds since 1970."""
        ...

    def mono(self) -> int:
        """Monotonic clock, nanoseconds; survives a restart of the process, not of the machine."""
        ...

    def call_later(self, seconds: float, do: Callable[[], None]) -> Timer:
        """Do something after that many seconds, on the event loop."""
        ...


async def time_passes(clock: Clock, seconds: float) -> None:
    """Wait so long, by that clock."""
    due = asyncio.Event()
    timer = clock.call_later(seconds, due.set)
    try:
        await due.wait()
    finally:
        timer.cancel()


class Poked:
    """What who works in the background waits by: until there is something to do, or it is time to look again."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._poked = asyncio.Event()

    def poke(self) -> None:
        """There is something to do. On the event loop."""
        self._poked.set()

    async def wait(self, at_most: float | None = None) -> None:
        """Return once somebody has poked since the last return, or after so many seconds."""
        timer = None if at_most is None else self._clock.call_later(at_most, self._poked.set)
        try:
            await self._poked.wait()
        finally:
            if timer is not None:
                timer.cancel()
        self._poked.clear()

    async def work(
        self, look: Callable[[], Awaitable[float | None]], *, again: float, failed: Callable[[str], object]
    ) -> None:
        """Look, and wait until it is time to look again, until cancelled.

        Args:
            look: Does what there is to do; for how many seconds there is nothing else, None: until somebody pokes.
            again: After how many seconds it is looked again after a fault of ours, such as a database that is away.
            failed: Told the reason of each.
        """
        while True:
            try:
                pause = await look()
            except Exception as error:
                failed(str(error) or repr(error))
                pause = again
            await self.wait(pause)


class RealClock:
    """The machine's clocks and the running event loop."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self.boot = _boot_id()

    def now(self) -> int:
        """UTC, microseconds."""
        return time.time_ns() // 1000

    def mono(self) -> int:
        """Monotonic, nanoseconds."""
        return time.monotonic_ns()

    def call_later(self, seconds: float, do: Callable[[], None]) -> Timer:
        """On the event loop."""
        return self._loop.call_later(max(0.0, seconds), do)


class VirtualTimer:
    """An entry of a virtual clock's agenda."""

    def __init__(self, do: Callable[[], None]) -> None:
        self.do: Callable[[], None] | None = do

    def cancel(self) -> None:
        """Call it off."""
        self.do = None


class VirtualClock:
    """Time that only moves when told to; what is due happens in order, ties in the order of asking."""

    def __init__(self, start: int = 1_700_000_000_000_000) -> None:
        self.boot = "virtual"
        self._now = start
        self._count = 0
        self._agenda: list[tuple[int, int, VirtualTimer]] = []

    def now(self) -> int:
        """UTC, microseconds, virtual."""
        return self._now

    def mono(self) -> int:
        """The same, in nanoseconds."""
        return self._now * 1000

    def call_later(self, seconds: float, do: Callable[[], None]) -> Timer:
        """When `run` gets there."""
        self._count += 1
        timer = VirtualTimer(do)
        heappush(self._agenda, (self._now + round(max(0.0, seconds) * 1_000_000), self._count, timer))
        return timer

    def run(self, seconds: float = float("inf")) -> None:
        """Let that much time pass; by default until nothing is left to happen."""
        end = self._now + seconds * 1_000_000
        while self._agenda and self._agenda[0][0] <= end:
            self._now, _, timer = heappop(self._agenda)
            if timer.do is not None:
                timer.do()
        if end != float("inf"):
            self._now = round(end)


def _boot_id() -> str:
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text().strip()[:8]
    except OSError:  # not Linux: monotonic times are not compared over restarts then
        return uuid.uuid4().hex[:8]
