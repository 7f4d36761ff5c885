"""Files of contacts over HTTP: brought, looked at, imported; and contacts written as files."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Annotated, Any, Literal

from fastapi import Query, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field
from sqlalchemy import Connection
from starlette.requests import ClientDisconnect

from offhook.contacts import exporting, imports
from offhook.contacts import fields as definitions
from offhook.contacts import service as contacts
from offhook.contacts.files import table
from offhook.contacts.importing import Existing, Outcome, Result, take_in
from offhook.contacts.imports import Import, ImportState
from offhook.contacts.mapping import checked_targets, suggested, wanted
from offhook.contacts.model import FieldDefinition
from offhook.problems import Problem, unavailable
from offhook.records.history import csv_lines, plain_cell
from offhook.web import routes
from offhook.web.changes import noted
from offhook.web.contacts import FieldValue
from offhook.web.context import Asking, Managing, Offhook
from offhook.web.language import said
from offhook.web.schemas import MadeAt, Strict, when, when_if
from offhook.workspaces import service as workspaces

router = routes.router("/contacts", tag="contacts")

SAMPLES = 20
"""Rows of a file that are shown, or tried, before it is imported."""
SHOWN_REFUSALS = 20
AT_ONCE = 1000
"""Contacts or rows of a file that are read at once: between them others get their turn."""

_TARGETS = ["name", "number", "field:Company", ""]
_FILE: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}
_REFUSED = csv_lines([("line", "reason", "name", "phone"), (4, "It has neither a name nor a number.", "", "")])
_CONTACTS = csv_lines([("name", "number", "notes", "Company"), ("Dana Ruiz", "+12025550122", "", "Ruiz & Co")])


class StartImportBody(Strict):
    """What the columns of the file are, and what becomes of contacts that are there."""

    targets: list[str] = Field(
        max_length=200,
        description="For each column `name`, `first_name`, `last_name`, `number`, `notes`, `field:` and the name of a "
        "custom field, or nothing to leave it out",
        examples=[_TARGETS],
    )
    existing: Existing = Field(
        Existing.UPDATE, description="Contacts are known again by a number, or by the name where a row has none"
    )


class RefusalView(BaseModel):
    """A row that was not imported."""

    line: int = Field(description="Of the file, where the row begins", examples=[4])
    reason: str = Field(examples=["It has neither a name nor a number."])
    cells: list[str] = Field(examples=[["", "", "Ruiz & Co"]])


class ImportView(BaseModel):
    """A file of contacts, and how far it has come."""

    id: str = Field(examples=["import_01kb3fjj2m8w2x4y6z0a1b2c3d"])
    file: str = Field(examples=["customers.csv"])
    state: ImportState
    kind: Literal["csv", "vcard"]
    encoding: str = Field(examples=["utf-8"])
    delimiter: str = Field(description="Between cells; empty: it is no CSV", examples=[","])
    columns: list[str] = Field(examples=[["Name", "Phone", "Company", "Fax"]])
    targets: list[str] | None = Field(description="What the columns are; null until it is started", examples=[_TARGETS])
    existing: Existing
    rows: int = Field(examples=[1200])
    done: int = Field(description="Rows so far", examples=[400])
    added: int = Field(examples=[380])
    updated: int = Field(examples=[12])
    unchanged: int = Field(examples=[5])
    refused: int = Field(examples=[3])
    problem: str = Field(description="Why it failed; empty: it has not", examples=[""])
    made_at: MadeAt
    ended_at: datetime | None = Field(examples=["2026-11-21T14:03:00Z"])

    @classmethod
    def of(cls, found: Import) -> ImportView:
        """From the store's."""
        sheet = found.sheet
        return cls(
            id=found.id,
            file=found.file_name,
            state=found.state,
            kind=sheet.kind.value,
            encoding=sheet.encoding,
            delimiter=sheet.delimiter,
            columns=list(sheet.columns),
            targets=found.targets,
            existing=found.existing,
            rows=sheet.rows,
            done=found.done,
            added=found.added,
            updated=found.updated,
            unchanged=found.unchanged,
            refused=found.refused,
            problem=said(found.problem),
            made_at=when(found.made_at),
            ended_at=when_if(found.ended_at),
        )


class ImportList(BaseModel):
    """The latest imports."""

    items: list[ImportView]


class OneImportView(ImportView):
    """An import, with what helps to start it and what it refused first."""

    samples: list[list[str]] = Field(
        description="Its first rows, while it waits to be started", examples=[[["Dana Ruiz", "202-555-0122"]]]
    )
    suggested: list[str] = Field(description="What its columns probably are, while it waits", examples=[_TARGETS])
    refusals: list[RefusalView] = Field(description="The first rows that it refused")


