"""Custom fields of a workspace: defined by hand or by use, renamed and moved for all contacts at once."""

from __future__ import annotations

import pytest

from offhook.contacts import fields, service
from offhook.problems import Problem
from tests.furnish import DANA, NOW, Company


def names(company: Company) -> list[str]:
    return [field.name for field in fields.every(company.conn, company.id)]


@pytest.mark.behaviour("T13")
def test_a_field_is_renamed_moved_and_removed_for_all_contacts(company: Company) -> None:
    dana = service.create(
        company.conn, company.id, "Dana", [DANA], fields={"Company": "Ruiz & Co", "Plan": "gold"}, now=NOW
    )
    firm, plan = fields.every(company.conn, company.id)
    fields.change(company.conn, company.id, firm.id, name="Firm", position=9)
    assert names(company) == ["Plan", "Firm"]
    assert list(service.get(company.conn, company.id, dana.id).fields.items()) == [
        ("Plan", "gold"),
        ("Firm", "Ruiz & Co"),
    ]
    assert fields.count_used(company.conn, company.id, plan.id) == 1
    fields.remove(company.conn, company.id, plan.id)
    assert service.get(company.conn, company.id, dana.id).fields == {"Firm": "Ruiz & Co"}
    service.change(company.conn, company.id, dana.id, fields={"Plan": "silver"})
    assert service.get(company.conn, company.id, dana.id).fields == {"Firm": "Ruiz & Co", "Plan": "silver"}


def test_a_name_is_one_field_however_it_is_written(company: Company) -> None:
    fields.add(company.conn, company.id, "Straße")
    made = service.create(company.conn, company.id, "Dana", [], fields={" STRASSE ": "Main Street"}, now=NOW)
    assert made.fields == {"Straße": "Main Street"}
    with pytest.raises(Problem, match="already"):
        fields.add(company.conn, company.id, "strasse")
    with pytest.raises(Problem, match="twice"):
        service.create(company.conn, company.id, "Eve", [], fields={"a": 1, "A": 2}, now=NOW)
    other = fields.add(company.conn, company.id, "City")
    with pytest.raises(Problem, match="already"):
        fields.change(company.conn, company.id, other.id, name="STRASSE")


@pytest.mark.parametrize("name", ["", "x" * 65, "a\nb"])
def test_a_field_that_cannot_be_named_is_refused(company: Company, name: str) -> None:
    with pytest.raises(Problem):
        fields.add(company.conn, company.id, name)
    assert names(company) == []


def test_a_workspace_has_so_many_fields(company: Company) -> None:
    for number in range(fields.MOST_FIELDS):
        fields.add(company.conn, company.id, str(number))
    with pytest.raises(Problem, match="at most"):
        service.create(company.conn, company.id, "Dana", [], fields={"one more": "x"}, now=NOW)
