"""How a workspace's emergency calls go out, where its owner has set that up."""

from __future__ import annotations

from msgspec import Struct
from sqlalchemy import Column, ForeignKey, Table, Text

from offhook.storage.schema import Id, Micros, metadata

emergency = Table(
    "emergency",
    metadata,
    Column("workspace_id", Id, ForeignKey("workspaces.id"), primary_key=True),
    Column("trunk_id", Id, ForeignKey("trunks.id"), nullable=False),
    Column("line_id", Id, ForeignKey("lines.id"), nullable=False, comment="whose number is shown and called back"),
    Column("address", Text, nullable=False, comment="where help is to come to, for the notice"),
    Column("changed_at", Micros, nullable=False),
)


class Emergency(Struct, frozen=True):
    """What the owner has set up."""

    trunk_id: str
    line_id: str
    address: str
    changed_at: int
