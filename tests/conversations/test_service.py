"""Conversations as people use them: found, paged, marked, and written notes in."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from offhook.calls.values import E164, Disposition
from offhook.contacts import service as contacts
from offhook.conversations import service, store
from offhook.conversations.model import CallEntry, NoteEntry, conversation_notes
from offhook.ids import new_id
from offhook.lines import service as lines
from offhook.problems import Problem
from offhook.voicemail import store as voicemails
from offhook.voicemail.model import State
from offhook.voicemail.model import voicemails as voicemail_table
from tests.conversations.test_calling import call, came, clicked, listed
from tests.furnish import DANA, DAY, NOW, SECOND, Company

OMAR = E164("+442079460000")


def two(company: Company) -> tuple[str, str]:
    """A conversation with Dana, read, and a later one with Omar, unread."""
    contacts.create(company.conn, company.id, "Dana Ruiz", [DANA], now=NOW)
    omar = contacts.create(company.conn, company.id, "Omar Haddad", [OMAR], now=NOW)
    call(company, new_id("call"), clicked(company))
    missed = Disposition.NO_ANSWER.value
    call(company, new_id("call"), came(company, OMAR, contact=omar.id), NOW + SECOND, disposition=missed)
    newer, older = listed(company)
    assert (newer.name, older.name) == ("Omar Haddad", "Dana Ruiz")
    return older.id, newer.id


def note(company: Company, conversation: str, text: str, at: int = NOW + 9 * SECOND) -> str:
    return service.add_note(company.conn, company.id, company.ann.id, "Ann", conversation, text, at).id


def test_conversations_are_found_by_name_number_line_contact_and_what_is_unread(company: Company) -> None:
    older, newer = two(company)
    support = lines.add(company.conn, company.id, "+12025550109", trunks=["lab"], now=NOW)
    contact = listed(company)[0].contact_id
    assert [each.id for each in listed(company, search="omar")] == [newer]
    assert [each.id for each in listed(company, search="ruiz dan")] == [older]
    assert [each.id for each in listed(company, search="+44 20")] == [newer]
    assert [each.id for each in listed(company, line=company.line.id)] == [newer, older]
    assert listed(company, line=support.id) == []
    assert [each.id for each in listed(company, contact=contact)] == [newer]
    assert [each.id for each in listed(company, unread=True)] == [newer]
    assert listed(company, unread=True, search="dana") == []


def test_a_search_that_fits_many_finds_the_latest_of_them(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    older, newer = two(company)
    monkeypatch.setattr(store, "FEW", 0)
    assert [each.id for each in listed(company, search="ruiz")] == [older]
    assert [each.id for each in listed(company, search="+4")] == [newer]


def test_pages_go_on_where_the_last_one_ended(company: Company) -> None:
    older, newer = two(company)
    (first,) = service.page(company.conn, company.id, company.ann.id, limit=1)
    (second,) = service.page(company.conn, company.id, company.ann.id, limit=1, before=(first.latest_at, first.id))
    assert (first.id, second.id) == (newer, older)
    end = (second.latest_at, second.id)
    assert service.page(company.conn, company.id, company.ann.id, limit=1, before=end) == []


def test_each_member_has_read_what_they_have_read(company: Company) -> None:
    older, newer = two(company)
    service.mark(company.conn, company.id, company.ann.id, newer, unread=False)
    assert [each.unread_at for each in listed(company)] == [None, None]
    assert service.get(company.conn, company.id, company.owner.id, newer).unread_at == NOW + SECOND
    service.mark(company.conn, company.id, company.ann.id, older, unread=True)
    assert [each.id for each in listed(company, unread=True)] == [older]
    assert store.count_unread(company.conn, company.id, company.ann.id, 9) == 1
    again = service.mark(company.conn, company.id, company.ann.id, older, unread=True)
    assert again == service.get(company.conn, company.id, company.ann.id, older)


def test_a_note_is_an_entry_and_moves_its_conversation_up(company: Company) -> None:
    older, newer = two(company)
    noted = note(company, older, "  Wants the gold plan\nfrom January. 😀 ")
    assert [each.id for each in listed(company)] == [older, newer]
    (latest, its_call) = service.entries(company.conn, company.id, company.ann.id, older, limit=9)
    assert isinstance(latest, NoteEntry)
    assert latest.note.text == "Wants the gold plan\nfrom January. 😀"
    assert isinstance(its_call, CallEntry)
    (page,) = service.entries(company.conn, company.id, company.ann.id, older, limit=1, before=(latest.at, latest.id))
    assert page == its_call
    changed = service.change_note(company.conn, company.id, noted, "Silver", NOW + DAY)
    assert (changed.text, changed.changed_at, changed.made_at) == ("Silver", NOW + DAY, latest.at)
    assert listed(company)[0].latest == NoteEntry(changed)


def test_a_deleted_note_comes_back_within_a_day_and_is_forgotten_later(company: Company) -> None:
    older, newer = two(company)
    noted = note(company, older, "Gold")
    service.remove_note(company.conn, company.id, noted, NOW)
    assert [each.id for each in listed(company)] == [newer, older]
    with pytest.raises(Problem, match="note"):
        service.change_note(company.conn, company.id, noted, "Silver", NOW)
    service.restore_note(company.conn, company.id, noted)
    assert [each.id for each in listed(company)] == [older, newer]
    service.remove_note(company.conn, company.id, noted, NOW)
    other = note(company, older, "Silver")
    service.remove_note(company.conn, company.id, other, NOW + 2 * DAY)
    assert list(company.conn.execute(select(conversation_notes.c.id)).scalars()) == [other]


@pytest.mark.parametrize("text", ["", " \n ", "x" * 4001, "a\0b", "\ud800", "\x1b[2J"])
def test_a_note_that_cannot_be_kept_is_refused(company: Company, text: str) -> None:
    older, _ = two(company)
    with pytest.raises(Problem) as refused:
        note(company, older, text)
    assert (refused.value.status, refused.value.field) == (422, "text")


@pytest.mark.behaviour("P9")
def test_a_call_carries_the_message_that_was_left_at_its_end(company: Company) -> None:
    _, newer = two(company)
    (entry,) = service.entries(company.conn, company.id, company.ann.id, newer, limit=9)
    assert isinstance(entry, CallEntry)
    assert entry.voicemail is None
    voicemails.begin(company.conn, company.id, entry.id, "call_1-1.1", NOW)
    (waiting,) = voicemails.waiting(company.conn)
    for state, shown in ((State.KEPT, waiting.id), (State.EMPTY, None)):
        company.conn.execute(update(voicemail_table).values(state=state.value))
        (entry,) = service.entries(company.conn, company.id, company.ann.id, newer, limit=9)
        assert isinstance(entry, CallEntry)
        assert (entry.voicemail.id if entry.voicemail else None) == shown


def test_a_conversation_keeps_the_number_of_a_contact_who_was_removed(company: Company) -> None:
    older, _ = two(company)
    dana = contacts.known(company.conn, company.id, DANA)
    assert dana is not None
    contacts.remove(company.conn, company.id, dana.id, NOW)
    for _ in range(2):
        found = service.get(company.conn, company.id, company.ann.id, older)
        assert (found.name, found.number) == ("", DANA)
        note(company, older, "Gone")
