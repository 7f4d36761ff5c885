"""Messages as the API takes and gives them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Literal

from pydantic import BaseModel, Field

from offhook.messages.failures import Failure, words
from offhook.messages.model import Message
from offhook.messages.pictures.model import Picture
from offhook.messages.preflight import LONGEST, Level, Preflight
from offhook.messages.segments import Encoding
from offhook.messages.states import MessageState
from offhook.texting.picture_links import Links
from offhook.web.call_views import Direction
from offhook.web.language import said
from offhook.web.pictures import PictureView
from offhook.web.schemas import MadeAt, Moment, Strict, when, when_if

ID = "message_01kb3fjj2m8w2x4y6z0a1b2c3d"
PICTURES = ["picture_01kb3fjj2m8w2x4y6z0a1b2c3d"]


class MessageBody(Strict):
    """What to send into a conversation."""

    text: str = Field("", max_length=LONGEST, examples=["Your order is ready, see you tomorrow."])
    pictures: list[str] = Field([], max_length=10, description="Ids of pictures that were uploaded", examples=[[]])
    send_at: Moment | None = Field(None, description="Null: at once", examples=["2026-12-01T09:00:00Z"])
    number: str | None = Field(
        None, max_length=64, description="Which of the contact's; null: the one to call", examples=["+12025550122"]
    )


class NewMessageBody(Strict):
    """What to send, to whom."""

    line: str = Field(description="The number or id of the line", examples=["+12025550100"])
    to: str = Field(max_length=64, description="A number", examples=["+1 202-555-0122"])
    text: str = Field("", max_length=LONGEST, examples=["Your order is ready, see you tomorrow."])
    pictures: list[str] = Field([], max_length=10, description="Ids of pictures that were uploaded", examples=[[]])
    send_at: Moment | None = Field(None, description="Null: at once", examples=["2026-12-01T09:00:00Z"])


class PreflightBody(Strict):
    """What somebody is about to send."""

    line: str = Field(description="The number or id of the line", examples=["+12025550100"])
    to: str = Field(max_length=64, description="A number", examples=["+12025550122"])
    text: str = Field("", max_length=4096, examples=["Your order is ready, see you tomorrow."])
    pictures: list[str] = Field([], max_length=100, description="Ids of pictures that were uploaded", examples=[[]])


class PreflightFindingView(BaseModel):
    """Something that is known to go wrong, with what to do about it."""

    code: str = Field(examples=["opted_out"])
    level: Level = Field(description="`stop`: it can't be sent")
    text: str = Field(
        examples=["This is probably a landline, which gets no texts: call instead, or ask for a mobile number."]
    )


class PreflightView(BaseModel):
    """What a message costs, and what is known to go wrong with it."""

    encoding: Encoding = Field(description="`ucs2` costs more segments")
    segments: int = Field(examples=[1])
    units: int = Field(description="Of 7 bits in `gsm7`, of 16 in `ucs2`", examples=[38])
    left: int = Field(description="Units that still fit into the last segment", examples=[122])
    estimate: Decimal | None = Field(description="What it costs; null where no rate is known", examples=[None])
    currency: str = Field(description="ISO 4217; empty where no rate is known", examples=[""])
    findings: list[PreflightFindingView]
    pictures_allowed: bool = Field(examples=[True])
    most_pictures: int = Field(examples=[10])

    @classmethod
    def of(cls, found: Preflight, cost: tuple[int, str] | None) -> PreflightView:
        """From the service's, with what it costs where a rate is known."""
        return cls(
            encoding=found.counted.encoding,
            segments=found.counted.segments,
            units=found.counted.units,
            left=found.counted.left,
            estimate=None if cost is None else _money(cost[0]),
            currency="" if cost is None else cost[1],
            findings=[
                PreflightFindingView(code=each.code, level=each.level, text=said(each.text)) for each in found.findings
            ],
            pictures_allowed=found.pictures_allowed,
            most_pictures=found.most_pictures,
        )


class FailureView(BaseModel):
    """Why a message did not arrive."""

    code: Failure
    text: str = Field(examples=["Their number can't receive texts: it is probably a landline"])
    todo: str = Field(description="What to do about it", examples=["Call them, or ask for a mobile number."])
    carrier_code: str = Field(description="The carrier's own; empty: none", examples=["30006"])
    detail: str = Field(description="The carrier's own words; empty: none", examples=["Landline"])

    @classmethod
    def of(cls, message: Message) -> FailureView | None:
        """Of a message; None where nothing went wrong."""
        if message.failure is None:
            return None
        told = words(message.failure)
        return cls(
            code=message.failure,
            text=said(told.text),
            todo=said(told.todo),
            carrier_code=message.carrier_code,
            detail=message.detail,
        )


class CostView(BaseModel):
    """What a message costs."""

    estimate: Decimal | None = Field(description="Ours; null: no rate is known", examples=["0.0079"])
    price: Decimal | None = Field(description="The carrier's; null until it is known", examples=["0.0079"])
    currency: str = Field(description="ISO 4217; empty: no price is known", examples=["USD"])


class MessageView(BaseModel):
    """A text, in a conversation."""

    kind: Literal["message"]
    id: str = Field(examples=[ID])
    at: MadeAt
    conversation: str = Field(examples=["conversation_01kb3fjj2m8w2x4y6z0a1b2c3d"])
    line: str = Field(description="The id of the line", examples=["line_01kb3fjj2m8w2x4y6z0a1b2c3d"])
    direction: Direction
    number: str = Field(
        description="The other side's; a short code or a name where one of these wrote", examples=["+12025550122"]
    )
    text: str = Field(examples=["Your order is ready, see you tomorrow."])
    pictures: list[PictureView]
    state: MessageState
    failure: FailureView | None
    doubted: bool = Field(
        description="Whether the carrier is being asked whether it has it: texts after it wait for that",
        examples=[False],
    )
    member: str | None = Field(description="The id of who sent it", examples=["member_01kb3fjj2m8w2x4y6z0a1b2c3d"])
    member_name: str = Field(description="Empty: the contact", examples=["Ann"])
    send_at: datetime | None = Field(description="Null: at once", examples=["2026-12-01T09:00:00Z"])
    segments: int = Field(examples=[1])
    encoding: Encoding
    cost: CostView

    @classmethod
    def of(cls, message: Message, pictures: Sequence[Picture], links: Links) -> MessageView:
        """From the store's."""
        return cls(
            kind="message",
            id=message.id,
            at=when(message.sort_at),
            conversation=message.conversation_id or "",
            line=message.line_id,
            direction="inbound" if message.direction == "inbound" else "outbound",
            number=message.number,
            text=message.text,
            pictures=[PictureView.of(each, links) for each in pictures],
            state=message.state,
            failure=FailureView.of(message),
            doubted=message.doubted,
            member=message.member_id,
            member_name=message.member_name,
            send_at=when_if(message.send_at),
            segments=message.segments,
            encoding=message.encoding,
            cost=CostView(estimate=_money(message.estimate), price=_money(message.price), currency=message.currency),
        )


def _money(millionths: int | None) -> Decimal | None:
    return None if millionths is None else Decimal(millionths).scaleb(-6).normalize() + Decimal(0)
