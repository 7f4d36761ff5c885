"""Receiving a call: whose line was called, who calls, and whom it rings."""

from __future__ import annotations

from collections.abc import Collection

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import Connection

from offhook.calls.events import Incoming
from offhook.calls.values import Caller, CallId, Cause, Inbound, LineUsed, Mailbox, TrunkId
from offhook.contacts import service as contacts
from offhook.dialing import mailbox
from offhook.limits.settings import limits_of
from offhook.lines import store as lines
from offhook.routing import service as routing
from offhook.routing import store as routes
from offhook.routing.policy import Policy
from offhook.routing.service import Softphones, nobodys
from offhook.voicemail import greetings
from offhook.workspaces import store as workspaces

MINUTE_S = 60.0


class Received(Struct, frozen=True):
    """A call that is taken, and what its flow starts with."""

    workspace_id: str
    arguments: Inbound


class NotReceived(Struct, frozen=True):
    """A call that is refused: nobody's line, or one without voice."""

    cause: Cause


def receive(
    conn: Connection,
    call: CallId,
    incoming: Incoming,
    now: int,
    *,
    softphones: Softphones = nobodys,
    trunks_down: Collection[str] = (),
) -> Received | NotReceived:
    """Plan a call that came in. To be called in the transaction that writes the call's row."""
    found = routes.called(conn, incoming.to)
    workspace = None if found is None else workspaces.get(conn, found[0])
    line = None if found is None else lines.get(conn, *found)
    if workspace is None or line is None or not (line.voice and workspace.voice):
        return NotReceived(Cause.NOT_IN_SERVICE)
    policy = routes.policy(conn, workspace.id, line.id) or Policy()
    plan = routing.plan_call(conn, line, policy, incoming.caller, now, softphones, trunks_down)
    contact = None
    if incoming.caller is not None:
        contact = contacts.ensure(conn, workspace.id, incoming.caller, now=now)
    limits = limits_of(conn, workspace, "")
    trunks = tuple(TrunkId(trunk) for trunk in line.trunks)
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
            line=LineUsed(line.id, line.number, line.name, line.language, workspace.country, trunks),
            targets=plan.targets,
            skipped=plan.skipped,
            order=plan.order,
            ring=plan.ring,
            longest=limits.longest_minutes * MINUTE_S,
            mailbox=None if plan.mailbox is None else _mailbox(conn, workspace.id, line.id, plan.mailbox),
            why=plan.why,
            keys=workspace.talk_keys,
        ),
    )


def _mailbox(conn: Connection, workspace_id: str, line_id: str, planned: Mailbox) -> Mailbox:
    """With the line's own greeting, where it has one, and whether a PIN opens it."""
    own = greetings.of_line(conn, workspace_id, line_id)
    opens = mailbox.can_be_opened(conn, workspace_id, line_id)
    return replace(planned, greeting="" if own is None else own.content, opens=opens)
