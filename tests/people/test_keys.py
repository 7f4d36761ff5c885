import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from offhook.people import keys, service
from offhook.people.keys import KeyHolder
from offhook.people.model import Role, api_keys
from offhook.problems import Problem
from offhook.storage.engine import open_engine
from offhook.storage.migrate import upgrade
from tests.furnish import NOW, Company, new_company


def test_a_key_opens_its_member_s_workspace(company: Company) -> None:
    made = keys.create(company.conn, company.id, company.ann.id, " phone ", now=NOW)
    assert re.fullmatch(r"offhook_[0-9a-f]{8}_[0-9a-f]{64}", made.text)
    assert made.key.name == "phone"
    assert keys.authenticate(company.conn, made.text) == KeyHolder(company.id, company.ann.id, Role.AGENT, made.key.id)


def test_a_role_given_later_counts_at_once(company: Company) -> None:
    made = keys.create(company.conn, company.id, company.ann.id, "phone", now=NOW)
    service.change(company.conn, company.id, company.ann.id, role=Role.MANAGER, now=NOW)
    found = keys.authenticate(company.conn, made.text)
    assert found is not None
    assert found.role is Role.MANAGER


@pytest.mark.parametrize("place", [*range(8, 16), *range(17, 81, 7)])
def test_a_key_with_one_letter_changed_opens_nothing(company: Company, place: int) -> None:
    text = keys.create(company.conn, company.id, company.ann.id, "phone", now=NOW).text
    changed = text[:place] + ("0" if text[place] != "0" else "1") + text[place + 1 :]
    assert keys.authenticate(company.conn, changed) is None


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(st.text() | st.from_regex(r"offhook_[0-9a-f]{8}_[0-9a-f]{64}\n?", fullmatch=True))
def test_anything_else_opens_nothing(company: Company, text: str) -> None:
    assert keys.authenticate(company.conn, text) is None


def test_a_revoked_key_opens_nothing(company: Company) -> None:
    made = keys.create(company.conn, company.id, company.ann.id, "phone", now=NOW)
    revoked = keys.revoke(company.conn, company.id, made.key.id, NOW + 5)
    assert revoked.revoked_at == NOW + 5
    assert keys.authenticate(company.conn, made.text) is None
    assert keys.revoke(company.conn, company.id, made.key.id, NOW + 9).revoked_at == NOW + 5


def test_no_key_for_who_has_left(company: Company) -> None:
    service.change(company.conn, company.id, company.ann.id, active=False, now=NOW)
    for member in (company.ann.id, "member_none"):
        with pytest.raises(Problem) as refused:
            keys.create(company.conn, company.id, member, "phone", now=NOW)
        assert refused.value.status == 404


def test_use_is_noted_once_a_minute(company: Company) -> None:
    made = keys.create(company.conn, company.id, company.ann.id, "phone", now=NOW)
    seen = []
    for seconds in (1, 2, 59, 62, 200):
        keys.used(company.conn, company.id, made.key.id, NOW + seconds * 1_000_000)
        seen.append(keys.every(company.conn, company.id)[0].last_used_at)
    assert seen == [NOW + seconds * 1_000_000 for seconds in (1, 1, 1, 62, 200)]


def test_keys_are_listed_by_workspace_and_member(company: Company) -> None:
    made = [
        keys.create(company.conn, company.id, member.id, "key", now=NOW + number).key
        for number, member in enumerate((company.ann, company.owner, company.ann))
    ]
    assert keys.every(company.conn, company.id) == made
    assert keys.every(company.conn, company.id, company.ann.id) == [made[0], made[2]]


def test_the_secret_is_nowhere_in_the_database(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path}/offhook.db")
    upgrade(engine)
    with engine.begin() as conn:
        company = new_company(conn)
        text = keys.create(conn, company.id, company.ann.id, "phone", now=NOW).text
        assert conn.execute(select(api_keys.c.hash)).scalar_one() != text
    engine.dispose()
    secret = text.rpartition("_")[2].encode()
    written = [path.read_bytes() for path in tmp_path.iterdir()]
    assert written
    assert all(secret not in each for each in written)


def test_a_name_is_wanted(company: Company) -> None:
    with pytest.raises(Problem):
        keys.create(company.conn, company.id, company.ann.id, "", now=NOW)
