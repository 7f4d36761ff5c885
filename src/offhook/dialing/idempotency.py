"""A request that is sent again places no second call: the client's key finds the first one."""

from __future__ import annotations

from sqlalchemy import Connection, bindparam, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from offhook.dialing.model import idempotency
from offhook.problems import Problem, invalid
from offhook.storage.prepared import Query

LIFETIME = 24 * 60 * 60 * 1_000_000
"""Microseconds for which a key is remembered."""
LONGEST_KEY = 200

_find = Query(
    select(idempotency.c.request_hash, idempotency.c.call_id, idempotency.c.created_at).where(
        idempotency.c.workspace_id == bindparam("workspace"), idempotency.c.key == bindparam("key")
    )
)
_expire = delete(idempotency).where(idempotency.c.created_at <= bindparam("before"))
_insert = {
    "sqlite": sqlite.insert(idempotency).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(idempotency).on_conflict_do_nothing(),
}


def former(conn: Connection, workspace_id: str, key: str, request_hash: str, now: int) -> str | None:
    """The call that this key placed within the last day, if any.

    Raises:
        Problem: `idempotency-key-reused`, when the request was another one; or the key can't be used.
    """
    if not 1 <= len(key) <= LONGEST_KEY or not key.isascii() or not key.isprintable():
        raise invalid("Idempotency-Key", f"An Idempotency-Key has 1 to {LONGEST_KEY} printable ASCII characters.")
    row = _find.first(conn, {"workspace": workspace_id, "key": key})
    if row is None or row.created_at <= now - LIFETIME:
        return None
    if row.request_hash != request_hash:
        raise Problem(
            "idempotency-key-reused",
            "The Idempotency-Key was used before",
            "This Idempotency-Key came with another request within the last 24 hours: use a new key for a new request.",
            status=422,
            field="Idempotency-Key",
        )
    return str(row.call_id)


def remember(conn: Connection, workspace_id: str, key: str, request_hash: str, call_id: str, now: int) -> str | None:
    """Note that this key places this call; the former call's id when it has placed one already.

    To be called in the transaction that writes the call. `request_hash` is a SHA-256 in hexadecimal.

    Raises:
        Problem: `idempotency-key-reused`, when the former request was another one; or the key can't be used.
    """
    found = former(conn, workspace_id, key, request_hash, now)
    if found is not None:
        return found
    conn.execute(_expire, {"before": now - LIFETIME})
    values = {
        "workspace_id": workspace_id,
        "key": key,
        "request_hash": request_hash,
        "call_id": call_id,
        "created_at": now,
    }
    if conn.execute(_insert[conn.dialect.name], values).rowcount:
        return None
    # On PostgreSQL another worker was given the same key at the same time, and has committed by now.
    return former(conn, workspace_id, key, request_hash, now)
