import sqlite3
import stat
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from offhook.problems import Problem
from offhook.storage.backup import backup
from offhook.storage.engine import open_engine
from offhook.storage.migrate import check, upgrade


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/data base/offhook.db"


@pytest.fixture
def running(tmp_path: Path, url: str) -> Iterator[Engine]:
    """A database that is open and has a row that lies in the write-ahead log only."""
    (tmp_path / "data base").mkdir()
    engine = open_engine(url)
    upgrade(engine)
    with engine.begin() as conn:
        conn.execute(text("INSERT INTO heartbeats (worker, at) VALUES ('one', 1)"))
    yield engine
    engine.dispose()


def beats(path: Path) -> int:
    with closing(sqlite3.connect(path)) as conn:
        return int(conn.execute("SELECT count(*) FROM heartbeats").fetchone()[0])


def test_a_backup_has_what_was_committed_and_is_one_file(running: Engine, url: str, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    with running.begin() as conn:
        conn.execute(text("INSERT INTO heartbeats (worker, at) VALUES ('not yet', 1)"))
        backup(url, copy)
    assert beats(copy) == 1
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert sorted(path.name for path in tmp_path.iterdir()) == ["copy.db", "data base"]


def test_a_backup_can_be_started_from(running: Engine, url: str, tmp_path: Path) -> None:
    backup(url, tmp_path / "copy.db")
    restored = open_engine(f"sqlite:///{tmp_path}/copy.db")
    check(restored)
    with restored.begin() as conn:
        conn.execute(text("INSERT INTO heartbeats (worker, at) VALUES ('two', 1)"))
    restored.dispose()
    assert beats(tmp_path / "copy.db") == 2


def test_writing_goes_on_meanwhile(running: Engine, url: str, tmp_path: Path) -> None:
    over = threading.Event()
    written = 0

    def write() -> None:
        nonlocal written
        while not over.is_set():
            with running.begin() as conn:
                conn.execute(
                    text("INSERT INTO heartbeats (worker, at) VALUES (:name, 1)"), {"name": f"worker {written}"}
                )
            written += 1

    writing = threading.Thread(target=write)
    writing.start()
    copies = [tmp_path / f"{number}.db" for number in range(5)]
    for copy in copies:
        backup(url, copy)
    over.set()
    writing.join(10)
    counts = [beats(copy) for copy in copies]
    assert counts == sorted(counts)
    assert counts[-1] <= written + 1


def test_nothing_is_overwritten(running: Engine, url: str, tmp_path: Path) -> None:
    there = tmp_path / "there.db"
    there.write_text("precious")
    with pytest.raises(Problem) as refused:
        backup(url, there)
    assert (refused.value.type, refused.value.status) == ("file-exists", 409)
    assert there.read_text() == "precious"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data base", "there.db"]


def test_a_place_that_cannot_be_written_is_said(running: Engine, url: str, tmp_path: Path) -> None:
    with pytest.raises(Problem) as refused:
        backup(url, tmp_path / "missing" / "copy.db")
    assert "No such file or directory" in refused.value.detail


def test_a_database_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(Problem) as refused:
        backup(f"sqlite:///{tmp_path}/missing.db", tmp_path / "copy.db")
    assert "unable to open" in refused.value.detail
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_database_gives_no_backup(running: Engine, url: str, tmp_path: Path) -> None:
    damaged = tmp_path / "damaged.db"
    backup(url, damaged)
    content = bytearray(damaged.read_bytes())
    content[4096 * 3 : 4096 * 6] = b"\xff" * 4096 * 3
    damaged.write_bytes(content)
    with pytest.raises(Problem) as refused:
        backup(f"sqlite:///{damaged}", tmp_path / "copy.db")
    assert refused.value.type == "backup-failed"
    assert not (tmp_path / "copy.db").exists()


def test_postgresql_has_its_own_tool(tmp_path: Path) -> None:
    with pytest.raises(Problem) as refused:
        backup("postgresql://offhook:s3cret@localhost/offhook", tmp_path / "copy.dump")
    assert "pg_dump" in refused.value.detail
    assert "s3cret" not in refused.value.detail
