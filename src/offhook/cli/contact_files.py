"""`offhook contact import` and `offhook contact export`: files of contacts."""

from __future__ import annotations

import sys
import threading
from pathlib import Path
from typing import Annotated, Any

import typer

from offhook.cli.command import Here, asking
from offhook.cli.errors import CommandFailed
from offhook.cli.files import write_new

ASKED_EVERY_S = 0.3


def add_to(contacts: typer.Typer) -> None:
    """Make these commands of the group."""
    contacts.command("import")(import_contacts)
    contacts.command("export")(export_contacts)


@asking
def import_contacts(
    here: Here,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="CSV or vCards, of 32 MiB at most.")],
    column: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME=WHAT",
            help="What a column is, where that is not what is suggested: name, first_name, last_name, number, notes, "
            "field:NAME, or nothing to leave it out. Several may be given.",
        ),
    ] = None,
    skip: Annotated[bool, typer.Option("--skip", help="Leave contacts as they are that are there already.")] = False,
    preview: Annotated[bool, typer.Option("--preview", help="Show what would become of the first rows only.")] = False,
    refused: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the rows that are refused there, with the reasons.")
    ] = None,
) -> None:
    """Import contacts. They are known again by a number, or by the name where a row has none.

    So a file can be imported again after it was mended, and changes nothing else.

    Example: offhook contact import customers.csv --column Fax= --refused refused.csv
    """
    found = here.client.post_content("contacts", "imports", content=file.read_bytes(), name=file.name)
    body = {"targets": _targets(found, column or []), "existing": "skip" if skip else "update"}
    path = ("contacts", "imports", found["id"])
    if preview:
        _show_preview(here, found, body)
        here.client.delete(*path)
        return
    here.client.post(*path, "start", body=body)
    over = _over(here, found["id"])
    if over["state"] == "failed":
        raise CommandFailed(f"{file} was not imported to its end: {over['problem']}")
    if refused is not None and over["refused"]:
        write_new(refused, here.client.chunks(*path, "refused"))
    lines = [f"line {each['line']}: {each['reason']}" for each in over["refusals"]]
    here.output.show(
        over,
        f"{over['added']} added, {over['updated']} updated, {over['unchanged']} as they were, "
        f"{over['refused']} refused.",
        *lines,
    )


@asking
def export_contacts(
    here: Here,
    to: Annotated[Path, typer.Argument(metavar="FILE", help="A file that isn't there yet; - prints the lines.")],
    vcard: Annotated[bool, typer.Option("--vcard", help="As vCards, instead of CSV.")] = False,
) -> None:
    """Write all contacts to a file, the newest first, however many there are.

    Example: offhook contact export contacts.csv
    """
    form = "vcard" if vcard else "csv"
    if str(to) == "-":
        for chunk in here.client.chunks("contacts", "export", form=form):
            sys.stdout.write(chunk.decode())
        return
    size = write_new(to, here.client.chunks("contacts", "export", form=form))
    here.output.show({"file": str(to), "bytes": size}, f"Saved to {to}.")


def _targets(found: Any, given: list[str]) -> list[str]:
    chosen = dict(zip(found["columns"], found["suggested"], strict=True))
    for text in given:
        name, equals, what = text.rpartition("=")
        if not equals or name not in chosen:
            columns = ", ".join(chosen)
            raise CommandFailed(f"--column {text!r} can't be used: give it as NAME=WHAT. The columns are {columns}.")
        chosen[name] = what
    return list(chosen.values())


def _show_preview(here: Here, found: Any, body: Any) -> None:
    tried = here.client.post("contacts", "imports", found["id"], "preview", body=body)["items"]
    here.output.table(
        tried,
        ("line", "what", "name", "numbers", "why"),
        (
            (str(each["line"]), each["outcome"], each["name"], ", ".join(each["numbers"]), each["reason"])
            for each in tried
        ),
        "There is nothing in it.",
    )


def _over(here: Here, batch: str) -> Any:
    pause = threading.Event()
    while True:
        found = here.client.get("contacts", "imports", batch)
        if found["state"] in {"done", "failed"}:
            return found
        pause.wait(ASKED_EVERY_S)
