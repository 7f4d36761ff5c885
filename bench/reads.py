"""A large database on a real disk, and how long what is asked of it takes."""

from __future__ import annotations

import os
import random
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine

from bench.report import Figures, percentile
from offhook.storage.engine import open_engine
from offhook.storage.migrate import upgrade

Asked = Mapping[str, Callable[[random.Random], object]]
"""What is asked for, by name, with arguments drawn by chance."""


@contextmanager
def new_database() -> Iterator[Engine]:
    """An empty one of SQLite, with our schema; its file is in /var/tmp unless TMPDIR says otherwise."""
    with tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR", "/var/tmp")) as folder:  # noqa: S108  # on a real disk
        engine = open_engine(f"sqlite:///{Path(folder)}/offhook.db")
        upgrade(engine)
        yield engine
        engine.dispose()


def p95_of_each(asked: Asked, times: int) -> Figures:
    """The 95th percentile of so many, in milliseconds; the same arguments each time it is measured."""
    figures: Figures = {}
    for name, ask in asked.items():
        some, took = random.Random(1), []
        for _ in range(times):
            begun = time.perf_counter()
            ask(some)
            took.append(time.perf_counter() - begun)
        figures[f"{name}, ms"] = percentile(took, 95) * 1e3
    return figures
