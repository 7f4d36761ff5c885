"""What numbers cost a month: typed or told, counted in the months that it holds for, and in no others."""

from __future__ import annotations

import pytest

from offhook.lines import service as lines
from offhook.problems import Problem
from offhook.rating import fees, months
from offhook.rating.model import FeeSource
from offhook.rating.months import By, Wanted
from tests.furnish import DAY, NOW, Company

pytestmark = pytest.mark.behaviour("U14")


def total(company: Company, month: str, now: int = NOW + 62 * DAY) -> list[tuple[str, int]]:
    """What all of a month costs, seen two months later."""
    found = months.totals(company.conn, company.id, months.month_of(month, now, "America/New_York"), None)
    return [(currency, sums.total) for currency, sums in found.items()]


def test_a_fee_is_of_its_line_and_counts_from_its_month_on_until_it_changes(company: Company) -> None:
    line = company.line.id
    assert fees.of_line(company.conn, company.id, line, NOW) is None
    fees.put(company.conn, company.id, line, 1_150_000, "usd", FeeSource.OWNER, NOW)
    fees.put(company.conn, company.id, line, 1_000_000, "USD", FeeSource.OWNER, NOW)
    fees.put(company.conn, company.id, line, 900_000, "EUR", FeeSource.OWNER, NOW + 31 * DAY)
    seen = [total(company, month) for month in ("2026-10", "2026-11", "2026-12", "2027-01")]
    assert seen == [[], [("USD", 1_000_000)], [("EUR", 900_000)], [("EUR", 900_000)]]
    assert total(company, "2027-01", NOW + 31 * DAY) == [], "a month that has not begun costs nothing"
    fees.remove(company.conn, company.id, line, NOW + 31 * DAY)
    assert (total(company, "2026-11"), total(company, "2026-12")) == ([("USD", 1_000_000)], [])
    assert fees.of_line(company.conn, company.id, line, NOW + 31 * DAY) is None


def test_what_the_carrier_says_is_kept_where_nobody_has_said_it(company: Company) -> None:
    line = company.line.id
    assert fees.told(company.conn, company.id, line, "1.15", "USD", NOW)
    month = months.month_of("2026-11", NOW, "America/New_York")
    for by, key in ((By.LINE, line), (By.KIND, "number"), (By.DAY, "2026-11-01"), (By.MEMBER, ""), (By.DIRECTION, "")):
        (group,) = months.groups(company.conn, company.id, month, by, None)
        assert (group.key, group.sums["USD"].price, group.sums["USD"].difference) == (key, 1_150_000, 0)
    assert months.totals(company.conn, company.id, month, company.ann.id) == {}, "it is nobody's own"
    row = f"{line}-2026-11,2026-11-01 00:00:00,number,,,,,{company.line.number},,,,,1.1500,USD,told,\r\n"
    assert months.fees_table(company.conn, company.id, Wanted(month)) == row
    assert months.fees_table(company.conn, company.id, Wanted(month, direction="outbound")) == ""
    fees.put(company.conn, company.id, line, 2_000_000, "USD", FeeSource.OWNER, NOW)
    assert not fees.told(company.conn, company.id, line, "1.15", "USD", NOW)
    lines.remove(company.conn, company.id, line, NOW + 31 * DAY)
    assert [total(company, each) for each in ("2026-12", "2027-01")] == [[("USD", 2_000_000)], []]


@pytest.mark.parametrize(("price", "currency", "field"), [(1, "dollars", "currency"), (-1, "USD", "price")])
def test_what_is_no_price_is_refused(company: Company, price: int, currency: str, field: str) -> None:
    with pytest.raises(Problem) as refused:
        fees.put(company.conn, company.id, company.line.id, price, currency, FeeSource.OWNER, NOW)
    assert refused.value.field == field
