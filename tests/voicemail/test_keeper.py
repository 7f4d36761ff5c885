"""The keeper over the practice network, with everything that can go wrong on the way."""

from __future__ import annotations

import errno
import functools
import os
import threading
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from offhook.calls.values import LegId
from offhook.storage.errors import DatabaseAway
from offhook.telephony.simulated.telephony import silence
from offhook.voicemail import room, store
from offhook.voicemail.audio import wav
from offhook.voicemail.files import Kept
from offhook.voicemail.keeper import SLOW_AFTER_S, Away, Keeper
from offhook.voicemail.model import State
from offhook.voicemail.room import Room
from tests.furnish import NOW
from tests.voicemail.office import Killed, Office, Practice, Steps, true
from tests.voicemail.test_audio import tone
from tests.waiting import eventually

EVERYTHING_IS_FULL = 1 << 62
"""Bytes that no disk has."""


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    made = Office(tmp_path)
    await made.furnish()
    yield made
    await made.storage.close()


@pytest.mark.behaviour("X11")
@pytest.mark.parametrize(
    ("full", "seconds", "state"),
    [(True, 5.0, State.KEPT), (False, 5.0, State.KEPT), (True, 0.5, State.LOST), (False, 0.5, State.EMPTY)],
)
async def test_a_disk_that_filled_up_at_the_end_of_a_message_is_noticed(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, full: bool, seconds: float, state: State
) -> None:
    """What is left of a message that is too short to be one is no mistake of its caller's: it is lost."""
    if full:
        monkeypatch.setattr(room, "FULL", EVERYTHING_IS_FULL)
    office.room = Room([], office.clock, recorded_in=[tmp_path])
    await office.leave("call_1", seconds, office.clock.now())
    async with office.keeper():
        await office.pass_until(lambda: office.is_now("call_1", state), "it is settled")
    assert (await office.of("call_1")).cut_short is full


@pytest.mark.behaviour("X11")
async def test_a_message_is_kept_then_written_then_dropped_on_the_network(office: Office) -> None:
    await office.leave("call_1", 4.2)
    steps: list[tuple[str, int, int]] = []
    office.step = lambda step: steps.append((step, len(office.kept), len(office.network.recordings)))
    async with office.keeper():
        await eventually(lambda: not office.network.recordings, "the network has dropped it")
    found = await office.of("call_1")
    assert (found.state, found.duration_ms, found.size) == (State.KEPT, 4200, 44 + 2 * 8 * 4200)
    assert found.content is not None
    assert office.told == [found], "who tells of it knows how long it is"
    assert office.files.read(found.content) == silence(4.2)
    assert steps == [
        *(("fetch", 0, 1), ("fetched", 0, 1)),
        *(("write", 1, 1), ("written", 1, 1)),
        *(("drop", 1, 1), ("dropped", 1, 0)),
    ]


async def test_one_that_is_left_later_is_kept_when_the_keeper_is_poked(office: Office) -> None:
    async with office.keeper() as keeper:
        for call in ("call_1", "call_2"):
            await office.leave(call, 2)
            keeper.poke()
            await eventually(functools.partial(office.is_now, call, State.KEPT), "it is kept")
    assert len(office.kept) == 1, "the same audio is one file"


@pytest.mark.parametrize("seconds", [0, 0.4, 0.99])
async def test_under_a_second_is_no_message(office: Office, seconds: float) -> None:
    await office.leave("call_1", seconds)
    async with office.keeper():
        await eventually(functools.partial(office.is_now, "call_1", State.EMPTY), "it is empty")
        await eventually(lambda: not office.network.recordings, "the network has dropped it")
    assert office.kept == []


async def test_silence_is_no_message_where_people_speak(office: Office) -> None:
    await office.leave("call_1", 5)
    await office.leave("call_2", 5)
    office.garbled["call_2-1.1"] = wav(tone(5, 200))
    async with office.keeper(silence_is_empty=True):
        await eventually(functools.partial(office.is_now, "call_1", State.EMPTY), "silence is no message")
        await eventually(functools.partial(office.is_now, "call_2", State.KEPT), "words are one")