class TriedRowView(BaseModel):
    """What would become of a row."""

    line: int = Field(examples=[2])
    outcome: Outcome
    reason: str = Field(description="Why it would be refused; empty: it would not", examples=[""])
    name: str = Field(examples=["Dana Ruiz"])
    numbers: list[str] = Field(examples=[["+12025550122"]])
    fields: dict[str, FieldValue] = Field(examples=[{"Company": "Ruiz & Co"}])


class TriedView(BaseModel):
    """What would become of the first rows."""

    items: list[TriedRowView]


class _NeverKept(Exception):
    """Carries a trial's results out of the transaction that is undone by it."""

    def __init__(self, items: list[TriedRowView]) -> None:
        super().__init__()
        self.items = items


@router.post("/imports", status_code=201, openapi_extra=_FILE)
async def bring_contacts(
    offhook: Offhook,
    asking: Managing,
    request: Request,
    response: Response,
    name: Annotated[str, Query(max_length=200, description="The file's name", examples=["customers.csv"])] = "",
) -> OneImportView:
    """Bring a file of contacts, CSV or vCards, of 32 MiB at most. Nothing is imported before it is started.

    Encoding (UTF-8, UTF-16, Latin-1) and delimiter are found out.
    """
    import_id = imports.new_import_id()
    path = await asyncio.to_thread(offhook.importer.file_of, import_id)
    try:
        await _save(request, path)
        country = await offhook.storage.read(lambda conn: workspaces.get(conn, asking.workspace_id).country)
        sheet = await asyncio.to_thread(table.understand, path, country)
        made = await noted(
            offhook,
            asking,
            "brought a file of contacts, {}",
            lambda conn: imports.begin(
                conn, asking.workspace_id, asking.member_id, import_id, name, sheet, offhook.clock.now()
            ),
            made=lambda made: made.id,
            called=name or "contacts",
        )
    except BaseException as error:
        await asyncio.to_thread(path.unlink, missing_ok=True)
        match error:
            case ClientDisconnect():
                why = "The file ended before its end."
                raise Problem("broken-off", "The upload broke off", why, status=400) from None
            case table.NotReadable():
                raise Problem("file-not-usable", "The file can't be used", str(error)) from None
            case OSError():
                why = f"The file can't be kept: {error.strerror}."
                raise unavailable("not-kept", "The file can't be kept", why) from None
            case _:
                raise
    response.headers["Location"] = f"/api/v1/contacts/imports/{made.id}"
    return await _view(offhook, made)


@router.get("/imports")
async def list_imports(offhook: Offhook, asking: Managing) -> ImportList:
    """The latest imports, the last first."""
    found = await offhook.storage.read(lambda conn: imports.every(conn, asking.workspace_id))
    return ImportList(items=[ImportView.of(each) for each in found])


@router.get("/imports/{batch}")
async def get_import(batch: str, offhook: Offhook, asking: Managing) -> OneImportView:
    """One import: how far it has come, and what it refused."""
    return await _view(offhook, await _found(offhook, asking, batch))


@router.post("/imports/{batch}/preview")
async def preview_import(batch: str, body: StartImportBody, offhook: Offhook, asking: Managing) -> TriedView:
    """What would become of the first rows, with these columns. Nothing is changed."""
    found = await _found(offhook, asking, batch)
    targets = checked_targets(body.targets, found.sheet.columns)

    def try_out(conn: Connection) -> None:
        country = workspaces.get(conn, asking.workspace_id).country
        rows = [wanted(row, targets, country) for row in islice(table.read(path, found.sheet), SAMPLES)]
        results = take_in(conn, asking.workspace_id, rows, body.existing, offhook.clock.now())
        known = definitions.every(conn, asking.workspace_id)
        raise _NeverKept([_tried(result, known) for result in results])

    path = offhook.importer.file_of(found.id)
    try:
        await offhook.storage.write(try_out)
    except _NeverKept as tried:
        return TriedView(items=tried.items)
    except FileNotFoundError:
        raise _gone() from None
    raise AssertionError("a trial always ends by its exception")


@router.post("/imports/{batch}/start", status_code=202)
async def start_import(batch: str, body: StartImportBody, offhook: Offhook, asking: Managing) -> ImportView:
    """Import the file. It goes on by itself, through a restart too; ask for it to see how far it is.

    Imported again, a file changes nothing: contacts are known again by a number, or by the name where a row has none.
    """

    def start(conn: Connection) -> Import:
        return imports.start(conn, asking.workspace_id, batch, body.targets, body.existing)

    found = await _found(offhook, asking, batch)
    started = await noted(
        offhook, asking, "imported the contacts of {}", start, made=lambda made: made.id, called=found.file_name
    )
    offhook.importer.poke()
    return ImportView.of(started)


