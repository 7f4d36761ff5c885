"""What several commands do alike: find the one thing that is meant, name things by their ids, list the latest."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from offhook.cli.command import Here
from offhook.cli.errors import CommandFailed


def names(here: Here, kind: str, name: str = "name") -> dict[str, str]:
    """The names of all `trunks` or `members`, or another field of theirs or others, by their ids."""
    return {each["id"]: each[name] for each in here.client.every(kind)}


def called(here: Here, kind: str, wanted: str, *fields: str) -> Any:
    """The one thing of this kind, as `member`, with this id or name, or exactly so in another of its fields.

    Raises:
        CommandFailed: there is none, or several are called so.
    """
    found = [
        each
        for each in here.client.every(f"{kind}s")
        if wanted in {each["id"], *(each[field] for field in fields)} or wanted.casefold() == each["name"].casefold()
    ]
    match found:
        case [one]:
            return one
        case []:
            raise CommandFailed(f"There is no {kind} {wanted}: `offhook {kind} list` shows them.")
        case _:
            raise CommandFailed(f"Several {kind}s are called {wanted}: give an id from `offhook {kind} list`.")


def member_called(here: Here, wanted: str) -> Any:
    """The member with this name, e-mail address or id. Raises as `called`."""
    return called(here, "member", wanted, "email")


def list_latest(
    here: Here,
    kind: str,
    columns: Sequence[str],
    row: Callable[[Any], Sequence[str]],
    empty: str,
    *,
    limit: int,
    **chosen: object,
) -> None:
    """A table of the latest of a kind, as `calls`, which may be many: at most `limit` of those that were `chosen`."""
    page = here.client.get(kind, limit=limit, **chosen)
    here.output.table(page["items"], columns, (row(each) for each in page["items"]), empty)
    if page["next"]:
        here.output.say(f"There are older ones: --limit shows more than {limit}.")
