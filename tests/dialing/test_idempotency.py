import pytest
from sqlalchemy import select

from offhook.dialing import idempotency
from offhook.dialing.model import idempotency as rows
from offhook.problems import Problem
from tests.furnish import NOW, Company, new_company

HASH, OTHER_HASH = "a" * 64, "b" * 64


def remember(company: Company, key: str = "k", digest: str = HASH, call: str = "call_1", now: int = NOW) -> str | None:
    return idempotency.remember(company.conn, company.id, key, digest, call, now)


def test_the_same_request_finds_its_call(company: Company) -> None:
    assert idempotency.former(company.conn, company.id, "k", HASH, NOW) is None
    assert remember(company) is None
    assert remember(company, call="call_2") == "call_1"
    assert idempotency.former(company.conn, company.id, "k", HASH, NOW) == "call_1"
    assert remember(company, key="other", call="call_2") is None


def test_another_request_with_the_key_is_refused(company: Company) -> None:
    remember(company)
    with pytest.raises(Problem) as refused:
        remember(company, digest=OTHER_HASH)
    assert (refused.value.type, refused.value.status) == ("idempotency-key-reused", 422)


def test_a_key_is_forgotten_after_a_day(company: Company) -> None:
    remember(company)
    assert remember(company, call="call_2", now=NOW + idempotency.LIFETIME - 1) == "call_1"
    assert remember(company, digest=OTHER_HASH, call="call_3", now=NOW + idempotency.LIFETIME) is None
    assert [row.call_id for row in company.conn.execute(select(rows))] == ["call_3"]


def test_workspaces_may_use_the_same_key(company: Company) -> None:
    remember(company)
    other = new_company(company.conn, "Other", number="+12025550101")
    assert remember(other, digest=OTHER_HASH, call="call_2") is None


@pytest.mark.parametrize("key", ["", "x" * 201, "a\nb", "ä", "\0"])
def test_what_is_no_key_is_refused(company: Company, key: str) -> None:
    with pytest.raises(Problem) as refused:
        remember(company, key=key)
    assert refused.value.field == "Idempotency-Key"
