"""`offhook rate`: what carriers take, imported from files; and what a call would cost."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from offhook.cli.command import Here, asking, group
from offhook.cli.errors import CommandFailed
from offhook.cli.lookup import names
from offhook.cli.money import money
from offhook.cli.output import at, readable

rates = group("rate", "What carriers take, imported from files.", default="list")

Trunk = Annotated[str, typer.Option(metavar="TRUNK", help="Whose prices these are: a trunk's or carrier's name or id.")]


@rates.command("list")
@asking
def list_rates(here: Here) -> None:
    """Imports of rates, the newest first; of each trunk the newest hold. The same as `offhook rate`.

    Example: offhook rate list
    """
    found = here.client.every("rate-sheets")
    trunks = names(here, "trunks") if found and not here.as_json else {}
    here.output.table(
        found,
        ("trunk", "file", "rates", "currency", "holds", "by", "since", "id"),
        (
            (
                trunks.get(each["trunk"], each["trunk"]),
                each["name"],
                str(each["size"]),
                each["currency"],
                "now" if each["current"] else "no more",
                each["made_by_name"],
                at(each["made_at"]),
                each["id"],
            )
            for each in found
        ),
        "There are no rates yet, so nothing is estimated: `offhook rate import FILE` imports some.",
    )


@rates.command("import")
@asking
def import_rates(
    here: Here,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="CSV with the columns prefix and price at least.")],
    trunk: Trunk,
    currency: Annotated[str, typer.Option(metavar="CODE", help="Of the prices: three letters, as USD.")] = "USD",
    preview: Annotated[bool, typer.Option("--preview", help="Only look at what would be imported.")] = False,
) -> None:
    """Import the prices of a trunk. They hold from now on; all of the file, or where a row is wrong nothing of it.

    Example: offhook rate import prices.csv --trunk twilio --currency USD
    """
    try:
        content = file.read_bytes()
    except OSError as reason:
        raise CommandFailed(f"{file} can't be read: {reason.strerror or reason}.") from None
    looked = here.client.post_content("rate-sheets", "preview", content=content, trunk=trunk)
    if preview:
        here.output.show(looked, *_preview(looked))
        return
    made = here.client.post_content("rate-sheets", content=content, trunk=trunk, currency=currency, name=file.name)
    here.output.show(made, f"Imported {made['size']} rates: {made['id']}", *_changes(looked))


@rates.command("undo")
@asking
def undo(
    here: Here, sheet: Annotated[str, typer.Argument(metavar="ID", help="As `offhook rate list` shows it.")]
) -> None:
    """Take an import back: the rates before it hold again.

    Example: offhook rate undo rates_01kb3fjj2m8w2x4y6z0a1b2c3d
    """
    here.client.delete("rate-sheets", sheet)
    here.output.show({"undone": sheet}, "Taken back: the rates before hold again.")


@rates.command("quote")
@asking
def quote(
    here: Here,
    to: Annotated[str, typer.Argument(metavar="NUMBER", help="Who would be called.")],
    caller: Annotated[
        str | None, typer.Option("--from", metavar="PHONE", help="Your own phone; else the one that is remembered.")
    ] = None,
    line: Annotated[str | None, typer.Option(metavar="LINE", help="The line's number or id.")] = None,
) -> None:
    """What a call would cost a minute, leg by leg. Nothing is dialled.

    Example: offhook rate quote +12025550122
    """
    found = here.client.post("quotes", body={"to": to, "caller": caller, "line": line})
    pairs = [(_who(leg), "costs nothing" if not leg["number"] else _rate(leg)) for leg in found["legs"]]
    here.output.pairs(found, [*pairs, ("together", _together(found))])


def _who(leg: Any) -> str:
    whose = "your phone" if leg["role"] == "member" else "the contact"
    return f"{whose} {readable(leg['number'])}" if leg["number"] else whose


def _rate(leg: Any) -> str:
    if leg["rate"] is None:
        return "no rate yet"
    once = leg["rate"]["once"]
    minute = f"{money(leg['rate']['price'], leg['currency'])} a minute"
    return f"{minute}, and {money(once, leg['currency'])} a call" if once else minute


def _together(found: Any) -> str:
    if found["minute"] is None:
        return "not known: a rate is missing, or currencies differ"
    return f"{money(found['minute'], found['currency'])} for the first minute"


def _preview(looked: Any) -> list[str]:
    lines = [f"{looked['rates']} rates can be used, {looked['wrong']} rows can't."]
    for each in looked["errors"]:
        column = f", {each['column']}" if each["column"] else ""
        lines.append(f"line {each['line']}{column}: {each['text']}")
    if looked["left_out"]:
        lines.append(f"Left out: the columns {', '.join(looked['left_out'])}.")
    return [*lines, *_changes(looked)]


def _changes(looked: Any) -> list[str]:
    return [f"{looked['added']} new, {looked['changed']} changed, {looked['same']} as before, {looked['gone']} gone."]
