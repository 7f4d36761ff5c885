"""A copy of the database while calls go on."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import make_url

from offhook.problems import Problem, conflict
from offhook.storage.secrets import KEY_FILE


def backup(url: str, to: Path) -> None:
    """Copy an SQLite database to a new file, as it is at one moment. Writers aren't held up. Blocks.

    The copy holds no key: trunk passwords in it can be read with the data folder's key file only, which is to be kept
    beside it.

    Raises:
        Problem: the file exists or can't be written, or the database is PostgreSQL, which has tools of its own.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        raise Problem(
            "backup-elsewhere",
            "PostgreSQL has its own backup",
            f"This database is PostgreSQL: run pg_dump --format=custom --file={to} {parsed.database}, and keep "
            f"{KEY_FILE} from the data folder with it.",
        )
    part = to.with_name(f".{to.name}.part")
    try:
        # Only its owner may read it: it holds who called whom.
        os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
        _copy(Path(parsed.database or ""), part)
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


def _copy(database: Path, to: Path) -> None:
    source = sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True)
    with closing(source), closing(sqlite3.connect(to)) as target:
        source.backup(target)
        # One file to carry away: no -wal beside it.
        target.execute("PRAGMA journal_mode=DELETE")
        found = target.execute("PRAGMA quick_check").fetchone()[0]
        if found != "ok":
            raise sqlite3.DatabaseError(f"the copy is damaged: {found}")
    _sync(to)


def _sync(path: Path) -> None:
    file = os.open(path, os.O_RDONLY)
    try:
        os.fsync(file)
    finally:
        os.close(file)
