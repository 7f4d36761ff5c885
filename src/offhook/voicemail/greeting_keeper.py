"""Greetings that were recorded over the telephone: fetched, made fit to be played, kept, and only then a line's.

As for messages, nothing is deleted on the network before it is kept, and the next start goes on where this one stopped.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import structlog
from sqlalchemy import Connection

from offhook.clock import Clock, Poked
from offhook.storage.storage import Database
from offhook.voicemail import greetings
from offhook.voicemail.files import Files, NotKept
from offhook.voicemail.greetings import Greeting, Recorded
from offhook.voicemail.keeper import LOST_AFTER_S, Away, Recordings

log = structlog.get_logger(__name__)

FIRST_PAUSE_S = 0.25
LONGEST_PAUSE_S = 30.0


class NotPlayable(Exception):
    """There is nothing in it to be played; the message says why."""


Polish = Callable[[bytes], tuple[bytes, int]]
"""Makes a recording fit to be played: 8 kHz mono WAV, and its milliseconds. Blocks. Raises `NotPlayable`."""


class GreetingKeeper:
    """Works in the background, when it is poked."""

    def __init__(self, storage: Database, files: Files, network: Recordings, clock: Clock, *, polish: Polish) -> None:
        self._storage = storage
        self._files = files
        self._network = network
        self._clock = clock
        self._polish = polish
        self._poked = Poked(clock)

    def poke(self) -> None:
        """One was recorded and is committed: look now. On the event loop."""
        self._poked.poke()

    async def run(self) -> None:
        """Keep what waits and whatever comes, until cancelled."""
        pause = FIRST_PAUSE_S
        while True:
            try:
                done = await self.look()
            except Exception as error:  # the database, or the disk: they come back
                log.error("greetings_not_kept", reason=str(error) or repr(error))
                done = False
            await self._poked.wait(None if done else pause)
            pause = FIRST_PAUSE_S if done else min(2 * pause, LONGEST_PAUSE_S)

    async def look(self) -> bool:
        """Keep what waits now, as far as that goes; whether nothing is left to do."""
        done = True
        for recorded in await self._storage.read(greetings.recorded):
            done = await self._keep(recorded) and done
        return done

    async def _keep(self, recorded: Recorded) -> bool:
        try:
            file = await self._network.recording(recorded.recording)
        except Away:
            return False
        if file is None:
            if (self._clock.now() - recorded.made_at) / 1e6 < LOST_AFTER_S:
                return False
            await self._give_up(recorded, "the network has no such recording")
            return True
        try:
            wav, duration_ms = await asyncio.to_thread(self._polish, file)
            kept = await asyncio.to_thread(self._files.keep, wav)
        except NotPlayable as reason:
            await self._give_up(recorded, str(reason))
            self._network.drop_recording(recorded.recording)
            return True
        except NotKept as reason:
            log.error("greeting_not_kept", line=recorded.line_id, reason=str(reason))
            return False
        greeting = Greeting(recorded.line_id, kept.content, kept.size, duration_ms, recorded.made_at)

        def put(conn: Connection) -> None:
            greetings.put(conn, recorded.workspace_id, greeting)
            greetings.settle(conn, recorded.recording)

        await self._storage.write(put)
        self._network.drop_recording(recorded.recording)
        log.info("greeting_recorded", line=recorded.line_id, duration_ms=duration_ms)
        return True

    async def _give_up(self, recorded: Recorded, reason: str) -> None:
        """The line keeps the greeting that it has."""
        log.warning("greeting_not_usable", line=recorded.line_id, recording=recorded.recording, reason=reason)
        await self._storage.write(lambda conn: greetings.settle(conn, recorded.recording))
