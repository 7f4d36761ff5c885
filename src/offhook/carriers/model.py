"""An account with a carrier that is driven over HTTP: a trunk with more secrets than one."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct
from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, PrimaryKeyConstraint, String, Table, Text

from offhook.storage.schema import Id, Micros, Number, metadata
from offhook.trunks.model import Trunk

carrier_accounts = Table(
    "carrier_accounts",
    metadata,
    Column("trunk_id", Id, ForeignKey("trunks.id"), primary_key=True),
    Column("workspace_id", Id, ForeignKey("workspaces.id"), nullable=False),
    Column("kind", String(10), nullable=False, comment="a CarrierKind"),
    Column("account", String(64), nullable=False, comment="the account's id at the carrier"),
    Column("tokens", Text, comment="what webhooks are signed with: JSON, encrypted with the data folder's key"),
    Column("space", String(63), nullable=False, comment="SignalWire: the customer's own part of the host"),
    Column("application", String(64), nullable=False, comment="Telnyx: the TeXML application"),
    Column("calls_per_second", Integer, nullable=False),
    Column("key_secret", Text, comment="Vonage: of the API key that sees numbers; encrypted. Null: there is none"),
    Column("trial", Boolean, nullable=False, comment="whether the carrier called it a trial account when last tried"),
    Column("fast_ringing", Boolean, nullable=False, comment="whether a caller's document rings the phones"),
)

carrier_legs = Table(
    "carrier_legs",
    metadata,
    Column("leg", String(48), primary_key=True),
    Column("workspace_id", Id, ForeignKey("workspaces.id"), nullable=False),
    Column("call_id", Id, nullable=False, comment="may not be written yet, as when it just comes in"),
    Column("trunk_id", Id, ForeignKey("trunks.id"), nullable=False),
    Column("incoming", Boolean, nullable=False),
    Column("sid", String(96), nullable=False, comment="the carrier's id; empty until it is known"),
    Column("answered", Boolean, nullable=False, comment="of one that came in: by its flow"),
    Column("ended", Boolean, nullable=False, comment="kept for requests that are replayed, and until prices are known"),
    Column("dial", String(48), nullable=False, comment="the caller's document by which it is rung; else empty"),
    Index("ix_carrier_legs_sid", "sid"),
    Index("ix_carrier_legs_ended", "ended"),
)

carrier_recordings = Table(
    "carrier_recordings",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("workspace_id", Id, ForeignKey("workspaces.id"), nullable=False),
    Column("leg", String(48), nullable=False),
    Column("trunk_id", Id, ForeignKey("trunks.id"), nullable=False),
    Column("call_sid", String(96), nullable=False),
    Column("sid", String(96), nullable=False, comment="the carrier's id; empty until it is known"),
)

carrier_numbers = Table(
    "carrier_numbers",
    metadata,
    Column("trunk_id", Id, ForeignKey("trunks.id"), nullable=False),
    Column("sid", String(64), nullable=False, comment="the number's id at the carrier"),
    Column("workspace_id", Id, ForeignKey("workspaces.id"), nullable=False),
    Column("number", Number, nullable=False),
    Column("line_id", Id, nullable=False),
    Column("line_added", Boolean, nullable=False, comment="with the taking, and not before"),
    Column("former", Text, nullable=False, comment="JSON: what it led to before it was taken"),
    Column("giving_back", Boolean, nullable=False, comment="it is to lead to that again, and may do so already"),
    Column("astray", Text, comment="JSON: what it was found to lead to, where that is not what it should be"),
    Column("astray_at", Micros, comment="when that was noticed"),
    Column("kept", Boolean, nullable=False, comment="somebody has said that it may lead there"),
    Column("taken_at", Micros, nullable=False),
    PrimaryKeyConstraint("trunk_id", "sid"),
    Index("ix_carrier_numbers_workspace_id_number", "workspace_id", "number"),
)

carrier_purchases = Table(
    "carrier_purchases",
    metadata,
    Column("id", Id, primary_key=True),
    Column("workspace_id", Id, ForeignKey("workspaces.id"), nullable=False),
    Column("trunk_id", Id, ForeignKey("trunks.id"), nullable=False),
    Column("number", Number, nullable=False),
    Column("price", String(20), nullable=False, comment="a month, as it was agreed to: a decimal number"),
    Column("currency", String(3), nullable=False),
    Column("member_id", Id, nullable=False, comment="who agreed"),
    Column("state", String(10), nullable=False, comment="a PurchaseState"),
    Column("detail", Text, nullable=False, comment="why not, in words"),
    Column("asked_at", Micros, nullable=False),
    Index("ix_carrier_purchases_trunk_id_number", "trunk_id", "number"),
    Index("ix_carrier_purchases_state", "state"),
)


class CarrierKind(StrEnum):
    """Which carrier."""

    TWILIO = "twilio"
    SIGNALWIRE = "signalwire"
    TELNYX = "telnyx"
    VONAGE = "vonage"


class Account(Struct, frozen=True):
    """An account, without its secrets."""

    trunk: Trunk
    kind: CarrierKind
    account: str
    space: str
    application: str
    calls_per_second: int
    trial: bool = False
    """Calls verified numbers only, and says so to them, until money is paid in."""
    fast_ringing: bool = False
    """Whether a caller's document rings the phones: at once, and the first to pick up ends the others."""

    @property
    def key(self) -> str | None:
        """The API key beside the account's id, where there is one."""
        return None if self.trunk.username == self.account else self.trunk.username

    @property
    def lists_numbers(self) -> bool:
        """Whether its numbers can be seen and changed from here: Vonage shows them to an API key alone."""
        return self.kind is not CarrierKind.VONAGE or self.key is not None

    @property
    def sells_numbers(self) -> bool:
        """Whether its carrier tells what a number costs, so that it can be bought from here."""
        return self.kind is not CarrierKind.SIGNALWIRE and self.lists_numbers


class Secret(Struct, frozen=True):
    """What it opens with."""

    secret: str
    tokens: tuple[str, ...]
    key_secret: str = ""
    """Vonage: of the API key that sees its numbers. Everywhere else `secret` is the key's."""


class LegRow(Struct, frozen=True):
    """A leg that may be up."""

    leg: str
    workspace_id: str
    call_id: str
    trunk_id: str
    incoming: bool
    sid: str
    answered: bool
    ended: bool = False
    dial: str = ""


class RecordingRow(Struct, frozen=True):
    """A recording that was begun."""

    name: str
    workspace_id: str
    leg: str
    trunk_id: str
    call_sid: str
    sid: str


class TakenNumber(Struct, frozen=True):
    """A number that was taken under control."""

    trunk_id: str
    sid: str
    workspace_id: str
    number: str
    line_id: str
    line_added: bool
    former: str
    """JSON: what it led to before."""
    taken_at: int
    giving_back: bool = False
    astray: str | None = None
    """JSON: what it was found to lead to, where that is not what it should be."""
    astray_at: int | None = None
    kept: bool = False


class PurchaseState(StrEnum):
    """How far the purchase of a number has come."""

    ASKED = "asked"
    """It is written down, and the carrier is being asked."""
    BOUGHT = "bought"
    REFUSED = "refused"
    """Nothing was bought."""
    UNKNOWN = "unknown"
    """No answer came: the account's numbers are looked through until it is known."""


class Purchase(Struct, frozen=True):
    """A number that somebody agreed to pay for."""

    id: str
    workspace_id: str
    trunk_id: str
    number: str
    price: str
    """A month: a decimal number, as the carrier writes it."""
    currency: str
    member_id: str
    state: PurchaseState
    detail: str
    asked_at: int
