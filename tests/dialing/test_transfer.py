"""Where a transfer may go, and which phones that rings; or why none."""

from __future__ import annotations

from typing import Any

import pytest

from offhook.calls.questions import Destination, WhereTo
from offhook.calls.values import E164, Order, Role
from offhook.contacts import service as contacts
from offhook.dialing.transfer import RING_SECONDS, where_to
from offhook.lines import service as lines
from offhook.people import service as people
from offhook.people.model import Member
from offhook.problems import Problem
from offhook.routing import service as routing
from offhook.routing.policy import Forward, Policy
from offhook.routing.service import Reach
from tests.furnish import ANN, DANA, LINE, NOW, Company, new_company

BOBS_NUMBER, CELL, PLUMBER = E164("+12025550133"), E164("+12025550134"), E164("+12025550144")
SALES = E164("+12025550105")


def asked(company: Company, to: str, **more: Any) -> WhereTo:
    holder = more.pop("holder", company.ann.id)
    line = more.pop("line", company.line.id)
    return WhereTo(to=to, by=company.ann.id, holder=holder, line=line, caller=more.pop("caller", DANA))


def found(company: Company, to: str, **more: Any) -> Destination:
    down = more.pop("trunks_down", ())
    return where_to(company.conn, company.id, asked(company, to, **more), NOW, Reach(trunks_down=down))


def refused(company: Company, to: str, **more: Any) -> Problem:
    with pytest.raises(Problem) as caught:
        found(company, to, **more)
    assert caught.value.field in {"to", None}
    return caught.value


def bob(company: Company, number: E164 | None = BOBS_NUMBER) -> Member:
    return people.add(company.conn, company.id, "Bob", number=number, now=NOW)


@pytest.mark.behaviour("T21")
def test_a_member_is_rung_at_their_phone_and_is_shown_the_line(company: Company) -> None:
    member = bob(company)
    to = found(company, member.id)
    assert (to.name, to.order, to.ring, to.number) == ("Bob", Order.ALL, RING_SECONDS, None)
    (target,) = to.targets
    assert (target.role, target.number, target.caller_id) == (Role.MEMBER, BOBS_NUMBER, LINE)
    assert (target.member, target.screened) == (member.id, True)


@pytest.mark.behaviour("T21", "T22")
def test_a_member_is_rung_by_their_extension_too(company: Company) -> None:
    member = bob(company)
    people.change(company.conn, company.id, member.id, extension="202", now=NOW)
    assert found(company, "202") == found(company, member.id)
    assert found(company, " 202 ").name == "Bob"
    people.change(company.conn, company.id, company.ann.id, extension="201", now=NOW)
    assert refused(company, "201").detail == "Ann has this call already."


def test_an_extension_that_nobody_has_is_named(company: Company) -> None:
    problem = refused(company, "203")
    assert (problem.type, problem.detail) == ("not-found", "There is no extension 203.")


def test_a_call_between_two_softphones_is_handed_on_over_the_only_line(company: Company) -> None:
    """It shows no line by itself where there are several, and none was chosen for the softphone."""
    people.change(company.conn, company.id, bob(company).id, extension="202", now=NOW)
    assert found(company, "202", line="") == found(company, "202")
    lines.add(company.conn, company.id, SALES, trunks=["lab"], name="Sales", now=NOW)
    assert refused(company, "202", line="").type == refused(company, PLUMBER, line="").type == "no-line"
    routing.save(company.conn, company.id, SALES, Policy(forwards=(Forward(CELL),)), NOW, most_agents=10)
    assert found(company, SALES, line="").name == "Sales"


def test_a_member_who_can_not_be_rung_is_named_with_the_reason(company: Company) -> None:
    problem = refused(company, bob(company, None).id)
    assert (problem.type, problem.status) == ("nobody-to-ring", 409)
    assert problem.detail == "Bob can't be rung now: Bob is not rung: has no phone number yet."


def test_who_has_the_call_is_not_rung_for_it(company: Company) -> None:
    people.change(company.conn, company.id, company.ann.id, number=ANN, now=NOW)
    assert refused(company, company.ann.id).detail == "Ann has this call already."
    assert found(company, company.ann.id, holder="").targets


@pytest.mark.behaviour("T21")
@pytest.mark.parametrize("by", ["id", "number", "national", "keys"])
def test_a_line_rings_whom_its_route_rings_but_for_who_has_the_call(company: Company, by: str) -> None:
    people.change(company.conn, company.id, company.ann.id, number=ANN, now=NOW)
    sales = lines.add(company.conn, company.id, SALES, trunks=["lab"], name="Sales", now=NOW)
    policy = Policy(
        agents=(company.ann.id, bob(company).id), forwards=(Forward(CELL, "Cell"),), order=Order.HUNT, ring_seconds=15
    )
    routing.save(company.conn, company.id, SALES, policy, NOW, most_agents=10)
    to = found(company, {"id": sales.id, "number": SALES, "national": "202 555 0105", "keys": "2025550105"}[by])
    assert (to.name, to.order, to.ring, to.number) == ("Sales", Order.HUNT, 15.0, None)
    assert [target.name for target in to.targets] == ["Bob", "Cell"]
    assert all(target.screened for target in to.targets)


def test_a_line_that_rings_nobody_is_refused(company: Company) -> None:
    lines.add(company.conn, company.id, SALES, trunks=["lab"], name="Sales", now=NOW)
    assert refused(company, SALES).detail == "Sales can't be rung now: its route rings nobody."


@pytest.mark.behaviour("T21")
def test_a_number_is_rung_over_the_calls_line_and_asked_for_no_key(company: Company) -> None:
    contacts.create(company.conn, company.id, "Plumber", [PLUMBER], now=NOW)
    to = found(company, "(202) 555-0144")
    assert (to.name, to.number) == ("Plumber", PLUMBER)
    (target,) = to.targets
    assert (target.number, target.caller_id, target.trunks) == (PLUMBER, LINE, (company.trunk.id,))
    assert (target.role, target.member, target.screened) == (Role.FORWARD, "", False)


@pytest.mark.parametrize(
    ("to", "problem"),
    [
        ("+1 202 555", "invalid-number"),
        ("911", "emergency-number"),
        ("", "invalid-number"),
        ("+19005550122", "destination-refused"),
        ("+442079460000", "destination-refused"),
        (DANA, "same-number"),
        ("member_01kahv7q3m8w2x4y6z0a1b2c3d", "not-found"),
        ("line_01kahv7q3m8w2x4y6z0a1b2c3d", "not-found"),
    ],
)
def test_what_can_not_be_is_refused(company: Company, to: str, problem: str) -> None:
    assert refused(company, to).type == problem


def test_nothing_of_another_workspace_is_rung(company: Company) -> None:
    other = new_company(company.conn, "Other", number="+12025550190")
    stranger = people.add(company.conn, other.id, "Stranger", number=BOBS_NUMBER, now=NOW)
    assert refused(company, stranger.id).type == "not-found"
    assert refused(company, other.line.id).type == "not-found"
    assert refused(company, other.line.number).detail == "+12025550190 can't be used here."


def test_without_a_trunk_no_number_is_rung(company: Company) -> None:
    assert refused(company, PLUMBER, trunks_down=[company.trunk.id]).type == "line-without-trunk"
