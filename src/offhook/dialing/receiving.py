"""Receiving a call: whose line was called, who calls, and whom it rings within what may be spent."""

from __future__ import annotations

import secrets
from functools import partial

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import Connection

from offhook.calls.arguments import FromPhone, FromSoftphone
from offhook.calls.events import Incoming
from offhook.calls.values import Caller, CallId, Cause, Disposition, Inbound, Mailbox, Trail, Way
from offhook.contacts import service as contacts
from offhook.dialing import from_phone, mailbox
from offhook.limits import ringing
from offhook.lines import service as line_service
from offhook.lines import store as lines
from offhook.lines.model import Line
from offhook.routing import service as routing
from offhook.routing import store as routes
from offhook.routing.policy import Policy
from offhook.routing.service import PLAIN, Reach, Who
from offhook.voicemail import greetings
from offhook.workspaces import store as workspaces

MOST_HOPS = 4
"""How often a call may come through lines of ours, from one to the next over a carrier."""
NO_CONTACTS = {Disposition.BLOCKED, Disposition.LOOPED}
"""Callers whom nobody wants to keep as contacts."""


class Received(Struct, frozen=True):
    """A call that is taken, and what its flow starts with."""

    workspace_id: str
    arguments: Inbound | FromSoftphone | FromPhone


class NotReceived(Struct, frozen=True):
    """A call that is refused: nobody's line, or one without voice."""

    cause: Cause


def receive(
    conn: Connection,
    call: CallId,
    incoming: Incoming,
    way: Way,
    now: int,
    reach: Reach = PLAIN,
) -> Received | NotReceived:
    """Plan a call that came in, and count what it may spend.

    To be called before the call's row is written, in the same transaction.
    """
    found = routes.called(conn, incoming.to)
    # Locked, so that of calls that come at once not all have the last of what may be spent.
    workspace = None if found is None else workspaces.lock(conn, found[0])
    line = None if found is None else lines.get(conn, *found)
    if workspace is None or line is None or not (line.voice and workspace.voice):
        return NotReceived(Cause.NOT_IN_SERVICE)
    looped = _looped(line, way)
    phone = None if looped else from_phone.calling_phone(conn, line, incoming)
    if phone is not None:
        return Received(workspace.id, from_phone.plan(conn, workspace, line, phone, incoming, now))
    policy = routes.policy(conn, workspace.id, line.id) or Policy()
    who = Who(incoming.caller, incoming.withheld, incoming.emergency, looped=looped, rung=way.rung)
    plan = routing.plan_call(conn, line, policy, who, now, reach)
    contact = None
    if incoming.caller is not None:
        unwanted = plan.turned_away is not None and plan.turned_away.disposition in NO_CONTACTS
        find = contacts.known if unwanted else partial(contacts.ensure, now=now)
        contact = find(conn, workspace.id, incoming.caller)
    telephones = [target.longest for target in plan.targets if target.longest is not None]
    if telephones:
        ringing.take(conn, workspace, call, max(telephones), now)
    return Received(
        workspace.id,
        Inbound(
            caller=Caller(
                incoming.leg,
                incoming.caller,
                name=contact.name if contact else "",
                contact=contact.id if contact else "",
            ),
            trunk=incoming.trunk,
            line=line_service.used(conn, workspace, line),
            targets=plan.targets,
            skipped=plan.skipped,
            order=plan.order,
            ring=plan.ring,
            longest=plan.longest.longest,
            mailbox=None if plan.mailbox is None else kept_mailbox(conn, workspace.id, line.id, plan.mailbox),
            why=plan.why,
            keys=workspace.talk_keys,
            limit=plan.longest.limit,
            turned_away=plan.turned_away,
            trail=Trail(way.trail.token or secrets.token_hex(8), way.trail.hops + 1),
        ),
    )


def kept_mailbox(conn: Connection, workspace_id: str, line_id: str, planned: Mailbox) -> Mailbox:
    """A mailbox with the line's own greeting, where it has one, and whether a PIN opens it."""
    own = greetings.of_line(conn, workspace_id, line_id)
    opens = mailbox.can_be_opened(conn, workspace_id, line_id)
    return replace(planned, greeting="" if own is None else own.content, opens=opens)


def _looped(line: Line, way: Way) -> str:
    if line.id in way.lines:
        return f"it is a call of our own that has come back to {line.number}, where it was before"
    if way.trail.hops >= MOST_HOPS:
        return f"it has come through us {way.trail.hops} times already, and {MOST_HOPS} are the most"
    return ""
