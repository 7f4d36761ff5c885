"""What is asked of the database during calls and on pages finds its rows by an index, however many there are."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Connection

from offhook.audit import store as audit
from offhook.blocks import service as blocks
from offhook.blocks import store as block_store
from offhook.calls.events import Incoming
from offhook.calls.values import E164, CallId, LegId, Role, Target, TrunkId, Way
from offhook.contacts import service as contacts
from offhook.dialing import idempotency
from offhook.dialing.receiving import Received, receive
from offhook.dialing.service import PlaceCall, place
from offhook.limits import service as limits
from offhook.lines import service as lines
from offhook.messages import store as messages
from offhook.messages.failures import Failure
from offhook.people import keys, links, passwords, sessions, tries
from offhook.people import service as people
from offhook.people import store as people_store
from offhook.people.model import Proof
from offhook.records import store as records
from offhook.routing import service as routing
from offhook.routing.policy import Forward, Policy
from offhook.softphones import service as softphones
from offhook.softphones import store as softphone_store
from offhook.softphones.model import Kind
from offhook.trunks import service as trunks
from offhook.voicemail import service as voicemails
from offhook.voicemail import store as voicemail_store
from offhook.voicemail.model import State
from tests.databases import fresh_sqlite
from tests.furnish import ANN, DANA, LINE, NOW, SECRETS, Company, new_company
from tests.limits.calls import begin, end
from tests.outcome import outcome

SECOND = "+12025550101"


def place_and_end(company: Company) -> None:
    conn = company.conn
    place(conn, company.id, company.ann.id, PlaceCall(DANA, ANN, LINE), NOW)
    begin(company, "call_1")
    limits.may_dial(conn, company.id, "call_1", company.ann.id, DANA, NOW)
    end(conn, company.id, "call_1", talk_s=5)


def place_over_the_only_line(company: Company) -> None:
    place(company.conn, company.id, company.ann.id, PlaceCall(DANA, ANN), NOW)


def send_twice(company: Company) -> None:
    for call in ("call_1", "call_2"):
        idempotency.remember(company.conn, company.id, "k", "a" * 64, call, NOW)


def come_with_a_key(company: Company) -> None:
    made = keys.create(company.conn, company.id, company.ann.id, "phone", now=NOW)
    holder = keys.authenticate(company.conn, made.text)
    assert holder is not None
    keys.used(company.conn, company.id, made.key.id, NOW)
    keys.every(company.conn, company.id, company.ann.id)
    keys.revoke(company.conn, company.id, made.key.id, NOW)


def sign_in(company: Company) -> None:
    conn, of, ann = company.conn, company.id, company.ann.id
    tries.take(conn, {"a": tries.ACCOUNT, "b": tries.FROM_THERE}, NOW)
    tries.was_right(conn, {"a": tries.ACCOUNT, "b": tries.FROM_THERE})
    passwords.save(conn, of, ann, "Argon2id", NOW)
    passwords.stored(conn, of, ann)
    people_store.with_email(conn, "ann@example.com")
    link = links.make(conn, of, ann, lasts_s=60, now=NOW)
    links.get(conn, of, link.link.id)
    links.every(conn, of, NOW)
    links.use(conn, link.token, NOW)
    passwords.candidates(conn, "ann@example.com")
    made = sessions.begin(conn, of, ann, Proof.PASSWORD, now=NOW)
    sessions.authenticate(conn, made.token, NOW)
    sessions.used(conn, of, made.session.id, NOW)
    sessions.every(conn, of, ann, NOW)
    sessions.get(conn, of, made.session.id)
    sessions.end_all(conn, of, ann, but=made.session.id)
    sessions.end(conn, of, made.session.id)


def look_at_the_log(company: Company) -> None:
    for member in (None, company.ann.id):
        audit.page(company.conn, company.id, limit=9, before=(NOW, "x"), member_id=member)


def keep_contacts(company: Company) -> None:
    made = contacts.create(company.conn, company.id, "Dana Example", [DANA], now=NOW)
    contacts.named(company.conn, company.id, DANA)
    contacts.change(company.conn, company.id, made.id, name="Dana", fields={"a": 1})
    for text in ("", "dana", "dana exa", "+1202", "202"):
        contacts.search(company.conn, company.id, text, after=made.id)
    contacts.remove(company.conn, company.id, made.id, NOW)


def change_settings(company: Company) -> None:
    people.change(company.conn, company.id, company.ann.id, email="ann@example.com", active=False, now=NOW)
    people_store.count(company.conn, company.id)
    lines.change(company.conn, company.id, LINE, trunks=[])
    lines.remove_trunk(company.conn, company.id, "lab", NOW)
    trunks.add(company.conn, SECRETS, company.id, "lab", host="127.0.0.1", now=NOW)
    lines.remove(company.conn, company.id, LINE, NOW)


def receive_and_claim(company: Company) -> None:
    conn, ann = company.conn, company.ann.id
    policy = Policy(agents=(ann,), forwards=(Forward(E164("+12025550133")),), ring_busy=False)
    routing.save(conn, company.id, LINE, policy, NOW, most_agents=10)
    routing.set_duty(conn, company.id, LINE, ann, False, NOW + 1, NOW)
    routing.duties(conn, company.id, LINE, NOW)
    block = blocks.add(conn, company.id, ann, number="+12025550199", now=NOW)
    block_store.fitting(conn, company.id, company.line.id, None)
    blocks.remove(conn, company.id, block.id)
    call, leg = CallId("call_1"), LegId("call_1-1")
    found = receive(conn, call, Incoming(leg, TrunkId(company.trunk.id), LINE, E164(DANA)), Way(), NOW)
    assert isinstance(found, Received)
    records.begin_call(conn, call, company.id, "inbound", found.arguments, NOW)
    assert records.claim(conn, call, leg) is None
    records.give_back(conn, call, leg)
    records.write_taker(conn, call, Target(Role.MEMBER, "Ann", LINE, member=ann))
    routing.refuse_ring_of(conn, people.change(conn, company.id, ann, number=SECOND, now=NOW), "number")
    routing.remove(conn, company.id, LINE)


def refuse_a_ring(company: Company) -> None:
    lines.add(company.conn, company.id, SECOND, trunks=[], now=NOW)
    for line, number in ((LINE, SECOND), (SECOND, LINE)):
        policy = Policy(agents=(company.ann.id,), forwards=(Forward(E164(number)),))
        outcome(partial(routing.save, company.conn, company.id, line, policy, NOW, most_agents=10))


def hear_voicemails(company: Company) -> None:
    conn = company.conn
    begin(company, "call_1")
    voicemail_store.begin(conn, company.id, "call_1", "call_1-1.1", NOW)
    (left,) = voicemail_store.waiting(conn)
    voicemail_store.settle(conn, left, State.KEPT, content="a" * 64, size=1, duration_ms=1)
    voicemail_store.settled_since(conn, NOW)
    voicemail_store.page(conn, company.id, limit=9, before=(NOW + 1, ""), line=company.line.id, heard=False)
    voicemails.mark_heard(conn, company.id, left.id, True, NOW)
    voicemails.remove(conn, company.id, left.id, NOW)
    voicemails.restore(conn, company.id, left.id)


def use_softphones(company: Company) -> None:
    conn, of, ann = company.conn, company.id, company.ann.id
    phone = softphones.add(conn, SECRETS, of, ann, Kind.SIP, now=NOW).softphone
    softphones.rotate(conn, SECRETS, of, phone.id, NOW)
    page = softphones.add(conn, SECRETS, of, ann, Kind.BROWSER, now=NOW).softphone
    first = softphones.sign_page_in(conn, SECRETS, of, page.id, None, NOW)
    softphones.sign_page_in(conn, SECRETS, of, page.id, first.username, NOW)
    softphones.change(conn, of, page.id, on=False, now=NOW)
    softphone_store.every(conn, of)
    softphones.remove(conn, of, page.id)


def statements(conn: Connection, do: Callable[[], Any]) -> set[str]:
    """The SQL that was run, with its values."""
    found: set[str] = set()
    raw: Any = conn.connection.driver_connection
    raw.set_trace_callback(found.add)
    do()
    raw.set_trace_callback(None)
    return {sql for sql in found if re.match(r"\s*(SELECT|UPDATE|DELETE|INSERT)", sql)}


@pytest.mark.parametrize(
    "do",
    [
        place_and_end,
        place_over_the_only_line,
        send_twice,
        come_with_a_key,
        sign_in,
        look_at_the_log,
        keep_contacts,
        change_settings,
        receive_and_claim,
        refuse_a_ring,
        hear_voicemails,
        use_softphones,
    ],
)
def test_no_table_is_read_from_end_to_end(do: Callable[[Company], None]) -> None:
    engine = fresh_sqlite()
    with engine.connect() as conn:
        company = new_company(conn)
        ran = statements(conn, lambda: do(company))
        steps = [(row.detail, sql) for sql in ran for row in conn.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}")]
        conn.rollback()
    engine.dispose()
    assert ran
    assert [(step, sql) for step, sql in steps if step.startswith("SCAN") and step != "SCAN CONSTANT ROW"] == []


def test_how_the_last_text_of_a_line_ended_is_found_without_sorting_them_all() -> None:
    engine = fresh_sqlite()
    with engine.connect() as conn:
        company = new_company(conn)
        where = (company.id, company.line.id, Failure.UNREGISTERED, NOW)
        (looking,) = statements(conn, lambda: messages.seen_lately(conn, *where))
        steps = [row.detail for row in conn.exec_driver_sql(f"EXPLAIN QUERY PLAN {looking}")]
    engine.dispose()
    assert steps == ["SEARCH messages USING INDEX ix_messages_line (line_id=? AND direction=? AND sort_at>?)"]


def test_the_live_calls_are_counted_without_looking_at_one() -> None:
    engine = fresh_sqlite()
    with engine.connect() as conn:
        company = new_company(conn)
        ran = statements(conn, lambda: place_and_end(company))
        (counting,) = [sql for sql in ran if "count(*)" in sql and "holds.call_id != ''" in sql]
        steps = [row.detail for row in conn.exec_driver_sql(f"EXPLAIN QUERY PLAN {counting}")]
        conn.rollback()
    engine.dispose()
    of_calls = [step for step in steps if "calls" in step]
    assert len(of_calls) == 2
    assert all("USING COVERING INDEX ix_calls_live_member" in step for step in of_calls)
