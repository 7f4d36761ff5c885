"""A line's voicemail over the telephone: who may hear it, and which messages there are."""

from __future__ import annotations

from sqlalchemy import Connection

from offhook.calls.questions import Opened, OpenMailbox, Shut
from offhook.calls.values import Message
from offhook.people import pins
from offhook.people import store as people
from offhook.people.model import Member
from offhook.people.pins import Locked, Mac, Right, Wrong
from offhook.routing import store as routes
from offhook.voicemail import service
from offhook.voicemail import store as voicemails
from offhook.voicemail.model import State

MOST_MESSAGES = 50
"""That are heard in one call; the rest are new in the next."""


def can_be_opened(conn: Connection, workspace_id: str, line_id: str) -> bool:
    """Whether one of the line's agents has a PIN."""
    return bool(pins.having(conn, workspace_id, [agent.id for agent in _agents(conn, workspace_id, line_id)]))


def open_mailbox(conn: Connection, mac: Mac, workspace_id: str, asked: OpenMailbox, now: int) -> Opened | Shut:
    """The line's new messages, if the PIN is an agent's of the line. From an agent's own phone only theirs counts."""
    agents = _agents(conn, workspace_id, asked.line)
    caller = next((agent for agent in agents if asked.caller is not None and agent.number == asked.caller), None)
    if caller is not None and not pins.having(conn, workspace_id, [caller.id]):
        caller = None
    subjects = [f"line {asked.line}" if caller is None else f"member {caller.id}"]
    if asked.caller is not None:
        subjects.append(f"caller {asked.caller}")
    members = [agent.id for agent in agents] if caller is None else [caller.id]
    match pins.try_pin(conn, mac, workspace_id, asked.pin, members=members, subjects=subjects, now=now):
        case Right(member_id=member):
            name = next(agent.name for agent in agents if agent.id == member)
            return Opened(name, _new(conn, workspace_id, asked.line))
        case Wrong():
            return Shut(locked=False)
        case Locked():
            return Shut(locked=True)


def mark(conn: Connection, workspace_id: str, voicemail_id: str, *, deleted: bool, now: int) -> None:
    """A message was heard over the telephone, and perhaps deleted; nothing where it is gone meanwhile."""
    found = voicemails.get(conn, workspace_id, voicemail_id)
    if found is None or found.deleted_at is not None:
        return
    service.mark_heard(conn, workspace_id, voicemail_id, True, now)
    if deleted:
        service.remove(conn, workspace_id, voicemail_id, now)


def _agents(conn: Connection, workspace_id: str, line_id: str) -> list[Member]:
    policy = routes.policy(conn, workspace_id, line_id)
    found = [people.get(conn, workspace_id, agent) for agent in policy.agents] if policy is not None else []
    return [member for member in found if member is not None and member.active]


def _new(conn: Connection, workspace_id: str, line_id: str) -> tuple[Message, ...]:
    """The oldest first."""
    found = voicemails.page(conn, workspace_id, limit=MOST_MESSAGES, line=line_id, heard=False)
    return tuple(
        Message(each.id, each.content, each.caller, each.caller_name)
        for each in reversed(found)
        if each.state is State.KEPT and each.content is not None
    )
