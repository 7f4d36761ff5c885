"""Lines' routes over HTTP: read, set, and previewed for a call that might come."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import Connection

from offhook import numbers
from offhook.calls.values import Capability
from offhook.people import store as people
from offhook.records.live import DutyChange
from offhook.routing import service
from offhook.routing.service import Who
from offhook.routing.words import difference
from offhook.web import routes
from offhook.web.changes import noted
from offhook.web.context import Asking, Managing, Offhook
from offhook.web.route_views import PreviewBody, PreviewView, RouteBody, RouteView
from offhook.web.schemas import micros, when
from offhook.workspaces import service as workspaces

router = routes.router("/lines/{line}/route", tag="lines")


@router.get("")
async def get_route(line: str, offhook: Offhook, asking: Asking) -> RouteView:
    """Whom calls to a line ring: the default route where nobody has set one."""
    found, route = await offhook.storage.read(lambda conn: service.get(conn, asking.workspace_id, line))
    return RouteView(line=found.id, number=found.number, route=RouteBody.of(route))


@router.put("")
async def set_route(line: str, body: RouteBody, offhook: Offhook, asking: Managing) -> RouteView:
    """Set a line's whole route. Refused where a call could come back to where it began, with the way that it takes."""
    now, most = offhook.clock.now(), offhook.settings.most_agents
    softphones = Capability.SOFTPHONES in offhook.telephony.capabilities

    def save(conn: Connection) -> RouteView:
        chosen = body.policy()
        service.save(conn, asking.workspace_id, line, chosen, now, most_agents=most, rings_softphones=softphones)
        found, route = service.get(conn, asking.workspace_id, line)
        return RouteView(line=found.id, number=found.number, route=RouteBody.of(route))

    saved = await noted(offhook, asking, "changed the route of the line {}", save, look=_of_line, at=line)
    offhook.live.publish(asking.workspace_id, DutyChange(saved.line, now))
    return saved


def _of_line(conn: Connection, workspace_id: str, line: str) -> dict[str, Any]:
    """A line's route, for the audit log."""
    found, route = service.get(conn, workspace_id, line)
    return {"id": found.id, "number": found.number, **msgspec.to_builtins(route)}


@router.post("/preview")
async def preview_route(line: str, body: PreviewBody, offhook: Offhook, asking: Asking) -> PreviewView:
    """Who would be rung by a call, and why, in what order, for how long, and what comes after. Nothing is changed."""
    at = offhook.clock.now() if body.at is None else micros(body.at)
    reach, most = offhook.reach(), offhook.settings.most_agents

    def preview(conn: Connection) -> PreviewView:
        found, route = service.get(conn, asking.workspace_id, line)
        country = workspaces.get(conn, asking.workspace_id).country
        caller = None if body.caller is None else numbers.parse(body.caller, country, field="caller")
        differs = None
        if body.route is not None:
            proposed = service.check(conn, asking.workspace_id, found, body.route.policy(), most_agents=most)
            names = {member.id: member.name for member in people.every(conn, asking.workspace_id)}
            differs, route = difference(route, proposed, names), proposed
        plan = service.plan_call(conn, found, route, Who(caller, caller is None), at, reach)
        return PreviewView.of(found.id, caller, when(at), plan, differs)

    return await offhook.storage.read(preview)
