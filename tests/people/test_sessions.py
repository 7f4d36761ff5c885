from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from offhook.people import service, sessions
from offhook.people.keys import KeyHolder
from offhook.people.model import Proof, Role
from offhook.people.sessions import IDLE_S, LONGEST_S
from offhook.problems import Problem
from offhook.storage.engine import open_engine
from offhook.storage.migrate import upgrade
from tests.furnish import NOW, SECOND, Company, new_company


def begin(company: Company, now: int = NOW) -> sessions.NewSession:
    return sessions.begin(
        company.conn, company.id, company.ann.id, Proof.PASSWORD, address="192.0.2.7", agent="Browser\n1", now=now
    )


def test_a_session_stands_for_its_member_in_the_role_of_now(company: Company) -> None:
    made = begin(company)
    assert re.fullmatch(r"[A-Za-z0-9_-]{43}", made.token)
    assert made.session.agent == "Browser 1"
    for role in (Role.AGENT, Role.MANAGER):
        service.change(company.conn, company.id, company.ann.id, role=role, now=NOW)
        found = sessions.authenticate(company.conn, made.token, NOW)
        assert found == KeyHolder(company.id, company.ann.id, role, session_id=made.session.id)


def test_it_ends_when_it_is_not_used_for_a_week(company: Company) -> None:
    made, end = begin(company), NOW + IDLE_S * SECOND
    assert sessions.authenticate(company.conn, made.token, end - 1) is not None
    assert sessions.authenticate(company.conn, made.token, end) is None
    assert sessions.every(company.conn, company.id, company.ann.id, end) == []


def test_it_ends_after_a_month_however_it_is_used(company: Company) -> None:
    made, end = begin(company), NOW + LONGEST_S * SECOND
    for day in range(30):
        sessions.used(company.conn, company.id, made.session.id, NOW + day * 24 * 3600 * SECOND)
    assert sessions.authenticate(company.conn, made.token, end - 1) is not None
    assert sessions.authenticate(company.conn, made.token, end) is None


def test_use_is_noted_once_a_minute(company: Company) -> None:
    made = begin(company)
    seen = []
    for seconds in (1, 59, 62, 100):
        sessions.used(company.conn, company.id, made.session.id, NOW + seconds * SECOND)
        seen.append(sessions.get(company.conn, company.id, made.session.id).seen_at - NOW)
    assert seen == [0, 0, 62 * SECOND, 62 * SECOND]


def test_one_ends_or_all_or_all_others(company: Company) -> None:
    first, second, third = (begin(company, NOW + each) for each in range(3))
    sessions.end(company.conn, company.id, first.session.id)
    sessions.end(company.conn, company.id, first.session.id)
    assert sessions.authenticate(company.conn, first.token, NOW) is None
    assert sessions.every(company.conn, company.id, company.ann.id, NOW) == [second.session, third.session]
    assert sessions.end_all(company.conn, company.id, company.ann.id, but=third.session.id) == 1
    assert sessions.every(company.conn, company.id, company.ann.id, NOW) == [third.session]
    assert sessions.end_all(company.conn, company.id, company.ann.id) == 1


def test_what_is_over_is_cleared_away_when_another_begins(company: Company) -> None:
    old = begin(company)
    begin(company, NOW + IDLE_S * SECOND)
    with pytest.raises(Problem):
        sessions.get(company.conn, company.id, old.session.id)


def test_who_leaves_is_signed_out_and_signs_in_no_more(company: Company) -> None:
    made = begin(company)
    service.change(company.conn, company.id, company.ann.id, active=False, now=NOW)
    assert sessions.authenticate(company.conn, made.token, NOW) is None
    service.change(company.conn, company.id, company.ann.id, active=True, now=NOW)
    assert sessions.authenticate(company.conn, made.token, NOW) is None, "a session does not come back with its member"
    service.change(company.conn, company.id, company.ann.id, active=False, now=NOW)
    with pytest.raises(Problem):
        begin(company)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(st.text() | st.from_regex(r"[A-Za-z0-9_-]{43}\n?", fullmatch=True))
def test_anything_else_opens_nothing(company: Company, text: str) -> None:
    assert sessions.authenticate(company.conn, text, NOW) is None


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(st.integers(0, 42), st.sampled_from("abcXYZ019-_"))
def test_a_token_with_one_letter_changed_opens_nothing(company: Company, place: int, letter: str) -> None:
    made = begin(company)
    changed = made.token[:place] + letter + made.token[place + 1 :]
    opened = sessions.authenticate(company.conn, changed, NOW)
    assert (opened is None) == (changed != made.token)
    assert (sessions.csrf_token(changed) == sessions.csrf_token(made.token)) == (changed == made.token)
    sessions.end(company.conn, company.id, made.session.id)


def test_neither_token_is_anywhere_in_the_database(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path}/offhook.db")
    upgrade(engine)
    with engine.begin() as conn:
        token = begin(new_company(conn)).token
    engine.dispose()
    written = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert written
    assert token.encode() not in written
    assert sessions.csrf_token(token).encode() not in written
    assert token not in sessions.csrf_token(token)
