"""What a write costs, from the event loop to the disk and back, beside plain sqlite3 with a commit for each.

    python -m bench.storage

All arms sync to disk at each commit (`synchronous=FULL`) in the same folder, /var/tmp unless TMPDIR says otherwise: a
file system in memory would hide most of the cost.
"""

from __future__ import annotations

import asyncio
import os
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import uvloop
from sqlalchemy import Connection

from bench.report import Figures, Report, Target, alternate, percentile, show, versions, write
from offhook.records.model import heartbeats
from offhook.storage.engine import open_engine
from offhook.storage.migrate import upgrade
from offhook.storage.prepared import insert_into
from offhook.storage.storage import Storage

WRITES = 2000
PLAIN = "plain sqlite3, 1 caller"
TARGETS = (
    Target("1 caller", "writes a second", 0.4, peer=PLAIN, at_least=True),
    Target("10 callers", "writes a second", 1.0, peer=PLAIN, at_least=True),
)

_insert = insert_into(heartbeats, "worker", "at")


def grouped(callers: int) -> Callable[[], Figures]:
    """So many callers, each waiting for its write before the next."""

    async def run(folder: Path) -> list[float]:
        url = f"sqlite:///{folder}/offhook.db"
        engine = open_engine(url)
        upgrade(engine)
        engine.dispose()
        storage = Storage(url)
        waited: list[float] = []

        async def caller(number: int) -> None:
            for turn in range(WRITES // callers):
                begun = time.perf_counter()
                await storage.write(_beat(f"{number}-{turn}"), live=True)
                waited.append(time.perf_counter() - begun)

        await asyncio.gather(*(caller(number) for number in range(callers)))
        await storage.close()
        return waited

    return lambda: _measure(lambda folder: uvloop.run(run(folder)))


def plain() -> Figures:
    """The limit: one thread, one connection, one prepared statement."""

    def run(folder: Path) -> list[float]:
        waited = []
        with closing(sqlite3.connect(folder / "plain.db", isolation_level=None)) as conn:
            conn.execute("PRAGMA journal_mode=WAL")
            conn.execute("PRAGMA synchronous=FULL")
            conn.execute("CREATE TABLE heartbeats (worker TEXT PRIMARY KEY, at INTEGER)")
            for number in range(WRITES):
                begun = time.perf_counter()
                conn.execute("BEGIN IMMEDIATE")
                conn.execute("INSERT INTO heartbeats (worker, at) VALUES (?, 1)", (str(number),))
                conn.execute("COMMIT")
                waited.append(time.perf_counter() - begun)
        return waited

    return _measure(run)


def _beat(worker: str) -> Callable[[Connection], None]:
    return lambda conn: _insert.run(conn, {"worker": worker, "at": 1})


def _measure(run: Callable[[Path], list[float]]) -> Figures:
    with tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR", "/var/tmp")) as folder:  # noqa: S108  # on a real disk
        begun, cpu = time.perf_counter(), time.process_time()
        waited = run(Path(folder))
        seconds, cpu = time.perf_counter() - begun, time.process_time() - cpu
    return {
        "writes a second": len(waited) / seconds,
        "CPU µs a write": cpu / len(waited) * 1e6,
        "p50 ms": percentile(waited, 50) * 1e3,
        "p99 ms": percentile(waited, 99) * 1e3,
    }


def main() -> int:
    """Measure, write var/bench/storage.json, and show the table."""
    arms = {PLAIN: plain, "1 caller": grouped(1), "10 callers": grouped(10), "100 callers": grouped(100)}
    report = Report("storage", "A write, synced to disk", TARGETS, alternate(arms), versions("sqlalchemy"))
    write(report)
    show(report)
    return 0


if __name__ == "__main__":
    sys.exit(main())
