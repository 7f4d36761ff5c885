from typing import Any

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from offhook import numbers
from offhook.calls.questions import Granted, Refused
from offhook.calls.values import E164
from offhook.limits import service, settings, store
from offhook.limits.model import Caps, Limits, Scope
from offhook.limits.service import check_destination
from offhook.limits.settings import REFUSED_DEFAULT
from offhook.numbers import NumberKind
from offhook.people import service as people
from offhook.people.model import Member
from offhook.problems import Problem
from offhook.workspaces import service as workspaces
from tests.furnish import ANN, DANA, DAY, HOUR, NOW, SECOND, Company
from tests.limits.calls import begin, end

CAPS = Caps(calls_at_once=1, calls_a_day=1, minutes_a_day=1)
MIDNIGHT = "2026-11-22T00:00:00-05:00"


def place(company: Company, call: str, member: Member | None = None, now: int = NOW) -> None:
    whose = member or company.ann
    service.check_place(company.conn, company.workspace, whose, {"to": DANA, "caller": ANN}, now)
    begin(company, call, whose, now)


def dial(company: Company, call: str, now: int = NOW, to: str = DANA) -> Granted | Refused:
    return service.may_dial(company.conn, company.id, call, company.ann.id, E164(to), now)


def granted(company: Company, call: str, now: int = NOW) -> float:
    """For how many seconds."""
    answer = dial(company, call, now)
    assert isinstance(answer, Granted)
    return answer.longest


def refusal(company: Company, call: str = "call_x", now: int = NOW) -> Problem:
    with pytest.raises(Problem) as refused:
        place(company, call, now=now)
    assert (refused.value.type, refused.value.status) == ("limit-reached", 429)
    return refused.value


def limit(company: Company, **values: Any) -> None:
    settings.change_workspace(company.conn, company.id, **values)


def test_calls_at_once_of_a_member(company: Company) -> None:
    place(company, "call_1")
    place(company, "call_2")
    problem = refusal(company)
    assert problem.extra == {"limit": "calls_at_once", "scope": "member", "until": None}
    assert "Ann already has 2 of 2 calls at once" in problem.detail
    place(company, "call_3", company.owner)
    end(company.conn, company.id, "call_1")
    place(company, "call_4")


def test_calls_at_once_of_a_workspace(company: Company) -> None:
    limit(company, calls_at_once=1)
    place(company, "call_1")
    with pytest.raises(Problem) as refused:
        place(company, "call_2", company.owner)
    assert refused.value.extra["scope"] == "workspace"
    assert "The workspace Main already has 1 of 1 call at once" in refused.value.detail


def test_calls_a_day_count_until_midnight_in_the_workspace_s_time_zone(company: Company) -> None:
    limit(company, member_calls_a_day=2)
    for call in ("call_1", "call_2"):
        place(company, call)
        end(company.conn, company.id, call)
    problem = refusal(company)
    assert problem.extra == {"limit": "calls_a_day", "scope": "member", "until": MIDNIGHT}
    assert "Ann has placed 2 of 2 calls a day" in problem.detail
    assert "00:00 on 22 November (America/New_York)" in problem.detail
    refusal(company, now=NOW + 12 * HOUR - SECOND)
    place(company, "call_3", now=NOW + 12 * HOUR)


def test_a_refused_call_does_not_count(company: Company) -> None:
    limit(company, member_calls_at_once=1, calls_a_day=2)
    place(company, "call_1")
    for _ in range(5):
        refusal(company)
    end(company.conn, company.id, "call_1")
    place(company, "call_2")


def test_no_call_when_none_is_allowed(company: Company) -> None:
    limit(company, calls_a_day=0)
    assert "0 of 0 calls a day" in refusal(company).detail


def test_minutes_a_day(company: Company) -> None:
    limit(company, member_minutes_a_day=10, member_calls_at_once=1)
    place(company, "call_1")
    assert granted(company, "call_1") == 600.0
    end(company.conn, company.id, "call_1", talk_s=540)
    place(company, "call_2")
    assert granted(company, "call_2") == 60.0
    end(company.conn, company.id, "call_2", talk_s=60)
    problem = refusal(company)
    assert problem.extra == {"limit": "minutes_a_day", "scope": "member", "until": MIDNIGHT}
    assert "Ann has used up 10 minutes of talk a day" in problem.detail
    place(company, "call_3", now=NOW + DAY)
    assert granted(company, "call_3", NOW + DAY) == 600.0


