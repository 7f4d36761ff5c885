"""`offhook block`: callers who are put through to nobody."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from offhook.cli.command import Here, asking, group
from offhook.cli.errors import CommandFailed
from offhook.cli.lookup import names
from offhook.cli.output import at, readable
from offhook.ids import is_id

blocks = group("block", "The block list: callers who are put through to nobody.", default="list")

WITHHELD = "withheld"
What = Annotated[
    str, typer.Argument(metavar="WHOM", help="A number, its beginning and a * (as +4470*), or the word withheld.")
]


@blocks.command("add")
@asking
def add(
    here: Here,
    whom: Annotated[
        str, typer.Argument(metavar="[WHOM]", help="A number, its beginning and a * (as +4470*), or withheld.")
    ] = "",
    call: Annotated[str | None, typer.Option(metavar="ID", help="Whoever this call was with, instead.")] = None,
    line: Annotated[str | None, typer.Option(metavar="LINE", help="On this line only; its number or id.")] = None,
    note: Annotated[str, typer.Option(metavar="TEXT", help="Why, for those who read it later.")] = "",
) -> None:
    """Block a number, all that begin so, everybody who withholds theirs, or whoever a call was with.

    Example: offhook block add +12025550122 --note "Sells solar panels"
    """
    if bool(whom) == (call is not None):
        raise CommandFailed("Say whom to block: a number, its beginning and a *, the word withheld, or --call ID.")
    who: dict[str, Any] = {"call": call} if call is not None else _whom(whom)
    found = here.client.post("blocks", body=who | {"line": line, "note": note})
    here.output.show(found, f"Blocked {_named(found)}: {found['id']}")


@blocks.command("list")
@asking
def list_blocks(here: Here) -> None:
    """Who is blocked, by whom and why. The same as `offhook block`.

    Example: offhook block list
    """
    found = here.client.every("blocks")
    lines = names(here, "lines", "number") if found and not here.as_json else {}
    here.output.table(
        found,
        ("blocked", "line", "note", "by", "since", "id"),
        (
            (
                _named(each),
                lines.get(each["line"], each["line"]) if each["line"] else "every line",
                each["note"],
                each["added_by_name"],
                at(each["added_at"]),
                each["id"],
            )
            for each in found
        ),
        "Nobody is blocked: `offhook block add NUMBER` blocks somebody.",
    )


@blocks.command("remove")
@asking
def remove(
    here: Here,
    whom: Annotated[str, typer.Argument(metavar="WHOM", help="As `offhook block list` shows it, or its id.")],
) -> None:
    """Put callers through again.

    Example: offhook block remove +12025550122
    """
    gone = [here.client.get("blocks", whom)] if is_id(whom, "block") else _called(here, whom)
    for each in gone:
        here.client.delete("blocks", each["id"])
    here.output.show(gone, *(f"No longer blocked: {_named(each)}." for each in gone))


def _whom(text: str) -> dict[str, Any]:
    if text == WITHHELD:
        return {"withheld": True}
    return {"prefix": text.removesuffix("*")} if text.endswith("*") else {"number": text}


def _named(block: Any) -> str:
    match block["kind"]:
        case "withheld":
            return WITHHELD
        case "prefix":
            return f"{block['number']}*"
        case _:
            return readable(block["number"])


def _called(here: Here, whom: str) -> list[Any]:
    """The entries that are called so, on whatever line.

    Raises:
        CommandFailed: there is none.
    """
    plain = whom.replace(" ", "").replace("-", "")
    found = [
        each
        for each in here.client.every("blocks")
        if plain in {each["number"], _named(each).replace(" ", "").replace("-", "")}
    ]
    if not found:
        raise CommandFailed(f"{whom} is not blocked: `offhook block list` shows who is.")
    return found
