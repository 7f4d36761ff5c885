"""A line's route as the API takes and shows it."""

from __future__ import annotations

from typing import Self

from pydantic import BaseModel, Field, StrictBool, StrictInt

from offhook.calls.values import E164, DeviceId, Meets, Order, Target, TurnedAway, rounds
from offhook.routing import policy, words
from offhook.routing.plan import Plan
from offhook.routing.policy import (
    LONGEST_RING,
    MESSAGE_SECONDS,
    RING_SECONDS,
    SHORTEST_RING,
    CallerIdMode,
    Closed,
    Policy,
)
from offhook.web.language import said
from offhook.web.schemas import LegRole, Moment, Strict, leg_role

OFFICE_HOURS = {
    "time_zone": "America/New_York",
    "week": [[{"start": "09:00", "end": "17:30"}]] * 5 + [[], []],
    "holidays": [{"date": "2026-12-25", "name": "Christmas", "open": []}],
}


class ForwardBody(Strict):
    """A number that a line is forwarded to: whoever answers there presses 1 to take the call."""

    number: str = Field(description="E.164, or national in the workspace's country", examples=["+12025550133"])
    name: str = Field("", description="What people call it", examples=["Mobile of the week"])


class SpanBody(Strict):
    """Open from one time of the day to another."""

    start: str = Field(examples=["09:00"])
    end: str = Field(description="24:00 is the end of the day", examples=["17:30"])


class HolidayBody(Strict):
    """A day that is closed, or open at other times than its weekday."""

    date: str = Field(description="ISO 8601", examples=["2026-12-25"])
    name: str = Field("", examples=["Christmas"])
    open: list[SpanBody] = Field([], max_length=100, description="Empty: closed all day", examples=[[]])


class HoursBody(Strict):
    """Opening hours, by the clocks of a place."""

    time_zone: str = Field(description="IANA name", examples=["America/New_York"])
    week: list[list[SpanBody]] = Field(
        max_length=100,
        description="Seven days from Monday, each with its spans in order; an empty one is closed",
        examples=[OFFICE_HOURS["week"]],
    )
    holidays: list[HolidayBody] = Field([], max_length=1000, examples=[OFFICE_HOURS["holidays"]])

    def policy(self) -> policy.Hours:
        """As the service takes it."""
        return policy.Hours(
            self.time_zone,
            tuple(_spans(day) for day in self.week),
            tuple(policy.Holiday(day.date, day.name, _spans(day.open)) for day in self.holidays),
        )


class RouteBody(Strict):
    """Whom calls to a line ring, when, for how long, and what takes them when nobody does.

    What is left out is the default.
    """

    softphones_on: StrictBool = Field(True, description="Ring the softphones of the agents")
    agents_on: StrictBool = Field(True, description="Ring the phones of the agents that are on duty")
    agents: list[str] = Field(
        [],
        max_length=1000,
        description="Ids of members, in the order of a hunt",
        examples=[["member_01kb3fjj2m8w2x4y6z0a1b2c3d"]],
    )
    forwards_on: StrictBool = Field(True, description="Ring the forwarding numbers")
    forwards: list[ForwardBody] = Field([], max_length=100, examples=[[{"number": "+12025550133", "name": "Mobile"}]])
    voicemail_on: StrictBool = Field(True, description="Off: callers whom nobody takes hear an apology")
    order: Order = Field(Order.ALL, description="Everybody at once, or one after the other")
    ring_seconds: StrictInt = Field(
        RING_SECONDS,
        description=f"From {SHORTEST_RING} to {LONGEST_RING}: of everybody together, and in a hunt of each",
    )
    ring_busy: StrictBool = Field(True, description="Whether an agent who is in a call is rung for another")
    caller_id: CallerIdMode = Field(
        CallerIdMode.LINE, description="What phones are shown: the line's number, or the caller's if the trunk may"
    )
    message_seconds: StrictInt = Field(MESSAGE_SECONDS, description="The longest message of the voicemail")
    hours: HoursBody | None = Field(None, description="Null: always open", examples=[OFFICE_HOURS])
    closed: Closed = Field(Closed.VOICEMAIL, description="What callers meet outside the opening hours")
    blocked: Meets = Field(Meets.BUSY, description="What callers meet who are on the block list")

    def policy(self) -> Policy:
        """As the service takes it."""
        values = {name: getattr(self, name) for name in Policy.__struct_fields__}
        values["agents"] = tuple(self.agents)
        values["forwards"] = tuple(policy.Forward(E164(each.number), each.name) for each in self.forwards)
        values["hours"] = None if self.hours is None else self.hours.policy()
        return Policy(**values)

    @classmethod
    def of(cls, found: Policy) -> Self:
        """From the service's."""
        return cls.model_validate(found, from_attributes=True)


