"""What the limits say of phones that a call to a line rings over a trunk."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import update

from offhook.calls.values import E164
from offhook.limits import ringing, settings, store
from offhook.limits.ringing import Allowed, Bound
from offhook.limits.store import EVERYBODY, Spent
from offhook.people import service as people
from offhook.records.model import calls
from tests.furnish import ANN, DANA, DAY, NOW, Company
from tests.limits.calls import begin, end

TODAY = "2026-11-21"
MIDNIGHT = "until 00:00 on 22 November (America/New_York)"
FRANCE = E164("+33142685300")
MAIN = "the workspace Main"


def allowed(company: Company, now: int = NOW) -> Allowed:
    ann = people.get(company.conn, company.id, company.ann.id)
    return ringing.allowed(company.conn, company.workspace, [ann], [ANN, DANA, FRANCE], now)


def came_in(company: Company, call: str, number: str, *, taken_by_ann: bool = True) -> None:
    """A call to the line that Ann takes at this number, or nobody."""
    ringing.take(company.conn, company.workspace, call, 600.0, NOW)
    begin(company, call)
    row = update(calls).where(calls.c.id == call)
    member = company.ann.id if taken_by_ann else None
    company.conn.execute(row.values(flow="inbound", direction="inbound", member_id=member, member_number=number))


def spent(company: Company) -> tuple[Spent, Spent]:
    return store.spent(company.conn, company.id, company.ann.id, TODAY)


def test_by_default_phones_of_the_own_country_are_rung(company: Company) -> None:
    found = allowed(company)
    assert (found.full, found.nothing, found.members) == ("", "", {})
    assert found.numbers == {
        FRANCE: f"{FRANCE} can't be called: it is in FR, and the limits allow these countries only: US"
    }
    a_call = Bound(7200.0, f"the limit of 120 minutes a call for {MAIN}")
    assert (found.bound, found.softphone, found.bounds) == (a_call, a_call, {company.ann.id: a_call})


def test_a_talk_is_bounded_by_what_is_left_of_the_day(company: Company) -> None:
    settings.change_workspace(company.conn, company.id, minutes_a_day=20, member_minutes_a_day=3)
    came_in(company, "call_1", ANN)
    found = allowed(company)
    counting = "of talk a day, counting what live calls may use, for"
    assert found.bound == Bound(600.0, f"the limit of 20 minutes {counting} {MAIN}, {MIDNIGHT}")
    assert found.bounds == {company.ann.id: Bound(180.0, f"the limit of 3 minutes of talk a day for Ann, {MIDNIGHT}")}
    assert found.softphone.longest == 7200.0


def test_a_member_s_own_longest_call_bounds_their_talk(company: Company) -> None:
    settings.change_member(company.conn, company.id, company.ann.id, longest_minutes=5)
    assert allowed(company).bounds == {company.ann.id: Bound(300.0, "the limit of 5 minutes a call for Ann")}


def test_when_the_workspace_s_day_is_used_up_nothing_is_rung(company: Company) -> None:
    settings.change_workspace(company.conn, company.id, calls_a_day=1)
    came_in(company, "call_1", "", taken_by_ann=False)
    assert allowed(company).nothing == f"the limit of 1 call a day for {MAIN} is reached, {MIDNIGHT}"
    assert allowed(company, NOW + DAY).nothing == ""
    settings.change_workspace(company.conn, company.id, calls_a_day=9, minutes_a_day=10)
    assert allowed(company).nothing.startswith("the limit of 10 minutes of talk a day, counting what live calls may")
    end(company.conn, company.id, "call_1", talk_s=0)
    assert allowed(company).nothing == ""


@pytest.mark.parametrize(
    ("limit", "reason"),
    [
        ("member_calls_a_day", f"the limit of 1 call a day for Ann is reached, {MIDNIGHT}"),
        ("member_minutes_a_day", f"the limit of 1 minute of talk a day for Ann is reached, {MIDNIGHT}"),
    ],
)
def test_a_member_whose_day_is_used_up_is_not_rung(company: Company, limit: str, reason: str) -> None:
    limits: dict[str, Any] = {limit: 1}
    settings.change_workspace(company.conn, company.id, **limits)
    came_in(company, "call_1", ANN)
    end(company.conn, company.id, "call_1", talk_s=60)
    assert allowed(company).members == {company.ann.id: reason}


def test_a_member_with_as_many_calls_at_once_as_may_be_is_not_rung(company: Company) -> None:
    begin(company, "call_1")
    begin(company, "call_2")
    assert allowed(company).members == {company.ann.id: "Ann already has 2 of 2 calls at once"}


def test_a_workspace_with_as_many_calls_at_once_as_may_be_is_full(company: Company) -> None:
    settings.change_workspace(company.conn, company.id, calls_at_once=1)
    begin(company, "call_1")
    assert allowed(company).full == "the workspace Main already has 1 of 1 call at once"
    end(company.conn, company.id, "call_1")
    assert allowed(company).full == ""


def test_a_talk_is_counted_for_the_member_who_took_the_call_on_their_phone(company: Company) -> None:
    came_in(company, "call_1", ANN)
    assert spent(company) == (Spent(1, 1, 0, 600_000), Spent(1, 0, 0, 0))
    end(company.conn, company.id, "call_1", talk_s=90)
    end(company.conn, company.id, "call_1", talk_s=90)
    assert spent(company) == (Spent(0, 1, 90_000, 0), Spent(0, 1, 90_000, 0))


@pytest.mark.parametrize(("number", "member"), [("device_ann", True), ("", False)])
def test_a_talk_on_a_softphone_uses_no_minutes(company: Company, number: str, member: bool) -> None:
    came_in(company, "call_1", number, taken_by_ann=member)
    end(company.conn, company.id, "call_1", talk_s=90)
    assert spent(company) == (Spent(0, 1, 0, 0), Spent(0, 0, 0, 0))


def test_a_talk_at_a_forwarding_number_is_the_workspace_s(company: Company) -> None:
    came_in(company, "call_1", DANA, taken_by_ann=False)
    end(company.conn, company.id, "call_1", talk_s=90)
    assert store.spent(company.conn, company.id, EVERYBODY, TODAY)[0] == Spent(0, 1, 90_000, 0)
