"""One-time links by which a member signs in without a password: to accept an invitation, or when it was forgotten.

The link holds a random token, the database only its hash, and only until it is used: a link works once.
"""

from __future__ import annotations

import re
import secrets
from typing import Any

from msgspec import Struct
from sqlalchemy import Connection, Row, delete, insert, select

from offhook.ids import new_id
from offhook.people import store
from offhook.people.model import Link, links
from offhook.people.random_secrets import hashed
from offhook.problems import Problem, conflict, not_found

INVITATION_S = 7 * 24 * 3600
"""For how long an invitation works,"""
SHOWN_S = 24 * 3600
"""a link that somebody was shown to pass on,"""
ASKED_S = 3600
"""and one that somebody who isn't signed in asked for."""
MOST_OPEN = 20

_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")


class NewLink(Struct, frozen=True):
    """A link that was just made; its token is kept nowhere."""

    link: Link
    token: str

    def url(self, base: str) -> str:
        """Where it leads, on the app at this address. What follows a `#` no server and no proxy is told."""
        return f"{base}/sign-in#link={self.token}"


class Used(Struct, frozen=True):
    """Whom a link let in."""

    workspace_id: str
    member_id: str
    phone_id: str | None = None
    """The phone whose dialer it opened, where it is one's."""


def make(
    conn: Connection, workspace_id: str, member_id: str, *, lasts_s: int, now: int, phone_id: str | None = None
) -> NewLink:
    """Make a link for a member, or for the dialer of a phone of theirs, whose earlier one it replaces.

    Raises:
        Problem: there is no such active member, or they have many that are unused.
    """
    member = store.get(conn, workspace_id, member_id)
    if member is None or not member.active:
        raise not_found("member", member_id)
    conn.execute(delete(links).where(_of(workspace_id, member_id), links.c.expires_at <= now))
    if phone_id is not None:
        remove_of_phone(conn, workspace_id, phone_id)
    if len(every(conn, workspace_id, now, member_id)) >= MOST_OPEN:
        raise conflict(
            "many-links",
            "There are many links already",
            f"{member.name} has {MOST_OPEN} sign-in links that weren't used: one of those will do, or remove them.",
        )
    token = secrets.token_urlsafe(32)
    link = Link(
        id=new_id("link"),
        workspace_id=workspace_id,
        member_id=member_id,
        made_at=now,
        expires_at=now + lasts_s * 1_000_000,
        phone_id=phone_id,
    )
    row = {name: getattr(link, name) for name in link.__struct_fields__}
    conn.execute(insert(links), row | {"hash": hashed(token)})
    return NewLink(link, token)


def use(conn: Connection, token: str, now: int) -> Used:
    """Let its member in. This link and their others of the kind work no more.

    Raises:
        Problem: it was used already, is too old, or never was one.
    """
    row = None
    if _TOKEN.fullmatch(token) is not None:
        gone = delete(links).where(links.c.hash == hashed(token))
        # Of two who come at once one deletes it.
        told = (links.c.workspace_id, links.c.member_id, links.c.expires_at, links.c.phone_id)
        row = conn.execute(gone.returning(*told)).one_or_none()
    if row is None or row.expires_at <= now:
        raise Problem(
            "link-over",
            "The link works no more",
            "This link was used already, or is too old: ask for another one.",
            status=401,
        )
    if row.phone_id is None:
        conn.execute(delete(links).where(_of(row.workspace_id, row.member_id), links.c.phone_id.is_(None)))
    return Used(row.workspace_id, row.member_id, row.phone_id)


def every(conn: Connection, workspace_id: str, now: int, member_id: str | None = None) -> list[Link]:
    """The workspace's links that can be used, or one member's, the first made first."""
    mine = links.c.workspace_id == workspace_id if member_id is None else _of(workspace_id, member_id)
    query = select(links).where(mine, links.c.expires_at > now).order_by(links.c.made_at, links.c.id)
    return [_link(row) for row in conn.execute(query)]


def get(conn: Connection, workspace_id: str, link_id: str) -> Link:
    """One link.

    Raises:
        Problem: this workspace has no such link, or it was used.
    """
    mine = (links.c.workspace_id == workspace_id) & (links.c.id == link_id)
    row = conn.execute(select(links).where(mine)).one_or_none()
    if row is None:
        raise not_found("link", link_id)
    return _link(row)


def remove(conn: Connection, workspace_id: str, link_id: str) -> None:
    """Make one useless. Nothing happens when it is already."""
    conn.execute(delete(links).where(links.c.workspace_id == workspace_id, links.c.id == link_id))


def remove_of_phone(conn: Connection, workspace_id: str, phone_id: str) -> None:
    """Make the link of a phone's dialer useless, where there is one."""
    conn.execute(delete(links).where(links.c.workspace_id == workspace_id, links.c.phone_id == phone_id))


def remove_all(conn: Connection, workspace_id: str, member_id: str) -> None:
    """Make a member's links useless."""
    conn.execute(delete(links).where(_of(workspace_id, member_id)))


def _of(workspace_id: str, member_id: str) -> Any:
    return (links.c.workspace_id == workspace_id) & (links.c.member_id == member_id)


def _link(row: Row[Any]) -> Link:
    return Link(
        id=row.id,
        workspace_id=row.workspace_id,
        member_id=row.member_id,
        made_at=row.made_at,
        expires_at=row.expires_at,
        phone_id=row.phone_id,
    )
