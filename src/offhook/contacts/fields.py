"""Custom fields of contacts: a workspace's own list, in its own order.

Contacts keep values under a field's id, so that a field is renamed or removed at once, however many contacts have it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec.structs import replace
from sqlalchemy import Connection, cast, delete, func, insert, select, update
from sqlalchemy.types import Text

from offhook import checks
from offhook.contacts.model import Contact, Field, FieldDefinition, contact_fields, contacts
from offhook.ids import new_id
from offhook.problems import conflict, invalid, not_found

MOST_FIELDS = 100
LONGEST_FIELD_NAME = 64


def every(conn: Connection, workspace_id: str) -> list[FieldDefinition]:
    """The workspace's fields, in their order."""
    query = select(contact_fields).where(contact_fields.c.workspace_id == workspace_id)
    return [
        FieldDefinition(row.id, row.workspace_id, row.name, row.position)
        for row in conn.execute(query.order_by(contact_fields.c.position, contact_fields.c.id))
    ]


def get(conn: Connection, workspace_id: str, field_id: str) -> FieldDefinition:
    """One field.

    Raises:
        Problem: this workspace has none.
    """
    for field in every(conn, workspace_id):
        if field.id == field_id:
            return field
    raise not_found("field", field_id)


def count_used(conn: Connection, workspace_id: str, field_id: str) -> int:
    """How many contacts have something in a field."""
    query = select(func.count()).where(
        contacts.c.workspace_id == workspace_id,
        contacts.c.removed_at.is_(None),
        cast(contacts.c.fields, Text).contains(f'"{field_id}"'),
    )
    return conn.execute(query).scalar_one()


def add(conn: Connection, workspace_id: str, name: str) -> FieldDefinition:
    """Define a field, as the last.

    Raises:
        Problem: the name can't be used, or there is such a field, or there are too many.
    """
    name = _name(name)
    there = every(conn, workspace_id)
    _check_free(there, name)
    return _add(conn, workspace_id, there, name)


def change(
    conn: Connection, workspace_id: str, field_id: str, *, name: str | None = None, position: int | None = None
) -> FieldDefinition:
    """Rename a field, or move it to another place, of which 0 is the first.

    Raises:
        Problem: this workspace has no such field, there is another of the name, or it can't be used.
    """
    there = every(conn, workspace_id)
    field = get(conn, workspace_id, field_id)
    others = [each for each in there if each.id != field.id]
    if name is not None:
        field = replace(field, name=_name(name))
        _check_free(others, field.name)
        _write(conn, field)
    if position is not None:
        checks.whole("position", position, least=0, most=MOST_FIELDS)
        others.insert(position, field)
        for place, each in enumerate(others):
            _write(conn, replace(each, position=place))
    return get(conn, workspace_id, field_id)


def remove(conn: Connection, workspace_id: str, field_id: str) -> None:
    """Remove a field, with what contacts have in it.

    Raises:
        Problem: this workspace has none.
    """
    field = get(conn, workspace_id, field_id)
    conn.execute(delete(contact_fields).where(contact_fields.c.id == field.id))


def by_name(fields: Iterable[FieldDefinition], contact: Contact) -> Contact:
    """A contact as people see it: its fields by name, in the workspace's order."""
    stored = contact.fields
    return replace(contact, fields={each.name: stored[each.id] for each in fields if each.id in stored})


def by_id(conn: Connection, workspace_id: str, fields: Mapping[str, Field]) -> dict[str, Field]:
    """Fields as they are stored. A name that is new defines a field.

    Raises:
        Problem: a name can't be used, two are the same, or there would be too many.
    """
    there = every(conn, workspace_id)
    ids = {fold(each.name): each.id for each in there}
    found: dict[str, Field] = {}
    for name, value in fields.items():
        name = _name(name)
        if fold(name) not in ids:
            made = _add(conn, workspace_id, there, name)
            there.append(made)
            ids[fold(name)] = made.id
        if ids[fold(name)] in found:
            raise invalid("fields", f"The field {name} is given twice.")
        found[ids[fold(name)]] = value
    return found


def fold(name: str) -> str:
    """A name as names are compared."""
    return name.strip().casefold()


def _add(conn: Connection, workspace_id: str, there: Sequence[FieldDefinition], name: str) -> FieldDefinition:
    if len(there) >= MOST_FIELDS:
        raise invalid("fields", f"A workspace has {MOST_FIELDS} custom fields at most: remove one that nobody needs.")
    place = 1 + max((each.position for each in there), default=-1)
    field = FieldDefinition(new_id("field"), workspace_id, name, place)
    row = {"id": field.id, "workspace_id": workspace_id, "name": name, "folded": fold(name), "position": place}
    conn.execute(insert(contact_fields), row)
    return field


def _write(conn: Connection, field: FieldDefinition) -> None:
    values = {"name": field.name, "folded": fold(field.name), "position": field.position}
    conn.execute(update(contact_fields).where(contact_fields.c.id == field.id).values(values))


def _name(name: str) -> str:
    return checks.text("fields", name, longest=LONGEST_FIELD_NAME)


def _check_free(others: Iterable[FieldDefinition], name: str) -> None:
    if any(fold(each.name) == fold(name) for each in others):
        raise conflict("field-there", "There is such a field", f"There is a field {name} already.", "name")
