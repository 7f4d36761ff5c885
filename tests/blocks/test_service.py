"""Whom the block list blocks, on which lines, and what can't be put on it."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import update

from offhook.blocks import service, store
from offhook.blocks.model import Block, BlockKind
from offhook.calls.values import E164
from offhook.lines import service as lines
from offhook.problems import Problem
from offhook.records.model import calls
from tests.furnish import ANN, DANA, LINE, NOW, Company, new_company
from tests.limits.calls import begin

MADE_UP = E164("+10005550122")
"""In the numbering plan of nobody, as callers make them up."""


def add(company: Company, **given: Any) -> Block:
    return service.add(company.conn, company.id, company.ann.id, now=NOW, **given)


def refused(company: Company, **given: Any) -> Problem:
    with pytest.raises(Problem) as problem:
        add(company, **given)
    return problem.value


def fits(company: Company, caller: E164 | None, line: str | None = None) -> str:
    """Why this caller is not put through; empty when they are."""
    found = store.fitting(company.conn, company.id, line or company.line.id, caller)
    return "" if found is None else found.words


def second_line(company: Company) -> str:
    return lines.add(company.conn, company.id, "+12025550101", trunks=["lab"], now=NOW).id


def test_a_number_is_blocked_however_it_is_written(company: Company) -> None:
    made = add(company, number="(202) 555-0122", note=" Sells solar panels ")
    assert (made.kind, made.number, made.note) == (BlockKind.NUMBER, DANA, "Sells solar panels")
    assert (made.line_id, made.added_by, made.added_at) == (None, company.ann.id, NOW)
    assert fits(company, DANA) == f"{DANA} is blocked on every line (“Sells solar panels”)"
    assert (fits(company, ANN), fits(company, E164(f"{DANA}1")), fits(company, None)) == ("", "", "")


def test_a_number_that_nobody_has_can_be_blocked(company: Company) -> None:
    add(company, number="+1 000 555-0122")
    assert fits(company, MADE_UP)


def test_a_prefix_blocks_all_that_begin_so(company: Company) -> None:
    add(company, prefix="+1 202")
    assert fits(company, DANA) == "numbers that begin with +1202 are blocked on every line"
    assert fits(company, E164("+12015550122")) == ""
    add(company, prefix="+44")
    assert fits(company, E164("+447700900123"))


def test_callers_who_withhold_their_number_are_blocked(company: Company) -> None:
    add(company, withheld=True)
    assert fits(company, None) == "callers who withhold their number are blocked on every line"
    assert fits(company, DANA) == ""


def test_a_line_has_entries_of_its_own(company: Company) -> None:
    other = second_line(company)
    add(company, number=DANA, line=LINE)
    assert fits(company, DANA) == f"{DANA} is blocked on this line"
    assert fits(company, DANA, other) == ""
    store.remove_line(company.conn, company.id, company.line.id)
    assert fits(company, DANA) == ""


def test_the_closest_entry_says_why(company: Company) -> None:
    for given in ({"prefix": "+1202"}, {"number": DANA}, {"prefix": DANA}, {"prefix": "+1"}):
        add(company, **given)
    assert fits(company, DANA) == f"{DANA} is blocked on every line"


def test_whoever_a_call_was_with_is_blocked(company: Company) -> None:
    begin(company, "call_1")
    assert add(company, call="call_1").number == DANA
    begin(company, "call_2")
    company.conn.execute(update(calls).where(calls.c.id == "call_2").values(contact_number=""))
    assert add(company, call="call_2").kind is BlockKind.WITHHELD
    assert refused(company, call="call_3").type == "not-found"


def test_an_entry_that_is_taken_back_blocks_nobody(company: Company) -> None:
    made = add(company, number=DANA)
    service.remove(company.conn, company.id, made.id)
    assert fits(company, DANA) == ""
    with pytest.raises(Problem, match="There is no block"):
        service.remove(company.conn, company.id, made.id)
    add(company, number=DANA)


def test_a_list_is_its_workspace_s(company: Company) -> None:
    other = new_company(company.conn, "Other", number="+12025550109")
    made = add(company, number=DANA)
    assert store.fitting(company.conn, other.id, company.line.id, DANA) is None
    assert store.every(company.conn, other.id) == []
    with pytest.raises(Problem, match="There is no block"):
        service.get(company.conn, other.id, made.id)
    with pytest.raises(Problem, match="There is no line"):
        add(other, number=DANA, line=LINE)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({}, "number"),
        ({"number": DANA, "prefix": "+44"}, "number"),
        ({"number": DANA, "withheld": True}, "number"),
        ({"number": "abc"}, "number"),
        ({"number": "911"}, "number"),
        ({"number": "+999555012345"}, "number"),
        ({"prefix": ""}, "prefix"),
        ({"prefix": "+"}, "prefix"),
        ({"prefix": "44"}, "prefix"),
        ({"prefix": "+4"}, "prefix"),
        ({"prefix": "+999"}, "prefix"),
        ({"prefix": "+44 70*"}, "prefix"),
        ({"prefix": "+4470123456789012"}, "prefix"),
        ({"number": DANA, "note": "a\nb"}, "note"),
        ({"number": DANA, "note": "x" * 201}, "note"),
    ],
)
def test_what_can_t_be_blocked_is_refused_in_words(company: Company, given: dict[str, Any], field: str) -> None:
    problem = refused(company, **given)
    assert problem.field == field
    assert problem.detail.endswith(".")
    assert store.every(company.conn, company.id) == []


def test_nobody_is_blocked_twice(company: Company) -> None:
    second_line(company)
    add(company, number=DANA, line=LINE)
    assert refused(company, number=DANA, line=LINE).type == "blocked-already"
    add(company, number=DANA, line="+12025550101")
    add(company, number=DANA)
    assert refused(company, number=DANA, line="+12025550101").detail.startswith("This changes nothing: ")
    add(company, withheld=True)
    assert refused(company, withheld=True).status == 409


def test_a_list_has_an_end(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "MOST_BLOCKS", 1)
    add(company, number=DANA)
    assert refused(company, number=ANN).type == "too-many-blocks"
