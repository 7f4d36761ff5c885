"""Forgetting pictures: those that were never sent, those that are old, and files that nothing refers to."""

from __future__ import annotations

from collections.abc import Collection

import structlog
from sqlalchemy import Connection

from offhook.clock import Clock, time_passes
from offhook.messages.pictures import store
from offhook.storage.storage import Database
from offhook.voicemail.files import Files
from offhook.voicemail.leftovers import Leftovers

log = structlog.get_logger(__name__)

EVERY_S = 3600
AT_ONCE = 500
UNSENT_DAYS = 30
"""For how long a picture waits in a draft."""
MOST_UNKNOWN = 500
"""Files that are removed though nothing refers to them: more of them mean that this is another database's folder."""
_DAY = 24 * 3600 * 1_000_000


class PictureSweeper:
    """Works in the background, once an hour.

    Args:
        keep_days: After how long pictures are forgotten, sent and received; None: never.
    """

    def __init__(self, storage: Database, files: Files, clock: Clock, *, keep_days: int | None) -> None:
        self._storage = storage
        self._clock = clock
        self._leftovers = Leftovers(
            storage, files, clock, store.used, of="picture", at_once=AT_ONCE, most_unknown=MOST_UNKNOWN
        )
        self._keep_days = keep_days

    async def run(self) -> None:
        """Sweep, until cancelled."""
        while True:
            try:
                await self.sweep()
            except Exception as error:  # the database is away, or the disk: there is another hour
                log.warning("pictures_not_swept", reason=str(error) or repr(error))
            await time_passes(self._clock, EVERY_S)

    async def sweep(self) -> None:
        """Do it once."""
        while purged := await self._storage.write(self._purge):
            await self._leftovers.forget({content for content in purged if content})
            log.info("pictures_purged", count=len(purged))
        await self._leftovers.forget_unknown()

    def _purge(self, conn: Connection) -> Collection[str | None]:
        now = self._clock.now()
        old = None if self._keep_days is None else now - self._keep_days * _DAY
        return store.purge(conn, now - UNSENT_DAYS * _DAY, old, AT_ONCE)
