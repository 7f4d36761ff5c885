"""An account with a carrier that is driven over HTTP: a trunk with more secrets than one."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct
from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, Text

from offhook.storage.schema import Id, metadata
from offhook.trunks.model import Trunk

carrier_accounts = Table(
    "carrier_accounts",
    metadata,
    Column("trunk_id", Id, ForeignKey("trunks.id"), primary_key=True),
    Column("workspace_id", Id, ForeignKey("workspaces.id"), nullable=False),
    Column("kind", String(10), nullable=False, comment="a CarrierKind"),
    Column("account", String(64), nullable=False, comment="the account's id at the carrier"),
    Column("tokens", Text, comment="what webhooks are signed with: JSON, encrypted with the data folder's key"),
    Column("space", String(63), nullable=False, comment="SignalWire: the customer's own part of the host"),
    Column("application", String(64), nullable=False, comment="Telnyx: the TeXML application"),
    Column("calls_per_second", Integer, nullable=False),
)

carrier_legs = Table(
    "carrier_legs",
    metadata,
    Column("leg", String(48), primary_key=True),
    Column("workspace_id", Id, ForeignKey("workspaces.id"), nullable=False),
    Column("call_id", Id, nullable=False, comment="may not be written yet, as when it just comes in"),
    Column("trunk_id", Id, ForeignKey("trunks.id"), nullable=False),
    Column("incoming", Boolean, nullable=False),
    Column("sid", String(96), nullable=False, comment="the carrier's id; empty until it is known"),
    Column("answered", Boolean, nullable=False, comment="of one that came in: by its flow"),
    Column("ended", Boolean, nullable=False, comment="kept of those that came in: requests may be replayed"),
    Index("ix_carrier_legs_sid", "sid"),
    Index("ix_carrier_legs_ended", "ended"),
)

carrier_recordings = Table(
    "carrier_recordings",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("workspace_id", Id, ForeignKey("workspaces.id"), nullable=False),
    Column("leg", String(48), nullable=False),
    Column("trunk_id", Id, ForeignKey("trunks.id"), nullable=False),
    Column("call_sid", String(96), nullable=False),
    Column("sid", String(96), nullable=False, comment="the carrier's id; empty until it is known"),
)


class CarrierKind(StrEnum):
    """Which carrier."""

    TWILIO = "twilio"
    SIGNALWIRE = "signalwire"
    TELNYX = "telnyx"


class Account(Struct, frozen=True):
    """An account, without its secrets."""

    trunk: Trunk
    kind: CarrierKind
    account: str
    space: str
    application: str
    calls_per_second: int


class Secret(Struct, frozen=True):
    """What it opens with."""

    secret: str
    tokens: tuple[str, ...]


class LegRow(Struct, frozen=True):
    """A leg that may be up."""

    leg: str
    workspace_id: str
    call_id: str
    trunk_id: str
    incoming: bool
    sid: str
    answered: bool
    ended: bool = False


class RecordingRow(Struct, frozen=True):
    """A recording that was begun."""

    name: str
    workspace_id: str
    leg: str
    trunk_id: str
    call_sid: str
    sid: str
