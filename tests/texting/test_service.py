"""Writing texts: to one of the contact's numbers, called off in time, and kept together when contacts become one."""

from __future__ import annotations

from functools import partial

import pytest
from msgspec.structs import replace
from sqlalchemy import Connection

from offhook.calls.values import E164, TrunkId
from offhook.contacts import service as contacts
from offhook.conversations import merging, texts
from offhook.conversations import service as conversations
from offhook.limits import settings as limits
from offhook.messages import store
from offhook.messages.model import Message
from offhook.messages.pictures import store as pictures
from offhook.messages.states import MessageState
from offhook.problems import Problem
from offhook.texting import album, service
from offhook.texting.images import Kind
from offhook.texting.images import Picture as Image
from offhook.texting.service import NewText
from offhook.voicemail.files import Kept
from tests.furnish import DANA, DAY, NOW, Company
from tests.texting.outbox import NoCarrier

OTHER, EVE = E164("+12025550144"), E164("+12025550123")


class Any(NoCarrier):
    """A carrier that takes whatever it is given."""

    def carries(self, trunk: TrunkId) -> bool:
        return True


def written(company: Company, text: str, to: E164 = DANA, now: int = NOW) -> Message:
    return service.write(company.conn, company.line, to, NewText(text), company.ann.id, Any(), now)


def test_texts_have_an_order_of_their_own_whatever_the_clock_does(company: Company) -> None:
    first, second, third = (written(company, text, now=NOW - count) for count, text in enumerate("abc"))
    assert first.sort_at < second.sort_at < third.sort_at


def test_who_is_written_to_is_one_of_the_contacts_numbers(conn: Connection, company: Company) -> None:
    contacts.create(conn, company.id, "Dana", [DANA, OTHER], now=NOW)
    talk = written(company, "Hello", OTHER).conversation_id
    assert talk is not None
    asked = (conn, company.id, company.ann.id, talk)
    assert service.receiver(*asked, None)[2] == DANA
    assert service.receiver(*asked, "202-555-0144")[2] == OTHER
    with pytest.raises(Problem, match="not a number of this contact"):
        service.receiver(*asked, EVE)


def test_nobody_can_be_written_to_where_numbers_are_withheld(conn: Connection, company: Company) -> None:
    talk = texts.of_contact(conn, company.id, company.line.id, None, "message_1", NOW)
    with pytest.raises(Problem, match="withhold"):
        service.receiver(conn, company.id, company.ann.id, talk, None)


def test_what_fraud_earns_money_with_is_not_texted_unless_the_limits_let_calls_go_there(company: Company) -> None:
    dear = E164("+19005550100")
    with pytest.raises(Problem, match="cost more than people expect") as refused:
        written(company, "WIN", dear)
    assert refused.value.extra["code"] == "destination_refused"
    limits.change_workspace(company.conn, company.id, refused_kinds=[])
    assert written(company, "WIN", dear).state is MessageState.QUEUED


def test_a_notice_is_nobodys_to_read_or_send(conn: Connection, company: Company) -> None:
    notice = service.notify(conn, company.line, DANA, "Open https://phone.example.com/sign-in#link=secret", NOW)
    where = (conn, company.id, notice.id)
    again = partial(service.again, *where, Any(), NOW)
    for do in (partial(service.get, *where), partial(service.cancel, *where), again):
        with pytest.raises(Problem, match="no message"):
            do()


def test_a_text_is_called_off_in_time_and_not_too_late(conn: Connection, company: Company) -> None:
    message = written(company, "Hello")
    assert service.cancel(conn, company.id, message.id).state is MessageState.CANCELLED
    assert service.cancel(conn, company.id, message.id).state is MessageState.CANCELLED
    sending = written(company, "Hello")
    store.save(conn, replace(sending, state=MessageState.SENDING))
    with pytest.raises(Problem, match="on its way"):
        service.cancel(conn, company.id, sending.id)


def test_pictures_are_kept_for_as_long_as_their_text_waits(conn: Connection, company: Company) -> None:
    new = NewText("On Monday", send_at=NOW + 90 * DAY)
    message = service.write(conn, company.line, DANA, new, company.ann.id, Any(), NOW)
    image = Image(Kind.JPEG, b"", 1, 1)
    picture = album.uploaded(conn, company.id, image, Kept("a" * 64, 1), NOW)
    album.attach(conn, message, [picture.id])
    month, now = 30 * DAY, NOW + 90 * DAY
    assert pictures.purge(conn, now - month, now - month, 9) == []
    sent = replace(message, state=MessageState.SENT, sort_at=now)
    store.save(conn, sent)
    assert pictures.purge(conn, now - month, now - month, 9) == [], "the carrier fetches it"
    assert pictures.purge(conn, now, now + 1, 9) == ["a" * 64]


def test_contacts_that_become_one_bring_their_texts_together(conn: Connection, company: Company) -> None:
    one, other = written(company, "to one"), written(company, "to the other", EVE)
    assert one.contact_id is not None
    assert other.contact_id is not None
    merging.merge(conn, company.id, one.contact_id, other.contact_id, now=NOW)
    (talk,) = conversations.page(conn, company.id, company.ann.id, limit=9)
    entries = conversations.entries(conn, company.id, company.ann.id, talk.id, limit=9)
    assert {entry.id for entry in entries} == {one.id, other.id}
    assert {store.get(conn, company.id, each.id).queue for each in (one, other)} == {talk.id}  # type: ignore[union-attr]
