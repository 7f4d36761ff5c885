"""Contacts: made when they are first called, named and described by people, found again."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from msgspec import UNSET, UnsetType
from msgspec.structs import replace
from sqlalchemy import Connection

from offhook import checks, numbers
from offhook.calls.values import E164
from offhook.contacts import fields as definitions
from offhook.contacts import store
from offhook.contacts.model import Contact, ContactPage, Field
from offhook.ids import is_id, new_id
from offhook.problems import conflict, invalid, not_found
from offhook.workspaces import service as workspaces

LONGEST_NAME = 200
MOST_NUMBERS = 20
LONGEST_NOTES = 10_000
LONGEST_FIELD_VALUE = 2000
LONGEST_PAGE = 200
LONGEST_SEARCH = 100
MOST_WORDS = 8
MOST_ALIKE = 20
"""Contacts of a name that are shown at once."""
RESTORABLE = 24 * 3600 * 1_000_000
"""Microseconds for which a removed contact can be restored."""
# JSON numbers beyond this lose digits in programs that read them as floating point (RFC 8259, 6).
LARGEST_NUMBER = 2**53

# NUL, and halves of characters: databases refuse them.
_UNSTORABLE = re.compile("[\\0\ud800-\udfff]")
# Of what can't be seen, notes keep line ends and tabs.
_UNSEEN = re.compile("[\\0-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f\ud800-\udfff]")


def create(
    conn: Connection,
    workspace_id: str,
    name: str,
    phones: Sequence[str],
    *,
    fields: Mapping[str, Field] | None = None,
    notes: str = "",
    now: int,
) -> Contact:
    """Make a contact. Of its numbers the first is the one to call. A field that is new is defined for all contacts.

    Raises:
        Problem: a value can't be used, or a number is another contact's.
    """
    contact = Contact(
        id=new_id("contact"),
        workspace_id=workspace_id,
        name=checks.text("name", name, longest=LONGEST_NAME, empty=True),
        numbers=_numbers(conn, workspace_id, phones, None),
        fields=definitions.by_id(conn, workspace_id, checked_fields(fields or {})),
        created_at=now,
        notes=checked_notes(notes),
    )
    if not contact.name and not contact.numbers:
        raise invalid("name", "Give the contact a name or a number.")
    store.add(conn, contact)
    return _named(conn, contact)


def ensure(conn: Connection, workspace_id: str, number: E164, *, now: int) -> Contact:
    """Whose number this is, as it is stored: a contact without a name is made when nobody's yet."""
    found = store.by_number(conn, workspace_id, number)
    if found is not None:
        return found
    contact = Contact(new_id("contact"), workspace_id, "", (number,), {}, now)
    store.add(conn, contact)
    return contact


def known(conn: Connection, workspace_id: str, number: E164) -> Contact | None:
    """Whose number this is, as it is stored; None where nobody is known by it."""
    return store.by_number(conn, workspace_id, number)


def named(conn: Connection, workspace_id: str, number: E164) -> str | None:
    """The name of the contact with this number; None where nobody is known by it."""
    found = store.by_number(conn, workspace_id, number)
    return found.name if found is not None and found.name else None


def get(conn: Connection, workspace_id: str, contact_id: str) -> Contact:
    """One contact; of one that was merged into another, that one.

    Raises:
        Problem: this workspace has none.
    """
    return _named(conn, stored(conn, workspace_id, contact_id))


def stored(conn: Connection, workspace_id: str, contact_id: str) -> Contact:
    """As `get`, as it is stored.

    Raises:
        Problem: this workspace has none.
    """
    found = store.get(conn, workspace_id, contact_id)
    if found is None:
        into = store.merged(conn, workspace_id, contact_id)
        found = None if into is None else store.get(conn, workspace_id, into)
    if found is None:
        raise not_found("contact", contact_id)
    return found


def search(
    conn: Connection,
    workspace_id: str,
    text: str = "",
    *,
    limit: int = 50,
    after: str | None = None,
    by_name: bool = False,
) -> ContactPage:
    """A page of contacts, the newest first or by name. `text` is the beginning of words of the name, or of a number.

    Raises:
        Problem: the limit, the cursor or the text can't be used.
    """
    checks.whole("limit", limit, least=1, most=LONGEST_PAGE)
    if after is not None and not is_id(after, "contact"):
        raise invalid("cursor", "The cursor is not one that a page before gave.")
    words, beginnings = looked_for(conn, workspace_id, text)
    found = store.page(
        conn, workspace_id, limit=limit + 1, after=after, words=words, numbers=beginnings, by_name=by_name
    )
    more = len(found) > limit
    known = definitions.every(conn, workspace_id)
    shown = tuple(definitions.by_name(known, each) for each in found[:limit])
    return ContactPage(shown, found[limit - 1].id if more else None)


def looked_for(conn: Connection, workspace_id: str, text: str) -> tuple[Sequence[str], Sequence[str]]:
    """What a search is for: beginnings of words of the name, or else of a number.

    Raises:
        Problem: the text can't be used.
    """
    text = checks.text("search", text, longest=LONGEST_SEARCH, empty=True)
    if not text:
        return (), ()
    beginnings = numbers.beginnings(text, workspaces.get(conn, workspace_id).country)
    return ([], beginnings) if beginnings else (store.words_of(text)[:MOST_WORDS], [])


