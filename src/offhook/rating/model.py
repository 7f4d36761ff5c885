"""Rate sheets, what each leg and message costs, and the sums of each day.

Money is integer millionths of a currency unit. Of two currencies nothing is ever added up.
"""

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
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
)

from offhook.storage.schema import Id, Micros, metadata

Money = BigInteger

rate_sheets = Table(
    "rate_sheets",
    metadata,
    Column("id", Id, primary_key=True),
    Column("workspace_id", Id, ForeignKey("workspaces.id"), nullable=False),
    Column("trunk_id", Id, ForeignKey("trunks.id"), nullable=False),
    Column("name", String(100), nullable=False),
    Column("currency", String(3), nullable=False, comment="ISO 4217"),
    Column("size", Integer, nullable=False, comment="how many rates it has"),
    Column("made_by", Id, ForeignKey("members.id"), nullable=False),
    Column("made_at", Micros, nullable=False),
    Column("current", Boolean, nullable=False, comment="the newest of its trunk that wasn't taken back"),
    Column("undone_at", Micros),
    Index("ix_rate_sheets_trunk", "workspace_id", "trunk_id", "made_at"),
)

rates = Table(
    "rates",
    metadata,
    Column("sheet_id", Id, ForeignKey("rate_sheets.id"), nullable=False),
    Column("workspace_id", Id, nullable=False),
    Column("kind", String(10), nullable=False, comment="a PricedKind"),
    Column("direction", String(10), nullable=False, comment="outbound or inbound"),
    Column("prefix", String(15), nullable=False, comment="digits of E.164; empty: every number"),
    Column("price", Money, nullable=False, comment="of a minute, or of a text's segment"),
    Column("once", Money, nullable=False, comment="of each call or message, whatever its length"),
    Column("minimum_s", Integer, nullable=False),
    Column("increment_s", Integer, nullable=False),
    PrimaryKeyConstraint("sheet_id", "kind", "direction", "prefix"),
)

charges = Table(
    "charges",
    metadata,
    Column("id", String(48), primary_key=True, comment="the leg's or the message's"),
    Column("workspace_id", Id, nullable=False),
    Column("kind", String(10), nullable=False, comment="a PricedKind"),
    Column("call_id", Id, nullable=False, comment="empty: a message's"),
    Column("line_id", Id, nullable=False, comment="empty: none"),
    Column("member_id", Id, nullable=False, comment="empty: nobody's"),
    Column("direction", String(10), nullable=False, comment="of the call or message as a whole"),
    Column("number", String(40), nullable=False, comment="the other side; empty: withheld"),
    Column("trunk_id", Id, nullable=False),
    Column("day", String(10), nullable=False, comment="YYYY-MM-DD in the workspace's time zone"),
    Column("at", Micros, nullable=False),
    Column("units", Integer, nullable=False, comment="seconds of a call, segments of a text"),
    Column("rate", Text, nullable=False, comment="the rate it was estimated by, as JSON; empty: there was none"),
    Column("estimate", Money, comment="null: no rate"),
    Column("currency", String(3), nullable=False, comment="of the estimate; empty: none"),
    Column("price", Money, comment="the carrier's; null: it has told none"),
    Column("price_currency", String(3), nullable=False),
    Column("state", String(10), nullable=False, comment="a ChargeState"),
    Column("reference", String(96), nullable=False, comment="the carrier's id; empty until it is asked for"),
    Column("tries", Integer, nullable=False),
    Column("due_at", Micros, comment="when the carrier is asked; null: never again"),
    Column("reason", Text, nullable=False, comment="why there is no price of the carrier's, in words"),
    Index("ix_charges_due", "due_at"),
    Index("ix_charges_call", "call_id"),
    Index("ix_charges_at", "workspace_id", "at", "id"),
    Index("ix_charges_member", "workspace_id", "member_id", "at", "id"),
)

