"""Who looks after a conversation. Everybody sees it as before; who took it on is told apart in lists."""

from __future__ import annotations

from sqlalchemy import Connection, update

from offhook.conversations import service
from offhook.conversations.model import Conversation, conversations
from offhook.people import service as people
from offhook.problems import invalid


def assign(
    conn: Connection, workspace_id: str, member_id: str, conversation_id: str, assignee: str | None
) -> Conversation:
    """Have a member look after a conversation; None: nobody in particular.

    Args:
        member_id: Who sees the conversation that is given back.

    Raises:
        Problem: this workspace has no such conversation or member.
    """
    found = service.get(conn, workspace_id, member_id, conversation_id)
    if assignee is not None and not people.get(conn, workspace_id, assignee).active:
        raise invalid("member", "They are no member any more: choose somebody else.")
    conn.execute(update(conversations).where(conversations.c.id == found.id).values(assignee_id=assignee))
    return service.get(conn, workspace_id, member_id, conversation_id)
