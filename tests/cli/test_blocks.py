"""`offhook block`, against a real Offhook on the practice network."""

from __future__ import annotations

import re

from tests.cli.conftest import ANN, DANA, LINE, Place, answers


def test_callers_are_blocked_listed_and_put_through_again(own: Place) -> None:
    assert own.run("block").startswith("Nobody is blocked: ")
    assert re.fullmatch(
        r"Blocked \+1 202-555-0122: block_\w+\n", own.run("block", "add", DANA, "--note", "Sells solar panels")
    )
    assert own.run("block", "add", "+4470*", "--line", LINE).startswith("Blocked +4470*: ")
    assert own.run("block", "add", "withheld").startswith("Blocked withheld: ")
    assert own.run("route", "preview", LINE, "--from", DANA).splitlines() == [
        f"Not put through: {DANA} is blocked on every line (“Sells solar panels”).",
        "The caller hears a busy tone.",
    ]
    listed = [line.split("  ")[0] for line in own.run("block", "list").splitlines()[1:]]
    assert listed == ["withheld", "+1 202-555-0122", "+4470*"]
    assert "Sells solar panels" in own.run("block", "list")
    assert own.run("block", "remove", "+1 202-555-0122") == "No longer blocked: +1 202-555-0122.\n"
    assert own.run("block", "remove", "withheld") == "No longer blocked: withheld.\n"
    (left,) = own.json("block", "list")
    assert (left["kind"], left["number"]) == ("prefix", "+4470")
    assert [each["id"] for each in own.json("block", "remove", left["id"])] == [left["id"]]
    assert own.json("block", "list") == []


def test_whoever_a_call_was_with_is_blocked(own: Place) -> None:
    answers(own, ANN, {"do": "hang_up", "after": 0.1})
    own.type("call", "--caller", ANN, "--to", DANA, "--line", LINE)
    (call,) = own.json("calls")["items"] if "items" in own.json("calls") else own.json("calls")
    assert own.json("block", "add", "--call", call["id"])["number"] == DANA


def test_what_blocked_callers_meet_is_set_by_the_route(own: Place) -> None:
    assert "blocked callers  hear a busy tone" in own.run("route", "show", LINE)
    assert "are given to the voicemail" in own.run("route", "set", LINE, "--blocked", "voicemail")
    assert "blocked" in own.refused("route", "set", LINE, "--blocked", "nicely")


def test_what_can_t_be_blocked_is_said_on_one_line(own: Place) -> None:
    assert "Say whom to block" in own.refused("block", "add")
    assert "Say whom to block" in own.refused("block", "add", DANA, "--call", "call_x")
    assert "is no beginning of numbers" in own.refused("block", "add", "+4*")
    assert "is not blocked" in own.refused("block", "remove", "+12025550177")
