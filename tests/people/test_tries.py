from __future__ import annotations

import pytest
from sqlalchemy import Connection, func, select

from offhook.people import tries
from offhook.people.model import sign_in_tries
from offhook.people.tries import ACCOUNT, ADDRESS, FROM_THERE, KNOWN_BROWSER, Limit
from tests.furnish import NOW, SECOND

OFFICE = {"ann, office": FROM_THERE, "office": ADDRESS, "ann": ACCOUNT}
ELSEWHERE = {"ann, elsewhere": FROM_THERE, "elsewhere": ADDRESS, "ann": ACCOUNT}


def wrong(conn: Connection, limited: dict[str, Limit], times: int, now: int = NOW) -> list[int | None]:
    return [tries.take(conn, limited, now) for _ in range(times)]


def test_the_sixth_in_a_quarter_of_an_hour_is_not_looked_at(conn: Connection) -> None:
    until = NOW + 15 * 60 * SECOND
    assert wrong(conn, OFFICE, 7) == [None] * 5 + [until] * 2
    assert tries.take(conn, OFFICE, until - 1) == until
    assert tries.take(conn, OFFICE, until) is None


def test_who_is_elsewhere_or_in_a_known_browser_does_not_feel_it(conn: Connection) -> None:
    wrong(conn, OFFICE, 6)
    assert tries.take(conn, ELSEWHERE, NOW) is None
    assert tries.take(conn, {"ann's laptop": KNOWN_BROWSER}, NOW) is None
    assert tries.take(conn, {"bob, office": FROM_THERE, "office": ADDRESS, "bob": ACCOUNT}, NOW) is None


def test_a_known_browser_is_locked_by_its_own_tries(conn: Connection) -> None:
    laptop = {"ann's laptop": KNOWN_BROWSER}
    assert wrong(conn, laptop, 11) == [None] * 10 + [NOW + 15 * 60 * SECOND]


def test_one_address_tries_few_accounts_and_many_addresses_one_account_seldom(conn: Connection) -> None:
    sprayed = [tries.take(conn, {f"{each}": FROM_THERE, "office": ADDRESS}, NOW) for each in range(31)]
    assert sprayed == [None] * 30 + [NOW + 3600 * SECOND]
    spread = [tries.take(conn, {f"ann, {each}": FROM_THERE, "ann": ACCOUNT}, NOW) for each in range(101)]
    assert spread == [None] * 100 + [NOW + 24 * 3600 * SECOND]


def test_a_right_one_forgets_its_own_and_gives_back_what_others_share(conn: Connection) -> None:
    wrong(conn, OFFICE, 5)
    tries.was_right(conn, OFFICE)
    assert wrong(conn, OFFICE, 6)[-1] is not None
    mine = {"eve, office": FROM_THERE, "office": ADDRESS, "eve": ACCOUNT}
    for _ in range(50):  # an account of one's own is no way to begin anew
        tries.take(conn, mine, NOW)
        tries.was_right(conn, mine)
    counted = conn.execute(select(sign_in_tries.c.failures).where(sign_in_tries.c.subject == "office")).scalar_one()
    assert counted == 9


@pytest.mark.parametrize("after", [ACCOUNT.within_s])
def test_old_ones_are_cleared_away(conn: Connection, after: int) -> None:
    wrong(conn, OFFICE, 1)
    tries.take(conn, {"somebody": FROM_THERE}, NOW + after * SECOND)
    assert conn.execute(select(func.count()).select_from(sign_in_tries)).scalar_one() == 1
