"""Rows of a file become contacts, some at a time, each time in one transaction with how far the file has come.

A number says who somebody is; where a row has none, the name does. So a file that is imported again changes nothing,
and one that broke off in the middle goes on where it was.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import Connection

from offhook.contacts import fields as definitions
from offhook.contacts import store
from offhook.contacts.mapping import Refused, Wanted
from offhook.contacts.model import Contact, Field
from offhook.contacts.service import MOST_NUMBERS
from offhook.ids import new_id
from offhook.problems import Problem


class Existing(StrEnum):
    """What becomes of contacts that are there already."""

    UPDATE = "update"
    """What the file says counts; what it says nothing of stays."""
    SKIP = "skip"
    """They stay as they are."""


class Outcome(StrEnum):
    """What came of a row."""

    ADDED = "added"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


class Result(Struct, frozen=True):
    """What came of one row."""

    row: Wanted | Refused
    outcome: Outcome
    contact: Contact | None
    """As it is stored then; None where the row is refused."""
    reason: str = ""
    """Why it is refused, in words."""


def take_in(
    conn: Connection, workspace_id: str, rows: Sequence[Wanted | Refused], existing: Existing, now: int
) -> list[Result]:
    """Make or change the contacts of these rows; what came of each, in their order."""
    readable = [row for row in rows if isinstance(row, Wanted)]
    there = store.by_numbers(conn, workspace_id, [number for row in readable for number in row.numbers])
    names = {store.key_of(row.name) for row in readable if not row.numbers}
    named = {key: found[0] for key in names if (found := store.alike(conn, workspace_id, key, limit=1))}
    ids = _FieldIds(conn, workspace_id)
    new: dict[str, Contact] = {}
    results: list[Result] = []
    for row in rows:
        if isinstance(row, Refused):
            results.append(Result(row, Outcome.REFUSED, None, row.reason))
            continue
        try:
            result = _take_in(workspace_id, row, there, named, ids.of(row.fields), existing, now)
        except Problem as problem:
            results.append(Result(row, Outcome.REFUSED, None, problem.detail))
            continue
        results.append(result)
        contact = result.contact
        if contact is None or result.outcome is Outcome.UNCHANGED:
            continue
        there |= dict.fromkeys(contact.numbers, contact)
        named[store.key_of(contact.name)] = contact
        if result.outcome is Outcome.ADDED or contact.id in new:
            new[contact.id] = contact
        else:
            store.save(conn, contact)
    store.add_all(conn, list(new.values()))
    return results


class _FieldIds:
    """Ids of custom fields by name: what is new is defined once."""

    def __init__(self, conn: Connection, workspace_id: str) -> None:
        self._conn = conn
        self._workspace_id = workspace_id
        self._known = {definitions.fold(each.name): each.id for each in definitions.every(conn, workspace_id)}

    def of(self, fields: Mapping[str, str]) -> dict[str, Field]:
        """Values by id.

        Raises:
            Problem: there would be too many fields.
        """
        for name in fields:
            if definitions.fold(name) not in self._known:
                made = definitions.add(self._conn, self._workspace_id, name)
                self._known[definitions.fold(name)] = made.id
        return {self._known[definitions.fold(name)]: value for name, value in fields.items()}


def _take_in(
    workspace_id: str,
    row: Wanted,
    there: Mapping[str, Contact],
    named: Mapping[str, Contact],
    fields: Mapping[str, Field],
    existing: Existing,
    now: int,
) -> Result:
    holders = {holder.id: holder for number in row.numbers if (holder := there.get(number)) is not None}
    if len(holders) > 1:
        whose = " and ".join(sorted(holder.name or holder.numbers[0] for holder in holders.values()))
        return Result(row, Outcome.REFUSED, None, f"Its numbers belong to {whose}: merge them first.")
    before = next(iter(holders.values()), None)
    if before is None and not row.numbers:
        before = named.get(store.key_of(row.name))
    if before is None:
        made = Contact(new_id("contact"), workspace_id, row.name, row.numbers, dict(fields), now, row.notes)
        return Result(row, Outcome.ADDED, made)
    if existing is Existing.SKIP and before.name:
        return Result(row, Outcome.UNCHANGED, before)
    joined = tuple(dict.fromkeys((*before.numbers, *row.numbers)))
    if len(joined) > MOST_NUMBERS:
        return Result(row, Outcome.REFUSED, None, f"{before.name} would have more than {MOST_NUMBERS} numbers.")
    after = replace(
        before,
        name=row.name or before.name,
        numbers=joined,
        fields={**before.fields, **fields},
        notes=row.notes or before.notes,
    )
    return Result(row, Outcome.UNCHANGED if after == before else Outcome.UPDATED, after)
