"""`offhook line`: the business numbers that calls show."""

from __future__ import annotations

from typing import Annotated

import typer

from offhook.cli.command import Here, asking, group
from offhook.cli.errors import CommandFailed
from offhook.cli.lookup import names
from offhook.cli.money import millionths, money

lines = group("line", "Lines: the business numbers that calls show.", default="list")

Number = Annotated[str, typer.Argument(metavar="NUMBER", help="E.164, or national in the workspace's country.")]


@lines.command("add")
@asking
def add(
    here: Here,
    number: Number,
    trunk: Annotated[
        list[str], typer.Option(metavar="NAME", help="What carries its calls; several are tried in their order.")
    ],
    name: Annotated[str, typer.Option(metavar="NAME", help="What people call it.")] = "",
    language: Annotated[str, typer.Option(metavar="TAG", help="Of the prompts, as en or de.")] = "en",
    voice: Annotated[bool, typer.Option("--voice/--no-voice", help="Whether calls can be placed from it.")] = True,
) -> None:
    """Add a number of yours.

    Example: offhook line add +12025550100 --trunk lab
    """
    body = {"number": number, "trunks": trunk, "name": name, "language": language, "voice": voice}
    line = here.client.post("lines", body=body)
    here.output.show(line, f"Added line {line['number']} over {', '.join(trunk)}.")
    if line["hint"] and not here.as_json:
        typer.echo(line["hint"], err=True)


@lines.command("list")
@asking
def list_lines(here: Here) -> None:
    """The workspace's lines.

    Example: offhook line list
    """
    found = here.client.every("lines")
    trunks = names(here, "trunks")
    here.output.table(
        found,
        ("number", "name", "trunks", "language", "voice", "id"),
        (
            (
                line["number"],
                line["name"],
                ", ".join(trunks.get(trunk, trunk) for trunk in line["trunks"]),
                line["language"],
                "yes" if line["voice"] else "no",
                line["id"],
            )
            for line in found
        ),
        "There are no lines yet: `offhook line add NUMBER --trunk NAME` adds one.",
    )


@lines.command("fee")
@asking
def fee(
    here: Here,
    number: Number,
    amount: Annotated[
        str | None, typer.Argument(metavar="AMOUNT", help="Of a month, from this one on, as 1.15; none: as it is now.")
    ] = None,
    currency: Annotated[str, typer.Option(metavar="CODE", help="As USD or EUR.")] = "USD",
    none: Annotated[bool, typer.Option("--none", help="It costs nothing a month, from this one on.")] = False,
) -> None:
    """What a line's number costs a month, whatever is done with it: `offhook costs` counts it.

    Where the carrier says it when a number is bought or taken under control it is known already.

    Example: offhook line fee +12025550100 1.15 --currency USD
    """
    if none and amount is not None:
        raise CommandFailed("Give an amount or --none, not both.")
    if none:
        here.client.delete("lines", number, "fee")
        here.output.show({"removed": number}, f"{number} costs nothing a month.")
        return
    if amount is None:
        found = here.client.get("lines", number, "fee")
    else:
        found = here.client.put("lines", number, "fee", body={"price": millionths(amount), "currency": currency})
    if found is None:
        here.output.show(found, f"Nobody has said what {number} costs a month.")
        return
    says = "by the carrier" if found["source"] == "carrier" else "as typed"
    cost = money(found["price"], found["currency"])
    here.output.show(found, f"{number} costs {cost} a month since {found['since']}, {says}.")


@lines.command("remove")
@asking
def remove(here: Here, number: Number) -> None:
    """Remove a line. Live calls go on, records stay, and the number is free again.

    Example: offhook line remove +12025550100
    """
    here.client.delete("lines", number)
    here.output.show({"removed": number}, f"Removed line {number}.")
