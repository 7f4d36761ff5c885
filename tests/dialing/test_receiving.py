"""Receiving a call: whose line it is for, who calls, whom it rings; or why nobody takes it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import select

from offhook.blocks import service as blocks
from offhook.calls.events import Incoming
from offhook.calls.values import (
    E164,
    Caller,
    CallId,
    Cause,
    DeviceId,
    Disposition,
    Inbound,
    LegId,
    LineUsed,
    Mailbox,
    Meets,
    Order,
    Trail,
    TrunkId,
    TurnedAway,
    Way,
)
from offhook.contacts import service as contacts
from offhook.contacts.model import contacts as contact_rows
from offhook.dialing.receiving import NotReceived, Received, receive
from offhook.limits import settings as limits
from offhook.limits import store as limit_store
from offhook.limits.store import EVERYBODY, Spent
from offhook.lines import service as lines
from offhook.people import service as people
from offhook.routing import service as routing
from offhook.routing.policy import Forward, Policy
from offhook.routing.service import Reach
from offhook.softphones.presence import Standing
from offhook.trunks import service as trunks
from offhook.voicemail import greetings
from offhook.voicemail.greetings import Greeting
from offhook.workspaces import service as workspaces
from tests.example_softphones import present
from tests.furnish import ANN, DANA, HOUR, LINE, NOW, SECRETS, Company, new_company

CALL, LEG = CallId("call_x"), LegId("call_x-1")
CELL = E164("+12025550133")
OUTSIDE = Way()
TODAY = "2026-11-21"


def call_in(
    company: Company,
    to: str = LINE,
    caller: E164 | None = DANA,
    now: int = NOW,
    way: Way = OUTSIDE,
    emergency: bool = False,
    **more: Any,
) -> Received | NotReceived:
    incoming = Incoming(LEG, TrunkId(company.trunk.id), to, caller, withheld=caller is None, emergency=emergency)
    return receive(company.conn, CALL, incoming, way, now, **more)


def taken(company: Company, **more: Any) -> Inbound:
    found = call_in(company, **more)
    assert isinstance(found, Received)
    assert found.workspace_id == company.id
    assert isinstance(found.arguments, Inbound)
    return found.arguments


def rings(company: Company, **policy: Any) -> None:
    people.change(company.conn, company.id, company.ann.id, number=ANN, now=NOW)
    chosen = Policy(agents=(company.ann.id,), forwards=(Forward(CELL, "Cell"),), **policy)
    routing.save(company.conn, company.id, LINE, chosen, NOW, most_agents=10)


@pytest.mark.behaviour("P9")
def test_a_call_starts_with_the_lines_own_greeting(company: Company) -> None:
    greetings.put(company.conn, company.id, Greeting(company.line.id, "0" * 64, 1, 1, NOW))
    assert taken(company).mailbox == Mailbox(180.0, greeting="0" * 64)
    routing.save(company.conn, company.id, LINE, Policy(voicemail_on=False), NOW, most_agents=10)
    assert taken(company).mailbox is None


def test_a_call_starts_with_everything_as_it_is_now(company: Company) -> None:
    dana = contacts.create(company.conn, company.id, "Dana", [DANA], now=NOW)
    lines.change(company.conn, company.id, LINE, name="Main", language="de")
    rings(company, order=Order.HUNT, ring_seconds=20)
    found = taken(company)
    trunk = TrunkId(company.trunk.id)
    assert found.caller == Caller(LEG, DANA, "Dana", dana.id)
    assert found.line == LineUsed(company.line.id, LINE, "Main", "de", "US", (trunk,))
    assert (found.trunk, found.order, found.ring, found.longest) == (trunk, Order.HUNT, 20.0, 7200.0)
    assert [(target.name, target.number, target.caller_id) for target in found.targets] == [
        ("Ann", ANN, LINE),
        ("Cell", CELL, LINE),
    ]


def test_a_line_without_a_route_takes_messages(company: Company) -> None:
    found = taken(company)
    assert (found.targets, found.skipped) == ((), ())
    assert found.mailbox is not None


def test_an_unknown_caller_becomes_a_contact_once(company: Company) -> None:
    first, second = taken(company).caller, taken(company).caller
    assert first == second
    assert (first.number, first.name) == (DANA, "")
    assert company.conn.execute(select(contact_rows.c.id)).scalars().all() == [first.contact]


def test_a_caller_who_withholds_their_number_is_no_contact(company: Company) -> None:
    rings(company)
    found = taken(company, caller=None)
    assert found.caller == Caller(LEG, None)
    assert [target.caller_id for target in found.targets] == [LINE, LINE]
    assert company.conn.execute(select(contact_rows)).all() == []


def no_voice(company: Company) -> None:
    lines.change(company.conn, company.id, LINE, voice=False)


def module_off(company: Company) -> None:
    workspaces.change(company.conn, company.id, voice=False)


def line_removed(company: Company) -> None:
    lines.remove(company.conn, company.id, LINE, NOW)


@pytest.mark.parametrize("before", [no_voice, module_off, line_removed])
def test_a_call_to_what_takes_no_calls_is_refused(company: Company, before: Any) -> None:
    before(company)
    assert call_in(company) == NotReceived(Cause.NOT_IN_SERVICE)
    assert company.conn.execute(select(contact_rows)).all() == []


@pytest.mark.parametrize("to", ["+12025550199", "", "s", "2025550100", f"{LINE};phone-context=x", "'; DROP TABLE x"])
def test_a_call_for_nobody_s_number_is_refused(company: Company, to: str) -> None:
    assert call_in(company, to) == NotReceived(Cause.NOT_IN_SERVICE)


def test_a_call_is_that_workspace_s_whose_line_was_called(company: Company) -> None:
    other = new_company(company.conn, "Other", number="+12025550101")
    contacts.create(company.conn, company.id, "Dana", [DANA], now=NOW)
    found = call_in(company, "+12025550101")
    assert isinstance(found, Received)
    assert found.workspace_id == other.id
    assert found.arguments.caller.name == ""


def test_duty_limits_and_trunks_are_those_of_now(company: Company) -> None:
    rings(company)
    routing.set_duty(company.conn, company.id, LINE, company.ann.id, False, NOW + HOUR, NOW)
    limits.change_workspace(company.conn, company.id, longest_minutes=5)
    found = taken(company)
    assert [target.name for target in found.targets] == ["Cell"]
    assert [(skipped.name, skipped.reason) for skipped in found.skipped] == [("Ann", "off duty")]
    assert found.longest == 300.0
    assert len(taken(company, now=NOW + HOUR).targets) == 2
    assert taken(company, reach=Reach(trunks_down=[company.trunk.id])).targets == ()
    trunks.change(company.conn, SECRETS, company.id, "lab", enabled=False)
    assert taken(company).targets == ()


def test_softphones_are_rung_as_they_are_now(company: Company) -> None:
    rings(company)
    desk = present(Standing.REGISTERED, DeviceId("device_desk"), member=company.ann.id)
    anns = {company.ann.id: [desk]}
    found = taken(company, reach=Reach(lambda member: anns.get(member, [])))
    assert [target.device for target in found.targets] == ["device_desk", None, None]


# What may be spent


def test_a_call_that_rings_a_phone_over_a_trunk_counts_and_holds_talk_time(company: Company) -> None:
    rings(company)
    found = taken(company)
    assert (found.longest, {target.longest for target in found.targets}) == (7200.0, {7200.0})
    assert limit_store.spent(company.conn, company.id, EVERYBODY, TODAY)[0] == Spent(0, 1, 0, 7_200_000)


def test_a_call_that_rings_no_phone_over_a_trunk_costs_nothing(company: Company) -> None:
    desk = present(Standing.REGISTERED, DeviceId("device_desk"), member=company.ann.id)
    anns = {company.ann.id: [desk]}
    rings(company, agents_on=False, forwards_on=False)
    assert len(taken(company, reach=Reach(lambda member: anns.get(member, []))).targets) == 1
    assert limit_store.spent(company.conn, company.id, EVERYBODY, TODAY)[0] == Spent(0, 0, 0, 0)


def test_phones_that_the_limits_refuse_are_skipped_and_voicemail_takes_over(company: Company) -> None:
    rings(company)
    limits.change_workspace(company.conn, company.id, calls_a_day=1)
    assert len(taken(company).targets) == 2
    found = taken(company)
    assert (found.targets, found.turned_away) == ((), None)
    assert {skipped.reason for skipped in found.skipped} == {
        "the limit of 1 call a day for the workspace Main is reached, until 00:00 on 22 November (America/New_York)"
    }
    assert found.mailbox is not None


def test_with_as_many_calls_at_once_as_may_be_the_caller_meets_a_busy_tone(company: Company) -> None:
    limits.change_workspace(company.conn, company.id, calls_at_once=0)
    found = taken(company)
    reason = "the workspace Main already has 0 of 0 calls at once"
    assert found.turned_away == TurnedAway(Disposition.REFUSED, reason, Meets.BUSY)
    assert found.caller.contact


# Callers who are not put through


def test_a_blocked_caller_becomes_no_contact_and_a_known_one_keeps_their_name(company: Company) -> None:
    blocks.add(company.conn, company.id, company.ann.id, number=DANA, now=NOW)
    found = taken(company)
    reason = f"{DANA} is blocked on every line"
    assert found.turned_away == TurnedAway(Disposition.BLOCKED, reason, Meets.BUSY)
    assert (found.targets, found.caller) == ((), Caller(LEG, DANA))
    assert company.conn.execute(select(contact_rows)).all() == []
    dana = contacts.create(company.conn, company.id, "Dana", [DANA], now=NOW)
    assert taken(company).caller == Caller(LEG, DANA, "Dana", dana.id)


def test_a_call_back_from_an_emergency_service_is_put_through(company: Company) -> None:
    for given in ({"number": DANA}, {"withheld": True}):
        blocks.add(company.conn, company.id, company.ann.id, **given, now=NOW)
    for caller in (DANA, None):
        assert taken(company, caller=caller).turned_away is not None
        assert taken(company, caller=caller, emergency=True).turned_away is None


# Calls that come back


def test_a_call_from_outside_begins_a_trail_of_its_own(company: Company) -> None:
    first, second = taken(company).trail, taken(company).trail
    assert first.hops == second.hops == 1
    assert first.token != second.token
    assert re.fullmatch("[0-9a-f]{16}", first.token)


@pytest.mark.behaviour("P8")
def test_a_call_of_ours_goes_on_to_a_line_where_it_has_not_been(company: Company) -> None:
    way = Way(Trail("a" * 16, 1), frozenset({"line_other"}))
    found = taken(company, way=way)
    assert (found.turned_away, found.trail) == (None, Trail("a" * 16, 2))


@pytest.mark.behaviour("P8")
def test_a_call_of_ours_that_comes_back_is_stopped(company: Company) -> None:
    rings(company)
    found = taken(company, way=Way(Trail("a" * 16, 2), frozenset({"line_other", company.line.id})))
    reason = f"it is a call of our own that has come back to {LINE}, where it was before"
    assert found.turned_away == TurnedAway(Disposition.LOOPED, reason, Meets.BUSY)
    assert (found.targets, found.caller.contact) == ((), "")


@pytest.mark.behaviour("P8")
def test_a_call_that_has_come_through_us_too_often_is_stopped(company: Company) -> None:
    found = taken(company, way=Way(Trail("a" * 16, 4)))
    assert found.turned_away is not None
    assert found.turned_away.reason == "it has come through us 4 times already, and 4 are the most"


def test_a_phone_that_rings_for_the_same_number_is_not_rung_again(company: Company) -> None:
    rings(company)
    found = taken(company, way=Way(rung=frozenset({CELL})))
    assert [target.name for target in found.targets] == ["Ann"]
    (skipped,) = found.skipped
    assert skipped.reason.startswith("it is rung already for a caller with the same number")
