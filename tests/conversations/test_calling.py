"""What calls do to conversations: one for each contact and line, the latest first, unread when nobody took the call."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace
from sqlalchemy import insert

from offhook.calls.arguments import Arguments, FromSoftphone, OwnPhone, ToColleague, ToContact, ToEmergency
from offhook.calls.values import (
    E164,
    Caller,
    ClickToCall,
    Disposition,
    EmergencyNumber,
    Extension,
    Inbound,
    LegId,
    LineUsed,
    Order,
    Party,
    SoftphoneId,
    TrunkId,
)
from offhook.contacts import service as contacts
from offhook.conversations import calling, service
from offhook.conversations.model import CallEntry, Conversation
from offhook.people import service as people
from offhook.records.model import calls
from tests.furnish import ANN, DANA, NOW, SECOND, Company


def line_of(company: Company) -> LineUsed:
    return LineUsed(company.line.id, company.line.number, "Sales", "en", "US", (TrunkId(company.trunk.id),))


def dana(company: Company) -> Party:
    found = contacts.ensure(company.conn, company.id, DANA, now=NOW)
    return Party(found.id, found.name, DANA)


def clicked(company: Company) -> ClickToCall:
    return ClickToCall(Party(company.ann.id, "Ann", ANN), dana(company), line_of(company), 60.0, 60.0)


def came(company: Company, number: E164 | None, *, contact: str = "") -> Inbound:
    caller = Caller(LegId("call_1-1"), number, contact=contact)
    return Inbound(caller, TrunkId(company.trunk.id), line_of(company), (), (), Order.ALL, 25.0, 3600.0)


def call(company: Company, id_: str, arguments: Arguments, at: int = NOW, **outcome: Any) -> None:
    """A call from its beginning to its end, as rows."""
    calling.call_began(company.conn, company.id, id_, arguments, at)
    inbound = isinstance(arguments, Inbound)
    contact = arguments.caller.contact if isinstance(arguments, Inbound) else dana(company).id
    number = arguments.caller.number if isinstance(arguments, Inbound) else DANA
    row = {
        "id": id_,
        "workspace_id": company.id,
        "flow": "x",
        "direction": "inbound" if inbound else "outbound",
        "contact_id": contact or None,
        "contact_name": "",
        "contact_number": number or "",
        "member_name": "",
        "member_number": "",
        "line_id": company.line.id,
        "line_number": company.line.number,
        "placed_at": at,
        "ended_at": at + SECOND,
        "disposition": Disposition.ANSWERED.value,
    }
    company.conn.execute(insert(calls), row | outcome)
    calling.call_ended(company.conn, company.id, id_)


def listed(company: Company, **wanted: Any) -> list[Conversation]:
    return service.page(company.conn, company.id, company.ann.id, limit=9, **wanted)


@pytest.mark.behaviour("E1")
def test_all_calls_with_a_contact_on_a_line_are_one_conversation(company: Company) -> None:
    call(company, "call_1", clicked(company))
    call(company, "call_2", came(company, DANA, contact=dana(company).id), NOW + SECOND)
    (found,) = listed(company)
    assert (found.contact_id, found.number, found.line_number) == (dana(company).id, DANA, company.line.number)
    assert (found.latest_at, found.latest_id, found.unread_at) == (NOW + SECOND, "call_2", None)
    entries = service.entries(company.conn, company.id, company.ann.id, found.id, limit=9)
    assert [entry.id for entry in entries] == ["call_2", "call_1"]


def test_callers_who_withhold_their_number_are_one_conversation_of_the_line(company: Company) -> None:
    call(company, "call_1", came(company, None), disposition=Disposition.ABANDONED.value)
    call(company, "call_2", came(company, None), NOW + SECOND)
    (found,) = listed(company)
    assert (found.contact_id, found.name, found.number) == (None, "", "")
    assert found.unread_at == NOW
    entries = service.entries(company.conn, company.id, company.ann.id, found.id, limit=9)
    assert [entry.id for entry in entries if isinstance(entry, CallEntry)] == ["call_2", "call_1"]


def test_a_call_to_nobody_outside_or_over_no_line_is_in_no_conversation(company: Company) -> None:
    me = OwnPhone(LegId("call_1-1"), SoftphoneId("softphone_1"), company.ann.id, "Ann")
    line = line_of(company)
    inside: list[Arguments] = [
        FromSoftphone(me, line, ToColleague("Bob", Extension("202"), came(company, DANA))),
        FromSoftphone(me, line, ToEmergency(EmergencyNumber("911"), company.line.number, TrunkId(company.trunk.id))),
        FromSoftphone(me, replace(line, id=""), ToContact(dana(company), 60.0)),
        came(company, E164("+12025550166")),  # a stranger on the block list, whom nobody wants as a contact
    ]
    for arguments in inside:
        calling.call_began(company.conn, company.id, "call_1", arguments, NOW)
    calling.call_ended(company.conn, company.id, "call_1")
    assert listed(company) == []


@pytest.mark.parametrize("disposition", Disposition)
def test_a_call_that_nobody_took_is_unread_for_everybody_who_is_there(
    company: Company, disposition: Disposition
) -> None:
    gone = people.add(company.conn, company.id, "Gone", now=NOW)
    people.change(company.conn, company.id, gone.id, active=False, now=NOW)
    call(company, "call_1", came(company, DANA, contact=dana(company).id), disposition=disposition.value)
    seen = {
        member: bool(service.page(company.conn, company.id, member, limit=9, unread=True))
        for member in (company.ann.id, company.owner.id, gone.id)
    }
    missed = calling.missed(disposition)
    assert seen == {company.ann.id: missed, company.owner.id: missed, gone.id: False}


def test_an_outgoing_call_that_came_to_nothing_waits_for_nobody(company: Company) -> None:
    call(company, "call_1", clicked(company), disposition=Disposition.BUSY.value)
    assert listed(company, unread=True) == []
