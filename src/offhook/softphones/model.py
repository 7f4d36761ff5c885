"""A member's softphone and the SIP accounts by which it signs in."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct
from sqlalchemy import Boolean, Column, ForeignKey, Index, String, Table, Text

from offhook.calls.values import SoftphoneId
from offhook.storage.schema import Id, Micros, metadata

softphones = Table(
    "softphones",
    metadata,
    Column("id", Id, primary_key=True),
    Column("workspace_id", Id, ForeignKey("workspaces.id"), nullable=False),
    Column("member_id", Id, ForeignKey("members.id"), nullable=False),
    Column("kind", String(10), nullable=False, comment="a Kind"),
    Column("name", String(64), nullable=False),
    Column("switched_on", Boolean, nullable=False, comment="false: signed in or not, it is not rung"),
    Column("switched_at", Micros, nullable=False),
    Column("line_id", Id, ForeignKey("lines.id"), comment="what its calls show; null: the workspace's only line"),
    Column("created_at", Micros, nullable=False),
    Index("ix_softphones_member", "workspace_id", "member_id"),
)

sip_accounts = Table(
    "sip_accounts",
    metadata,
    Column("username", String(32), primary_key=True),
    Column("workspace_id", Id, ForeignKey("workspaces.id"), nullable=False),
    Column("softphone_id", Id, ForeignKey("softphones.id"), nullable=False, index=True),
    Column("ha1", Text, nullable=False, comment="digest of the secret, encrypted with the data folder's key"),
    Column("made_at", Micros, nullable=False, comment="when its secret was made"),
    Column("expires_at", Micros, index=True, comment="of a browser's; null: never"),
)


class Kind(StrEnum):
    """What a softphone is."""

    SIP = "sip"
    """A SIP phone, on a desk or as a program, that keeps its secret."""
    BROWSER = "browser"
    """The phone in the web app, which gets a short-lived secret for each page."""


class SipAccount(Struct, frozen=True):
    """A SIP account, without its secret."""

    username: str
    made_at: int
    expires_at: int | None


class Softphone(Struct, frozen=True):
    """A softphone, as it is set up. How it stands now is `presence`'s."""

    id: SoftphoneId
    workspace_id: str
    member_id: str
    kind: Kind
    name: str
    switched_on: bool
    switched_at: int
    """When it was last switched on or off (UTC, microseconds)."""
    created_at: int
    line_id: str | None = None
    """The line that its calls show; None: the only one that the workspace can call over."""


class Credentials(Struct, frozen=True):
    """What signs a softphone in. The secret is shown this once and kept nowhere."""

    username: str
    secret: str
    expires_at: int | None
    """UTC, microseconds; None: until it is rotated."""


class NewSoftphone(Struct, frozen=True):
    """A softphone that was just made; a browser's gets its credentials page by page."""

    softphone: Softphone
    credentials: Credentials | None
