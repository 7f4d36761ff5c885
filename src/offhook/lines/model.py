"""A business number, and the trunks that carry its calls."""

from __future__ import annotations

from msgspec import Struct
from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, PrimaryKeyConstraint, String, Table, Text, text

from offhook.calls.values import E164
from offhook.storage.schema import Id, Micros, Number, metadata

lines = Table(
    "lines",
    metadata,
    Column("id", Id, primary_key=True),
    Column("workspace_id", Id, ForeignKey("workspaces.id"), nullable=False),
    Column("number", Number, nullable=False),
    Column("name", Text, nullable=False),
    Column("language", String(35), nullable=False, comment="BCP 47, for prompts"),
    Column("voice", Boolean, nullable=False, comment="false: the number has no telephony, only messages"),
    Column("created_at", Micros, nullable=False),
    Column("removed_at", Micros, comment="kept for the records of its calls"),
    Index("ix_lines_workspace", "workspace_id"),
)

# A number is one line's in the whole installation, and free again once that line was removed.
Index(
    "uq_lines_number",
    lines.c.number,
    unique=True,
    sqlite_where=text("removed_at IS NULL"),
    postgresql_where=text("removed_at IS NULL"),
)

line_trunks = Table(
    "line_trunks",
    metadata,
    Column("line_id", Id, ForeignKey("lines.id"), nullable=False),
    Column("position", Integer, nullable=False, comment="trunks are tried in this order"),
    Column("trunk_id", Id, ForeignKey("trunks.id"), nullable=False),
    PrimaryKeyConstraint("line_id", "position"),
    Index("uq_line_trunks_trunk", "trunk_id", "line_id", unique=True),
)


class Line(Struct, frozen=True):
    """A number of the workspace's, with the ids of its trunks in the order in which they are tried."""

    id: str
    workspace_id: str
    number: E164
    name: str
    language: str
    voice: bool
    trunks: tuple[str, ...]
    created_at: int
