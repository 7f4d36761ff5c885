"""Making workspaces and changing their settings."""

from __future__ import annotations

from msgspec import UNSET, UnsetType
from msgspec.structs import replace
from sqlalchemy import Connection

from offhook import checks
from offhook.ids import new_id
from offhook.problems import not_found
from offhook.workspaces import store
from offhook.workspaces.model import Workspace

LONGEST_NAME = 100


def create(conn: Connection, name: str, *, country: str, time_zone: str, now: int) -> Workspace:
    """Make a workspace. `country` is ISO 3166 alpha-2, `time_zone` an IANA name.

    Raises:
        Problem: a value can't be used.
    """
    workspace = Workspace(
        id=new_id("workspace"),
        name=checks.text("name", name, longest=LONGEST_NAME),
        country=checks.country("country", country),
        time_zone=checks.time_zone("time_zone", time_zone),
        voice=True,
        talk_keys=True,
        created_at=now,
    )
    store.add(conn, workspace)
    return workspace


def get(conn: Connection, workspace_id: str) -> Workspace:
    """One workspace.

    Raises:
        Problem: there is none.
    """
    found = store.get(conn, workspace_id)
    if found is None:
        raise not_found("workspace", workspace_id)
    return found


def change(
    conn: Connection,
    workspace_id: str,
    *,
    name: str | UnsetType = UNSET,
    country: str | UnsetType = UNSET,
    time_zone: str | UnsetType = UNSET,
    voice: bool | UnsetType = UNSET,
    talk_keys: bool | UnsetType = UNSET,
) -> Workspace:
    """Change the settings that are given.

    Raises:
        Problem: a value can't be used, or there is no such workspace.
    """
    before = get(conn, workspace_id)
    after = replace(
        before,
        name=before.name if name is UNSET else checks.text("name", name, longest=LONGEST_NAME),
        country=before.country if country is UNSET else checks.country("country", country),
        time_zone=before.time_zone if time_zone is UNSET else checks.time_zone("time_zone", time_zone),
        voice=before.voice if voice is UNSET else voice,
        talk_keys=before.talk_keys if talk_keys is UNSET else talk_keys,
    )
    store.save(conn, after)
    return after
