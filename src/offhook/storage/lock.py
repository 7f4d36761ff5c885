"""Locks on files, for what only one worker may have: a data folder, an Asterisk, an SQLite database.

They are the kernel's (flock): they go away with the process, however that ends.
"""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from types import TracebackType

from offhook.problems import Problem
from offhook.storage.private import make_data_folder, unusable

LOCK_FILE = "offhook.lock"


class FileLock:
    """Holds a file until it is released or the process ends, with the process's number in it.

    Args:
        path: Made where it isn't there, for its owner only.
        held: What whoever has it has, for people: "Asterisk main".
        instead: What to do where another has it: "choose another data folder".

    Raises:
        Problem: `already-running`, with the number of the process that holds it.
        OSError: it can't be opened.
    """

    def __init__(self, path: Path, held: str, instead: str) -> None:
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(self._file, 20, 0).decode(errors="replace").strip()
            os.close(self._file)
            raise already_running(held, f"process {holder}" if holder.isdecimal() else "", instead) from None
        os.truncate(self._file, 0)
        os.pwrite(self._file, f"{os.getpid()}\n".encode(), 0)

    def release(self) -> None:
        """Let another process have it."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

    def __enter__(self) -> FileLock:
        """Itself, held."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Release it."""
        self.release()


def lock_folder(folder: Path) -> FileLock:
    """Hold a data folder, which is made where it isn't there.

    Raises:
        Problem: `already-running`; `data-folder`, when it can't be used.
    """
    make_data_folder(folder)
    try:
        return FileLock(folder / LOCK_FILE, str(folder), "choose another data folder")
    except OSError as error:
        raise unusable(folder, error) from error


def already_running(held: str, by: str, instead: str) -> Problem:
    """What is asked for is another worker's; `by` says whose, where that is known."""
    return Problem(
        "already-running",
        "Offhook is already running",
        f"Offhook is already running on {held}{f' ({by})' if by else ''}: stop that one first, or {instead}.",
        status=409,
    )