@router.get(
    "/imports/{batch}/refused",
    response_class=StreamingResponse,
    responses={200: {"content": {"text/csv": {"schema": {"type": "string"}, "example": _REFUSED}}}},
)
async def export_refused(batch: str, offhook: Offhook, asking: Managing) -> Response:
    """The rows that were refused, with the reasons, as a CSV file: mended, it can be imported."""
    found = await _found(offhook, asking, batch)

    async def lines() -> AsyncIterator[str]:
        yield csv_lines([("line", "reason", *map(plain_cell, found.sheet.columns))])
        after = 0
        while True:
            read = partial(
                imports.refusals, workspace_id=found.workspace_id, import_id=found.id, limit=AT_ONCE, after=after
            )
            refused = await offhook.storage.read(read)
            yield csv_lines((each.line, said(each.reason), *map(plain_cell, each.cells)) for each in refused)
            if len(refused) < AT_ONCE:
                return
            after = refused[-1].line

    return _download(lines(), "text/csv; charset=utf-8", "refused.csv")


@router.delete("/imports/{batch}", status_code=204)
async def remove_import(batch: str, offhook: Offhook, asking: Managing) -> None:
    """Stop an import, or forget it. Contacts that it made stay."""
    found = await _found(offhook, asking, batch)

    def remove(conn: Connection) -> None:
        imports.remove(conn, asking.workspace_id, batch)

    await noted(offhook, asking, "removed the import of {}", remove, at=batch, called=found.file_name)
    await asyncio.to_thread(offhook.importer.file_of(found.id).unlink, missing_ok=True)


@router.get(
    "/export",
    response_class=StreamingResponse,
    responses={
        200: {
            "content": {
                "text/csv": {"schema": {"type": "string"}, "example": _CONTACTS},
                "text/vcard": {"schema": {"type": "string"}},
            }
        }
    },
)
async def export_contacts(
    offhook: Offhook,
    asking: Asking,
    form: Annotated[Literal["csv", "vcard"], Query(description="What kind of file")] = "csv",
) -> Response:
    """All contacts as a file, the newest first: CSV, which an import takes back, or vCards."""
    known = await offhook.storage.read(lambda conn: definitions.every(conn, asking.workspace_id))
    names = [each.name for each in known]

    async def pieces() -> AsyncIterator[str]:
        if form == "csv":
            yield exporting.header(names)
        after: str | None = None
        while True:
            read = partial(contacts.search, workspace_id=asking.workspace_id, limit=contacts.LONGEST_PAGE, after=after)
            page = await offhook.storage.read(read)
            yield exporting.table(page.contacts, names) if form == "csv" else exporting.cards(page.contacts)
            after = page.after
            if after is None:
                return

    if form == "csv":
        return _download(pieces(), "text/csv; charset=utf-8", "contacts.csv")
    return _download(pieces(), "text/vcard; charset=utf-8", "contacts.vcf")


async def _save(request: Request, path: Path) -> None:
    file = await asyncio.to_thread(path.open, "wb")
    try:
        async for chunk in request.stream():
            await asyncio.to_thread(file.write, chunk)
    finally:
        await asyncio.to_thread(file.close)


async def _found(offhook: Offhook, asking: Managing, batch: str) -> Import:
    return await offhook.storage.read(lambda conn: imports.get(conn, asking.workspace_id, batch))


async def _view(offhook: Offhook, found: Import) -> OneImportView:
    samples: list[list[str]] = []
    targets: list[str] = []
    if found.state is ImportState.WAITING:
        path = offhook.importer.file_of(found.id)
        samples = await asyncio.to_thread(_samples, path, found)
        known = await offhook.storage.read(lambda conn: definitions.every(conn, found.workspace_id))
        targets = suggested(found.sheet.columns, samples, [each.name for each in known])
    refused = await offhook.storage.read(
        lambda conn: imports.refusals(conn, found.workspace_id, found.id, limit=SHOWN_REFUSALS)
    )
    return OneImportView(
        **ImportView.of(found).model_dump(),
        samples=samples,
        suggested=targets,
        refusals=[RefusalView(line=each.line, reason=said(each.reason), cells=list(each.cells)) for each in refused],
    )


def _samples(path: Path, found: Import) -> list[list[str]]:
    try:
        return [[cell[:200] for cell in row.cells] for row in islice(table.read(path, found.sheet), SAMPLES)]
    except FileNotFoundError:
        raise _gone() from None


def _gone() -> Problem:
    return Problem("file-gone", "The file is gone", "The file is not there any more: bring it again.", status=409)


def _tried(result: Result, known: Sequence[FieldDefinition]) -> TriedRowView:
    contact = None if result.contact is None else definitions.by_name(known, result.contact)
    return TriedRowView(
        line=result.row.line,
        outcome=result.outcome,
        reason=said(result.reason),
        name="" if contact is None else contact.name,
        numbers=[] if contact is None else list(contact.numbers),
        fields={} if contact is None else contact.fields,
    )


def _download(pieces: AsyncIterator[str], kind: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingResponse(pieces, media_type=kind, headers=headers)
