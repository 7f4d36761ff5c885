"""Phones of a line as the API shows them."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, Field

from offhook.lines.model import Line
from offhook.phones.model import ConnectedBy, LinePin, Phone, PhoneKind
from offhook.web.schemas import MadeAt, when


class DialerView(BaseModel):
    """The phone of a line, as its own dialer shows it."""

    id: str = Field(examples=["phone_01kb3fjj2m8w2x4y6z0a1b2c3d"])
    kind: PhoneKind = Field(description="A smartphone places calls by itself; a landline is rung for them")
    number: str = Field(examples=["+12025550111"])
    line: str = Field(description="The id of its line", examples=["line_01kb3fjj2m8w2x4y6z0a1b2c3d"])
    line_number: str = Field(description="What people who are called see", examples=["+12025550100"])

    @classmethod
    def of(cls, phone: Phone, line: Line) -> DialerView:
        """From the stores'."""
        return cls(id=phone.id, kind=phone.kind, number=phone.number, line=line.id, line_number=line.number)


class LinePhoneView(BaseModel):
    """A phone of a line."""

    id: str = Field(examples=["phone_01kb3fjj2m8w2x4y6z0a1b2c3d"])
    line: str = Field(description="The id of its line", examples=["line_01kb3fjj2m8w2x4y6z0a1b2c3d"])
    member: str = Field(description="The id of whose phone it is", examples=["member_01kb3fjj2m8w2x4y6z0a1b2c3d"])
    kind: PhoneKind = Field(description="A smartphone was activated by text, a landline connected by its number")
    number: str = Field(examples=["+12025550111"])
    name: str = Field(examples=["Ann's mobile"])
    connected_by: ConnectedBy = Field(
        description="A phone that texted the PIN and opened its link, and one that an owner connected, is known to be "
        "its member's, whose number may be shown where they may unmask"
    )
    asks_key: bool = Field(description="Whether a call that rings it first waits for a key", examples=[True])
    attested: bool = Field(
        description="Whether the carrier attested the caller of its last call to the line: then it needs no digits or "
        "PIN to be put through",
        examples=[True],
    )
    made_at: MadeAt
    seen_at: datetime | None = Field(
        description="When its dialer was used last, to the minute; null: it is open nowhere",
        examples=["2026-11-26T15:07:00Z"],
    )

    @classmethod
    def of(cls, phone: Phone, seen_at: int | None) -> LinePhoneView:
        """From the store's."""
        return cls(
            id=phone.id,
            line=phone.line_id,
            member=phone.member_id,
            kind=phone.kind,
            number=phone.number,
            name=phone.name,
            connected_by=phone.connected_by,
            asks_key=phone.asks_key,
            attested=phone.attested,
            made_at=when(phone.made_at),
            seen_at=None if seen_at is None else when(seen_at),
        )


class LinePhonePage(BaseModel):
    """Phones, the first to come first."""

    items: list[LinePhoneView]
    next: str | None = Field(description="The `cursor` of the next page", examples=["phone_01kb3fjj2m8w2x4y6z0a1b2c3d"])
    most: int = Field(description="How many a line may have (the setting most_phones)", examples=[10])


class LinePinView(BaseModel):
    """A line's PIN: whoever texts it to the line makes their phone one of the line's."""

    pin: str = Field(examples=["48091735"])
    set_at: datetime = Field(examples=["2026-11-26T14:00:00Z"])

    @classmethod
    def of(cls, pin: LinePin) -> LinePinView:
        """From the service's."""
        return cls(pin=pin.pin, set_at=when(pin.set_at))
