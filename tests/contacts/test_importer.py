"""An import goes on by itself, in steps; killed in the middle it goes on where it was: nothing twice, nothing lost."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection

from offhook.clock import VirtualClock
from offhook.contacts import imports, service
from offhook.contacts.files.table import understand
from offhook.contacts.importer import AT_ONCE, Importer
from offhook.contacts.importing import Existing
from offhook.contacts.imports import Import, ImportState
from offhook.problems import Problem
from offhook.storage.storage import InlineStorage
from tests.databases import fresh_sqlite
from tests.furnish import NOW, Company, new_company

ROWS = 2 * AT_ONCE + 50


class Killed(BaseException):
    """The process is gone."""


class Office:
    """A database and a folder, which outlive whoever imports."""

    def __init__(self, folder: Path) -> None:
        self.storage = InlineStorage(fresh_sqlite())
        self.clock = VirtualClock(NOW)
        self.importer = Importer(self.storage, folder / "imports", self.clock)

    async def begin(self, content: str) -> Import:
        """A file that was brought and started."""
        id_ = imports.new_import_id()
        self.importer.file_of(id_).write_text(content, encoding="utf-8")
        sheet = understand(self.importer.file_of(id_), "US")

        def write(conn: Connection) -> Import:
            self.company: Company = new_company(conn)
            begun = imports.begin(conn, self.company.id, self.company.ann.id, id_, "people.csv", sheet, NOW)
            return imports.start(conn, self.company.id, begun.id, ["name", "number"], Existing.UPDATE)

        return await self.storage.write(write)

    async def now(self, found: Import) -> Import:
        return await self.storage.read(lambda conn: imports.get(conn, found.workspace_id, found.id))


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


def content() -> str:
    rows = [f"Person {place},+1202555{place:04}" for place in range(1000, 1000 + ROWS)]
    rows[7] = "nobody,12"
    return "\n".join(["name,phone", *rows])


async def test_killed_in_the_middle_it_goes_on_where_it_was(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    found = await office.begin(content())
    take, taken = office.importer._take, []

    def dying(conn: Connection, found: Import, rows: Any) -> Import:
        after = take(conn, found, rows)
        taken.append(after.done)
        if len(taken) == 2:
            raise Killed  # within the transaction, so that this step is undone
        return after

    monkeypatch.setattr(office.importer, "_take", dying)
    with pytest.raises(Killed):
        await office.importer.look()
    half = await office.now(found)
    assert (half.state, half.done, taken) == (ImportState.RUNNING, AT_ONCE, [AT_ONCE, 2 * AT_ONCE])

    again = Importer(office.storage, office.importer.file_of("x").parent, office.clock)
    await again.look()
    done = await office.now(found)
    assert (done.state, done.done, done.added, done.refused) == (ImportState.DONE, ROWS, ROWS - 1, 1)
    assert not again.file_of(found.id).exists()
    refused = await office.storage.read(lambda conn: imports.refusals(conn, found.workspace_id, found.id, limit=9))
    assert [(each.line, each.cells) for each in refused] == [(9, ("nobody", "12"))]
    people = await office.storage.read(lambda conn: service.search(conn, found.workspace_id, "person 10", limit=200))
    assert len(people.contacts) == 99


async def test_an_import_whose_file_is_gone_says_so_and_holds_up_no_other(office: Office) -> None:
    found = await office.begin(content())
    office.importer.file_of(found.id).unlink()
    await office.importer.look()
    failed = await office.now(found)
    assert (failed.state, failed.problem) == (ImportState.FAILED, "Its file is gone.")


async def test_an_import_that_is_removed_stops(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    found = await office.begin(content())
    take = office.importer._take

    def removed(conn: Connection, found: Import, rows: Any) -> Import:
        after = take(conn, found, rows)
        imports.remove(conn, found.workspace_id, found.id)
        return after

    monkeypatch.setattr(office.importer, "_take", removed)
    await office.importer.look()
    with pytest.raises(Problem):
        await office.now(found)


async def test_files_that_nobody_started_are_removed_after_a_week(office: Office) -> None:
    path = office.importer.file_of("import_1")
    path.write_bytes(b"name\n")
    await office.importer.look()
    assert path.exists() == (path.stat().st_mtime > NOW / 1e6 - 7 * 86_400)
