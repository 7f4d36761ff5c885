from __future__ import annotations

import pytest

from offhook.contacts import service as contacts
from offhook.conversations import assigning, drafts, merging, store, templates
from offhook.conversations.model import Draft
from offhook.ids import new_id
from offhook.people import service as people
from offhook.problems import Problem
from tests.conversations.test_calling import call, came, clicked, listed
from tests.furnish import DANA, NOW, SECOND, Company

pytestmark = pytest.mark.behaviour("X12")
PICTURE = new_id("picture")


def talk(company: Company) -> str:
    """A conversation with Dana."""
    contacts.create(company.conn, company.id, "Dana Ruiz", [DANA], now=NOW)
    call(company, new_id("call"), clicked(company))
    return listed(company)[0].id


def test_a_template_is_filled_with_the_names_of_a_conversation(company: Company) -> None:
    conn, me = company.conn, company.id
    made = templates.add(conn, me, "Hello", "Hi {first_name} ({name}), {member} of {line} {", NOW)
    names = templates.names(conn, me, company.ann.id, talk(company))
    assert templates.filled(made.text, names) == "Hi Dana (Dana Ruiz), Ann of (202) 555-0100 {"
    changed = templates.change(conn, me, made.id, name="Hi", text="Hi", now=NOW)
    assert (changed.name, changed.text) == ("Hi", "Hi")
    assert [each.name for each in templates.every(conn, me)] == ["Hi"]
    templates.remove(conn, me, made.id)
    assert templates.every(conn, me) == []


@pytest.mark.parametrize(
    ("name", "text", "field"),
    [
        ("", "Hi", "name"),
        ("x" * 65, "Hi", "name"),
        ("two\nlines", "Hi", "name"),
        ("hours", "Hi", "name"),
        ("New", " \n ", "text"),
        ("New", "x" * 1601, "text"),
        ("New", "Hi {surname}", "text"),
        ("New", "Hi {}", "text"),
        ("New", "Hi \0", "text"),
        ("New", "Hi \ud800", "text"),
    ],
)
def test_what_is_no_template_is_refused_beside_its_field(company: Company, name: str, text: str, field: str) -> None:
    templates.add(company.conn, company.id, "Hours", "9 to 5", NOW)
    with pytest.raises(Problem) as refused:
        templates.add(company.conn, company.id, name, text, NOW)
    assert refused.value.field == field


def test_a_draft_is_a_member_s_own_and_the_last_one_counts(company: Company) -> None:
    conn, me, ann, owner = company.conn, company.id, company.ann.id, company.owner.id
    found = talk(company)
    assert drafts.get(conn, me, ann, found) == drafts.EMPTY
    drafts.put(conn, me, ann, found, "Hi", [], NOW)
    drafts.put(conn, me, ann, found, "Hi D", [PICTURE], NOW + 1)
    assert drafts.get(conn, me, ann, found) == Draft("Hi D", (PICTURE,), NOW + 1)
    assert drafts.get(conn, me, owner, found) == drafts.EMPTY
    drafts.put(conn, me, ann, found, " ", [], NOW)
    assert drafts.get(conn, me, ann, found) == drafts.EMPTY
    for text, pictures in (("x" * 4001, []), ("\0", []), ("\udc00", []), ("", ["../etc"]), ("", [PICTURE] * 11)):
        with pytest.raises(Problem):
            drafts.put(conn, me, ann, found, text, pictures, NOW)


def test_a_conversation_is_looked_after_by_a_member_until_they_are_gone_and_survives_a_merge(company: Company) -> None:
    conn, me, ann = company.conn, company.id, company.ann.id
    found = talk(company)
    assert [each.id for each in listed(company, assignee=store.NOBODY)] == [found]
    assigned = assigning.assign(conn, me, ann, found, ann)
    assert (assigned.assignee_id, assigned.assignee_name) == (ann, "Ann")
    assert [each.id for each in listed(company, assignee=ann)] == [found]
    assert listed(company, assignee=store.NOBODY) == []
    drafts.put(conn, me, ann, found, "Hi", [], NOW)

    other = contacts.create(conn, me, "Dana at work", ["+12025550177"], now=NOW)
    call(company, new_id("call"), came(company, other.numbers[0], contact=other.id), NOW + SECOND)
    newer = listed(company)[0]
    merging.merge(conn, me, other.id, contacts.search(conn, me, "Ruiz").contacts[0].id, now=NOW)
    (merged,) = listed(company)
    assert (merged.id, merged.assignee_id) == (newer.id, ann)
    assert drafts.get(conn, me, ann, merged.id).text == "Hi"

    people.change(conn, me, ann, active=False, now=NOW)
    assert [each.assignee_id for each in listed(company, assignee=store.NOBODY)] == [None]
    with pytest.raises(Problem, match="no member any more"):
        assigning.assign(conn, me, company.owner.id, merged.id, ann)
