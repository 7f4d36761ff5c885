"""The process around a worker."""

from __future__ import annotations

from pathlib import Path

import pytest

from offhook.problems import Problem
from offhook.service import serve
from offhook.setting_sections import Http
from offhook.settings import Settings
from offhook.worker import Worker
from tests.cli.conftest import free_port


async def test_a_worker_whose_database_another_took_ends_in_order(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path, telephony="practice", http=Http(port=free_port()))
    with pytest.raises(Problem, match="already running on this database") as ended:
        await serve(settings, lambda worker: worker.replaced.set())
    assert ended.value.type == "already-running"
    # It holds nothing any more.
    await (await Worker.start(settings)).stop()
