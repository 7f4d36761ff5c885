"""Files that commands write."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from offhook.cli.errors import CommandFailed


def write_new(to: Path, content: Iterable[bytes]) -> int:
    """Write a file that isn't there yet, for its owner alone: what Offhook keeps is about people. Its size in bytes.

    Of what breaks off in the middle nothing stays.

    Raises:
        CommandFailed: it is there already, it can't be written, or its content breaks off.
    """
    try:
        with open(os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            try:
                return sum(map(file.write, content))
            except BaseException:
                to.unlink(missing_ok=True)
                raise
    except FileExistsError:
        raise CommandFailed(f"{to} exists already: choose another name.") from None
    except OSError as error:
        raise CommandFailed(f"{to} can't be written: {error.strerror}.") from None
