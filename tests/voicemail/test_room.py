"""Whether there is room for a message: on a real disk that fills up, and on ones that fail."""

from __future__ import annotations

import asyncio
import errno
import os
import shutil
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from offhook.clock import VirtualClock
from offhook.telephony.simulated.telephony import silence
from offhook.voicemail.files import DiskFull, Files
from offhook.voicemail.room import EVERY_S, Room
from tests.waiting import eventually


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 2 MB, which only root can mount."""
    folder = tmp_path / "small"
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(folder)], check=True)
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


@asynccontextmanager
async def watching(room: Room) -> AsyncIterator[None]:
    task = asyncio.ensure_future(room.watch())
    yield
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


@pytest.mark.behaviour("X11")
async def test_a_disk_that_fills_up_and_is_emptied(small_disk: Path) -> None:
    clock = VirtualClock()
    files, room = Files(small_disk), Room([small_disk / "not" / "there", small_disk], clock, least=500_000)

    async def is_lacking(wanted: bool) -> bool:
        clock.run(EVERY_S)
        return bool(room.lacking) is wanted

    with capture_logs() as logged:
        async with watching(room):
            assert not room.lacking
            first = files.keep(silence(100))
            await eventually(lambda: is_lacking(True), "too little is left")
            assert "MB left" in room.lacking
            with pytest.raises(DiskFull, match="No space left on device"):
                files.keep(silence(60))
            assert [path.name for path in files.folder.rglob("*.*")] == [f"{first.content}.wav"], "nothing half written"
            assert files.read(first.content) == silence(100)
            files.path(first.content).unlink()
            await eventually(lambda: is_lacking(False), "there is room again")
            files.keep(silence(60))
    assert [(each["event"], each["log_level"]) for each in logged] == [("voicemail_disk_full", "error")]


@pytest.mark.behaviour("X11")
async def test_what_was_recorded_while_there_was_no_room_for_it_may_be_cut_short(
    small_disk: Path, tmp_path: Path
) -> None:
    clock = VirtualClock(1_000_000_000)
    room = Room([tmp_path], clock, recorded_in=[small_disk / "recording"])

    async def look() -> int:
        clock.run(EVERY_S)
        await room.look()
        return clock.now()

    empty = await look()
    (small_disk / "others").write_bytes(bytes(1_500_000))
    await look()
    full = await look()
    (small_disk / "others").unlink()
    freed = await look()
    later = await look()
    words = f"{small_disk / 'recording'} was full"
    assert [room.full_between(*when) for when in ((empty, full), (full, full), (freed, later), (0, later))] == [
        words
    ] * 4
    assert [room.full_between(*when) for when in ((0, empty - 1), (freed + 1, later))] == [""] * 2


async def test_of_the_disk_where_messages_are_kept_that_is_not_said(small_disk: Path) -> None:
    """What was left there was recorded elsewhere, and waits."""
    room = Room([small_disk], VirtualClock())
    (small_disk / "others").write_bytes(bytes(1_500_000))
    await room.look()
    assert (bool(room.lacking), room.full_between(0, 1 << 62)) == (True, "")


async def test_a_disk_that_cannot_be_looked_at_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(folder: Path) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    room = Room([tmp_path], VirtualClock())
    monkeypatch.setattr(shutil, "disk_usage", broken)
    async with watching(room):
        await eventually(lambda: room.lacking, "it is found out")
    assert room.lacking == "the disk can't be looked at: Input/output error"


async def test_what_the_disk_refused_counts_until_it_takes_something(tmp_path: Path) -> None:
    room = Room([tmp_path], VirtualClock())
    said = [room.lacking]
    room.refused("the quota is used up")
    said.append(room.lacking)
    room.took()
    said.append(room.lacking)
    assert said == ["", "the quota is used up", ""]
