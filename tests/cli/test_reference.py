"""docs/reference/cli.md holds what `--help` says; the first guides of docs/how-to/ hold commands that work.

Written anew by `python -m tests.cli.test_reference` from the repository's root, with `src` and `.` on the path.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from typer.core import TyperArgument, TyperOption
from typer.main import get_command

from offhook.cli.main import app
from tests.cli.conftest import ANN, DANA, Place, answers

DOCS = Path(__file__).parents[2] / "docs"
REFERENCE = DOCS / "reference" / "cli.md"
FIRST_CALL = DOCS / "how-to" / "first-call.md"
RECEIVE = DOCS / "how-to" / "receive-calls.md"
COMMON = {"as_json", "workspace", "url", "key", "config"}
BEGINS = "<!-- From here on: what --help says. -->\n"


def reference() -> str:
    """The part of the reference that follows the code."""
    parts = []
    for name, command in get_command(app).commands.items():  # type: ignore[attr-defined]  # it is a group
        below = getattr(command, "commands", None)
        if below is None:
            parts.append(f"## `offhook {name}`\n\n{_explained(name, command)}")
            continue
        parts.append(f"## `offhook {name}`\n\n{command.help}\n")
        parts += [f"### `offhook {name} {each}`\n\n{_explained(f'{name} {each}', below[each])}" for each in below]
    return "\n".join(parts)


def _explained(name: str, command: Any) -> str:
    words, _, example = command.help.partition("Example: ")
    arguments = " ".join(each.metavar or "" for each in command.params if isinstance(each, TyperArgument))
    text = " ".join(words.split())
    shown = f"{text}\n\n```sh\n{example.strip()}\n```\n"
    rows = list(_rows(command))
    if arguments:
        shown = f"Takes {', '.join(f'`{each}`' for each in arguments.split())}. {shown}"
    if rows:
        shown += "\n| option | |\n| --- | --- |\n" + "".join(f"| {option} | {words} |\n" for option, words in rows)
    return shown


def _rows(command: Any) -> Iterator[tuple[str, str]]:
    for option in command.params:
        if isinstance(option, TyperOption) and option.name not in COMMON:
            names = " / ".join(f"`{each}`" for each in (*option.opts, *option.secondary_opts))
            value = "" if option.is_flag else f" {option.metavar}"
            needed = " Needed." if option.required else ""
            yield f"{names}{value}".replace("|", "\\|"), f"{option.help or ''}{needed}".replace("|", "\\|").strip()


def test_the_reference_says_what_help_says() -> None:
    before, begins, after = REFERENCE.read_text(encoding="utf-8").partition(BEGINS)
    assert begins, "the line where the generated part begins is gone"
    assert after.strip() == reference().strip(), "write it anew: see this file's beginning"
    assert all(f"--{option.replace('as_', '')}" in before for option in COMMON)


def commands(guide: Path) -> list[list[str]]:
    """What a guide has its reader type, as it can be typed here."""
    return [
        shlex.split(line, comments=True)[1:]
        for block in re.findall(r"```sh\n(.*?)```", guide.read_text(encoding="utf-8"), re.DOTALL)
        for line in block.splitlines()
        if line.startswith("offhook ")
    ]


def test_the_commands_of_the_guide_to_receiving_calls_work(own: Place) -> None:
    text = RECEIVE.read_text(encoding="utf-8")
    said = {tuple(command): own.run(*command) for command in commands(RECEIVE)}
    assert ("route", "set") in {command[:2] for command in said}
    (hours,) = re.findall(r"```json\n(.*?)```", text, re.DOTALL)
    (own.folder / "hours.json").write_text(hours)
    own.run("duty", "set", "+12025550100", "Ann", "on")
    (previewed,) = [command for command in said if command[:2] == ("route", "preview")]
    assert f"```\n{own.run(*previewed)}```" in text
    own.run("route", "set", "+12025550100", "--hours", "hours.json", "--closed", "voicemail")


def test_the_first_call_of_the_guide_can_be_placed(own: Place) -> None:
    """Every command of the guide runs as it stands there, but for what starts and ends servers."""
    own.run("line", "remove", "+12025550100")
    own.run("trunk", "remove", "lab")
    answers(own, ANN, {"do": "press", "keys": "1", "after": 0.1})
    answers(own, DANA, {"do": "hang_up", "after": 0.1, "since": "bridge"})
    ran = [command for command in commands(FIRST_CALL) if command[0] != "serve"]
    latest = ""
    for command in ran:
        ended = own.type(*[latest if word == "call_…" else word for word in command])
        assert (ended.status, ended.err) == (0, ""), command
        latest = next(iter(re.findall(r"call_\w+", ended.out)), latest)
    assert {("trunk", "add"), ("line", "add"), ("trunk", "test")} <= {tuple(command[:2]) for command in ran}
    assert "call" in {command[0] for command in ran}


if __name__ == "__main__":
    kept = REFERENCE.read_text(encoding="utf-8").partition(BEGINS)[0]
    REFERENCE.write_text(f"{kept}{BEGINS}\n{reference()}", encoding="utf-8")
