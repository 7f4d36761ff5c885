"""Finished prompts as files: written whole or not at all, checked when first read, the oldest unused removed."""

from __future__ import annotations

import os
import tempfile
import threading
import time
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path

import structlog
from msgspec import Struct

from offhook.speech.telephone import Form, Pcm, encode, read_back

UNTOUCHABLE = 3600.0
"""Seconds for which a clip that was given out stays, whatever the limit: a call may be about to play it."""

_NOTED_EVERY = 60.0
_ROOM_LEFT_AFTER_CLEARING = 0.9
_UNFINISHED = ".part"
_READABLE_BY_ASTERISK = 0o644

_log = structlog.get_logger(__name__)


class Obstacle(StrEnum):
    """Why there is no prompt to play."""

    NO_VOICE = "no_voice"
    VOICE_FAILED = "voice_failed"
    DISK = "disk"


class PromptUnavailable(Exception):
    """A prompt can't be made. Callers play a tone instead; the message is for the operator."""

    def __init__(self, obstacle: Obstacle, message: str) -> None:
        """Say why in `obstacle`, and what the operator can do about it in `message`."""
        super().__init__(message)
        self.obstacle = obstacle


class Clip(Struct, frozen=True):
    """A finished prompt on disk."""

    stem: str
    """The file's name without extension: letters and digits only, fit for any URI."""
    path: Path
    seconds: float
    size: int
    """In bytes, as written."""


class ClipFiles:
    """The clips of one directory. Safe to use from several threads, and from several processes at once."""

    def __init__(self, directory: Path, form: Form, limit: int, clock: Callable[[], float] = time.time) -> None:
        """Keep at most about `limit` bytes; `clock` is compared with the files' times, so it is the wall clock.

        Raises `PromptUnavailable` when the directory can't be made or read.
        """
        self.form = form
        self._directory = directory
        self._limit = limit
        self._clock = clock
        self._noted: dict[str, float] = {}
        self._one_clears = threading.Lock()
        try:
            directory.mkdir(parents=True, exist_ok=True)
            self._bytes = sum(size for _, size, _ in self._listed())
        except OSError as error:
            raise _disk(f"The directory of prompts {directory} can't be used", error) from error

    def find(self, stem: str) -> Clip | None:
        """Give a clip that an earlier call or process made, unless the file is missing, broken or cut short."""
        path = self._path(stem)
        try:
            content = path.read_bytes()
        except OSError:
            return None
        try:
            pcm = read_back(content, self.form)
        except ValueError as error:
            _log.warning("prompt_file_broken", path=str(path), size=len(content), reason=str(error))
            return None
        clip = self._clip(stem, pcm, len(content))
        self.note_use(clip)
        return clip

    def is_there(self, clip: Clip) -> bool:
        """Whether the file of a clip given out before is still there at its full size; costs some microseconds."""
        try:
            return os.stat(clip.path).st_size == clip.size
        except OSError:
            return False

    def note_use(self, clip: Clip) -> None:
        """Remember by the file's time that the clip is wanted; at most once a minute each."""
        now = self._clock()
        if abs(now - self._noted.get(clip.stem, 0.0)) < _NOTED_EVERY:
            return
        self._noted[clip.stem] = now
        try:
            os.utime(clip.path, (now, now))
        except OSError:
            self._noted.pop(clip.stem, None)

    def write(self, stem: str, pcm: Pcm) -> Clip:
        """Put a clip on disk in one step. Raises `PromptUnavailable` when the disk is full or can't be written."""
        content = encode(pcm, self.form)
        try:
            self._replace(self._path(stem), content)
        except OSError as error:
            raise _disk("The prompt could not be written", error) from error
        clip = self._clip(stem, pcm, len(content))
        self.note_use(clip)
        self._bytes += clip.size
        if self._bytes > self._limit:
            try:
                self._clear()
            except OSError as error:
                _log.warning("prompts_not_cleared", reason=str(error))
        return clip

    def _replace(self, path: Path, content: bytes) -> None:
        descriptor, unfinished = tempfile.mkstemp(suffix=_UNFINISHED, dir=self._directory)
        try:
            with open(descriptor, "wb") as file:
                file.write(content)
                os.fchmod(file.fileno(), _READABLE_BY_ASTERISK)
            # Without fsync: a caller can't wait for a slow disk, `find` sees what is broken, and it can be made again.
            os.replace(unfinished, path)
        except BaseException:
            Path(unfinished).unlink(missing_ok=True)
            raise

    def _clear(self) -> None:
        """Remove the longest unused clips until there is some room, but none that was used in the last hour."""
        with self._one_clears:
            aim = self._limit * _ROOM_LEFT_AFTER_CLEARING
            youngest = self._clock() - UNTOUCHABLE - _NOTED_EVERY
            clips = sorted(self._listed())
            kept = sum(size for _, size, _ in clips)
            for used, size, path in clips:
                if kept <= aim or used > youngest:
                    break
                path.unlink(missing_ok=True)
                self._noted.pop(path.stem, None)
                kept -= size
            self._bytes = kept

    def _listed(self) -> list[tuple[float, int, Path]]:
        """Give time of last use, size and path of everything that is ours, unfinished files of a crash included."""
        found = []
        for entry in os.scandir(self._directory):
            if not entry.name.endswith((f".{self.form.extension}", _UNFINISHED)):
                continue
            try:
                status = entry.stat()
            except FileNotFoundError:
                continue
            found.append((status.st_mtime, status.st_size, Path(entry.path)))
        return found

    def _path(self, stem: str) -> Path:
        return self._directory / f"{stem}.{self.form.extension}"

    def _clip(self, stem: str, pcm: Pcm, size: int) -> Clip:
        return Clip(stem, self._path(stem), len(pcm) / self.form.rate, size)


def _disk(what: str, error: OSError) -> PromptUnavailable:
    return PromptUnavailable(Obstacle.DISK, f"{what}: {error.strerror or error}.")
