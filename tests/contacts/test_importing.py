"""Rows become contacts: known again by number or name, the same however often they come."""

from __future__ import annotations

import pytest

from offhook.contacts import fields, service
from offhook.contacts.files.rows import Row
from offhook.contacts.importing import Existing, Outcome, Result, take_in
from offhook.contacts.mapping import wanted
from offhook.problems import Problem
from tests.furnish import ANN, DANA, NOW, Company

TARGETS = ["name", "number", "field:Plan", "notes"]


def taken(company: Company, *rows: tuple[str, ...], existing: Existing = Existing.UPDATE) -> list[Result]:
    read = [wanted(Row(line, (*cells, *[""] * (4 - len(cells)))), TARGETS, "US") for line, cells in enumerate(rows, 2)]
    return take_in(company.conn, company.id, read, existing, NOW)


def outcomes(results: list[Result]) -> str:
    return " ".join(result.outcome.value for result in results)


ROWS = (
    ("Dana Ruiz", DANA, "gold", "Kind"),
    ("Omar", f"{ANN}; +442079460000"),
    ("Only a name",),
    ("Dana Ruiz", DANA, "gold", "Kind"),
    ("", "+12025550199"),
    ("nobody", "12"),
)


def test_a_file_that_is_imported_again_changes_nothing(company: Company) -> None:
    assert outcomes(taken(company, *ROWS)) == "added added added unchanged added refused"
    before = service.search(company.conn, company.id, limit=200)
    assert outcomes(taken(company, *ROWS)) == "unchanged unchanged unchanged unchanged unchanged refused"
    assert service.search(company.conn, company.id, limit=200) == before
    dana = service.known(company.conn, company.id, DANA)
    assert dana is not None
    assert service.get(company.conn, company.id, dana.id).fields == {"Plan": "gold"}


def test_a_contact_that_is_there_is_updated_or_left_as_it_is(company: Company) -> None:
    made = service.create(company.conn, company.id, "Dana", [DANA], fields={"Plan": "gold", "City": "Bern"}, now=NOW)
    row = ("Dana Ruiz", f"{DANA};{ANN}", "silver", "Tall")
    assert outcomes(taken(company, row, existing=Existing.SKIP)) == "unchanged"
    assert service.get(company.conn, company.id, made.id) == made
    assert outcomes(taken(company, row)) == "updated"
    after = service.get(company.conn, company.id, made.id)
    assert (after.name, after.numbers, after.notes) == ("Dana Ruiz", (DANA, ANN), "Tall")
    assert after.fields == {"Plan": "silver", "City": "Bern"}
    assert outcomes(taken(company, ("", DANA))) == "unchanged"


def test_somebody_of_whom_only_the_number_was_known_gets_the_name(company: Company) -> None:
    caller = service.ensure(company.conn, company.id, DANA, now=NOW)
    assert outcomes(taken(company, ("Dana", DANA), existing=Existing.SKIP)) == "updated"
    assert service.get(company.conn, company.id, caller.id).name == "Dana"


def test_duplicate_rows_make_one_contact_and_numbers_of_two_are_refused(company: Company) -> None:
    results = taken(company, ("Dana", DANA), ("Dana", f"{DANA};+12025550144"), ("Ann", ANN), ("Both", f"{DANA};{ANN}"))
    assert outcomes(results) == "added updated added refused"
    assert results[-1].reason == "Its numbers belong to Ann and Dana: merge them first."
    assert len(service.search(company.conn, company.id).contacts) == 2
    assert service.named(company.conn, company.id, results[1].row.numbers[1]) == "Dana"  # type: ignore[union-attr]


def test_too_many_fields_refuse_the_rows_that_need_them(company: Company) -> None:
    for number in range(fields.MOST_FIELDS):
        fields.add(company.conn, company.id, str(number))
    (result,) = taken(company, ("Dana", DANA, "gold"))
    assert (result.outcome, "at most" in result.reason) == (Outcome.REFUSED, True)
    with pytest.raises(Problem):
        fields.add(company.conn, company.id, "one more")
