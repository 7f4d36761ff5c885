"""API keys: `offhook_<prefix>_<secret>`, shown once, each acting as one member."""

from __future__ import annotations

import hmac
import re
import secrets
from typing import Any

from msgspec import Struct
from sqlalchemy import Connection, Row, bindparam, insert, select, update

from offhook import checks
from offhook.ids import new_id
from offhook.people import store
from offhook.people.model import ApiKey, NewKey, Role, api_keys, members
from offhook.people.random_secrets import hashed
from offhook.problems import not_found
from offhook.storage.prepared import Query

LONGEST_NAME = 100
USED_EVERY = 60_000_000
"""Microseconds after which another use of a key is written down: a busy key must not write at each request."""

_SHAPE = re.compile(r"offhook_([0-9a-f]{8})_([0-9a-f]{64})")
_holder = Query(
    select(api_keys.c.id, api_keys.c.workspace_id, api_keys.c.member_id, api_keys.c.hash, members.c.role)
    .join(members, members.c.id == api_keys.c.member_id)
    .where(api_keys.c.prefix == bindparam("prefix"), api_keys.c.revoked_at.is_(None), members.c.active)
)


class KeyHolder(Struct, frozen=True):
    """On whose behalf a request is made."""

    workspace_id: str
    member_id: str
    role: Role
    key_id: str | None = None
    """None for somebody who came without a key."""
    session_id: str | None = None
    """None for somebody who isn't signed in with a browser. Who has neither is the operator of the machine."""
    phone_id: str | None = None
    """The phone of a line whose dialer it is; None for somebody who signed in themselves."""


def create(conn: Connection, workspace_id: str, member_id: str, name: str, *, now: int) -> NewKey:
    """Make a key that acts as a member. Its text can't be shown again.

    Raises:
        Problem: there is no such active member, or the name can't be used.
    """
    member = store.get(conn, workspace_id, member_id)
    if member is None or not member.active:
        raise not_found("member", member_id)
    prefix, secret = secrets.token_hex(4), secrets.token_hex(32)
    key = ApiKey(
        id=new_id("key"),
        workspace_id=workspace_id,
        member_id=member_id,
        name=checks.text("name", name, longest=LONGEST_NAME),
        prefix=prefix,
        created_at=now,
        last_used_at=None,
        revoked_at=None,
    )
    conn.execute(
        insert(api_keys),
        {
            "id": key.id,
            "workspace_id": workspace_id,
            "member_id": member_id,
            "name": key.name,
            "prefix": prefix,
            "hash": hashed(secret),
            "created_at": now,
        },
    )
    return NewKey(key, f"offhook_{prefix}_{secret}")


def authenticate(conn: Connection, text: str) -> KeyHolder | None:
    """Whose key this is; None when it isn't known, was revoked, or its member has left."""
    shape = _SHAPE.fullmatch(text)
    if shape is None:
        return None
    prefix, secret = shape.groups()
    row = _holder.first(conn, {"prefix": prefix})
    if row is None or not hmac.compare_digest(row.hash, hashed(secret)):
        return None
    return KeyHolder(row.workspace_id, row.member_id, Role(row.role), row.id)


def used(conn: Connection, workspace_id: str, key_id: str, now: int) -> None:
    """Write down that a key was used, once a minute at most."""
    stale = api_keys.c.last_used_at.is_(None) | (api_keys.c.last_used_at < now - USED_EVERY)
    conn.execute(
        update(api_keys)
        .where(api_keys.c.workspace_id == workspace_id, api_keys.c.id == key_id, stale)
        .values(last_used_at=now)
    )


def every(conn: Connection, workspace_id: str, member_id: str | None = None) -> list[ApiKey]:
    """The workspace's keys, or one member's, revoked ones too, the oldest first."""
    query = select(api_keys).where(api_keys.c.workspace_id == workspace_id)
    if member_id is not None:
        query = query.where(api_keys.c.member_id == member_id)
    return [_key(row) for row in conn.execute(query.order_by(api_keys.c.created_at, api_keys.c.id))]


def revoke(conn: Connection, workspace_id: str, key_id: str, now: int) -> ApiKey:
    """Make a key useless from now on. Nothing changes when it is already.

    Raises:
        Problem: this workspace has no such key.
    """
    mine = (api_keys.c.workspace_id == workspace_id) & (api_keys.c.id == key_id)
    conn.execute(update(api_keys).where(mine, api_keys.c.revoked_at.is_(None)).values(revoked_at=now))
    row = conn.execute(select(api_keys).where(mine)).one_or_none()
    if row is None:
        raise not_found("key", key_id)
    return _key(row)


def revoke_all(conn: Connection, workspace_id: str, member_id: str, now: int) -> None:
    """Make all keys of a member useless."""
    conn.execute(
        update(api_keys)
        .where(
            api_keys.c.workspace_id == workspace_id,
            api_keys.c.member_id == member_id,
            api_keys.c.revoked_at.is_(None),
        )
        .values(revoked_at=now)
    )


def _key(row: Row[Any]) -> ApiKey:
    return ApiKey(
        id=row.id,
        workspace_id=row.workspace_id,
        member_id=row.member_id,
        name=row.name,
        prefix=row.prefix,
        created_at=row.created_at,
        last_used_at=row.last_used_at,
        revoked_at=row.revoked_at,
    )