def change(
    conn: Connection,
    workspace_id: str,
    contact_id: str,
    *,
    name: str | UnsetType = UNSET,
    phones: Sequence[str] | UnsetType = UNSET,
    fields: Mapping[str, Field | None] | UnsetType = UNSET,
    notes: str | UnsetType = UNSET,
) -> Contact:
    """Change what is given. Of `fields` only those given change; None removes one, and a new one is defined for all.

    Raises:
        Problem: a value can't be used, a number is another contact's, or this workspace has no such contact.
    """
    before = stored(conn, workspace_id, contact_id)
    after = replace(
        before,
        name=before.name if name is UNSET else checks.text("name", name, longest=LONGEST_NAME, empty=True),
        numbers=before.numbers if phones is UNSET else _numbers(conn, workspace_id, phones, before.id),
        notes=before.notes if notes is UNSET else checked_notes(notes),
    )
    if fields is not UNSET:
        after = replace(after, fields=_changed(conn, before, fields))
    if not after.name and not after.numbers:
        raise invalid("name", "Give the contact a name or a number.")
    store.save(conn, after)
    return _named(conn, after)


def remove(conn: Connection, workspace_id: str, contact_id: str, now: int) -> None:
    """Remove a contact. Records of calls with them keep the name and the number that they showed.

    It can be restored for a day; what was noted about those that were removed before is forgotten.

    Raises:
        Problem: this workspace has no such contact.
    """
    found = store.get(conn, workspace_id, contact_id)
    if found is None:
        raise not_found("contact", contact_id)
    store.remove(conn, found, now, forget_at=now + RESTORABLE, merged_into=None)
    store.forget(conn, workspace_id, now)


def restorable(conn: Connection, workspace_id: str, contact_id: str) -> Contact:
    """A contact that was removed within the last day, as it is stored, with the numbers that it had.

    Raises:
        Problem: this workspace has none.
    """
    found = store.removed(conn, workspace_id, contact_id)
    if found is None:
        raise not_found("contact", contact_id)
    return found


def alike(conn: Connection, workspace_id: str, contact_id: str) -> list[Contact]:
    """Other contacts that may be the same person: their name has the same words.

    Raises:
        Problem: this workspace has no such contact.
    """
    found = stored(conn, workspace_id, contact_id)
    key = store.key_of(found.name)
    others = store.alike(conn, workspace_id, key, limit=MOST_ALIKE) if key else []
    return _all_named(conn, workspace_id, [each for each in others if each.id != found.id])


def duplicates(
    conn: Connection, workspace_id: str, *, limit: int = 50, after: str = ""
) -> list[tuple[str, list[Contact]]]:
    """Contacts that may be the same person, by their name: the words of it, and who has them, the oldest first.

    `after` is the name at which the page above ends.
    """
    return [
        (key, _all_named(conn, workspace_id, store.alike(conn, workspace_id, key, limit=MOST_ALIKE)))
        for key in store.keys_of_several(conn, workspace_id, limit=limit, after=after)
    ]


def _named(conn: Connection, contact: Contact) -> Contact:
    return definitions.by_name(definitions.every(conn, contact.workspace_id), contact)


def _all_named(conn: Connection, workspace_id: str, found: Sequence[Contact]) -> list[Contact]:
    known = definitions.every(conn, workspace_id)
    return [definitions.by_name(known, each) for each in found]


def _changed(conn: Connection, before: Contact, fields: Mapping[str, Field | None]) -> dict[str, Field]:
    """Stored fields after a change. Those that aren't defined any more are left out."""
    known = {definitions.fold(each.name): each for each in definitions.every(conn, before.workspace_id)}
    defined = {each.id for each in known.values()}
    gone = {
        known[definitions.fold(name)].id
        for name, value in fields.items()
        if value is None and definitions.fold(name) in known
    }
    given = {name: value for name, value in fields.items() if value is not None}
    new = definitions.by_id(conn, before.workspace_id, checked_fields(given))
    return {id_: value for id_, value in before.fields.items() if id_ in defined - gone} | new


def _numbers(conn: Connection, workspace_id: str, phones: Sequence[str], contact_id: str | None) -> tuple[E164, ...]:
    if len(phones) > MOST_NUMBERS:
        raise invalid("numbers", f"A contact has {MOST_NUMBERS} numbers at most.")
    country = workspaces.get(conn, workspace_id).country
    parsed = tuple(dict.fromkeys(numbers.parse(phone, country, field="numbers") for phone in phones))
    for number in parsed:
        holder = store.by_number(conn, workspace_id, number)
        if holder is not None and holder.id != contact_id:
            whose = holder.name or "a contact without a name"
            raise conflict("number-taken", "The number is taken", f"{number} belongs to {whose}.", "numbers")
    return parsed


def checked_fields(fields: Mapping[str, Field]) -> dict[str, Field]:
    """Values that custom fields can have, by the names that were given.

    Raises:
        Problem: one can't be kept.
    """
    if len(fields) > definitions.MOST_FIELDS:
        raise invalid("fields", f"A contact has {definitions.MOST_FIELDS} custom fields at most.")
    return {key: _field(key, value) for key, value in fields.items()}


def checked_notes(text: str) -> str:
    """Notes on a contact.

    Raises:
        Problem: they can't be kept.
    """
    plain = text.strip()
    if len(plain) > LONGEST_NOTES:
        raise invalid("notes", f"The notes are too long: {LONGEST_NOTES} characters at most.")
    if _UNSEEN.search(plain):
        raise invalid("notes", "The notes have characters that can't be kept.")
    return plain


def _field(name: str, value: Field) -> Field:
    match value:
        case str() if len(value) > LONGEST_FIELD_VALUE:
            raise invalid("fields", f"The field {name} is too long: {LONGEST_FIELD_VALUE} characters at most.")
        case str() if _UNSTORABLE.search(value):
            raise invalid("fields", f"The field {name} has characters that can't be kept.")
        case bool() | str():
            return value
        case int() | float() if abs(value) <= LARGEST_NUMBER:
            return value
        case _:
            raise invalid("fields", f"The field {name} can't be used: it is text, a number, or true or false.")
