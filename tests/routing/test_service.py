"""Setting routes and duty: what is kept, and every refusal in words."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from offhook.blocks import service as blocks
from offhook.calls.values import E164, Meets, Order, Skipped
from offhook.limits import settings as limits
from offhook.lines import service as lines
from offhook.lines.model import Line
from offhook.people import service as people
from offhook.people.model import Member
from offhook.problems import Problem
from offhook.routing import service, store
from offhook.routing.loops import ELSEWHERE
from offhook.routing.policy import Closed, Forward, Holiday, Hours, Policy, Span
from offhook.routing.service import OnDuty, Reach, Who
from offhook.routing.words import explained
from offhook.trunks import service as trunks
from tests.furnish import ANN, DANA, DAY, HOUR, LINE, NOW, SECRETS, Company, new_company

CELL = E164("+12025550133")
SECOND_LINE, THEIRS, THEIRS_TOO = (E164(f"+1202555010{last}") for last in (1, 2, 3))
OFFICE = (Span("09:00", "17:00"),)


def save(
    company: Company, policy: Policy, line: str = LINE, *, most_agents: int = 10, softphones: bool = True
) -> Policy:
    return service.save(
        company.conn, company.id, line, policy, NOW, most_agents=most_agents, rings_softphones=softphones
    )


def refused(company: Company, policy: Policy, line: str = LINE, **more: Any) -> Problem:
    before = service.get(company.conn, company.id, line)
    with pytest.raises(Problem) as problem:
        save(company, policy, line, **more)
    assert service.get(company.conn, company.id, line) == before
    assert problem.value.detail.isprintable()
    return problem.value


def forwarding(*numbers: str) -> Policy:
    return Policy(forwards=tuple(Forward(E164(number)) for number in numbers))


def number_of(company: Company, number: str | None, member: Member | None = None) -> Member:
    return people.change(company.conn, company.id, (member or company.ann).id, number=number, now=NOW)


def add_line(company: Company, number: str = SECOND_LINE) -> Line:
    return lines.add(company.conn, company.id, number, trunks=["lab"], now=NOW)


# What is kept


def test_a_line_has_the_default_route_until_one_is_set(company: Company) -> None:
    assert service.get(company.conn, company.id, LINE) == (company.line, Policy())
    assert service.get(company.conn, company.id, company.line.id)[1] == Policy()


def test_a_route_is_kept_in_its_tidy_form(company: Company) -> None:
    hours = Hours(
        " Europe/Berlin ",
        (OFFICE, *[()] * 6),
        (Holiday("2026-12-25", " Christmas "), Holiday("2026-12-24", "", OFFICE)),
    )
    kept = save(
        company,
        Policy(
            agents=(company.ann.id,),
            forwards=(Forward(E164("(202) 555-0133"), " Cell "),),
            order=Order.HUNT,
            hours=hours,
            closed=Closed.APOLOGY,
        ),
    )
    assert kept.forwards == (Forward(CELL, "Cell"),)
    assert kept.hours == Hours(
        "Europe/Berlin",
        (OFFICE, *[()] * 6),
        (Holiday("2026-12-24", "", OFFICE), Holiday("2026-12-25", "Christmas")),
    )
    assert service.get(company.conn, company.id, LINE) == (company.line, kept)
    again = save(company, replace(kept, ring_seconds=20))
    assert service.get(company.conn, company.id, LINE)[1] == again


def test_a_line_s_route_goes_with_it(company: Company) -> None:
    save(company, Policy(agents=(company.ann.id,)))
    service.set_duty(company.conn, company.id, LINE, company.ann.id, False, None, NOW)
    service.remove(company.conn, company.id, LINE)
    assert service.get(company.conn, company.id, LINE)[1] == Policy()
    assert store.duties(company.conn, company.id, company.line.id) == {}


# Refusals


@pytest.mark.parametrize("seconds", [-1, 0, 4, 29, 30, 600])
def test_a_ring_time_is_less_than_carriers_voicemails_take(company: Company, seconds: int) -> None:
    problem = refused(company, Policy(ring_seconds=seconds))
    assert (problem.type, problem.field) == ("invalid-value", "ring_seconds")
    assert problem.detail == (
        f"The ring time must be from 5 to 28 s, not {seconds}: when phones ring longer, carriers' own voicemails "
        "begin to answer."
    )


def test_the_bounds_of_the_ring_time_can_be_used(company: Company) -> None:
    assert [save(company, Policy(ring_seconds=seconds)).ring_seconds for seconds in (5, 28)] == [5, 28]


@pytest.mark.parametrize(
    ("policy", "kind", "field", "words"),
    [
        (forwarding(CELL, "202-555-0133"), "invalid-value", "forwards", "Name each number once."),
        (forwarding("+1 (202) 555-0100"), "route-loops", "forwards", f"{LINE} would ring itself"),
        (forwarding("202 555 0100"), "route-loops", "forwards", f"{LINE} would ring itself"),
        (forwarding("911"), "emergency-number", "forwards", "Emergency numbers can't be called"),
        (forwarding("12"), "invalid-number", "forwards", "too short"),
        (forwarding("PJSIP/x&Local/y"), "invalid-number", "forwards", "has letters"),
        (forwarding(*(f"+120255501{last}" for last in range(40, 51))), "invalid-value", "forwards", "10 numbers"),
        (Policy(forwards=(Forward(CELL, "a\nb"),)), "invalid-value", "forwards", "can't be shown"),
        (Policy(message_seconds=0), "invalid-value", "message_seconds", "from 10 to 600"),
        (Policy(message_seconds=601), "invalid-value", "message_seconds", "from 10 to 600"),
        (Policy(agents=("member_none",)), "not-found", "agents", "There is no member member_none."),
    ],
)
def test_a_route_that_cannot_be_is_refused_in_words(
    company: Company, policy: Policy, kind: str, field: str, words: str
) -> None:
    problem = refused(company, policy)
    assert (problem.type, problem.field) == (kind, field)
    assert words in problem.detail


def test_agents_are_named_once_and_are_members(company: Company) -> None:
    twice = refused(company, Policy(agents=(company.ann.id, company.ann.id)))
    assert (twice.field, twice.detail) == ("agents", "Name each agent once.")
    people.change(company.conn, company.id, company.ann.id, active=False, now=NOW)
    gone = refused(company, Policy(agents=(company.ann.id,)))
    assert (gone.field, gone.detail) == ("agents", "Ann is no longer a member: leave them out.")
    other = new_company(company.conn, "Other", number=THEIRS)
    assert refused(company, Policy(agents=(other.ann.id,))).status == 404


def test_agents_who_would_be_rung_on_softphones_only_are_refused_where_none_can_be_rung(company: Company) -> None:
    policy = Policy(agents=(company.ann.id,), agents_on=False)
    problem = refused(company, policy, softphones=False)
    assert (problem.field, problem.detail) == ("softphones_on", service.NO_SOFTPHONES)
    save(company, policy)
    for can_be_rung in (replace(policy, agents_on=True), replace(policy, softphones_on=False), Policy()):
        save(company, can_be_rung, softphones=False)


def test_a_line_has_as_many_agents_as_the_settings_allow(company: Company) -> None:
    both = Policy(agents=(company.ann.id, company.owner.id))
    assert refused(company, both, most_agents=1).detail == (
        "A line has 1 agents at most on this Offhook (the setting most_agents)."
    )
    assert save(company, both, most_agents=2) == both


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        (Hours("Mars/Base", ((),) * 7), "is no time zone"),
        (Hours("UTC", ((),) * 6), "The week has seven days"),
        (Hours("UTC", ()), "The week has seven days"),
        (Hours("UTC", ((Span("9:00", "17:00"),), *[()] * 6)), "Monday: write times as 09:00"),
        (Hours("UTC", ((), (Span("09:00", "25:00"),), *[()] * 5)), "Tuesday: write times as 09:00"),
        (Hours("UTC", ((Span("17:00", "09:00"),), *[()] * 6)), "Monday: each span ends after it begins"),
        (Hours("UTC", ((Span("09:00", "09:00"),), *[()] * 6)), "Monday: each span ends after it begins"),
        (Hours("UTC", ((Span("24:00", "24:00"),), *[()] * 6)), "Monday: each span ends after it begins"),
        (Hours("UTC", ((Span("09:00", "12:00"), Span("11:00", "13:00")), *[()] * 6)), "begins after the one before"),
        (Hours("UTC", ((Span("13:00", "14:00"), Span("09:00", "12:00")), *[()] * 6)), "begins after the one before"),
        (Hours("UTC", (tuple(Span(f"0{at}:00", f"0{at}:30") for at in range(7)), *[()] * 6)), "6 spans at most"),
        (Hours("UTC", ((),) * 7, (Holiday("2026-02-29"),)), "“2026-02-29” is no day"),
        (Hours("UTC", ((),) * 7, (Holiday("Christmas"),)), "“Christmas” is no day"),
        (Hours("UTC", ((),) * 7, (Holiday("2026-12-25"), Holiday("2026-12-25", "x"))), "Name each holiday once."),
        (Hours("UTC", ((),) * 7, (Holiday("2026-12-25", "a\nb"),)), "can't be shown"),
        (Hours("UTC", ((),) * 7, (Holiday("2026-12-25", "", (Span("b", "a"),)),)), "2026-12-25: write times as"),
        (Hours("UTC", ((),) * 7, (Holiday("2026-12-25"),) * 101), "100 holidays at most"),
    ],
)
def test_hours_that_make_no_sense_are_refused_in_words(company: Company, hours: Hours, words: str) -> None:
    problem = refused(company, Policy(hours=hours))
    assert (problem.type, problem.field) == ("invalid-value", "hours")
    assert words in problem.detail


@pytest.mark.parametrize("line", ["+12025550199", "line_" + "0" * 26])
def test_no_route_of_a_line_that_is_not_there(company: Company, line: str) -> None:
    for ask in (
        lambda: service.get(company.conn, company.id, line),
        lambda: save(company, Policy(), line),
        lambda: service.duties(company.conn, company.id, line, NOW),
    ):
        with pytest.raises(Problem) as problem:
            ask()
        assert problem.value.status == 404


# Rings


def test_two_lines_do_not_ring_each_other(company: Company) -> None:
    add_line(company)
    save(company, forwarding(SECOND_LINE))
    problem = refused(company, forwarding(CELL, LINE), SECOND_LINE)
    assert (problem.type, problem.status, problem.field) == ("route-loops", 409, "forwards")
    assert problem.detail == f"A call would come back to where it began: {SECOND_LINE} to {LINE} to {SECOND_LINE}."


def test_what_is_switched_off_counts(company: Company) -> None:
    """Switching it on must not close a ring."""
    add_line(company)
    save(company, replace(forwarding(SECOND_LINE), forwards_on=False))
    assert refused(company, forwarding(LINE), SECOND_LINE).type == "route-loops"


def test_an_agent_s_phone_that_is_the_line_closes_a_ring(company: Company) -> None:
    number_of(company, LINE)
    problem = refused(company, Policy(agents=(company.ann.id,)))
    assert (problem.type, problem.field) == ("route-loops", "agents")


def test_a_ring_over_two_workspaces_is_refused_and_says_no_more_than_the_asker_has(company: Company) -> None:
    other = new_company(company.conn, "Other", number=THEIRS)
    save(company, forwarding(THEIRS))
    assert refused(other, forwarding(LINE), THEIRS).detail == (
        f"A call would come back to where it began: {THEIRS} to {LINE} to {THEIRS}."
    )
    save(other, Policy(), THEIRS)
    add_line(other, THEIRS_TOO)
    save(company, Policy())
    save(other, forwarding(THEIRS_TOO), THEIRS)
    save(other, forwarding(LINE), THEIRS_TOO)
    problem = refused(company, forwarding(THEIRS))
    assert problem.detail == f"A call would come back to where it began: {LINE} to {THEIRS} to {ELSEWHERE} to {LINE}."
    assert THEIRS_TOO not in problem.detail


def test_a_phone_that_changes_closes_no_ring(company: Company) -> None:
    save(company, Policy(agents=(company.ann.id,)))
    for number in (ANN, SECOND_LINE, None):
        service.refuse_ring_of(company.conn, number_of(company, number), "number")
    closing = number_of(company, LINE)
    with pytest.raises(Problem) as problem:
        service.refuse_ring_of(company.conn, closing, "number")
    assert (problem.value.type, problem.value.field) == ("route-loops", "number")
    assert problem.value.detail == f"{LINE} would ring itself: a call to it would come back to where it began."


def test_who_comes_back_closes_no_ring(company: Company) -> None:
    number_of(company, LINE)
    gone = people.change(company.conn, company.id, company.ann.id, active=False, now=NOW)
    service.refuse_ring_of(company.conn, gone, "active")
    store.save(company.conn, company.id, company.line.id, Policy(agents=(company.ann.id,)), NOW)
    service.refuse_ring_of(company.conn, gone, "active")
    back = people.change(company.conn, company.id, company.ann.id, active=True, now=NOW)
    with pytest.raises(Problem):
        service.refuse_ring_of(company.conn, back, "active")


def test_a_new_line_that_is_somebody_s_forward_rings_nobody_and_cannot_ring_back(company: Company) -> None:
    save(company, forwarding(SECOND_LINE))
    add_line(company)
    assert service.get(company.conn, company.id, SECOND_LINE)[1] == Policy()
    assert refused(company, forwarding(LINE), SECOND_LINE).type == "route-loops"


def test_a_removed_line_is_no_part_of_a_ring(company: Company) -> None:
    add_line(company)
    save(company, forwarding(SECOND_LINE))
    lines.remove(company.conn, company.id, LINE, NOW)
    save(company, forwarding(LINE), SECOND_LINE)


# Plans


def plan_for(company: Company, policy: Policy, caller: str | None = None, at: int = NOW, **more: Any) -> list[str]:
    who = Who(None) if caller is None else Who(E164(caller))
    found = service.plan_call(company.conn, company.line, policy, who, at, **more)
    assert [target.trunks for target in found.targets] == [(company.trunk.id,)] * len(found.targets)
    return explained(found)


def test_a_plan_is_made_of_what_is_there_now(company: Company) -> None:
    number_of(company, ANN)
    policy = save(company, Policy(agents=(company.ann.id, company.owner.id), forwards=(Forward(CELL, "Cell"),)))
    assert plan_for(company, policy) == [
        "Rings all at once for 25 s:",
        f"- Ann at {ANN}, who presses 1 to accept, is shown {LINE}",
        f"- Cell at {CELL}, who presses 1 to accept, is shown {LINE}",
        "Olga is not rung: has no phone number yet.",
        "When nobody accepts, the voicemail takes a message of at most 180 s.",
    ]
    service.set_duty(company.conn, company.id, LINE, company.ann.id, False, NOW + HOUR, NOW)
    assert "Ann is not rung: off duty." in plan_for(company, policy)
    assert "Ann is not rung: off duty." not in plan_for(company, policy, at=NOW + HOUR)
    assert "Cell is not rung: it is who calls." in plan_for(company, policy, CELL)


def test_a_policy_that_rings_nobody_is_allowed_and_said_so(company: Company) -> None:
    nobody = save(company, Policy(voicemail_on=False))
    assert plan_for(company, nobody) == [
        "This rings nobody.",
        "The caller hears that nobody can take the call, and the call ends.",
    ]
    never = save(company, Policy(forwards=(Forward(CELL),), hours=Hours("UTC", ((),) * 7)))
    assert plan_for(company, never)[1] == "This rings nobody."


def test_numbers_that_the_limits_refuse_are_not_rung(company: Company) -> None:
    policy = save(company, forwarding("+493012345678"))
    found = service.plan_call(company.conn, company.line, policy, Who(None), NOW)
    (skipped,) = found.skipped
    assert skipped.reason.startswith("+493012345678 can't be called: it is in DE")
    limits.change_workspace(company.conn, company.id, countries=["US", "DE"])
    assert service.plan_call(company.conn, company.line, policy, Who(None), NOW).skipped == ()


def test_a_line_without_a_trunk_rings_no_number(company: Company) -> None:
    policy = save(company, forwarding(CELL))
    nowhere = (Skipped(CELL, "the line has no trunk that is switched on"),)
    down = service.plan_call(company.conn, company.line, policy, Who(None), NOW, Reach(trunks_down=[company.trunk.id]))
    assert down.skipped == nowhere
    trunks.change(company.conn, SECRETS, company.id, "lab", enabled=False)
    assert service.plan_call(company.conn, company.line, policy, Who(None), NOW).skipped == nowhere


# Duty


def test_agents_are_on_duty_until_somebody_says_otherwise(company: Company) -> None:
    conn, ann = company.conn, company.ann
    save(company, Policy(agents=(ann.id,)))
    assert service.duties(conn, company.id, LINE, NOW) == [OnDuty(ann, True, None)]
    off = service.set_duty(conn, company.id, LINE, ann.id, False, None, NOW)
    assert off == OnDuty(ann, False, None)
    assert service.duties(conn, company.id, LINE, NOW + DAY) == [off]


@pytest.mark.parametrize("on_duty", [False, True])
def test_duty_turns_by_itself_at_its_end(company: Company, on_duty: bool) -> None:
    conn, ann = company.conn, company.ann
    save(company, Policy(agents=(ann.id,)))
    said = service.set_duty(conn, company.id, LINE, ann.id, on_duty, NOW + HOUR, NOW)
    assert said == OnDuty(ann, on_duty, NOW + HOUR)
    assert service.duties(conn, company.id, LINE, NOW + HOUR - 1) == [said]
    assert service.duties(conn, company.id, LINE, NOW + HOUR) == [OnDuty(ann, not on_duty, None)]


def test_who_left_has_no_duty(company: Company) -> None:
    save(company, Policy(agents=(company.ann.id,)))
    people.change(company.conn, company.id, company.ann.id, active=False, now=NOW)
    assert service.duties(company.conn, company.id, LINE, NOW) == []


@pytest.mark.parametrize("until", [NOW, NOW - 1, NOW + 31 * DAY + 1])
def test_the_end_of_a_duty_lies_in_the_near_future(company: Company, until: int) -> None:
    save(company, Policy(agents=(company.ann.id,)))
    with pytest.raises(Problem) as problem:
        service.set_duty(company.conn, company.id, LINE, company.ann.id, False, until, NOW)
    assert (problem.value.field, problem.value.detail) == (
        "until",
        "The end must lie in the future, and within 31 days.",
    )


def test_only_agents_have_duty(company: Company) -> None:
    with pytest.raises(Problem) as problem:
        service.set_duty(company.conn, company.id, LINE, company.ann.id, True, None, NOW)
    assert problem.value.detail == f"Ann is no agent of {LINE}: add them to its route first."
    with pytest.raises(Problem) as problem:
        service.set_duty(company.conn, company.id, LINE, "member_none", True, None, NOW)
    assert problem.value.status == 404


def test_who_is_blocked_is_put_through_to_nobody(company: Company) -> None:
    blocks.add(company.conn, company.id, company.ann.id, number=CELL, now=NOW)
    blocks.add(company.conn, company.id, company.ann.id, withheld=True, now=NOW)
    policy = save(company, Policy(blocked=Meets.ANNOUNCEMENT))
    words = ["Not put through: {}.", "The caller hears that the call is not accepted."]

    def turned_away(who: Who) -> list[str]:
        return explained(service.plan_call(company.conn, company.line, policy, who, NOW))

    assert turned_away(Who(CELL)) == [words[0].format(f"{CELL} is blocked on every line"), words[1]]
    withheld = "callers who withhold their number are blocked on every line"
    assert turned_away(Who(None, withheld=True)) == [words[0].format(withheld), words[1]]
    for who in (Who(ANN), Who(None), Who(CELL, emergency=True), Who(None, withheld=True, emergency=True)):
        assert turned_away(who)[0] == "This rings nobody."


def test_a_call_back_from_an_emergency_service_is_put_through_whatever_the_limits_say(company: Company) -> None:
    limits.change_workspace(company.conn, company.id, calls_at_once=0)
    for emergency in (False, True):
        found = service.plan_call(company.conn, company.line, Policy(), Who(DANA, emergency=emergency), NOW)
        assert (found.turned_away is None) is emergency
