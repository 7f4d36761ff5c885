"""Spending limits over HTTP: where calls may go, how many, how much talk a day; and what was used today."""

from __future__ import annotations

from typing import Any

import msgspec
from pydantic import BaseModel, Field
from sqlalchemy import Connection

from offhook.limits import day, settings, store
from offhook.limits.model import Caps
from offhook.limits.store import EVERYBODY, Spent
from offhook.numbers import NumberKind
from offhook.people import service as people
from offhook.web import routes
from offhook.web.changes import noted
from offhook.web.context import Asking, Offhook, Owning
from offhook.web.schemas import CapsView, Change
from offhook.workspaces import service as workspaces

router = routes.router("/limits", tag="limits")

_DEFAULT = "null: the default"


class ChangeLimitsBody(Change):
    """What is to change; null goes back to the default. Minutes are of talk."""

    countries: list[str] | None = Field(
        None,
        max_length=300,
        description=f"Countries that may be called (ISO 3166), 001 for numbers of no country; {_DEFAULT}, your own",
        examples=[["US", "CA"]],
    )
    refused_kinds: list[NumberKind] | None = Field(
        None, max_length=50, description=f"Kinds of numbers that are never called; {_DEFAULT}", examples=[["premium"]]
    )
    calls_at_once: int | None = Field(None, description=f"Of the whole workspace; {_DEFAULT}", examples=[10])
    calls_a_day: int | None = Field(None, description=f"Of the whole workspace; {_DEFAULT}", examples=[500])
    minutes_a_day: int | None = Field(None, description=f"Of the whole workspace; {_DEFAULT}", examples=[2000])
    longest_minutes: int | None = Field(None, description=f"Of one call; {_DEFAULT}", examples=[120])
    member_calls_at_once: int | None = Field(None, description=f"Of each member; {_DEFAULT}", examples=[2])
    member_calls_a_day: int | None = Field(None, description=f"Of each member; {_DEFAULT}", examples=[100])
    member_minutes_a_day: int | None = Field(None, description=f"Of each member; {_DEFAULT}", examples=[300])


class ChangeMemberLimitsBody(Change):
    """What is to change for one member; null goes back to what holds for all members. Minutes are of talk."""

    calls_at_once: int | None = Field(None, examples=[4])
    calls_a_day: int | None = Field(None, examples=[200])
    minutes_a_day: int | None = Field(None, examples=[600])
    longest_minutes: int | None = Field(None, description="Of one call", examples=[60])


class UsedView(BaseModel):
    """What was used today, by the workspace's clock."""

    calls: int = Field(examples=[41])
    calls_now: int = Field(description="Calls that are live", examples=[2])
    talk_minutes: float = Field(examples=[163.5])

    @classmethod
    def of(cls, spent: Spent) -> UsedView:
        """From the store's."""
        return cls(calls=spent.calls, calls_now=spent.live, talk_minutes=round(spent.talk_ms / 60_000, 2))


class LimitsView(BaseModel):
    """The limits that hold now."""

    countries: list[str] = Field(examples=[["US", "CA"]])
    refused_kinds: list[NumberKind]
    workspace: CapsView = Field(description="Of all members together")
    member: CapsView = Field(description="Of each member without limits of their own")
    longest_minutes: int = Field(description="Of one call", examples=[120])
    used: UsedView = Field(description="By all members together")


class MemberLimitsView(BaseModel):
    """The limits that hold for one member now."""

    member: str = Field(examples=["member_01kb3fjj2m8w2x4y6z0a1b2c3d"])
    caps: CapsView
    longest_minutes: int = Field(description="Of one call", examples=[60])
    own: list[str] = Field(description="Which of them are this member's own", examples=[["longest_minutes"]])
    used: UsedView


@router.get("")
async def get_limits(offhook: Offhook, asking: Asking) -> LimitsView:
    """The workspace's limits, and what was used of them today."""
    now = offhook.clock.now()
    return await offhook.storage.read(lambda conn: _limits(conn, asking.workspace_id, now))


@router.patch("")
async def change_limits(body: ChangeLimitsBody, offhook: Offhook, asking: Owning) -> LimitsView:
    """Change what is given."""
    now = offhook.clock.now()

    def change(conn: Connection) -> LimitsView:
        settings.change_workspace(conn, asking.workspace_id, **body.given())
        return _limits(conn, asking.workspace_id, now)

    return await noted(offhook, asking, "changed the limits", change, look=_chosen, at=EVERYBODY)


@router.get("/members/{member}")
async def get_member_limits(member: str, offhook: Offhook, asking: Asking) -> MemberLimitsView:
    """One member's limits, and what they used of them today."""
    now = offhook.clock.now()
    return await offhook.storage.read(lambda conn: _member_limits(conn, asking.workspace_id, member, now))


@router.patch("/members/{member}")
async def change_member_limits(
    member: str, body: ChangeMemberLimitsBody, offhook: Offhook, asking: Owning
) -> MemberLimitsView:
    """Change what is given, for one member."""
    now = offhook.clock.now()

    def change(conn: Connection) -> MemberLimitsView:
        settings.change_member(conn, asking.workspace_id, member, **body.given())
        return _member_limits(conn, asking.workspace_id, member, now)

    return await noted(offhook, asking, "changed the limits of the member {}", change, look=_chosen, at=member)


def _chosen(conn: Connection, workspace_id: str, member: str) -> dict[str, Any]:
    """What holds for everybody or a member, for the audit log."""
    limits = msgspec.to_builtins(settings.limits_of(conn, workspaces.get(conn, workspace_id), member))
    name = "" if member == EVERYBODY else people.get(conn, workspace_id, member).name
    return {"id": member, "name": name, **limits}


def _limits(conn: Connection, workspace_id: str, now: int) -> LimitsView:
    workspace = workspaces.get(conn, workspace_id)
    limits = settings.limits_of(conn, workspace, EVERYBODY)
    used, _ = store.spent(conn, workspace_id, EVERYBODY, day.day_of(now, workspace.time_zone))
    return LimitsView(
        countries=sorted(limits.countries),
        refused_kinds=sorted(NumberKind(kind) for kind in limits.refused_kinds),
        workspace=_caps(limits.workspace),
        member=_caps(limits.member),
        longest_minutes=limits.longest_minutes,
        used=UsedView.of(used),
    )


def _member_limits(conn: Connection, workspace_id: str, member: str, now: int) -> MemberLimitsView:
    people.get(conn, workspace_id, member)
    workspace = workspaces.get(conn, workspace_id)
    limits = settings.limits_of(conn, workspace, member)
    _, used = store.spent(conn, workspace_id, member, day.day_of(now, workspace.time_zone))
    chosen = store.chosen(conn, workspace_id, member)
    return MemberLimitsView(
        member=member,
        caps=_caps(limits.member),
        longest_minutes=limits.longest_minutes,
        own=sorted(name for name in ChangeMemberLimitsBody.model_fields if chosen.get(f"own_{name}") is not None),
        used=UsedView.of(used),
    )


def _caps(caps: Caps) -> CapsView:
    return CapsView(calls_at_once=caps.calls_at_once, calls_a_day=caps.calls_a_day, minutes_a_day=caps.minutes_a_day)
