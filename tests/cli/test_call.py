"""`offhook call` and `offhook calls`, against a real Offhook on the practice network."""

from __future__ import annotations

import json
import os
import pty
import re
import select
import signal
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from time import monotonic

import pytest

from tests.cli.conftest import ANN, DANA, LINE, OFFHOOK, Place, Served, answers
from tests.waiting import eventually_blocking

EVE = "+12025550169"
CALL = ("call", "--caller", ANN, "--to", DANA, "--line", LINE)


def steps(said: str) -> list[str]:
    """What happened, without when."""
    return re.findall(r"^ +\d+\.\d s  (.*)$", said, re.MULTILINE)


def until(process: subprocess.Popen[str], words: str) -> str:
    """What a command has said once it has said this."""
    assert process.stdout is not None
    said = ""
    for line in iter(process.stdout.readline, ""):
        said += line
        if words in line:
            return said
    raise AssertionError(f"it ended without saying {words!r}: {said}")


def rest(process: subprocess.Popen[str]) -> str:
    """What it says until it ends, with 1 and without an error."""
    said, errors = process.communicate(timeout=30)
    assert (process.returncode, errors) == (1, "")
    return said


@pytest.mark.behaviour("X5")
def test_a_call_is_told_step_by_step(offhook: Place) -> None:
    said = offhook.run(*CALL)
    assert said.startswith("Calling +1 202-555-0122, who sees +1 202-555-0100.\n")
    assert steps(said) == [
        "Calling your phone (+1 202-555-0111)",
        "Your phone (+1 202-555-0111) is ringing",
        "You answered. Press any key on your phone",
        "You pressed a key: calling +1 202-555-0122",
        "+1 202-555-0122's phone is ringing",
        "+1 202-555-0122 answered",
        "Connected: you talk",
        "+1 202-555-0122 hung up",
    ]
    seconds = [float(each) for each in re.findall(r"^ +(\d+\.\d) s  ", said, re.MULTILINE)]
    assert seconds == sorted(seconds)
    assert seconds[0] < seconds[-1]
    assert re.search(r"^Answered: you and \+1 202-555-0122 talked for \d\.\d s\.$", said, re.MULTILINE)


def test_a_call_is_told_with_the_contact_s_name(offhook: Place) -> None:
    offhook.run("contact", "add", "Eve", "--number", "+12025550123")
    offhook.run("practice", "phone", "+12025550123", "--refuses", "486")
    ended = offhook.type("call", "--caller", ANN, "--to", "+1 (202) 555-0123")
    assert ended.status == 1
    assert steps(ended.out)[3:] == [
        "You pressed a key: calling Eve (+1 202-555-0123)",
        "Eve's phone is ringing",
        "Eve's phone was busy",
    ]
    assert "\nBusy" in ended.out


@pytest.mark.behaviour("X3")
def test_a_record_and_its_timeline_can_be_read(offhook: Place) -> None:
    *_, record = map(json.loads, offhook.run(*CALL, "--json").splitlines())
    shown = offhook.run("calls", "show", record["id"])
    assert re.search(r"^member +Owner, \+1 202-555-0111$", shown, re.MULTILINE)
    assert re.search(r"^outcome +Answered, \d\.\d s of talk$", shown, re.MULTILINE)
    assert re.search(r"^number +\+1 202-555-0111 +\+1 202-555-0122 *$", shown, re.MULTILINE)
    assert re.search(r"^was shown +\+1 202-555-0100 +\+1 202-555-0100 *$", shown, re.MULTILINE)
    assert re.search(r"^trunk +lab +lab *$", shown, re.MULTILINE)
    assert re.search(
        r"^it ended +hung up by Offhook, because the call was over +the contact hung up *$", shown, re.MULTILINE
    )
    told = offhook.run("calls", "timeline", record["id"])
    assert re.search(r" 0\.00 s  Dialling the member's phone \+12025550111 over lab, showing \+12025550100\n", told)
    assert "Both phones are connected: they talk\n" in told
    assert "trunk_" not in told
    assert record["id"] in offhook.run("calls")
    assert record["id"] in offhook.run("calls", "list", "--limit", "1", "--outcome", "answered")


def test_json_is_a_line_a_change_and_then_the_record(offhook: Place) -> None:
    *changes, record = map(json.loads, offhook.run(*CALL, "--json").splitlines())
    assert {change["call"] for change in changes} == {record["id"]}
    assert changes[-1]["state"] == "ended"
    assert {change["legs"][0]["state"] for change in changes} >= {"ringing", "answered", "bridged", "ended"}
    assert (record["disposition"], len(record["legs"])) == ("answered", 2)
    assert offhook.json("calls", "show", record["id"]) == record
    assert offhook.json("calls", "timeline", record["id"])["call"] == record["id"]
    assert record in offhook.json("calls")


