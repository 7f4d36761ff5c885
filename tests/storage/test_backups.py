from __future__ import annotations

import stat
import threading
from pathlib import Path

import pytest

from offhook.problems import Problem
from offhook.storage import backups
from offhook.storage.backup import Progress
from offhook.storage.backups import KEPT, Backups
from offhook.storage.engine import open_engine
from offhook.storage.migrate import check, upgrade

NOW = 1_795_298_400_000_000
MINUTE = 60_000_000


@pytest.fixture
def kept(tmp_path: Path) -> Backups:
    url = f"sqlite:///{tmp_path}/offhook.db"
    engine = open_engine(url)
    upgrade(engine)
    engine.dispose()
    return Backups(url, tmp_path)


def make(kept: Backups, now: int = NOW) -> str:
    kept.begin()
    return kept.make(now).name


def test_the_newest_are_kept_and_whole(kept: Backups) -> None:
    assert kept.kept() == []
    names = [make(kept, NOW + minute * MINUTE) for minute in range(KEPT + 2)]
    assert [each.name for each in kept.kept()] == names[:1:-1]
    assert (kept.kept()[-1].made_at, names[2]) == (NOW + 2 * MINUTE, "offhook-2026-11-21T220200Z.db")
    assert stat.S_IMODE(kept.folder.stat().st_mode) == 0o700
    copy = open_engine(f"sqlite:///{kept.folder / names[-1]}")
    check(copy)
    copy.dispose()


def test_what_somebody_else_put_there_stays(kept: Backups) -> None:
    make(kept)
    (kept.folder / "mine.db").write_text("precious")
    for minute in range(1, KEPT + 1):
        make(kept, NOW + minute * MINUTE)
    assert (kept.folder / "mine.db").read_text() == "precious"
    assert len(kept.kept()) == KEPT


def test_one_is_made_at_a_time_and_tells_how_far_it_is(kept: Backups, monkeypatch: pytest.MonkeyPatch) -> None:
    copying, go_on = threading.Event(), threading.Event()
    told: list[float] = []

    def slow(url: str, to: Path, progress: Progress) -> None:
        progress(0.25)
        copying.set()
        go_on.wait(10)
        to.touch()

    monkeypatch.setattr(backups, "backup", slow)
    making = threading.Thread(target=make, args=(kept,))
    making.start()
    assert copying.wait(10)
    told.append(kept.progress or 0.0)
    with pytest.raises(Problem) as refused:
        kept.begin()
    go_on.set()
    making.join(10)
    assert (refused.value.type, told, kept.progress, len(kept.kept())) == ("backup-running", [0.25], None, 1)


def test_without_room_none_is_made_and_the_reason_is_kept(kept: Backups, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backups, "SPARE", 10**18)
    with pytest.raises(Problem) as failed:
        make(kept)
    assert "MB are free" in failed.value.detail
    assert (kept.failure, kept.kept()) == (failed.value.detail, [])
    monkeypatch.undo()
    make(kept)
    assert kept.failure == ""


def test_postgresql_is_copied_by_its_own_tool(tmp_path: Path) -> None:
    kept = Backups("postgresql://offhook:s3cret@localhost/offhook", tmp_path)
    with pytest.raises(Problem) as refused:
        kept.begin()
    assert "pg_dump" in kept.instead
    assert "s3cret" not in kept.instead + refused.value.detail
