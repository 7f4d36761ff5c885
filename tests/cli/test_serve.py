"""`offhook serve`: its first start, its only instance, its end, and what it logs."""

from __future__ import annotations

import json
import os
import pty
import re
import signal
import subprocess
from collections.abc import Callable, Iterator

import pytest

from tests.cli.conftest import ANN, DANA, KEY, LINE, OFFHOOK, TOKEN, Place, Served, answers, free_port
from tests.waiting import eventually_blocking


@pytest.fixture(scope="module")
def first(new_place: Callable[[], Place]) -> Iterator[Served]:
    """The first start, with everything logged, as JSON."""
    served = new_place().serve("--show-key", OFFHOOK_LOG_LEVEL="debug", OFFHOOK_LOG_FORMAT="json")
    yield served
    served.kill()


def test_the_first_start_shows_what_it_made_with_its_key_once(first: Served) -> None:
    out = first.out.read_text()
    assert re.search(r"^  a workspace   Main\n  its owner     Owner\n  an API key    offhook_", out, re.MULTILINE)
    assert len(re.findall(KEY, out + first.log.read_text())) == 1
    link = rf"signs in with a browser, once within a day, at\n  {first.place.url}/sign-in#link={TOKEN}\n"
    assert len(re.findall(link, out)) == len(re.findall("#link=", out + first.log.read_text())) == 1
    assert f"\nOffhook serves at {first.place.url}. Ctrl-C stops it.\n" in out


def test_programs_are_told_as_json_that_it_serves_and_what_the_first_start_made(
    new_place: Callable[[], Place],
) -> None:
    place = new_place()
    for first in (True, False):
        served = place.start("serve", "--json", "--show-key")
        assert served.stdout is not None
        told = json.loads(served.stdout.readline())
        assert told["address"] == place.url
        assert (told["first_start"] is not None) == first
        if first:
            made = told["first_start"]
            assert (made["workspace"], made["owner"]) == ("Main", "Owner")
            key = ("--url", place.url, "--key", made["key"])
            assert place.json("member", "list", *key)[0]["name"] == "Owner"
        refused = place.type("serve", "--json", OFFHOOK_HTTP_PORT=str(free_port())).refusal_as_json
        assert refused["detail"].startswith("Offhook is already running")
        served.send_signal(signal.SIGTERM)
        out, _ = served.communicate(timeout=20)
        assert (served.returncode, out) == (0, "")


def test_into_a_file_or_a_log_no_key_is_written(new_place: Callable[[], Place]) -> None:
    """As under systemd, whose journal others may read. Nor is there one then that nobody has."""
    served = new_place().serve()
    try:
        out = served.out.read_text()
        assert "  its owner     Owner\nOn this machine `offhook` needs no API key." in out
        assert re.findall(f"{KEY}|#link=", out + served.log.read_text()) == []
        assert served.place.json("key", "list") == []
        (command,) = re.findall("`offhook (key create) NAME`", out)
        assert re.search(KEY, served.place.type(*command.split(), "CRM").out)
    finally:
        served.kill()


def test_on_a_terminal_the_key_is_shown(new_place: Callable[[], Place]) -> None:
    place = new_place()
    ours, theirs = pty.openpty()
    process = subprocess.Popen([*OFFHOOK, "serve"], cwd=place.folder, env=place.environment, stdout=theirs)
    os.close(theirs)
    shown = b""
    try:
        while b"Ctrl-C stops it." not in shown:
            shown += os.read(ours, 4096)
    finally:
        process.kill()
        process.wait()
        os.close(ours)
    assert len(re.findall(KEY, shown.decode())) == 1


def test_the_key_of_the_first_start_works_from_elsewhere(first: Served) -> None:
    place = first.place
    elsewhere = {"OFFHOOK_URL": place.url, "OFFHOOK_DATA": "/nonexistent"}
    shown = place.type("member", "list", "--json", OFFHOOK_KEY=first.key, **elsewhere).json
    assert [member["role"] for member in shown] == ["owner"]
    given = place.type("workspace", "--url", place.url, "--key", first.key, "--json").json
    assert given["name"] == "Main"
    # Here the key alone is enough, and whoever gives it acts as its member.
    assert place.type("workspace", "--key", first.key, "--json").json == given
    wrong = place.refused("workspace", OFFHOOK_KEY=first.key[:-1] + "x", **elsewhere)
    assert wrong == "This API key is not known, or was revoked."
    assert place.refused("workspace", **elsewhere) == ("--url needs an API key too: give it by --key or OFFHOOK_KEY.")
    only_here = place.refused("workspace", "list", OFFHOOK_KEY=first.key, **elsewhere)
    assert "Only this machine's operator may do this" in only_here


