"""Bringing a database to the schema that this version of Offhook needs.

Migrations ship inside the package and run in one transaction each, on SQLite and PostgreSQL alike.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, text

from offhook.problems import Problem

_FOLDER = Path(__file__).with_name("migrations")


def _revisions() -> list[str]:
    """Every schema there was, the oldest first: a migration's file is named after it."""
    return sorted(path.name.partition("_")[0] for path in (_FOLDER / "versions").glob("[0-9]*_*.py"))


def newest() -> str:
    """The schema that this version of Offhook needs."""
    return _revisions()[-1]


def current(connection: Connection) -> str | None:
    """The schema that the database has; None when it has nothing of ours."""
    if not connection.dialect.has_table(connection, "alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()


def upgrade(engine: Engine, to: str = "head") -> None:
    """Bring the database to the newest schema; nothing happens when it is there already."""
    # Alembic takes half a second to import, which every start would wait for: only a database that is behind needs it.
    from alembic import command

    with engine.begin() as connection:
        command.upgrade(_config(connection), to)


def check(engine: Engine) -> None:
    """Refuse to start on a database that is older or newer than this version of Offhook.

    Raises:
        Problem: `database-behind` or `database-ahead`.
    """
    with engine.connect() as connection:
        found = current(connection)
    if found == newest():
        return
    if found is None or found in _revisions():
        raise Problem(
            "database-behind",
            "The database is behind",
            f"The database has schema {found or '(none)'}, and this version needs {newest()}. "
            "Make a backup with `offhook db backup`, then run `offhook db upgrade`.",
            status=503,
        )
    raise Problem(
        "database-ahead",
        "The database is ahead",
        f"The database has schema {found}, which this version of Offhook doesn't know: a newer version made it. "
        "Run that version, or one after it.",
        status=503,
    )


def _config(connection: Connection) -> Any:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
