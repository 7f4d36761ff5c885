"""Two contacts become one, with all that happened with either; a removed contact comes back with what came since."""

from __future__ import annotations

import pytest

from offhook.calls.values import E164, Disposition
from offhook.contacts import service as contacts
from offhook.conversations import merging, service
from offhook.ids import new_id
from offhook.problems import Problem
from offhook.records import history
from offhook.records.history import Filter
from tests.conversations.test_calling import call, came, clicked, listed
from tests.furnish import ANN, DANA, NOW, SECOND, Company

OTHER = E164("+12025550144")


def two(company: Company) -> tuple[str, str]:
    """Dana, twice: with a call and a note each, of which the second one's is missed."""
    dana = contacts.create(
        company.conn, company.id, "Dana Ruiz", [DANA], fields={"plan": "gold"}, notes="Kind", now=NOW
    )
    more = {"plan": "silver", "city": "Bern"}
    twice = contacts.create(company.conn, company.id, "Ruiz, Dana", [OTHER], fields=more, notes="Tall", now=NOW)
    call(company, new_id("call"), clicked(company))
    missed = Disposition.NO_ANSWER.value
    call(company, new_id("call"), came(company, OTHER, contact=twice.id), NOW + SECOND, disposition=missed)
    for each in listed(company):
        service.add_note(company.conn, company.id, company.ann.id, "Ann", each.id, each.name, NOW + 2 * SECOND)
    return dana.id, twice.id


def test_what_both_have_is_shown_before_and_joined_then(company: Company) -> None:
    dana, twice = two(company)
    assert [each.id for each in contacts.alike(company.conn, company.id, dana)] == [twice]
    ((name, found),) = contacts.duplicates(company.conn, company.id)
    assert (name, [each.id for each in found]) == ("dana ruiz", [dana, twice])
    shown = merging.preview(company.conn, company.id, dana, twice)
    assert [(each.field, each.kept, each.dropped) for each in shown.differences] == [
        ("name", "Dana Ruiz", "Ruiz, Dana"),
        ("plan", "gold", "silver"),
    ]
    assert (shown.calls, shown.conversations) == (1, 1)

    merged = merging.merge(company.conn, company.id, dana, twice, now=NOW)
    assert merged == shown.result
    assert (merged.name, merged.numbers, merged.notes) == ("Dana Ruiz", (DANA, OTHER), "Kind\n\nTall")
    assert merged.fields == {"plan": "gold", "city": "Bern"}
    assert contacts.duplicates(company.conn, company.id) == []
    assert contacts.known(company.conn, company.id, OTHER) is not None
    assert contacts.get(company.conn, company.id, twice) == merged
    assert len(history.page(company.conn, company.id, Filter(contact=dana), limit=9)) == 2
    (talk,) = listed(company)
    assert (talk.contact_id, talk.unread_at) == (dana, NOW + SECOND)
    assert len(service.entries(company.conn, company.id, company.ann.id, talk.id, limit=9)) == 4


def test_what_is_chosen_is_kept_instead(company: Company) -> None:
    dana, twice = two(company)
    chosen = {"plan": "silver"}
    merged = merging.merge(company.conn, company.id, dana, twice, name="D. Ruiz", fields=chosen, now=NOW)
    assert (merged.name, merged.fields["plan"]) == ("D. Ruiz", "silver")
    third = contacts.create(company.conn, company.id, "Third", [], now=NOW)
    merging.merge(company.conn, company.id, third.id, dana, now=NOW)
    assert contacts.get(company.conn, company.id, twice).id == third.id
    assert [each.contact_id for each in listed(company)] == [third.id]


def test_what_cannot_be_merged_is_refused(company: Company) -> None:
    dana, _ = two(company)
    full = contacts.create(
        company.conn, company.id, "Full", [f"+1202555{place:04}" for place in range(200, 220)], now=NOW
    )
    wordy = contacts.create(company.conn, company.id, "Wordy", [], notes="x" * 9999, now=NOW)
    for other, why in ((dana, "itself"), (full.id, "numbers"), (wordy.id, "notes"), ("contact_1", "contact_1")):
        with pytest.raises(Problem, match=why):
            merging.merge(company.conn, company.id, dana, other, now=NOW)


def test_a_removed_contact_comes_back_with_what_its_number_did_meanwhile(company: Company) -> None:
    dana, twice = two(company)
    contacts.change(company.conn, company.id, dana, phones=[DANA, ANN])
    contacts.remove(company.conn, company.id, dana, NOW)
    call(company, new_id("call"), clicked(company), NOW + 9 * SECOND)  # to a number that is nobody's
    contacts.change(company.conn, company.id, twice, phones=[OTHER, ANN])
    back = merging.restore(company.conn, company.id, dana, NOW)
    assert (back.name, back.numbers, back.fields, back.notes) == ("Dana Ruiz", (DANA,), {"plan": "gold"}, "Kind")
    assert [each.contact_id for each in listed(company)] == [dana, twice]
    assert len(history.page(company.conn, company.id, Filter(contact=dana), limit=9)) == 2
    with pytest.raises(Problem):
        merging.restore(company.conn, company.id, dana, NOW)


def test_what_was_noted_of_a_removed_contact_is_forgotten_after_a_day(company: Company) -> None:
    dana, twice = two(company)
    contacts.remove(company.conn, company.id, dana, NOW)
    contacts.remove(company.conn, company.id, twice, NOW + contacts.RESTORABLE + 1)
    with pytest.raises(Problem):
        merging.restore(company.conn, company.id, dana, NOW)
    assert merging.restore(company.conn, company.id, twice, NOW).name == "Ruiz, Dana"
