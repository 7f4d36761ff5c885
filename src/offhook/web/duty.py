"""Duty over HTTP: which agents of a line are rung now."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import BaseModel, Field, StrictBool
from sqlalchemy import Connection

from offhook.lines import service as line_service
from offhook.lines import store as lines
from offhook.people.model import Role
from offhook.problems import forbidden
from offhook.records.live import DutyChange
from offhook.routing import service
from offhook.routing.service import OnDuty
from offhook.web import routes
from offhook.web.changes import noted
from offhook.web.context import Asking, AskingForOwn, Offhook
from offhook.web.schemas import Moment, Strict, micros, when_if

router = routes.router("/lines/{line}/duty", tag="lines")
board = routes.router("/duty", tag="lines")


class DutyBody(Strict):
    """Whether an agent's phone is rung by calls to a line."""

    on_duty: StrictBool = Field(examples=[False])
    until: Moment | None = Field(
        None,
        description="When it turns into its opposite, within 31 days; null: not by itself",
        examples=["2026-11-21T18:00:00Z"],
    )


class DutyView(BaseModel):
    """An agent's duty on a line, as it is now."""

    member: str = Field(examples=["member_01kb3fjj2m8w2x4y6z0a1b2c3d"])
    name: str = Field(examples=["Ann"])
    on_duty: bool = Field(examples=[False])
    until: datetime | None = Field(
        description="When it turns into its opposite; null: not by itself", examples=["2026-11-21T18:00:00Z"]
    )

    @classmethod
    def of(cls, duty: OnDuty) -> DutyView:
        """From the service's."""
        return cls(member=duty.member.id, name=duty.member.name, on_duty=duty.on_duty, until=when_if(duty.until))


class DutyList(BaseModel):
    """The agents of a line, in the order of its route."""

    items: list[DutyView]


class LineDutyView(BaseModel):
    """A line, and who of its agents is on duty."""

    line: str = Field(examples=["line_01kb3fjj2m8w2x4y6z0a1b2c3d"])
    number: str = Field(examples=["+12025550100"])
    name: str = Field(examples=["Sales"])
    agents: list[DutyView] = Field(description="In the order of the line's route")


class DutyBoard(BaseModel):
    """Every line of the workspace, the oldest first."""

    items: list[LineDutyView]


@board.get("")
async def show_duty(offhook: Offhook, asking: Asking) -> DutyBoard:
    """Who is on duty on each line of the workspace. `event: duty` of the live stream says when to ask again."""
    now = offhook.clock.now()

    def find(conn: Connection) -> list[LineDutyView]:
        return [
            LineDutyView(
                line=line.id,
                number=line.number,
                name=line.name,
                agents=[DutyView.of(duty) for duty in service.duties(conn, asking.workspace_id, line.id, now)],
            )
            for line in lines.every(conn, asking.workspace_id)
        ]

    return DutyBoard(items=await offhook.storage.read(find))


@router.get("")
async def list_duty(line: str, offhook: Offhook, asking: Asking) -> DutyList:
    """Who of a line's agents is on duty. Who never said anything is."""
    now = offhook.clock.now()
    found = await offhook.storage.read(lambda conn: service.duties(conn, asking.workspace_id, line, now))
    return DutyList(items=[DutyView.of(duty) for duty in found])


@router.put("/{member}")
async def set_duty(line: str, member: str, body: DutyBody, offhook: Offhook, asking: AskingForOwn) -> DutyView:
    """Put an agent on or off duty: yourself, or as an owner or a manager anybody."""
    if asking.role is Role.AGENT and member != asking.member_id:
        raise forbidden("You may change your own duty; only an owner or a manager may change another's.")
    until, now = None if body.until is None else micros(body.until), offhook.clock.now()

    def change(conn: Connection) -> tuple[OnDuty, str]:
        changed = service.set_duty(conn, asking.workspace_id, line, member, body.on_duty, until, now)
        return changed, line_service.get(conn, asking.workspace_id, line).id

    def look(conn: Connection, workspace_id: str, of: str) -> dict[str, Any] | None:
        for each in service.duties(conn, workspace_id, line, now):
            if each.member.id == of:
                return {"id": of, "name": each.member.name, "on_duty": each.on_duty, "until": each.until}
        return None

    words = "put {} " + ("on" if body.on_duty else "off") + " duty"
    changed, told = await noted(offhook, asking, words, change, look=look, at=member)
    offhook.live.publish(asking.workspace_id, DutyChange(told, now))
    return DutyView.of(changed)
