"""What every stand-in for a carrier has: phones at its far end, a time of its own, and what it is doing."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Coroutine
from typing import Any, Protocol

import aiohttp

from tests.carrier.phones import FarEnd, Phone
from tests.carrier.virtual_time import passes

REACHED_AFTER = 0.05
"""Seconds until a phone that is called begins to ring."""


class Telling(Protocol):
    """Its webhooks."""

    async def close(self) -> None:
        """Tell nothing more."""


class StandIn(ABC):
    """A carrier, but for what its calls are.

    Args:
        session: Reaches the side that is told.
        pace: By how much its own delays are shortened: 1 is true to life.
    """

    def __init__(self, session: aiohttp.ClientSession, telling: Telling, pace: float) -> None:
        self.session = session
        self.pace = pace
        self.away = False
        """Whether its API is out of order, whoever asks."""
        self.phones: dict[str, Phone] = {}
        self.sounds: dict[str, float] = {}
        """Seconds of each sound that was fetched."""
        self._telling = telling
        self._tasks: set[asyncio.Task[None]] = set()

    @abstractmethod
    def hung_up(self, far: FarEnd) -> None:
        """The phone hangs up."""

    def phone(self, number: str) -> Phone:
        """Whoever is there, by the number in E.164."""
        if number not in self.phones:
            self.phones[number] = Phone(number, hang_up_call=self.hung_up)
        return self.phones[number]

    async def close(self) -> None:
        """Let go of everything."""
        while self._tasks:  # what is ended may begin something
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._telling.close()

    def spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Have something done."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def passes(self, seconds: float) -> None:
        """Let the carrier's time pass."""
        await passes(seconds / self.pace)

    @staticmethod
    def now() -> float:
        """Seconds."""
        return asyncio.get_running_loop().time()
