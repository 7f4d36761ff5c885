"""Forgetting pictures: those that were never sent, those that are old, and files that nothing refers to."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from functools import partial

import structlog
from sqlalchemy import Connection

from offhook.clock import Clock, time_passes
from offhook.messages.pictures import store
from offhook.storage.storage import Database
from offhook.voicemail.files import Files

log = structlog.get_logger(__name__)

EVERY_S = 3600
AT_ONCE = 500
UNSENT_DAYS = 30
"""For how long a picture waits in a draft."""
JUST_WRITTEN_S = 3600
"""A file may be there before its row: it is left alone for so long."""
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
        self._files = files
        self._clock = clock
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
        before = self._clock.now() / 1e6 - JUST_WRITTEN_S
        while purged := await self._storage.write(self._purge):
            await self._remove(await self._unused({content for content in purged if content}), before)
            log.info("pictures_purged", count=len(purged))
        unknown = await self._unused(await asyncio.to_thread(self._files.contents, before))
        if len(unknown) > MOST_UNKNOWN:
            log.error("picture_files_unknown", count=len(unknown), folder=str(self._files.folder))
            return
        await self._remove(unknown, before)

    def _purge(self, conn: Connection) -> Collection[str | None]:
        now = self._clock.now()
        old = None if self._keep_days is None else now - self._keep_days * _DAY
        return store.purge(conn, now - UNSENT_DAYS * _DAY, old, AT_ONCE)

    async def _unused(self, contents: Collection[str]) -> set[str]:
        """Those that no row has."""
        every, unused = list(contents), set[str]()
        for start in range(0, len(every), AT_ONCE):
            some = every[start : start + AT_ONCE]
            unused |= set(some) - await self._storage.read(partial(store.used, contents=some))
        return unused

    async def _remove(self, contents: Collection[str], before: float) -> None:
        """Remove files, unless they were written since then (UTC, seconds)."""
        for content in contents:
            if await asyncio.to_thread(self._files.remove, content, before):
                log.info("picture_file_removed", content=content)
