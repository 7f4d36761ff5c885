"""`offhook db`: the database's schema, copies of it, and whether it is sound."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from offhook.cli.command import Here, fail, group, local
from offhook.cli.output import at
from offhook.problems import Problem

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from offhook.settings import Settings

database = group("db", "The database: its schema, and copies of it.", default="check")


@database.command("upgrade")
@local
def upgrade(here: Here) -> None:
    """Bring the database to the schema of this version. Make a backup first, and stop Offhook.

    Example: offhook db upgrade
    """
    from offhook.storage import migrate
    from offhook.storage.database_lock import lock_database
    from offhook.storage.engine import open_engine
    from offhook.storage.lock import lock_folder

    with lock_folder(here.settings.data), lock_database(here.settings.database_url):
        engine = open_engine(here.settings.database_url)
        try:
            with engine.connect() as connection:
                before = migrate.current(connection)
            _not_ahead(engine)
            migrate.upgrade(engine)
        finally:
            engine.dispose()
    now = migrate.newest()
    words = f"The database has schema {now} already." if before == now else f"The database has schema {now} now."
    here.output.show({"before": before, "now": now}, words)


def _not_ahead(engine: Engine) -> None:
    """Refuse a database that a newer version made."""
    from offhook.storage import migrate

    try:
        migrate.check(engine)
    except Problem as problem:
        if problem.type != "database-behind":
            raise


@database.command("backup")
@local
def backup(
    here: Here,
    to: Annotated[
        Path | None,
        typer.Argument(metavar="FILE", help="A file that isn't there yet; one in the data folder unless given."),
    ] = None,
) -> None:
    """Copy the database to a file, while Offhook runs or not.

    Without FILE it goes into the folder `backups` of the data folder, which keeps the newest seven.
    Keep `offhook.key` and the folder `voicemail` of the data folder with it.

    Example: offhook db backup /var/backups/offhook-2026-11-21.db
    """
    import time

    from offhook.storage.backup import backup as copy
    from offhook.storage.backups import Backups

    if to is None:
        backups = Backups(here.settings.database_url, here.settings.data)
        backups.begin()
        to = backups.folder / backups.make(time.time_ns() // 1000).name
    else:
        copy(here.settings.database_url, to)
    here.output.show({"backup": str(to), "bytes": to.stat().st_size}, f"Copied the database to {to}.")


@database.command("backups")
@local
def backups(here: Here) -> None:
    """List the copies of the database in the data folder, the newest first.

    Example: offhook db backups
    """
    from offhook.storage.backups import Backups

    kept = Backups(here.settings.database_url, here.settings.data).kept()
    items, rows = [], []
    for each in kept:
        made = datetime.fromtimestamp(each.made_at / 1e6, UTC).isoformat()
        items.append({"name": each.name, "made_at": made, "bytes": each.size})
        rows.append((each.name, at(made), f"{each.size / 1e6:.1f} MB"))
    here.output.table(
        items,
        ("FILE", "MADE", "SIZE"),
        rows,
        "There is none yet: `offhook db backup` makes one.",
    )


@database.command("check")
@local
def check(here: Here) -> None:
    """Say whether the database is whole, and has the schema of this version. Exits with 1 when not.

    Example: offhook db check
    """
    from offhook.storage.migrate import newest

    fault = _fault(here.settings)
    if fault is None:
        words = f"The database is whole, with schema {newest()}."
        here.output.show({"schema": newest(), "whole": True, "fault": None}, words)
    elif here.as_json:  # a no is an answer too, and stands where a yes would
        here.output.document({"schema": None, "whole": False, "fault": fault})
        raise typer.Exit(1)
    else:
        raise fail(fault, 1, "database", as_json=False)


def _fault(settings: Settings) -> str | None:
    """What is wrong with the database."""
    from sqlalchemy.exc import SQLAlchemyError

    from offhook.storage import migrate
    from offhook.storage.engine import is_sqlite, open_engine

    engine = open_engine(settings.database_url, readonly=True)
    file = Path(engine.url.database or "")
    if is_sqlite(engine) and not file.exists():
        return f"There is no database at {file}: the first start makes it."
    try:
        migrate.check(engine)
        return _damage(engine) if is_sqlite(engine) else None
    except Problem as problem:
        return problem.detail
    except SQLAlchemyError as error:
        return f"The database can't be read: {str(error).splitlines()[0]}"
    finally:
        engine.dispose()


def _damage(engine: Engine) -> str | None:
    with engine.connect() as connection:
        found = [str(row[0]) for row in connection.exec_driver_sql("PRAGMA integrity_check(5)")]
        if found != ["ok"]:
            return f"The database is damaged: {'; '.join(found)}."
        if connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
            return "The database is damaged: a row refers to one that is not there."
    return None
