"""The table of blocks, and what one is."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct
from sqlalchemy import Column, ForeignKey, Index, String, Table, Text

from offhook.storage.schema import Id, Micros, Number, metadata


class BlockKind(StrEnum):
    """Whom an entry blocks."""

    NUMBER = "number"
    PREFIX = "prefix"
    """Every number that begins so."""
    WITHHELD = "withheld"
    """Everybody who withholds their number."""


blocks = Table(
    "blocks",
    metadata,
    Column("id", Id, primary_key=True),
    Column("workspace_id", Id, ForeignKey("workspaces.id"), nullable=False),
    Column("line_id", Id, ForeignKey("lines.id"), comment="null: every line of the workspace"),
    Column("kind", String(10), nullable=False, comment="a BlockKind"),
    Column("number", Number, nullable=False, comment="the number or the prefix; empty: withheld"),
    Column("note", Text, nullable=False),
    Column("added_by", Id, ForeignKey("members.id"), nullable=False),
    Column("added_at", Micros, nullable=False),
    Index("ix_blocks_number", "workspace_id", "number"),
)


class Block(Struct, frozen=True):
    """An entry of the block list."""

    id: str
    workspace_id: str
    line_id: str | None
    """None: every line of the workspace."""
    kind: BlockKind
    number: str
    """The number in E.164, or the prefix: `+` and the digits that numbers begin with; empty where they are withheld."""
    note: str
    added_by: str
    """The member's id."""
    added_at: int

    @property
    def words(self) -> str:
        """Why a call is turned away, in words."""
        where = "on every line" if self.line_id is None else "on this line"
        note = f" (“{self.note}”)" if self.note else ""
        match self.kind:
            case BlockKind.NUMBER:
                return f"{self.number} is blocked {where}{note}"
            case BlockKind.PREFIX:
                return f"numbers that begin with {self.number} are blocked {where}{note}"
            case BlockKind.WITHHELD:
                return f"callers who withhold their number are blocked {where}{note}"