class RouteView(BaseModel):
    """A line's route."""

    line: str = Field(examples=["line_01kb3fjj2m8w2x4y6z0a1b2c3d"])
    number: str = Field(description="The line's", examples=["+12025550100"])
    route: RouteBody


class PreviewBody(Strict):
    """A call that might come."""

    caller: str | None = Field(
        None, description="Who calls; null: somebody who withholds their number", examples=["+12025550122"]
    )
    at: Moment | None = Field(None, description="When; null: now", examples=["2026-11-21T14:00:00Z"])
    route: RouteBody | None = Field(None, description="A proposed route; null: the one that is set")


class RungView(BaseModel):
    """A phone that is rung."""

    name: str = Field(examples=["Ann"])
    role: LegRole
    number: str | None = Field(description="Null for a softphone", examples=["+12025550111"])
    device: DeviceId | None = Field(description="A softphone", examples=["device_0f8a6c1e5b7d4a2c9e3f1b60"])
    member: str | None = Field(examples=["member_01kb3fjj2m8w2x4y6z0a1b2c3d"])
    shown: str = Field(description="The number that it shows", examples=["+12025550100"])
    after_seconds: float = Field(description="Since the call came, when nobody accepts before", examples=[0])
    for_seconds: float = Field(description="At most", examples=[25])

    @classmethod
    def of(cls, target: Target, turn: int, plan: Plan) -> RungView:
        """From a plan's target, and the round in which it is rung."""
        return cls(
            name=target.name,
            role=leg_role(target.role),
            number=target.number,
            device=target.device,
            member=target.member or None,
            shown=target.caller_id,
            after_seconds=turn * plan.ring,
            for_seconds=plan.ring,
        )


class SkippedView(BaseModel):
    """A phone that isn't rung."""

    name: str = Field(examples=["Ben"])
    reason: str = Field(examples=["off duty"])


class TurnedAwayView(BaseModel):
    """Why a caller is not put through, and what they meet instead."""

    reason: str = Field(examples=["+12025550122 is blocked on every line"])
    meets: Meets

    @classmethod
    def of(cls, found: TurnedAway) -> TurnedAwayView:
        """From a plan's."""
        return cls(reason=said(found.reason), meets=found.meets)


class PreviewView(BaseModel):
    """What would happen to a call, planned as a real one would be."""

    line: str = Field(examples=["line_01kb3fjj2m8w2x4y6z0a1b2c3d"])
    caller: str | None = Field(examples=["+12025550122"])
    at: Moment = Field(examples=["2026-11-21T14:00:00Z"])
    order: Order
    rung: list[RungView] = Field(description="In order; empty: nobody is")
    skipped: list[SkippedView]
    then: Closed = Field(description="What the caller meets when nobody accepts")
    turned_away: TurnedAwayView | None = Field(description="Null: the caller is put through to whoever is rung")
    why: str = Field(
        description="Which part of the route it is; empty where there is just one",
        examples=["open on Monday from 09:00 to 17:30; it is 10:05"],
    )
    text: list[str] = Field(description="All of it in words", examples=[["Rings one phone for 25 s:"]])
    difference: list[str] | None = Field(
        description="What the proposed route changes in the one that is set; null without a proposed one",
        examples=[["The ring time was 25 s, and is 20 s."]],
    )

    @classmethod
    def of(cls, line: str, caller: str | None, at: Moment, plan: Plan, difference: list[str] | None) -> PreviewView:
        """From a plan."""
        return cls(
            line=line,
            caller=caller,
            at=at,
            order=plan.order,
            rung=[
                RungView.of(target, turn, plan)
                for turn, targets in enumerate(rounds(plan.targets, plan.order))
                for target in targets
            ],
            skipped=[SkippedView(name=skipped.name, reason=said(skipped.reason)) for skipped in plan.skipped],
            then=Closed.APOLOGY if plan.mailbox is None else Closed.VOICEMAIL,
            turned_away=None if plan.turned_away is None else TurnedAwayView.of(plan.turned_away),
            why=said(plan.why),
            text=list(map(said, words.explained(plan))),
            difference=None if difference is None else list(map(said, difference)),
        )


def _spans(spans: list[SpanBody]) -> tuple[policy.Span, ...]:
    return tuple(policy.Span(span.start, span.end) for span in spans)
