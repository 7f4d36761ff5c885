from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from offhook.calls.values import E164
from offhook.contacts import service
from offhook.contacts.model import Contact, ContactPage, contact_numbers, contact_words
from offhook.problems import Problem
from tests.furnish import ANN, DANA, LINE, NOW, Company
from tests.outcome import outcome


def names(company: Company, text: str) -> list[str]:
    return [contact.name for contact in service.search(company.conn, company.id, text).contacts]


def test_a_contact_is_kept_as_it_was_made(company: Company) -> None:
    fields: dict[str, str | int | float | bool] = {"Budget": 12.5, "VIP": True, "Notes": "line 1\nline 2", "Age": 40}
    made = service.create(company.conn, company.id, " Dana ", ["202-555-0122", ANN], fields=fields, now=NOW)
    assert (made.name, made.numbers, made.fields) == ("Dana", (DANA, ANN), fields)
    assert service.get(company.conn, company.id, made.id) == made
    assert service.named(company.conn, company.id, ANN) == "Dana"


@pytest.mark.behaviour("T11")
def test_an_unknown_number_becomes_a_contact_once(company: Company) -> None:
    assert service.named(company.conn, company.id, DANA) is None
    made = service.ensure(company.conn, company.id, DANA, now=NOW)
    assert (made.name, made.numbers) == ("", (DANA,))
    assert service.ensure(company.conn, company.id, DANA, now=NOW) == made
    service.change(company.conn, company.id, made.id, name="Dana")
    assert service.ensure(company.conn, company.id, DANA, now=NOW).name == "Dana"


def test_a_known_contact_is_found_by_each_of_its_numbers(company: Company) -> None:
    made = service.create(company.conn, company.id, "Dana", [DANA, ANN], now=NOW)
    assert service.ensure(company.conn, company.id, ANN, now=NOW) == made


def test_a_number_is_one_contact_s(company: Company) -> None:
    service.create(company.conn, company.id, "Dana", [DANA], now=NOW)
    other = service.create(company.conn, company.id, "Eve", [ANN], now=NOW)
    with pytest.raises(Problem, match="belongs to Dana"):
        service.create(company.conn, company.id, "Eve", [DANA], now=NOW)
    with pytest.raises(Problem, match="belongs to Dana"):
        service.change(company.conn, company.id, other.id, phones=[ANN, DANA])
    assert service.get(company.conn, company.id, other.id).numbers == (ANN,)


def test_custom_fields_change_one_by_one(company: Company) -> None:
    made = service.create(company.conn, company.id, "Dana", [DANA], fields={"VIP": True, "City": "Bern"}, now=NOW)
    service.change(company.conn, company.id, made.id, fields={"City": None, "Age": 40})
    service.change(company.conn, company.id, made.id, phones=[ANN])
    found = service.get(company.conn, company.id, made.id)
    assert (found.fields, found.numbers, found.name) == ({"VIP": True, "Age": 40}, (ANN,), "Dana")
    assert service.named(company.conn, company.id, DANA) is None


@pytest.mark.parametrize(
    "given",
    [
        {"name": "", "phones": []},
        {"name": "a\nb"},
        {"name": "x" * 201},
        {"phones": ["911"]},
        {"phones": ["nobody"]},
        {"phones": [f"+120255501{number:02}" for number in range(21)]},
        {"fields": {"": "x"}},
        {"fields": {"x" * 65: "x"}},
        {"fields": {"a\nb": "x"}},
        {"fields": {"a": "x" * 2001}},
        {"fields": {"a": "\0"}},
        {"fields": {"a": "\ud800"}},
        {"fields": {"a": float("nan")}},
        {"fields": {"a": float("inf")}},
        {"fields": {"a": 10**400}},
        {"fields": {"a": None}},
        {"fields": {"a": ["list"]}},
        {"fields": {"a": {"b": 1}}},
        {"fields": {str(number): 1 for number in range(101)}},
    ],
)
def test_what_cannot_be_kept_is_refused(company: Company, given: dict[str, Any]) -> None:
    values = {"name": "Dana", "phones": [DANA], **given}
    with pytest.raises(Problem) as refused:
        service.create(company.conn, company.id, values.pop("name"), values.pop("phones"), now=NOW, **values)
    assert refused.value.status == 422
    assert service.search(company.conn, company.id).contacts == ()


