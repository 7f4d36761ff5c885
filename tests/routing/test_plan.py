"""What a policy means for one call at one moment."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from offhook.calls.values import (
    E164,
    DeviceId,
    Disposition,
    Mailbox,
    Meets,
    Order,
    Role,
    Skipped,
    Target,
    TrunkId,
    TurnedAway,
)
from offhook.limits.ringing import Allowed, Bound
from offhook.lines.model import Line
from offhook.people.model import Member
from offhook.people.model import Role as MemberRole
from offhook.routing.plan import Circumstances, Plan, plan
from offhook.routing.policy import CallerIdMode, Closed, Forward, Hours, Policy
from offhook.softphones.presence import Standing
from tests.example_softphones import present

LINE, ANN, BEN, CELL, DANA = (E164(f"+1202555010{last}") for last in range(5))
LAB, SPARE = TrunkId("trunk_lab"), TrunkId("trunk_spare")
DESK = DeviceId("device_desk")
NEVER = Hours("UTC", ((),) * 7)
A_CALL = Bound(7200.0, "the limit of 120 minutes a call for the workspace Main")
A_DAY = Bound(60.0, "the limit of 300 minutes of talk a day for Ben, until midnight")
FREELY = Allowed("", "", {}, {}, A_CALL, {"member_ben": A_DAY}, A_CALL)


def member(name: str, number: E164 | None) -> Member:
    return Member(f"member_{name.lower()}", "workspace_x", name, None, MemberRole.AGENT, number, True, 0)


BOTH = ("member_ann", "member_ben")
EVERYWHERE = Policy(agents=BOTH, forwards=(Forward(CELL, "Cell"),))
NOW = Circumstances(
    line=Line("line_main", "workspace_x", LINE, "Main", "en", True, (LAB, SPARE), 0),
    caller=DANA,
    at=0,
    trunks=(LAB, SPARE),
    members={"member_ann": member("Ann", ANN), "member_ben": member("Ben", BEN)},
    off_duty={},
    busy=frozenset(),
    softphones=(present(Standing.REGISTERED, DESK),),
    allowed=FREELY,
)


def planned(policy: Policy = EVERYWHERE, **circumstances: Any) -> Plan:
    return plan(policy, replace(NOW, **circumstances))


def names(found: Plan) -> list[str]:
    return [target.name for target in found.targets]


def test_everybody_is_rung_in_the_policy_s_order() -> None:
    trunks = (LAB, SPARE)
    assert planned() == Plan(
        (
            Target(Role.MEMBER, "Ann (desk)", LINE, device=DESK, member="member_ann"),
            Target(
                Role.MEMBER, "Ann", LINE, ANN, None, trunks, "member_ann", longest=A_CALL.longest, limit=A_CALL.limit
            ),
            Target(Role.MEMBER, "Ben", LINE, BEN, None, trunks, "member_ben", longest=A_DAY.longest, limit=A_DAY.limit),
            Target(Role.FORWARD, "Cell", LINE, CELL, None, trunks, longest=A_CALL.longest, limit=A_CALL.limit),
        ),
        (),
        Order.ALL,
        25.0,
        Mailbox(longest=180.0),
        "",
        A_CALL,
    )
    assert names(planned(replace(EVERYWHERE, agents=BOTH[::-1], order=Order.HUNT))) == [
        "Ben",
        "Ann (desk)",
        "Ann",
        "Cell",
    ]


def test_each_way_to_take_a_call_is_switched_by_itself() -> None:
    assert names(planned(replace(EVERYWHERE, softphones_on=False))) == ["Ann", "Ben", "Cell"]
    assert names(planned(replace(EVERYWHERE, agents_on=False))) == ["Ann (desk)", "Cell"]
    assert names(planned(replace(EVERYWHERE, forwards_on=False))) == ["Ann (desk)", "Ann", "Ben"]
    off = replace(EVERYWHERE, softphones_on=False, agents_on=False, forwards_on=False, voicemail_on=False)
    assert (planned(off).targets, planned(off).skipped, planned(off).mailbox) == ((), (), None)


def test_a_line_without_a_policy_s_agents_gives_callers_to_its_voicemail() -> None:
    found = planned(Policy())
    assert (found.targets, found.mailbox) == ((), Mailbox(180.0))


def test_who_is_off_duty_is_not_rung_at_their_number_but_at_their_softphone() -> None:
    found = planned(off_duty={"member_ann": None})
    assert names(found) == ["Ann (desk)", "Ben", "Cell"]
    assert found.skipped == (Skipped("Ann", "off duty"),)


def test_who_is_in_a_call_is_rung_or_not_by_setting() -> None:
    busy = frozenset({"member_ann"})
    assert len(planned(busy=busy).targets) == 4
    found = planned(replace(EVERYWHERE, ring_busy=False), busy=busy)
    assert (names(found), found.skipped) == (["Ben", "Cell"], (Skipped("Ann", "in another call"),))


@pytest.mark.behaviour("P6", "P7")
@pytest.mark.parametrize(
    ("standing", "why"),
    [
        (Standing.SIGNED_OUT, "the softphone is signed out"),
        (Standing.SWITCHED_OFF, "the softphone is switched off"),
        (Standing.UNREACHABLE, "the softphone does not answer any more: it is off, or out of reach"),
    ],
)
def test_a_softphone_that_would_not_ring_is_skipped_with_the_reason(standing: Standing, why: str) -> None:
    found = planned(softphones=(present(standing),))
    assert names(found) == ["Ann", "Ben", "Cell"]
    assert found.skipped == (Skipped("Ann (desk)", why),)


@pytest.mark.behaviour("P2")
def test_every_phone_of_a_softphone_that_answers_is_rung() -> None:
    page, gone = DeviceId("device_page"), DeviceId("device_gone")
    found = planned(softphones=(present(Standing.REGISTERED, DESK, page, unreachable=gone),))
    assert [target.device for target in found.targets if target.device] == [DESK, page]


@pytest.mark.behaviour("P5", "P6")
def test_with_softphones_alone_and_none_there_voicemail_answers_at_once() -> None:
    only = Policy(agents=BOTH, agents_on=False)
    found = planned(only, softphones=(present(Standing.SIGNED_OUT),))
    assert (found.targets, found.mailbox) == ((), Mailbox(180.0))


def test_a_softphone_of_somebody_who_is_no_agent_is_not_rung() -> None:
    assert names(planned(softphones=(present(Standing.REGISTERED, DESK, member="member_eve"),))) == [
        "Ann",
        "Ben",
        "Cell",
    ]


def test_members_who_left_or_have_no_number_are_skipped() -> None:
    gone = replace(member("Ann", ANN), active=False)
    found = planned(members={"member_ann": gone, "member_ben": member("Ben", None)})
    assert names(found) == ["Cell"]
    assert found.skipped == (Skipped("Ann", "no longer a member"), Skipped("Ben", "has no phone number yet"))
    assert planned(members={}).skipped[0] == Skipped("member_ann", "no longer a member")


def test_who_calls_is_not_rung() -> None:
    found = planned(caller=ANN)
    assert names(found) == ["Ann (desk)", "Ben", "Cell"]
    assert found.skipped == (Skipped("Ann", "it is who calls"),)


def test_a_number_is_rung_once() -> None:
    found = planned(replace(EVERYWHERE, forwards=(Forward(BEN), Forward(CELL))))
    assert names(found) == ["Ann (desk)", "Ann", "Ben", CELL]
    assert found.skipped == (Skipped(BEN, f"{BEN} is rung already"),)


def test_without_a_trunk_only_softphones_are_rung() -> None:
    found = planned(trunks=())
    assert names(found) == ["Ann (desk)"]
    assert {skipped.reason for skipped in found.skipped} == {"the line has no trunk that is switched on"}


def test_numbers_that_the_limits_refuse_are_skipped_with_their_reason() -> None:
    found = planned(allowed=replace(FREELY, numbers={CELL: "the limits don't allow it"}))
    assert names(found) == ["Ann (desk)", "Ann", "Ben"]
    assert found.skipped == (Skipped("Cell", "the limits don't allow it"),)


def test_members_whose_limits_are_reached_are_skipped_with_their_reason() -> None:
    found = planned(allowed=replace(FREELY, members={"member_ann": "Ann already has 2 of 2 calls at once"}))
    assert names(found) == ["Ann (desk)", "Ben", "Cell"]
    assert found.skipped == (Skipped("Ann", "Ann already has 2 of 2 calls at once"),)


def test_only_softphones_are_rung_once_the_workspace_s_limits_are_reached() -> None:
    found = planned(allowed=replace(FREELY, nothing="a limit is reached"))
    assert names(found) == ["Ann (desk)"]
    assert {skipped.reason for skipped in found.skipped} == {"a limit is reached"}


def test_with_too_many_calls_at_once_a_caller_meets_a_busy_tone() -> None:
    found = planned(replace(EVERYWHERE, hours=NEVER), allowed=replace(FREELY, full="10 of 10 calls at once"))
    assert (found.targets, found.skipped) == ((), ())
    assert found.turned_away == TurnedAway(Disposition.REFUSED, "10 of 10 calls at once", Meets.BUSY)


def test_phones_are_shown_the_line_or_by_setting_the_caller() -> None:
    by_caller = replace(EVERYWHERE, caller_id=CallerIdMode.CALLER)
    assert {target.caller_id for target in planned().targets} == {LINE}
    assert {target.caller_id for target in planned(by_caller).targets} == {DANA}
    assert {target.caller_id for target in planned(by_caller, caller=None).targets} == {LINE}


def test_outside_the_opening_hours_nobody_is_rung() -> None:
    found = planned(replace(EVERYWHERE, hours=NEVER))
    assert (found.targets, found.skipped, found.mailbox) == ((), (), Mailbox(180.0))
    assert found.why.startswith("closed on Thursday")
    apology = replace(EVERYWHERE, hours=NEVER, closed=Closed.APOLOGY)
    assert planned(apology).mailbox is None
    assert planned(replace(apology, closed=Closed.VOICEMAIL, voicemail_on=False)).mailbox is None
