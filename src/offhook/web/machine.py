"""What an installation runs on and how full it is, looked at in threads: versions, disks, the worker itself."""

from __future__ import annotations

import asyncio
import os
import platform
import resource
import shutil
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct
from sqlalchemy import Connection

import offhook
from offhook.settings import Settings
from offhook.storage.backups import FOLDER, database_size
from offhook.web.doctor import State, disk_state
from offhook.worker import Worker

VOICEMAILS = "voicemail"
PAGE = resource.getpagesize()


class Version(Struct, frozen=True):
    """Something that Offhook is or stands on."""

    name: str
    version: str


class Disk(Struct, frozen=True):
    """A folder's disk, in bytes."""

    folder: str
    free: int
    total: int
    state: State


class Used(Struct, frozen=True):
    """What Offhook itself takes of it, in bytes; None where it isn't there."""

    database: int | None
    voicemails: int
    backups: int


async def versions(worker: Worker) -> list[Version]:
    """Of Offhook, its Python, its database and, where calls go over one, its Asterisk."""
    found = [Version("Offhook", offhook.__version__), Version("Python", platform.python_version())]
    found.append(await worker.storage.read(_database))
    if worker.settings.telephony == "asterisk":
        found.append(Version("Asterisk", await asyncio.to_thread(_asterisk, worker.settings)))
    return found


def disks(worker: Worker) -> list[Disk]:
    """Where everything is kept, and where the network records if that is another folder. Blocks."""
    folders = dict.fromkeys(str(each) for each in (worker.settings.data.absolute(), *worker.network.recorded_in))
    found = []
    for folder in folders:
        there = next(path for path in (Path(folder), *Path(folder).parents) if path.exists())
        usage = shutil.disk_usage(there)
        found.append(Disk(folder, usage.free, usage.total, disk_state(usage.free)))
    return found


def used(settings: Settings) -> Used:
    """How much Offhook takes. Blocks: it looks at each file."""
    data = settings.data
    return Used(database_size(settings.database_url), sum(_sizes(data / VOICEMAILS)), sum(_sizes(data / FOLDER)))


def memory() -> int:
    """Bytes of memory that the worker holds now."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * PAGE


def _database(conn: Connection) -> Version:
    if conn.dialect.name == "sqlite":
        return Version("SQLite", str(conn.exec_driver_sql("SELECT sqlite_version()").scalar_one()))
    return Version("PostgreSQL", str(conn.exec_driver_sql("SHOW server_version").scalar_one()).partition(" ")[0])


def _asterisk(settings: Settings) -> str:
    """Of the one that runs; empty where none answers."""
    from offhook.telephony.asterisk import instance
    from offhook.telephony.asterisk.config import home
    from offhook.telephony.asterisk.health import health
    from offhook.telephony.asterisk.installation import AsteriskUnavailable, locate

    try:
        return health(instance.load(locate().on_host(home(settings.asterisk.instance)))).version or ""
    except (AsteriskUnavailable, OSError):
        return ""


def _sizes(folder: Path) -> Iterator[int]:
    for path, _, names in os.walk(folder):
        for name in names:
            try:
                yield os.stat(os.path.join(path, name), follow_symlinks=False).st_size
            except FileNotFoundError:  # deleted meanwhile
                continue