def test_minutes_that_live_calls_may_use_are_not_given_twice(company: Company) -> None:
    limit(company, member_minutes_a_day=100, longest_minutes=60)
    place(company, "call_1")
    assert granted(company, "call_1") == 3600.0
    place(company, "call_2")
    assert granted(company, "call_2") == 2400.0
    end(company.conn, company.id, "call_1", talk_s=60)
    place(company, "call_3")
    assert granted(company, "call_3") == 3540.0


UNTIL = "until 00:00 on 22 November (America/New_York)"


@pytest.mark.parametrize(
    ("chosen", "own", "limit_in_words"),
    [
        ({}, {}, "the limit of 120 minutes a call for the workspace Main"),
        ({}, {"longest_minutes": 1}, "the limit of 1 minute a call for Ann"),
        ({}, {"minutes_a_day": 7}, f"the limit of 7 minutes of talk a day for Ann, {UNTIL}"),
        ({"minutes_a_day": 9}, {}, f"the limit of 9 minutes of talk a day for the workspace Main, {UNTIL}"),
        ({"minutes_a_day": 9}, {"minutes_a_day": 7}, f"the limit of 7 minutes of talk a day for Ann, {UNTIL}"),
        ({"minutes_a_day": 5}, {"longest_minutes": 5}, "the limit of 5 minutes a call for Ann"),
    ],
)
def test_what_will_end_the_talk_is_said(
    company: Company, chosen: dict[str, int], own: dict[str, int], limit_in_words: str
) -> None:
    limit(company, **chosen)
    settings.change_member(company.conn, company.id, company.ann.id, **own)
    place(company, "call_1")
    answer = dial(company, "call_1")
    assert isinstance(answer, Granted)
    assert answer.limit == limit_in_words


def test_what_live_calls_may_use_is_said_to_count(company: Company) -> None:
    limit(company, member_minutes_a_day=100, longest_minutes=60)
    place(company, "call_1")
    dial(company, "call_1")
    place(company, "call_2")
    answer = dial(company, "call_2")
    assert isinstance(answer, Granted)
    assert answer.limit == f"the limit of 100 minutes of talk a day, counting what live calls may use, for Ann, {UNTIL}"


def test_minutes_promised_to_live_calls_are_said_to_be(company: Company) -> None:
    limit(company, member_minutes_a_day=60)
    place(company, "call_1")
    place(company, "call_2")
    dial(company, "call_1")
    answer = dial(company, "call_2")
    assert isinstance(answer, Refused)
    assert "live calls may use up the rest" in answer.reason
    assert "live calls may use up the rest" in refusal_while_free(company)


def refusal_while_free(company: Company) -> str:
    end(company.conn, company.id, "call_2")
    return refusal(company).detail


def test_the_longest_call_counts(company: Company) -> None:
    limit(company, longest_minutes=3)
    place(company, "call_1")
    assert granted(company, "call_1") == 180.0


def test_asking_again_in_one_call_takes_nothing_more(company: Company) -> None:
    limit(company, member_minutes_a_day=10)
    place(company, "call_1")
    assert dial(company, "call_1") == dial(company, "call_1")
    assert granted(company, "call_1") == 600.0


def test_a_call_that_was_never_granted_settles_to_nothing(company: Company) -> None:
    place(company, "call_1")
    end(company.conn, company.id, "call_1", talk_s=5)
    whole, own = store.spent(company.conn, company.id, company.ann.id, "2026-11-21")
    assert (whole.talk_ms, own.talk_ms, own.calls) == (0, 0, 1)


def test_settling_twice_counts_once(company: Company) -> None:
    place(company, "call_1")
    dial(company, "call_1")
    end(company.conn, company.id, "call_1", talk_s=60)
    end(company.conn, company.id, "call_1", talk_s=60)
    whole, own = store.spent(company.conn, company.id, company.ann.id, "2026-11-21")
    assert whole == own == store.Spent(live=0, calls=1, talk_ms=60_000, held_ms=0)


def test_talk_over_midnight_counts_for_the_day_on_which_it_was_granted(company: Company) -> None:
    late = NOW + 12 * HOUR - SECOND
    place(company, "call_1", now=late)
    dial(company, "call_1", late)
    end(company.conn, company.id, "call_1", talk_s=1800, at=late + 1800 * SECOND)
    today, _ = store.spent(company.conn, company.id, company.ann.id, "2026-11-21")
    tomorrow, _ = store.spent(company.conn, company.id, company.ann.id, "2026-11-22")
    assert (today.talk_ms, tomorrow.talk_ms) == (1_800_000, 0)


def test_who_has_left_dials_nobody(company: Company) -> None:
    place(company, "call_1")
    people.change(company.conn, company.id, company.ann.id, active=False, now=NOW)
    answer = dial(company, "call_1")
    assert isinstance(answer, Refused)
    assert "no longer part" in answer.reason


