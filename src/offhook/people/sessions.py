"""Sessions: who is signed in with a browser. The cookie holds a random token, the database only its hash."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Sequence
from typing import Any

from msgspec import Struct
from sqlalchemy import Connection, Row, bindparam, delete, func, insert, select, update

from offhook.ids import new_id
from offhook.people import store
from offhook.people.keys import KeyHolder
from offhook.people.model import Proof, Role, Session, members, sessions
from offhook.people.random_secrets import hashed
from offhook.problems import not_found
from offhook.storage.prepared import Query

IDLE_S = 7 * 24 * 3600
"""A session ends when nothing was asked with it for so long,"""
LONGEST_S = 30 * 24 * 3600
"""and so long after it began, however it is used."""
USED_EVERY = 60_000_000
"""Microseconds after which another use is written down."""
PHONE_IDLE_S, PHONE_LONGEST_S = 90 * 24 * 3600, 365 * 24 * 3600
"""The same for the dialer of a phone, a tool that lies in a drawer: its owner ends it by revoking the phone."""
LONGEST_AGENT = 200

_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
_holder = Query(
    select(
        sessions.c.id,
        sessions.c.workspace_id,
        sessions.c.member_id,
        sessions.c.made_at,
        sessions.c.seen_at,
        sessions.c.phone_id,
        members.c.role,
    )
    .join(members, members.c.id == sessions.c.member_id)
    .where(sessions.c.hash == bindparam("hash"), members.c.active)
)


class NewSession(Struct, frozen=True):
    """A session that just began; its token is for the cookie, and kept nowhere."""

    session: Session
    token: str


def begin(
    conn: Connection,
    workspace_id: str,
    member_id: str,
    by: Proof,
    *,
    address: str = "",
    agent: str = "",
    phone_id: str | None = None,
    now: int,
) -> NewSession:
    """Sign a member in, or the dialer of a phone of theirs. Their sessions that are over are cleared away.

    Raises:
        Problem: there is no such active member.
    """
    member = store.get(conn, workspace_id, member_id)
    if member is None or not member.active:
        raise not_found("member", member_id)
    for phones, (idle, longest) in ((False, (IDLE_S, LONGEST_S)), (True, (PHONE_IDLE_S, PHONE_LONGEST_S))):
        theirs = sessions.c.phone_id.is_not(None) if phones else sessions.c.phone_id.is_(None)
        over = (sessions.c.seen_at <= now - idle * 1_000_000) | (sessions.c.made_at <= now - longest * 1_000_000)
        conn.execute(delete(sessions).where(_of(workspace_id, member_id), theirs, over))
    token = secrets.token_urlsafe(32)
    agent = "".join(each if each.isprintable() else " " for each in agent)[:LONGEST_AGENT]
    session = Session(
        id=new_id("session"),
        workspace_id=workspace_id,
        member_id=member_id,
        by=by,
        address=address[:64],
        agent=agent,
        made_at=now,
        seen_at=now,
        phone_id=phone_id,
    )
    conn.execute(
        insert(sessions),
        {
            "id": session.id,
            "workspace_id": workspace_id,
            "member_id": member_id,
            "hash": hashed(token),
            "by": by.value,
            "address": session.address,
            "agent": agent,
            "made_at": now,
            "seen_at": now,
            "phone_id": phone_id,
        },
    )
    return NewSession(session, token)


def authenticate(conn: Connection, token: str, now: int) -> KeyHolder | None:
    """Whose session this is; None when there is none, it is over, or its member has left."""
    if _TOKEN.fullmatch(token) is None:
        return None
    # What is looked up is the hash: how long that takes tells nothing of the token.
    row = _holder.first(conn, {"hash": hashed(token)})
    if row is None or expires_at(row) <= now:
        return None
    # Whoever holds a telephone is no owner for it, whosever it is.
    role = Role.AGENT if row.phone_id is not None else Role(row.role)
    return KeyHolder(row.workspace_id, row.member_id, role, session_id=row.id, phone_id=row.phone_id)


def expires_at(session: Session | Row[Any]) -> int:
    """When a session ends unless it is used again, in UTC microseconds; of a session, or its row."""
    idle, longest = (IDLE_S, LONGEST_S) if session.phone_id is None else (PHONE_IDLE_S, PHONE_LONGEST_S)
    return min(session.seen_at + idle * 1_000_000, session.made_at + longest * 1_000_000)


def csrf_token(token: str) -> str:
    """What a page of ours sends as `X-Offhook-CSRF`, and nobody else can know: it is made of the cookie's token."""
    return hmac.digest(token.encode(), b"offhook csrf", hashlib.sha256).hex()


def used(conn: Connection, workspace_id: str, session_id: str, now: int) -> None:
    """Write down that a session was used, once a minute at most."""
    conn.execute(
        update(sessions)
        .where(
            sessions.c.workspace_id == workspace_id,
            sessions.c.id == session_id,
            sessions.c.seen_at < now - USED_EVERY,
        )
        .values(seen_at=now)
    )


def every(conn: Connection, workspace_id: str, member_id: str, now: int) -> list[Session]:
    """Where a member is signed in, the first to begin first."""
    query = select(sessions).where(_of(workspace_id, member_id)).order_by(sessions.c.made_at, sessions.c.id)
    found = [_session(row) for row in conn.execute(query)]
    return [each for each in found if expires_at(each) > now]


def get(conn: Connection, workspace_id: str, session_id: str) -> Session:
    """One session.

    Raises:
        Problem: this workspace has no such session.
    """
    mine = (sessions.c.workspace_id == workspace_id) & (sessions.c.id == session_id)
    row = conn.execute(select(sessions).where(mine)).one_or_none()
    if row is None:
        raise not_found("session", session_id)
    return _session(row)


def end(conn: Connection, workspace_id: str, session_id: str) -> None:
    """Sign one browser out. Nothing happens when it is already."""
    conn.execute(delete(sessions).where(sessions.c.workspace_id == workspace_id, sessions.c.id == session_id))


def end_of_phone(conn: Connection, workspace_id: str, phone_id: str) -> None:
    """Sign the dialer of a phone out, wherever it is open."""
    conn.execute(delete(sessions).where(sessions.c.workspace_id == workspace_id, sessions.c.phone_id == phone_id))


def seen(conn: Connection, workspace_id: str, phones: Sequence[str]) -> dict[str, int]:
    """When the dialer of each of these phones was used last; those that are open nowhere are left out."""
    query = select(sessions.c.phone_id, func.max(sessions.c.seen_at).label("at")).where(
        sessions.c.workspace_id == workspace_id, sessions.c.phone_id.in_(phones)
    )
    return {row.phone_id: row.at for row in conn.execute(query.group_by(sessions.c.phone_id))}


def end_all(conn: Connection, workspace_id: str, member_id: str, *, but: str | None = None) -> int:
    """Sign a member out everywhere, or everywhere `but` in one session. How many sessions ended."""
    mine = _of(workspace_id, member_id)
    if but is not None:
        mine &= sessions.c.id != but
    return conn.execute(delete(sessions).where(mine)).rowcount


def _of(workspace_id: str, member_id: str) -> Any:
    return (sessions.c.workspace_id == workspace_id) & (sessions.c.member_id == member_id)


def _session(row: Row[Any]) -> Session:
    return Session(
        id=row.id,
        workspace_id=row.workspace_id,
        member_id=row.member_id,
        by=Proof(row.by),
        address=row.address,
        agent=row.agent,
        made_at=row.made_at,
        seen_at=row.seen_at,
        phone_id=row.phone_id,
    )
