"""Whether there is room for another message, known before a caller is asked to leave one; and whether there was.

Looked at every second on a thread, and kept in memory: a call's turn asks, and must not wait for a slow disk.
"""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Sequence
from pathlib import Path

import structlog

from offhook.clock import Clock, time_passes

log = structlog.get_logger(__name__)

LEAST_FREE = 20_000_000
"""Bytes: two messages of the longest kind, and what the database writes meanwhile."""
FULL = 1_000_000
"""Bytes: where no more is left what is being recorded may lose its end. Asterisk tells nobody that it did."""
EVERY_S = 1.0


class Room:
    """The disks that a message goes through: where it is recorded, and where it is kept.

    Args:
        folders: A folder on each; of those that aren't there the nearest that is.
        recorded_in: The same of where the network records.
    """

    def __init__(
        self, folders: Sequence[Path], clock: Clock, *, recorded_in: Sequence[Path] = (), least: int = LEAST_FREE
    ) -> None:
        self._folders = (*folders, *recorded_in)
        self._recorded_in = recorded_in
        self._clock = clock
        self._least = least
        self._little = ""
        self._refused = ""
        self._looked_at = clock.now()
        self._is_full = False
        self._spell = (0, -1)
        """From when to when, at most, the network could not record: the last time that it could not."""
        self._why = ""
        """The reason for that, in words."""

    @property
    def lacking(self) -> str:
        """Why another message can't be kept, in words that follow a colon; empty where it can."""
        return self._refused or self._little

    def full_between(self, since: int, until: int) -> str:
        """Why what was recorded between these moments (UTC, microseconds) may be cut short; empty where it isn't.

        As of the last look, a second ago at most.
        """
        began, ended = self._spell
        return self._why if began <= until and since <= ended else ""

    def refused(self, reason: str) -> None:
        """The disk did not take a message: none is asked for until it does."""
        self._refused = reason

    def took(self) -> None:
        """The disk has taken one."""
        self._refused = ""

    async def watch(self) -> None:
        """Look every second, until cancelled."""
        while True:
            await self.look()
            await time_passes(self._clock, EVERY_S)

    async def look(self) -> None:
        """Look now."""
        try:
            little, full = await asyncio.to_thread(self._look)
        except OSError as error:
            little, full = f"the disk can't be looked at: {error.strerror or error}", ""
        if little and not self._little:
            log.error("voicemail_disk_full", reason=little)
        now = self._clock.now()
        if full or self._is_full:  # at one end of the time since the last look
            self._spell = (self._spell[0] if self._is_full else self._looked_at, now)
        self._why, self._is_full = full or self._why, bool(full)
        self._little, self._looked_at = little, now

    def _look(self) -> tuple[str, str]:
        """What is short, and where the network can't record any more; each empty where it isn't so."""
        free = {folder: _free(folder) for folder in self._folders}
        short = [f"{folder} has {left / 1e6:.1f} MB left" for folder, left in free.items() if left < self._least]
        full = [f"{folder} was full" for folder in self._recorded_in if free[folder] < FULL]
        return "".join(short[:1]), "".join(full[:1])


def _free(folder: Path) -> int:
    there = next(path for path in (folder.absolute(), *folder.absolute().parents) if path.exists())
    return shutil.disk_usage(there).free
