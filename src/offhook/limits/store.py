"""Reading and writing limits and what counts against them, always for one workspace."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct
from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    ScalarSelect,
    Select,
    Table,
    bindparam,
    delete,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from offhook.limits.model import holds, member_limits, usage, workspace_limits
from offhook.records.model import calls
from offhook.storage.prepared import Prepared, Query
from offhook.workspaces.model import workspaces

EVERYBODY = ""
"""The member under whom a whole workspace's usage is counted."""


class Spent(Struct, frozen=True):
    """What was spent today, by a workspace or one of its members."""

    live: int
    calls: int
    talk_ms: int
    held_ms: int
    """Talk time promised to live calls."""


def _spent(member: ColumnElement[str] | None) -> list[ScalarSelect[Any]]:
    workspace: BindParameter[str] = bindparam("workspace")
    day: BindParameter[str] = bindparam("day")
    live = select(func.count()).where(calls.c.workspace_id == workspace, calls.c.ended_at.is_(None))
    held = select(func.coalesce(func.sum(holds.c.held_ms), 0)).where(
        holds.c.workspace_id == workspace, holds.c.day == day, holds.c.call_id != bindparam("call")
    )
    used: Select[Any] = select().where(usage.c.workspace_id == workspace, usage.c.day == day)
    if member is None:
        used = used.where(usage.c.member_id == EVERYBODY)
    else:
        used = used.where(usage.c.member_id == member)
        live = live.where(calls.c.member_id == member)
        held = held.where(holds.c.member_id == member)
    return [
        query.scalar_subquery()
        for query in (live, used.add_columns(usage.c.calls), used.add_columns(usage.c.talk_ms), held)
    ]


# One statement: it is part of every call that is placed.
_both_spent = Query(select(*_spent(None), *_spent(bindparam("member"))))


_chosen = Query(
    select(workspace_limits, *(column.label(f"own_{column.name}") for column in member_limits.columns))
    .select_from(workspaces)
    .outerjoin(workspace_limits, workspace_limits.c.workspace_id == workspaces.c.id)
    .outerjoin(
        member_limits,
        (member_limits.c.workspace_id == workspaces.c.id) & (member_limits.c.member_id == bindparam("member")),
    )
    .where(workspaces.c.id == bindparam("workspace"))
)


def spent(conn: Connection, workspace_id: str, member_id: str, day: str, *, without: str = "") -> tuple[Spent, Spent]:
    """What the workspace, and what the member spent on a day (YYYY-MM-DD), but for what the call `without` holds."""
    values = {"workspace": workspace_id, "member": member_id, "day": day, "call": without}
    row = _both_spent.all(conn, values)[0]
    whole, own = [value or 0 for value in row[:4]], [value or 0 for value in row[4:]]
    return Spent(*whole), Spent(*own)


def count_call(conn: Connection, workspace_id: str, member_id: str, day: str) -> None:
    """Count a call that is being placed; with `EVERYBODY` for the workspace alone."""
    _count(conn, workspace_id, member_id, day, calls=1, talk_ms=0)


def hold(conn: Connection, workspace_id: str, call_id: str, member_id: str, day: str, held_ms: int) -> None:
    """Promise talk time to a live call, instead of what was promised to it before."""
    values = {
        "call_id": call_id,
        "workspace_id": workspace_id,
        "day": day,
        "member_id": member_id,
        "held_ms": held_ms,
    }
    _hold[conn.dialect.name].run(conn, values)


def settle(conn: Connection, workspace_id: str, call_id: str, talk_ms: int) -> None:
    """Count the talk time of a call that ended, and give back what was promised to it. Once: again changes nothing.

    A call to a line is counted for the member who took it on their phone; on a softphone it used no trunk to them.
    """
    row = _give_back.first(conn, {"workspace": workspace_id, "call": call_id})
    if row is None:
        return
    if row.member_id != EVERYBODY:
        _count(conn, workspace_id, row.member_id, row.day, calls=0, talk_ms=talk_ms)
        return
    taker = _taker.first(conn, {"workspace": workspace_id, "call": call_id})
    if taker is not None and taker.member_number.startswith("+"):
        _count(conn, workspace_id, EVERYBODY, row.day, calls=0, talk_ms=talk_ms)
        if taker.member_id is not None:
            _count_for(conn, workspace_id, taker.member_id, row.day, calls=1, talk_ms=talk_ms)


def chosen(conn: Connection, workspace_id: str, member_id: str) -> Mapping[str, Any]:
    """What was chosen, by column, None for what was left to the defaults. A member's own begins with `own_`."""
    row = _chosen.first(conn, {"workspace": workspace_id, "member": member_id})
    return {} if row is None else dict(row._asdict())


def save_workspace(conn: Connection, workspace_id: str, values: Mapping[str, Any]) -> None:
    """Write what the workspace chose, for the columns given."""
    mine = workspace_limits.c.workspace_id == workspace_id
    if conn.execute(update(workspace_limits).where(mine), dict(values)).rowcount == 0:
        conn.execute(insert(workspace_limits), {"workspace_id": workspace_id, **values})


def save_member(conn: Connection, workspace_id: str, member_id: str, values: Mapping[str, Any]) -> None:
    """Write what was chosen for a member, for the columns given."""
    mine = (member_limits.c.workspace_id == workspace_id, member_limits.c.member_id == member_id)
    if conn.execute(update(member_limits).where(*mine), dict(values)).rowcount == 0:
        conn.execute(insert(member_limits), {"workspace_id": workspace_id, "member_id": member_id, **values})


def _count(conn: Connection, workspace_id: str, member_id: str, day: str, *, calls: int, talk_ms: int) -> None:
    # Always in this order, so that two transactions on PostgreSQL don't wait for each other.
    for whose in dict.fromkeys((EVERYBODY, member_id)):
        _count_for(conn, workspace_id, whose, day, calls=calls, talk_ms=talk_ms)


def _count_for(conn: Connection, workspace_id: str, whose: str, day: str, *, calls: int, talk_ms: int) -> None:
    values = {"workspace_id": workspace_id, "day": day, "member_id": whose, "calls": calls, "talk_ms": talk_ms}
    _add_usage[conn.dialect.name].run(conn, values)


def _adding(upsert: Any) -> Prepared:
    new = upsert.excluded
    added = {"calls": usage.c.calls + new.calls, "talk_ms": usage.c.talk_ms + new.talk_ms}
    return Prepared(upsert.on_conflict_do_update(index_elements=usage.primary_key.columns, set_=added))


def _holding(upsert: Any) -> Prepared:
    new = upsert.excluded
    return Prepared(
        upsert.on_conflict_do_update(index_elements=[holds.c.call_id], set_={"day": new.day, "held_ms": new.held_ms})
    )


def _named(table: Table) -> dict[str, Any]:
    return {column.name: bindparam(column.name) for column in table.columns}


_add_usage = {
    "sqlite": _adding(sqlite.insert(usage).values(_named(usage))),
    "postgresql": _adding(postgresql.insert(usage).values(_named(usage))),
}
_hold = {
    "sqlite": _holding(sqlite.insert(holds).values(_named(holds))),
    "postgresql": _holding(postgresql.insert(holds).values(_named(holds))),
}
_give_back = Query(
    delete(holds)
    .where(holds.c.call_id == bindparam("call"), holds.c.workspace_id == bindparam("workspace"))
    .returning(holds.c.member_id, holds.c.day)
)
_taker = Query(
    select(calls.c.member_id, calls.c.member_number).where(
        calls.c.id == bindparam("call"), calls.c.workspace_id == bindparam("workspace")
    )
)
