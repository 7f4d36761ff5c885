"""Writing the audit log, in the transaction of the change, and reading it. Nothing here changes an entry."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, insert, select, tuple_

from offhook.audit.model import Entry, Way, audit_log


def write(conn: Connection, entry: Entry) -> None:
    """Add an entry. It is there exactly when what it tells of is."""
    values = {name: getattr(entry, name) for name in entry.__struct_fields__}
    conn.execute(insert(audit_log), values | {"way": entry.way.value})


def page(
    conn: Connection,
    workspace_id: str,
    *,
    limit: int,
    before: tuple[int, str] | None = None,
    member_id: str | None = None,
    since: int | None = None,
    until: int | None = None,
) -> list[Entry]:
    """What was changed in a workspace, the latest first; `before` a time and an id.

    By one member perhaps, and within a time, from the moment `since` to before `until`, in UTC microseconds.
    """
    query = select(audit_log).where(audit_log.c.workspace_id == workspace_id)
    if member_id is not None:
        query = query.where(audit_log.c.member_id == member_id)
    if since is not None:
        query = query.where(audit_log.c.at >= since)
    if until is not None:
        query = query.where(audit_log.c.at < until)
    if before is not None:
        query = query.where(tuple_(audit_log.c.at, audit_log.c.id) < before)
    rows = conn.execute(query.order_by(audit_log.c.at.desc(), audit_log.c.id.desc()).limit(limit))
    return [_entry(row) for row in rows]


def _entry(row: Any) -> Entry:
    return Entry(**dict(row._mapping) | {"way": Way(row.way)})
