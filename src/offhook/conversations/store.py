"""Reading conversations, as one member sees them. Plain functions of a connection, always for one workspace.

A list is read along an index whose order is the page's: of what is the latest, or for a member's unread ones of what is
unread. What is searched for is few conversations, which are sorted, or so many that the latest soon fill a page.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from msgspec import Struct
from sqlalchemy import ColumnElement, Connection, Row, Select, and_, case, func, or_, select

from offhook.contacts import store as contact_store
from offhook.contacts.model import contact_numbers, contacts
from offhook.conversations.model import (
    CallEntry,
    Conversation,
    Entry,
    MessageEntry,
    Note,
    NoteEntry,
    conversation_notes,
    conversation_unread,
    conversations,
)
from offhook.lines.model import lines
from offhook.messages import store as message_store
from offhook.messages.model import Message, messages
from offhook.messages.pictures import store as picture_store
from offhook.people.model import members
from offhook.records.model import calls
from offhook.voicemail import store as voicemail_store

Place = tuple[int, str]
"""Where a page ends: the time in microseconds and the id of its last item."""

NOBODY = ""
FEW = 1000
"""Contacts that are searched for whose conversations are looked up one by one."""
_AT_ONCE = 500
"""Ids in a query: databases take so many parameters only."""


class Wanted(Struct, frozen=True):
    """Which conversations; what is None or empty matters not."""

    line: str | None = None
    contact: str | None = None
    unread: bool = False
    words: Sequence[str] = ()
    """Each begins a word of the contact's name, case folded."""
    numbers: Sequence[str] = ()
    """One of them begins one of the contact's numbers."""
    assignee: str | None = None
    """A member's id; NOBODY: those that nobody in particular looks after."""


def page(
    conn: Connection, workspace_id: str, member_id: str, wanted: Wanted, *, limit: int, before: Place | None = None
) -> list[Conversation]:
    """Conversations, latest first; unread ones by what is unread in them. `before` is where the page above ends."""
    query = _seen_by(workspace_id, member_id, only_unread=wanted.unread)
    at = conversation_unread.c.at if wanted.unread else conversations.c.latest_at
    if wanted.line is not None:
        query = query.where(conversations.c.line_id == wanted.line)
    if wanted.contact is not None:
        query = query.where(conversations.c.contact_id == wanted.contact)
    if wanted.assignee is not None:
        query = query.where(members.c.id == wanted.assignee if wanted.assignee != NOBODY else members.c.id.is_(None))
    if wanted.words or wanted.numbers:
        query = query.where(_searched(conn, workspace_id, wanted))
    if before is not None:
        query = query.where(at <= before[0]).where(
            or_(at < before[0], and_(at == before[0], conversations.c.id < before[1]))
        )
    rows = conn.execute(query.order_by(at.desc(), conversations.c.id.desc()).limit(limit)).all()
    return _conversations(conn, workspace_id, rows)


def get(conn: Connection, workspace_id: str, member_id: str, conversation_id: str) -> Conversation | None:
    """One conversation."""
    query = _seen_by(workspace_id, member_id, only_unread=False).where(conversations.c.id == conversation_id)
    found = _conversations(conn, workspace_id, conn.execute(query).all())
    return found[0] if found else None


def count_unread(conn: Connection, workspace_id: str, member_id: str, most: int) -> int:
    """How many conversations are unread for a member, `most` at most."""
    unread = conversation_unread
    some = select(unread.c.at).where(unread.c.workspace_id == workspace_id, unread.c.member_id == member_id).limit(most)
    return conn.execute(select(func.count()).select_from(some.subquery())).scalar_one()


def entries(
    conn: Connection, conversation: Conversation, *, limit: int, before: Place | None = None
) -> Sequence[Entry]:
    """What happened in a conversation, latest first."""
    its_calls = (
        select(calls)
        .where(calls.c.workspace_id == conversation.workspace_id, calls.c.line_id == conversation.line_id)
        .where(_with(conversation))
    )
    its_notes = select(conversation_notes).where(
        conversation_notes.c.conversation_id == conversation.id, conversation_notes.c.deleted_at.is_(None)
    )
    its_messages = select(messages).where(messages.c.conversation_id == conversation.id)
    found: list[Entry] = [
        *_messages(
            conn,
            conversation.workspace_id,
            map(
                message_store.message_of,
                _latest(conn, its_messages, messages.c.sort_at, messages.c.id, limit, before),
            ),
        ),
        *_calls(
            conn, conversation.workspace_id, _latest(conn, its_calls, calls.c.placed_at, calls.c.id, limit, before)
        ),
        *map(
            _note,
            _latest(conn, its_notes, conversation_notes.c.made_at, conversation_notes.c.id, limit, before),
        ),
    ]
    return sorted(found, key=lambda entry: (entry.at, entry.id), reverse=True)[:limit]


def _with(conversation: Conversation) -> ColumnElement[bool]:
    """The calls with its party."""
    if conversation.contact_id is not None:
        return calls.c.contact_id == conversation.contact_id
    withheld = and_(calls.c.direction == "inbound", calls.c.contact_number == "")
    return and_(calls.c.contact_id.is_(None), withheld)


def _latest(
    conn: Connection, query: Select[Any], at: Any, id_: Any, limit: int, before: Place | None
) -> Sequence[Row[Any]]:
    if before is not None:
        query = query.where(at <= before[0]).where(or_(at < before[0], and_(at == before[0], id_ < before[1])))
    return conn.execute(query.order_by(at.desc(), id_.desc()).limit(limit)).all()


