"""The tables of web push: the installation's key, the devices that are told, and each push until it is handed over."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct
from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Text

from offhook.storage.schema import Id, Micros, metadata

push_keys = Table(
    "push_keys",
    metadata,
    Column("id", Id, primary_key=True),
    Column("private_key", Text, nullable=False, comment="encrypted: who has it may push to every device"),
    Column("public_key", String(100), nullable=False, comment="base64url, as browsers want it"),
    Column("made_at", Micros, nullable=False),
)

push_devices = Table(
    "push_devices",
    metadata,
    Column("id", Id, primary_key=True),
    Column("workspace_id", Id, ForeignKey("workspaces.id"), nullable=False),
    Column("member_id", Id, ForeignKey("members.id"), nullable=False),
    Column("session_id", Id, comment="in which it was added: signed out there it is told nothing more; null: by a key"),
    Column("name", Text, nullable=False, comment="what its owner knows it by: Chrome on Android"),
    Column("language", String(35), nullable=False, comment="BCP 47, of the texts"),
    Column("endpoint_hash", String(64), nullable=False, comment="SHA-256 of the endpoint's address, hexadecimal"),
    Column("subscription", Text, nullable=False, comment="encrypted: the endpoint's address and the browser's keys"),
    Column("added_at", Micros, nullable=False),
    Column("pushed_at", Micros, comment="when one was last handed over"),
    Index("ix_push_devices_member", "workspace_id", "member_id"),
    Index("uq_push_devices_endpoint", "endpoint_hash", unique=True),
)

pushes = Table(
    "pushes",
    metadata,
    Column("id", Id, primary_key=True),
    Column("workspace_id", Id, ForeignKey("workspaces.id"), nullable=False),
    Column("device_id", Id, nullable=False),
    Column("member_id", Id, nullable=False),
    Column("kind", String(20), nullable=False, comment="a Kind"),
    Column("line_id", Id, comment="null: a test"),
    Column("call_id", Id, comment="null: a test"),
    Column("voicemail_id", Id, comment="of a voicemail's"),
    Column("message_id", Id, comment="of a text's"),
    Column("state", String(10), nullable=False, comment="a PushState"),
    Column("tries", Integer, nullable=False),
    Column("due_at", Micros, nullable=False),
    Column("made_at", Micros, nullable=False),
    Column("reason", Text, nullable=False, comment="of the last try that failed; empty: none did"),
    Index("ix_pushes_due", "state", "due_at"),
    Index("ix_pushes_device", "device_id"),
)


class Kind(StrEnum):
    """What a push tells of."""

    MISSED_CALL = "missed_call"
    VOICEMAIL = "voicemail"
    TEXT = "text"
    TEST = "test"


class PushState(StrEnum):
    """How far a push is."""

    WAITING = "waiting"
    SENT = "sent"
    """The browser's maker has it: whether the device was ever switched on again nobody tells."""
    DROPPED = "dropped"
    """Not sent, and not tried any more; the reason says why."""


class Subscription(Struct, frozen=True):
    """Where a device is reached, and with whose keys what it is told is encrypted (RFC 8030, RFC 8291)."""

    endpoint: str
    p256dh: str
    """The browser's public key, base64url: an uncompressed point on P-256."""
    auth: str
    """Its secret of 16 bytes, base64url."""


class Device(Struct, frozen=True):
    """A browser that shows notifications for a member."""

    id: str
    workspace_id: str
    member_id: str
    session_id: str | None
    name: str
    language: str
    added_at: int
    pushed_at: int | None


class Push(Struct, frozen=True):
    """One notification on its way to one device."""

    id: str
    workspace_id: str
    device_id: str
    member_id: str
    kind: Kind
    line_id: str | None
    call_id: str | None
    voicemail_id: str | None
    message_id: str | None
    state: PushState
    tries: int
    due_at: int
    made_at: int
    reason: str
