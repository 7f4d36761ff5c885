"""Databases for tests: SQLite in memory, and a PostgreSQL that is started for the tests and ends with them."""

from __future__ import annotations

import atexit
import functools
import itertools
import os
import pwd
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, text

from offhook.storage.engine import open_engine
from offhook.storage.migrate import upgrade

_names = itertools.count()


def fresh_sqlite() -> Engine:
    """A database in memory with the newest schema, quickly."""
    engine = open_engine("sqlite://")
    _raw(engine).deserialize(_sqlite_template())
    return engine


def sqlite_file(folder: Path) -> str:
    """The URL of a new database in a file with the newest schema."""
    (folder / "offhook.db").write_bytes(_sqlite_template())
    return f"sqlite:///{folder}/offhook.db"


@contextmanager
def rolled_back(engine: Engine) -> Iterator[Connection]:
    """A connection of which nothing is kept."""
    with engine.connect() as conn:
        yield conn
        conn.rollback()


@contextmanager
def new_postgresql_database(*, migrated: bool = True) -> Iterator[str]:
    """The URL of a new PostgreSQL database, with the newest schema where wanted."""
    name = f"test_{os.getpid()}_{next(_names)}"
    _administer(f"CREATE DATABASE {name} TEMPLATE {_postgresql_template() if migrated else 'template0'}")
    try:
        yield _cluster().url(name)
    finally:
        _administer(f"DROP DATABASE {name} WITH (FORCE)")


@functools.cache
def shared_postgresql() -> Engine:
    """One PostgreSQL database with the newest schema, for tests that keep nothing."""
    _administer(f"CREATE DATABASE shared TEMPLATE {_postgresql_template()}")
    engine = open_engine(_cluster().url("shared"))
    atexit.register(engine.dispose)
    return engine


class _Cluster:
    """A PostgreSQL on a socket file in a folder of its own, reachable from this machine only."""

    def __init__(self) -> None:
        installed = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
        if not installed:
            raise RuntimeError("These tests need PostgreSQL on this machine: apt-get install postgresql")
        self.programs = installed[-1]
        self.folder = Path(tempfile.mkdtemp(prefix="offhook-pg-"))
        # PostgreSQL refuses to run as root.
        self.user = "postgres" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
        if os.geteuid() == 0:
            shutil.chown(self.folder, self.user, self.user)
        self.run("initdb", "--no-sync", "--auth=trust", "--username=offhook", "--encoding=UTF8", "--locale=C.UTF-8")
        # Nothing here outlives the tests: no need to wait for the disk.
        options = f"-c listen_addresses='' -c unix_socket_directories={self.folder} -c fsync=off -c max_connections=50"
        self.run("pg_ctl", "start", "--wait", "--silent", f"--options={options}", f"--log={self.folder}/log")
        atexit.register(self.stop)

    def run(self, program: str, *arguments: str) -> None:
        """One of PostgreSQL's programs on this cluster."""
        subprocess.run(
            [str(self.programs / program), f"--pgdata={self.folder}/data", *arguments],
            check=True,
            user=self.user if os.geteuid() == 0 else None,
            cwd=self.folder,
            stdout=subprocess.DEVNULL,
        )

    def stop(self) -> None:
        """End it, and leave nothing behind."""
        self.run("pg_ctl", "stop", "--mode=immediate", "--silent")
        shutil.rmtree(self.folder)

    def url(self, database: str) -> str:
        """The address of one of its databases."""
        return f"postgresql://offhook@/{database}?host={self.folder}"


@functools.cache
def _cluster() -> _Cluster:
    return _Cluster()


@functools.cache
def _postgresql_template() -> str:
    _administer("CREATE DATABASE migrated TEMPLATE template0")
    engine = open_engine(_cluster().url("migrated"))
    upgrade(engine)
    engine.dispose()
    return "migrated"


@functools.cache
def _sqlite_template() -> bytes:
    engine = open_engine("sqlite://")
    upgrade(engine)
    return _raw(engine).serialize()


def _raw(engine: Engine) -> sqlite3.Connection:
    raw = engine.raw_connection().driver_connection
    assert isinstance(raw, sqlite3.Connection)
    return raw


def _administer(statement: str) -> None:
    url = _cluster().url("postgres").replace("postgresql:", "postgresql+psycopg:")
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as conn:
        conn.execute(text(statement))
    engine.dispose()
