"""Rates that hold for a trunk, and what calls cost by them, on both databases."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import pytest
from msgspec.structs import replace

from offhook.lines import service as lines
from offhook.problems import Problem
from offhook.rating import charging, months, service, store
from offhook.rating.amounts import decimal
from offhook.rating.charging import SentOrReceived
from offhook.rating.model import ChargeState, PricedKind
from offhook.rating.months import By, Wanted
from offhook.rating.service import QuotedLeg
from offhook.trunks import service as trunks
from tests.furnish import ANN, DANA, HOUR, LINE, NOW, SECRETS, Company
from tests.outcome import outcome
from tests.rating.legs import over

RATES = b"prefix,price,kind,direction\n1,0.014,,\n1202555012,0.02,,\n,0.0079,text,\n1,0.0075,text,inbound\n"


def imported(company: Company, content: bytes = RATES, currency: str = "USD", at: int = NOW) -> str:
    return service.import_sheet(
        company.conn, company.id, company.owner.id, "lab", "rates.csv", currency, content, at
    ).id


@pytest.mark.behaviour("T14")
def test_each_leg_is_priced_at_the_rate_of_its_own_destination(company: Company) -> None:
    imported(company)
    assert not over(company, "call_1"), "this trunk's carrier tells no prices"
    ann, dana = store.of_call(company.conn, company.id, "call_1")
    assert [(each.number, each.estimate, each.units) for each in (ann, dana)] == [(ANN, 14_000, 37), (DANA, 20_000, 37)]
    month = months.month_of("2026-11", NOW, "America/New_York")
    (total,) = months.totals(company.conn, company.id, month, None).values()
    assert (total.count, total.total, total.waiting) == (2, 34_000, 0)
    assert not charging.call_ended(company.conn, company.id, "call_1", NOW)
    assert months.totals(company.conn, company.id, month, None) == {"USD": total}, "charged once"


def test_without_rates_nothing_is_zero(company: Company) -> None:
    over(company, "call_1")
    over(company, "call_2", answered=False)
    month = months.month_of(None, NOW, "America/New_York")
    (total,) = months.totals(company.conn, company.id, month, None).items()
    assert (total[0], total[1].unrated, total[1].total) == ("", 2, 0)
    assert store.of_call(company.conn, company.id, "call_2") == [], "nobody answered"


def test_what_a_carrier_told_corrects_the_sums(company: Company) -> None:
    imported(company)
    over(company, "call_1")
    first, _ = store.of_call(company.conn, company.id, "call_1")
    told = replace(first, price=13_000, price_currency="USD", state=ChargeState.TOLD)
    store.tell(company.conn, first, told)
    store.tell(company.conn, told, replace(told, price=12_000))
    month = months.month_of("2026-11", NOW, "America/New_York")
    (group,) = months.groups(company.conn, company.id, month, By.MEMBER, None)
    sums = group.sums["USD"]
    assert (group.name, sums.total, sums.difference, sums.price) == ("Ann", 32_000, -2_000, 12_000)
    store.tell(company.conn, replace(told, price=12_000), replace(told, price=9_000, price_currency="EUR"))
    both = months.totals(company.conn, company.id, month, company.ann.id)
    assert {currency: (sums.total, sums.count) for currency, sums in both.items()} == {
        "EUR": (9_000, 1),
        "USD": (20_000, 1),
    }


def test_messages_are_charged_by_direction_and_segments(company: Company) -> None:
    imported(company)
    sent = SentOrReceived(
        id="message_1",
        line_id=company.line.id,
        direction="outbound",
        our_number=LINE,
        number=DANA,
        trunk_id=company.trunk.id,
        at=NOW,
        segments=3,
    )
    charging.message_done(company.conn, company.id, sent, NOW)
    charging.message_done(company.conn, company.id, replace(sent, id="message_2", direction="inbound"), NOW)
    month = months.month_of("2026-11", NOW, "America/New_York")
    groups = months.groups(company.conn, company.id, month, By.DIRECTION, None)
    assert [(each.key, each.sums["USD"].total) for each in groups] == [("inbound", 22_500), ("outbound", 23_700)]
    assert [each.kind for each in months.page(company.conn, company.id, Wanted(month), limit=9)] == [
        PricedKind.TEXT
    ] * 2


def test_a_month_is_the_workspace_s_own(company: Company) -> None:
    over(company, "call_1", at=NOW + 9 * 24 * HOUR + 11 * HOUR)  # 23:00 on 30 November in New York
    november = months.month_of("2026-11", NOW, "America/New_York")
    december = months.month_of("2026-12", NOW, "America/New_York")
    assert len(months.page(company.conn, company.id, Wanted(november), limit=9)) == 2
    assert months.page(company.conn, company.id, Wanted(december), limit=9) == []
    assert months.month_of(None, NOW, "America/New_York") == november
    for bad in ("2026-13", "November", "2026-1"):
        assert isinstance(outcome(partial(months.month_of, bad, NOW, "UTC")), Problem)


def test_an_import_says_what_it_changes_and_can_be_taken_back(company: Company) -> None:
    first = imported(company)
    newer = b"prefix,price\n1,0.013\n44,0.02\n"
    looked = service.preview(company.conn, company.id, "lab", newer)
    changes = looked.changes
    assert (changes.added, changes.changed, changes.same, changes.gone) == (1, 1, 0, 3)
    second = imported(company, newer, at=NOW + 1)
    refused = outcome(lambda: service.undo(company.conn, company.id, first, NOW))
    assert isinstance(refused, Problem)
    assert "take those back first" in refused.detail
    restored = service.undo(company.conn, company.id, second, NOW)
    assert restored is not None
    assert (restored.id, restored.current) == (first, True)
    used = store.rate_for(company.conn, company.id, company.trunk.id, PricedKind.CALL, "outbound", DANA)
    assert used is not None
    assert used.rate.price == 20_000
    assert service.undo(company.conn, company.id, first, NOW) is None
    assert store.rate_for(company.conn, company.id, company.trunk.id, PricedKind.CALL, "outbound", DANA) is None


def test_an_import_that_is_not_finished_is_seen_by_nobody(company: Company) -> None:
    imported(company)
    found = service.checked("newer.csv", "usd", b"prefix,price\n1,9\n44,9\n")
    sheet = service.begin_import(company.conn, company.id, company.owner.id, "lab", found, NOW + 1)
    for some in service.pieces(found):
        store.add_rates(company.conn, sheet, some)
    assert [each.name for each in store.sheets(company.conn, company.id)] == ["rates.csv"]
    assert [leg.rate.rate.price for leg in quoted_legs(company) if leg.rate] == [14_000, 20_000]
    store.hold_sheet(company.conn, sheet)
    assert [each.current for each in store.sheets(company.conn, company.id)] == [True, False]
    assert [leg.rate.rate.price for leg in quoted_legs(company) if leg.rate] == [9_000_000] * 2


def test_a_file_with_a_wrong_row_is_not_imported_at_all(company: Company) -> None:
    refused = outcome(lambda: imported(company, b"prefix,price\n1,1\nx,1\ny,2\n"))
    assert isinstance(refused, Problem)
    assert refused.detail.startswith("Nothing was imported. Line 3, prefix: “x” is no beginning")
    assert refused.detail.endswith("1 more can't be used either.")
    assert store.sheets(company.conn, company.id) == []
    wrong = outcome(lambda: imported(company, currency="dollars"))
    assert isinstance(wrong, Problem)
    assert wrong.extra | {"field": wrong.field} == {"field": "currency"}


@pytest.mark.behaviour("X7")
def test_both_legs_are_quoted_before_a_call(company: Company) -> None:
    quoted = service.quote(company.conn, company.id, company.ann.id, DANA, ANN, LINE)
    assert [leg.rate for leg in quoted.legs] == [None, None]
    imported(company)
    quoted = service.quote(company.conn, company.id, company.ann.id, DANA, ANN, None)
    assert [leg.rate.rate.price for leg in quoted.legs if leg.rate] == [14_000, 20_000]
    browser = service.quote(company.conn, company.id, company.ann.id, DANA, "softphone_1", LINE)
    assert (browser.legs[0].number, browser.legs[0].rate) == ("", None)


@pytest.mark.behaviour("X7")
def test_a_quote_is_by_the_trunk_that_would_carry_the_call(company: Company) -> None:
    imported(company)
    spare = trunks.add(company.conn, SECRETS, company.id, "spare", host="127.0.0.9", port=5090, now=NOW)
    lines.change(company.conn, company.id, company.line.id, trunks=["spare", "lab"])
    assert [leg.rate for leg in quoted_legs(company)] == [None, None], "the spare one has no rates"
    trunks.change(company.conn, SECRETS, company.id, spare.id, enabled=False)
    assert [leg.rate.rate.price for leg in quoted_legs(company) if leg.rate] == [14_000, 20_000]


def quoted_legs(company: Company) -> Sequence[QuotedLeg]:
    return service.quote(company.conn, company.id, company.ann.id, DANA, ANN, LINE).legs


def test_a_table_defuses_formulas_and_goes_on(company: Company) -> None:
    company.conn.exec_driver_sql("UPDATE lines SET name = '=1+1'")
    imported(company)
    over(company, "call_1")
    came = SentOrReceived(
        id="message_1",
        line_id="",
        direction="inbound",
        our_number=LINE,
        number="=A1&B1",
        trunk_id=company.trunk.id,
        at=NOW + HOUR,
        segments=1,
    )
    charging.message_done(company.conn, company.id, came, NOW)
    wanted = Wanted(months.month_of("2026-11", NOW, "America/New_York"))
    named, place = months.table(company.conn, company.id, wanted, limit=1)
    assert ",'=A1&B1," in named, "a sender's name"
    text, place = months.table(company.conn, company.id, wanted, limit=1, before=place)
    assert place is not None
    rest, end = months.table(company.conn, company.id, wanted, limit=9, before=place)
    assert ("'=1+1" in text, len(rest.splitlines()), end) == (True, 1, None)
    assert decimal(-14_000) == "-0.0140"
    assert decimal(1_234_567) == "1.234567"
