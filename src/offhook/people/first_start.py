"""What an empty installation begins with: a workspace, its owner, a key and a link if somebody is there to see them."""

from __future__ import annotations

from msgspec import Struct
from sqlalchemy import Connection

from offhook.people import keys, links, service
from offhook.people.links import SHOWN_S, NewLink
from offhook.people.model import Member, NewKey, Role
from offhook.workspaces import service as workspaces
from offhook.workspaces import store as workspace_store
from offhook.workspaces.model import Workspace


class FirstStart(Struct, frozen=True):
    """What was made. There is no default password, and no way to show the key and the link again."""

    workspace: Workspace
    owner: Member
    key: NewKey | None
    link: NewLink | None
    """Signs the owner in with a browser, once."""


def first_start(
    conn: Connection, *, country: str, time_zone: str = "UTC", with_key: bool, now: int
) -> FirstStart | None:
    """Make the first workspace with its owner, `with_key` a key and a sign-in link; None when there is a workspace.

    A key that nobody will see is not made: it would be the owner's for ever, and nobody's.

    Raises:
        Problem: the country or the time zone can't be used.
    """
    if workspace_store.every(conn):
        return None
    workspace = workspaces.create(conn, "Main", country=country, time_zone=time_zone, now=now)
    owner = service.add(conn, workspace.id, "Owner", role=Role.OWNER, now=now)
    key = keys.create(conn, workspace.id, owner.id, "first start", now=now) if with_key else None
    link = links.make(conn, workspace.id, owner.id, lasts_s=SHOWN_S, now=now) if with_key else None
    return FirstStart(workspace, owner, key, link)
