"""Calls as the API takes and shows them: the record, its legs, and the timeline."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, Field

from offhook.calls.values import Cause, Disposition
from offhook.records.record import CallState, LegStatus
from offhook.records.store import CallRow, LegRow
from offhook.records.timeline import Moment
from offhook.records.words import how_it_came_out
from offhook.web.schemas import LegRole, Strict, leg_role, when, when_if


class PlaceCallBody(Strict):
    """A person-to-person call: `caller`'s phone rings first, `to` is dialled when a key is pressed."""

    to: str = Field(description="Who to call: E.164, or national in the workspace's country", examples=["+12025550122"])
    caller: str | None = Field(
        None,
        description="Your own phone. Remembered after its first use, and may be left out then",
        examples=["+12025550111"],
    )
    line: str | None = Field(
        None,
        description="The business number to show. May be left out when the workspace has just one",
        examples=["+12025550100"],
    )


class PartyView(BaseModel):
    """A person at one end of a call, as they were when it began."""

    id: str
    name: str
    number: str


class LineUsedView(BaseModel):
    """The line that a call showed."""

    id: str
    number: str


class LegView(BaseModel):
    """One leg of a call."""

    id: str
    role: LegRole
    direction: str
    number: str
    caller_id: str
    trunk: str
    state: LegStatus
    started_at: datetime
    ringing_at: datetime | None
    answered_at: datetime | None
    bridged_at: datetime | None
    ended_at: datetime | None
    cause: Cause | None
    q850: int | None = Field(description="Cause value of ITU-T Q.850")
    sip: int | None = Field(description="Status of the final SIP response")
    why: str

    @classmethod
    def of(cls, leg: LegRow) -> LegView:
        """From a row."""
        return cls(
            id=leg.id,
            role=leg_role(leg.role),
            direction=leg.direction,
            number=leg.number,
            caller_id=leg.caller_id,
            trunk=leg.trunk_id,
            state=LegStatus(leg.state),
            started_at=when(leg.started_at),
            ringing_at=when_if(leg.ringing_at),
            answered_at=when_if(leg.answered_at),
            bridged_at=when_if(leg.bridged_at),
            ended_at=when_if(leg.ended_at),
            cause=None if leg.cause is None else Cause(leg.cause),
            q850=leg.q850,
            sip=leg.sip,
            why=leg.why,
        )


class CallView(BaseModel):
    """The record of one call."""

    id: str
    state: CallState
    disposition: Disposition | None
    outcome: str | None = Field(description="The disposition in words")
    reason: str
    member: PartyView
    contact: PartyView
    line: LineUsedView
    placed_at: datetime
    bridged_at: datetime | None
    ended_at: datetime | None
    talk_seconds: float
    certain: bool = Field(description="False when part of the call happened while Offhook was restarting")
    legs: list[LegView]

    @classmethod
    def of(cls, call: CallRow) -> CallView:
        """From a row."""
        disposition = None if call.disposition is None else Disposition(call.disposition)
        return cls(
            id=call.id,
            state=CallState(call.state),
            disposition=disposition,
            outcome=None if disposition is None else how_it_came_out(disposition),
            reason=call.reason,
            member=PartyView(id=call.member_id, name=call.member_name, number=call.member_number),
            contact=PartyView(id=call.contact_id, name=call.contact_name, number=call.contact_number),
            line=LineUsedView(id=call.line_id, number=call.line_number),
            placed_at=when(call.placed_at),
            bridged_at=when_if(call.bridged_at),
            ended_at=when_if(call.ended_at),
            talk_seconds=call.talk_ms / 1000,
            certain=call.certain,
            legs=[LegView.of(leg) for leg in call.legs],
        )


class CallPage(BaseModel):
    """Calls, latest first; `next` continues below, and is null at the end."""

    items: list[CallView]
    next: str | None


class MomentView(BaseModel):
    """One line of a call's timeline."""

    at: datetime
    leg: str | None
    what: str
    text: str

    @classmethod
    def of(cls, moment: Moment) -> MomentView:
        """From a timeline."""
        return cls(at=when(moment.at), leg=moment.leg, what=moment.what, text=moment.text)


class TimelineView(BaseModel):
    """What happened in a call, in order, and why."""

    call: str
    items: list[MomentView]