def _seen_by(workspace_id: str, member_id: str, *, only_unread: bool) -> Select[Any]:
    unread = conversation_unread
    mine = and_(unread.c.conversation_id == conversations.c.id, unread.c.member_id == member_id)
    shown = (
        conversations,
        case((contacts.c.removed_at.is_(None), contacts.c.name), else_="").label("name"),
        lines.c.number.label("line_number"),
        unread.c.at.label("unread_at"),
        members.c.id.label("looked_after_by"),
        members.c.name.label("assignee_name"),
    )
    if only_unread:
        query = select(*shown).select_from(unread).join(conversations, unread.c.conversation_id == conversations.c.id)
        query = query.where(unread.c.member_id == member_id)
    else:
        query = select(*shown).select_from(conversations).outerjoin(unread, mine)
    query = query.join(lines, lines.c.id == conversations.c.line_id)
    query = query.outerjoin(contacts, contacts.c.id == conversations.c.contact_id)
    query = query.outerjoin(members, and_(members.c.id == conversations.c.assignee_id, members.c.active))
    return query.where(conversations.c.workspace_id == workspace_id)


def _searched(conn: Connection, workspace_id: str, wanted: Wanted) -> ColumnElement[bool]:
    found = contact_store.ids_of(conn, workspace_id, wanted.words, wanted.numbers, limit=FEW + 1)
    if len(found) <= FEW:
        return conversations.c.contact_id.in_(found)
    # So many that they are all over the list: the latest of them are found by looking at one after the other.
    return contact_store.fits(workspace_id, wanted.words, wanted.numbers, conversations.c.contact_id)


def _conversations(conn: Connection, workspace_id: str, rows: Sequence[Row[Any]]) -> list[Conversation]:
    latest = _by_id(conn, workspace_id, [row.latest_id for row in rows])
    numbers = _first_numbers(conn, [row.contact_id for row in rows if row.contact_id is not None])
    return [
        Conversation(
            id=row.id,
            workspace_id=workspace_id,
            line_id=row.line_id,
            line_number=row.line_number,
            contact_id=row.contact_id,
            name=row.name or "",
            number=numbers.get(row.contact_id) or _called_from(conn, row, latest.get(row.latest_id)),
            latest_at=row.latest_at,
            latest_id=row.latest_id,
            latest=latest.get(row.latest_id),
            unread_at=row.unread_at,
            assignee_id=row.looked_after_by,
            assignee_name=row.assignee_name or "",
        )
        for row in rows
    ]


def _called_from(conn: Connection, row: Row[Any], latest: Entry | None) -> str:
    """The number of the last call: the contact has none any more."""
    if row.contact_id is None:
        return ""
    if isinstance(latest, CallEntry):
        return latest.number
    if isinstance(latest, MessageEntry):
        return latest.message.number
    theirs = select(calls.c.contact_number).where(
        calls.c.workspace_id == row.workspace_id, calls.c.contact_id == row.contact_id
    )
    return conn.execute(theirs.order_by(calls.c.placed_at.desc()).limit(1)).scalar() or ""


def _first_numbers(conn: Connection, contact_ids: Sequence[str]) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for some in _some(contact_ids):
        query = select(contact_numbers).where(contact_numbers.c.contact_id.in_(some))
        for row in conn.execute(query.order_by(contact_numbers.c.position)):
            found.setdefault(row.contact_id, row.number)
    return found


def _by_id(conn: Connection, workspace_id: str, ids: Sequence[str]) -> Mapping[str, Entry]:
    found: list[Entry] = []
    for some in _some([each for each in ids if each.startswith("call_")]):
        query = select(calls).where(calls.c.id.in_(some), calls.c.workspace_id == workspace_id)
        found += _calls(conn, workspace_id, conn.execute(query).all())
    for some in _some([each for each in ids if each.startswith("note_")]):
        written = select(conversation_notes).where(
            conversation_notes.c.id.in_(some),
            conversation_notes.c.workspace_id == workspace_id,
            conversation_notes.c.deleted_at.is_(None),
        )
        found += map(_note, conn.execute(written))
    for some in _some([each for each in ids if each.startswith("message_")]):
        found += _messages(conn, workspace_id, message_store.by_ids(conn, workspace_id, some))
    return {entry.id: entry for entry in found}


def _some(ids: Sequence[str]) -> Iterable[Sequence[str]]:
    for begin in range(0, len(ids), _AT_ONCE):
        yield ids[begin : begin + _AT_ONCE]


def _calls(conn: Connection, workspace_id: str, rows: Sequence[Row[Any]]) -> list[CallEntry]:
    messages = {each.call_id: each for each in voicemail_store.of_calls(conn, workspace_id, [row.id for row in rows])}
    return [
        CallEntry(
            id=row.id,
            at=row.placed_at,
            direction=row.direction,
            disposition=row.disposition,
            reason=row.reason,
            number=row.contact_number,
            member_id=row.member_id,
            member_name=row.member_name,
            talk_ms=row.talk_ms,
            ended_at=row.ended_at,
            voicemail=messages.get(row.id),
        )
        for row in rows
    ]


def _messages(conn: Connection, workspace_id: str, found: Iterable[Message]) -> list[MessageEntry]:
    those = list(found)
    pictures = picture_store.of_messages(conn, workspace_id, [each.id for each in those])
    return [MessageEntry(each, tuple(pictures.get(each.id, ()))) for each in those]


def _note(row: Row[Any]) -> NoteEntry:
    return NoteEntry(note_of(row))


def note_of(row: Row[Any]) -> Note:
    """A note from its row."""
    return Note(**row._mapping)
