"""Work in the background that ends with the adapter, and whose failures are seen."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

import structlog

_log = structlog.get_logger(__name__)


class Tasks:
    """What is being done meanwhile."""

    def __init__(self) -> None:
        self._running: set[asyncio.Task[None]] = set()

    def spawn(self, work: Coroutine[Any, Any, None]) -> None:
        """Have it done."""
        task = asyncio.get_running_loop().create_task(work)
        self._running.add(task)
        task.add_done_callback(self._done)

    def kill(self) -> None:
        """Have nothing more done, without waiting."""
        for task in self._running:
            task.cancel()

    async def stop(self) -> None:
        """The same, and wait until all of it has ended."""
        running = list(self._running)
        self.kill()
        await asyncio.gather(*running, return_exceptions=True)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            _log.error("carrier_task_failed", error=repr(error), exc_info=error)
