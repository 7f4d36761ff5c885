"""Whether there is room for another message, known before a caller is asked to leave one.

Looked at every few seconds on a thread, and kept in memory: a call's turn asks, and must not wait for a slow disk.
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
EVERY_S = 5.0


class Room:
    """The disks that a message goes through: where it is recorded, and where it is kept.

    Args:
        folders: A folder on each; of those that aren't there the nearest that is.
    """

    def __init__(self, folders: Sequence[Path], clock: Clock, *, least: int = LEAST_FREE) -> None:
        self._folders = folders
        self._clock = clock
        self._least = least
        self._little = ""
        self._refused = ""

    @property
    def lacking(self) -> str:
        """Why another message can't be kept, in words that follow a colon; empty where it can."""
        return self._refused or self._little

    def refused(self, reason: str) -> None:
        """The disk did not take a message: none is asked for until it does."""
        self._refused = reason

    def took(self) -> None:
        """The disk has taken one."""
        self._refused = ""

    async def watch(self) -> None:
        """Look every few seconds, until cancelled."""
        while True:
            try:
                little = await asyncio.to_thread(self._look)
            except OSError as error:
                little = f"the disk can't be looked at: {error.strerror or error}"
            if little and not self._little:
                log.error("voicemail_disk_full", reason=little)
            self._little = little
            await time_passes(self._clock, EVERY_S)

    def _look(self) -> str:
        for folder in self._folders:
            there = next(path for path in (folder.absolute(), *folder.absolute().parents) if path.exists())
            if (free := shutil.disk_usage(there).free) < self._least:
                return f"{folder} has {free / 1e6:.1f} MB left"
        return ""
