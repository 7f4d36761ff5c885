"""A call in words, from what the live stream says of it."""

from __future__ import annotations

from typing import Any

import pytest

from offhook.cli.progress import Progress, outcome

PLACED = 1_795_298_400_000_000
WHY = {
    "normal": "the contact hung up",
    "busy": "the contact's phone was busy",
    "trunk_error": "the carrier reported a failure of its own",
}


def record(*legs: tuple[str, str, str], name: str = "Dana") -> dict[str, Any]:
    """A record with these legs: role, cause, and why it ended."""
    return {
        "id": "call_1",
        "placed_at": "2026-11-21T22:00:00+00:00",
        "member": {"id": "member_1", "name": "Ann", "number": "+12025550111"},
        "contact": {"id": "contact_1", "name": name, "number": "+12025550122"},
        "legs": [
            {"id": f"call_1-{place}", "role": role, "cause": cause, "why": why}
            for place, (role, cause, why) in enumerate(legs, 1)
        ],
    }


def change(after: float, state: str, *legs: tuple[str, str]) -> dict[str, Any]:
    return {
        "call": "call_1",
        "state": state,
        "at": PLACED + int(after * 1_000_000),
        "legs": [{"id": f"call_1-{place}", "role": role, "state": now} for place, (role, now) in enumerate(legs, 1)],
    }


def told(progress: Progress, *changes: dict[str, Any]) -> list[str]:
    return [f"{step.seconds:.1f} {step.text}" for each in changes for step in progress.steps(each)]


def test_nothing_is_said_twice() -> None:
    ringing = change(0.1, "ringing_member", ("member", "ringing"))
    progress = Progress(record(("member", "", "")))
    assert told(progress, ringing, ringing) == ["0.1 Your phone (+1 202-555-0111) is ringing"]


def test_what_was_missed_is_left_out() -> None:
    progress = Progress(record())
    assert told(progress, change(9, "talking", ("member", "bridged"), ("contact", "bridged"))) == [
        "9.0 Connected: you talk"
    ]


def test_a_hold_and_a_transfer_are_told() -> None:
    legs = (("member", "", ""), ("contact", "", ""), ("member", "busy", "the member's phone was busy"))
    progress = Progress(record(*legs))
    talk = [("member", "bridged"), ("contact", "bridged")]
    told(progress, change(1, "talking", *talk))
    assert told(
        progress,
        change(2, "on_hold", ("member", "bridged"), ("contact", "on_hold")),
        change(3, "talking", *talk),
        change(4, "transferring", *talk, ("member", "dialling")),
        change(5, "transferring", *talk, ("member", "ringing")),
        change(6, "transferring", *talk, ("member", "ended")),
    ) == [
        "2.0 Dana is on hold, and hears music",
        "3.0 You talk again",
        "5.0 A phone rings, to be handed the call",
        "6.0 The other phone was busy",
    ]


def test_another_trunk_is_told() -> None:
    legs = (("member", "trunk_error", WHY["trunk_error"]), ("member", "", ""))
    progress = Progress(record(*legs))
    assert told(
        progress,
        change(0, "ringing_member", ("member", "dialling")),
        change(0.2, "ringing_member", ("member", "ended"), ("member", "dialling")),
    ) == [
        "0.0 Calling your phone (+1 202-555-0111)",
        "0.2 Your phone: the carrier reported a failure of its own",
        "0.2 Calling your phone over another trunk",
    ]


@pytest.mark.parametrize(
    ("role", "cause", "why", "words"),
    [
        ("contact", "busy", "the contact's phone was busy (Busy Here)", ["Dana's phone was busy (Busy Here)"]),
        ("contact", "normal", "the contact hung up", ["Dana hung up"]),
        ("member", "normal", "the member hung up", ["You hung up"]),
        ("member", "no_answer", "the member did not answer in time", ["You did not answer in time"]),
        ("member", "rejected", "the member's phone declined the call", ["Your phone declined the call"]),
        ("contact", "not_in_service", "the number is not in service", ["Dana's phone: the number is not in service"]),
        ("contact", "trunk_down", "the trunk is down", ["Dana's phone: the trunk is down"]),
        ("member", "normal", "hung up by Offhook, because the call was over", []),
        ("member", "unknown", "unknown (restarting): it ended", ["Your phone: unknown (restarting): it ended"]),
    ],
)
def test_why_a_leg_ended(role: str, cause: str, why: str, words: list[str]) -> None:
    progress = Progress(record((role, cause, why)))
    assert [step.text for step in progress.steps(change(1, "ending", (role, "ended")))] == words


def test_a_clock_that_is_behind_gives_no_negative_time() -> None:
    assert told(Progress(record()), change(-5, "ringing_member", ("member", "ringing")))[0].startswith("0.0 ")


def test_a_contact_without_a_name_is_their_number() -> None:
    progress = Progress(record(name=""))
    assert told(progress, change(1, "ringing_contact", ("member", "answered"), ("contact", "dialling")))[1] == (
        "1.0 You pressed a key: calling +1 202-555-0122"
    )


@pytest.mark.parametrize(
    ("disposition", "label", "reason", "words"),
    [
        ("answered", "Answered", "", "Answered: you and Dana talked for 4.0 s."),
        ("busy", "Busy", "the contact was not reached", "Busy: the contact was not reached."),
        ("cancelled", "Called off", "ended by member_1 before", "Called off: ended by you before."),
        ("no_key", "No key was pressed", "", "No key was pressed."),
    ],
)
def test_how_a_call_came_out(disposition: str, label: str, reason: str, words: str) -> None:
    over = record() | {"disposition": disposition, "outcome": label, "reason": reason, "talk_seconds": 4.0}
    assert outcome(over) == words
