"""What members have begun to write and not sent: one draft for a member in a conversation, nobody else's business."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, and_, delete, insert, select, update

from offhook.conversations import service
from offhook.conversations.model import Draft, message_drafts
from offhook.ids import is_id
from offhook.problems import invalid

MOST_PICTURES = 10
LONGEST = 4000
EMPTY = Draft("", (), 0)

# NUL, and halves of characters: databases refuse them.
_UNSTORABLE = re.compile("[\\0\ud800-\udfff]")


def get(conn: Connection, workspace_id: str, member_id: str, conversation_id: str) -> Draft:
    """A member's draft in a conversation; `EMPTY` where there is none.

    Raises:
        Problem: this workspace has no such conversation.
    """
    found = service.get(conn, workspace_id, member_id, conversation_id)
    row = conn.execute(select(message_drafts).where(_of(member_id, found.id))).one_or_none()
    if row is None:
        return EMPTY
    return Draft(row.text, tuple(row.pictures.split(",")) if row.pictures else (), row.changed_at)


def put(
    conn: Connection,
    workspace_id: str,
    member_id: str,
    conversation_id: str,
    text: str,
    pictures: Sequence[str],
    now: int,
) -> Draft:
    """Keep a draft, in place of the one before; an empty one is none.

    Raises:
        Problem: this workspace has no such conversation, or it can't be kept.
    """
    found = service.get(conn, workspace_id, member_id, conversation_id)
    if len(text) > LONGEST:
        raise invalid("text", f"The draft is too long: {LONGEST} characters at most.")
    if _UNSTORABLE.search(text):
        raise invalid("text", "The draft has characters that can't be kept.")
    if len(pictures) > MOST_PICTURES or not all(is_id(each, "picture") for each in pictures):
        raise invalid("pictures", f"Name the ids of up to {MOST_PICTURES} pictures that were uploaded.")
    remove(conn, workspace_id, member_id, found.id)
    if not text.strip() and not pictures:
        return EMPTY
    values: dict[str, Any] = {"member_id": member_id, "conversation_id": found.id, "workspace_id": workspace_id}
    conn.execute(insert(message_drafts), values | {"text": text, "pictures": ",".join(pictures), "changed_at": now})
    return Draft(text, tuple(pictures), now)


def remove(conn: Connection, workspace_id: str, member_id: str, conversation_id: str) -> None:
    """Forget a draft, where there is one.

    Raises:
        Problem: this workspace has no such conversation.
    """
    found = service.get(conn, workspace_id, member_id, conversation_id)
    conn.execute(delete(message_drafts).where(_of(member_id, found.id)))


def bring_together(conn: Connection, gone: str, kept: str) -> None:
    """Of two conversations that become one: a member's draft in the other is kept where they have none in this."""
    already = select(message_drafts.c.member_id).where(message_drafts.c.conversation_id == kept)
    theirs = message_drafts.c.conversation_id == gone
    conn.execute(
        update(message_drafts).where(theirs, message_drafts.c.member_id.not_in(already)).values(conversation_id=kept)
    )
    conn.execute(delete(message_drafts).where(theirs))


def _of(member_id: str, conversation_id: str) -> Any:
    return and_(message_drafts.c.member_id == member_id, message_drafts.c.conversation_id == conversation_id)
