"""What a workspace and its members may spend, and what they have spent today."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct
from sqlalchemy import JSON, Column, ForeignKey, Index, Integer, PrimaryKeyConstraint, String, Table, text

from offhook.records.model import calls
from offhook.storage.schema import Id, Millis, metadata

# A null means the safe default, so that a better default reaches those who never chose.
workspace_limits = Table(
    "workspace_limits",
    metadata,
    Column("workspace_id", Id, ForeignKey("workspaces.id"), primary_key=True),
    Column("countries", JSON(none_as_null=True), comment="ISO 3166 alpha-2; null: the workspace's own"),
    Column("refused_kinds", JSON(none_as_null=True), comment="Kinds of numbers"),
    Column("calls_at_once", Integer),
    Column("calls_a_day", Integer),
    Column("minutes_a_day", Integer),
    Column("longest_minutes", Integer),
    Column("member_calls_at_once", Integer, comment="of each member without limits of their own"),
    Column("member_calls_a_day", Integer),
    Column("member_minutes_a_day", Integer),
)

member_limits = Table(
    "member_limits",
    metadata,
    Column("member_id", Id, ForeignKey("members.id"), primary_key=True),
    Column("workspace_id", Id, ForeignKey("workspaces.id"), nullable=False),
    Column("calls_at_once", Integer),
    Column("calls_a_day", Integer),
    Column("minutes_a_day", Integer),
    Column("longest_minutes", Integer),
)

usage = Table(
    "usage",
    metadata,
    Column("workspace_id", Id, nullable=False),
    Column("day", String(10), nullable=False, comment="YYYY-MM-DD in the workspace's time zone"),
    Column("member_id", Id, nullable=False, comment="empty: the whole workspace"),
    Column("calls", Integer, nullable=False),
    Column("talk_ms", Millis, nullable=False, comment="of ended calls"),
    PrimaryKeyConstraint("workspace_id", "day", "member_id"),
)

holds = Table(
    "holds",
    metadata,
    Column("call_id", Id, primary_key=True),
    Column("workspace_id", Id, nullable=False),
    Column("day", String(10), nullable=False),
    Column("member_id", Id, nullable=False),
    Column("held_ms", Millis, nullable=False, comment="talk time granted to a live call"),
    Index("ix_holds_day", "workspace_id", "day", "member_id", "held_ms", "call_id"),
)

# Counts the live calls from the index alone, however many calls there ever were.
Index(
    "ix_calls_live_member",
    calls.c.workspace_id,
    calls.c.member_id,
    calls.c.ended_at,
    sqlite_where=text("ended_at IS NULL"),
    postgresql_where=text("ended_at IS NULL"),
)


class Scope(StrEnum):
    """Whose limit it is."""

    WORKSPACE = "workspace"
    MEMBER = "member"


class Caps(Struct, frozen=True):
    """How much. Minutes are of talk."""

    calls_at_once: int
    calls_a_day: int
    minutes_a_day: int


class Limits(Struct, frozen=True):
    """What holds for one member of a workspace now."""

    countries: frozenset[str]
    """ISO 3166 alpha-2 of the countries that may be called."""
    refused_kinds: frozenset[str]
    workspace: Caps
    member: Caps
    longest_minutes: int
    longest_scope: Scope
    """Whose limit that is."""
