"""Standing by: a worker whose database another one has hands requests on to that one, and takes its place.

Whose turn it is, PostgreSQL decides by its lock. docs/decisions/0198.
"""

from __future__ import annotations

import asyncio
import socket
from time import monotonic

import structlog
from sqlalchemy.exc import DBAPIError

from offhook.settings import Settings
from offhook.storage.database_lock import AdvisoryLock
from offhook.web.forwarding import Forwarding
from offhook.web.server import Quiet, plain_config

LOOKS_EVERY_S = 0.2
GRACE_S = 1.0
"""How long a lock must be nobody's that was another's before: who lost it with a connection takes it again within that
(`PAIR_LOOKED_AFTER_S`)."""

log = structlog.get_logger(__name__)


class Beside:
    """Waits for the database, and answers meanwhile.

    Args:
        public: Listens where requests come; a second handle, which is closed at the end.
    """

    def __init__(self, settings: Settings, public: socket.socket) -> None:
        self._here = settings.reached_at
        self._lock = AdvisoryLock(settings.database_url, address=self._here, wait=True)
        self._forwarding = Forwarding()
        self._server = Quiet(plain_config(self._forwarding))
        self._public = public
        self._serving: asyncio.Task[None] | None = None

    async def turn(self, stopping: asyncio.Event) -> AdvisoryLock | None:
        """The database, held, once it is ours; None where this is to stop before."""
        free_since: float | None = None
        loop, first = asyncio.get_running_loop(), True
        while not stopping.is_set():
            try:
                holder = await loop.run_in_executor(None, self._lock.holder)
                if holder is None:
                    free_since = free_since or monotonic()
                    waited = first or monotonic() - free_since >= GRACE_S
                    if waited and await loop.run_in_executor(None, self._lock.try_take):
                        log.info("database_taken", stood_by=not first)
                        self._forwarding.to = self._here
                        return self._lock
                else:
                    free_since = None
                    if first:
                        first = False
                        log.info("standing_by", beside=holder)
                        await self._serve()
                    if holder:
                        self._forwarding.to = holder
            except DBAPIError as reason:
                log.warning("database_away", error=str(reason))
            try:
                async with asyncio.timeout(LOOKS_EVERY_S):
                    await stopping.wait()
            except TimeoutError:
                continue
        await loop.run_in_executor(None, self._lock.release)
        return None

    async def close(self) -> None:
        """Answer nothing more: what waits is finished, by whoever has the calls now."""
        if self._serving is not None:
            self._server.end()
            await self._serving
        self._public.close()
        await self._forwarding.close()

    async def _serve(self) -> None:
        self._serving = asyncio.ensure_future(self._server.serve(sockets=[self._public]))
        await self._server.up.wait()
