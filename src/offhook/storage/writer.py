"""Writing: takes the work that waits, and commits it in groups, on a thread of its own or on the caller's.

Syncing to disk is most of what a commit costs, so work that waits together is committed together, each piece in a
savepoint of its own so that one that fails doesn't spoil the others. A piece of work runs at most once: only beginning
a transaction is tried again, and on SQLite that takes the write lock, after which nobody can be in the way.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import structlog
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from offhook.storage.engine import BY_HAND, is_sqlite
from offhook.storage.errors import DatabaseAway, StorageClosed, WriteLost, WriteUncertain

log = structlog.get_logger(__name__)

LIVE_PATIENCE = 30.0
"""Seconds for which a live call's write waits for a database that is locked or away."""
PATIENCE = 5.0
"""Seconds for everything else: a person is waiting for an answer."""
LONGEST_GROUP = 0.005
"""Seconds after which a group is committed, though more is waiting."""
SLOW_COMMIT = 0.02
"""Seconds that a commit may take for the next one to be waited for where events are handled."""
SHORTEST_PAUSE = 0.01
LONGEST_PAUSE = 0.5


@dataclass(slots=True, eq=False)
class Job:
    """A piece of work, whom to tell, and once it ran its result or exception."""

    work: Callable[[Connection], Any]
    done: Callable[[Any], None]
    live: bool
    until: float
    """Monotonic time after which it is given up when it couldn't begin."""
    result: Any = None


class Waiting:
    """What waits to be written, in the order in which it came, live calls first. Thread-safe."""

    def __init__(self) -> None:
        self._live: deque[Job] = deque()
        self._other: deque[Job] = deque()
        self._closed = False
        self._changed = threading.Condition()

    def put(self, job: Job, *, tell: bool = True) -> None:
        """Add one to its queue, and `tell` the thread that waits.

        Raises:
            StorageClosed: no more is taken.
        """
        with self._changed:
            if self._closed:
                raise StorageClosed("the storage is closed")
            (self._live if job.live else self._other).append(job)
            if tell:
                self._changed.notify()

    def tell(self) -> None:
        """Have the thread look."""
        with self._changed:
            self._changed.notify()

    def close(self) -> None:
        """Take no more; what waits is still worked on."""
        with self._changed:
            self._closed = True
            self._changed.notify()

    def wait(self) -> bool:
        """Until something waits; False once nothing ever will."""
        with self._changed:
            self._changed.wait_for(lambda: self._live or self._other or self._closed)
            return bool(self._live or self._other)

    def take(self, *, like: Job | None = None) -> Job | None:
        """The next to be worked on; of the kind of `like` only, and none of the others while live ones wait."""
        with self._changed:
            if self._live:
                return self._live.popleft() if like is None or like.live else None
            return self._other.popleft() if self._other and (like is None or not like.live) else None

    @property
    def live_waits(self) -> bool:
        """Whether live work waits."""
        return bool(self._live)

    def more(self, like: Job) -> bool:
        """Whether another of the kind waits."""
        return bool(self._live if like.live else self._other)

    def overdue(self, now: float) -> list[Job]:
        """Take out those whose patience is at its end."""
        with self._changed:
            jobs = [job for job in (*self._live, *self._other) if job.until <= now]
            self._live = deque(job for job in self._live if job.until > now)
            self._other = deque(job for job in self._other if job.until > now)
            return jobs


