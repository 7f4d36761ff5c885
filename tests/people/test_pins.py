"""PINs: who may have which, who opens what with it, and who is locked out."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from offhook.people import pins, service
from offhook.people.model import pins as rows
from offhook.people.pin_tries import FIRST_LOCK_S, LONGEST_LOCK_S, TRIES
from offhook.people.pins import Locked, Right, Wrong
from offhook.problems import Problem
from offhook.storage.secrets import Secrets
from tests.furnish import NOW, Company

PIN, OTHER = "480917", "7391552"
SECOND = 1_000_000
MAC = Secrets(b"k" * 32).mac
LINE, CALLER = "line 1", "caller +12025550122"


def tried(company: Company, pin: str, *subjects: str, now: int = NOW) -> Right | Wrong | Locked:
    members = [company.ann.id, company.owner.id]
    return pins.try_pin(
        company.conn, MAC, company.id, pin, members=members, subjects=subjects or (LINE, CALLER), now=now
    )


@pytest.fixture(autouse=True)
def _with_pins(company: Company) -> None:
    pins.set_pin(company.conn, MAC, company.id, company.ann.id, PIN, NOW)
    pins.set_pin(company.conn, MAC, company.id, company.owner.id, OTHER, NOW)


def test_each_pin_is_its_member_s_and_no_other_s(company: Company) -> None:
    assert tried(company, PIN) == Right(company.ann.id)
    assert tried(company, OTHER) == Right(company.owner.id)
    for wrong in ("480918", "", "48091", "4809177", PIN + "#"):
        assert not isinstance(tried(company, wrong), Right)


def test_the_same_pin_of_two_members_looks_different_and_holds_no_digit_of_it(company: Company) -> None:
    pins.set_pin(company.conn, MAC, company.id, company.owner.id, PIN, NOW)
    hashes = list(company.conn.execute(select(rows.c.hash)).scalars())
    assert len(set(hashes)) == 2
    assert all(PIN not in each for each in hashes)
    other_key = Secrets(b"o" * 32).mac
    tried_there = pins.try_pin(
        company.conn, other_key, company.id, PIN, members=[company.ann.id], subjects=[LINE], now=NOW
    )
    assert tried_there == Wrong(), "without the key the hash is of no use"


def test_after_five_wrong_ones_even_the_right_one_is_not_looked_at(company: Company) -> None:
    for _ in range(TRIES - 1):
        assert tried(company, "000001") == Wrong()
    assert tried(company, "000001") == Locked(NOW + FIRST_LOCK_S * SECOND)
    assert tried(company, PIN) == Locked(NOW + FIRST_LOCK_S * SECOND)
    assert tried(company, PIN, "line 2", "caller +12025550199") == Right(company.ann.id), "others are not locked"
    assert isinstance(tried(company, PIN, LINE, "caller +12025550199"), Locked), "by account"
    assert isinstance(tried(company, PIN, "line 2", CALLER), Locked), "and by caller"
    assert tried(company, PIN, now=NOW + FIRST_LOCK_S * SECOND) == Right(company.ann.id)
    assert tried(company, "000001", now=NOW + FIRST_LOCK_S * SECOND) == Wrong(), "the right one begins anew"


def test_each_further_lock_is_longer_up_to_a_day(company: Company) -> None:
    now, locks = NOW, []
    for _ in range(6 * TRIES):
        match tried(company, "000001", now=now):
            case Locked(until=until):
                locks.append((until - now) // SECOND)
                now = until
            case _:
                pass
    assert locks == [*(FIRST_LOCK_S * 4**nth for nth in range(4)), LONGEST_LOCK_S, LONGEST_LOCK_S]


def test_a_new_pin_ends_the_locks(company: Company) -> None:
    for _ in range(TRIES):
        tried(company, "000001")
    pins.set_pin(company.conn, MAC, company.id, company.ann.id, "905512", NOW)
    assert tried(company, PIN) == Wrong()
    assert tried(company, "905512") == Right(company.ann.id)


def test_who_has_left_has_no_pin(company: Company) -> None:
    assert pins.having(company.conn, company.id, [company.ann.id]) == [company.ann.id]
    service.change(company.conn, company.id, company.ann.id, active=False, now=NOW)
    assert pins.having(company.conn, company.id, [company.ann.id]) == []
    assert tried(company, PIN) == Wrong()
    with pytest.raises(Problem) as refused:
        pins.set_pin(company.conn, MAC, company.id, company.ann.id, PIN, NOW)
    assert refused.value.status == 404


@pytest.mark.parametrize(
    ("pin", "words"),
    [
        ("48091", "6 to 12 digits"),
        ("4809174809174", "6 to 12 digits"),
        ("48o917", "6 to 12 digits"),
        ("٤٨٠٩١٧", "6 to 12 digits"),
        ("", "6 to 12 digits"),
        ("111111", "first that anybody would try"),
        ("123456", "first that anybody would try"),
        ("8901234", "first that anybody would try"),
        ("987654", "first that anybody would try"),
    ],
)
def test_a_pin_that_is_none_or_easily_guessed_is_refused(company: Company, pin: str, words: str) -> None:
    with pytest.raises(Problem, match=words):
        pins.set_pin(company.conn, MAC, company.id, company.ann.id, pin, NOW)
    assert tried(company, PIN) == Right(company.ann.id), "what was set before stays"