def test_nothing_is_left_without_name_and_number(company: Company) -> None:
    made = service.ensure(company.conn, company.id, DANA, now=NOW)
    with pytest.raises(Problem):
        service.change(company.conn, company.id, made.id, phones=[])


def test_contacts_are_found_by_beginnings_of_words_and_numbers(company: Company) -> None:
    for name, number in (("Dana Émile Example", DANA), ("Daniel Stone", ANN), ("", LINE)):
        service.create(company.conn, company.id, name, [number], now=NOW)
    assert set(names(company, "dan")) == {"Dana Émile Example", "Daniel Stone"}
    assert names(company, "DAN sto") == ["Daniel Stone"]
    assert names(company, "émi") == ["Dana Émile Example"]
    assert names(company, "ana") == []
    assert names(company, "100%") == []
    assert names(company, "_ana") == []
    assert names(company, "+1 202 555 0122") == ["Dana Émile Example"]
    assert names(company, "202555012") == ["Dana Émile Example"]
    assert len(names(company, "(202)")) == 3
    assert len(names(company, "  ")) == 3


def test_pages_go_from_the_newest_to_the_oldest_without_gaps(company: Company) -> None:
    made = [service.create(company.conn, company.id, f"Contact {number}", [], now=NOW).id for number in range(7)]
    seen: list[str] = []
    after = None
    for size in (3, 3, 1):
        page = service.search(company.conn, company.id, "contact", limit=3, after=after)
        assert len(page.contacts) == size
        seen += [contact.id for contact in page.contacts]
        after = page.after
    assert after is None
    assert seen == sorted(made, reverse=True)


@pytest.mark.parametrize(
    "given", [{"limit": 0}, {"limit": 201}, {"after": "x"}, {"after": "line_1"}, {"text": "x" * 101}, {"text": "\0a"}]
)
def test_a_search_that_cannot_be_made_is_refused(company: Company, given: dict[str, Any]) -> None:
    with pytest.raises(Problem):
        service.search(company.conn, company.id, **given)


def test_a_removed_contact_is_forgotten(company: Company) -> None:
    made = service.create(company.conn, company.id, "Dana", [DANA], fields={"City": "Bern"}, now=NOW)
    service.remove(company.conn, company.id, made.id, NOW)
    assert names(company, "dana") == []
    assert service.search(company.conn, company.id).contacts == ()
    for attempt in (service.get, service.change):
        with pytest.raises(Problem) as refused:
            attempt(company.conn, company.id, made.id)
        assert refused.value.status == 404
    assert service.ensure(company.conn, company.id, DANA, now=NOW).id != made.id
    assert company.conn.execute(select(contact_words)).all() == []
    numbers = company.conn.execute(select(contact_numbers.c.number)).scalars().all()
    assert numbers == [DANA]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(name=st.text(max_size=210), search=st.text(max_size=110))
def test_whatever_is_typed_is_kept_and_found_or_refused(company: Company, name: str, search: str) -> None:
    with company.conn.begin_nested() as undo:
        made = outcome(lambda: service.create(company.conn, company.id, name, [E164(DANA)], now=NOW))
        first = made.name.split()[0] if isinstance(made, Contact) and made.name else ""
        if first and not any(char.isdigit() for char in first):
            assert made in service.search(company.conn, company.id, first[:50]).contacts
        found = outcome(lambda: service.search(company.conn, company.id, search))
        assert isinstance(found, ContactPage) or found.field == "search"
        undo.rollback()
