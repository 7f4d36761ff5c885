"""The data folder and the database's files, which only their owner may read: who called whom is nobody else's business.

Whatever the umask is, they are made that way; what an earlier version or somebody else made looser is tightened.
"""

from __future__ import annotations

import contextlib
import os
import stat
from pathlib import Path

from offhook.problems import Problem

OURS = frozenset({"offhook.db", "offhook.key", "offhook.lock"})
"""Names by which a data folder is known."""

_OTHERS = 0o077
_JOURNALS = ("", "-wal", "-shm", "-journal")
"""SQLite gives a journal the permissions that the database has when the journal is made."""


def make_data_folder(folder: Path) -> None:
    """Make the folder for its owner only; take from one that is there what others may do.

    Raises:
        Problem: it can't be made or tightened, or it is a folder for other things too, which is not ours to close.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            mode = stat.S_IMODE(os.fstat(opened).st_mode)
            if mode & _OTHERS:
                _must_be_ours(folder, mode, os.listdir(opened))
                os.fchmod(opened, 0o700)
        finally:
            os.close(opened)
    except OSError as error:
        raise unusable(folder, error) from error


def unusable(folder: Path, error: OSError) -> Problem:
    """A data folder that can't be used, in words."""
    return Problem(
        "data-folder",
        "The data folder can't be used",
        f"The data folder {folder} can't be used: {error.strerror}. Make it writable, or choose another by `data`.",
        status=500,
    )


def _must_be_ours(folder: Path, mode: int, names: list[str]) -> None:
    if mode & stat.S_IWOTH or (names and not OURS & set(names)):
        raise Problem(
            "data-folder",
            "The data folder is open to others",
            f"Others than its owner may use {folder}, which holds more than Offhook's data. Choose a folder for "
            "Offhook alone by `data`, or run chmod 700 on this one.",
            status=500,
        )


def make_database_file(path: Path) -> None:
    """Make an empty SQLite database for its owner only, where there is none. What can't be made, SQLite will tell."""
    with contextlib.suppress(OSError):
        os.close(os.open(os.path.realpath(path), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))


def tighten_database(url: str) -> None:
    """Take from an SQLite database and its journals what others may do with them. PostgreSQL guards its own.

    Raises:
        Problem: they aren't this user's to tighten.
    """
    # Only here: whoever makes a data folder need not wait for SQLAlchemy.
    from sqlalchemy import make_url

    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite" or not parsed.database:
        return
    for ending in _JOURNALS:
        file = Path(os.path.realpath(parsed.database) + ending)
        try:
            _tighten(file)
        except FileNotFoundError:
            continue
        except OSError as error:
            raise Problem(
                "database-file",
                "The database can be read by others",
                f"The database file {file} can be read by others than its owner, and can't be changed: "
                f"{error.strerror}. Run chmod 600 on it.",
                status=500,
            ) from error


def _tighten(file: Path) -> None:
    # By O_PATH: no link is followed, and closing it drops none of the locks that SQLite may hold in this process.
    opened = os.open(file, os.O_PATH | os.O_NOFOLLOW)
    try:
        mode = os.fstat(opened).st_mode
        if stat.S_ISREG(mode) and mode & _OTHERS:
            os.chmod(f"/proc/self/fd/{opened}", stat.S_IMODE(mode) & ~_OTHERS)
    finally:
        os.close(opened)
