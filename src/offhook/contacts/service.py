"""Contacts: made when they are first called, named and described by people, found again."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from msgspec import UNSET, UnsetType
from msgspec.structs import replace
from sqlalchemy import Connection

from offhook import checks, numbers
from offhook.calls.values import E164
from offhook.contacts import store
from offhook.contacts.model import Contact, ContactPage, Field
from offhook.ids import is_id, new_id
from offhook.problems import conflict, invalid, not_found
from offhook.workspaces import service as workspaces

LONGEST_NAME = 200
MOST_NUMBERS = 20
MOST_FIELDS = 100
LONGEST_FIELD_NAME = 64
LONGEST_FIELD_VALUE = 2000
LONGEST_PAGE = 200
LONGEST_SEARCH = 100
MOST_WORDS = 8
# JSON numbers beyond this lose digits in programs that read them as floating point (RFC 8259, 6).
LARGEST_NUMBER = 2**53

# NUL, and halves of characters: databases refuse them.
_UNSTORABLE = re.compile("[\\0\ud800-\udfff]")


def create(
    conn: Connection,
    workspace_id: str,
    name: str,
    phones: Sequence[str],
    *,
    fields: Mapping[str, Field] | None = None,
    now: int,
) -> Contact:
    """Make a contact. Of its numbers the first is the one to call.

    Raises:
        Problem: a value can't be used, or a number is another contact's.
    """
    contact = Contact(
        id=new_id("contact"),
        workspace_id=workspace_id,
        name=checks.text("name", name, longest=LONGEST_NAME, empty=True),
        numbers=_numbers(conn, workspace_id, phones, None),
        fields=_fields(fields or {}),
        created_at=now,
    )
    if not contact.name and not contact.numbers:
        raise invalid("name", "Give the contact a name or a number.")
    store.add(conn, contact)
    return contact


def ensure(conn: Connection, workspace_id: str, number: E164, *, now: int) -> Contact:
    """Whose number this is: a contact without a name is made when nobody's yet."""
    found = store.by_number(conn, workspace_id, number)
    if found is not None:
        return found
    contact = Contact(new_id("contact"), workspace_id, "", (number,), {}, now)
    store.add(conn, contact)
    return contact


def known(conn: Connection, workspace_id: str, number: E164) -> Contact | None:
    """Whose number this is; None where nobody is known by it."""
    return store.by_number(conn, workspace_id, number)


def named(conn: Connection, workspace_id: str, number: E164) -> str | None:
    """The name of the contact with this number; None where nobody is known by it."""
    found = store.by_number(conn, workspace_id, number)
    return found.name if found is not None and found.name else None


def get(conn: Connection, workspace_id: str, contact_id: str) -> Contact:
    """One contact.

    Raises:
        Problem: this workspace has none.
    """
    found = store.get(conn, workspace_id, contact_id)
    if found is None:
        raise not_found("contact", contact_id)
    return found


def search(
    conn: Connection, workspace_id: str, text: str = "", *, limit: int = 50, after: str | None = None
) -> ContactPage:
    """A page of contacts, the newest first. `text` is the beginning of words of the name, or of a number.

    Raises:
        Problem: the limit, the cursor or the text can't be used.
    """
    checks.whole("limit", limit, least=1, most=LONGEST_PAGE)
    if after is not None and not is_id(after, "contact"):
        raise invalid("cursor", "The cursor is not one that a page before gave.")
    text = checks.text("search", text, longest=LONGEST_SEARCH, empty=True)
    beginnings = numbers.beginnings(text, workspaces.get(conn, workspace_id).country)
    words = [] if beginnings else store.words_of(text)[:MOST_WORDS]
    found = store.page(conn, workspace_id, limit=limit + 1, after=after, words=words, numbers=beginnings)
    more = len(found) > limit
    return ContactPage(tuple(found[:limit]), found[limit - 1].id if more else None)


def change(
    conn: Connection,
    workspace_id: str,
    contact_id: str,
    *,
    name: str | UnsetType = UNSET,
    phones: Sequence[str] | UnsetType = UNSET,
    fields: Mapping[str, Field | None] | UnsetType = UNSET,
) -> Contact:
    """Change what is given. Of `fields` only those given change; None removes one.

    Raises:
        Problem: a value can't be used, a number is another contact's, or this workspace has no such contact.
    """
    before = get(conn, workspace_id, contact_id)
    after = replace(
        before,
        name=before.name if name is UNSET else checks.text("name", name, longest=LONGEST_NAME, empty=True),
        numbers=before.numbers if phones is UNSET else _numbers(conn, workspace_id, phones, before.id),
    )
    if fields is not UNSET:
        merged = {**before.fields, **fields}
        after = replace(after, fields=_fields({key: value for key, value in merged.items() if value is not None}))
    if not after.name and not after.numbers:
        raise invalid("name", "Give the contact a name or a number.")
    store.save(conn, after)
    return after


def remove(conn: Connection, workspace_id: str, contact_id: str, now: int) -> None:
    """Forget a contact. The records of calls with them keep the name and the number that they showed.

    Raises:
        Problem: this workspace has no such contact.
    """
    get(conn, workspace_id, contact_id)
    store.remove(conn, workspace_id, contact_id, now)


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


def _fields(fields: Mapping[str, Field]) -> dict[str, Field]:
    if len(fields) > MOST_FIELDS:
        raise invalid("fields", f"A contact has {MOST_FIELDS} custom fields at most.")
    return {checks.text("fields", key, longest=LONGEST_FIELD_NAME): _field(key, value) for key, value in fields.items()}


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
