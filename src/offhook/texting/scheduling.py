"""Texts that are sent later: written down with their time, changed or called off until then, and queued when it comes.

The time is a moment, not a reading of a clock: it stays what it is whatever becomes of the workspace's time zone.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import UNSET, UnsetType
from msgspec.structs import replace
from sqlalchemy import Connection

from offhook.conversations import texts
from offhook.lines import service as lines
from offhook.messages import store
from offhook.messages.model import Message
from offhook.messages.pictures import store as picture_store
from offhook.messages.port import Texting
from offhook.messages.segments import count
from offhook.messages.states import MessageState
from offhook.messages.text import storable
from offhook.problems import conflict, invalid
from offhook.texting import service
from offhook.texting.service import Weighed

LONGEST_AHEAD = 366 * 24 * 3600 * 1_000_000
"""Microseconds."""
AT_ONCE = 100


def checked_time(send_at: int | None, now: int) -> int | None:
    """When a text is to be sent.

    Raises:
        Problem: that has passed, or is too far away.
    """
    if send_at is not None and send_at <= now:
        raise invalid("send_at", "This time has passed: choose a later one, or send it at once.")
    if send_at is not None and send_at > now + LONGEST_AHEAD:
        raise invalid("send_at", "This time is too far away: a text waits for a year at most.")
    return send_at


def every(conn: Connection, workspace_id: str, *, limit: int, after: tuple[int, str] | None = None) -> list[Message]:
    """The workspace's texts that wait for their time, the next first. `after` is where the page before ends."""
    return store.scheduled(conn, workspace_id, limit=limit, after=after)


def change(
    conn: Connection,
    workspace_id: str,
    message_id: str,
    *,
    text: str | UnsetType = UNSET,
    send_at: int | UnsetType | None = UNSET,
    texting: Texting | None,
    now: int,
) -> Message:
    """Change the words or the time of a text that waits for it; None as its time sends it at once.

    Raises:
        Problem: there is none, it doesn't wait any more, or it can't be sent so.
    """
    found = store.locked(conn, service.get(conn, workspace_id, message_id).id)
    if found is None or found.state is not MessageState.SCHEDULED:
        raise conflict("too-late", "It is too late", "This message waits no more: it can't be changed.")
    if text is not UNSET:
        pictures = picture_store.of_messages(conn, workspace_id, [found.id]).get(found.id, ())
        weighed = Weighed(len(pictures), sum(each.bytes for each in pictures))
        line = lines.get(conn, workspace_id, found.line_id)
        stopped = service.look(conn, line, found.number, text, weighed, texting, now).stopped
        if stopped is not None:
            raise service.refusal(stopped)
        counted = count(storable(text.strip()))
        found = replace(found, text=storable(text.strip()), segments=counted.segments, encoding=counted.encoding)
    if send_at is None:
        return _queue(conn, found, now, due_at=now)
    if send_at is not UNSET:
        when = checked_time(send_at, now)
        found = replace(found, send_at=when, due_at=found.due_at if when is None else when)
    store.save(conn, found)
    return found


def promote(conn: Connection, now: int) -> Sequence[Message]:
    """Queue the texts of the whole installation whose time has come."""
    queued = []
    for each in store.scheduled_until(conn, now, AT_ONCE):
        found = store.locked(conn, each.id)  # another worker may have been faster
        if found is not None and found.state is MessageState.SCHEDULED:
            queued.append(_queue(conn, found, now, due_at=found.due_at))
    return queued


def _queue(conn: Connection, message: Message, now: int, *, due_at: int) -> Message:
    """Behind what waits in its conversation already, and the latest there."""
    place = max(now, store.last_place(conn, message.queue) + 1)
    queued = replace(message, state=MessageState.QUEUED, due_at=due_at, sort_at=place)
    store.save(conn, queued)
    if queued.contact_id is not None:
        texts.of_contact(conn, queued.workspace_id, queued.line_id, queued.contact_id, queued.id, queued.sort_at)
    return queued
