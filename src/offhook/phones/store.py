"""Reading and writing phones. Plain functions of a connection, always for one workspace."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, insert, select, update

from offhook.calls.values import E164
from offhook.people.model import members
from offhook.phones.model import ConnectedBy, Phone, PhoneKind, phones
from offhook.storage.prepared import Query

_WORKS = phones.c.revoked_at.is_(None)
# What a call that comes in asks, so it is asked fast: a member who left has no phone.
_calling = Query(
    select(phones)
    .join(members, members.c.id == phones.c.member_id)
    .where(
        phones.c.workspace_id == bindparam("workspace"),
        phones.c.number == bindparam("number"),
        phones.c.line_id == bindparam("line"),
        _WORKS,
        members.c.active,
    )
)


def add(conn: Connection, phone: Phone) -> None:
    """Write a new one."""
    values = {name: getattr(phone, name) for name in phone.__struct_fields__}
    conn.execute(insert(phones), values | {"kind": phone.kind.value, "connected_by": phone.connected_by.value})


def get(conn: Connection, workspace_id: str, phone_id: str) -> Phone | None:
    """One that works."""
    mine = (phones.c.workspace_id == workspace_id) & (phones.c.id == phone_id)
    row = conn.execute(select(phones).where(mine, _WORKS)).one_or_none()
    return None if row is None else _phone(row)


def every(conn: Connection, workspace_id: str, line_id: str | None = None) -> list[Phone]:
    """The workspace's phones that work, or a line's, the first to come first."""
    mine = phones.c.workspace_id == workspace_id
    if line_id is not None:
        mine &= phones.c.line_id == line_id
    query = select(phones).where(mine, _WORKS).order_by(phones.c.made_at, phones.c.id)
    return [_phone(row) for row in conn.execute(query)]


def of_member(conn: Connection, workspace_id: str, member_id: str) -> list[Phone]:
    """A member's phones that work, the first to come first."""
    mine = (phones.c.workspace_id == workspace_id) & (phones.c.member_id == member_id)
    query = select(phones).where(mine, _WORKS).order_by(phones.c.made_at, phones.c.id)
    return [_phone(row) for row in conn.execute(query)]


def calling(conn: Connection, workspace_id: str, line_id: str, number: E164) -> Phone | None:
    """The phone of the line that has this number."""
    row = _calling.first(conn, {"workspace": workspace_id, "line": line_id, "number": number})
    return None if row is None else _phone(row)


def revoked_at(conn: Connection, workspace_id: str, line_id: str, number: E164) -> int:
    """When a phone of the line with this number was revoked last, in UTC microseconds; 0: never."""
    query = select(func.max(phones.c.revoked_at)).where(
        phones.c.workspace_id == workspace_id, phones.c.line_id == line_id, phones.c.number == number
    )
    return int(conn.execute(query).scalar_one() or 0)


def save(conn: Connection, phone: Phone) -> None:
    """Write what may change of one."""
    conn.execute(
        update(phones)
        .where(phones.c.workspace_id == phone.workspace_id, phones.c.id == phone.id)
        .values(
            name=phone.name,
            connected_by=phone.connected_by.value,
            asks_key=phone.asks_key,
            attested=phone.attested,
        )
    )


def brought(conn: Connection, phone: Phone) -> None:
    """Its member leaves with it: the phone that they came with is revoked."""
    mine = (phones.c.workspace_id == phone.workspace_id) & (phones.c.id == phone.id)
    conn.execute(update(phones).where(mine).values(made_member=True))


def revoke(conn: Connection, phone: Phone, now: int) -> None:
    """It works no more."""
    mine = (phones.c.workspace_id == phone.workspace_id) & (phones.c.id == phone.id)
    conn.execute(update(phones).where(mine, _WORKS).values(revoked_at=now))


def _phone(row: Row[Any]) -> Phone:
    return Phone(
        id=row.id,
        workspace_id=row.workspace_id,
        line_id=row.line_id,
        member_id=row.member_id,
        kind=PhoneKind(row.kind),
        number=E164(row.number),
        name=row.name,
        connected_by=ConnectedBy(row.connected_by),
        asks_key=bool(row.asks_key),
        attested=bool(row.attested),
        made_member=bool(row.made_member),
        made_agent=bool(row.made_agent),
        made_at=row.made_at,
    )
