"""Plans and differences between routes, in words."""

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
    TurnedAway,
)
from offhook.limits.ringing import Bound
from offhook.routing.plan import Plan
from offhook.routing.policy import CallerIdMode, Closed, Forward, Holiday, Hours, Policy, Span
from offhook.routing.words import difference, explained

LINE, ANN, CELL = (E164(f"+1202555010{last}") for last in range(3))
NAMES = {"member_ann": "Ann", "member_ben": "Ben"}
AT_HER_PHONE = Target(Role.MEMBER, "Ann", LINE, number=ANN, member="member_ann")
AT_HER_DESK = Target(Role.MEMBER, "Ann (desk)", LINE, device=DeviceId("device_x"), member="member_ann")
MAILBOX = Mailbox(180)
NOBODY = Plan((), (), Order.ALL, 25, None, "", Bound(7200.0, "the longest duration allowed"))
IN_BERLIN = "Mon 09:00-17:00; Christmas 2026-12-25 closed (Europe/Berlin)"


def test_a_plan_is_told_in_the_order_in_which_a_caller_meets_it() -> None:
    both, skipped = (AT_HER_DESK, AT_HER_PHONE), (Skipped("Ben", "off duty"),)
    plan = replace(NOBODY, targets=both, skipped=skipped, mailbox=MAILBOX, why="open on Monday")
    assert explained(plan) == [
        "Open on Monday.",
        "Rings all at once for 25 s:",
        f"- Ann (desk) on the softphone, is shown {LINE}",
        f"- Ann at {ANN}, who presses 1 to accept, is shown {LINE}",
        "Ben is not rung: off duty.",
        "When nobody accepts, the voicemail takes a message of at most 180 s.",
    ]
    assert explained(replace(plan, order=Order.HUNT))[1] == "Rings one after the other, each for 25 s:"
    assert explained(replace(plan, targets=(AT_HER_PHONE,)))[1] == "Rings one phone for 25 s:"


def test_a_plan_that_rings_nobody_says_so() -> None:
    assert explained(NOBODY) == [
        "This rings nobody.",
        "The caller hears that nobody can take the call, and the call ends.",
    ]
    assert explained(replace(NOBODY, mailbox=MAILBOX))[1] == "The voicemail takes a message of at most 180 s."


@pytest.mark.parametrize(
    ("meets", "mailbox", "words"),
    [
        (Meets.BUSY, MAILBOX, "The caller hears a busy tone."),
        (Meets.ANNOUNCEMENT, MAILBOX, "The caller hears that the call is not accepted."),
        (Meets.VOICEMAIL, None, "The caller hears that the call is not accepted."),
        (Meets.VOICEMAIL, MAILBOX, "The voicemail takes a message of at most 180 s."),
    ],
)
def test_a_plan_that_turns_the_caller_away_says_why_and_what_they_meet(
    meets: Meets, mailbox: Mailbox | None, words: str
) -> None:
    away = TurnedAway(Disposition.BLOCKED, f"{CELL} is blocked", meets)
    assert explained(replace(NOBODY, mailbox=mailbox, turned_away=away)) == [
        f"Not put through: {CELL} is blocked.",
        words,
    ]


def test_the_same_routes_do_not_differ() -> None:
    assert difference(Policy(), Policy(), NAMES) == []


def test_every_value_that_differs_is_told() -> None:
    hours = Hours("Europe/Berlin", ((Span("09:00", "17:00"),), *[()] * 6), (Holiday("2026-12-25", "Christmas"),))
    before = Policy(agents=("member_ann",), forwards=(Forward(CELL),))
    after = Policy(
        softphones_on=False,
        agents_on=False,
        agents=("member_ben", "member_ann"),
        forwards_on=False,
        forwards=(),
        voicemail_on=False,
        order=Order.HUNT,
        ring_seconds=20,
        ring_busy=False,
        caller_id=CallerIdMode.CALLER,
        message_seconds=60,
        hours=hours,
        closed=Closed.APOLOGY,
        blocked=Meets.VOICEMAIL,
    )
    told = difference(before, after, NAMES)
    assert told == [
        "The agents' softphones are switched off.",
        "The agents' phones are switched off.",
        "The forwarding numbers are switched off.",
        "The voicemail is switched off.",
        "Agent added: Ben.",
        f"Forwarding number removed: {CELL}.",
        "The ring time was 25 s, and is 20 s.",
        "The order was all at once, and is one after the other.",
        "What phones are shown was the line's number, and is the caller's number.",
        "The longest message was 180 s, and is 60 s.",
        "What callers meet outside the opening hours was voicemail, and is an apology.",
        "What blocked callers meet was a busy tone, and is voicemail.",
        "Agents who are in a call are not rung any more.",
        f"The opening hours were none (always open), and are {IN_BERLIN}.",
    ]
    assert len(difference(after, before, NAMES)) == len(told)
    assert len(told) == len(Policy.__struct_fields__)


def test_another_order_is_told() -> None:
    before, after = Policy(agents=("member_ann", "member_ben")), Policy(agents=("member_ben", "member_ann"))
    assert difference(before, after, NAMES) == ["The order of the agents is now: Ben, Ann."]


def test_a_forwarding_number_is_told_with_its_name() -> None:
    after = Policy(forwards=(Forward(ANN, "Home"), Forward(CELL)))
    assert difference(Policy(), after, NAMES) == [f"Forwarding numbers added: Home ({ANN}), {CELL}."]
