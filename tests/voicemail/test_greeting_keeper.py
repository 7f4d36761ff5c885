"""Greetings recorded over the telephone: kept, or the line keeps the one it has."""

from __future__ import annotations

import errno
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from offhook.calls.values import LegId
from offhook.networks.recordings import polished
from offhook.voicemail import greetings
from offhook.voicemail.audio import wav
from offhook.voicemail.greeting_keeper import GreetingKeeper
from offhook.voicemail.greetings import Greeting
from tests.voicemail.office import Killed, Office, Practice, Steps, running
from tests.voicemail.test_audio import tone
from tests.waiting import eventually

NAME = "call_1-1.5"


class Studio(Office):
    """An office in which a greeting was recorded."""

    def make(self) -> GreetingKeeper:
        return GreetingKeeper(Steps(self), self.files, Practice(self), self.clock, polish=polished)

    @asynccontextmanager
    async def keeping(self) -> AsyncIterator[GreetingKeeper]:
        keeper = self.make()
        async with running(keeper.run()):
            yield keeper

    async def record(self, file: bytes | None) -> None:
        if file is not None:
            self.network.keep(NAME, LegId("call_1-1"), 3)
            self.garbled[NAME] = file
        line = self.company.line.id
        await self.storage.write(lambda conn: greetings.begin(conn, self.company.id, line, NAME, self.clock.now()))

    async def greeting(self) -> Greeting | None:
        line = self.company.line.id
        return await self.storage.read(lambda conn: greetings.of_line(conn, self.company.id, line))

    async def is_done(self) -> bool:
        return not await self.storage.read(greetings.recorded)


@pytest.fixture
async def studio(tmp_path: Path) -> AsyncIterator[Studio]:
    made = Studio(tmp_path)
    await made.furnish()
    yield made
    await made.storage.close()


@pytest.mark.behaviour("P9")
async def test_what_was_recorded_is_levelled_kept_and_the_line_s_greeting(studio: Studio) -> None:
    async with studio.keeping() as keeper:
        await studio.record(wav(tone(3, 400)))
        keeper.poke()
        await eventually(lambda: not studio.network.recordings, "the network has dropped it")
    found = await studio.greeting()
    assert found is not None
    assert found.duration_ms == pytest.approx(3300, abs=100)
    assert studio.files.read(found.content)[:4] == b"RIFF"


@pytest.mark.parametrize("file", [wav(bytes(16_000)), wav(tone(0.1)), b"", b"<html>"])
async def test_what_cannot_be_played_leaves_the_line_its_greeting(studio: Studio, file: bytes) -> None:
    await studio.record(file)
    with capture_logs() as logged:
        async with studio.keeping():
            await eventually(studio.is_done, "it is given up")
    assert "greeting_not_usable" in {each["event"] for each in logged}
    assert await studio.greeting() is None
    assert studio.kept == []


async def test_a_recording_that_never_comes_is_given_up(studio: Studio) -> None:
    await studio.record(None)
    async with studio.keeping():
        await studio.pass_time(30)
        assert not await studio.is_done()
        await studio.pass_until(studio.is_done, "it is given up")


async def test_a_full_disk_and_a_network_that_is_away_are_waited_for(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(opened: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    await studio.record(wav(tone(3)))
    studio.telephony.lose_connection()
    studio.clock.run(0)
    monkeypatch.setattr(os, "fsync", full)
    with capture_logs() as logged:
        async with studio.keeping():
            await studio.pass_time(5)
            assert studio.network.recordings
            studio.telephony.restore_connection()
            await studio.pass_until(
                lambda: _said("greeting_not_kept", {each["event"] for each in logged}), "the full disk is said"
            )
            monkeypatch.undo()
            await studio.pass_until(studio.is_done, "it is kept")
    assert await studio.greeting() is not None


@pytest.mark.parametrize("moment", ["fetch", "fetched", "write", "written", "drop"])
async def test_killed_at_any_moment_the_next_start_goes_on(studio: Studio, moment: str) -> None:
    await studio.record(wav(tone(3)))
    left: list[BaseException] = [Killed()]

    def step(name: str) -> None:
        if name == moment and left:
            raise left.pop()

    studio.step = step
    with pytest.raises(Killed):
        await studio.make().run()
    async with studio.keeping():
        await eventually(studio.is_done, "it is kept")
    assert await studio.greeting() is not None


async def _said(event: str, events: set[str]) -> bool:
    return event in events