def test_a_call_need_not_be_followed_and_can_be_hung_up(offhook: Place) -> None:
    offhook.run("practice", "phone", "+12025550144", "--only-rings")
    said = offhook.run("call", "--caller", "+12025550144", "--to", DANA, "--no-follow")
    (call,) = re.findall(r"call_\w+", said)
    assert re.search(rf"live: ringing member +{call}", offhook.run("calls", "list", "--limit", "1"))
    assert offhook.run("calls", "hangup", call) == "Offhook is hanging up.\n"
    eventually_blocking(lambda: offhook.json("calls", "show", call)["state"] == "ended", "the call is over")
    assert offhook.run("calls", "hangup", call) == "That call is over already.\n"
    assert re.search(r"^outcome +Called off: ended by Owner", offhook.run("calls", "show", call), re.MULTILINE)
    assert "Owner asked to end the call\n" in offhook.run("calls", "timeline", call)
    placed = offhook.json("call", "--caller", "+12025550144", "--to", "+12025550155", "--no-follow")
    assert offhook.json("calls", "hangup", placed["id"])["id"] == placed["id"]


def test_a_call_is_placed_with_a_key_of_its_own(offhook: Place) -> None:
    offhook.run("practice", "phone", "+12025550188", "--only-rings")
    before = idempotency_keys(offhook)
    for _ in range(2):
        placed = offhook.json("call", "--caller", "+12025550188", "--to", DANA, "--no-follow")
        offhook.run("calls", "hangup", placed["id"])
    assert len(idempotency_keys(offhook) - before) == 2


def idempotency_keys(place: Place) -> set[str]:
    with closing(sqlite3.connect(place.data / "offhook.db")) as conn:
        return {key for (key,) in conn.execute("SELECT key FROM idempotency")}


@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_hangs_up_and_waits_for_the_end(offhook: Place, by: signal.Signals) -> None:
    offhook.run("practice", "phone", "+12025550166", "--only-rings")
    process = offhook.start("call", "--caller", "+12025550166", "--to", "+12025550177")
    text = until(process, "is ringing")
    process.send_signal(by)
    text += rest(process)
    assert "Hanging up." in text
    assert steps(text)[-1] == "Your phone: ended before it was answered, because the call was called off"
    assert re.search(r"^Called off: ended by you", text, re.MULTILINE)
    (call,) = re.findall(r"call_\w+", text)
    assert offhook.json("calls", "show", call)["state"] == "ended"


def test_a_terminal_shows_both_legs_below_the_steps(offhook: Place) -> None:
    # The screen is drawn some times a second, and on a busy machine later: what is to be seen has to last.
    answers(offhook, EVE, {"do": "press", "keys": "1", "after": 1.0})
    called = ("call", "--caller", EVE, "--to", DANA, "--line", LINE)
    screen, terminal = pty.openpty()
    environment = offhook.environment | {"TERM": "xterm", "COLUMNS": "100"}
    process = subprocess.Popen([*OFFHOOK, *called], env=environment, stdout=terminal, stderr=terminal)
    os.close(terminal)
    shown, deadline = b"", monotonic() + 30
    while monotonic() < deadline:
        if not select.select([screen], [], [], 1)[0]:
            continue
        try:
            shown += os.read(screen, 65_536)
        except OSError:  # the other side is closed
            break
    os.close(screen)
    assert process.wait(timeout=20) == 0
    text = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", shown.decode())
    assert "You answered. Press any key on your phone" in text
    assert "you: on the phone" in text
    assert "Ctrl-C hangs up" in text
    assert "Connected: you talk" in text
    assert re.search(r"Answered: you and .* talked for \d\.\d s\.", text)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--caller", ANN, "--to", "911"), "Emergency numbers can't be called through Offhook"),
        (("--caller", ANN, "--to", "+1 202 555"), "too short"),
        (("--caller", ANN, "--to", ANN), "is your own phone"),
        (("--caller", ANN, "--to", LINE), "is the line"),
        (("--caller", ANN, "--to", DANA, "--line", "+12025550199"), "There is no line +12025550199"),
        (("--caller", ANN, "--to", "+442079460000"), "the limits allow these countries only: US"),
        (("--caller", "PJSIP/x&Local/y", "--to", DANA), "has letters"),
        (("--caller", ANN), "Missing option '--to'"),
        (("--caller", ANN, "--to"), "requires an argument"),
        (("--caller", ANN, "--to", DANA, "extra"), "unexpected extra argument"),
        (("--caller", ANN, "--to", DANA, "--colour", "red"), "No such option"),
    ],
)
def test_a_call_that_cannot_be_is_one_line_and_exits_with_2(
    offhook: Place, arguments: tuple[str, ...], words: str
) -> None:
    assert words in offhook.refused("call", *arguments)


@pytest.mark.parametrize("command", ["show", "timeline", "hangup"])
def test_a_call_that_is_not_there(offhook: Place, command: str) -> None:
    assert offhook.refused("calls", command, "call_nope") == "There is no call call_nope."
    assert "../../etc" in offhook.refused("calls", command, "../../etc")


@pytest.mark.behaviour("X1")
def test_a_call_is_followed_over_a_restart(new_place: Callable[[], Place]) -> None:
    place = new_place()
    first = place.serve()
    again: Served | None = None
    try:
        place.run("trunk", "add", "lab", "--host", "127.0.0.1")
        place.run("line", "add", LINE, "--trunk", "lab")
        place.run("practice", "phone", ANN, "--only-rings")
        process = place.start(*CALL)
        text = until(process, "is ringing")
        first.kill()
        again = place.serve()
        text += rest(process)
        assert "The connection to Offhook is lost" in text
        assert "Offhook is back." in text
        assert "the telephone switch stopped" in text  # the practice network is in the worker, and dies with it
    finally:
        first.kill()
        if again is not None:
            again.kill()
