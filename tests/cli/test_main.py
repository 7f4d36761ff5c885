"""The command line as a whole: its help, its start, and that nothing ends in a traceback."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import typer
from sqlalchemy.exc import OperationalError
from typer.core import TyperOption
from typer.main import get_command

import offhook
from offhook.cli.client import Refused
from offhook.cli.command import one_line
from offhook.cli.errors import CommandFailed, NotRunning
from offhook.cli.main import app, main
from offhook.problems import Problem
from offhook.settings import SettingsRefused
from tests.cli.conftest import OFFHOOK, Place

SLOW = ("sqlalchemy", "fastapi", "uvicorn", "aiohttp", "numpy", "phonenumbers", "offhook.settings", "offhook.worker")


def every_command() -> list[tuple[str, Any]]:
    """Each command with its whole name."""
    found: list[tuple[str, Any]] = []
    for name, command in get_command(app).commands.items():  # type: ignore[attr-defined]  # it is a group
        below = getattr(command, "commands", None)
        found += [(name, command)] if below is None else [(f"{name} {each}", below[each]) for each in below]
    return found


@pytest.mark.parametrize(
    ("name", "command"), every_command(), ids=lambda value: value if isinstance(value, str) else ""
)
def test_every_command_explains_itself(name: str, command: Any) -> None:
    words = command.help or ""
    assert words.partition("\n")[0].endswith("."), name
    assert f"\nExample: offhook {name}" in words
    for option in command.params:
        if isinstance(option, TyperOption):
            assert (option.help or "").endswith("."), f"{name} {option.name}"
            assert option.is_flag or option.metavar, f"{name} {option.name}"


def test_the_entry_point_is_the_one_that_is_installed() -> None:
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["project"]["scripts"] == {"offhook": f"{main.__module__}:{main.__name__}"}


def test_help_starts_fast_because_it_imports_little(tmp_path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "offhook.cli.main", "--help"],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert ended.stdout.startswith("Usage: offhook ")
    imported = {line.rpartition("|")[2].strip() for line in ended.stderr.splitlines()}
    assert "typer" in imported
    assert imported & set(SLOW) == set()


def test_help_and_version(new_place: Callable[[], Place]) -> None:
    place = new_place()
    assert place.run("--version") == f"offhook {offhook.__version__}\n"
    assert place.run() == place.run("--help")
    assert "Example: offhook trunk add lab --host 127.0.0.1 --port 5090" in place.run("trunk", "add", "--help")


def test_a_reader_that_goes_away_is_no_error(offhook: Place) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as pipe:
        ended = subprocess.run(
            [*OFFHOOK, "limits"], env=offhook.environment, stdout=pipe, stderr=subprocess.PIPE, timeout=60, check=False
        )
    assert (ended.returncode, ended.stderr) == (1, b"")


@pytest.mark.parametrize(
    ("error", "status", "kind", "words"),
    [
        (CommandFailed("No such thing."), 2, "refused", "No such thing."),
        (NotRunning(), 2, "not-running", "Offhook isn't running here: start it with `offhook serve`."),
        (Refused(404, "not-found", "There is no line 1."), 2, "not-found", "There is no line 1."),
        (Problem("x", "X", "This can't be:\n  no."), 2, "x", "This can't be: no."),
        (SettingsRefused(["a: b", "c: d"]), 2, "settings", "a: b; c: d"),
        (
            OperationalError("SELECT 1", {}, Exception("disk is full\nmore")),
            2,
            "database",
            "The database can't be used: disk is full.",
        ),
        (FileNotFoundError(2, "No such file or directory", "x.db"), 2, "file", "x.db: No such file or directory."),
        (
            ZeroDivisionError("division by zero"),
            1,
            "internal-error",
            "a fault in Offhook: ZeroDivisionError: division by zero",
        ),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else None,
)
def test_whatever_goes_wrong_is_one_line(
    error: Exception, status: int, kind: str, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(typer.Exit) as exit_, one_line():
        raise error
    assert exit_.value.exit_code == status
    assert capsys.readouterr() == ("", f"offhook: {words}\n")
    with pytest.raises(typer.Exit) as exit_, one_line(as_json=True):
        raise error
    assert exit_.value.exit_code == status
    assert capsys.readouterr() == ("", json.dumps({"type": kind, "detail": words}) + "\n")


def test_programs_are_told_as_json_what_went_wrong(offhook: Place) -> None:
    assert offhook.type("line", "remove", "+12025550188", "--json").refusal_as_json == {
        "type": "not-found",
        "detail": "There is no line +12025550188.",
    }
    assert offhook.type("line", "list", "--jason").status == 2
    assert offhook.type("call", "--json").refusal_as_json == {
        "type": "usage",
        "detail": "Missing option '--to': see `offhook call --help`.",
    }
    away = offhook.type("line", "list", "--url", "http://127.0.0.1:1", "--key", "k", "--json").refusal_as_json
    assert away == {"type": "unreachable", "detail": "http://127.0.0.1:1 can't be reached: Connection refused."}


@pytest.mark.parametrize(("error", "status"), [(KeyboardInterrupt(), 130), (BrokenPipeError(), 1), (typer.Exit(3), 3)])
def test_some_ends_say_nothing(error: BaseException, status: int, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(typer.Exit) as exit_, one_line():
        raise error
    assert exit_.value.exit_code == status
    assert capsys.readouterr() == ("", "")
