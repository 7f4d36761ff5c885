"""What a text does to its conversation: it is the latest in it, and one that came in is unread."""

from __future__ import annotations

from sqlalchemy import Connection, select

from offhook.conversations.calling import mark_unread, moved_up
from offhook.conversations.model import WITHHELD, conversations


def of_contact(
    conn: Connection, workspace_id: str, line_id: str, contact_id: str | None, message_id: str, at: int
) -> str:
    """The conversation with a contact on a line, of which this message is the latest now; it may begin with it.

    Who has no number, as a short code or a name, is in the one with all who withhold theirs: `contact_id` is None.
    """
    party = contact_id or WITHHELD
    moved_up(conn, workspace_id, line_id, party, message_id, at)
    its = conversations.c
    query = select(its.id).where(its.workspace_id == workspace_id, its.line_id == line_id, its.party == party)
    return str(conn.execute(query).scalar_one())


def came_in(conn: Connection, workspace_id: str, conversation_id: str, at: int) -> None:
    """Mark the conversation as unread for everybody."""
    mark_unread(conn, workspace_id, conversation_id, at)
