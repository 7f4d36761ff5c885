from typing import Any

import pytest

from offhook.limits import settings
from offhook.limits.model import Caps, Limits, Scope
from offhook.numbers import NumberKind
from offhook.problems import Problem
from tests.furnish import Company


def limits(company: Company) -> Limits:
    return settings.limits_of(company.conn, company.workspace, company.ann.id)


def test_who_chose_nothing_is_safe(company: Company) -> None:
    found = limits(company)
    assert found.countries == {"US"}
    assert {NumberKind.PREMIUM, NumberKind.SATELLITE, NumberKind.SHARED_COST, NumberKind.PERSONAL} < found.refused_kinds
    assert NumberKind.MOBILE not in found.refused_kinds
    assert found.workspace == Caps(calls_at_once=10, calls_a_day=500, minutes_a_day=2000)
    assert found.member == Caps(calls_at_once=2, calls_a_day=100, minutes_a_day=300)
    assert found.longest_minutes == 120


def test_a_workspace_s_choice_counts_until_it_is_taken_back(company: Company) -> None:
    settings.change_workspace(
        company.conn,
        company.id,
        countries=["de", "US", "de", "001"],
        refused_kinds=["premium"],
        calls_a_day=7,
        member_minutes_a_day=0,
        longest_minutes=30,
    )
    found = limits(company)
    assert found.countries == {"DE", "US", "001"}
    assert found.refused_kinds == {NumberKind.PREMIUM}
    assert (found.workspace.calls_a_day, found.workspace.calls_at_once) == (7, 10)
    assert (found.member.minutes_a_day, found.longest_minutes) == (0, 30)
    settings.change_workspace(company.conn, company.id, countries=None, calls_a_day=None)
    found = limits(company)
    assert found.countries == {"US"}
    assert (found.workspace.calls_a_day, found.longest_minutes) == (500, 30)


def test_nobody_may_be_called_when_no_country_is_named(company: Company) -> None:
    settings.change_workspace(company.conn, company.id, countries=[])
    assert limits(company).countries == frozenset()


def test_a_member_s_own_limit_goes_before_that_of_all_members(company: Company) -> None:
    settings.change_workspace(company.conn, company.id, member_calls_a_day=50)
    settings.change_member(company.conn, company.id, company.ann.id, calls_a_day=9, longest_minutes=5)
    found = limits(company)
    assert (found.member.calls_a_day, found.longest_minutes, found.longest_scope) == (9, 5, Scope.MEMBER)
    others = settings.limits_of(company.conn, company.workspace, company.owner.id)
    assert (others.member.calls_a_day, others.longest_minutes) == (50, 120)
    settings.change_member(company.conn, company.id, company.ann.id, calls_a_day=None)
    assert limits(company).member.calls_a_day == 50


def test_a_member_s_longest_call_is_not_longer_than_the_workspace_s(company: Company) -> None:
    settings.change_workspace(company.conn, company.id, longest_minutes=10)
    settings.change_member(company.conn, company.id, company.ann.id, longest_minutes=60)
    assert (limits(company).longest_minutes, limits(company).longest_scope) == (10, Scope.WORKSPACE)


@pytest.mark.parametrize(
    "given",
    [
        {"countries": ["XX"]},
        {"countries": ["US", ""]},
        {"refused_kinds": ["expensive"]},
        {"calls_at_once": -1},
        {"calls_at_once": 10_001},
        {"calls_a_day": True},
        {"longest_minutes": 0},
        {"longest_minutes": 1441},
        {"member_minutes_a_day": -1},
    ],
)
def test_what_is_no_limit_is_refused(company: Company, given: dict[str, Any]) -> None:
    before = limits(company)
    with pytest.raises(Problem) as refused:
        settings.change_workspace(company.conn, company.id, **given)
    assert refused.value.field == next(iter(given))
    assert limits(company) == before


def test_limits_are_for_those_who_are_there(company: Company) -> None:
    with pytest.raises(Problem):
        settings.change_member(company.conn, company.id, "member_none", calls_a_day=1)
    with pytest.raises(Problem):
        settings.change_workspace(company.conn, "workspace_none", calls_a_day=1)


def test_changing_nothing_changes_nothing(company: Company) -> None:
    settings.change_workspace(company.conn, company.id)
    settings.change_member(company.conn, company.id, company.ann.id)
    assert limits(company).workspace == settings.DEFAULT
