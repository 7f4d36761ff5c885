from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from offhook.people import links, service
from offhook.people.links import MOST_OPEN, NewLink, Used
from offhook.people.model import Role
from offhook.problems import Problem
from offhook.storage.engine import open_engine
from offhook.storage.migrate import upgrade
from tests.furnish import HOUR, NOW, Company, new_company
from tests.outcome import outcome


def make(company: Company, now: int = NOW) -> NewLink:
    return links.make(company.conn, company.id, company.ann.id, lasts_s=3600, now=now)


def opens(company: Company, token: str, now: int = NOW) -> bool:
    return not isinstance(outcome(lambda: links.use(company.conn, token, now)), Problem)


def test_a_link_lets_its_member_in_once_and_takes_the_others_along(company: Company) -> None:
    first, second = make(company), make(company, NOW + 1)
    assert links.every(company.conn, company.id, NOW) == [first.link, second.link]
    assert links.use(company.conn, second.token, NOW) == Used(company.id, company.ann.id)
    with pytest.raises(Problem) as refused:
        links.use(company.conn, second.token, NOW)
    assert (refused.value.status, refused.value.type) == (401, "link-over")
    assert not opens(company, first.token)
    assert links.every(company.conn, company.id, NOW) == []


def test_a_link_ends(company: Company) -> None:
    assert opens(company, make(company).token, NOW + HOUR - 1)
    over = make(company)
    assert links.every(company.conn, company.id, NOW + HOUR) == []
    assert not opens(company, over.token, NOW + HOUR)


@pytest.mark.parametrize("change", [{"role": Role.OWNER}, {"email": "other@example.com"}, {"active": False}])
def test_a_link_is_of_somebody_as_they_were(company: Company, change: dict[str, object]) -> None:
    made = make(company)
    service.change(company.conn, company.id, company.ann.id, name="Ann Lee", now=NOW)
    assert links.get(company.conn, company.id, made.link.id) == made.link
    service.change(company.conn, company.id, company.ann.id, **change, now=NOW)  # type: ignore[arg-type]
    assert not opens(company, made.token)


def test_there_are_not_many_at_once(company: Company) -> None:
    for _ in range(MOST_OPEN):
        make(company)
    with pytest.raises(Problem) as refused:
        make(company)
    assert refused.value.type == "many-links"
    make(company, NOW + HOUR)


def test_one_can_be_taken_back(company: Company) -> None:
    made = make(company)
    links.remove(company.conn, company.id, made.link.id)
    links.remove(company.conn, company.id, made.link.id)
    assert not opens(company, made.token)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(st.text() | st.from_regex(r"[A-Za-z0-9_-]{43}\n?", fullmatch=True))
def test_anything_else_opens_nothing(company: Company, text: str) -> None:
    assert not opens(company, text)


def test_the_token_is_nowhere_in_the_database(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path}/offhook.db")
    upgrade(engine)
    with engine.begin() as conn:
        token = make(new_company(conn)).token
    engine.dispose()
    assert all(token.encode() not in path.read_bytes() for path in tmp_path.iterdir())
