"""An event loop whose time leaps to the next timer when nothing else is left to do, so that hours take milliseconds.

Works where everything that talks runs on this loop, over Unix sockets: what was written there can be read at once, so
nothing is ever under way when the loop has nothing to do.
"""

from __future__ import annotations

import asyncio
import selectors
from typing import Any


class _Leaping(selectors.DefaultSelector):
    """Never waits for a timer: reports instead how long the wait would have been."""

    def __init__(self) -> None:
        super().__init__()
        self.leapt = 0.0

    def select(self, timeout: float | None = None) -> Any:
        """What can be read or written now. Without any timer it waits in earnest, as for another thread."""
        ready = super().select(0)
        if ready or timeout == 0:
            return ready
        if timeout is None:
            return super().select(None)
        self.leapt += timeout
        return []


class LeapingLoop(asyncio.SelectorEventLoop):
    """Its time begins at zero, and moves by leaps only."""

    def __init__(self) -> None:
        self._leaping = _Leaping()
        super().__init__(self._leaping)

    def time(self) -> float:
        """Seconds, all of them leapt."""
        return self._leaping.leapt


async def passes(seconds: float) -> None:
    """Let time pass: on a loop that leaps nobody waits for it."""
    over = asyncio.Event()
    timer = asyncio.get_running_loop().call_later(seconds, over.set)
    try:
        await over.wait()
    finally:
        timer.cancel()
