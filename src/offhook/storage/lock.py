"""One worker a data folder: a second one would answer the same calls.

The lock is the kernel's (flock): it goes away with the process, however that ends.
"""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from types import TracebackType

from offhook.problems import Problem
from offhook.storage.private import make_data_folder, unusable

LOCK_FILE = "offhook.lock"


class FolderLock:
    """Holds a data folder until it is released or the process ends.

    Raises:
        Problem: `already-running`, with the number of the process that holds it; `data-folder`, when it can't be used.
    """

    def __init__(self, folder: Path) -> None:
        self._file = _open(folder)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(self._file, 20, 0).decode(errors="replace").strip()
            os.close(self._file)
            raise Problem(
                "already-running",
                "Offhook is already running",
                f"Offhook is already running on {folder}"
                + (f" (process {holder})" if holder.isdecimal() else "")
                + ": stop that one first, or choose another data folder.",
                status=409,
            ) from None
        os.truncate(self._file, 0)
        os.pwrite(self._file, f"{os.getpid()}\n".encode(), 0)

    def release(self) -> None:
        """Let another process have the folder."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

    def __enter__(self) -> FolderLock:
        """Itself, held."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Release it."""
        self.release()


def _open(folder: Path) -> int:
    make_data_folder(folder)
    try:
        return os.open(folder / LOCK_FILE, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise unusable(folder, error) from error
