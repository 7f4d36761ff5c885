"""Works on imports in the background, fifty rows at a time, so that neither calls nor people wait for it.

How far an import has come is written with its contacts: killed at any moment, the next start goes on with the next row.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import islice
from pathlib import Path

import structlog
from sqlalchemy import Connection

from offhook.clock import Clock, Poked, time_passes
from offhook.contacts import imports
from offhook.contacts.files import table
from offhook.contacts.files.rows import Row
from offhook.contacts.importing import take_in
from offhook.contacts.imports import Import
from offhook.contacts.mapping import Refused, Wanted, wanted
from offhook.problems import Problem
from offhook.storage.storage import Database
from offhook.workspaces import service as workspaces

log = structlog.get_logger(__name__)

AT_ONCE = 50
"""Rows of a transaction: more would keep live calls' turns waiting."""
TRIED_AGAIN_AFTER_S = 5.0
KEPT_S = 7 * 86_400
"""Seconds for which a file is kept that nobody says more about."""


class Importer:
    """Imports one file after the other.

    Args:
        folder: Where the files are, each under the id of its import.
    """

    def __init__(self, storage: Database, folder: Path, clock: Clock) -> None:
        self._storage = storage
        self._folder = folder
        self._clock = clock
        self._poked = Poked(clock)

    def file_of(self, import_id: str) -> Path:
        """Where the file of an import is, or is to be put. The folder is made."""
        self._folder.mkdir(mode=0o700, exist_ok=True)
        return self._folder / import_id

    def poke(self) -> None:
        """An import was started and is committed. On the event loop."""
        self._poked.poke()

    async def run(self) -> None:
        """Work on what was started, until cancelled."""
        while True:
            try:
                await self.look()
            except Exception as error:  # the database: it comes back, and nothing is lost meanwhile
                log.warning("contacts_not_imported", reason=str(error) or repr(error))
                await time_passes(self._clock, TRIED_AGAIN_AFTER_S)
                continue
            await self._poked.wait()

    async def look(self) -> None:
        """Work on all that was started, and remove files of which nobody has said more for a week."""
        while started := await self._storage.read(imports.running):
            for found in started:
                await self._import(found)
        await asyncio.to_thread(self._tidy)

    async def _import(self, found: Import) -> None:
        country = await self._storage.read(lambda conn: workspaces.get(conn, found.workspace_id).country)
        try:
            rows = await asyncio.to_thread(self._skipped, found)
            while some := await asyncio.to_thread(_next, rows, found, country):
                found = await self._storage.write(partial(self._take, found=found, rows=some))
        except Problem:  # it was removed meanwhile
            return
        except (OSError, UnicodeError) as error:
            log.warning("import_failed", file=found.id, reason=str(error))
            why = "Its file is gone." if isinstance(error, FileNotFoundError) else f"Its file can't be read: {error}."
            await self._storage.write(lambda conn: imports.end(conn, found, self._clock.now(), why))
            return
        await self._storage.write(lambda conn: imports.end(conn, found, self._clock.now()))
        await asyncio.to_thread(self._folder.joinpath(found.id).unlink, missing_ok=True)
        log.info("contacts_imported", file=found.id, added=found.added, updated=found.updated, refused=found.refused)

    def _take(self, conn: Connection, found: Import, rows: Sequence[Wanted | Refused]) -> Import:
        now = imports.get(conn, found.workspace_id, found.id)  # it may be gone by now
        results = take_in(conn, now.workspace_id, rows, now.existing, self._clock.now())
        return imports.advance(conn, now, results)

    def _skipped(self, found: Import) -> Iterator[Row]:
        """The rows of a file that aren't imported yet."""
        return islice(table.read(self._folder / found.id, found.sheet), found.done, None)

    def _tidy(self) -> None:
        before = self._clock.now() / 1e6 - KEPT_S
        for path in self._folder.iterdir() if self._folder.is_dir() else ():
            if path.stat().st_mtime < before:
                path.unlink(missing_ok=True)


def _next(rows: Iterator[Row], found: Import, country: str) -> list[Wanted | Refused]:
    return [wanted(row, found.targets or [], country) for row in islice(rows, AT_ONCE)]
