"""Who is told of a missed call, a voicemail and a text: whom the line rings, and who is on duty there.

Off duty nobody gets a notification of any kind. That is looked at when it happens, and once more when it is sent.
"""

from __future__ import annotations

from sqlalchemy import Connection, select

from offhook.calls.values import Disposition
from offhook.messages.model import Message
from offhook.people import store as people
from offhook.people.model import Copies
from offhook.push import store
from offhook.push.model import Kind, Push
from offhook.push.service import push_to
from offhook.records.model import calls
from offhook.routing import store as routes
from offhook.routing.hours import opening
from offhook.voicemail.model import Voicemail

MISSED = frozenset({Disposition.NO_ANSWER.value, Disposition.ABANDONED.value})
"""How a call to a line comes out that nobody took. With a message it is told of as that."""


def missed(conn: Connection, workspace_id: str, call_id: str, now: int) -> bool:
    """Have a call that has just ended told of, if nobody took it; whether anybody is told.

    To be called in the transaction that writes its record, once that is written.
    """
    query = select(calls.c.direction, calls.c.disposition, calls.c.line_id, calls.c.placed_at)
    row = conn.execute(query.where(calls.c.workspace_id == workspace_id, calls.c.id == call_id)).one_or_none()
    if row is None or row.direction != "inbound" or row.disposition not in MISSED or row.line_id is None:
        return False
    return _begin(conn, workspace_id, row.line_id, Kind.MISSED_CALL, row.placed_at, now, call=call_id)


def left(conn: Connection, voicemail: Voicemail, now: int) -> bool:
    """Have a message that is being kept told of; whether anybody is. To be called in the transaction that keeps it."""
    return _begin(
        conn,
        voicemail.workspace_id,
        voicemail.line_id,
        Kind.VOICEMAIL,
        voicemail.left_at,
        now,
        call=voicemail.call_id,
        voicemail=voicemail.id,
    )


def texted(conn: Connection, message: Message, now: int) -> bool:
    """Have a text that came in told of; whether anybody is. To be called in the transaction that keeps it."""
    return _begin(conn, message.workspace_id, message.line_id, Kind.TEXT, message.made_at, now, message=message.id)


def is_on_duty(conn: Connection, workspace_id: str, line_id: str, member_id: str, now: int) -> bool:
    """Whether a line rings a member, who is a member still, and on duty there."""
    member = people.get(conn, workspace_id, member_id)
    if member is None or not member.active:
        return False
    policy = routes.policy(conn, workspace_id, line_id)
    if policy is None or member_id not in policy.agents or not (policy.agents_on or policy.softphones_on):
        return False
    said = routes.duties(conn, workspace_id, line_id).get(member_id)
    return said is None or said.at(now)


def _begin(
    conn: Connection,
    workspace_id: str,
    line_id: str,
    kind: Kind,
    at: int,
    now: int,
    *,
    call: str | None = None,
    voicemail: str | None = None,
    message: str | None = None,
) -> bool:
    policy = routes.policy(conn, workspace_id, line_id)
    if policy is None or not opening(policy.hours, at).open:
        return False
    made: list[Push] = []
    for member in policy.agents:
        if is_on_duty(conn, workspace_id, line_id, member, now) and _by_push(conn, workspace_id, member, kind):
            made += [
                push_to(device, kind, now, line=line_id, call=call, voicemail=voicemail, message=message)
                for device in store.every(conn, workspace_id, member)
            ]
    store.begin(conn, made)
    return bool(made)


def _by_push(conn: Connection, workspace_id: str, member_id: str, kind: Kind) -> bool:
    """Whether a member wants to be told so. Of missed calls there is no other way."""
    member = people.get(conn, workspace_id, member_id)
    return member is not None and (kind is Kind.MISSED_CALL or member.copies is Copies.PUSH)