def test_a_destination_forbidden_meanwhile_is_not_dialled(company: Company) -> None:
    place(company, "call_1")
    limit(company, countries=["DE"])
    answer = dial(company, "call_1")
    assert isinstance(answer, Refused)
    assert "allow these countries only: DE" in answer.reason
    assert isinstance(dial(company, "call_1", to="+493012345678"), Granted)


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("+19005550100", "premium-rate"),
        ("+12129760100", "premium-rate"),
        ("+870773111632", "satellite"),
        ("+881612345678", "satellite"),
        ("+80812345678", "shared-cost"),
        ("+447012345678", "personal"),
        ("+18765550123", "in JM"),
        ("+14412921234", "in BM"),
        ("+14165550123", "in CA"),
        ("+493012345678", "in DE"),
        ("+80012345678", "no country"),
    ],
)
@pytest.mark.parametrize("field", ["to", "caller"])
def test_dear_destinations_are_refused_on_either_side(company: Company, number: str, words: str, field: str) -> None:
    called = {"to": DANA, "caller": ANN, field: E164(number)}
    with pytest.raises(Problem) as refused:
        service.check_place(company.conn, company.workspace, company.ann, called, NOW)
    assert (refused.value.type, refused.value.status, refused.value.field) == ("destination-refused", 403, field)
    assert words in refused.value.detail
    assert number in refused.value.detail


def test_a_canadian_workspace_may_call_toll_free_numbers(company: Company) -> None:
    limit(company, countries=["CA"])
    limits = settings.limits_of(company.conn, company.workspace, company.ann.id)
    check_destination(limits, E164("+18005551234"), "to")
    with pytest.raises(Problem):
        check_destination(limits, DANA, "to")


def test_numbers_of_no_country_can_be_allowed(company: Company) -> None:
    limit(company, countries=["US", "001"])
    limits = settings.limits_of(company.conn, company.workspace, company.ann.id)
    check_destination(limits, E164("+80012345678"), "to")
    with pytest.raises(Problem):
        check_destination(limits, E164("+870773111632"), "to")


def _numbers() -> list[E164]:
    """A valid number of every kind of every country, and of every network of no country."""
    kinds = range(11)
    found = [
        phonenumbers.example_number_for_type(country, kind)
        for country in sorted(phonenumbers.SUPPORTED_REGIONS)
        for kind in kinds
    ]
    found += [
        phonenumbers.example_number_for_non_geo_entity(code) for code in (800, 808, 870, 878, 881, 882, 883, 888, 979)
    ]
    e164 = phonenumbers.PhoneNumberFormat.E164
    return sorted({E164(phonenumbers.format_number(one, e164)) for one in found if one is not None})


@given(st.sampled_from(_numbers()), st.sets(st.sampled_from(["US", "GB", "DE", "CA", "JM", "KZ", "VA", "001"])))
def test_only_allowed_countries_and_kinds_get_through(number: E164, countries: set[str]) -> None:
    limits = Limits(frozenset(countries), REFUSED_DEFAULT, CAPS, CAPS, 1, Scope.WORKSPACE)
    try:
        check_destination(limits, number, "to")
    except Problem:
        return
    assert numbers.kind(number) not in {
        NumberKind.PREMIUM,
        NumberKind.SHARED_COST,
        NumberKind.SATELLITE,
        NumberKind.PERSONAL,
        NumberKind.PAGER,
        NumberKind.COMPANY,
        NumberKind.UNKNOWN,
    }
    parsed = phonenumbers.parse(number, None)
    assert any(phonenumbers.is_valid_number_for_region(parsed, country) for country in countries)


@given(st.sampled_from(["+870", "+881", "+882", "+883", "+979", "+808", "+1900"]), st.integers(0, 10**8 - 1))
def test_prefixes_of_dear_numbers_never_get_through(prefix: str, rest: int) -> None:
    everywhere = frozenset([*phonenumbers.SUPPORTED_REGIONS, "001"])
    limits = Limits(everywhere, REFUSED_DEFAULT, CAPS, CAPS, 1, Scope.WORKSPACE)
    try:
        number = numbers.parse(f"{prefix}{rest}", None)
    except Problem:
        return
    with pytest.raises(Problem):
        check_destination(limits, number, "to")


def test_the_voice_module_does_not_end_a_call_that_began(company: Company) -> None:
    place(company, "call_1")
    workspaces.change(company.conn, company.id, voice=False)
    assert isinstance(dial(company, "call_1"), Granted)
