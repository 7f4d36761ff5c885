"""Voicemails of a workspace: found, heard, deleted and taken back."""

from __future__ import annotations

from msgspec.structs import replace
from sqlalchemy import Connection

from offhook.problems import not_found
from offhook.voicemail import store
from offhook.voicemail.model import State, Voicemail


def get(conn: Connection, workspace_id: str, voicemail_id: str) -> Voicemail:
    """One message, deleted or not.

    Raises:
        Problem: this workspace has none; an empty recording is none.
    """
    found = store.get(conn, workspace_id, voicemail_id)
    if found is None or found.state is State.EMPTY:
        raise not_found("voicemail", voicemail_id)
    return found


def mark_heard(conn: Connection, workspace_id: str, voicemail_id: str, heard: bool, now: int) -> Voicemail:
    """Note that somebody has heard it, or that nobody has. When it was first heard stays.

    Raises:
        Problem: this workspace has no such message.
    """
    found = get(conn, workspace_id, voicemail_id)
    if heard == (found.heard_at is not None):
        return found
    changed = replace(found, heard_at=now if heard else None)
    store.mark(conn, found, heard_at=changed.heard_at)
    return changed


def remove(conn: Connection, workspace_id: str, voicemail_id: str, now: int) -> None:
    """Delete a message. Its audio stays, so that it can be restored.

    Raises:
        Problem: this workspace has no such message.
    """
    found = get(conn, workspace_id, voicemail_id)
    if found.deleted_at is None:
        store.mark(conn, found, deleted_at=now)


def restore(conn: Connection, workspace_id: str, voicemail_id: str) -> Voicemail:
    """Take a deletion back.

    Raises:
        Problem: this workspace has no such message.
    """
    found = get(conn, workspace_id, voicemail_id)
    if found.deleted_at is not None:
        store.mark(conn, found, deleted_at=None)
    return replace(found, deleted_at=None)
