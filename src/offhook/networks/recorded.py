"""Kept audio as Asterisk plays it: copies in its folder of sounds, for as long as they are wanted.

What is kept may be encrypted, and only its owner may look; Asterisk is another user, and reads files. So a copy is made
when something is to be played, and removed a minute after it was last asked for. Asterisk has it open by then.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from pathlib import Path

from offhook.telephony.asterisk.instance import write_shared

KEPT_FOR_S = 60.0
_PREFIX = "kept-"


class SoundGone(Exception):
    """There is no such audio any more, or it can't be read or copied; the message says why."""


class RecordedSounds:
    """The copies of one Asterisk.

    Args:
        sounds: The folder of sounds that Asterisk sees.
        read: Gives kept audio by its content, as 8 kHz mono WAV; blocks, and may raise whatever it likes.
        uri: Names a file of the folder, given without its ending, to Asterisk.
    """

    def __init__(self, sounds: Path, read: Callable[[str], bytes], uri: Callable[[str], str]) -> None:
        self._sounds = sounds
        self._read = read
        self._uri = uri
        self._wanted: dict[str, asyncio.TimerHandle] = {}
        for left in sounds.glob(f"{_PREFIX}*.wav"):  # by a worker that was killed
            with contextlib.suppress(OSError):
                left.unlink()

    def cached(self, content: str) -> str | None:
        """The media URI, where the copy is there."""
        if content not in self._wanted:
            return None
        self._keep_on(content)
        return self._uri(_stem(content))

    async def media(self, content: str) -> str:
        """The media URI; the copy is made now if it must be.

        Raises:
            SoundGone: it can't be.
        """
        if (found := self.cached(content)) is not None:
            return found
        try:
            await asyncio.to_thread(self._copy, content)
        except Exception as reason:
            raise SoundGone(str(reason)) from reason
        self._keep_on(content)
        return self._uri(_stem(content))

    def close(self) -> None:
        """Remove the copies; what is being played goes on."""
        for timer in self._wanted.values():
            timer.cancel()
        for content in list(self._wanted):
            self._remove(content)

    def _copy(self, content: str) -> None:
        write_shared(self._path(content), self._read(content))

    def _keep_on(self, content: str) -> None:
        if (timer := self._wanted.get(content)) is not None:
            timer.cancel()
        self._wanted[content] = asyncio.get_running_loop().call_later(KEPT_FOR_S, self._remove, content)

    def _remove(self, content: str) -> None:
        self._wanted.pop(content, None)
        with contextlib.suppress(OSError):
            self._path(content).unlink()

    def _path(self, content: str) -> Path:
        return self._sounds / f"{_stem(content)}.wav"


def _stem(content: str) -> str:
    return f"{_PREFIX}{content[:32]}"