costs = Table(
    "costs",
    metadata,
    Column("workspace_id", Id, nullable=False),
    Column("day", String(10), nullable=False),
    Column("line_id", Id, nullable=False),
    Column("member_id", Id, nullable=False),
    Column("kind", String(10), nullable=False),
    Column("direction", String(10), nullable=False),
    Column("currency", String(3), nullable=False, comment="empty: what has no price at all"),
    Column("count", Integer, nullable=False),
    Column("unrated", Integer, nullable=False, comment="of these, how many have neither estimate nor price"),
    Column("waiting", Integer, nullable=False, comment="of these, for how many the carrier is asked still"),
    Column("given_up", Integer, nullable=False),
    Column("estimate", Money, nullable=False, comment="the sum of our estimates"),
    Column("price", Money, nullable=False, comment="the sum of what the carrier told"),
    Column("compared", Money, nullable=False, comment="our estimates of those that the carrier has priced"),
    Column("total", Money, nullable=False, comment="the carrier's price, or our estimate where there is none"),
    PrimaryKeyConstraint("workspace_id", "day", "line_id", "member_id", "kind", "direction", "currency"),
)

number_fees = Table(
    "number_fees",
    metadata,
    Column("line_id", Id, ForeignKey("lines.id"), nullable=False),
    Column("workspace_id", Id, ForeignKey("workspaces.id"), nullable=False),
    Column("since", String(7), nullable=False, comment="YYYY-MM: from this month on, until another holds"),
    Column("price", Money, comment="of a month; null: none any more"),
    Column("currency", String(3), nullable=False, comment="ISO 4217; empty: none"),
    Column("source", String(10), nullable=False, comment="a FeeSource"),
    PrimaryKeyConstraint("line_id", "since"),
    Index("ix_number_fees_workspace", "workspace_id"),
)


class PricedKind(StrEnum):
    """What is paid for."""

    CALL = "call"
    TEXT = "text"
    PICTURE = "picture"
    """A message with pictures."""


class FeeSource(StrEnum):
    """How we know what a number costs a month."""

    CARRIER = "carrier"
    """It said so when the number was bought or taken under control."""
    OWNER = "owner"
    """Somebody typed it."""


class ChargeState(StrEnum):
    """What is known of the carrier's price."""

    OURS = "ours"
    """The carrier tells none: our estimate is all there is."""
    WAITING = "waiting"
    TOLD = "told"
    GIVEN_UP = "given_up"


class Rate(Struct, frozen=True):
    """What numbers with a prefix cost."""

    kind: PricedKind
    direction: str
    prefix: str
    """Digits of E.164; empty: every number."""
    price: int
    """Of a minute, or of a text's segment."""
    once: int = 0
    """Of each call or message, whatever its length."""
    minimum_s: int = 60
    increment_s: int = 60
    """By how many seconds a call is counted."""


class RateUsed(Struct, frozen=True):
    """A rate with the currency of its sheet."""

    rate: Rate
    currency: str


class Sheet(Struct, frozen=True):
    """The rates of a trunk, as they were imported at some time."""

    id: str
    workspace_id: str
    trunk_id: str
    name: str
    currency: str
    size: int
    made_by: str
    made_at: int
    current: bool
    undone_at: int | None = None


class Charge(Struct, frozen=True, kw_only=True):
    """What one leg or message costs, as far as is known."""

    id: str
    workspace_id: str
    kind: PricedKind
    call_id: str = ""
    line_id: str = ""
    member_id: str = ""
    direction: str
    number: str
    trunk_id: str
    day: str
    at: int
    units: int
    rate: str = ""
    estimate: int | None = None
    currency: str = ""
    price: int | None = None
    price_currency: str = ""
    state: ChargeState = ChargeState.OURS
    reference: str = ""
    tries: int = 0
    due_at: int | None = None
    reason: str = ""


class Fee(Struct, frozen=True):
    """What a line's number costs a month, whatever is done with it."""

    line_id: str
    since: str
    """The first month that it holds for, as `2026-11`."""
    price: int
    currency: str
    source: FeeSource
