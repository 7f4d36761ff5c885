"""A worker's start: what it makes and tightens, and who else may not be there."""

from __future__ import annotations

import asyncio
import stat
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from offhook.problems import Problem
from offhook.setting_sections import DatabaseSettings, Http
from offhook.settings import Settings
from offhook.storage.database_lock import KEY
from offhook.storage.engine import open_engine
from offhook.worker import Worker
from tests.databases import new_postgresql_database, sqlite_file
from tests.waiting import eventually


def settings(data: Path, url: str | None = None) -> Settings:
    return Settings(data=data, telephony="practice", http=Http(port=1), database=DatabaseSettings(url=url))


@asynccontextmanager
async def working(chosen: Settings) -> AsyncIterator[Worker]:
    worker = await Worker.start(chosen)
    try:
        yield worker
    finally:
        await worker.stop()


@pytest.mark.parametrize("elsewhere", [False, True], ids=["in the data folder", "elsewhere"])
async def test_what_others_could_read_is_theirs_no_more(tmp_path: Path, elsewhere: bool) -> None:
    data, databases = tmp_path / "data", tmp_path / "databases" if elsewhere else tmp_path / "data"
    data.mkdir(0o755)
    databases.mkdir(0o755, exist_ok=True)
    url = sqlite_file(databases)
    (databases / "offhook.db").chmod(0o644)
    async with working(settings(data, url if elsewhere else None)):
        assert stat.S_IMODE(data.stat().st_mode) == 0o700
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in databases.glob("offhook.db*")}
    assert {"offhook.db", "offhook.db-wal", "offhook.db-shm"} <= modes.keys()
    assert set(modes.values()) == {0o600}


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield sqlite_file(tmp_path)
    else:
        with new_postgresql_database() as made:
            yield made


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("offhook.storage.database_lock.PATIENCE", 0.0)
    monkeypatch.setattr("offhook.worker.LOOKED_AFTER_S", 0.01)


@pytest.mark.usefixtures("impatient")
async def test_a_second_worker_on_the_same_database_is_refused(tmp_path: Path, url: str) -> None:
    """It would end the first one's live calls, which it doesn't know."""
    one, other = settings(tmp_path / "one", url), settings(tmp_path / "other", url)
    async with working(one):
        with pytest.raises(Problem) as refused:
            await Worker.start(other)
    assert refused.value.type == "already-running"
    # What was refused holds nothing, and what has ended neither.
    async with working(other):
        pass
    async with working(one):
        pass


@pytest.mark.usefixtures("impatient")
async def test_a_worker_whose_database_another_took_is_to_stop(tmp_path: Path) -> None:
    with new_postgresql_database() as url, closing_engine(url) as engine:
        async with working(settings(tmp_path / "data", url)) as worker:
            with engine.connect() as another, engine.connect() as administrator:
                waiting = text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
                holder = text("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted")
                took = asyncio.create_task(asyncio.to_thread(another.execute, text(f"SELECT pg_advisory_lock({KEY})")))
                await eventually(lambda: administrator.scalar(waiting) == 1, "another waits for the lock")
                assert not worker.replaced.is_set()
                administrator.execute(holder)
                await took
                await asyncio.wait_for(worker.replaced.wait(), 20)


@contextmanager
def closing_engine(url: str) -> Iterator[Engine]:
    engine = open_engine(url, connections=2)
    yield engine
    engine.dispose()
