"""Reading and writing trunks. Plain functions of a connection, always for one workspace."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, bindparam, insert, select, update

from offhook.numbers import NumberFormat
from offhook.storage.prepared import Query
from offhook.trunks.model import Codec, Transport, Trunk, trunks

_usable = Query(
    select(trunks.c.id).where(
        trunks.c.workspace_id == bindparam("workspace"), trunks.c.enabled, trunks.c.removed_at.is_(None)
    )
)


def add(conn: Connection, trunk: Trunk, password: str | None) -> None:
    """Write a new trunk. The password is encrypted already."""
    values = {"id": trunk.id, "workspace_id": trunk.workspace_id, "created_at": trunk.created_at}
    conn.execute(insert(trunks), _values(trunk) | values | {"password": password})


def get(conn: Connection, workspace_id: str, trunk_id: str) -> Trunk | None:
    """One trunk that wasn't removed."""
    return _one(conn, trunks.c.workspace_id == workspace_id, trunks.c.id == trunk_id)


def by_name(conn: Connection, workspace_id: str, name: str) -> Trunk | None:
    """The trunk with this name."""
    return _one(conn, trunks.c.workspace_id == workspace_id, trunks.c.name == name)


def every(conn: Connection, workspace_id: str) -> list[Trunk]:
    """The workspace's trunks, by name."""
    query = select(trunks).where(trunks.c.workspace_id == workspace_id, trunks.c.removed_at.is_(None))
    return [_trunk(row) for row in conn.execute(query.order_by(trunks.c.name))]


def usable(conn: Connection, workspace_id: str) -> set[str]:
    """The ids of the workspace's trunks that are switched on."""
    return {row.id for row in _usable.all(conn, {"workspace": workspace_id})}


def enabled(conn: Connection) -> list[Trunk]:
    """The trunks of all workspaces that are to be connected: what a switch is configured from."""
    query = select(trunks).where(trunks.c.enabled, trunks.c.removed_at.is_(None))
    return [_trunk(row) for row in conn.execute(query.order_by(trunks.c.id))]


def others_lead_to(conn: Connection, trunk: Trunk) -> bool:
    """Whether another workspace has a trunk to the same host, and one of the two trunks has no account.

    With two accounts the far end can tell the two apart, and asks either for its password.
    """
    others = select(trunks.c.id).where(
        trunks.c.host == trunk.host, trunks.c.workspace_id != trunk.workspace_id, trunks.c.removed_at.is_(None)
    )
    if trunk.username is not None:
        others = others.where(trunks.c.username.is_(None))
    return conn.execute(others.limit(1)).first() is not None


def password(conn: Connection, workspace_id: str, trunk_id: str) -> str | None:
    """A trunk's password, encrypted; None when it has none."""
    query = select(trunks.c.password).where(trunks.c.workspace_id == workspace_id, trunks.c.id == trunk_id)
    return conn.execute(query).scalar_one_or_none()


def save(conn: Connection, trunk: Trunk) -> None:
    """Write what may change of a trunk, but its password."""
    conn.execute(_update(trunk.workspace_id, trunk.id), _values(trunk))


def set_password(conn: Connection, workspace_id: str, trunk_id: str, encrypted: str | None) -> None:
    """Write a trunk's password."""
    conn.execute(_update(workspace_id, trunk_id), {"password": encrypted})


def remove(conn: Connection, workspace_id: str, trunk_id: str, now: int) -> None:
    """Keep the name for old records, and nothing that opens anything."""
    conn.execute(_update(workspace_id, trunk_id), {"removed_at": now, "enabled": False, "password": None})


def _update(workspace_id: str, trunk_id: str) -> Any:
    return update(trunks).where(trunks.c.workspace_id == workspace_id, trunks.c.id == trunk_id)


def _one(conn: Connection, *conditions: Any) -> Trunk | None:
    row = conn.execute(select(trunks).where(*conditions, trunks.c.removed_at.is_(None))).one_or_none()
    return None if row is None else _trunk(row)


def _values(trunk: Trunk) -> dict[str, Any]:
    return {
        "name": trunk.name,
        "host": trunk.host,
        "port": trunk.port,
        "transport": trunk.transport,
        "username": trunk.username,
        "register": trunk.register,
        "codecs": ",".join(trunk.codecs),
        "number_format": trunk.number_format,
        "country": trunk.country,
        "foreign_caller_ids": trunk.foreign_caller_ids,
        "enabled": trunk.enabled,
    }


def _trunk(row: Row[Any]) -> Trunk:
    return Trunk(
        id=row.id,
        workspace_id=row.workspace_id,
        name=row.name,
        host=row.host,
        port=row.port,
        transport=Transport(row.transport),
        username=row.username,
        has_password=row.password is not None,
        register=row.register,
        codecs=tuple(Codec(codec) for codec in row.codecs.split(",")),
        number_format=NumberFormat(row.number_format),
        country=row.country,
        foreign_caller_ids=row.foreign_caller_ids,
        enabled=row.enabled,
        created_at=row.created_at,
    )
