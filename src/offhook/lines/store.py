"""Reading and writing lines. Plain functions of a connection, always for one workspace."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, insert, select, update

from offhook.calls.values import E164, LineUsed
from offhook.lines.model import Line, line_trunks, lines
from offhook.storage.prepared import Query
from offhook.workspaces.model import workspaces

_LIVING = lines.c.removed_at.is_(None)
_with_trunks = (
    select(lines, line_trunks.c.trunk_id)
    .outerjoin(line_trunks, line_trunks.c.line_id == lines.c.id)
    .where(lines.c.workspace_id == bindparam("workspace"), _LIVING)
    .order_by(lines.c.created_at, lines.c.id, line_trunks.c.position)
)
_every = Query(_with_trunks)
_by_id = Query(_with_trunks.where(lines.c.id == bindparam("line")))
_by_number = Query(_with_trunks.where(lines.c.number == bindparam("number")))
_holder = Query(select(lines.c.workspace_id).where(lines.c.number == bindparam("number"), _LIVING))


def add(conn: Connection, line: Line) -> None:
    """Write a new line with its trunks."""
    values = {"id": line.id, "workspace_id": line.workspace_id, "created_at": line.created_at}
    conn.execute(insert(lines), _values(line) | values)
    _write_trunks(conn, line)


def get(conn: Connection, workspace_id: str, line_id: str) -> Line | None:
    """One line that wasn't removed."""
    found = _lines(_by_id.all(conn, {"workspace": workspace_id, "line": line_id}))
    return found[0] if found else None


def by_number(conn: Connection, workspace_id: str, number: E164) -> Line | None:
    """The workspace's line with this number."""
    found = _lines(_by_number.all(conn, {"workspace": workspace_id, "number": number}))
    return found[0] if found else None


def every(conn: Connection, workspace_id: str) -> list[Line]:
    """The workspace's lines, the oldest first."""
    return _lines(_every.all(conn, {"workspace": workspace_id}))


def holder(conn: Connection, number: E164) -> str | None:
    """The workspace of which this number is a line, in the whole installation."""
    row = _holder.first(conn, {"number": number})
    return None if row is None else str(row.workspace_id)


def used(conn: Connection) -> list[LineUsed]:
    """All workspaces' lines, as far as a switch has to speak for them."""
    country = workspaces.c.country
    query = select(lines, country).join(workspaces, workspaces.c.id == lines.c.workspace_id).where(_LIVING)
    return [
        LineUsed(row.id, E164(row.number), row.name, row.language, row.country, trunks=())
        for row in conn.execute(query.order_by(lines.c.created_at, lines.c.id))
    ]


def save(conn: Connection, line: Line) -> None:
    """Write what may change of a line, and its trunks."""
    conn.execute(
        update(lines).where(lines.c.workspace_id == line.workspace_id, lines.c.id == line.id),
        _values(line),
    )
    conn.execute(delete(line_trunks).where(line_trunks.c.line_id == line.id))
    _write_trunks(conn, line)


def remove(conn: Connection, line: Line, now: int) -> None:
    """Free its number and its trunks; what its calls' records refer to stays."""
    conn.execute(
        update(lines).where(lines.c.workspace_id == line.workspace_id, lines.c.id == line.id).values(removed_at=now)
    )
    conn.execute(delete(line_trunks).where(line_trunks.c.line_id == line.id))


def _write_trunks(conn: Connection, line: Line) -> None:
    if line.trunks:
        rows = [
            {"line_id": line.id, "position": position, "trunk_id": trunk} for position, trunk in enumerate(line.trunks)
        ]
        conn.execute(insert(line_trunks), rows)


def _values(line: Line) -> dict[str, Any]:
    return {"number": line.number, "name": line.name, "language": line.language, "voice": line.voice}


def _lines(rows: Iterable[Row[Any]]) -> list[Line]:
    first: dict[str, Row[Any]] = {}
    trunks: dict[str, list[str]] = {}
    for row in rows:
        first.setdefault(row.id, row)
        of_line = trunks.setdefault(row.id, [])
        if row.trunk_id is not None:
            of_line.append(row.trunk_id)
    return [
        Line(
            id=row.id,
            workspace_id=row.workspace_id,
            number=row.number,
            name=row.name,
            language=row.language,
            voice=row.voice,
            trunks=tuple(trunks[row.id]),
            created_at=row.created_at,
        )
        for row in first.values()
    ]
