"""Audio outside the database, each piece once, by the hash of its content: `voicemail/ab/abcdef….wav`.

A file appears under its name only when all of it is on the disk, so whatever is found under a name is whole. Everything
here blocks, and is to be run on a thread.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import re
import secrets
from pathlib import Path

from msgspec import Struct

FOLDER = "voicemail"
_CONTENT = re.compile(r"[0-9a-f]{64}")
_FULL = {errno.ENOSPC, errno.EDQUOT}


class NotKept(Exception):
    """Audio can't be written; the message says why, for people."""


class DiskFull(NotKept):
    """There is no room for it."""


class Unreadable(Exception):
    """Audio that was kept can't be read; the message says why, for people."""


class Kept(Struct, frozen=True):
    """What was written: the SHA-256 of the content in hexadecimal, and its bytes."""

    content: str
    size: int


class Files:
    """The folder of an installation's audio. Only its owner may look: these are other people's words.

    Args:
        data: The data folder; one process at a time writes there.
    """

    def __init__(self, data: Path) -> None:
        self._data = data
        self.folder = data / FOLDER

    def path(self, content: str) -> Path:
        """Where the audio of this hash is, or would be.

        Raises:
            ValueError: that is no hash.
        """
        if not _CONTENT.fullmatch(content):
            raise ValueError(f"{content!r} is not a SHA-256")
        return self.folder / content[:2] / f"{content}.wav"

    def keep(self, audio: bytes) -> Kept:
        """Write audio, so that it is there whatever happens from now on. The same audio again changes nothing.

        Raises:
            DiskFull: there is no room.
            NotKept: it can't be written.
        """
        content = hashlib.sha256(audio).hexdigest()
        file = self.path(content)
        part = file.with_name(f".{secrets.token_hex(8)}.part")
        try:
            for folder in (self.folder, file.parent):
                folder.mkdir(mode=0o700, exist_ok=True)
                # Each time: whoever made it may have been killed before this.
                _sync(folder.parent)
            try:
                _write(part, audio)
                # What is there already may be damaged by now, so it is always replaced.
                part.replace(file)
            finally:
                with contextlib.suppress(OSError):
                    part.unlink()
            _sync(file.parent)
        except OSError as error:
            words = f"{self.folder} can't be written: {error.strerror or error}"
            raise (DiskFull if error.errno in _FULL else NotKept)(words) from error
        return Kept(content, len(audio))

    def read(self, content: str, start: int = 0, length: int | None = None) -> bytes:
        """Bytes from `start` on, `length` of them at most and by default all.

        Raises:
            Unreadable: the file is gone or can't be read.
        """
        file = self.path(content)
        try:
            with file.open("rb") as opened:
                opened.seek(start)
                return opened.read(-1 if length is None else length)
        except OSError as error:
            raise Unreadable(f"{file} can't be read: {error.strerror or error}") from error

    def tidy(self) -> None:
        """Remove what a process that was killed had half written."""
        for part in self.folder.glob("*/.*.part"):
            with contextlib.suppress(OSError):
                part.unlink()


def _write(file: Path, audio: bytes) -> None:
    with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as opened:
        opened.write(audio)
        opened.flush()
        os.fsync(opened.fileno())


def _sync(folder: Path) -> None:
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
