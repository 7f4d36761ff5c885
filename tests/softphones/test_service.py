from collections.abc import Callable

import pytest
from sqlalchemy import select

from offhook.calls.values import SoftphoneAccount
from offhook.people import service as people
from offhook.problems import Problem
from offhook.softphones import service, store
from offhook.softphones.model import Credentials, Kind, NewSoftphone, Softphone, sip_accounts
from offhook.softphones.service import MOST_OF_A_MEMBER, MOST_PAGES, PAGE_LASTS, ha1_of
from offhook.storage.secrets import Secrets
from tests.furnish import NOW, SECOND, SECRETS, Company, new_company


def add(company: Company, kind: Kind = Kind.SIP, name: str = "", member: str | None = None) -> NewSoftphone:
    return service.add(company.conn, SECRETS, company.id, member or company.ann.id, kind, name, now=NOW)


def desk(company: Company) -> tuple[Softphone, Credentials]:
    made = add(company, name="Desk")
    assert made.credentials is not None
    return made.softphone, made.credentials


def page(company: Company, phone: Softphone, username: str | None = None, *, at: int = NOW) -> Credentials:
    return service.sign_page_in(company.conn, SECRETS, company.id, phone.id, username, at)


def let_in(company: Company, *, at: int = NOW, secrets: Secrets = SECRETS) -> list[SoftphoneAccount]:
    return service.accounts(company.conn, secrets, at, lambda phone, why: None)[0]


def proves(account: SoftphoneAccount, credentials: Credentials) -> bool:
    return account.username == credentials.username and account.ha1 == ha1_of(credentials.username, credentials.secret)


def refused(do: Callable[[], object]) -> Problem:
    with pytest.raises(Problem) as problem:
        do()
    assert problem.value.detail.isprintable()
    return problem.value


def test_a_sip_phone_gets_a_random_account_that_is_shown_once(company: Company) -> None:
    phone, credentials = desk(company)
    assert (phone.member_id, phone.kind, phone.name, phone.switched_on) == (company.ann.id, Kind.SIP, "Desk", True)
    assert service.get(company.conn, company.id, phone.id) == phone
    assert (len(credentials.username), len(credentials.secret), credentials.expires_at) == (12, 24, None)
    (account,) = let_in(company)
    assert proves(account, credentials)
    assert (account.softphone, account.browser) == (phone.id, False)
    _, another = desk(company)
    assert another.username != credentials.username
    assert another.secret != credentials.secret


def test_neither_the_secret_nor_its_digest_is_in_the_database(company: Company) -> None:
    _, credentials = desk(company)
    (row,) = company.conn.execute(select(sip_accounts)).all()
    assert credentials.secret not in str(row)
    assert ha1_of(credentials.username, credentials.secret) not in str(row)


def test_a_digest_of_another_key_file_lets_nobody_in_and_is_told(company: Company) -> None:
    phone, _ = desk(company)
    told: list[tuple[str, str]] = []
    found = service.accounts(company.conn, Secrets(b"x" * 32), NOW, lambda phone, why: told.append((phone, why)))
    assert found == ([], None)
    assert [(who, "another key" in why) for who, why in told] == [(phone.id, True)]


def test_rotating_gives_another_account_and_forgets_the_old_one(company: Company) -> None:
    phone, old = desk(company)
    new = service.rotate(company.conn, SECRETS, company.id, phone.id, NOW + SECOND)
    assert (new.username != old.username, new.secret != old.secret) == (True, True)
    (account,) = let_in(company)
    assert proves(account, new)


def test_a_page_gets_a_secret_for_ten_minutes_and_renews_it_under_its_name(company: Company) -> None:
    phone = add(company, Kind.BROWSER).softphone
    assert (phone.name, let_in(company)) == ("Browser", [])
    first = page(company, phone)
    assert first.expires_at == NOW + PAGE_LASTS
    (account,) = let_in(company)
    assert proves(account, first)
    assert account.browser
    again = page(company, phone, first.username, at=NOW + SECOND)
    assert (again.username, again.expires_at) == (first.username, NOW + SECOND + PAGE_LASTS)
    assert again.secret != first.secret
    (account,) = let_in(company, at=NOW + SECOND)
    assert proves(account, again)