async def test_what_a_killed_asterisk_left_is_kept_whole(office: Office) -> None:
    await office.leave("call_1", 5)
    whole = wav(tone(5))
    office.garbled["call_1-1.1"] = whole[:4] + bytes(4) + whole[8:40] + bytes(4) + whole[44:]
    async with office.keeper(silence_is_empty=True):
        await eventually(functools.partial(office.is_now, "call_1", State.KEPT), "it is kept")
    found = await office.of("call_1")
    assert found.duration_ms == 5000
    assert found.content is not None
    assert office.files.read(found.content) == whole


@pytest.mark.parametrize("file", [b"", b"RIFF", b"<html>not found</html>"])
async def test_what_is_no_audio_is_lost_and_stays_where_it_is(office: Office, file: bytes) -> None:
    await office.leave("call_1", 5)
    office.garbled["call_1-1.1"] = file
    with capture_logs() as logged:
        async with office.keeper():
            await eventually(functools.partial(office.is_now, "call_1", State.LOST), "it is lost")
    assert [each["log_level"] for each in logged if each["event"] == "voicemail_lost"] == ["error"]
    assert office.network.recordings


async def test_a_recording_that_is_a_little_late_is_waited_for(office: Office) -> None:
    await office.leave("call_1", None)
    asked: list[str] = []
    office.step = asked.append
    async with office.keeper():
        await office.pass_until(lambda: true(asked.count("fetched") > 3), "it was asked for some times")
        assert await office.is_now("call_1", State.WAITING)
        office.network.keep("call_1-1.1", LegId("call_1-1"), 3)
        await office.pass_until(functools.partial(office.is_now, "call_1", State.KEPT), "it is kept")


async def test_a_recording_that_the_network_never_has_is_lost_after_a_minute(office: Office) -> None:
    await office.leave("call_1", None)
    with capture_logs() as logged:
        async with office.keeper():
            took = await office.pass_until(functools.partial(office.is_now, "call_1", State.LOST), "it is lost")
    assert 60 <= took <= 95
    assert "voicemail_lost" in {each["event"] for each in logged}
    assert office.kept == []


async def test_the_network_away_is_waited_for_however_long(office: Office) -> None:
    await office.leave("call_1", 3)
    office.telephony.lose_connection()
    office.clock.run(0)
    assert not office.telephony.ready
    with capture_logs() as logged:
        async with office.keeper():
            await eventually(lambda: "voicemail_not_fetched" in {each["event"] for each in logged}, "it was tried")
            await office.pass_time(300)
            assert await office.is_now("call_1", State.WAITING)
            office.telephony.restore_connection()
            await office.pass_until(functools.partial(office.is_now, "call_1", State.KEPT), "it is kept")
    events = [each["event"] for each in logged]
    assert events.count("voicemail_not_fetched") == 1, "said once, not at each try"
    assert "voicemails_kept_again" in events


@pytest.mark.parametrize(
    ("number", "event"), [(errno.ENOSPC, "voicemail_disk_full"), (errno.EIO, "voicemail_not_written")]
)
async def test_a_disk_that_cannot_leaves_the_recording_where_it_is(
    office: Office, monkeypatch: pytest.MonkeyPatch, number: int, event: str
) -> None:
    await office.leave("call_1", 3)
    tried = 0

    def full(opened: int) -> None:
        nonlocal tried
        tried += 1
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", full)
    with capture_logs() as logged:
        async with office.keeper() as keeper:
            await office.pass_until(lambda: true(tried > 3), "it was tried again")
            assert await office.is_now("call_1", State.WAITING)
            assert len(office.network.recordings) == 1
            assert office.kept == []
            assert os.strerror(number) in keeper.trouble
            assert os.strerror(number) in office.room.lacking
            monkeypatch.undo()
            await office.pass_until(functools.partial(office.is_now, "call_1", State.KEPT), "it is kept")
            await eventually(lambda: not keeper.trouble, "nothing is wrong any more")
            assert office.room.lacking == ""
    alarms = [each for each in logged if each["event"] == event]
    assert [each["log_level"] for each in alarms] == ["error"]
    assert os.strerror(number) in alarms[0]["reason"]


