"""Requests are sent no faster than Vonage takes them, and those that somebody waits for before those that only look.

One too many is answered with 429 and lost, so they wait here.
"""

from __future__ import annotations

import asyncio
import heapq
import itertools
from collections import deque

MOST = 15
"""Requests a second that look or change. https://api.support.vonage.com/hc/en-us/articles/207100288"""
SECOND = 1.0


class Throttle:
    """The requests of one application."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._sent: deque[float] = deque(maxlen=most)
        """When the last ones were, by the loop's clock."""
        self._waiting: list[tuple[bool, int, asyncio.Future[None]]] = []
        self._numbers = itertools.count()
        self._timer: asyncio.TimerHandle | None = None

    async def turn(self, *, looks: bool) -> None:
        """Wait until one more may be sent: at once, unless so many were within a second.

        Args:
            looks: Whether it only looks, and so lets those before that change something.
        """
        mine = asyncio.get_running_loop().create_future()
        heapq.heappush(self._waiting, (looks, next(self._numbers), mine))
        if self._timer is None:
            self._go()
        await mine

    def _go(self) -> None:
        """Let as many go as may, and come back when the next may."""
        self._timer = None
        loop = asyncio.get_running_loop()
        while self._waiting:
            wait = self._sent[0] + SECOND - loop.time() if len(self._sent) == self._most else 0.0
            if wait > 1e-6:
                self._timer = loop.call_later(wait, self._go)
                return
            _, _, its = heapq.heappop(self._waiting)
            if not its.done():
                self._sent.append(loop.time())
                its.set_result(None)
