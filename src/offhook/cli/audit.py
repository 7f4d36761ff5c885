"""`offhook audit`: who changed what."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from offhook.cli import times
from offhook.cli.command import Here, asking
from offhook.cli.lookup import member_called
from offhook.cli.output import at

LONGEST = 80
"""Characters of a value that are shown for people; programs get all."""


@asking
def audit(
    here: Here,
    member: Annotated[str | None, typer.Option(metavar="MEMBER", help="What one member changed.")] = None,
    since: Annotated[
        str | None, typer.Option(metavar="TIME", help="Only what was then or later, as 2026-11-01.")
    ] = None,
    until: Annotated[str | None, typer.Option(metavar="TIME", help="Only what was before, as 18:00.")] = None,
    limit: Annotated[int, typer.Option(metavar="N", min=1, max=200, help="How many, the latest.")] = 50,
) -> None:
    """Who changed what in the workspace, the latest last, with what was before and after. Only an owner sees it.

    Example: offhook audit --member Ann --since 2026-11-01
    """
    whose = None if member is None else member_called(here, member)["id"]
    within = {"since": times.moment("--since", since), "until": times.moment("--until", until)}
    found = here.client.get("audit", limit=limit, member=whose, **within)["items"]
    if here.as_json:
        here.output.document(found)
        return
    if not found:
        here.output.say("Nothing was changed yet.")
    for entry in reversed(found):
        here.output.say(
            f"{at(entry['at'])}  {entry['name']}{_with(entry)} {entry['did']}",
            *(f"    {line}" for line in _differences(entry["before"], entry["after"])),
        )


def _with(entry: Mapping[str, Any]) -> str:
    match entry["way"]:
        case "key":
            return f" (by key {entry['key']})"
        case "operator":
            return " (on this machine)"
        case "text":
            return " (by text)"
        case _:
            return ""


def _differences(before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> list[str]:
    names = dict.fromkeys([*(before or {}), *(after or {})])
    if before is None or after is None:
        return [
            f"{name}: {_shown(value)}" for name, value in (before or after or {}).items() if value not in (None, "")
        ]
    return [f"{name}: {_shown(before.get(name))} → {_shown(after.get(name))}" for name in names]


def _shown(value: Any) -> str:
    if value is None or value == "":
        return "nothing"
    text = str(value)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
