"""`offhook route` and `offhook duty`, against a real Offhook on the practice network."""

from __future__ import annotations

import json
import re

import pytest

from tests.cli.conftest import DANA, LINE, Place

CELL = "+12025550133"
HOURS = {
    "time_zone": "America/New_York",
    "week": [[{"start": "09:00", "end": "12:00"}, {"start": "13:00", "end": "17:30"}]] * 5 + [[], []],
    "holidays": [{"date": "2026-12-25", "name": "Christmas", "open": []}],
}


@pytest.mark.behaviour("X4")
def test_a_route_is_set_shown_and_previewed(own: Place) -> None:
    own.run("member", "add", "Ann", "--number", "+12025550112")
    own.run("member", "add", "Ben")
    said = own.run(
        "route", "set", LINE, "--agent", "Ann", "--agent", "ben", "--forward", f"{CELL}=Cell", "--ring", "20"
    )
    assert said == own.run("route", "show", LINE)
    assert said.splitlines() == [
        "line             +1 202-555-0100",
        "agents           Ann, Ben",
        "softphones       on",
        "forwards         Cell (+1 202-555-0133)",
        "ring             all at once, 20 s",
        "busy agents      are rung",
        "phones show      the line's number",
        "voicemail        messages of at most 180 s",
        "blocked callers  hear a busy tone",
        "open             always",
    ]
    assert own.run("route", "preview", "(202) 555-0100", "--from", CELL).splitlines() == [
        "Rings one phone for 20 s:",
        "- Ann at +12025550112, who presses 1 to accept, is shown +12025550100",
        "Ben is not rung: has no phone number yet.",
        "Cell is not rung: it is who calls.",
        "When nobody accepts, the voicemail takes a message of at most 180 s.",
    ]
    found = own.json("route", "preview", LINE, "--from", DANA, "--at", "2026-12-24T18:00:00Z")
    assert [each["name"] for each in found["rung"]] == ["Ann", "Cell"]
    assert found["at"] == "2026-12-24T18:00:00Z"


def test_only_what_is_given_changes(own: Place) -> None:
    own.run("route", "set", LINE, "--forward", CELL)
    options = ("--order", "hunt", "--voicemail", "off", "--softphones", "off", "--agents", "off", "--forwards", "off")
    changed = own.json("route", "set", LINE, *options, "--caller-id", "caller", "--ring-busy", "off")["route"]
    assert changed["forwards"] == [{"number": CELL, "name": ""}]
    assert [changed[f"{each}_on"] for each in ("voicemail", "softphones", "agents", "forwards")] == [False] * 4
    assert (changed["order"], changed["caller_id"], changed["ring_busy"]) == ("hunt", "caller", False)
    assert "forwards         +1 202-555-0133 (switched off)" in own.run("route", "show", LINE)
    assert own.run("route", "preview", LINE).splitlines()[0] == "This rings nobody."
    assert own.json("route", "set", LINE, "--forward", "none")["route"]["forwards"] == []


def test_opening_hours_come_from_a_file(own: Place) -> None:
    file = own.folder / "hours.json"
    file.write_text(json.dumps(HOURS))
    for given, typed in ((str(file), ""), ("-", json.dumps(HOURS))):
        ended = own.type("route", "set", LINE, "--hours", given, "--closed", "apology", typed=typed)
        assert (ended.status, ended.err) == (0, "")
        assert re.search(r"^Monday +09:00 to 12:00, 13:00 to 17:30$", ended.out, re.MULTILINE)
        assert re.search(r"^Sunday +closed$", ended.out, re.MULTILINE)
        assert re.search(r"^2026-12-25 Christmas +closed$", ended.out, re.MULTILINE)
        assert re.search(r"^else +an apology$", ended.out, re.MULTILINE)
    told = own.run("route", "preview", LINE, "--at", "2026-12-25T15:00:00Z")
    assert told.startswith("Closed on Christmas (2026-12-25); it is 10:00.\nThis rings nobody.\n")
    assert own.json("route", "set", LINE, "--hours", "always")["route"]["hours"] is None


@pytest.mark.behaviour("U10")
def test_agents_go_on_and_off_duty(own: Place) -> None:
    assert own.run("duty", "list", LINE).startswith("This line has no agents")
    own.run("member", "add", "Ann", "--number", "+12025550112")
    own.run("route", "set", LINE, "--agent", "Ann")
    assert re.search(r"^Ann +on *$", own.run("duty", "list", LINE), re.MULTILINE)
    assert own.run("duty", "set", LINE, "ann", "off") == "Ann is off duty.\n"
    assert "Ann is not rung: off duty." in own.run("route", "preview", LINE)
    said = own.run("duty", "set", LINE, "Ann", "off", "--until", "18:00")
    assert re.fullmatch(r"Ann is off duty until \d{4}-\d\d-\d\d 18:00:00\.\n", said)
    assert own.json("duty", "list", LINE)[0]["until"].endswith("T18:00:00Z")
    assert own.json("duty", "set", LINE, "Ann", "on")["on_duty"] is True


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("route", "set", LINE), "Say what to change"),
        (("route", "set", LINE, "--ring", "0"), "The ring time must be from 5 to 28 s, not 0"),
        (("route", "set", LINE, "--ring", "600"), "The ring time must be from 5 to 28 s, not 600"),
        (("route", "set", LINE, "--ring", "x"), "Invalid value for '--ring'"),
        (("route", "set", LINE, "--forward", CELL, "--forward", "202 555 0133"), "Name each number once."),
        (("route", "set", LINE, "--forward", "(202) 555-0100"), "would ring itself"),
        (("route", "set", LINE, "--forward", "911"), "Emergency numbers can't be called"),
        (("route", "set", LINE, "--agent", "Nobody"), "There is no member Nobody"),
        (("route", "set", LINE, "--voicemail", "loud"), "--voicemail 'loud' can't be used: give on or off."),
        (("route", "set", LINE, "--order", "random"), "order"),
        (("route", "set", LINE, "--caller-id", "nobody"), "caller_id"),
        (("route", "set", LINE, "--hours", "/nowhere.json"), "can't be read: No such file"),
        (("route", "set", LINE, "--hours", "/etc/hostname"), "it is no JSON"),
        (("route", "set", "+12025550199", "--ring", "20"), "There is no line +12025550199."),
        (("route", "show", "+12025550199"), "There is no line +12025550199."),
        (("route", "preview", LINE, "--from", "x"), "has letters"),
        (("route", "preview", LINE, "--at", "soon"), "give a time as 18:00"),
        (("duty", "list", "+12025550199"), "There is no line +12025550199."),
        (("duty", "set", LINE, "Owner", "on"), f"Owner is no agent of {LINE}: add them to its route first."),
        (("duty", "set", LINE, "Nobody", "on"), "There is no member Nobody"),
        (("duty", "set", LINE, "Owner", "maybe"), "give on or off"),
        (("duty", "set", LINE, "Owner", "off", "--until", "soon"), "give a time as 18:00"),
        (("explain", "call_nope"), "There is no call call_nope."),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else None,
)
def test_bad_input_is_one_line(offhook: Place, arguments: tuple[str, ...], words: str) -> None:
    assert words in offhook.refused(*arguments)
