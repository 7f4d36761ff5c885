"""What is deleted goes in the end, and nothing else."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import Connection
from structlog.testing import capture_logs

from offhook.ids import new_id
from offhook.storage.errors import DatabaseAway
from offhook.voicemail import greetings, service, store
from offhook.voicemail.greetings import Greeting
from offhook.voicemail.model import State
from offhook.voicemail.sweeper import EVERY_S, MOST_UNKNOWN, Sweeper
from tests.furnish import NOW
from tests.limits.calls import begin
from tests.voicemail.office import Office
from tests.waiting import eventually

DAY = 86_400 * 1_000_000
LONG_AGO = NOW / 1e6 - 90 * 86_400


class Shelf(Office):
    """An office with messages of some age."""

    def sweeper(self, *, restore_days: int = 30, keep_days: int | None = None) -> Sweeper:
        return Sweeper(self.storage, self.files, self.clock, restore_days=restore_days, keep_days=keep_days)

    def audio(self, what: bytes, *, written: float = LONG_AGO) -> str:
        content = self.files.keep(what).content
        os.utime(self.files.path(content), (written, written))
        return content

    async def message(
        self, what: bytes, *, days: int = 0, deleted: int | None = None, state: State = State.KEPT
    ) -> str:
        """One that was left so many days ago, and deleted so many days ago."""
        content = self.audio(what) if state is State.KEPT else None
        call = new_id("call")

        def write(conn: Connection) -> str:
            self.company.conn = conn
            at = NOW - days * DAY
            begin(self.company, call)
            store.begin(self.company.conn, self.company.id, call, f"{call}-1.1", at)
            (made,) = [each for each in store.waiting(self.company.conn) if each.call_id == call]
            if state is not State.WAITING:
                store.settle(self.company.conn, made, state, content=content, size=1, duration_ms=2000)
            if deleted is not None:
                service.remove(self.company.conn, self.company.id, made.id, NOW - deleted * DAY)
            return made.id

        return await self.storage.write(write)

    async def left(self) -> set[str]:
        """The messages that are there still, deleted or not."""

        def find(conn: Connection) -> set[str]:
            pages = [store.page(conn, self.company.id, limit=200, deleted=deleted) for deleted in (True, False)]
            return {each.id for page in pages for each in page}

        return await self.storage.read(find)


@pytest.fixture
async def shelf(tmp_path: Path) -> AsyncIterator[Shelf]:
    made = Shelf(tmp_path)
    await made.furnish()
    yield made
    await made.storage.close()


async def test_what_was_deleted_goes_with_its_audio_when_the_time_to_restore_it_is_over(shelf: Shelf) -> None:
    gone = await shelf.message(b"gone", deleted=31)
    restorable = await shelf.message(b"restorable", deleted=29)
    living = await shelf.message(b"living", days=400)
    await shelf.sweeper().sweep()
    assert await shelf.left() == {restorable, living}
    assert gone not in await shelf.left()
    assert sorted(path.read_bytes() for path in shelf.kept) == [b"living", b"restorable"]


async def test_audio_that_another_message_or_a_greeting_has_stays(shelf: Shelf) -> None:
    await shelf.message(b"said twice", deleted=31)
    await shelf.message(b"said twice")
    await shelf.message(b"the greeting", deleted=31)
    greeting = Greeting(shelf.company.line.id, shelf.audio(b"the greeting"), 1, 1, NOW)
    await shelf.storage.write(lambda conn: greetings.put(conn, shelf.company.id, greeting))
    await shelf.sweeper().sweep()
    assert sorted(path.read_bytes() for path in shelf.kept) == [b"said twice", b"the greeting"]


async def test_audio_that_nobody_refers_to_goes_unless_it_was_just_written(shelf: Shelf) -> None:
    shelf.audio(b"of a killed process")
    shelf.audio(b"of a row that is about to be", written=NOW / 1e6 - 60)
    (shelf.files.folder / "ab").mkdir(exist_ok=True)
    other = shelf.files.folder / "ab" / "notes.wav"
    other.write_bytes(b"not ours")
    await shelf.sweeper().sweep()
    assert sorted(path.read_bytes() for path in shelf.kept) == [b"not ours", b"of a row that is about to be"]


async def test_audio_that_is_written_again_meanwhile_stays(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    shelf.audio(b"again")
    listed = shelf.files.contents

    def contents(before: float) -> list[str]:
        found = listed(before)
        shelf.audio(b"again", written=NOW / 1e6)
        return found

    monkeypatch.setattr(shelf.files, "contents", contents)
    await shelf.sweeper().sweep()
    assert [path.read_bytes() for path in shelf.kept] == [b"again"]


async def test_with_another_database_nothing_is_removed(shelf: Shelf) -> None:
    for number in range(MOST_UNKNOWN + 1):
        shelf.audio(b"%d" % number)
    with capture_logs() as logged:
        await shelf.sweeper().sweep()
    assert len(shelf.kept) == MOST_UNKNOWN + 1
    assert [(each["event"], each["count"]) for each in logged] == [("voicemail_files_unknown", MOST_UNKNOWN + 1)]


async def test_old_messages_are_deleted_as_if_by_hand_where_that_is_wanted(shelf: Shelf) -> None:
    old, young = await shelf.message(b"old", days=91), await shelf.message(b"young", days=89)
    waiting = await shelf.message(b"", days=91, state=State.WAITING)
    await shelf.sweeper().sweep()
    assert await shelf.left() == {old, young, waiting}
    await shelf.sweeper(keep_days=90).sweep()
    deleted = await shelf.storage.read(lambda conn: store.page(conn, shelf.company.id, limit=9, deleted=True))
    assert [(each.id, each.deleted_at) for each in deleted] == [(old, shelf.clock.now())]
    assert len(shelf.kept) == 2, "it can be restored still"


async def test_recordings_that_were_no_messages_are_forgotten(shelf: Shelf) -> None:
    await shelf.message(b"", days=31, state=State.EMPTY)
    lost = await shelf.message(b"", days=31, state=State.LOST)
    with capture_logs() as logged:
        await shelf.sweeper().sweep()
    assert [(each["event"], each["count"]) for each in logged] == [("voicemails_purged", 1)]
    assert await shelf.left() == {lost}


async def test_many_go_in_pieces(shelf: Shelf) -> None:
    for number in range(205):
        await shelf.message(b"%d" % number, deleted=31)
    await shelf.sweeper().sweep()
    assert (await shelf.left(), shelf.kept) == (set(), [])


async def test_it_sweeps_every_hour_whatever_goes_wrong(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    await shelf.message(b"gone", deleted=31)
    sweeper = shelf.sweeper()
    swept: list[int] = []

    async def sweep() -> None:
        swept.append(shelf.clock.now())
        if len(swept) == 1:
            raise DatabaseAway("locked")
        await Sweeper.sweep(sweeper)

    monkeypatch.setattr(sweeper, "sweep", sweep)
    task = asyncio.ensure_future(sweeper.run())
    await eventually(lambda: len(swept) == 1, "it sweeps at once")
    assert len(shelf.kept) == 1
    shelf.clock.run(EVERY_S)
    await eventually(lambda: not shelf.kept, "it sweeps an hour later")
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
