"""Reading and writing members. Plain functions of a connection, always for one workspace."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, insert, select, update

from offhook.calls.values import E164, Extension
from offhook.people.model import Copies, Member, Role, members
from offhook.storage.prepared import Query

_get = Query(
    select(members).where(members.c.workspace_id == bindparam("workspace"), members.c.id == bindparam("member"))
)


def add(conn: Connection, member: Member) -> None:
    """Write a new member."""
    conn.execute(insert(members), _values(member) | {"id": member.id, "workspace_id": member.workspace_id})


def get(conn: Connection, workspace_id: str, member_id: str) -> Member | None:
    """One member, active or not."""
    row = _get.first(conn, {"workspace": workspace_id, "member": member_id})
    return None if row is None else _member(row)


def by_email(conn: Connection, workspace_id: str, email: str) -> Member | None:
    """The member with this address, case folded."""
    query = select(members).where(members.c.workspace_id == workspace_id, members.c.email == email)
    row = conn.execute(query).one_or_none()
    return None if row is None else _member(row)


def with_email(conn: Connection, email: str) -> list[Member]:
    """The active members of the whole installation with this address, case folded, the first to join first."""
    query = select(members).where(members.c.email == email, members.c.active)
    return [_member(row) for row in conn.execute(query.order_by(members.c.created_at, members.c.id))]


def by_extension(conn: Connection, workspace_id: str, extension: str) -> Member | None:
    """The member with this extension."""
    query = select(members).where(members.c.workspace_id == workspace_id, members.c.extension == extension)
    row = conn.execute(query).one_or_none()
    return None if row is None else _member(row)


def by_number(conn: Connection, workspace_id: str, number: E164) -> Member | None:
    """The active member whose own phone this is; the first to join, where several share it."""
    query = select(members).where(members.c.workspace_id == workspace_id, members.c.number == number, members.c.active)
    row = conn.execute(query.order_by(members.c.created_at, members.c.id).limit(1)).one_or_none()
    return None if row is None else _member(row)


def every(conn: Connection, workspace_id: str) -> list[Member]:
    """All members, active or not, the first to join first."""
    query = select(members).where(members.c.workspace_id == workspace_id)
    return [_member(row) for row in conn.execute(query.order_by(members.c.created_at, members.c.id))]


def owners(conn: Connection, workspace_id: str) -> Sequence[Member]:
    """The active owners, the first to join first."""
    return [one for one in every(conn, workspace_id) if one.active and one.role is Role.OWNER]


def count(conn: Connection, workspace_id: str) -> int:
    """How many members are active."""
    query = select(func.count()).where(members.c.workspace_id == workspace_id, members.c.active)
    return conn.execute(query).scalar_one()


def save(conn: Connection, member: Member) -> None:
    """Write what may change of a member."""
    conn.execute(
        update(members).where(members.c.workspace_id == member.workspace_id, members.c.id == member.id),
        _values(member),
    )


def remember_number(conn: Connection, workspace_id: str, member_id: str, number: E164) -> None:
    """Keep a member's own number for their next call, when none is kept yet."""
    conn.execute(
        update(members)
        .where(members.c.workspace_id == workspace_id, members.c.id == member_id, members.c.number.is_(None))
        .values(number=number)
    )


def _values(member: Member) -> dict[str, Any]:
    return {
        "name": member.name,
        "email": member.email,
        "role": member.role,
        "number": member.number,
        "extension": member.extension,
        "active": member.active,
        "created_at": member.created_at,
        "copies": member.copies.value,
        "may_unmask": member.may_unmask,
    }


def _member(row: Row[Any]) -> Member:
    return Member(
        id=row.id,
        workspace_id=row.workspace_id,
        name=row.name,
        email=row.email,
        role=Role(row.role),
        number=row.number,
        active=row.active,
        created_at=row.created_at,
        extension=None if row.extension is None else Extension(row.extension),
        copies=Copies(row.copies),
        may_unmask=row.may_unmask,
    )
