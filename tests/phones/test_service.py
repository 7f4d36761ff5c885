"""Phones of a line: whose they are, how many there may be, and what goes with them."""

from __future__ import annotations

import pytest
from msgspec import structs
from sqlalchemy import Connection

from offhook.calls.values import E164
from offhook.lines import service as lines
from offhook.people import links, sessions
from offhook.people import service as people
from offhook.people import store as people_store
from offhook.people.model import Proof, Role
from offhook.phones import intents, pins, service, store
from offhook.phones.model import ConnectedBy, Phone, PhoneKind
from offhook.phones.pins import BY_LINE, BY_NUMBER, Tried
from offhook.phones.service import Most
from offhook.problems import Problem
from offhook.routing import store as routes
from offhook.routing.policy import Policy
from tests.furnish import ANN, DANA, LINE, NOW, SECOND, SECRETS, Company

MOST = Most(phones=2, agents=10)
EVE = E164("+12025550144")


def connect(
    company: Company,
    number: str = ANN,
    kind: PhoneKind = PhoneKind.SMARTPHONE,
    most: Most = MOST,
    by: ConnectedBy = ConnectedBy.MANAGER,
) -> Phone:
    return service.connect(company.conn, company.line, kind, E164(number), by=by, most=most, now=NOW)


def agents(company: Company) -> tuple[str, ...]:
    route = routes.policy(company.conn, company.id, company.line.id)
    return () if route is None else route.agents


@pytest.mark.behaviour("U4")
def test_a_phone_is_its_member_s_who_becomes_an_agent_of_the_line(company: Company) -> None:
    people.change(company.conn, company.id, company.ann.id, number=ANN, now=NOW)
    phone = connect(company)
    assert (phone.member_id, phone.name, phone.asks_key) == (company.ann.id, "Ann", True)
    assert agents(company) == (company.ann.id,)
    assert connect(company) == phone, "once"
    service.revoke(company.conn, company.id, phone.id, NOW)
    assert agents(company) == ()
    assert people.get(company.conn, company.id, company.ann.id).active, "she was there before"


def test_where_nobody_has_the_number_a_member_comes_and_goes_with_the_phone(company: Company) -> None:
    phone = connect(company)
    member = people.get(company.conn, company.id, phone.member_id)
    assert (member.name, member.role, member.number) == (f"Phone {ANN}", Role.AGENT, ANN)
    service.change(company.conn, company.id, phone.id, name="Van", asks_key=False)
    assert people.get(company.conn, company.id, phone.member_id).name == "Van"
    service.revoke(company.conn, company.id, phone.id, NOW)
    assert not people.get(company.conn, company.id, phone.member_id).active
    assert store.calling(company.conn, company.id, company.line.id, ANN) is None


def test_a_line_has_only_so_many_phones_and_none_of_them_is_a_line(company: Company) -> None:
    connect(company), connect(company, EVE)
    with pytest.raises(Problem, match="This line has 2 phones already") as full:
        connect(company, DANA)
    assert full.value.type == "too-many-phones"
    with pytest.raises(Problem, match=r"is a line: give the number"):
        connect(company, LINE)
    with pytest.raises(Problem, match="A line has 1 agents at most"):
        connect(company, DANA, most=Most(phones=9, agents=1))
    assert people_store.by_number(company.conn, company.id, DANA) is None, "nobody comes without a phone"


def test_the_dialer_of_an_owner_s_phone_is_an_agent_and_ends_with_the_phone(company: Company) -> None:
    people.change(company.conn, company.id, company.owner.id, number=ANN, now=NOW)
    phone = connect(company)
    link = service.make_link(company.conn, phone, NOW)
    newer = service.make_link(company.conn, phone, NOW)
    with pytest.raises(Problem, match="was used already"):
        links.use(company.conn, link.token, NOW)
    used = links.use(company.conn, newer.token, NOW)
    assert used.phone_id == phone.id
    made = sessions.begin(company.conn, company.id, used.member_id, Proof.PHONE, phone_id=used.phone_id, now=NOW)
    holder = sessions.authenticate(company.conn, made.token, NOW + sessions.IDLE_S * SECOND)
    assert holder is not None
    assert (holder.role, holder.phone_id) == (Role.AGENT, phone.id)
    assert sessions.authenticate(company.conn, made.token, NOW + sessions.PHONE_IDLE_S * SECOND) is None
    service.revoke(company.conn, company.id, phone.id, NOW)
    assert sessions.authenticate(company.conn, made.token, NOW) is None


