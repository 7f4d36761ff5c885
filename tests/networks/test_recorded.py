from __future__ import annotations

import asyncio
import stat
from pathlib import Path

import pytest

from offhook.networks import recorded
from offhook.networks.recorded import RecordedSounds, SoundGone
from tests.waiting import eventually

ONE, TWO = "1" * 64, "2" * 64


class Shelf:
    """Kept audio, and how often each was read."""

    def __init__(self, folder: Path) -> None:
        self.kept = {ONE: b"one", TWO: b"two"}
        self.reads: list[str] = []
        self.sounds = RecordedSounds(folder, self.read, lambda stem: f"sound:{stem}")

    def read(self, content: str) -> bytes:
        self.reads.append(content)
        return self.kept[content]


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path)


async def test_a_copy_is_made_once_while_it_is_wanted(shelf: Shelf, tmp_path: Path) -> None:
    assert shelf.sounds.cached(ONE) is None
    assert await shelf.sounds.media(ONE) == shelf.sounds.cached(ONE) == await shelf.sounds.media(ONE)
    assert shelf.reads == [ONE]
    (copy,) = tmp_path.iterdir()
    assert copy.read_bytes() == b"one"
    assert stat.S_IMODE(copy.stat().st_mode) == 0o640


async def test_a_copy_is_gone_soon_after_it_was_last_wanted(
    shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recorded, "KEPT_FOR_S", 0.01)
    await shelf.sounds.media(ONE)
    await eventually(lambda: not list(tmp_path.iterdir()), "the copy is removed")
    assert shelf.sounds.cached(ONE) is None
    await shelf.sounds.media(ONE)
    assert shelf.reads == [ONE, ONE]


async def test_what_is_gone_says_why_and_can_come_back(shelf: Shelf) -> None:
    kept = shelf.kept.pop(TWO)
    with pytest.raises(SoundGone, match=TWO):
        await shelf.sounds.media(TWO)
    shelf.kept[TWO] = kept
    assert await shelf.sounds.media(TWO)


async def test_nothing_is_left_behind(shelf: Shelf, tmp_path: Path) -> None:
    await asyncio.gather(shelf.sounds.media(ONE), shelf.sounds.media(TWO))
    shelf.sounds.close()
    assert list(tmp_path.iterdir()) == []


async def test_what_a_killed_worker_left_is_removed_and_nothing_else(shelf: Shelf, tmp_path: Path) -> None:
    await shelf.sounds.media(ONE)
    (tmp_path / "a-prompt.sln16").write_bytes(b"words")
    Shelf(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["a-prompt.sln16"]
