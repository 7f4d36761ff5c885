"""Files that nothing refers to: what a process leaves that is killed between a row and its file."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Sequence
from functools import partial
from typing import Protocol

import structlog
from sqlalchemy import Connection

from offhook.clock import Clock
from offhook.storage.storage import Database
from offhook.voicemail.files import Files

log = structlog.get_logger(__name__)

JUST_WRITTEN_S = 3600
"""A file may be there before its row: one that is younger is left alone, whether a row has it or not."""


class Used(Protocol):
    """Asks the rows."""

    def __call__(self, conn: Connection, contents: Collection[str]) -> set[str]:
        """Which of these contents they have."""
        ...


class Leftovers:
    """Removes them.

    Args:
        used: Asks the rows that files may have.
        of: What they are the files of, for the log.
        at_once: Contents that are looked up in a query.
        most_unknown: Files without a row that are removed at a time: more of them mean that this is the folder of
            another database.
    """

    def __init__(
        self,
        storage: Database,
        files: Files,
        clock: Clock,
        used: Used,
        *,
        of: str,
        at_once: int,
        most_unknown: int,
    ) -> None:
        self._storage = storage
        self._files = files
        self._clock = clock
        self._used = used
        self._unknown, self._removed = f"{of}_files_unknown", f"{of}_file_removed"
        self._at_once = at_once
        self._most_unknown = most_unknown

    async def forget(self, contents: Collection[str]) -> None:
        """Remove those of these files that no row has any more."""
        await self._remove(await self._unused([*contents]))

    async def forget_unknown(self) -> None:
        """Remove every file that no row has."""
        unknown = await self._unused(await asyncio.to_thread(self._files.contents, self._before()))
        if len(unknown) > self._most_unknown:
            log.error(self._unknown, count=len(unknown), folder=str(self._files.folder))
            return
        await self._remove(unknown)

    def _before(self) -> float:
        return self._clock.now() / 1e6 - JUST_WRITTEN_S

    async def _unused(self, contents: Sequence[str]) -> set[str]:
        unused: set[str] = set()
        for start in range(0, len(contents), self._at_once):
            some = contents[start : start + self._at_once]
            unused |= set(some) - await self._storage.read(partial(self._used, contents=some))
        return unused

    async def _remove(self, contents: Collection[str]) -> None:
        before = self._before()
        for content in contents:
            if await asyncio.to_thread(self._files.remove, content, before):
                log.info(self._removed, content=content)
