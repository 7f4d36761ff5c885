"""Opening the database: SQLite, or PostgreSQL."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.pool import QueuePool, StaticPool

from offhook.storage.private import make_database_file

BUSY_MILLISECONDS = 200
"""How long SQLite itself waits for a lock; the storage tries again after that, so that it can say what it waits for."""

BY_HAND = "offhook_by_hand"
"""Execution option: SQLite's transactions on this connection are begun and ended by whoever opened it."""

# FULL: a call that was answered for must be there after a power cut.
_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    f"PRAGMA busy_timeout={BUSY_MILLISECONDS}",
    "PRAGMA temp_store=MEMORY",
)


def open_engine(url: str, *, readonly: bool = False, connections: int = 1) -> Engine:
    """An engine for `sqlite:///path`, `sqlite://` (in memory, one connection) or `postgresql://…`.

    A transaction that may write takes SQLite's write lock when it begins, so that nothing in it can be refused later
    because somebody else wrote meanwhile. A `readonly` engine refuses to write.
    """
    parsed = make_url(url)
    match parsed.get_backend_name():
        case "sqlite":
            return _sqlite(
                url, in_memory=parsed.database in {None, "", ":memory:"}, readonly=readonly, size=connections
            )
        case "postgresql":
            return _postgresql(parsed.set(drivername="postgresql+psycopg"), readonly=readonly, size=connections)
        case other:
            raise ValueError(f"database {other!r}: expected sqlite or postgresql")


def is_sqlite(engine: Engine) -> bool:
    """Whether one writer at a time is all the database can take."""
    return engine.dialect.name == "sqlite"


def _sqlite(url: str, *, in_memory: bool, readonly: bool, size: int) -> Engine:
    kind: dict[str, Any] = {"poolclass": StaticPool} if in_memory else {"poolclass": QueuePool, "pool_size": size}
    engine = create_engine(url, connect_args={"check_same_thread": False}, **kind)
    if not in_memory:
        event.listen(engine, "do_connect", _make_file)
    event.listen(engine, "connect", _prepare(readonly=readonly and not in_memory))
    begin = "BEGIN" if readonly else "BEGIN IMMEDIATE"

    def on_begin(connection: Connection) -> None:
        if not connection.get_execution_options().get(BY_HAND):
            connection.exec_driver_sql(begin)

    event.listen(engine, "begin", on_begin)
    return engine


def _make_file(dialect: object, record: object, arguments: Sequence[Any], named: object) -> None:
    # SQLite itself would let everybody read it whom the umask does.
    make_database_file(Path(arguments[0]))


def _prepare(*, readonly: bool) -> Callable[[sqlite3.Connection, object], None]:
    def prepare(connection: sqlite3.Connection, _: object) -> None:
        # Python's own handling of transactions begins them too late; ours is in "begin".
        connection.isolation_level = None
        for pragma in _PRAGMAS:
            connection.execute(pragma)
        if readonly:
            connection.execute("PRAGMA query_only=ON")

    return prepare


def _postgresql(url: Any, *, readonly: bool, size: int) -> Engine:
    options = "-c default_transaction_read_only=on" if readonly else ""
    return create_engine(
        url,
        pool_size=size,
        pool_pre_ping=True,
        connect_args={
            "connect_timeout": 5,
            "application_name": "offhook",
            "options": options,
            # A database machine that vanished is noticed in some 10 s, not in two hours.
            "keepalives_idle": 5,
            "keepalives_interval": 2,
            "keepalives_count": 3,
            "tcp_user_timeout": 10_000,
        },
    )
