"""Calls begin one after the other: a carrier takes so many a second, and an account's own queue is told of, not hidden.

Twilio would queue them itself, unseen, and nothing there can be taken out of turn; so they wait here.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable

from msgspec import Struct

from offhook.calls.values import Seconds


class Place(Struct, frozen=True):
    """Where one stands that has just come into the queue."""

    ahead: int
    seconds: Seconds
    """Until its turn, about."""


class Pace:
    """The queue of one account.

    Args:
        rate: Calls a second.
    """

    def __init__(self, rate: float) -> None:
        self._between = 1.0 / rate
        self._waiting: deque[Callable[[], None]] = deque()
        self._next_at = 0.0
        self._timer: asyncio.TimerHandle | None = None

    def enter(self, do: Callable[[], None]) -> Place:
        """Have it done when its turn has come: now, where nobody is before it and the last was long enough ago."""
        loop = asyncio.get_running_loop()
        ahead = len(self._waiting)
        wait = max(0.0, self._next_at - loop.time()) + ahead * self._between
        self._waiting.append(do)
        if self._timer is None:
            self._begin_next()
        return Place(ahead, wait)

    async def turn(self) -> None:
        """Wait until it is one's turn."""
        come = asyncio.Event()
        self.enter(come.set)
        try:
            await come.wait()
        finally:
            self.leave(come.set)

    def leave(self, do: Callable[[], None]) -> bool:
        """Out of the queue; whether it was in it."""
        try:
            self._waiting.remove(do)
        except ValueError:
            return False
        return True

    def rest(self, seconds: Seconds) -> None:
        """The carrier says that it is too much: nothing begins for so long."""
        self._next_at = max(self._next_at, asyncio.get_running_loop().time() + seconds)

    def stop(self) -> None:
        """Begin nothing more."""
        self._waiting.clear()
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _begin_next(self) -> None:
        self._timer = None
        loop = asyncio.get_running_loop()
        if not self._waiting:
            return
        wait = self._next_at - loop.time()
        if wait <= 1e-6:
            self._next_at = loop.time() + self._between
            self._waiting.popleft()()
            wait = self._between
        if self._waiting:
            self._timer = loop.call_later(max(wait, 1e-6), self._begin_next)
