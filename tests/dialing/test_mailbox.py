"""Who may hear a line's voicemail over the telephone, and what they hear."""

from __future__ import annotations

import pytest

from offhook.calls.questions import Opened, OpenMailbox, Shut
from offhook.calls.values import E164, Message
from offhook.dialing import mailbox
from offhook.ids import new_id
from offhook.people import pins
from offhook.people import service as people
from offhook.people.pin_tries import TRIES
from offhook.routing import service as routing
from offhook.routing.policy import Policy
from offhook.storage.secrets import Secrets
from offhook.voicemail import service
from offhook.voicemail import store as voicemails
from offhook.voicemail.model import State
from tests.furnish import ANN, DANA, LINE, NOW, Company
from tests.limits.calls import begin

MAC = Secrets(b"k" * 32).mac
PIN, BOBS_PIN = "480917", "739155"
PAYPHONE = E164("+12025550177")


@pytest.fixture
def bob(company: Company) -> str:
    """Ann and Bob are agents of the line, and both have a PIN."""
    bob = people.add(company.conn, company.id, "Bob", now=NOW).id
    people.change(company.conn, company.id, company.ann.id, number=ANN, now=NOW)
    routing.save(company.conn, company.id, LINE, Policy(agents=(company.ann.id, bob)), NOW, most_agents=10)
    pins.set_pin(company.conn, MAC, company.id, company.ann.id, PIN, NOW)
    pins.set_pin(company.conn, MAC, company.id, bob, BOBS_PIN, NOW)
    return bob


def tried(company: Company, pin: str, caller: E164 | None = PAYPHONE) -> Opened | Shut:
    return mailbox.open_mailbox(company.conn, MAC, company.id, OpenMailbox(company.line.id, caller, pin), NOW)


def leave(company: Company, at: int, *, state: State = State.KEPT) -> str:
    call = new_id("call")
    begin(company, call)
    voicemails.begin(company.conn, company.id, call, f"{call}-1.1", at)
    (made,) = [each for each in voicemails.waiting(company.conn) if each.call_id == call]
    if state is not State.WAITING:
        content = f"{at:064}" if state is State.KEPT else None
        voicemails.settle(company.conn, made, state, content=content, size=1, duration_ms=2000)
    return made.id


def test_any_agent_s_pin_opens_it_from_any_phone(company: Company, bob: str) -> None:
    for caller in (PAYPHONE, None):
        assert tried(company, PIN, caller) == Opened("Ann", ())
        assert tried(company, BOBS_PIN, caller) == Opened("Bob", ())
        assert tried(company, "000000", caller) == Shut(locked=False)


def test_from_an_agent_s_own_phone_only_theirs_does(company: Company, bob: str) -> None:
    assert tried(company, PIN, ANN) == Opened("Ann", ())
    assert tried(company, BOBS_PIN, ANN) == Shut(locked=False)
    assert tried(company, "", ANN) == Shut(locked=False), "a caller ID alone opens nothing"
    pins.remove_pin(company.conn, company.id, company.ann.id)
    assert tried(company, BOBS_PIN, ANN) == Opened("Bob", ()), "without a PIN it is a phone as any other"


def test_an_agent_of_another_line_opens_nothing(company: Company, bob: str) -> None:
    routing.save(company.conn, company.id, LINE, Policy(agents=(bob,)), NOW, most_agents=10)
    assert tried(company, PIN) == Shut(locked=False)
    people.change(company.conn, company.id, bob, active=False, now=NOW)
    assert tried(company, BOBS_PIN) == Shut(locked=False)


def test_wrong_ones_lock_the_line_for_strangers_and_not_for_its_agents_phones(company: Company, bob: str) -> None:
    answers = [tried(company, f"00000{nth}", E164(f"+1202555019{nth}")) for nth in range(TRIES)]
    assert answers == [Shut(locked=False)] * (TRIES - 1) + [Shut(locked=True)]
    assert tried(company, PIN) == Shut(locked=True)
    assert tried(company, PIN, ANN) == Opened("Ann", ())


def test_it_can_be_opened_where_an_agent_has_a_pin(company: Company) -> None:
    def can() -> bool:
        return mailbox.can_be_opened(company.conn, company.id, company.line.id)

    found = [can()]
    pins.set_pin(company.conn, MAC, company.id, company.ann.id, PIN, NOW)
    found.append(can())
    routing.save(company.conn, company.id, LINE, Policy(agents=(company.ann.id,)), NOW, most_agents=10)
    found.append(can())
    assert found == [False, False, True]


def test_new_messages_are_heard_the_oldest_first_and_marked(company: Company, bob: str) -> None:
    first, second, third = (leave(company, NOW + nth) for nth in range(3))
    leave(company, NOW + 4, state=State.WAITING)
    leave(company, NOW + 5, state=State.LOST)
    service.mark_heard(company.conn, company.id, third, True, NOW)
    opened = tried(company, PIN)
    assert isinstance(opened, Opened)
    assert [message.id for message in opened.messages] == [first, second]
    assert opened.messages[0] == Message(first, f"{NOW:064}", DANA, opened.messages[0].name)

    mailbox.mark(company.conn, company.id, first, deleted=False, now=NOW)
    mailbox.mark(company.conn, company.id, second, deleted=True, now=NOW)
    mailbox.mark(company.conn, company.id, "voicemail_gone", deleted=True, now=NOW)
    assert tried(company, PIN) == Opened("Ann", ())
    heard, deleted = (service.get(company.conn, company.id, each) for each in (first, second))
    assert (heard.heard_at, heard.deleted_at, deleted.deleted_at) == (NOW, None, NOW)
    mailbox.mark(company.conn, company.id, second, deleted=False, now=NOW + 1)
    assert service.get(company.conn, company.id, second) == deleted, "what is deleted stays so"
