"""Tables of calls: the record people read, its legs, and the journal that both are derived from.

What a call began with is in its row from the start; what came of it, and its legs, are written when it ends. Until then
they are read from the journal.
"""

from __future__ import annotations

from sqlalchemy import (
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

from offhook.storage.schema import Id, Micros, Millis, Number, metadata

calls = Table(
    "calls",
    metadata,
    Column("id", Id, primary_key=True),
    Column("workspace_id", Id, ForeignKey("workspaces.id"), nullable=False),
    Column("flow", String(40), nullable=False),
    Column("direction", String(10), nullable=False, server_default="outbound", comment="a Direction"),
    Column("contact_id", Id, ForeignKey("contacts.id"), comment="null: a caller who withheld their number"),
    Column("contact_name", Text, nullable=False),
    Column("contact_number", Number, nullable=False, comment="empty: withheld"),
    Column("member_id", Id, ForeignKey("members.id"), comment="null: nobody's, or taken at a forwarding number"),
    Column("member_name", Text, nullable=False, comment="empty: nobody's so far"),
    Column("member_number", String(40), nullable=False, comment="the phone: E.164, or the id of a device or softphone"),
    Column("holder_id", Id, comment="the member who has it now; null: as member_id; empty: nobody's"),
    Column("accepted_leg", Id, comment="the leg that has claimed the caller"),
    Column("line_id", Id, ForeignKey("lines.id"), comment="null: a softphone's without a line"),
    Column("line_number", Number, nullable=False),
    Column("disposition", String(30), comment="a Disposition, once ended"),
    Column("cause", String(30)),
    Column("reason", Text, nullable=False, server_default=""),
    Column("placed_at", Micros, nullable=False),
    Column("bridged_at", Micros),
    Column("ended_at", Micros, comment="null while the call lives"),
    Column("talk_ms", Millis, nullable=False, server_default="0"),
    Column("certain", Boolean, nullable=False, server_default="1", comment="false: part of it happened unobserved"),
    Index("ix_calls_history", "workspace_id", "placed_at"),
    Index("ix_calls_contact", "workspace_id", "contact_id", "placed_at"),
    Index("ix_calls_member", "workspace_id", "member_id", "placed_at"),
    Index("ix_calls_line", "workspace_id", "line_id", "placed_at"),
    Index("ix_calls_conversation", "workspace_id", "line_id", "contact_id", "placed_at"),
    Index("ix_calls_disposition", "workspace_id", "disposition", "placed_at"),
    Index("ix_calls_live", "ended_at"),
)

legs = Table(
    "legs",
    metadata,
    Column("id", Id, primary_key=True),
    Column("call_id", Id, ForeignKey("calls.id"), nullable=False),
    Column("workspace_id", Id, nullable=False),
    Column("role", String(20), nullable=False),
    Column("direction", String(10), nullable=False),
    Column("number", String(40), nullable=False, comment="E.164, or a device's id; empty: withheld"),
    Column("caller_id", Number, nullable=False),
    Column("trunk_id", Id, nullable=False, comment="empty: a device's"),
    Column("state", String(20), nullable=False),
    Column("started_at", Micros, nullable=False),
    Column("ringing_at", Micros),
    Column("answered_at", Micros),
    Column("bridged_at", Micros),
    Column("ended_at", Micros),
    Column("cause", String(30)),
    Column("q850", Integer),
    Column("sip", Integer),
    Column("why", Text, nullable=False, server_default=""),
    Index("ix_legs_call", "call_id"),
)

journal = Table(
    "journal",
    metadata,
    Column("call_id", Id, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("at", Micros, nullable=False),
    Column("mono", Micros, nullable=False, comment="nanoseconds, comparable within one boot"),
    Column("boot", String(12), nullable=False),
    Column("event", LargeBinary, nullable=False),
    Column("answers", LargeBinary, nullable=False),
    Column("commands", LargeBinary, nullable=False),
    PrimaryKeyConstraint("call_id", "seq"),
)

heartbeats = Table(
    "heartbeats",
    metadata,
    Column("worker", String(40), primary_key=True),
    Column("at", Micros, nullable=False, comment="when this worker last saw its calls alive"),
    Column("mono", Micros, nullable=False, server_default="0", comment="nanoseconds, comparable within one boot"),
    Column("boot", String(12), nullable=False, server_default=""),
)
