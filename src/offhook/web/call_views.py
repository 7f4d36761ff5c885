"""Calls as the API takes and shows them: the record, its legs, and the timeline."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field

from offhook.calls.values import Cause, Disposition
from offhook.dialing.seeing import ContactSees, MemberSees
from offhook.dialing.service import PlaceCall
from offhook.records.record import CallState, LegStatus
from offhook.records.store import CallRow, LegRow
from offhook.records.timeline import Moment
from offhook.records.words import how_it_came_out
from offhook.web.language import said
from offhook.web.schemas import LegRole, Strict, leg_role, when, when_if


class PlaceCallBody(Strict):
    """A person-to-person call: `caller`'s phone rings first, `to` is dialled when a key is pressed."""

    to: str = Field(description="Who to call: E.164, or national in the workspace's country", examples=["+12025550122"])
    caller: str | None = Field(
        None,
        description="Your own phone: its number, which is remembered after its first use and may be left out then, or "
        "the id of a softphone of yours. Whoever answers a softphone needs to press no key",
        examples=["+12025550111"],
    )
    line: str | None = Field(
        None,
        description="The business number to show. May be left out when the workspace has just one",
        examples=["+12025550100"],
    )
    member_sees: MemberSees | None = Field(
        None,
        description="Whose number your own phone shows while it rings; the line's unless given. The contact's needs "
        "the right to",
        examples=["contact"],
    )
    contact_sees: ContactSees | None = Field(
        None,
        description="Whose number the contact sees; the line's unless given. Yours needs the right to; called back, it "
        "rings you",
        examples=["line"],
    )

    def request(self) -> PlaceCall:
        """The same for the service."""
        member_sees, contact_sees = self.member_sees or MemberSees.LINE, self.contact_sees or ContactSees.LINE
        return PlaceCall(self.to, self.caller, self.line, member_sees, contact_sees)


Direction = Literal["outbound", "inbound", "internal"]

_DIRECTIONS: dict[str, Direction] = {
    "outbound": "outbound",
    "inbound": "inbound",
    "internal": "internal",
}


def direction_of(direction: str) -> Direction:
    """As the API names it."""
    return _DIRECTIONS[direction]


class PartyView(BaseModel):
    """A person at one end of a call, as they were when it began."""

    id: str | None = Field(
        description="Null for a caller who withheld their number, and for a forwarding number",
        examples=["contact_01kb3fjj2m8w2x4y6z0a1b2c3d"],
    )
    name: str = Field(examples=["Dana Ruiz"])
    number: str = Field(examples=["+12025550122"])


class LineUsedView(BaseModel):
    """The line of a call. What each phone was shown stands at its leg."""

    id: str | None = Field(
        description="Null where a softphone had no line to call over", examples=["line_01kb3fjj2m8w2x4y6z0a1b2c3d"]
    )
    number: str = Field(examples=["+12025550100"])


class LegView(BaseModel):
    """One leg of a call."""

    id: str = Field(examples=["call_01kb3fjj2m8w2x4y6z0a1b2c3d-2"])
    role: LegRole
    direction: str = Field(examples=["outbound"])
    number: str = Field(description="The phone that was rung", examples=["+12025550122"])
    caller_id: str = Field(description="What it was shown", examples=["+12025550100"])
    trunk: str = Field(examples=["trunk_01kb3fjj2m8w2x4y6z0a1b2c3d"])
    state: LegStatus
    started_at: datetime = Field(examples=["2026-11-21T14:00:05.900000Z"])
    ringing_at: datetime | None = Field(examples=["2026-11-21T14:00:06.600000Z"])
    answered_at: datetime | None = Field(examples=["2026-11-21T14:00:11.400000Z"])
    bridged_at: datetime | None = Field(examples=["2026-11-21T14:00:11.410000Z"])
    ended_at: datetime | None = Field(examples=["2026-11-21T14:00:48.210000Z"])
    cause: Cause | None
    q850: int | None = Field(description="Cause value of ITU-T Q.850", examples=[16])
    sip: int | None = Field(description="Status of the final SIP response", examples=[200])
    why: str = Field(description="Why it ended, in words", examples=["the contact hung up"])

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
            why=said(leg.why),
        )


class CallView(BaseModel):
    """The record of one call."""

    id: str = Field(examples=["call_01kb3fjj2m8w2x4y6z0a1b2c3d"])
    state: CallState
    disposition: Disposition | None
    outcome: str | None = Field(description="The disposition in words", examples=["Answered"])
    reason: str = Field(description="What led to it", examples=["the contact hung up"])
    direction: Direction = Field(description="Internal: from one member's softphone to another's extension")
    member: PartyView | None = Field(description="Who called, or took the call; null while nobody has")
    contact: PartyView
    line: LineUsedView
    placed_at: datetime = Field(examples=["2026-11-21T14:00:00.250000Z"])
    bridged_at: datetime | None = Field(examples=["2026-11-21T14:00:11.410000Z"])
    ended_at: datetime | None = Field(examples=["2026-11-21T14:00:48.230000Z"])
    talk_seconds: float = Field(examples=[36.8])
    certain: bool = Field(
        description="False when part of the call happened while Offhook was restarting", examples=[True]
    )
    legs: list[LegView]

    @classmethod
    def of(cls, call: CallRow) -> CallView:
        """From a row."""
        disposition = None if call.disposition is None else Disposition(call.disposition)
        inbound = call.direction == "inbound"
        return cls(
            id=call.id,
            state=CallState(call.state),
            disposition=disposition,
            outcome=None if disposition is None else said(how_it_came_out(disposition, inbound=inbound)),
            reason=said(call.reason),
            direction=direction_of(call.direction),
            member=_taker(call),
            contact=PartyView(id=call.contact_id, name=call.contact_name, number=call.contact_number),
            line=LineUsedView(id=call.line_id, number=call.line_number),
            placed_at=when(call.placed_at),
            bridged_at=when_if(call.bridged_at),
            ended_at=when_if(call.ended_at),
            talk_seconds=call.talk_ms / 1000,
            certain=call.certain,
            legs=[LegView.of(leg) for leg in call.legs],
        )


def _taker(call: CallRow) -> PartyView | None:
    if call.member_id is None and not call.member_name:
        return None
    return PartyView(id=call.member_id, name=call.member_name, number=call.member_number)


class CallPage(BaseModel):
    """Calls, latest first; `next` continues below, and is null at the end."""

    items: list[CallView]
    next: str | None = Field(
        description="The `cursor` of the next page", examples=["1795269600250000.call_01kb3fjj2m8w2x4y6z0a1b2c3d"]
    )


class LiveCalls(BaseModel):
    """The calls that are up, the first to begin first."""

    items: list[CallView]


class MomentView(BaseModel):
    """One line of a call's timeline."""

    at: datetime = Field(examples=["2026-11-21T14:00:11.400000Z"])
    leg: str | None = Field(examples=["call_01kb3fjj2m8w2x4y6z0a1b2c3d-2"])
    what: str = Field(description="What happened, for programs", examples=["answered"])
    text: str = Field(description="The same for people", examples=["the contact's phone answered"])

    @classmethod
    def of(cls, moment: Moment) -> MomentView:
        """From a timeline."""
        return cls(at=when(moment.at), leg=moment.leg, what=moment.what, text=said(moment.text))


class TimelineView(BaseModel):
    """What happened in a call, in order, and why."""

    call: str = Field(examples=["call_01kb3fjj2m8w2x4y6z0a1b2c3d"])
    items: list[MomentView]
