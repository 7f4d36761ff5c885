"""A SIP connection to a carrier."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct
from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, Text, text

from offhook.numbers import NumberFormat
from offhook.storage.schema import Id, Micros, metadata

trunks = Table(
    "trunks",
    metadata,
    Column("id", Id, primary_key=True),
    Column("workspace_id", Id, ForeignKey("workspaces.id"), nullable=False),
    Column("name", String(64), nullable=False),
    Column("host", String(253), nullable=False),
    Column("port", Integer, nullable=False),
    Column("transport", String(3), nullable=False, comment="a Transport"),
    Column("username", String(128)),
    Column("password", Text, comment="encrypted with the data folder's key"),
    Column("register", Boolean, nullable=False),
    Column("codecs", String(64), nullable=False, comment="Codecs with commas, in the order of preference"),
    Column("number_format", String(30), nullable=False, comment="a NumberFormat"),
    Column("country", String(2), nullable=False, comment="for national numbers"),
    Column("foreign_caller_ids", Boolean, nullable=False, comment="whether its carrier shows numbers not its own"),
    Column("enabled", Boolean, nullable=False),
    Column("created_at", Micros, nullable=False),
    Column("removed_at", Micros, comment="kept for the records of calls over it"),
    Index("ix_trunks_host", "host"),
)

Index(
    "uq_trunks_name",
    trunks.c.workspace_id,
    trunks.c.name,
    unique=True,
    sqlite_where=text("removed_at IS NULL"),
    postgresql_where=text("removed_at IS NULL"),
)


smpp_bindings = Table(
    "smpp_bindings",
    metadata,
    Column("trunk_id", Id, ForeignKey("trunks.id"), primary_key=True),
    Column("workspace_id", Id, ForeignKey("workspaces.id"), nullable=False),
    Column("host", String(253), nullable=False),
    Column("port", Integer, nullable=False),
    Column("tls", Boolean, nullable=False),
    Column("system_id", String(15), nullable=False),
    Column("password", Text, nullable=False, comment="encrypted with the data folder's key"),
    Column("system_type", String(12), nullable=False, comment="empty: none"),
)


class Transport(StrEnum):
    """How SIP travels to the carrier."""

    UDP = "udp"
    TCP = "tcp"
    TLS = "tls"


class Codec(StrEnum):
    """How audio is coded."""

    ALAW = "alaw"
    ULAW = "ulaw"
    G722 = "g722"
    OPUS = "opus"


class Trunk(Struct, frozen=True):
    """A trunk, without its password."""

    id: str
    workspace_id: str
    name: str
    host: str
    port: int
    transport: Transport
    username: str | None
    has_password: bool
    register: bool
    codecs: tuple[Codec, ...]
    number_format: NumberFormat
    country: str
    enabled: bool
    created_at: int
    foreign_caller_ids: bool = False
    """Whether its carrier lets a call show a number that is none of those that it gave out."""


class Smpp(Struct, frozen=True):
    """Over which SMSC a trunk's lines text, without the password."""

    trunk_id: str
    workspace_id: str
    host: str
    port: int
    tls: bool
    system_id: str
    system_type: str
