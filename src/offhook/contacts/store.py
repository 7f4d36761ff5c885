"""Reading and writing contacts. Plain functions of a connection, always for one workspace."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, bindparam, delete, insert, or_, select, update

from offhook.calls.values import E164
from offhook.contacts.model import Contact, contact_numbers, contact_words, contacts
from offhook.storage.prepared import Query

LONGEST_WORD = 64
# Above every character that a word can have.
_BEYOND = "\U0010ffff"

_theirs = contact_numbers.alias("theirs")
# With all of their numbers at once: this is part of every call that is placed.
_by_number = Query(
    select(contacts, _theirs.c.number)
    .select_from(contact_numbers)
    .join(contacts, contacts.c.id == contact_numbers.c.contact_id)
    .join(_theirs, _theirs.c.contact_id == contacts.c.id)
    .where(contact_numbers.c.workspace_id == bindparam("workspace"), contact_numbers.c.number == bindparam("number"))
    .order_by(_theirs.c.position)
)
_numbers_of = (
    select(contact_numbers.c.contact_id, contact_numbers.c.number)
    .where(contact_numbers.c.contact_id.in_(bindparam("contacts", expanding=True)))
    .order_by(contact_numbers.c.contact_id, contact_numbers.c.position)
)


def add(conn: Connection, contact: Contact) -> None:
    """Write a new contact with its numbers."""
    conn.execute(
        insert(contacts),
        {
            "id": contact.id,
            "workspace_id": contact.workspace_id,
            "name": contact.name,
            "fields": contact.fields,
            "created_at": contact.created_at,
        },
    )
    _write_numbers(conn, contact)
    _write_words(conn, contact)


def get(conn: Connection, workspace_id: str, contact_id: str) -> Contact | None:
    """One contact that wasn't removed."""
    query = select(contacts).where(
        contacts.c.workspace_id == workspace_id, contacts.c.id == contact_id, contacts.c.removed_at.is_(None)
    )
    found = _contacts(conn, conn.execute(query).all())
    return found[0] if found else None


def by_number(conn: Connection, workspace_id: str, number: E164) -> Contact | None:
    """Whose number this is."""
    rows = _by_number.all(conn, {"workspace": workspace_id, "number": number})
    return _contact(rows[0], tuple(E164(row.number) for row in rows)) if rows else None


def page(
    conn: Connection,
    workspace_id: str,
    *,
    limit: int,
    after: str | None = None,
    words: Sequence[str] = (),
    numbers: Sequence[str] = (),
) -> list[Contact]:
    """Contacts, the newest first, below the one with the id `after`.

    Each of `words`, case folded, begins a word of the name; one of `numbers`, with its `+`, begins one of the numbers.
    """
    query: Select[Any] = select(contacts).where(
        contacts.c.workspace_id == workspace_id, contacts.c.removed_at.is_(None)
    )
    for word in words:
        query = query.where(contacts.c.id.in_(_with_word(workspace_id, word)))
    if numbers:
        query = query.where(or_(*(contacts.c.id.in_(_with_number(workspace_id, number)) for number in numbers)))
    if after is not None:
        query = query.where(contacts.c.id < after)
    return _contacts(conn, conn.execute(query.order_by(contacts.c.id.desc()).limit(limit)).all())


def save(conn: Connection, contact: Contact) -> None:
    """Write a contact's name, fields and numbers."""
    conn.execute(_update(contact.workspace_id, contact.id), {"name": contact.name, "fields": contact.fields})
    _forget(conn, contact.workspace_id, contact.id)
    _write_numbers(conn, contact)
    _write_words(conn, contact)


def remove(conn: Connection, workspace_id: str, contact_id: str, now: int) -> None:
    """Free its numbers and delete what was noted about it; the row that records refer to stays, without a name."""
    conn.execute(_update(workspace_id, contact_id), {"removed_at": now, "name": "", "fields": {}})
    _forget(conn, workspace_id, contact_id)


def _update(workspace_id: str, contact_id: str) -> Any:
    return update(contacts).where(contacts.c.workspace_id == workspace_id, contacts.c.id == contact_id)


def _forget(conn: Connection, workspace_id: str, contact_id: str) -> None:
    for table in (contact_numbers, contact_words):
        conn.execute(delete(table).where(table.c.workspace_id == workspace_id, table.c.contact_id == contact_id))


def _write_numbers(conn: Connection, contact: Contact) -> None:
    rows = [
        {"workspace_id": contact.workspace_id, "number": number, "contact_id": contact.id, "position": position}
        for position, number in enumerate(contact.numbers)
    ]
    if rows:
        conn.execute(insert(contact_numbers), rows)


def _write_words(conn: Connection, contact: Contact) -> None:
    rows = [
        {"workspace_id": contact.workspace_id, "word": word, "contact_id": contact.id}
        for word in sorted(set(words_of(contact.name)))
    ]
    if rows:
        conn.execute(insert(contact_words), rows)


def words_of(text: str) -> list[str]:
    """The words of a name or of a search, as they are compared."""
    return [word[:LONGEST_WORD] for word in text.casefold().split()]


def _with_word(workspace_id: str, beginning: str) -> Select[Any]:
    column = contact_words.c.word
    return select(contact_words.c.contact_id).where(
        contact_words.c.workspace_id == workspace_id, _begins(column, beginning)
    )


def _with_number(workspace_id: str, beginning: str) -> Select[Any]:
    column = contact_numbers.c.number
    return select(contact_numbers.c.contact_id).where(
        contact_numbers.c.workspace_id == workspace_id, _begins(column, beginning)
    )


def _begins(column: ColumnElement[str], beginning: str) -> ColumnElement[bool]:
    """As LIKE 'beginning%', in a form for which both databases use an index."""
    return and_(column >= beginning, column < beginning + _BEYOND)


def _contacts(conn: Connection, rows: Sequence[Row[Any]]) -> list[Contact]:
    numbers: dict[str, list[E164]] = {row.id: [] for row in rows}
    if numbers:
        for row in conn.execute(_numbers_of, {"contacts": list(numbers)}):
            numbers[row.contact_id].append(E164(row.number))
    return [_contact(row, tuple(numbers[row.id])) for row in rows]


def _contact(row: Row[Any], numbers: tuple[E164, ...]) -> Contact:
    return Contact(
        id=row.id,
        workspace_id=row.workspace_id,
        name=row.name,
        numbers=numbers,
        fields=row.fields,
        created_at=row.created_at,
    )