class Writer:
    """Works on what waits, on one connection: on a thread of its own, or on the caller's by `write_here`.

    Args:
        engine: Whose transactions may write.
        deliver: Told, from the writer's thread, the jobs of a group that is committed or failed.
        fence: Raises where nothing may be written in a transaction that begins: PostgreSQL only.
    """

    def __init__(
        self,
        engine: Engine,
        deliver: Callable[[Sequence[Job]], None],
        fence: Callable[[Connection], None] | None = None,
    ) -> None:
        self._engine = engine
        self._fence = fence
        self._deliver = deliver
        self._waiting = Waiting()
        self._connection: Connection | None = None
        self._sqlite = is_sqlite(engine)
        self._never = threading.Event()
        self._writing = threading.Lock()
        self._slow = False
        self._ended = False
        self._thread = threading.Thread(target=self._run, name="offhook-writer", daemon=True)
        self._thread.start()

    def put(
        self,
        work: Callable[[Connection], Any],
        done: Callable[[Any], None],
        *,
        live: bool,
        patience: float | None = None,
        tell: bool = True,
    ) -> None:
        """Have this written; `done` is part of what `deliver` gets. Without `tell`, `write_here` has to be called."""
        if patience is None:
            patience = LIVE_PATIENCE if live else PATIENCE
        self._waiting.put(Job(work, done, live, time.monotonic() + patience), tell=tell)

    def write_here(self) -> list[Job]:
        """Write what waits on the calling thread, and give it back; nothing where the other thread has to.

        It has to while it writes itself, while commits are slow, and while the database can't be written: it can wait.
        """
        if self._slow or not self._writing.acquire(blocking=False):
            self._waiting.tell()
            return []
        try:
            # At the end the other thread has written everything, and nobody would let go of a connection made now.
            return [] if self._ended else self._group(self._begin())
        except Exception:  # nothing ran yet
            self._disconnect()
            self._waiting.tell()
            return []
        finally:
            self._writing.release()

    @property
    def live_waits(self) -> bool:
        """Whether live calls' work waits, as after a group that took its time."""
        return self._waiting.live_waits

    def close(self) -> None:
        """Write what waits, then stop. Blocks."""
        self._waiting.close()
        self._thread.join()

    def _run(self) -> None:
        failures = 0
        while self._waiting.wait():
            with self._writing:
                try:
                    connection = self._begin()
                except Exception as error:  # whatever it is: nothing ran yet, and it may go by
                    failures += 1
                    self._not_begun(error, failures)
                    continue
                if failures:
                    log.info("database_back", after_attempts=failures)
                    failures = 0
                jobs = self._group(connection)
            self._deliver(jobs)
        with self._writing:  # `write_here` may be at it still
            self._ended = True
            self._disconnect()

    def _begin(self) -> Connection:
        connection = self._connection
        if connection is None:
            connection = self._connection = self._engine.connect()
            if self._sqlite:
                # For SQLAlchemy this is one transaction that never ends: its own BEGIN and COMMIT cost several times as
                # much CPU as SQLite's.
                connection.execution_options(**{BY_HAND: True}).begin()
        if self._sqlite:
            _execute(connection, "BEGIN IMMEDIATE")
        else:
            connection.begin()
            # Its BEGIN travels with the first statement; a connection that died is to be found before work runs.
            if self._fence is None:
                connection.exec_driver_sql("SELECT 1")
            else:
                self._fence(connection)
        return connection

    def _not_begun(self, error: Exception, failures: int) -> None:
        self._disconnect()
        if failures == 1:
            log.warning("database_away", error=str(error))
        if jobs := self._waiting.overdue(time.monotonic()):
            for job in jobs:
                job.result = DatabaseAway(f"the database can't be written: {error}")
                job.result.__cause__ = error
            self._deliver(jobs)
        self._never.wait(min(LONGEST_PAUSE, SHORTEST_PAUSE * 2 ** min(failures, 10)))

    def _group(self, connection: Connection) -> list[Job]:
        """Run what waits, up to a time, and commit it. Every job that comes back has its result."""
        began = time.monotonic()
        jobs: list[Job] = []
        job = self._waiting.take()
        while job is not None:
            jobs.append(job)
            alone = len(jobs) == 1 and not self._waiting.more(job)
            try:
                failed = _run_alone(connection, job) if alone else _run_in_savepoint(connection, job)
            except Exception as error:
                return self._lost(jobs, error)
            if alone and failed:
                self._roll_back(connection)
                return jobs
            if time.monotonic() - began > LONGEST_GROUP:
                break
            job = self._waiting.take(like=job)
        committing = time.monotonic()
        try:
            if self._sqlite:
                _execute(connection, "COMMIT")
            else:
                connection.commit()
        except Exception as error:
            return self._lost(jobs, error, committing=True)
        self._slow = time.monotonic() - committing > SLOW_COMMIT
        return jobs

    def _lost(self, jobs: list[Job], error: Exception, *, committing: bool = False) -> list[Job]:
        """The whole transaction is gone. Those that failed by themselves keep their own error."""
        log.error("writes_lost", jobs=len(jobs), error=str(error))
        broken = isinstance(error, DBAPIError) and error.connection_invalidated
        kind = WriteUncertain if committing and broken else WriteLost
        self._disconnect()
        for job in jobs:
            if not isinstance(job.result, BaseException):
                job.result = kind(str(error))
                job.result.__cause__ = error
        return jobs

    def _roll_back(self, connection: Connection) -> None:
        try:
            if self._sqlite:
                _execute(connection, "ROLLBACK")
            else:
                connection.rollback()
        except Exception:  # rolled back by the database already, or broken
            self._disconnect()

    def _disconnect(self) -> None:
        """Let go of a connection that may be in any state."""
        connection, self._connection = self._connection, None
        if connection is not None:
            try:
                connection.invalidate()
                connection.close()
            except Exception as error:
                log.debug("database_not_closed", error=str(error))


def _run_alone(connection: Connection, job: Job) -> bool:
    """Run the first of a group without a savepoint; whether it failed, and with it the transaction."""
    try:
        job.result = job.work(connection)
    except BaseException as error:  # whoever asked is told, whatever it is
        job.result = error
        return True
    return False


def _run_in_savepoint(connection: Connection, job: Job) -> bool:
    """Run one of several; when it fails, what it did is undone, and nothing else.

    Raises:
        Exception: the database gave the whole transaction up, as SQLite does when the disk is full.
    """
    _execute(connection, "SAVEPOINT job")
    try:
        job.result = job.work(connection)
    except BaseException as error:
        job.result = error
        _execute(connection, "ROLLBACK TO job")
        _execute(connection, "RELEASE job")
        return True
    _execute(connection, "RELEASE job")
    return False


def _execute(connection: Connection, statement: str) -> None:
    """Past SQLAlchemy, which keeps its own account of transactions and savepoints, at a price."""
    cursor = connection.connection.cursor()
    cursor.execute(statement)
    cursor.close()
