"""Lines' own greetings: which audio callers hear before the tone, in place of the default words."""

from __future__ import annotations

from typing import Any

from msgspec import Struct
from sqlalchemy import Connection, bindparam, delete, insert, select

from offhook.storage.prepared import Query
from offhook.voicemail.model import greeting_recordings, greetings

_of = Query(
    select(greetings).where(
        greetings.c.workspace_id == bindparam("workspace"), greetings.c.line_id == bindparam("line")
    )
)


class Greeting(Struct, frozen=True):
    """A recorded greeting; its audio is kept outside the database."""

    line_id: str
    content: str
    size: int
    """Bytes."""
    duration_ms: int
    made_at: int


def of_line(conn: Connection, workspace_id: str, line_id: str) -> Greeting | None:
    """The line's own greeting; None: it has the default one."""
    row: Any = _of.first(conn, {"workspace": workspace_id, "line": line_id})
    return None if row is None else Greeting(row.line_id, row.content, row.size, row.duration_ms, row.made_at)


def put(conn: Connection, workspace_id: str, greeting: Greeting) -> None:
    """Have callers of a line hear this from now on."""
    remove(conn, workspace_id, greeting.line_id)
    conn.execute(
        insert(greetings),
        {
            "workspace_id": workspace_id,
            "line_id": greeting.line_id,
            "content": greeting.content,
            "size": greeting.size,
            "duration_ms": greeting.duration_ms,
            "made_at": greeting.made_at,
        },
    )


def remove(conn: Connection, workspace_id: str, line_id: str) -> None:
    """Go back to the default greeting."""
    conn.execute(delete(greetings).where(greetings.c.workspace_id == workspace_id, greetings.c.line_id == line_id))


class Recorded(Struct, frozen=True):
    """A greeting that was recorded over the telephone, and whose audio is still on the network."""

    recording: str
    workspace_id: str
    line_id: str
    made_at: int


def begin(conn: Connection, workspace_id: str, line_id: str, recording: str, now: int) -> None:
    """Note that one was recorded, in the turn in which its recording ended."""
    row = {"recording": recording, "workspace_id": workspace_id, "line_id": line_id, "made_at": now}
    conn.execute(insert(greeting_recordings), row)


def recorded(conn: Connection) -> list[Recorded]:
    """Those of the whole installation whose audio is still to be kept, the oldest first."""
    rows = conn.execute(select(greeting_recordings).order_by(greeting_recordings.c.made_at))
    return [Recorded(row.recording, row.workspace_id, row.line_id, row.made_at) for row in rows]


def settle(conn: Connection, recording: str) -> None:
    """It is kept, or can't be."""
    conn.execute(delete(greeting_recordings).where(greeting_recordings.c.recording == recording))
