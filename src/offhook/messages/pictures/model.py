"""The table of pictures.

A picture's row is there from its upload on, or from when a message came that says where it is; what it shows is in a
file beside the database.
"""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct
from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Text

from offhook.storage.schema import Id, Micros, metadata

message_pictures = Table(
    "message_pictures",
    metadata,
    Column("id", Id, primary_key=True),
    Column("workspace_id", Id, ForeignKey("workspaces.id"), nullable=False),
    Column("message_id", Id, ForeignKey("messages.id"), comment="null: uploaded, and not sent yet"),
    Column("position", Integer, nullable=False),
    Column("kind", String(32), nullable=False, comment="its media type; of one that is not kept what the carrier says"),
    Column("content", String(64), comment="the hash of its file, as of voicemails; null until it is kept"),
    Column("bytes", Integer, nullable=False),
    Column("width", Integer),
    Column("height", Integer),
    Column("state", String(10), nullable=False, comment="a PictureState"),
    Column("source", Text, nullable=False, comment="where the carrier has it; empty: it was uploaded"),
    Column("trunk_id", Id, ForeignKey("trunks.id"), comment="whose authority fetches it; null: it was uploaded"),
    Column("tries", Integer, nullable=False),
    Column("due_at", Micros, comment="when it is to be fetched; null: it isn't"),
    Column("reason", Text, nullable=False, comment="why the last try failed; empty: none did"),
    Column("made_at", Micros, nullable=False),
    Index("ix_message_pictures_message", "message_id", "position"),
    Index("ix_message_pictures_due", "due_at"),
    Index("ix_message_pictures_content", "content"),
    Index("ix_message_pictures_made", "made_at"),
)


class PictureState(StrEnum):
    """Whether a picture can be seen."""

    FETCHING = "fetching"
    KEPT = "kept"
    FAILED = "failed"
    """It could not be fetched, or is none. Where `due_at` says when, it is tried again."""


class Picture(Struct, frozen=True):
    """A picture of a message, or one that is to become that."""

    id: str
    workspace_id: str
    message_id: str | None
    position: int
    kind: str
    content: str | None
    bytes: int
    width: int | None
    height: int | None
    state: PictureState
    source: str
    trunk_id: str | None
    tries: int
    due_at: int | None
    reason: str
    made_at: int
