"""Reading and writing voicemails. Plain functions of a connection."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from msgspec.structs import replace
from sqlalchemy import Connection, and_, bindparam, delete, insert, or_, select, update

from offhook.calls.values import E164
from offhook.ids import new_id
from offhook.records.model import calls
from offhook.storage.prepared import Query
from offhook.voicemail.model import State, Voicemail, greetings, mails, voicemails

_call = Query(
    select(
        calls.c.line_id,
        calls.c.direction,
        calls.c.contact_id,
        calls.c.contact_number,
        calls.c.contact_name,
        calls.c.member_name,
    ).where(calls.c.id == bindparam("call"), calls.c.workspace_id == bindparam("workspace"))
)


def begin(
    conn: Connection, workspace_id: str, call_id: str, recording: str, now: int, *, cut_short: bool = False
) -> None:
    """Note that a message was left, in the turn in which its recording ended."""
    row = _call.first(conn, {"call": call_id, "workspace": workspace_id})
    if row is None:
        raise LookupError(f"there is no call {call_id}")
    from_colleague = row.direction == "internal"
    conn.execute(
        insert(voicemails),
        {
            "id": new_id("voicemail"),
            "workspace_id": workspace_id,
            "call_id": call_id,
            "line_id": row.line_id,
            "contact_id": row.contact_id,
            "caller": "" if from_colleague else row.contact_number,
            "caller_name": row.member_name if from_colleague else row.contact_name,
            "recording": recording,
            "state": State.WAITING.value,
            "cut_short": cut_short,
            "left_at": now,
        },
    )


def waiting(conn: Connection) -> list[Voicemail]:
    """Those of the whole installation whose audio is still to be kept, the oldest first."""
    query = select(voicemails).where(voicemails.c.state == State.WAITING.value).order_by(voicemails.c.left_at)
    return [_voicemail(row) for row in conn.execute(query)]


def settled_since(conn: Connection, since: int) -> list[str]:
    """The recordings of the whole installation that the network need not have any more, of messages left since then."""
    query = select(voicemails.c.recording).where(
        voicemails.c.state.in_([State.KEPT.value, State.EMPTY.value]), voicemails.c.left_at >= since
    )
    return list(conn.execute(query).scalars())


def settle(
    conn: Connection,
    voicemail: Voicemail,
    state: State,
    *,
    content: str | None = None,
    size: int | None = None,
    duration_ms: int | None = None,
    cut_short: bool = False,
) -> Voicemail:
    """Write down what became of a recording; the message as it is now. What was known to be cut short stays so."""
    settled = replace(
        voicemail,
        state=state,
        content=content,
        size=size,
        duration_ms=duration_ms,
        cut_short=voicemail.cut_short or cut_short,
    )
    values = {name: getattr(settled, name) for name in ("content", "size", "duration_ms", "cut_short")}
    conn.execute(update(voicemails).where(voicemails.c.id == settled.id), values | {"state": state.value})
    return settled


def get(conn: Connection, workspace_id: str, voicemail_id: str) -> Voicemail | None:
    """One message, deleted or not; None where this workspace has no such."""
    query = select(voicemails).where(voicemails.c.id == voicemail_id, voicemails.c.workspace_id == workspace_id)
    row = conn.execute(query).one_or_none()
    return None if row is None else _voicemail(row)


def page(
    conn: Connection,
    workspace_id: str,
    *,
    limit: int,
    before: tuple[int, str] | None = None,
    line: str | None = None,
    heard: bool | None = None,
    deleted: bool = False,
) -> list[Voicemail]:
    """Messages, the latest first; empty recordings are none. `before` is (left_at, id) of the last one above."""
    query = select(voicemails).where(
        voicemails.c.workspace_id == workspace_id,
        voicemails.c.state != State.EMPTY.value,
        voicemails.c.deleted_at.is_not(None) if deleted else voicemails.c.deleted_at.is_(None),
    )
    if line is not None:
        query = query.where(voicemails.c.line_id == line)
    if heard is not None:
        query = query.where(voicemails.c.heard_at.is_not(None) if heard else voicemails.c.heard_at.is_(None))
    if before is not None:
        at, last = before
        query = query.where(or_(voicemails.c.left_at < at, and_(voicemails.c.left_at == at, voicemails.c.id < last)))
    query = query.order_by(voicemails.c.left_at.desc(), voicemails.c.id.desc()).limit(limit)
    return [_voicemail(row) for row in conn.execute(query)]


def of_calls(conn: Connection, workspace_id: str, call_ids: Collection[str]) -> list[Voicemail]:
    """The messages that were left at the end of these calls, in no order; neither empty nor deleted ones."""
    if not call_ids:
        return []
    query = select(voicemails).where(
        voicemails.c.call_id.in_(call_ids),
        voicemails.c.workspace_id == workspace_id,
        voicemails.c.state != State.EMPTY.value,
        voicemails.c.deleted_at.is_(None),
    )
    return [_voicemail(row) for row in conn.execute(query)]


def mark(conn: Connection, voicemail: Voicemail, **values: int | None) -> None:
    """Write when it was heard or deleted: `heard_at`, `deleted_at`, None to take that back."""
    conn.execute(update(voicemails).where(voicemails.c.id == voicemail.id), values)


def delete_old(conn: Connection, before: int, now: int, most: int) -> int:
    """Delete messages of the whole installation that were left before then; how many, `most` of them at a time."""
    old = select(voicemails.c.id).where(
        voicemails.c.left_at < before, voicemails.c.deleted_at.is_(None), voicemails.c.state != State.WAITING.value
    )
    found = list(conn.execute(old.limit(most)).scalars())
    if found:
        conn.execute(update(voicemails).where(voicemails.c.id.in_(found)).values(deleted_at=now))
    return len(found)


def purge(conn: Connection, before: int, most: int) -> Sequence[str | None]:
    """Forget messages that were deleted before then, and recordings that never were any; the content of each."""
    over = or_(
        voicemails.c.deleted_at < before,
        and_(voicemails.c.state == State.EMPTY.value, voicemails.c.left_at < before),
    )
    settled = voicemails.c.state != State.WAITING.value
    query = select(voicemails.c.id, voicemails.c.content).where(over, settled).limit(most)
    found = conn.execute(query).all()
    if found:
        ids = [row.id for row in found]
        conn.execute(delete(mails).where(mails.c.voicemail_id.in_(ids)))
        conn.execute(delete(voicemails).where(voicemails.c.id.in_(ids)))
    return [row.content for row in found]


def used(conn: Connection, contents: Collection[str]) -> set[str]:
    """Which of these audio contents something in the installation refers to."""
    found: set[str] = set()
    for column in (voicemails.c.content, greetings.c.content):
        found.update(conn.execute(select(column).where(column.in_(contents))).scalars())
    return found


def _voicemail(row: Any) -> Voicemail:
    values = dict(row._mapping)
    return Voicemail(**values | {"caller": E164(row.caller) if row.caller else None, "state": State(row.state)})
