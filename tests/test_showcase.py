"""`./run` as a newcomer sees it, on the practice network; tests/sip/test_showcase.py has it over real SIP."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

RUN = (sys.executable, "-m", "offhook.showcase", "--practice")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("showcase")


@pytest.fixture(scope="module")
def environment(place: Path) -> dict[str, str]:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("OFFHOOK_")}
    return kept | {
        "OFFHOOK_DATA": str(place / "data"),
        "OFFHOOK_HTTP_PORT": str(port),
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
        "PYTHONUNBUFFERED": "1",
    }


def left_over(place: Path) -> list[str]:
    """Processes that still work in this place."""
    found = []
    for process in Path("/proc").glob("[0-9]*/environ"):
        try:
            if str(place).encode() in process.read_bytes():
                found.append((process.parent / "cmdline").read_bytes().replace(b"\0", b" ").decode())
        except OSError:  # it ended meanwhile
            continue
    return found


@pytest.mark.behaviour("X5")
def test_a_call_is_shown_from_nothing(place: Path, environment: dict[str, str]) -> None:
    ended = subprocess.run(
        [*RUN, "--demo"], cwd=place, env=environment, capture_output=True, text=True, timeout=120, check=False
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    shown = ended.stdout
    assert re.findall(r"^\$ offhook (\S+(?: (?!\W)\S+)?)", shown, re.MULTILINE) == [
        "serve",
        "practice phone",
        "practice phone",
        "trunk add",
        "line add",
        "contact add",
        "call",
        "practice show",
        "practice show",
        "calls show",
        "calls timeline",
    ]
    assert "This is the first start. Offhook made" in shown
    assert re.search(r"^  an API key    offhook_", shown, re.MULTILINE)
    assert re.search(r"^  http://127.0.0.1:\d+/sign-in#link=", shown, re.MULTILINE)
    assert "Answered: you and Dana Ruiz talked for " in shown
    assert re.search(r"heard who is about to be called.*\n.*heard ringback\n.*heard whoever holds \+12025550122", shown)
    assert left_over(place) == []


@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGTERM])
def test_it_serves_until_it_is_stopped(place: Path, environment: dict[str, str], by: signal.Signals) -> None:
    process = subprocess.Popen(
        RUN, cwd=place, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, bufsize=1
    )
    assert process.stdout is not None
    wanted = "Offhook goes on serving at" if by is signal.SIGTERM else "is ringing"
    shown = ""
    for line in process.stdout:
        shown += line
        if wanted in line:
            break
    process.send_signal(by)
    rest, errors = process.communicate(timeout=30)
    assert (process.returncode, errors) == (0, ""), shown + rest
    assert "Stopping." in rest
    assert "first start" not in shown
    assert "trunk add" not in shown
    assert left_over(place) == []


def test_what_does_not_start_is_told(place: Path, environment: dict[str, str]) -> None:
    ended = subprocess.run(
        [*RUN, "--demo"],
        cwd=place,
        env=environment | {"OFFHOOK_HTTP_PORT": "banana"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr == "offhook: OFFHOOK_HTTP_PORT 'banana': expected a whole number\n"
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", int(environment["OFFHOOK_HTTP_PORT"])))
        taken.listen()
        ended = subprocess.run(
            [*RUN], cwd=place, env=environment, capture_output=True, text=True, timeout=120, check=False
        )
    assert ended.returncode == 1
    assert ended.stderr.splitlines() == [
        f"offhook: Offhook can't listen on 127.0.0.1:{environment['OFFHOOK_HTTP_PORT']}: Address already in use.",
        "offhook: Offhook did not start; the line above says why.",
    ]
