"""The history: what is looked for by what, in pages, and as a table that spreadsheets open."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from sqlalchemy import update

from offhook.records import history
from offhook.records.history import COLUMNS, Filter
from offhook.records.model import calls
from tests.furnish import NOW, Company
from tests.limits.calls import begin, end

ALL = Filter()


def made(company: Company, call: str, at: int = NOW, **values: Any) -> None:
    """A call that is over."""
    begin(company, call, at=at)
    end(company.conn, company.id, call, talk_s=36.84, at=at + 40_000_000)
    company.conn.execute(update(calls).where(calls.c.id == call).values(disposition="answered", **values))


def ids(company: Company, wanted: Filter = ALL, limit: int = 9, before: history.Place | None = None) -> list[str]:
    return [row.id for row in history.page(company.conn, company.id, wanted, limit=limit, before=before)]


def read(company: Company, limit: int = 9, before: history.Place | None = None) -> tuple[list[list[str]], Any]:
    text, end = history.table(company.conn, company.id, Filter(), limit=limit, before=before)
    return list(csv.reader(io.StringIO(text))), end


def test_calls_are_found_by_direction_outcome_and_time(company: Company) -> None:
    made(company, "call_1", NOW)
    made(company, "call_2", NOW + 10, direction="inbound")
    made(company, "call_3", NOW + 20)
    company.conn.execute(update(calls).where(calls.c.id == "call_3").values(disposition="busy"))
    assert ids(company) == ["call_3", "call_2", "call_1"]
    assert ids(company, Filter(direction="inbound")) == ["call_2"]
    assert ids(company, Filter(disposition="busy")) == ["call_3"]
    assert ids(company, Filter(since=NOW + 10)) == ["call_3", "call_2"]
    assert ids(company, Filter(until=NOW + 10)) == ["call_1"]
    assert ids(company, Filter(since=NOW + 10, until=NOW + 20)) == ["call_2"]
    assert ids(company, Filter(member=company.ann.id, line=company.line.id, since=NOW + 30)) == []


def test_pages_go_on_where_the_one_above_ends_though_calls_were_placed_at_once(company: Company) -> None:
    for number in range(5):
        made(company, f"call_{number}", NOW)
    assert ids(company, limit=2) == ["call_4", "call_3"]
    assert ids(company, limit=2, before=(NOW, "call_3")) == ["call_2", "call_1"]
    assert ids(company, limit=2, before=(NOW, "call_1")) == ["call_0"]


def test_a_table_has_a_line_a_call_and_says_where_it_ends(company: Company) -> None:
    made(company, "call_1", NOW, reason="the contact hung up")
    begin(company, "call_2", at=NOW + 1_000_000)
    rows, end = read(company, limit=1)
    (live,) = [dict(zip(COLUMNS, row, strict=True)) for row in rows]
    assert (live["call"], live["outcome"], live["ended at (UTC)"]) == ("call_2", "live", "")
    rows, end = read(company, limit=2, before=end)
    (over,) = [dict(zip(COLUMNS, row, strict=True)) for row in rows]
    assert end is None
    assert over["outcome"] == "Answered"
    assert over["reason"] == "the contact hung up"
    assert over["talk (seconds)"] == "36.8"
    assert over["member"] == company.ann.name
    assert over["placed at (UTC)"] < over["ended at (UTC)"]


@pytest.mark.parametrize("name", ['=HYPERLINK("http://evil")', "+1-2", "-cmd", "@SUM(A1)", "\tx"])
def test_names_that_a_spreadsheet_would_carry_out_are_text(company: Company, name: str) -> None:
    made(company, "call_1", contact_name=name)
    ((*_, contact, number, _line, _outcome, _reason, _talk, _ended),), _ = read(company)
    assert contact == f"'{name}"
    assert number.startswith("+1"), "a number is a number"


def test_names_with_quotes_commas_and_new_lines_stay_one_cell(company: Company) -> None:
    made(company, "call_1", contact_name='Ruiz, "Dana"\nسارة 📞')
    rows, _ = read(company)
    assert [row[5] for row in rows] == ['Ruiz, "Dana"\nسارة 📞']
