"""The tables of conversations: which there are, for whom they are unread, and the notes in them.

Calls, messages and voicemails are in tables of their own, where they are found by contact and line. A conversation's
row holds what a list of conversations is sorted and begun with.
"""

from __future__ import annotations

from msgspec import Struct
from sqlalchemy import Column, ForeignKey, Index, PrimaryKeyConstraint, String, Table, Text

from offhook.messages.model import Message
from offhook.messages.pictures.model import Picture
from offhook.storage.schema import Id, Micros, metadata
from offhook.voicemail.model import Voicemail

WITHHELD = "withheld"
"""The party of a line's one conversation with all callers who withhold their number."""

conversations = Table(
    "conversations",
    metadata,
    Column("id", Id, primary_key=True),
    Column("workspace_id", Id, ForeignKey("workspaces.id"), nullable=False),
    Column("line_id", Id, ForeignKey("lines.id"), nullable=False),
    Column("contact_id", Id, ForeignKey("contacts.id"), comment="null: callers who withhold their number"),
    Column("party", String(40), nullable=False, comment="the contact's id, or withheld"),
    Column("latest_at", Micros, nullable=False),
    Column("assignee_id", Id, ForeignKey("members.id"), comment="who looks after it; null: nobody in particular"),
    Column("latest_id", Id, nullable=False, comment="of a call, a message or a note: its beginning says which"),
    Index("uq_conversations_party", "workspace_id", "line_id", "party", unique=True),
    Index("ix_conversations_latest", "workspace_id", "latest_at", "id"),
    Index("ix_conversations_line", "workspace_id", "line_id", "latest_at", "id"),
    Index("ix_conversations_contact", "contact_id"),
    Index("ix_conversations_assignee", "workspace_id", "assignee_id", "latest_at", "id"),
)

conversation_unread = Table(
    "conversation_unread",
    metadata,
    Column("member_id", Id, ForeignKey("members.id"), nullable=False),
    Column("conversation_id", Id, ForeignKey("conversations.id"), nullable=False),
    Column("workspace_id", Id, nullable=False),
    Column("at", Micros, nullable=False, comment="of what is unread in it, the latest"),
    PrimaryKeyConstraint("member_id", "conversation_id"),
    Index("ix_conversation_unread_latest", "member_id", "at", "conversation_id"),
    Index("ix_conversation_unread_conversation", "conversation_id"),
)

conversation_notes = Table(
    "conversation_notes",
    metadata,
    Column("id", Id, primary_key=True),
    Column("workspace_id", Id, ForeignKey("workspaces.id"), nullable=False),
    Column("conversation_id", Id, ForeignKey("conversations.id"), nullable=False),
    Column("member_id", Id, ForeignKey("members.id"), nullable=False, comment="who wrote it"),
    Column("member_name", Text, nullable=False, comment="as they were called then"),
    Column("text", Text, nullable=False),
    Column("made_at", Micros, nullable=False),
    Column("changed_at", Micros),
    Column("deleted_at", Micros, comment="it can be restored for a day"),
    Index("ix_conversation_notes_conversation", "conversation_id", "made_at"),
    Index("ix_conversation_notes_deleted", "deleted_at"),
)


message_drafts = Table(
    "message_drafts",
    metadata,
    Column("member_id", Id, ForeignKey("members.id"), nullable=False),
    Column("conversation_id", Id, ForeignKey("conversations.id"), nullable=False),
    Column("workspace_id", Id, ForeignKey("workspaces.id"), nullable=False),
    Column("text", Text, nullable=False),
    Column("pictures", Text, nullable=False, comment="their ids, with commas"),
    Column("changed_at", Micros, nullable=False),
    PrimaryKeyConstraint("member_id", "conversation_id"),
    Index("ix_message_drafts_conversation", "conversation_id"),
)

message_templates = Table(
    "message_templates",
    metadata,
    Column("id", Id, primary_key=True),
    Column("workspace_id", Id, ForeignKey("workspaces.id"), nullable=False),
    Column("name", String(64), nullable=False),
    Column("text", Text, nullable=False, comment="with {name}, {first_name}, {line} and {member}"),
    Column("changed_at", Micros, nullable=False),
    Index("uq_message_templates_name", "workspace_id", "name", unique=True),
)


class Note(Struct, frozen=True):
    """What a member wrote down for the others."""

    id: str
    workspace_id: str
    conversation_id: str
    member_id: str
    member_name: str
    text: str
    made_at: int
    changed_at: int | None
    deleted_at: int | None


class CallEntry(Struct, frozen=True):
    """A call in a conversation, with the message that was left at its end."""

    id: str
    at: int
    """When it was placed, or came in."""
    direction: str
    disposition: str | None
    """A `Disposition`; None while it lives."""
    reason: str
    number: str
    """The contact's, at their end; empty: withheld."""
    member_id: str | None
    member_name: str
    """Who placed or took it; empty: nobody."""
    talk_ms: int
    ended_at: int | None
    voicemail: Voicemail | None = None


class NoteEntry(Struct, frozen=True):
    """A note in a conversation."""

    note: Note

    @property
    def id(self) -> str:
        """The note's."""
        return self.note.id

    @property
    def at(self) -> int:
        """When it was written."""
        return self.note.made_at


class MessageEntry(Struct, frozen=True):
    """A text in a conversation."""

    message: Message
    pictures: tuple[Picture, ...] = ()

    @property
    def id(self) -> str:
        """The message's."""
        return self.message.id

    @property
    def at(self) -> int:
        """Its place among what happened."""
        return self.message.sort_at


Entry = CallEntry | MessageEntry | NoteEntry
"""The union of what conversations are made of; another kind of entry adds its own frozen Struct here."""


class Conversation(Struct, frozen=True):
    """A conversation as one member sees it."""

    id: str
    workspace_id: str
    line_id: str
    line_number: str
    contact_id: str | None
    """None: callers who withhold their number."""
    name: str
    """The contact's, now; empty while only the number is known."""
    number: str
    """The one to call the contact at, or that they called from last; empty: withheld."""
    latest_at: int
    latest_id: str
    latest: Entry | None
    """None where it was taken away meanwhile."""
    unread_at: int | None
    """When that happened which the member hasn't seen; None: they have."""
    assignee_id: str | None = None
    """Who looks after it; None: nobody in particular, or somebody who is gone."""
    assignee_name: str = ""


class Draft(Struct, frozen=True):
    """What a member has begun to write in a conversation, and not sent."""

    text: str
    pictures: tuple[str, ...]
    changed_at: int


class Template(Struct, frozen=True):
    """A text that is written once and sent often."""

    id: str
    workspace_id: str
    name: str
    text: str
    changed_at: int
