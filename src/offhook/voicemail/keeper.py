"""Keeping voicemails: fetched from the network where they were recorded, written to the disk, then to the database.

Nothing is deleted before it is somewhere else for certain. Killed between any two steps, the next start does the same
again: the row waits still, and the same audio makes the same file.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from enum import Enum, auto
from typing import Protocol

import structlog
from sqlalchemy import Connection

from offhook.clock import Clock, Poked
from offhook.storage.storage import Database
from offhook.voicemail import store
from offhook.voicemail.audio import Audio, NotAudio, understand
from offhook.voicemail.files import DiskFull, Files, Kept, NotKept
from offhook.voicemail.model import State, Voicemail
from offhook.voicemail.room import Room

log = structlog.get_logger(__name__)

FIRST_PAUSE_S = 0.25
"""A recording is written out some milliseconds after it has ended."""
LONGEST_PAUSE_S = 30.0
LOST_AFTER_S = 60.0
"""For how long the network must have said that it has no such recording."""
SLOW_AFTER_S = 10.0
"""Writing a message takes milliseconds; what takes this long is said, and waited for."""
LATELY = 2_000_000
"""Microseconds before its end in which a disk that filled up may not have been seen when a message was left."""
LEFT_OVER_FOR = 7 * 24 * 3600 * 1_000_000
"""Microseconds: recordings of messages of that time are deleted on the network once more at a start. That they were,
nobody says."""


class Away(Exception):
    """The network can't hand out a recording now; the message says why, for people."""


class Recordings(Protocol):
    """What the keeper needs of the network."""

    @property
    def ready(self) -> bool:
        """Whether it is connected."""
        ...

    async def recording(self, name: str) -> bytes | None:
        """A recording that has ended, as a WAV file; None where there is none.

        Raises:
            Away: it can't be fetched now.
        """
        ...

    def drop_recording(self, name: str) -> None:
        """Delete one, where it is there."""
        ...


class Round(Enum):
    """How far a look at everything that waits has come."""

    DONE = auto()
    LATER = auto()
    """Something has to be tried again."""


