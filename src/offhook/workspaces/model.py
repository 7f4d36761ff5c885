"""A workspace and its settings."""

from __future__ import annotations

from msgspec import Struct
from sqlalchemy import Boolean, Column, String, Table, Text

from offhook.storage.schema import Id, Micros, metadata

workspaces = Table(
    "workspaces",
    metadata,
    Column("id", Id, primary_key=True),
    Column("name", Text, nullable=False),
    Column("country", String(2), nullable=False, comment="ISO 3166 alpha-2: what national numbers belong to"),
    Column("time_zone", String(64), nullable=False, comment="IANA name: when a day begins"),
    Column("voice", Boolean, nullable=False, comment="the Voice module: without it nobody calls"),
    Column("talk_keys", Boolean, nullable=False, server_default="1", comment="members steer talks by keys"),
    Column("created_at", Micros, nullable=False),
)


class Workspace(Struct, frozen=True):
    """A company or team. Nothing of it is seen from another one."""

    id: str
    name: str
    country: str
    time_zone: str
    voice: bool
    talk_keys: bool
    """Whether members hold and transfer by keys while they talk."""
    created_at: int