@pytest.mark.behaviour("X11")
async def test_a_slow_disk_is_said_and_waited_for(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    await office.leave("call_1", 3)
    done = threading.Event()

    def keep(audio: bytes, keep: Callable[[bytes], Kept] = office.files.keep) -> Kept:
        done.wait(20)
        return keep(audio)

    monkeypatch.setattr(office.files, "keep", keep)
    with capture_logs() as logged:
        async with office.keeper() as keeper:
            await office.pass_time(SLOW_AFTER_S + 1)
            await office.pass_until(lambda: true(keeper.trouble), "it is said")
            assert await office.is_now("call_1", State.WAITING)
            assert len(office.network.recordings) == 1
            done.set()
            await office.pass_until(functools.partial(office.is_now, "call_1", State.KEPT), "it is kept")
            await eventually(lambda: not keeper.trouble, "nothing is wrong any more")
    events = [each["event"] for each in logged]
    assert events.count("voicemail_disk_slow") == 1
    assert "voicemails_kept_again" in events


async def test_the_database_away_is_waited_for(office: Office) -> None:
    await office.leave("call_1", 3)
    away = True

    def step(name: str) -> None:
        if name == "write" and away:
            raise DatabaseAway("locked")

    office.step = step
    async with office.keeper():
        await eventually(lambda: office.kept, "the audio is on the disk")
        assert await office.is_now("call_1", State.WAITING)
        assert office.network.recordings
        away = False
        await office.pass_until(functools.partial(office.is_now, "call_1", State.KEPT), "it is kept")
    assert len(office.kept) == 1


async def test_one_that_cannot_be_fetched_holds_up_none_behind_it(office: Office) -> None:
    await office.leave("call_1", 3)
    await office.leave("call_2", None, NOW + 1)
    await office.leave("call_3", 5, NOW + 2)
    office.step = _raise_once_at("fetched", Away("Asterisk does not hand it out"))
    async with office.keeper():
        await eventually(functools.partial(office.is_now, "call_3", State.KEPT), "the third is kept")
        assert await office.is_now("call_1", State.WAITING)
        assert await office.is_now("call_2", State.WAITING)
        await office.pass_until(functools.partial(office.is_now, "call_1", State.KEPT), "the first is kept later")


STEPS = ("fetch", "fetched", "tidied", "keep", "kept", "write", "written", "drop", "dropped")


@pytest.mark.behaviour("X11")
@pytest.mark.parametrize("moment", STEPS)
async def test_killed_at_any_moment_nothing_is_lost_and_nothing_kept_twice(
    office: Office, moment: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await office.leave("call_1", 3)
    await office.leave("call_2", 0.2, NOW + 1)
    office.step = _raise_once_at(moment, Killed())

    def keep(audio: bytes, keep: Callable[[bytes], Kept] = office.files.keep) -> Kept:
        office.step("keep")
        kept = keep(audio)
        office.step("kept")
        return kept

    def tidy(tidy: Callable[[], None] = office.files.tidy) -> None:
        tidy()
        office.step("tidied")

    monkeypatch.setattr(office.files, "keep", keep)
    monkeypatch.setattr(office.files, "tidy", tidy)
    killed = Keeper(Steps(office), office.files, Practice(office), office.clock, office.room, silence_is_empty=False)
    with pytest.raises(Killed):
        await killed.run()
    async with office.keeper():
        await eventually(lambda: not office.network.recordings, "the network has dropped everything")
        await eventually(functools.partial(office.is_now, "call_1", State.KEPT), "the one is kept")
        await eventually(functools.partial(office.is_now, "call_2", State.EMPTY), "the other is empty")
    found = await office.of("call_1")
    assert found.content is not None
    assert office.kept == [office.files.path(found.content)]
    assert await office.storage.read(store.waiting) == []


async def test_killed_while_writing_no_half_file_is_left(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    await office.leave("call_1", 3)
    office.files.keep(silence(3))
    (file,) = office.kept
    file.rename(file.with_name(".0123456789abcdef.part"))
    async with office.keeper():
        await eventually(functools.partial(office.is_now, "call_1", State.KEPT), "it is kept")
    assert office.kept == [file]


async def test_a_network_that_comes_and_goes_is_given_another_minute(office: Office) -> None:
    await office.leave("call_1", None)
    async with office.keeper():
        for _ in range(3):
            await office.pass_time(40)
            office.telephony.lose_connection()
            await office.pass_time(40)
            office.telephony.restore_connection()
            office.clock.run(0)
        assert await office.is_now("call_1", State.WAITING)


def _raise_once_at(moment: str, error: BaseException) -> Callable[[str], None]:
    left = [error]

    def step(name: str) -> None:
        if name == moment and left:
            raise left.pop()

    return step
