"""The history of a workspace: its calls, latest first, by what they are looked for by, in pages and as a table."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import Connection, Row, Select, and_, or_, select

from offhook.calls.values import Disposition
from offhook.records.model import calls
from offhook.records.store import CallRow, with_legs
from offhook.records.words import how_it_came_out

Place = tuple[int, str]
"""Where a page ends: `placed_at` in microseconds, and the id, of its last call."""

COLUMNS = (
    "call",
    "placed at (UTC)",
    "direction",
    "member",
    "member's phone",
    "contact",
    "contact's number",
    "line",
    "outcome",
    "reason",
    "talk (seconds)",
    "ended at (UTC)",
)

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet may take for a formula at the start of a cell."""


class Filter(Struct, frozen=True):
    """Which calls; what is None matters not."""

    contact: str | None = None
    member: str | None = None
    line: str | None = None
    direction: str | None = None
    disposition: str | None = None
    since: int | None = None
    """Placed then or later: UTC microseconds."""
    until: int | None = None
    """Placed before: UTC microseconds."""


def page(conn: Connection, workspace: str, wanted: Filter, *, limit: int, before: Place | None = None) -> list[CallRow]:
    """Calls with their legs, latest first. `before` is where the page above ends."""
    return with_legs(conn, conn.execute(_query(workspace, wanted, before, limit)).all())


def table(
    conn: Connection, workspace: str, wanted: Filter, *, limit: int, before: Place | None = None
) -> tuple[str, Place | None]:
    """Calls as lines of CSV (RFC 4180) below `COLUMNS`, latest first, and where they end; None: there are no more."""
    rows = conn.execute(_query(workspace, wanted, before, limit)).all()
    end = (rows[-1].placed_at, rows[-1].id) if len(rows) == limit else None
    return csv_lines(_cells(row) for row in rows), end


def csv_lines(rows: Iterable[Iterable[object]]) -> str:
    """Lines of CSV."""
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue()


def _query(workspace: str, wanted: Filter, before: Place | None, limit: int) -> Select[Any]:
    query = select(calls).where(calls.c.workspace_id == workspace)
    for column, value in (
        (calls.c.contact_id, wanted.contact),
        (calls.c.member_id, wanted.member),
        (calls.c.line_id, wanted.line),
        (calls.c.direction, wanted.direction),
        (calls.c.disposition, wanted.disposition),
    ):
        if value is not None:
            query = query.where(column == value)
    if wanted.since is not None:
        query = query.where(calls.c.placed_at >= wanted.since)
    if wanted.until is not None:
        query = query.where(calls.c.placed_at < wanted.until)
    if before is not None:
        at, last = before
        # The first condition says no more than the second, and is the one that an index answers.
        query = query.where(calls.c.placed_at <= at)
        query = query.where(or_(calls.c.placed_at < at, and_(calls.c.placed_at == at, calls.c.id < last)))
    return query.order_by(calls.c.placed_at.desc(), calls.c.id.desc()).limit(limit)


def _cells(row: Row[Any]) -> tuple[object, ...]:
    inbound = row.direction == "inbound"
    outcome = "" if row.disposition is None else how_it_came_out(Disposition(row.disposition), inbound=inbound)
    return (
        row.id,
        _utc(row.placed_at),
        row.direction,
        plain_cell(row.member_name),
        row.member_number,
        plain_cell(row.contact_name),
        row.contact_number,
        row.line_number,
        outcome or "live",
        plain_cell(row.reason),
        f"{row.talk_ms / 1000:.1f}",
        "" if row.ended_at is None else _utc(row.ended_at),
    )


def _utc(micros: int) -> str:
    return datetime.fromtimestamp(micros // 1_000_000, UTC).strftime("%Y-%m-%d %H:%M:%S")


def plain_cell(words: str) -> str:
    """Words that people wrote, with nothing in front that a spreadsheet would carry out."""
    return f"'{words}" if words.startswith(_FORMULA) else words
