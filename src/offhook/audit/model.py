"""An entry of the audit log."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from msgspec import Struct
from sqlalchemy import JSON, Column, ForeignKey, Index, String, Table, Text

from offhook.storage.schema import Id, Micros, metadata

audit_log = Table(
    "audit_log",
    metadata,
    Column("id", Id, primary_key=True),
    Column("workspace_id", Id, ForeignKey("workspaces.id"), nullable=False),
    Column("at", Micros, nullable=False),
    Column("member_id", Id, nullable=False, comment="who did it"),
    Column("member_name", Text, nullable=False, comment="what they were called then"),
    Column("way", String(20), nullable=False, comment="a Way: what they came with"),
    Column("way_id", String(40), nullable=False, comment="the key's or the session's id, or empty"),
    Column("words", Text, nullable=False, comment="what was done"),
    Column("subject", String(40), nullable=False, comment="the id of what it was done to"),
    Column("before", JSON(none_as_null=True), comment="what changed, as it was; never a secret"),
    Column("after", JSON(none_as_null=True)),
    Index("ix_audit_log_page", "workspace_id", "at", "id"),
    Index("ix_audit_log_member", "workspace_id", "member_id", "at", "id"),
)


class Way(StrEnum):
    """What somebody came with who changed something."""

    KEY = "key"
    SESSION = "session"
    OPERATOR = "operator"
    """The socket file of the machine: they act as the workspace's first owner."""
    TEXT = "text"
    """A text to a line: its PIN."""


class Entry(Struct, frozen=True):
    """Who changed what."""

    id: str
    workspace_id: str
    at: int
    member_id: str
    member_name: str
    way: Way
    way_id: str
    words: str
    """What was done, after the name of who did it: `changed the line Sales`."""
    subject: str
    before: Mapping[str, Any] | None = None
    """Of what has fields: those that changed, as they were; None where it was made, or has none to show."""
    after: Mapping[str, Any] | None = None
