"""The copies of the database that Offhook itself keeps, in a folder of the data folder: the newest few."""

from __future__ import annotations

import re
import shutil
import threading
from datetime import UTC, datetime
from pathlib import Path

from msgspec import Struct

from offhook.problems import Problem, conflict
from offhook.storage.backup import backup, elsewhere

FOLDER = "backups"
KEPT = 7
"""How many are kept: an older one goes when a new one is whole."""
SPARE = 100_000_000
"""Bytes that a copy must leave free: calls go on being recorded."""

_NAME = "offhook-%Y-%m-%dT%H%M%SZ.db"
_OURS = re.compile(r"offhook-\d{4}-\d\d-\d\dT\d{6}Z\.db")


class Backup(Struct, frozen=True):
    """A copy that is whole."""

    name: str
    """Of its file."""
    made_at: int
    """UTC, microseconds."""
    size: int
    """Bytes."""


class Backups:
    """Makes one copy at a time, and tells how far it is. Everything here may be called in any thread; most blocks.

    Args:
        url: Of the database.
        data: The data folder.
    """

    def __init__(self, url: str, data: Path) -> None:
        self.folder = data.absolute() / FOLDER
        self.failure = ""
        """Why the last one failed, in a sentence; empty where it didn't."""
        self.progress: float | None = None
        """How much of the copy that is being made is there, from 0 to 1; None while none is."""
        self._url = url
        self._making = threading.Lock()

    @property
    def instead(self) -> str:
        """What to do where Offhook makes no copies, as of PostgreSQL, which has its own tools; empty where it does."""
        return elsewhere(self._url)

    def kept(self) -> list[Backup]:
        """Those that are there, the newest first."""
        try:
            found = [path for path in self.folder.iterdir() if _OURS.fullmatch(path.name)]
        except FileNotFoundError:
            return []
        return [_shown(path) for path in sorted(found, reverse=True)]

    def begin(self) -> None:
        """Reserve the making of a copy, which `make` is then to do.

        Raises:
            Problem: one is being made already, there is no room, or Offhook makes none of this database.
        """
        if self.instead:
            raise Problem("backup-elsewhere", "PostgreSQL has its own backup", self.instead, status=409)
        if not self._making.acquire(blocking=False):
            raise conflict("backup-running", "A backup is being made", "A backup is being made already: wait for it.")
        self.progress, self.failure = 0.0, ""

    def make(self, now: int) -> Backup:
        """Copy the database after `begin`, and forget the oldest copies.

        Args:
            now: UTC, microseconds; the file is named by it.

        Raises:
            Problem: it failed, and why.
        """
        try:
            return self._make(now)
        except Problem as problem:
            self.failure = problem.detail
            raise
        finally:
            self.progress = None
            self._making.release()

    def _make(self, now: int) -> Backup:
        try:
            self.folder.mkdir(mode=0o700, exist_ok=True)
            needed, free = _size(self._url), shutil.disk_usage(self.folder).free
        except OSError as error:
            raise _failed(f"{self.folder} can't be used: {error.strerror}") from error
        if free < needed + SPARE:
            raise _failed(f"it takes {needed / 1e6:.0f} MB, and {free / 1e6:.0f} MB are free in {self.folder}")
        path = self.folder / datetime.fromtimestamp(now / 1e6, UTC).strftime(_NAME)
        backup(self._url, path, self._note)
        for old in self.kept()[KEPT:]:
            (self.folder / old.name).unlink(missing_ok=True)
        return _shown(path)

    def _note(self, done: float) -> None:
        self.progress = done


def database_size(url: str) -> int | None:
    """Bytes of an SQLite database with its journals; None for another."""
    return None if elsewhere(url) else _size(url)


def _size(url: str) -> int:
    from sqlalchemy import make_url

    file = make_url(url).database or ""
    return sum(_bytes(Path(file + ending)) for ending in ("", "-wal"))


def _bytes(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def _shown(path: Path) -> Backup:
    made = datetime.strptime(path.name, _NAME).replace(tzinfo=UTC)
    return Backup(path.name, round(made.timestamp() * 1e6), _bytes(path))


def _failed(why: str) -> Problem:
    return Problem("backup-failed", "The backup failed", f"The backup was not made: {why}.", status=500)
