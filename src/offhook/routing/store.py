"""Reading and writing routes and duty. Plain functions of a connection."""

from __future__ import annotations

from collections.abc import Collection

import msgspec
from msgspec import Struct
from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from offhook.calls.values import E164
from offhook.lines.model import lines
from offhook.people.model import members
from offhook.records.model import calls
from offhook.routing.model import duty, routes
from offhook.routing.policy import Policy
from offhook.storage.prepared import Query

_decode = msgspec.json.Decoder(Policy)
_encode = msgspec.json.Encoder()

_policy = Query(
    select(routes.c.policy).where(
        routes.c.line_id == bindparam("line"), routes.c.workspace_id == bindparam("workspace")
    )
)
_policy_of_number = Query(
    select(routes.c.policy)
    .join(lines, lines.c.id == routes.c.line_id)
    .where(lines.c.number == bindparam("number"), lines.c.removed_at.is_(None))
)
_duty = Query(select(duty).where(duty.c.line_id == bindparam("line"), duty.c.workspace_id == bindparam("workspace")))
_busy = Query(
    select(func.coalesce(calls.c.holder_id, calls.c.member_id).label("member_id")).where(
        calls.c.workspace_id == bindparam("workspace"), calls.c.ended_at.is_(None), calls.c.member_id.is_not(None)
    )
)
_called = Query(
    select(lines.c.workspace_id, lines.c.id).where(lines.c.number == bindparam("number"), lines.c.removed_at.is_(None))
)


class DutyRow(Struct, frozen=True):
    """What was said last of a member's duty on a line."""

    member_id: str
    on_duty: bool
    until: int | None
    """UTC, microseconds: when it turns into its opposite; None: not by itself."""

    def at(self, now: int) -> bool:
        """Whether they are on duty at a moment."""
        return self.on_duty if self.until is None or now < self.until else not self.on_duty


def policy(conn: Connection, workspace_id: str, line_id: str) -> Policy | None:
    """A line's policy; None where nobody has set one."""
    row = _policy.first(conn, {"workspace": workspace_id, "line": line_id})
    return None if row is None else _decode.decode(row.policy)


def save(conn: Connection, workspace_id: str, line_id: str, chosen: Policy, now: int) -> None:
    """Write a line's policy."""
    values = {"policy": _encode.encode(chosen), "changed_at": now}
    changed = conn.execute(
        update(routes).where(routes.c.line_id == line_id, routes.c.workspace_id == workspace_id), values
    )
    if changed.rowcount == 0:
        conn.execute(insert(routes), values | {"line_id": line_id, "workspace_id": workspace_id})


def remove(conn: Connection, workspace_id: str, line_id: str) -> None:
    """Forget a line's policy and who was on duty."""
    for table in (routes, duty):
        conn.execute(delete(table).where(table.c.line_id == line_id, table.c.workspace_id == workspace_id))


def policy_of_number(conn: Connection, number: E164) -> Policy | None:
    """The policy of the line with this number, of any workspace; None where it is no line, or nobody has set one."""
    row = _policy_of_number.first(conn, {"number": number})
    return None if row is None else _decode.decode(row.policy)


def numbers_of(conn: Connection, agents: Collection[str]) -> dict[str, E164]:
    """The phones of these members, of any workspace, by id; those without one are left out."""
    if not agents:
        return {}
    query = select(members.c.id, members.c.number).where(
        members.c.id.in_(agents), members.c.active, members.c.number.is_not(None)
    )
    return {row.id: E164(row.number) for row in conn.execute(query)}


def duties(conn: Connection, workspace_id: str, line_id: str) -> dict[str, DutyRow]:
    """What was said last of each member's duty on a line. Who isn't there is on duty."""
    rows = _duty.all(conn, {"workspace": workspace_id, "line": line_id})
    return {row.member_id: DutyRow(row.member_id, bool(row.on_duty), row.until) for row in rows}


def set_duty(conn: Connection, workspace_id: str, line_id: str, said: DutyRow, now: int) -> None:
    """Write what was said of a member's duty on a line."""
    values = {"on_duty": said.on_duty, "until": said.until, "changed_at": now}
    changed = conn.execute(
        update(duty).where(
            duty.c.line_id == line_id, duty.c.member_id == said.member_id, duty.c.workspace_id == workspace_id
        ),
        values,
    )
    if changed.rowcount == 0:
        conn.execute(
            insert(duty), values | {"line_id": line_id, "member_id": said.member_id, "workspace_id": workspace_id}
        )


def busy(conn: Connection, workspace_id: str) -> frozenset[str]:
    """Members of a workspace who are in a call."""
    return frozenset(row.member_id for row in _busy.all(conn, {"workspace": workspace_id}))


def called(conn: Connection, number: str) -> tuple[str, str] | None:
    """Workspace and line of a number of the installation."""
    row = _called.first(conn, {"number": number})
    return None if row is None else (row.workspace_id, row.id)
