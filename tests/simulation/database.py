"""The database of a simulated run: in memory, made once, with people in it."""

from __future__ import annotations

import functools
import sqlite3

from sqlalchemy import Engine, insert

from offhook.contacts.model import contacts
from offhook.lines.model import lines
from offhook.people.model import members
from offhook.storage.engine import open_engine
from offhook.storage.migrate import upgrade
from offhook.workspaces.model import workspaces
from tests.simulation.plan import LINE

WORKSPACE = "ws_1"
PEOPLE = 3


def new_database() -> Engine:
    """A database in memory that has the schema, a workspace, and people in it. One run at a time in a process."""
    engine = _engine()
    raw = engine.raw_connection().driver_connection
    assert isinstance(raw, sqlite3.Connection)
    raw.deserialize(_template())
    return engine


@functools.cache
def _engine() -> Engine:
    return open_engine("sqlite://")  # once: an engine of its own for each run would compile every statement anew


@functools.cache
def _template() -> bytes:
    engine = open_engine("sqlite://")
    upgrade(engine)
    with engine.begin() as conn:
        conn.execute(
            insert(workspaces),
            {"id": WORKSPACE, "name": "Offhook", "country": "US", "time_zone": "UTC", "voice": True, "created_at": 0},
        )
        conn.execute(
            insert(lines),
            {
                "id": "line_1",
                "workspace_id": WORKSPACE,
                "number": LINE,
                "name": "Main",
                "language": "en",
                "voice": True,
                "created_at": 0,
            },
        )
        for index in range(PEOPLE):
            common = {"workspace_id": WORKSPACE, "created_at": 0}
            chosen = {"role": "agent", "active": True, "copies": "none", "may_unmask": False}
            conn.execute(insert(members), common | chosen | {"id": f"mem_{index}", "name": "Ann"})
            conn.execute(insert(contacts), common | {"id": f"con_{index}", "name": "Dana", "fields": {}})
    raw = engine.raw_connection().driver_connection
    assert isinstance(raw, sqlite3.Connection)
    return raw.serialize()
