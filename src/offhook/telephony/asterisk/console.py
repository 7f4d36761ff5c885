"""Asterisk's console over its control socket, as `asterisk -rx` uses it: for what ARI has no request for.

ARI can neither have a trunk's far end asked now nor tell whether a trunk is registered.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from offhook.calls.values import Seconds
from offhook.telephony.asterisk.client import NoAnswer

PATIENCE: Seconds = 5.0
"""An answer takes a millisecond or two."""


class Console:
    """One Asterisk's console. Each command has a connection of its own."""

    def __init__(self, control_socket: Path) -> None:
        self._socket = control_socket

    async def ask(self, command: str) -> str:
        """What Asterisk prints for a command.

        Raises:
            NoAnswer: nothing came, or the socket may not be opened.
        """
        try:
            async with asyncio.timeout(PATIENCE):
                with _address(self._socket) as address:
                    reader, writer = await asyncio.open_unix_connection(address)
                try:
                    # With this prefix Asterisk hangs up when it has printed everything.
                    writer.write(f"cli quit after {command}\0".encode())
                    printed = await reader.read()
                finally:
                    writer.close()
        except TimeoutError:
            raise NoAnswer(f"Asterisk's console gave no answer within {PATIENCE:g} s") from None
        except OSError as error:
            raise NoAnswer(f"Asterisk's console can't be used: {error.strerror or error}") from error
        # The first line names the machine and the version.
        return printed.decode(errors="replace").partition("\n")[2]


@contextmanager
def _address(path: Path) -> Iterator[str]:
    """The path by way of its folder: a socket's address has room for 108 bytes only (unix(7))."""
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{folder}/{path.name}"
    finally:
        os.close(folder)