def test_a_page_whose_time_is_over_is_let_in_no_more_and_begins_anew(company: Company) -> None:
    phone = add(company, Kind.BROWSER).softphone
    first = page(company, phone)
    ends = NOW + PAGE_LASTS
    assert service.accounts(company.conn, SECRETS, ends - 1, lambda *_: None)[1] == ends
    assert service.accounts(company.conn, SECRETS, ends, lambda *_: None) == ([], None)
    again = page(company, phone, first.username, at=ends)
    assert again.username != first.username
    assert [account.username for account in let_in(company, at=ends)] == [again.username]


def test_pages_have_accounts_of_their_own_and_the_oldest_makes_room(company: Company) -> None:
    phone = add(company, Kind.BROWSER).softphone
    pages = [page(company, phone, at=NOW + nth) for nth in range(MOST_PAGES + 1)]
    assert {account.username for account in let_in(company)} == {each.username for each in pages[1:]}


def test_a_page_can_t_take_another_s_user_name(company: Company) -> None:
    one, other = add(company, Kind.BROWSER).softphone, add(company, Kind.BROWSER, "Second").softphone
    ones = page(company, one)
    assert page(company, other, ones.username).username != ones.username
    assert any(proves(account, ones) for account in let_in(company))


def test_each_kind_has_its_own_way_to_new_secrets(company: Company) -> None:
    phone, _ = desk(company)
    browser = add(company, Kind.BROWSER).softphone
    assert refused(lambda: page(company, phone)).type == "sip-softphone"
    rotate = refused(lambda: service.rotate(company.conn, SECRETS, company.id, browser.id, NOW))
    assert rotate.type == "browser-softphone"


def test_switching_is_remembered_with_its_time_and_signs_nobody_out(company: Company) -> None:
    phone, _ = desk(company)
    off = service.change(company.conn, company.id, phone.id, on=False, now=NOW + SECOND)
    assert (off.switched_on, off.switched_at) == (False, NOW + SECOND)
    still = service.change(company.conn, company.id, phone.id, on=False, name="Kitchen", now=NOW + 2 * SECOND)
    assert (still.name, still.switched_at) == ("Kitchen", NOW + SECOND)
    assert service.get(company.conn, company.id, phone.id) == still
    assert len(let_in(company)) == 1


def test_removing_forgets_its_accounts(company: Company) -> None:
    phone, _ = desk(company)
    service.remove(company.conn, company.id, phone.id)
    assert (let_in(company), store.every(company.conn, company.id)) == ([], [])
    assert refused(lambda: service.remove(company.conn, company.id, phone.id)).type == "not-found"


def test_whoever_leaves_is_let_in_no_more(company: Company) -> None:
    desk(company)
    people.change(company.conn, company.id, company.ann.id, active=False, now=NOW)
    assert let_in(company) == []
    assert refused(lambda: add(company)).detail == "Ann is no longer a member."


@pytest.mark.parametrize("name", ["x" * 65, "two\nlines", "bell\a"])
def test_names_that_can_t_be_used(company: Company, name: str) -> None:
    assert refused(lambda: add(company, name=name)).field == "name"
    phone, _ = desk(company)
    change = refused(lambda: service.change(company.conn, company.id, phone.id, name=name, now=NOW))
    assert change.field == "name"
    assert refused(lambda: service.change(company.conn, company.id, phone.id, name=" ", now=NOW)).field == "name"


def test_a_member_has_so_many(company: Company) -> None:
    for _ in range(MOST_OF_A_MEMBER):
        add(company)
    assert refused(lambda: add(company)).type == "too-many-softphones"
    add(company, member=company.owner.id)


def test_another_workspace_sees_nothing_of_it(company: Company) -> None:
    phone, _ = desk(company)
    conn, other = company.conn, new_company(company.conn, "Other", number="+12025550190")
    for do in (
        lambda: service.get(conn, other.id, phone.id),
        lambda: service.change(conn, other.id, phone.id, on=False, now=NOW),
        lambda: service.rotate(conn, SECRETS, other.id, phone.id, NOW),
        lambda: service.sign_page_in(conn, SECRETS, other.id, phone.id, None, NOW),
        lambda: service.remove(conn, other.id, phone.id),
        lambda: service.add(conn, SECRETS, other.id, company.ann.id, Kind.SIP, now=NOW),
    ):
        assert refused(do).type == "not-found"
    assert store.every(conn, other.id) == []
    assert [each.id for each in store.every(conn, company.id, company.ann.id)] == [phone.id]
    assert store.every(conn, company.id, company.owner.id) == []
