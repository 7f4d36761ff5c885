"""Imports of files: brought, looked at, started, and how far each has come. The files are in the data folder.

A file is kept until all of it is imported, or for a week; what became of it for a month.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from enum import StrEnum
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import Connection, Row, delete, insert, select, update

from offhook import checks
from offhook.contacts.files.table import Sheet
from offhook.contacts.importing import Existing, Outcome, Result
from offhook.contacts.mapping import Refused, checked_targets
from offhook.contacts.model import contact_import_refusals, contact_imports
from offhook.ids import new_id
from offhook.problems import conflict, not_found

LONGEST_FILE_NAME = 200
KEPT = 30 * 86_400 * 1_000_000
"""Microseconds for which it is kept what became of a file."""


class ImportState(StrEnum):
    """How far an import is."""

    WAITING = "waiting"
    """For somebody to say what the columns are."""
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Import(Struct, frozen=True):
    """A file of contacts that somebody brought."""

    id: str
    workspace_id: str
    member_id: str
    file_name: str
    sheet: Sheet
    targets: list[str] | None
    existing: Existing
    state: ImportState
    done: int
    """Rows."""
    added: int
    updated: int
    unchanged: int
    refused: int
    made_at: int
    ended_at: int | None
    problem: str


def begin(
    conn: Connection, workspace_id: str, member_id: str, import_id: str, file_name: str, sheet: Sheet, now: int
) -> Import:
    """Note a file that was brought and understood. Those of more than a month ago are forgotten.

    Raises:
        Problem: its name can't be used.
    """
    name = checks.text("name", file_name, longest=LONGEST_FILE_NAME, empty=True) or "contacts"
    made = Import(
        import_id,
        workspace_id,
        member_id,
        name,
        sheet,
        None,
        Existing.UPDATE,
        ImportState.WAITING,
        *(0, 0, 0, 0, 0),
        now,
        None,
        "",
    )
    old = select(contact_imports.c.id).where(
        contact_imports.c.workspace_id == workspace_id,
        contact_imports.c.made_at < now - KEPT,
        contact_imports.c.state != ImportState.RUNNING.value,
    )
    conn.execute(delete(contact_import_refusals).where(contact_import_refusals.c.import_id.in_(old)))
    conn.execute(delete(contact_imports).where(contact_imports.c.id.in_(old)))
    conn.execute(insert(contact_imports), msgspec.to_builtins(made))
    return made


def new_import_id() -> str:
    """An id for an import, and for its file."""
    return new_id("import")


def every(conn: Connection, workspace_id: str, *, limit: int = 20) -> list[Import]:
    """Imports of the workspace, the latest first."""
    query = select(contact_imports).where(contact_imports.c.workspace_id == workspace_id)
    rows = conn.execute(query.order_by(contact_imports.c.made_at.desc(), contact_imports.c.id.desc()).limit(limit))
    return [_import(row) for row in rows]


def get(conn: Connection, workspace_id: str, import_id: str) -> Import:
    """One import.

    Raises:
        Problem: this workspace has none.
    """
    query = select(contact_imports).where(
        contact_imports.c.workspace_id == workspace_id, contact_imports.c.id == import_id
    )
    row = conn.execute(query).one_or_none()
    if row is None:
        raise not_found("import", import_id)
    return _import(row)


def running(conn: Connection) -> list[Import]:
    """Those of the whole installation that are to be worked on, the oldest first."""
    query = select(contact_imports).where(contact_imports.c.state == ImportState.RUNNING.value)
    return [_import(row) for row in conn.execute(query.order_by(contact_imports.c.made_at))]


def start(conn: Connection, workspace_id: str, import_id: str, targets: Sequence[str], existing: Existing) -> Import:
    """Say what the columns are, and have the import worked on.

    Raises:
        Problem: it was started before, a target can't be used, or this workspace has no such import.
    """
    found = get(conn, workspace_id, import_id)
    if found.state is not ImportState.WAITING:
        raise conflict("import-started", "The import was started", "This import was started before: see what it did.")
    started = replace(
        found,
        targets=checked_targets(targets, found.sheet.columns),
        existing=existing,
        state=ImportState.RUNNING,
    )
    _write(conn, started)
    return started


def advance(conn: Connection, found: Import, results: Sequence[Result]) -> Import:
    """Note what came of the next rows, in the transaction in which it came."""
    counts = Counter(result.outcome for result in results)
    moved = replace(
        found,
        done=found.done + len(results),
        added=found.added + counts[Outcome.ADDED],
        updated=found.updated + counts[Outcome.UPDATED],
        unchanged=found.unchanged + counts[Outcome.UNCHANGED],
        refused=found.refused + counts[Outcome.REFUSED],
    )
    _write(conn, moved)
    rows = [
        {
            "import_id": found.id,
            "workspace_id": found.workspace_id,
            "line": result.row.line,
            "reason": result.reason,
            "cells": [cell[:200] for cell in result.row.cells],
        }
        for result in results
        if result.outcome is Outcome.REFUSED
    ]
    if rows:
        conn.execute(insert(contact_import_refusals), rows)
    return moved


def end(conn: Connection, found: Import, now: int, problem: str = "") -> None:
    """Note that nothing more comes of an import, because it is done, or of a `problem`."""
    state = ImportState.FAILED if problem else ImportState.DONE
    _write(conn, replace(found, state=state, ended_at=now, problem=problem))


def remove(conn: Connection, workspace_id: str, import_id: str) -> None:
    """Stop an import, and forget it. Contacts that it made stay.

    Raises:
        Problem: this workspace has none.
    """
    found = get(conn, workspace_id, import_id)
    conn.execute(delete(contact_import_refusals).where(contact_import_refusals.c.import_id == found.id))
    conn.execute(delete(contact_imports).where(contact_imports.c.id == found.id))


def refusals(conn: Connection, workspace_id: str, import_id: str, *, limit: int, after: int = 0) -> list[Refused]:
    """Rows that were refused, in the order of the file, below the line `after`."""
    table = contact_import_refusals
    query = select(table).where(
        table.c.workspace_id == workspace_id, table.c.import_id == import_id, table.c.line > after
    )
    rows = conn.execute(query.order_by(table.c.line).limit(limit))
    return [Refused(row.line, tuple(row.cells), row.reason) for row in rows]


def _write(conn: Connection, found: Import) -> None:
    conn.execute(update(contact_imports).where(contact_imports.c.id == found.id).values(**msgspec.to_builtins(found)))


def _import(row: Row[Any]) -> Import:
    return msgspec.convert({name: getattr(row, name) for name in Import.__struct_fields__}, Import)
