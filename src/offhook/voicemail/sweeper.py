"""What voicemail leaves behind: deleted messages whose time to be restored is over, and audio that nobody refers to.

Rows go first, then the audio that no other row has: a process that is killed in between leaves audio without a row,
which is found later. Audio without a row that was just written belongs to a row that is about to be.
"""

from __future__ import annotations

from collections.abc import Sequence

import structlog
from sqlalchemy import Connection

from offhook.clock import Clock, time_passes
from offhook.storage.storage import Database
from offhook.voicemail import store
from offhook.voicemail.files import Files
from offhook.voicemail.leftovers import Leftovers

log = structlog.get_logger(__name__)

EVERY_S = 3600.0
AT_ONCE = 100
"""Rows of a write, so that no live call waits for it."""
MOST_UNKNOWN = 100
"""Audio without a row that is removed at a time: more of it means that the database is another one than it was."""
_DAY = 86_400 * 1_000_000


class Sweeper:
    """Works in the background, once an hour.

    Args:
        restore_days: For how long deleted messages can be restored.
        keep_days: After how long messages are deleted, as if by hand; None: never.
    """

    def __init__(
        self, storage: Database, files: Files, clock: Clock, *, restore_days: int, keep_days: int | None
    ) -> None:
        self._storage = storage
        self._clock = clock
        self._leftovers = Leftovers(
            storage, files, clock, store.used, of="voicemail", at_once=AT_ONCE, most_unknown=MOST_UNKNOWN
        )
        self._restore_days = restore_days
        self._keep_days = keep_days

    async def run(self) -> None:
        """Sweep, until cancelled."""
        while True:
            try:
                await self.sweep()
            except Exception as error:  # the database is away, or the disk: there is another hour
                log.warning("voicemails_not_swept", reason=str(error) or repr(error))
            await time_passes(self._clock, EVERY_S)

    async def sweep(self) -> None:
        """Do it once."""
        now = self._clock.now()
        if self._keep_days is not None:
            before = now - self._keep_days * _DAY
            while aged := await self._storage.write(lambda conn: store.delete_old(conn, before, now, AT_ONCE)):
                log.info("voicemails_aged", count=aged)
        while purged := await self._storage.write(self._purge):
            await self._leftovers.forget({content for content in purged if content})
            log.info("voicemails_purged", count=len(purged))
        await self._leftovers.forget_unknown()

    def _purge(self, conn: Connection) -> Sequence[str | None]:
        return store.purge(conn, self._clock.now() - self._restore_days * _DAY, AT_ONCE)
