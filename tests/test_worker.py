"""A worker's start: what it makes and tightens, and who else may not be there."""

from __future__ import annotations

import stat
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from offhook.settings import DatabaseSettings, Http, Settings
from offhook.worker import Worker
from tests.databases import sqlite_file


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
