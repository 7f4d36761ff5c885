"""The socket file in the data folder: `offhook` on the same machine needs no key, only the right to open it."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SOCKET_FILE = "offhook.sock"
_LONGEST_PATH = 100
"""Bytes; a socket's address has room for 108 (unix(7))."""


def listen(path: Path) -> socket.socket:
    """A listening socket file that only this user may open; one left by a killed worker is replaced.

    Raises:
        OSError: it can't be made there.
    """
    path.unlink(missing_ok=True)
    listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    before = os.umask(0o177)
    try:
        with _address(path) as address:
            listening.bind(address)
    except OSError:
        listening.close()
        raise
    finally:
        os.umask(before)
    return listening


def connect(path: Path, timeout: float | None) -> socket.socket:
    """A connection to a socket file.

    Raises:
        OSError: nobody listens there, or this user may not open it.
    """
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    connection.settimeout(timeout)
    try:
        with _address(path) as address:
            connection.connect(address)
    except OSError:
        connection.close()
        raise
    return connection


@contextmanager
def _address(path: Path) -> Iterator[str]:
    if len(os.fsencode(path)) <= _LONGEST_PATH:
        yield str(path)
        return
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{folder}/{path.name}"
    finally:
        os.close(folder)
