"""The tables of voicemails and greetings.

A voicemail's row is there from the end of its recording on; its audio is fetched right after that.
"""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct
from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, PrimaryKeyConstraint, String, Table, Text

from offhook.calls.values import E164
from offhook.storage.schema import Id, Micros, Millis, Number, metadata

voicemails = Table(
    "voicemails",
    metadata,
    Column("id", Id, primary_key=True),
    Column("workspace_id", Id, ForeignKey("workspaces.id"), nullable=False),
    Column("call_id", Id, ForeignKey("calls.id"), nullable=False),
    Column("line_id", Id, ForeignKey("lines.id"), nullable=False),
    Column("contact_id", Id, ForeignKey("contacts.id"), comment="null: the caller withheld their number"),
    Column("caller", Number, nullable=False, comment="empty: withheld"),
    Column("caller_name", Text, nullable=False),
    Column("recording", String(64), nullable=False, comment="its name on the network, from where it is fetched"),
    Column("state", String(10), nullable=False, comment="a State"),
    Column("content", String(64), comment="SHA-256 of the audio, hexadecimal; null until it is kept"),
    Column("size", Integer, comment="bytes"),
    Column("duration_ms", Millis),
    Column(
        "cut_short",
        Boolean,
        nullable=False,
        server_default="0",
        comment="the network's disk was full: a part may be missing",
    ),
    Column("left_at", Micros, nullable=False),
    Column("heard_at", Micros),
    Column("deleted_at", Micros),
    Index("ix_voicemails_inbox", "workspace_id", "left_at"),
    Index("ix_voicemails_waiting", "state"),
    Index("uq_voicemails_call", "call_id", unique=True),
)

greetings = Table(
    "greetings",
    metadata,
    Column("line_id", Id, ForeignKey("lines.id"), primary_key=True),
    Column("workspace_id", Id, ForeignKey("workspaces.id"), nullable=False),
    Column("content", String(64), nullable=False, comment="hash of the audio, as of voicemails"),
    Column("size", Integer, nullable=False, comment="bytes"),
    Column("duration_ms", Millis, nullable=False),
    Column("made_at", Micros, nullable=False),
)

greeting_recordings = Table(
    "greeting_recordings",
    metadata,
    Column("recording", String(64), primary_key=True, comment="its name on the network, from where it is fetched"),
    Column("workspace_id", Id, ForeignKey("workspaces.id"), nullable=False),
    Column("line_id", Id, ForeignKey("lines.id"), nullable=False),
    Column("made_at", Micros, nullable=False),
)

mail_recipients = Table(
    "mail_recipients",
    metadata,
    Column("line_id", Id, ForeignKey("lines.id"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("workspace_id", Id, ForeignKey("workspaces.id"), nullable=False),
    Column("address", String(254), nullable=False, comment="a line's voicemails are sent there"),
    PrimaryKeyConstraint("line_id", "position"),
)

mails = Table(
    "mails",
    metadata,
    Column("id", Id, primary_key=True),
    Column("workspace_id", Id, ForeignKey("workspaces.id"), nullable=False),
    Column("voicemail_id", Id, ForeignKey("voicemails.id"), comment="null: it is another notice"),
    Column("subject", Text, nullable=False, comment="of a notice; empty: a voicemail's"),
    Column("text", Text, nullable=False, comment="of a notice; empty: a voicemail's"),
    Column("address", String(254), nullable=False),
    Column("state", String(10), nullable=False, comment="a MailState"),
    Column("tries", Integer, nullable=False),
    Column("due_at", Micros, nullable=False),
    Column("made_at", Micros, nullable=False),
    Column("sent_at", Micros),
    Column("reason", Text, nullable=False, comment="of the last try that failed; empty: none did"),
    Index("ix_mails_due", "state", "due_at"),
    Index("ix_mails_voicemail", "voicemail_id"),
)


class State(StrEnum):
    """How far a voicemail is."""

    WAITING = "waiting"
    """Its audio is still on the network."""
    KEPT = "kept"
    EMPTY = "empty"
    """The recording is too short to be a message."""
    LOST = "lost"
    """The network has no such recording, or next to nothing of it: it stopped, or had no room, before it wrote any."""


class Voicemail(Struct, frozen=True):
    """A message that somebody left."""

    id: str
    workspace_id: str
    call_id: str
    line_id: str
    contact_id: str | None
    caller: E164 | None
    """None where it was withheld."""
    caller_name: str
    recording: str
    state: State
    content: str | None
    size: int | None
    duration_ms: int | None
    cut_short: bool
    """Where it was recorded the disk was full meanwhile: a part may be missing."""
    left_at: int
    heard_at: int | None
    deleted_at: int | None
