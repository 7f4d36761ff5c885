"""One worker a database: a second one would take the first one's live calls for calls that were left behind.

SQLite's is a lock on a file beside the database. PostgreSQL's is an advisory lock, which belongs to a connection: it is
kept as long as the worker lives, looked after, and taken again when it was lost. docs/decisions/0070.
"""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum, auto
from pathlib import Path
from time import monotonic
from types import TracebackType

from sqlalchemy import Connection, make_url, text
from sqlalchemy.exc import DBAPIError

from offhook.problems import Problem
from offhook.storage.engine import open_engine
from offhook.storage.lock import FileLock, already_running
from offhook.storage.private import tighten_database

INSTEAD = "choose another database by `database.url`"
KEY = int.from_bytes(b"offhook", "big")
"""Of the advisory lock. PostgreSQL keeps those of its databases apart."""

PATIENCE = 3.0
"""Seconds for a worker that was killed a moment ago: PostgreSQL has yet to notice."""

NAMED = "offhook at "
"""What a connection that holds a lock is called, with where its worker is reached behind it."""

# A holder whose machine vanished is noticed in some 10 s, not in two hours: another machine's worker waits for that.
_NOTICE_THE_DEAD = "SET tcp_keepalives_idle = 5; SET tcp_keepalives_interval = 2; SET tcp_keepalives_count = 3"
_TAKE = text("SELECT pg_try_advisory_lock(:key)")
_HOLDER = text(
    "SELECT pid, application_name, "
    "CASE client_port WHEN -1 THEN 'on the database''s machine' ELSE 'connected from ' || host(client_addr) END "
    "AS place "
    "FROM pg_locks JOIN pg_stat_activity USING (pid) WHERE locktype = 'advisory' AND granted "
    "AND pg_locks.database = (SELECT oid FROM pg_database WHERE datname = current_database()) "
    "AND (pg_locks.classid::bigint << 32) + pg_locks.objid::bigint = :key"
)
_NAME = text("SELECT set_config('application_name', :name, false), pg_backend_pid()")


class NotOurs(Exception):
    """The database is another worker's, or nobody's at the moment: nothing may be written."""


class Holding(Enum):
    """Whose a database is."""

    OURS = auto()
    UNKNOWN = auto()
    """It doesn't answer."""
    ANOTHERS = auto()
    """The connection was lost, and another worker was there before us."""


class AdvisoryLock:
    """Holds a PostgreSQL database until it is released, or the connection is lost. Its methods block.

    Args:
        address: Where the worker is reached by another that waits for the database.
        wait: Take it at a call of `try_take` only.

    Raises:
        Problem: `already-running`, with where the worker is that holds it.
        DBAPIError: the database doesn't answer.
    """

    def __init__(self, url: str, *, address: str = "", wait: bool = False) -> None:
        self._engine = open_engine(url)
        self._one_looks = threading.Lock()
        self._connection: Connection | None = None
        self._name = f"{NAMED}{address}" if address else ""
        self._pid = 0
        if wait:
            return
        try:
            if not self._take(PATIENCE):
                raise already_running("this database", self._who(), INSTEAD)
        except BaseException:
            self.release()
            raise

    def look(self) -> Holding:
        """Whether it is ours still; taken again where it is nobody's."""
        with self._one_looks:
            try:
                if self._connection is not None:
                    self._connection.execute(text("SELECT 1"))
                    return Holding.OURS
            except DBAPIError:
                self._disconnect()
            try:
                if self._take(0):
                    return Holding.OURS
            except DBAPIError:
                self._disconnect()
                return Holding.UNKNOWN
            self._disconnect()
            return Holding.ANOTHERS

    def try_take(self) -> bool:
        """Whether it is ours now. Raises `DBAPIError`."""
        with self._one_looks:
            try:
                return self._take(0)
            except DBAPIError:
                self._disconnect()
                raise

    def holder(self) -> str | None:
        """Where the worker is reached that has it; empty where it does not say, None where nobody has it.

        Raises:
            DBAPIError: the database doesn't answer.
        """
        with self._one_looks:
            try:
                found = self._connected().execute(_HOLDER, {"key": KEY}).first()
            except DBAPIError:
                self._disconnect()
                raise
        if found is None:
            return None
        name = str(found.application_name)
        return name.removeprefix(NAMED) if name.startswith(NAMED) else ""

    def fence(self, conn: Connection) -> None:
        """Let nothing be written in a transaction that begins, where the database is not ours any more.

        Raises:
            NotOurs: it isn't.
        """
        found = conn.execute(_HOLDER, {"key": KEY}).first()
        if found is None or found.pid != self._pid:
            raise NotOurs("the lock on the database is lost")

    def release(self) -> None:
        """Let another worker have it."""
        with self._one_looks:
            self._disconnect()
            self._engine.dispose()

    def __enter__(self) -> AdvisoryLock:
        """Itself, held."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Release it."""
        self.release()

    def _take(self, patience: float) -> bool:
        connection = self._connected()
        deadline, pause = monotonic() + patience, threading.Event()
        while not connection.execute(_TAKE, {"key": KEY}).scalar_one():
            if monotonic() >= deadline:
                return False
            pause.wait(0.05)
        return True

    def _connected(self) -> Connection:
        if self._connection is None:
            self._connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
            self._connection.exec_driver_sql(_NOTICE_THE_DEAD)
            self._pid = self._connection.execute(_NAME, {"name": self._name}).one()[1]
        return self._connection

    def _who(self) -> str:
        found = None if self._connection is None else self._connection.execute(_HOLDER, {"key": KEY}).first()
        return "" if found is None else str(found.place)

    def _disconnect(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            # For good: back in the pool it would keep the lock.
            with contextlib.suppress(DBAPIError):
                connection.invalidate()
            connection.close()


DatabaseLock = FileLock | AdvisoryLock


def lock_database(url: str) -> DatabaseLock:
    """Hold a database. Blocks. A looser SQLite database is tightened: only now may nobody else be at work in it.

    Raises:
        Problem: `already-running`, or `database-file` when SQLite's file can't be used.
        DBAPIError: PostgreSQL doesn't answer.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return AdvisoryLock(url)
    # By whatever name: two workers may have been given links.
    file = Path(os.path.realpath(parsed.database or ""))
    with _told(file):
        lock = FileLock(file.with_name(f"{file.name}.lock"), f"the database {file}", INSTEAD)
    try:
        tighten_database(url)
    except BaseException:
        lock.release()
        raise
    return lock


@contextmanager
def _told(file: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise Problem(
            "database-file",
            "The database can't be used",
            f"The database {file} can't be used: its folder can't be written ({error.strerror}).",
            status=500,
        ) from error
