"""Reading and writing contacts. Plain functions of a connection, always for one workspace."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    and_,
    bindparam,
    delete,
    func,
    insert,
    or_,
    select,
    tuple_,
    union_all,
    update,
)

from offhook.calls.values import E164
from offhook.contacts.model import Contact, contact_numbers, contact_words, contacts
from offhook.storage.prepared import Query

LONGEST_WORD = 64
LONGEST_KEY = 200
LONGEST_PLACE = 64
FORGOTTEN: dict[str, Any] = {
    "name": "",
    "name_key": "",
    "place": "",
    "fields": {},
    "notes": "",
    "removed_numbers": None,
}
_PUNCTUATION = re.compile(r"[^\w]+")
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
    add_all(conn, [contact])


def add_all(conn: Connection, new: Sequence[Contact]) -> None:
    """Write new contacts with their numbers, each table at once."""
    rows = [
        {
            "id": contact.id,
            "workspace_id": contact.workspace_id,
            "name": contact.name,
            "name_key": key_of(contact.name),
            "place": place_of(contact.name),
            "fields": contact.fields,
            "notes": contact.notes,
            "created_at": contact.created_at,
        }
        for contact in new
    ]
    if rows:
        conn.execute(insert(contacts), rows)
    _write_numbers(conn, *new)
    _write_words(conn, *new)


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


def by_numbers(conn: Connection, workspace_id: str, numbers: Sequence[E164]) -> dict[str, Contact]:
    """Whose these numbers are, of those that are somebody's."""
    held = select(contact_numbers.c.contact_id).where(
        contact_numbers.c.workspace_id == workspace_id, contact_numbers.c.number.in_(numbers)
    )
    query = select(contacts).where(contacts.c.workspace_id == workspace_id, contacts.c.id.in_(held))
    wanted = set(numbers)
    found = _contacts(conn, conn.execute(query).all()) if numbers else []
    return {number: contact for contact in found for number in contact.numbers if number in wanted}


def page(
    conn: Connection,
    workspace_id: str,
    *,
    limit: int,
    after: str | None = None,
    words: Sequence[str] = (),
    numbers: Sequence[str] = (),
    by_name: bool = False,
) -> list[Contact]:
    """Contacts, the newest first or by their names, below the one with the id `after`.

    Each of `words`, case folded, begins a word of the name; one of `numbers`, with its `+`, begins one of the numbers.
    """
    query: Select[Any] = select(contacts).where(
        contacts.c.workspace_id == workspace_id, contacts.c.removed_at.is_(None)
    )
    for word in words:
        query = query.where(contacts.c.id.in_(_with_word(workspace_id, word)))
    if numbers:
        query = query.where(or_(*(contacts.c.id.in_(_with_number(workspace_id, number)) for number in numbers)))
    if by_name:
        if after is not None:
            last = contacts.alias()
            place = select(last.c.place).where(last.c.workspace_id == workspace_id, last.c.id == after)
            query = query.where(tuple_(contacts.c.place, contacts.c.id) > tuple_(place.scalar_subquery(), after))
        ordered = query.order_by(contacts.c.place, contacts.c.id)
    else:
        if after is not None:
            query = query.where(contacts.c.id < after)
        ordered = query.order_by(contacts.c.id.desc())
    return _contacts(conn, conn.execute(ordered.limit(limit)).all())


def ids_of(
    conn: Connection, workspace_id: str, words: Sequence[str], numbers: Sequence[str], *, limit: int
) -> list[str]:
    """As `page`, the ids alone, in no order: quick where there are few, and where there are more than `limit`.

    It begins with the longest word, which fits the fewest.
    """
    if numbers:
        found = union_all(*(_with_number(workspace_id, number) for number in numbers))
        return list(conn.execute(select(found.subquery().c.contact_id).limit(limit)).scalars())
    longest, *others = sorted(words, key=len, reverse=True)
    query = _with_word(workspace_id, longest).distinct()
    query = query.where(*(_has_word(workspace_id, word, contact_words.c.contact_id) for word in others))
    return list(conn.execute(query.limit(limit)).scalars())


def fits(
    workspace_id: str, words: Sequence[str], numbers: Sequence[str], contact_id: ColumnElement[str]
) -> ColumnElement[bool]:
    """Whether the contact of a row of another table is searched for as by `page`: to be asked row by row."""
    if numbers:
        theirs = contact_numbers.alias()
        return or_(
            *(
                select(theirs.c.contact_id)
                .where(theirs.c.contact_id == contact_id, theirs.c.workspace_id == workspace_id)
                .where(_begins(theirs.c.number, number))
                .exists()
                for number in numbers
            )
        )
    return and_(*(_has_word(workspace_id, word, contact_id) for word in words))


def _has_word(workspace_id: str, beginning: str, contact_id: ColumnElement[str]) -> ColumnElement[bool]:
    theirs = contact_words.alias()
    return (
        select(theirs.c.contact_id)
        .where(theirs.c.contact_id == contact_id, theirs.c.workspace_id == workspace_id)
        .where(_begins(theirs.c.word, beginning))
        .exists()
    )


