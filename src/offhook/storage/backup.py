"""A copy of the database while calls go on."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from sqlalchemy import make_url

from offhook.problems import Problem, conflict
from offhook.storage.secrets import KEY_FILE

Progress = Callable[[float], None]
"""Told how much of a copy is there, from 0 to 1."""

_PAGES = 2000
"""Pages that are copied before progress is told: some 8 MB."""


def elsewhere(url: str, to: str = "offhook.dump") -> str:
    """How a database is copied that Offhook doesn't copy, in a sentence; empty for SQLite."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return ""
    return (
        f"This database is PostgreSQL: run pg_dump --format=custom --file={to} {parsed.database}, and keep "
        f"{KEY_FILE} from the data folder with it."
    )


def backup(url: str, to: Path, progress: Progress | None = None) -> None:
    """Copy an SQLite database to a new file, as it is at one moment. Writers aren't held up. Blocks.

    The copy holds no key: trunk passwords in it can be read with the data folder's key file only, which is to be kept
    beside it.

    Raises:
        Problem: the file exists or can't be written, or the database is PostgreSQL, which has tools of its own.
    """
    if instead := elsewhere(url, str(to)):
        raise Problem("backup-elsewhere", "PostgreSQL has its own backup", instead)
    parsed = make_url(url)
    part = to.with_name(f".{to.name}.part")
    try:
        # Only its owner may read it: it holds who called whom.
        os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
        _copy(Path(parsed.database or ""), part, progress)
        # A link never replaces what is there, and shows the copy only once it is whole.
        os.link(part, to)
        _sync(to.parent)
    except FileExistsError:
        raise conflict("file-exists", "The file exists", f"{to} exists already: choose another name.") from None
    except (OSError, sqlite3.Error) as error:
        words = error.strerror if isinstance(error, OSError) else str(error)
        raise Problem(
            "backup-failed", "The backup failed", f"The backup to {to} failed: {words}.", status=500
        ) from error
    finally:
        part.unlink(missing_ok=True)


def _copy(database: Path, to: Path, progress: Progress | None) -> None:
    source = sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)
    with closing(source), closing(sqlite3.connect(to)) as target:
        # Within a transaction the source stays as it was when that began, so that no writer makes the copy begin anew.
        source.execute("BEGIN")
        source.execute("SELECT count(*) FROM sqlite_master").fetchone()
        source.backup(target, pages=_PAGES, progress=None if progress is None else _telling(progress), sleep=0.0)
        # One file to carry away: no -wal beside it.
        target.execute("PRAGMA journal_mode=DELETE")
        found = target.execute("PRAGMA quick_check").fetchone()[0]
        if found != "ok":
            raise sqlite3.DatabaseError(f"the copy is damaged: {found}")
    _sync(to)


def _telling(progress: Progress) -> Callable[[int, int, int], None]:
    return lambda _, left, all_of_it: progress(1.0 - left / max(1, all_of_it))


def _sync(path: Path) -> None:
    file = os.open(path, os.O_RDONLY)
    try:
        os.fsync(file)
    finally:
        os.close(file)
