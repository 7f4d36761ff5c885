"""Conversations: found, read, marked as read or unread, and written notes in."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec.structs import replace
from sqlalchemy import Connection, delete, insert, select, update

from offhook.contacts import service as contacts
from offhook.conversations import store
from offhook.conversations.model import (
    Conversation,
    Entry,
    Note,
    conversation_notes,
    conversation_unread,
    conversations,
)
from offhook.conversations.store import Place, Wanted
from offhook.ids import new_id
from offhook.problems import invalid, not_found

LONGEST_NOTE = 4000
MOST_COUNTED = 100
"""Unread conversations that are counted: beyond that many is many."""
RESTORABLE = 24 * 3600 * 1_000_000
"""Microseconds for which a deleted note can be restored."""

# NUL, and halves of characters: databases refuse them. Of what can't be seen a note keeps line ends and tabs.
_UNSTORABLE = re.compile("[\\0-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f\ud800-\udfff]")


def page(
    conn: Connection,
    workspace_id: str,
    member_id: str,
    *,
    limit: int,
    before: Place | None = None,
    line: str | None = None,
    contact: str | None = None,
    unread: bool = False,
    assignee: str | None = None,
    search: str = "",
) -> list[Conversation]:
    """Conversations as a member sees them, latest first. `search` is as that of contacts.

    Args:
        assignee: Only those that this member looks after; `NOBODY` of the store: that nobody in particular does.

    Raises:
        Problem: the search can't be used.
    """
    words, numbers = contacts.looked_for(conn, workspace_id, search)
    wanted = Wanted(line, contact, unread, words, numbers, assignee)
    return store.page(conn, workspace_id, member_id, wanted, limit=limit, before=before)


def get(conn: Connection, workspace_id: str, member_id: str, conversation_id: str) -> Conversation:
    """One conversation as a member sees it.

    Raises:
        Problem: this workspace has none.
    """
    found = store.get(conn, workspace_id, member_id, conversation_id)
    if found is None:
        raise not_found("conversation", conversation_id)
    return found


def entries(
    conn: Connection,
    workspace_id: str,
    member_id: str,
    conversation_id: str,
    *,
    limit: int,
    before: Place | None = None,
) -> Sequence[Entry]:
    """What happened in a conversation, latest first.

    Raises:
        Problem: this workspace has none.
    """
    return store.entries(conn, get(conn, workspace_id, member_id, conversation_id), limit=limit, before=before)


def mark(conn: Connection, workspace_id: str, member_id: str, conversation_id: str, *, unread: bool) -> Conversation:
    """Have a conversation read, or unread, for one member.

    Raises:
        Problem: this workspace has none.
    """
    found = get(conn, workspace_id, member_id, conversation_id)
    if unread == (found.unread_at is not None):
        return found
    if unread:
        mine = {"member_id": member_id, "conversation_id": found.id, "workspace_id": workspace_id}
        conn.execute(insert(conversation_unread), mine | {"at": found.latest_at})
        return replace(found, unread_at=found.latest_at)
    conn.execute(
        delete(conversation_unread).where(
            conversation_unread.c.member_id == member_id, conversation_unread.c.conversation_id == found.id
        )
    )
    return replace(found, unread_at=None)


def add_note(
    conn: Connection, workspace_id: str, member_id: str, name: str, conversation_id: str, text: str, now: int
) -> Note:
    """Write a note, in the name of a member.

    Raises:
        Problem: this workspace has no such conversation, or the text can't be kept.
    """
    found = get(conn, workspace_id, member_id, conversation_id)
    note = Note(new_id("note"), workspace_id, found.id, member_id, name, _text(text), now, None, None)
    conn.execute(insert(conversation_notes), {field: getattr(note, field) for field in Note.__struct_fields__})
    conn.execute(update(conversations).where(conversations.c.id == found.id).values(latest_at=now, latest_id=note.id))
    return note


def get_note(conn: Connection, workspace_id: str, note_id: str) -> Note:
    """One note, deleted or not.

    Raises:
        Problem: this workspace has none.
    """
    query = select(conversation_notes).where(
        conversation_notes.c.id == note_id, conversation_notes.c.workspace_id == workspace_id
    )
    row = conn.execute(query).one_or_none()
    if row is None:
        raise not_found("note", note_id)
    return store.note_of(row)


def change_note(conn: Connection, workspace_id: str, note_id: str, text: str, now: int) -> Note:
    """Write a note anew.

    Raises:
        Problem: this workspace has none, or the text can't be kept.
    """
    changed = replace(_there(conn, workspace_id, note_id), text=_text(text), changed_at=now)
    _write(conn, changed)
    return changed


def remove_note(conn: Connection, workspace_id: str, note_id: str, now: int) -> Note:
    """Delete a note. It can be restored for a day; those that were deleted before are forgotten.

    Raises:
        Problem: this workspace has none.
    """
    removed = replace(_there(conn, workspace_id, note_id), deleted_at=now)
    _write(conn, removed)
    over = conversation_notes.c.deleted_at < now - RESTORABLE
    conn.execute(delete(conversation_notes).where(conversation_notes.c.workspace_id == workspace_id, over))
    _look_back(conn, removed)
    return removed


def restore_note(conn: Connection, workspace_id: str, note_id: str) -> Note:
    """Take a deletion back.

    Raises:
        Problem: this workspace has none, or it is forgotten.
    """
    restored = replace(get_note(conn, workspace_id, note_id), deleted_at=None)
    _write(conn, restored)
    _look_back(conn, restored)
    return restored


def _there(conn: Connection, workspace_id: str, note_id: str) -> Note:
    found = get_note(conn, workspace_id, note_id)
    if found.deleted_at is not None:
        raise not_found("note", note_id)
    return found


def _write(conn: Connection, note: Note) -> None:
    written = {"text": note.text, "changed_at": note.changed_at, "deleted_at": note.deleted_at}
    conn.execute(update(conversation_notes).where(conversation_notes.c.id == note.id).values(written))


def _look_back(conn: Connection, note: Note) -> None:
    """Find out what the latest in a conversation is, after a note came or went."""
    found = get(conn, note.workspace_id, note.member_id, note.conversation_id)
    for latest in store.entries(conn, found, limit=1):
        moved = {"latest_at": latest.at, "latest_id": latest.id}
        conn.execute(update(conversations).where(conversations.c.id == found.id).values(moved))


def _text(text: str) -> str:
    plain = text.strip()
    if not plain:
        raise invalid("text", "The note is empty.")
    if len(plain) > LONGEST_NOTE:
        raise invalid("text", f"The note is too long: {LONGEST_NOTE} characters at most.")
    if _UNSTORABLE.search(plain):
        raise invalid("text", "The note has characters that can't be kept.")
    return plain
