"""Phones of a line, the line's PIN that activates them, and whom one of them is about to call."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct
from sqlalchemy import Boolean, Column, ForeignKey, Index, String, Table, Text, text

from offhook.calls.values import E164
from offhook.storage.schema import Id, Micros, Number, metadata

phones = Table(
    "phones",
    metadata,
    Column("id", Id, primary_key=True),
    Column("workspace_id", Id, ForeignKey("workspaces.id"), nullable=False),
    Column("line_id", Id, ForeignKey("lines.id"), nullable=False),
    Column("member_id", Id, ForeignKey("members.id"), nullable=False, comment="whose phone it is"),
    Column("kind", String(20), nullable=False, comment="a PhoneKind"),
    Column("number", Number, nullable=False),
    Column("name", Text, nullable=False),
    Column("connected_by", String(20), nullable=False, comment="a ConnectedBy"),
    Column("asks_key", Boolean, nullable=False, comment="whether a call that rings it first waits for a key"),
    Column("attested", Boolean, nullable=False, comment="whether the carrier attested the caller of its last call"),
    Column("made_member", Boolean, nullable=False, comment="whether its member came with it, and leaves with it"),
    Column("made_agent", Boolean, nullable=False, comment="whether its member became an agent of the line by it"),
    Column("made_at", Micros, nullable=False),
    Column("revoked_at", Micros, comment="null while it works"),
    Index("ix_phones_line", "workspace_id", "line_id"),
    Index("ix_phones_number", "workspace_id", "number"),
    Index("ix_phones_member", "workspace_id", "member_id"),
)

# One that was revoked may come back, with a new PIN.
Index(
    "uq_phones_number",
    phones.c.line_id,
    phones.c.number,
    unique=True,
    sqlite_where=text("revoked_at IS NULL"),
    postgresql_where=text("revoked_at IS NULL"),
)

line_pins = Table(
    "line_pins",
    metadata,
    Column("line_id", Id, ForeignKey("lines.id"), primary_key=True),
    Column("workspace_id", Id, ForeignKey("workspaces.id"), nullable=False),
    Column("pin", Text, nullable=False, comment="encrypted: whoever sets lines up sees it"),
    Column("set_at", Micros, nullable=False),
)

dial_intents = Table(
    "dial_intents",
    metadata,
    Column("phone_id", Id, ForeignKey("phones.id"), primary_key=True),
    Column("workspace_id", Id, ForeignKey("workspaces.id"), nullable=False),
    Column("number", Number, nullable=False, comment="who is to be called"),
    Column("code", String(64), nullable=False, comment="HMAC of the digits that prove its call; empty: none"),
    Column("made_at", Micros, nullable=False),
    Column("expires_at", Micros, nullable=False),
)


class PhoneKind(StrEnum):
    """What a phone of a line is."""

    SMARTPHONE = "smartphone"
    """Activated by text; its dialer hands calls over to the telephone itself."""
    LANDLINE = "landline"
    """Connected by its number; its dialer opens on a computer, and rings it first."""


class ConnectedBy(StrEnum):
    """Who made a phone one of the line's, which says how far its number is known to be its member's."""

    TEXT = "text"
    """The phone itself, by texting the PIN. A sender can be forged; who opened the link that came has the phone."""
    OWNER = "owner"
    """An owner, who vouches for it."""
    MANAGER = "manager"
    """A manager, who can't: owners alone let numbers be shown."""


class Phone(Struct, frozen=True):
    """A phone of a line that works."""

    id: str
    workspace_id: str
    line_id: str
    member_id: str
    kind: PhoneKind
    number: E164
    name: str
    connected_by: ConnectedBy
    asks_key: bool
    attested: bool
    made_member: bool
    made_agent: bool
    made_at: int


class LinePin(Struct, frozen=True):
    """A line's PIN, as it is shown."""

    pin: str
    set_at: int
