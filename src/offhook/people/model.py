"""A member of a workspace, and the API keys that act for them."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
)

from offhook.calls.values import E164, Extension
from offhook.storage.schema import Id, Micros, Number, metadata

members = Table(
    "members",
    metadata,
    Column("id", Id, primary_key=True),
    Column("workspace_id", Id, ForeignKey("workspaces.id"), nullable=False),
    Column("name", Text, nullable=False),
    Column("email", String(254), comment="case folded"),
    Column("role", String(20), nullable=False, comment="a Role"),
    Column("number", Number, comment="their own phone, remembered from its first use"),
    Column("extension", String(6), comment="their short number within the workspace, 2 to 6 digits"),
    Column("active", Boolean, nullable=False, comment="false: gone, kept for the records of their calls"),
    Column("created_at", Micros, nullable=False),
    Column("may_unmask", Boolean, nullable=False, comment="may let a side of a call see the other's number"),
    Column("copies", String(4), nullable=False, comment="a Copies: how they are told of texts and voicemails"),
    Index("uq_members_email", "workspace_id", "email", unique=True),
    Index("uq_members_extension", "workspace_id", "extension", unique=True),
    Index("ix_members_email", "email"),
)

api_keys = Table(
    "api_keys",
    metadata,
    Column("id", Id, primary_key=True),
    Column("workspace_id", Id, ForeignKey("workspaces.id"), nullable=False),
    Column("member_id", Id, ForeignKey("members.id"), nullable=False, comment="whom the key acts as"),
    Column("name", Text, nullable=False),
    Column("prefix", String(16), nullable=False, comment="the part of the key that may be shown"),
    Column("hash", String(64), nullable=False, comment="SHA-256 of the secret part, hexadecimal"),
    Column("created_at", Micros, nullable=False),
    Column("last_used_at", Micros),
    Column("revoked_at", Micros),
    Index("uq_api_keys_prefix", "prefix", unique=True),
    Index("ix_api_keys_member", "workspace_id", "member_id"),
)

pins = Table(
    "pins",
    metadata,
    Column("member_id", Id, ForeignKey("members.id"), primary_key=True),
    Column("workspace_id", Id, ForeignKey("workspaces.id"), nullable=False),
    Column("hash", String(64), nullable=False, comment="HMAC-SHA-256 with a key outside the database, hexadecimal"),
    Column("set_at", Micros, nullable=False),
)

pin_tries = Table(
    "pin_tries",
    metadata,
    Column("workspace_id", Id, ForeignKey("workspaces.id"), nullable=False),
    Column("subject", String(64), nullable=False, comment="whose PIN was tried, or who tried"),
    Column("failures", Integer, nullable=False, comment="in a row"),
    Column("locked_until", Micros, nullable=False, comment="0: not locked"),
    PrimaryKeyConstraint("workspace_id", "subject"),
)

passwords = Table(
    "passwords",
    metadata,
    Column("member_id", Id, ForeignKey("members.id"), primary_key=True),
    Column("workspace_id", Id, ForeignKey("workspaces.id"), nullable=False),
    Column("hash", String(200), nullable=False, comment="Argon2id, as a PHC string"),
    Column("set_at", Micros, nullable=False),
)

sessions = Table(
    "sessions",
    metadata,
    Column("id", Id, primary_key=True),
    Column("workspace_id", Id, ForeignKey("workspaces.id"), nullable=False),
    Column("member_id", Id, ForeignKey("members.id"), nullable=False),
    Column("hash", String(64), nullable=False, comment="SHA-256 of the cookie's token, hexadecimal"),
    Column("by", String(20), nullable=False, comment="a Proof: how they signed in"),
    Column("address", String(64), nullable=False, comment="where from"),
    Column("agent", Text, nullable=False, comment="what their browser calls itself"),
    Column("phone_id", Id, comment="the phone of a line that it is of; null: its member signed in themselves"),
    Column("made_at", Micros, nullable=False),
    Column("seen_at", Micros, nullable=False, comment="to the minute"),
    Index("uq_sessions_hash", "hash", unique=True),
    Index("ix_sessions_member", "workspace_id", "member_id"),
)

passkeys = Table(
    "passkeys",
    metadata,
    Column("id", Id, primary_key=True),
    Column("workspace_id", Id, ForeignKey("workspaces.id"), nullable=False),
    Column("member_id", Id, ForeignKey("members.id"), nullable=False),
    Column("name", Text, nullable=False),
    Column("credential", String(1364), nullable=False, comment="the credential's id, base64url"),
    Column("public_key", LargeBinary, nullable=False, comment="a COSE key (RFC 9052)"),
    Column("sign_count", BigInteger, nullable=False, comment="as the device last said; 0: it does not count"),
    Column("synced", Boolean, nullable=False, comment="whether the member's other devices have it too"),
    Column("made_at", Micros, nullable=False),
    Column("used_at", Micros),
    Index("uq_passkeys_credential", "credential", unique=True),
    Index("ix_passkeys_member", "workspace_id", "member_id"),
)

links = Table(
    "links",
    metadata,
    Column("id", Id, primary_key=True),
    Column("workspace_id", Id, ForeignKey("workspaces.id"), nullable=False),
    Column("member_id", Id, ForeignKey("members.id"), nullable=False, comment="whom it signs in, once"),
    Column("phone_id", Id, comment="the phone of a line whose dialer it opens; null: no phone's"),
    Column("hash", String(64), nullable=False, comment="SHA-256 of its token, hexadecimal"),
    Column("made_at", Micros, nullable=False),
    Column("expires_at", Micros, nullable=False),
    Index("uq_links_hash", "hash", unique=True),
    Index("ix_links_member", "workspace_id", "member_id"),
)

sign_in_tries = Table(
    "sign_in_tries",
    metadata,
    Column("subject", String(64), primary_key=True, comment="an HMAC of whose password was tried, from where, or both"),
    Column("failures", Integer, nullable=False, comment="since then"),
    Column("since", Micros, nullable=False, comment="when the first of them was"),
    Index("ix_sign_in_tries_since", "since"),
)


class Role(StrEnum):
    """What a member may do: an owner everything, a manager all but owners' matters, an agent make calls."""

    OWNER = "owner"
    MANAGER = "manager"
    AGENT = "agent"