def test_who_left_keeps_no_phone_and_nobody_else_from_a_line(company: Company) -> None:
    conn = company.conn
    people.change(conn, company.id, company.ann.id, number=ANN, now=NOW)
    routes.save(conn, company.id, company.line.id, Policy(agents=(company.ann.id,)), NOW)
    first = connect(company)
    service.revoke_all(conn, people.change(conn, company.id, company.ann.id, active=False, now=NOW), NOW)
    assert store.every(conn, company.id) == []
    back = connect(company, most=Most(phones=1, agents=1))
    assert back.id != first.id
    assert back.member_id != first.member_id
    assert agents(company) == (back.member_id,)


def test_a_member_who_came_with_a_phone_goes_with_the_last_of_theirs(company: Company) -> None:
    conn = company.conn
    other = lines.add(conn, company.id, "+12025550101", trunks=["lab"], now=NOW)
    first = connect(company)
    second = service.connect(conn, other, PhoneKind.SMARTPHONE, ANN, most=MOST, now=NOW)
    assert second.member_id == first.member_id
    service.revoke(conn, company.id, first.id, NOW)
    assert people.get(conn, company.id, first.member_id).active
    service.revoke(conn, company.id, second.id, NOW)
    assert not people.get(conn, company.id, first.member_id).active


def test_all_phones_go_with_their_line(company: Company) -> None:
    phone = connect(company)
    pins.ensure(company.conn, SECRETS, company.id, company.line.id, NOW)
    service.remove_line(company.conn, company.id, company.line.id, NOW)
    assert store.every(company.conn, company.id) == []
    assert store.of_member(company.conn, company.id, phone.member_id) == []
    assert pins.of_line(company.conn, SECRETS, company.id, company.line.id) is None


def test_wrong_pins_lock_a_number_and_many_of_them_the_line(company: Company) -> None:
    def tried(number: str, pin: str = "no") -> Tried:
        return pins.try_pin(company.conn, company.id, company.line.id, E164(number), pin, "right", NOW)

    assert [tried(ANN) for _ in range(BY_NUMBER)] == [Tried.WRONG] * BY_NUMBER
    assert tried(ANN, "right") is Tried.LOCKED
    assert tried(DANA, "right") is Tried.RIGHT, "others are not locked"
    for which in range(BY_LINE - BY_NUMBER):
        assert tried(f"+1202555{which:04}") is Tried.WRONG
    assert tried(DANA, "right") is Tried.LOCKED, "by many numbers"
    pins.set_pin(company.conn, SECRETS, company.id, company.line.id, None, NOW)
    assert tried(DANA, "right") is Tried.RIGHT, "another PIN ends the line's lock"


def test_an_intent_replaces_the_one_before_lasts_two_minutes_and_needs_no_code_once_attested(company: Company) -> None:
    phone = connect(company)

    def make(conn: Connection, to: str, of: Phone = phone) -> intents.NewIntent:
        return intents.make(conn, SECRETS.mac, of, to, NOW)

    make(company.conn, EVE)
    made = make(company.conn, "(202) 555-0122")
    assert (made.number, len(made.code)) == (LINE, intents.CODE_DIGITS)
    waits = intents.waiting(company.conn, phone, NOW)
    assert waits is not None
    assert (waits.number, waits.code) == (DANA, intents.kept(SECRETS.mac, phone, made.code))
    assert intents.waiting(company.conn, phone, made.expires_at) is None
    for to, problem in (
        ("112", "emergency-number"),
        (ANN, "invalid-number"),
        ("+19002345678", "destination-refused"),
    ):
        with pytest.raises(Problem) as refused:
            make(company.conn, to)
        assert refused.value.type == problem
    attested = Phone(**{name: getattr(phone, name) for name in phone.__struct_fields__} | {"attested": True})
    assert make(company.conn, DANA, attested).code == ""


@pytest.mark.behaviour("V3")
def test_a_number_is_known_to_be_a_member_s_once_their_phone_or_an_owner_has_shown_it(company: Company) -> None:
    def known(number: E164 = ANN) -> bool:
        return service.is_theirs(company.conn, company.ann, number)

    people.change(company.conn, company.id, company.ann.id, number=ANN, now=NOW)
    assert not known(), "somebody has said so, nobody has shown it"
    phone = connect(company)
    assert not known(), "a manager vouches for nobody"
    connect(company, by=ConnectedBy.TEXT)
    assert not known(), "the sender of a text can be forged"
    sessions.begin(company.conn, company.id, company.ann.id, Proof.PHONE, phone_id=phone.id, now=NOW)
    assert known(), "whoever opened the link has the phone"
    assert not known(EVE)
    assert not service.is_theirs(company.conn, company.owner, ANN)
    service.revoke(company.conn, company.id, phone.id, NOW)
    assert not known()
    phone = connect(company)
    store.save(company.conn, structs.replace(phone, attested=True))
    assert known(), "its carrier attests it"
    service.revoke(company.conn, company.id, phone.id, NOW)
    connect(company, kind=PhoneKind.LANDLINE, by=ConnectedBy.OWNER)
    assert known(), "an owner vouches for it"
