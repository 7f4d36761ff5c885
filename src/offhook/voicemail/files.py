"""Audio outside the database, each piece once, by the hash of its content: `voicemail/ab/abcdef….wav`. Pictures too.

With a key what is kept from then on is encrypted, as `….sealed`; what was kept before stays as it is, and readable.

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
import threading
from pathlib import Path

from msgspec import Struct

from offhook.voicemail.sealed import Damaged, Seal, WrongKey

FOLDER = "voicemail"
_SEALED = ".sealed"
_CONTENT = re.compile(r"[0-9a-f]{64}")
_FULL = {errno.ENOSPC, errno.EDQUOT}


class NotKept(Exception):
    """Audio can't be written; the message says why, for people."""


class DiskFull(NotKept):
    """There is no room for it."""


class Unreadable(Exception):
    """Audio that was kept can't be read; the message says why, for people."""


class Kept(Struct, frozen=True):
    """What was written: the hash of the content in hexadecimal, and its bytes before they were encrypted.

    The hash is SHA-256, with a key HMAC-SHA-256: it doesn't tell then who says the same as whom.
    """

    content: str
    size: int


class Files:
    """The folder of an installation's audio. Only its owner may look: these are other people's words.

    Args:
        data: The data folder; one process at a time writes there.
        seal: Encrypts what is kept; None: nothing does.
        folder: Its name in the data folder.
        plain: The ending of what is not encrypted.
    """

    def __init__(self, data: Path, seal: Seal | None = None, *, folder: str = FOLDER, plain: str = ".wav") -> None:
        self._seal = seal
        self._plain = plain
        self.folder = data / folder
        self._changing = threading.Lock()
        """Held while a file comes to its name or goes: whoever keeps audio finds it there afterwards."""

    def path(self, content: str) -> Path:
        """Where the audio of this hash is, or would be.

        Raises:
            ValueError: that is no hash.
        """
        if not _CONTENT.fullmatch(content):
            raise ValueError(f"{content!r} is not a SHA-256")
        return self.folder / content[:2] / f"{content}{self._plain if self._seal is None else _SEALED}"

    def keep(self, audio: bytes) -> Kept:
        """Write audio, so that it is there whatever happens from now on. The same audio again changes nothing.

        Raises:
            DiskFull: there is no room.
            NotKept: it can't be written.
        """
        content = hashlib.sha256(audio).hexdigest() if self._seal is None else self._seal.name(audio)
        file = self.path(content)
        part = file.with_name(f".{secrets.token_hex(8)}.part")
        try:
            for folder in (self.folder, file.parent):
                folder.mkdir(mode=0o700, exist_ok=True)
                # Each time: whoever made it may have been killed before this.
                _sync(folder.parent)
            try:
                _write(part, audio if self._seal is None else self._seal.seal(audio))
                # What is there already may be damaged by now, so it is always replaced.
                with self._changing:
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
            Unreadable: the file is gone, damaged, can't be read, or was encrypted with another key.
        """
        sealed, plain = self._names(content)
        try:
            if sealed.exists():
                return self._unseal(sealed, start, length)
            with plain.open("rb") as opened:
                opened.seek(start)
                return opened.read(-1 if length is None else length)
        except OSError as error:
            raise Unreadable(f"{self.path(content)} can't be read: {error.strerror or error}") from error

    def _unseal(self, file: Path, start: int, length: int | None) -> bytes:
        if self._seal is None:
            raise Unreadable(f"{file} is encrypted, and there is no key: set voicemail.key_file")
        try:
            with file.open("rb") as opened:
                return self._seal.open(opened, start, length)
        except WrongKey:
            raise Unreadable(
                f"{file} was encrypted with another key than the one in voicemail.key_file: put that one back"
            ) from None
        except Damaged:
            raise Unreadable(f"{file} is damaged") from None

    def _names(self, content: str) -> tuple[Path, Path]:
        """The file of this audio where it is encrypted, and where it is not."""
        file = self.path(content)
        return file.with_suffix(_SEALED), file.with_suffix(self._plain)

    def contents(self, before: float) -> list[str]:
        """The hashes of audio that was last written before then (UTC, seconds)."""
        found = []
        for file in self.folder.glob("??/*"):
            with contextlib.suppress(OSError):
                known = file.suffix in {self._plain, _SEALED} and _CONTENT.fullmatch(file.stem)
                if known and file.stat().st_mtime < before:
                    found.append(file.stem)
        return found

    def remove(self, content: str, before: float) -> bool:
        """Remove audio, unless it was written again since then (UTC, seconds); whether it did."""
        removed = False
        for file in self._names(content):
            with self._changing, contextlib.suppress(OSError):
                if file.stat().st_mtime < before:
                    file.unlink()
                    removed = True
        return removed

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