class Proof(StrEnum):
    """How somebody proved who they are when they signed in."""

    PASSWORD = "password"  # noqa: S105  # the word, not one
    LINK = "link"
    PASSKEY = "passkey"
    PHONE = "phone"
    """The link of a phone that was activated with a line's PIN, or connected by whoever sets lines up."""


class Copies(StrEnum):
    """How a member on duty is told on their phone of texts and voicemails."""

    NONE = "none"
    TEXT = "text"
    """By a text to their own number."""
    PUSH = "push"
    """By notifications of the browsers where they switched these on."""


class Member(Struct, frozen=True):
    """A person of a workspace."""

    id: str
    workspace_id: str
    name: str
    email: str | None
    role: Role
    number: E164 | None
    active: bool
    created_at: int
    extension: Extension | None = None
    copies: Copies = Copies.PUSH
    may_unmask: bool = False
    """Whether an owner lets them show either side of a call the other's number in place of the line's."""


class ApiKey(Struct, frozen=True):
    """A key without its secret."""

    id: str
    workspace_id: str
    member_id: str
    name: str
    prefix: str
    created_at: int
    last_used_at: int | None
    revoked_at: int | None


class NewKey(Struct, frozen=True):
    """A key that was just made; its text is shown this once and kept nowhere."""

    key: ApiKey
    text: str


class Session(Struct, frozen=True):
    """Somebody who is signed in, in one browser."""

    id: str
    workspace_id: str
    member_id: str
    by: Proof
    address: str
    agent: str
    made_at: int
    seen_at: int
    phone_id: str | None = None
    """The phone of a line that it is of: it lasts longer, and may do what an agent may."""


class Passkey(Struct, frozen=True):
    """A public key whose private half lets a member in."""

    id: str
    workspace_id: str
    member_id: str
    name: str
    credential: str
    public_key: bytes
    sign_count: int
    synced: bool
    made_at: int
    used_at: int | None


class Link(Struct, frozen=True):
    """A sign-in link that wasn't used yet, without its token."""

    id: str
    workspace_id: str
    member_id: str
    made_at: int
    expires_at: int
    phone_id: str | None = None