class Keeper:
    """Works in the background, one recording after the other. A call never waits for it.

    Args:
        room: Told whether the disk takes messages.
        and_then: Called in the transaction that keeps a message, with it as it is kept.
        silence_is_empty: Whether a recording of nothing but silence is no message. On the practice network nobody
            speaks, so that all are silent there.
    """

    def __init__(
        self,
        storage: Database,
        files: Files,
        network: Recordings,
        clock: Clock,
        room: Room,
        *,
        silence_is_empty: bool,
        and_then: Callable[[Connection, Voicemail], None] | None = None,
    ) -> None:
        self._storage = storage
        self._files = files
        self._network = network
        self._clock = clock
        self._room = room
        self._silence_is_empty = silence_is_empty
        self._and_then = and_then
        self._poked = Poked(clock)
        self._pause = FIRST_PAUSE_S
        self._missing: dict[str, int] = {}
        """Since when the network says that it has no such recording: monotonic time by voicemail."""
        self._cleared = False
        self._trouble = ""
        self._reason = ""

    @property
    def trouble(self) -> str:
        """Why messages that wait are not kept yet, in words; empty where nothing is wrong."""
        return self._reason

    def poke(self) -> None:
        """A message was left and is committed: look now. On the event loop."""
        self._pause = FIRST_PAUSE_S
        self._poked.poke()

    async def run(self) -> None:
        """Keep what waits and whatever comes, until cancelled."""
        await asyncio.to_thread(self._files.tidy)
        pause: float | None
        while True:
            match await self.look():
                case Round.DONE:
                    pause, self._pause = None, FIRST_PAUSE_S
                case Round.LATER:
                    pause, self._pause = self._pause, min(2 * self._pause, LONGEST_PAUSE_S)
            await self._poked.wait(pause)

    async def look(self) -> Round:
        """Keep what waits now, as far as that goes."""
        done = True
        try:
            done = await self._clear()
            for voicemail in await self._storage.read(store.waiting):
                done = await self._try(voicemail) and done
        except NotKept as reason:
            self._room.refused(str(reason))
            self._alarm("voicemail_disk_full" if isinstance(reason, DiskFull) else "voicemail_not_written", reason)
            return Round.LATER  # nor would the next one fit
        except Exception as error:  # the database: it comes back, and nothing is lost meanwhile
            self._alarm("voicemails_not_kept", error)
            return Round.LATER
        if done and self._trouble:
            log.info("voicemails_kept_again", after=self._trouble)
            self._trouble = self._reason = ""
        return Round.DONE if done else Round.LATER

    async def _try(self, voicemail: Voicemail) -> bool:
        """Whether nothing is left to do for it. One that can't be fetched holds up none behind it.

        Raises:
            NotKept: the disk can't take it.
        """
        try:
            return await self._keep(voicemail)
        except Away as reason:
            self._missing.pop(voicemail.id, None)
            self._alarm("voicemail_not_fetched", reason)
        except NotKept:
            raise
        except Exception as error:
            self._alarm("voicemails_not_kept", error)
        return False

    async def _keep(self, voicemail: Voicemail) -> bool:
        file = await self._network.recording(voicemail.recording)
        if file is None:
            return await self._miss(voicemail)
        self._missing.pop(voicemail.id, None)
        try:
            audio = await asyncio.to_thread(understand, file)
        except NotAudio as reason:
            # Left on the network, for whoever looks what it may be.
            await self._settle(voicemail, self._lost(voicemail, str(reason)))
            return True
        cut_short = voicemail.cut_short or await self._is_cut_short(voicemail)
        if self._is_empty(audio):
            await self._settle(
                voicemail,
                self._lost(voicemail, "where it was recorded there was no room for it") if cut_short else State.EMPTY,
                duration_ms=audio.duration_ms,
                cut_short=cut_short,
            )
        else:
            kept = await self._write(audio.wav)
            await self._settle(
                voicemail,
                State.KEPT,
                content=kept.content,
                size=kept.size,
                duration_ms=audio.duration_ms,
                cut_short=cut_short,
            )
        self._network.drop_recording(voicemail.recording)
        return True

    async def _write(self, audio: bytes) -> Kept:
        slow = self._clock.call_later(
            SLOW_AFTER_S, lambda: self._alarm("voicemail_disk_slow", f"{self._files.folder} takes long to be written")
        )
        try:
            kept = await asyncio.to_thread(self._files.keep, audio)
        finally:
            slow.cancel()
        self._room.took()
        return kept

    async def _miss(self, voicemail: Voicemail) -> bool:
        now = self._clock.mono()
        since = self._missing.setdefault(voicemail.id, now)
        if now - since < LOST_AFTER_S * 1e9:
            return False
        await self._settle(voicemail, self._lost(voicemail, "the network has no such recording"))
        self._missing.pop(voicemail.id, None)
        return True

    def _lost(self, voicemail: Voicemail, why: str) -> State:
        log.error("voicemail_lost", voicemail=voicemail.id, recording=voicemail.recording, reason=why)
        return State.LOST

    async def _settle(
        self,
        voicemail: Voicemail,
        state: State,
        *,
        content: str | None = None,
        size: int | None = None,
        duration_ms: int | None = None,
        cut_short: bool = False,
    ) -> None:
        def settle(conn: Connection) -> None:
            settled = store.settle(
                conn, voicemail, state, content=content, size=size, duration_ms=duration_ms, cut_short=cut_short
            )
            if state is State.KEPT and self._and_then is not None:
                self._and_then(conn, settled)

        await self._storage.write(settle)
        log.info("voicemail_settled", voicemail=voicemail.id, state=state.value, duration_ms=duration_ms)

    async def _clear(self) -> bool:
        """Once after a start: delete on the network what an earlier worker may not have come to delete."""
        if self._cleared:
            return True
        if not self._network.ready:
            return False
        since = self._clock.now() - LEFT_OVER_FOR
        for name in await self._storage.read(lambda conn: store.settled_since(conn, since)):
            self._network.drop_recording(name)
        self._cleared = True
        return True

    async def _is_cut_short(self, voicemail: Voicemail) -> bool:
        """Whether the network's disk filled up at its very end, when the call asked too early to know."""
        await self._room.look()
        return bool(self._room.full_between(voicemail.left_at - LATELY, voicemail.left_at))

    def _is_empty(self, audio: Audio) -> bool:
        return audio.too_short or (self._silence_is_empty and audio.silent)

    def _alarm(self, kind: str, reason: Exception | str) -> None:
        """Say so once, and again when it is something else."""
        self._reason = str(reason) or repr(reason)
        if self._trouble != kind:
            self._trouble = kind
            log.error(kind, reason=self._reason)