def test_a_second_one_on_the_same_folder_is_refused(first: Served) -> None:
    refusal = first.place.refused("serve", OFFHOOK_HTTP_PORT=str(free_port()))
    assert refusal.startswith(f"Offhook is already running on {first.place.data} (process {first.process.pid})")


def test_an_address_that_is_taken_is_told(first: Served, new_place: Callable[[], Place]) -> None:
    other = new_place()
    refusal = other.refused("serve", OFFHOOK_HTTP_PORT=str(first.place.port))
    assert refusal == f"Offhook can't listen on 127.0.0.1:{first.place.port}: Address already in use."


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        ({"OFFHOOK_HTTP_PORT": "banana"}, "OFFHOOK_HTTP_PORT 'banana': expected a whole number"),
        ({"OFFHOOK_HTTP_PROT": "1"}, "OFFHOOK_HTTP_PROT: there is no such setting; did you mean OFFHOOK_HTTP_PORT?"),
        ({"OFFHOOK_CONFIG": "absent.toml"}, "absent.toml: there is no such file"),
        ({"OFFHOOK_DATA": "/proc/offhook"}, "The data folder /proc/offhook can't be used"),
        ({"OFFHOOK_COUNTRY": "XX", "OFFHOOK_LOG_LEVEL": "loud"}, "expected two letters of a country"),
    ],
)
def test_settings_that_cannot_be_used_are_named(
    new_place: Callable[[], Place], environment: dict[str, str], words: str
) -> None:
    assert words in new_place().refused("serve", **environment)


def test_a_file_of_settings_may_be_named(new_place: Callable[[], Place]) -> None:
    place = new_place()
    (place.folder / "mine.toml").write_text("[http]\nhots = 'x'\n")
    refusal = place.refused("serve", "--config", "mine.toml")
    assert refusal == "mine.toml: http.hots: there is no such setting; did you mean http.host?"
    assert place.refused("serve", "--config", "other.toml") == "other.toml: there is no such file"
    assert place.refused("db", "check", "--config", "mine.toml") == refusal
    assert place.refused("calls", "--config", "mine.toml") == refusal


def test_nobody_s_number_and_no_key_is_logged(first: Served) -> None:
    place = first.place
    place.run("trunk", "add", "lab", "--host", "127.0.0.1")
    place.run("line", "add", LINE, "--trunk", "lab")
    answers(place, ANN, {"do": "press", "keys": "1", "after": 0.1})
    answers(place, DANA, {"do": "hang_up", "after": 0.1, "since": "bridge"})
    place.run("call", "--caller", ANN, "--to", DANA)
    place.type("line", "remove", "+12025550199")
    log = first.log.read_text()
    assert re.findall(rf"\d{{8,}}|{KEY}", re.sub(r"\b\w+_[0-9a-z]{26}\b", "", log)) == []
    events = [json.loads(line) for line in log.splitlines()]
    assert {"serving", "telephony_ready"} <= {event["event"] for event in events}
    assert all({"level", "timestamp"} <= event.keys() for event in events)


@pytest.mark.parametrize("by", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_in_order_and_starts_again(first: Served, by: signal.Signals) -> None:
    place = first.place
    if first.process.poll() is None:
        assert first.stop() == 0
    key = re.findall(KEY, first.out.read_text())
    again = place.serve()
    try:
        assert re.findall(KEY, again.out.read_text()) == key
        assert again.stop(by) == 0
    finally:
        again.kill()
    assert place.refused("calls") == "Offhook isn't running here: start it with `offhook serve`."


def test_a_killed_one_is_followed_by_the_next(new_place: Callable[[], Place]) -> None:
    place = new_place()
    place.serve().kill()
    assert place.refused("calls") == "Offhook isn't running here: start it with `offhook serve`."
    again = place.serve()
    try:
        eventually_blocking(lambda: place.json("calls") == [], "it answers")
    finally:
        again.kill()
