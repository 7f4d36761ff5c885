"""Reading and writing workspaces."""

from __future__ import annotations

from sqlalchemy import Connection, bindparam, insert, select, update

from offhook.storage.prepared import Query
from offhook.workspaces.model import Workspace, workspaces

_one = select(workspaces).where(workspaces.c.id == bindparam("workspace_id"))
_get = Query(_one)
# On PostgreSQL, where others write at the same time; key_share lets them add rows that refer to it.
_lock = Query(_one.with_for_update(key_share=True))


def add(conn: Connection, workspace: Workspace) -> None:
    """Write a new workspace."""
    conn.execute(
        insert(workspaces),
        {
            "id": workspace.id,
            "name": workspace.name,
            "country": workspace.country,
            "time_zone": workspace.time_zone,
            "voice": workspace.voice,
            "talk_keys": workspace.talk_keys,
            "created_at": workspace.created_at,
        },
    )


def get(conn: Connection, workspace_id: str) -> Workspace | None:
    """One workspace."""
    row = _get.first(conn, {"workspace_id": workspace_id})
    return None if row is None else Workspace(*row)


def lock(conn: Connection, workspace_id: str) -> Workspace | None:
    """One workspace, kept from other transactions that lock it until this one ends: what is counted in it stays."""
    row = _lock.first(conn, {"workspace_id": workspace_id})
    return None if row is None else Workspace(*row)


def every(conn: Connection) -> list[Workspace]:
    """All workspaces of the installation, the oldest first."""
    return [
        Workspace(*row) for row in conn.execute(select(workspaces).order_by(workspaces.c.created_at, workspaces.c.id))
    ]


def save(conn: Connection, workspace: Workspace) -> None:
    """Write a workspace's settings."""
    conn.execute(
        update(workspaces).where(workspaces.c.id == workspace.id),
        {
            "name": workspace.name,
            "country": workspace.country,
            "time_zone": workspace.time_zone,
            "voice": workspace.voice,
            "talk_keys": workspace.talk_keys,
        },
    )
