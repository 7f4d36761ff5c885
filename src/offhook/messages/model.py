"""The tables of messages, and of who wants none any more."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct
from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, LargeBinary, String, Table, Text, text

from offhook.calls.values import E164
from offhook.messages.failures import Failure
from offhook.messages.segments import Encoding
from offhook.messages.states import Direction, Kind, MessageState
from offhook.storage.schema import Id, Micros, Number, metadata

messages = Table(
    "messages",
    metadata,
    Column("id", Id, primary_key=True),
    Column("workspace_id", Id, ForeignKey("workspaces.id"), nullable=False),
    Column("line_id", Id, ForeignKey("lines.id"), nullable=False),
    Column("conversation_id", Id, ForeignKey("conversations.id"), comment="null: a notice, in none"),
    Column("contact_id", Id, ForeignKey("contacts.id"), comment="null: a notice"),
    Column("number", Number, nullable=False, comment="the other side's; a short code or a name where that wrote"),
    Column("direction", String(10), nullable=False, comment="a Direction"),
    Column("kind", String(10), nullable=False, comment="a Kind"),
    Column("text", Text, nullable=False),
    Column("member_id", Id, ForeignKey("members.id"), comment="who sent it; null: inbound, or the system"),
    Column("member_name", Text, nullable=False, comment="as they were called then"),
    Column("made_at", Micros, nullable=False),
    Column("send_at", Micros, comment="null: at once"),
    Column("sort_at", Micros, nullable=False, comment="its place in the conversation, and among what waits there"),
    Column("state", String(12), nullable=False, comment="a MessageState"),
    Column("failure", String(20), comment="a Failure; null: none"),
    Column("carrier_code", String(40), nullable=False, comment="the vendor's own code of a failure"),
    Column("detail", Text, nullable=False, comment="the vendor's own words; empty: none"),
    Column("trunk_id", Id, ForeignKey("trunks.id"), comment="which carries it; null: not chosen yet"),
    Column("reference", String(128), comment="the carrier's id of it"),
    Column("queue", String(64), nullable=False, comment="messages of one are sent one after the other"),
    Column("tries", Integer, nullable=False),
    Column("due_at", Micros, nullable=False, comment="of what waits: not to be tried before"),
    Column("tried_at", Micros, comment="when the carrier was last asked to send it"),
    Column("ask_at", Micros, comment="when the carrier is to be asked what became of it; null: never"),
    Column("asks", Integer, nullable=False),
    Column("segments", Integer, nullable=False),
    Column("encoding", String(4), nullable=False, comment="an Encoding"),
    Column("estimate", BigInteger, comment="millionths of the currency; null: no rate is known"),
    Column("price", BigInteger, comment="the carrier's, in millionths; null until it is known"),
    Column("currency", String(3), nullable=False, comment="ISO 4217; empty: no price is known"),
    Index("ix_messages_conversation", "conversation_id", "sort_at", "id"),
    Index("ix_messages_queue", "queue", "state", "sort_at"),
    Index("ix_messages_due", "state", "due_at"),
    Index("ix_messages_ask", "ask_at"),
    Index("ix_messages_scheduled", "workspace_id", "state", "send_at", "id"),
    Index("ix_messages_number", "workspace_id", "number", "made_at"),
    Index("ix_messages_contact", "contact_id"),
    Index("ix_messages_line", "line_id", "direction", "sort_at"),
    # Of what was sent several may have one: SMSCs begin to count anew.
    Index("ix_messages_reference", "trunk_id", "reference", "direction"),
)

_INBOUND = text("direction = 'inbound'")
Index(
    "uq_messages_arrived",
    messages.c.trunk_id,
    messages.c.reference,
    unique=True,
    sqlite_where=_INBOUND,
    postgresql_where=_INBOUND,
)

message_parts = Table(
    "message_parts",
    metadata,
    Column("text_id", String(32), primary_key=True, comment="of the text that it is a part of"),
    Column("number", Integer, primary_key=True, comment="which part"),
    Column("workspace_id", Id, ForeignKey("workspaces.id"), nullable=False),
    Column("trunk_id", Id, ForeignKey("trunks.id"), nullable=False),
    Column("source", String(32), nullable=False, comment="as the SMSC writes it"),
    Column("destination", String(32), nullable=False),
    Column("reference", Integer, nullable=False, comment="the sender's, which it uses again"),
    Column("total", Integer, nullable=False, comment="how many parts there are"),
    Column("coding", Integer, nullable=False, comment="data_coding (SMPP 3.4, 5.2.19)"),
    Column("octets", LargeBinary, nullable=False, comment="empty once the text is kept"),
    Column("digest", String(64), nullable=False, comment="SHA-256 of what they were"),
    Column("came_at", Micros, nullable=False),
    Column("kept_at", Micros, comment="when the text was kept; null: parts are missing"),
    Index("ix_message_parts_text", "trunk_id", "source", "destination", "reference", "total"),
)

consents = Table(
    "consents",
    metadata,
    Column("id", Id, primary_key=True),
    Column("workspace_id", Id, ForeignKey("workspaces.id"), nullable=False),
    Column("line_id", Id, ForeignKey("lines.id"), nullable=False),
    Column("number", Number, nullable=False),
    Column("at", Micros, nullable=False),
    Column("what", String(3), nullable=False, comment="out or in: the newest row decides"),
    Column("source", String(10), nullable=False, comment="a Source"),
    Column("member_id", Id, ForeignKey("members.id"), comment="who wrote it down; null: nobody did"),
    Column("words", Text, nullable=False, comment="their text, or how a member came to know"),
    Index("ix_consents_number", "workspace_id", "number", "line_id", "at"),
)


class What(StrEnum):
    """Whether somebody wants texts."""

    OUT = "out"
    IN = "in"


class Source(StrEnum):
    """How we know."""

    TEXT = "text"
    """They texted a word."""
    MEMBER = "member"
    """They told a member, who wrote it down."""
    CARRIER = "carrier"
    """The carrier refuses to text them."""


class Message(Struct, frozen=True, kw_only=True):
    """A text, with what is known of it: what is left out is not known, or did not happen, yet."""

    id: str
    workspace_id: str
    line_id: str
    conversation_id: str | None = None
    contact_id: str | None = None
    number: E164
    direction: Direction
    kind: Kind
    text: str
    member_id: str | None = None
    member_name: str = ""
    made_at: int
    send_at: int | None = None
    sort_at: int
    state: MessageState
    failure: Failure | None = None
    carrier_code: str = ""
    detail: str = ""
    trunk_id: str | None = None
    reference: str | None = None
    queue: str
    tries: int = 0
    due_at: int
    tried_at: int | None = None
    ask_at: int | None = None
    asks: int = 0
    segments: int
    encoding: Encoding
    estimate: int | None = None
    price: int | None = None
    currency: str = ""

    @property
    def doubted(self) -> bool:
        """Whether the answer to its last try never came, and the carrier is being asked whether it has it."""
        return self.state is MessageState.SENDING and (bool(self.detail) or self.asks > 0)


class Consent(Struct, frozen=True):
    """An entry of the ledger of who wants texts from which line."""

    id: str
    workspace_id: str
    line_id: str
    number: E164
    at: int
    what: What
    source: Source
    member_id: str | None
    words: str