def save(conn: Connection, contact: Contact) -> None:
    """Write a contact's name, fields and numbers."""
    values = {
        "name": contact.name,
        "name_key": key_of(contact.name),
        "place": place_of(contact.name),
        "fields": contact.fields,
        "notes": contact.notes,
    }
    conn.execute(_update(contact.workspace_id, contact.id), values)
    _forget(conn, contact.workspace_id, contact.id)
    _write_numbers(conn, contact)
    _write_words(conn, contact)


def remove(conn: Connection, contact: Contact, now: int, *, forget_at: int | None, merged_into: str | None) -> None:
    """Free its numbers. Until `forget_at` it can be restored; the row that records refer to stays."""
    conn.execute(
        _update(contact.workspace_id, contact.id),
        {
            "removed_at": now,
            "removed_numbers": list(contact.numbers),
            "forget_at": forget_at,
            "merged_into": merged_into,
        },
    )
    _forget(conn, contact.workspace_id, contact.id)


def forget(conn: Connection, workspace_id: str, now: int) -> None:
    """Delete what was noted about contacts that can't be restored any more."""
    over = update(contacts).where(contacts.c.workspace_id == workspace_id, contacts.c.forget_at < now)
    conn.execute(over, FORGOTTEN | {"forget_at": None})


def removed(conn: Connection, workspace_id: str, contact_id: str) -> Contact | None:
    """A contact that was removed and can be restored, with the numbers that it had."""
    query = select(contacts).where(
        contacts.c.workspace_id == workspace_id, contacts.c.id == contact_id, contacts.c.forget_at.is_not(None)
    )
    row = conn.execute(query).one_or_none()
    return None if row is None else _contact(row, tuple(E164(number) for number in row.removed_numbers))


def restore(conn: Connection, contact: Contact) -> None:
    """Have a contact back, with these numbers."""
    conn.execute(
        _update(contact.workspace_id, contact.id), {"removed_at": None, "removed_numbers": None, "forget_at": None}
    )
    _write_numbers(conn, contact)
    _write_words(conn, contact)


def merged(conn: Connection, workspace_id: str, contact_id: str) -> str | None:
    """The contact that a contact was merged into."""
    query = select(contacts.c.merged_into).where(contacts.c.workspace_id == workspace_id, contacts.c.id == contact_id)
    return conn.execute(query).scalar_one_or_none()


def merge(conn: Connection, contact: Contact, into: str, now: int) -> None:
    """Leave of a contact, and of those that were merged into it before, only where to look now."""
    remove(conn, contact, now, forget_at=None, merged_into=into)
    conn.execute(_update(contact.workspace_id, contact.id), FORGOTTEN)
    conn.execute(update(contacts).where(contacts.c.merged_into == contact.id).values(merged_into=into))


def alike(conn: Connection, workspace_id: str, key: str, *, limit: int) -> list[Contact]:
    """Contacts whose names are alike, the oldest first."""
    query = select(contacts).where(
        contacts.c.workspace_id == workspace_id, contacts.c.name_key == key, contacts.c.removed_at.is_(None)
    )
    return _contacts(conn, conn.execute(query.order_by(contacts.c.id).limit(limit)).all())


def keys_of_several(conn: Connection, workspace_id: str, *, limit: int, after: str = "") -> list[str]:
    """Names that several contacts have, as `key_of` writes them, in their order."""
    query = select(contacts.c.name_key).where(
        contacts.c.workspace_id == workspace_id, contacts.c.name_key > after, contacts.c.removed_at.is_(None)
    )
    several = query.group_by(contacts.c.name_key).having(func.count() > 1)
    return list(conn.execute(several.order_by(contacts.c.name_key).limit(limit)).scalars())


def _update(workspace_id: str, contact_id: str) -> Any:
    return update(contacts).where(contacts.c.workspace_id == workspace_id, contacts.c.id == contact_id)


def _forget(conn: Connection, workspace_id: str, contact_id: str) -> None:
    for table in (contact_numbers, contact_words):
        conn.execute(delete(table).where(table.c.workspace_id == workspace_id, table.c.contact_id == contact_id))


def _write_numbers(conn: Connection, *written: Contact) -> None:
    rows = [
        {"workspace_id": contact.workspace_id, "number": number, "contact_id": contact.id, "position": position}
        for contact in written
        for position, number in enumerate(contact.numbers)
    ]
    if rows:
        conn.execute(insert(contact_numbers), rows)


def _write_words(conn: Connection, *written: Contact) -> None:
    rows = [
        {"workspace_id": contact.workspace_id, "word": word, "contact_id": contact.id}
        for contact in written
        for word in sorted(set(words_of(contact.name)))
    ]
    if rows:
        conn.execute(insert(contact_words), rows)


def key_of(name: str) -> str:
    """A name as names are compared that are alike: “Ruiz, Dana” and “dana ruiz” are."""
    return " ".join(sorted(_PUNCTUATION.sub(" ", name.casefold()).split()))[:LONGEST_KEY]


def place_of(name: str) -> str:
    """Where a name stands in a list of names: “Élan” beside “elan”; whoever has no name yet comes after all others."""
    plain = "".join(each for each in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(each))
    return _PUNCTUATION.sub(" ", plain).strip()[:LONGEST_PLACE] or _BEYOND


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
        notes=row.notes,
    )
