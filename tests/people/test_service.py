import pytest
from sqlalchemy import Connection

from offhook.people import keys, service, store
from offhook.people.model import Role
from offhook.problems import Problem
from tests.furnish import ANN, DANA, NOW, Company


def test_a_member_is_kept_as_they_were_added(company: Company) -> None:
    made = service.add(
        company.conn, company.id, "Bea", role=Role.MANAGER, email="Bea@Example.com", number="202-555-0122", now=NOW
    )
    assert (made.name, made.email, made.role, made.number) == ("Bea", "bea@example.com", Role.MANAGER, DANA)
    assert service.get(company.conn, company.id, made.id) == made
    assert store.by_email(company.conn, company.id, "bea@example.com") == made
    assert made in store.every(company.conn, company.id)
    assert store.count(company.conn, company.id) == 3


def test_an_address_is_one_member_s(company: Company) -> None:
    service.change(company.conn, company.id, company.ann.id, email="ann@example.com", now=NOW)
    service.change(company.conn, company.id, company.ann.id, email="Ann@example.com", now=NOW)
    with pytest.raises(Problem) as refused:
        service.add(company.conn, company.id, "Bea", email="ANN@example.com", now=NOW)
    assert (refused.value.type, refused.value.status) == ("email-taken", 409)


def test_several_members_have_no_address(company: Company) -> None:
    assert company.owner.email is None
    assert company.ann.email is None


def test_a_number_is_remembered_once(company: Company) -> None:
    store.remember_number(company.conn, company.id, company.ann.id, ANN)
    store.remember_number(company.conn, company.id, company.ann.id, DANA)
    assert service.get(company.conn, company.id, company.ann.id).number == ANN
    service.change(company.conn, company.id, company.ann.id, number=DANA, now=NOW)
    assert service.get(company.conn, company.id, company.ann.id).number == DANA
    service.change(company.conn, company.id, company.ann.id, number=None, now=NOW)
    assert service.get(company.conn, company.id, company.ann.id).number is None


def test_who_leaves_loses_their_keys_and_keeps_their_records(company: Company) -> None:
    key = keys.create(company.conn, company.id, company.ann.id, "phone", now=NOW)
    service.change(company.conn, company.id, company.ann.id, active=False, now=NOW + 1)
    assert keys.authenticate(company.conn, key.text) is None
    service.change(company.conn, company.id, company.ann.id, active=True, now=NOW + 2)
    assert keys.authenticate(company.conn, key.text) is None
    assert service.get(company.conn, company.id, company.ann.id).active


@pytest.mark.parametrize("change", [{"active": False}, {"role": Role.AGENT}])
def test_a_workspace_keeps_an_owner(company: Company, change: dict[str, object]) -> None:
    with pytest.raises(Problem) as refused:
        service.change(company.conn, company.id, company.owner.id, now=NOW, **change)  # type: ignore[arg-type]
    assert refused.value.type == "last-owner"
    service.change(company.conn, company.id, company.ann.id, role=Role.OWNER, now=NOW)
    service.change(company.conn, company.id, company.owner.id, now=NOW, **change)  # type: ignore[arg-type]
    assert [owner.id for owner in store.owners(company.conn, company.id)] == [company.ann.id]


def test_bad_values_are_refused(company: Company) -> None:
    bad = [{"name": ""}, {"name": "a\nb"}, {"email": "nobody"}, {"number": "911"}, {"number": "12"}]
    for change in bad:
        with pytest.raises(Problem):
            service.change(company.conn, company.id, company.ann.id, now=NOW, **change)  # type: ignore[arg-type]
    assert service.get(company.conn, company.id, company.ann.id) == company.ann


def test_no_such_member(conn: Connection, company: Company) -> None:
    with pytest.raises(Problem) as refused:
        service.change(conn, company.id, "member_none", name="Bea", now=NOW)
    assert refused.value.status == 404
