"""`offhook carrier numbers` and what is done with one of them; the commands join the group `offhook carrier`."""

from __future__ import annotations

import sys
from typing import Annotated, Any

import typer

from offhook.cli.carriers import Name, carriers
from offhook.cli.command import Here, asking
from offhook.cli.errors import CommandFailed
from offhook.cli.output import readable

__all__ = ["carriers"]

Number = Annotated[str, typer.Argument(metavar="NUMBER")]
LineName = Annotated[str, typer.Option("--line-name", metavar="NAME", help="What the line is called that is added.")]
Language = Annotated[str, typer.Option(metavar="TAG", help="Of the line's prompts.")]
Country = Annotated[str | None, typer.Option(metavar="CC", help="Where: US, DE, …; the workspace's unless given.")]
Type = Annotated[str, typer.Option("--type", metavar="local|toll_free|mobile", help="Which type.")]

STANDINGS = {
    "free": "not under control",
    "taken": "under control",
    "astray": "led elsewhere: take it again, or keep it",
    "kept": "led elsewhere, as you let it",
    "giving_back": "being given back: do it again",
    "gone": "not the account's any more: give it back with --only-here",
}
NEEDS_ADDRESS = "needs an address: enter it at the carrier, and buy there"


@carriers.command("numbers")
@asking
def numbers(here: Here, name: Name) -> None:
    """The account's numbers: what each can do, where it leads, and whether it is under control.

    Example: offhook carrier numbers twilio
    """
    found = here.client.every("carriers", name, "numbers")
    here.output.table(
        found,
        ("number", "country", "type", "can", "leads", "here", "line"),
        (
            (
                readable(each["number"]),
                each["country"] or "",
                each["type"].replace("_", "-"),
                can(each),
                leads(each),
                STANDINGS[each["standing"]],
                each["line_name"] or ("yes" if each["line"] else ""),
            )
            for each in found
        ),
        f"The account has no numbers yet: `offhook carrier search {name}` finds some to buy.",
    )


@carriers.command("take")
@asking
def take(here: Here, name: Name, number: Number, line_name: LineName = "", language: Language = "en") -> None:
    """Take a number under control: its calls lead here, and where they led is remembered. Or set it again.

    Example: offhook carrier take twilio +12025550100 --line-name Sales
    """
    body = {"name": line_name, "language": language}
    taken = here.client.post("carriers", name, "numbers", number, "take", body=body)
    formerly = f" It led to {taken['formerly']} before." if taken["formerly"] else ""
    here.output.show(taken, f"{taken['number']} leads here now.{formerly}")


@carriers.command("give-back")
@asking
def give_back(
    here: Here,
    name: Name,
    number: Number,
    remove_line: Annotated[bool, typer.Option("--remove-line", help="Remove its line, too; records stay.")] = False,
    only_here: Annotated[
        bool, typer.Option("--only-here", help="Only forget it, where the account is closed or has it no more.")
    ] = False,
) -> None:
    """Give a number back: it leads exactly where it did before it was taken.

    Example: offhook carrier give-back twilio +12025550100
    """
    body = {"remove_line": remove_line, "at_carrier": not only_here}
    given = here.client.post("carriers", name, "numbers", number, "give-back", body=body)
    if given is None:
        here.output.show({"forgotten": number}, f"{number} is forgotten here, and was not changed at the carrier.")
        return
    here.output.show(given, f"{given['number']} leads {leads(given)} again, as before.")


@carriers.command("keep")
@asking
def keep(here: Here, name: Name, number: Number) -> None:
    """Let a number lead where it was found to lead, and be told of it no more.

    Example: offhook carrier keep twilio +12025550100
    """
    kept = here.client.post("carriers", name, "numbers", number, "keep")
    here.output.show(kept, f"{kept['number']} may lead {leads(kept)}.")


@carriers.command("search")
@asking
def search(
    here: Here,
    name: Name,
    country: Country = None,
    kind: Type = "local",
    area_code: Annotated[str | None, typer.Option(metavar="CODE", help="In the US and Canada.")] = None,
    contains: Annotated[str | None, typer.Option(metavar="DIGITS", help="What it has; * is any digit.")] = None,
    sms: Annotated[bool, typer.Option("--sms", help="Only those that text.")] = False,
    mms: Annotated[bool, typer.Option("--mms", help="Only those that send pictures.")] = False,
) -> None:
    """Numbers that are to be had, and what each costs a month.

    Example: offhook carrier search twilio --area-code 202 --sms
    """
    query: dict[str, Any] = {"type": kind, "voice": "true"}
    wishes = {"country": country, "area_code": area_code, "contains": contains}
    query |= {wish: text for wish, text in wishes.items() if text}
    query |= {wish: "true" for wish, on in (("sms", sms), ("mms", mms)) if on}
    found = here.client.get("carriers", name, "offers", **query)
    price = found["price"]
    if here.output.as_json:
        here.output.document(found)
        return
    here.output.table(
        found["items"],
        ("number", "place", "can", "a month", ""),
        (
            (
                readable(each["number"]),
                each["place"],
                can(each),
                "" if price is None else _costs(price, ""),
                "" if each["address"] == "none" else NEEDS_ADDRESS,
            )
            for each in found["items"]
        ),
        "Nothing like that is to be had now: look for less, or in another area or type.",
    )
    if price is None and found["items"]:
        here.output.say("This carrier tells no prices by its API: buy there. The numbers are listed here then.")


@carriers.command("buy")
@asking
def buy(
    here: Here,
    name: Name,
    number: Number,
    country: Country = None,
    kind: Type = "local",
    line_name: LineName = "",
    language: Language = "en",
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask whether the price is agreed to.")] = False,
) -> None:
    """Buy a number, after showing what it costs a month, and take it under control. Again, it buys nothing twice.

    Example: offhook carrier buy twilio +12025550177 --line-name Sales
    """
    query: dict[str, Any] = {"type": kind, "contains": number.lstrip("+")}
    found = here.client.get("carriers", name, "offers", **(query | ({"country": country} if country else {})))
    price = found["price"]
    if price is None and (found["items"] or _asked_for(here, name, number)):
        raise CommandFailed("This carrier tells no price of such numbers by its API: buy there.")
    if price is None or (
        number not in {each["number"] for each in found["items"]} and not _asked_for(here, name, number)
    ):
        kinds = kind.replace("_", "-")
        raise CommandFailed(
            f"{number} is not to be had as a {kinds} number: search anew, and give its --type and --country."
        )
    costs = _costs(price, " a month")
    if not yes:
        if not sys.stdin.isatty():
            raise CommandFailed(f"{number} costs {costs}: say so with --yes where nobody can be asked.")
        typer.confirm(f"Buy {number} for {costs}, charged to the account {name}?", abort=True, err=True)
    body = {"number": number, "type": kind, "name": line_name, "language": language} | price
    bought = here.client.post("carriers", name, "purchases", body=body)
    here.output.show(bought, _came_of(bought, costs))
    raise typer.Exit(0 if bought["purchase"]["state"] == "bought" else 1)


def _costs(price: Any, month: str) -> str:
    """What a number costs, and what it costs besides when it is bought."""
    once = f" and {price['once']} once" if float(price["once"]) else ""
    return f"{price['amount']} {price['currency']}{month}{once}"


def _asked_for(here: Here, name: str, number: str) -> bool:
    """Whether the carrier was asked for it already: then it may be ours, and to be had no more."""
    return any(each["number"] == number for each in here.client.get("carriers", name, "purchases")["items"])


def can(each: Any) -> str:
    """What a number can do."""
    return ", ".join(words for name, words in (("voice", "calls"), ("sms", "texts"), ("mms", "pictures")) if each[name])


def leads(each: Any) -> str:
    """Where a number leads."""
    to = each["leads_to"]
    return {"here": "here", "nowhere": "nowhere"}.get(each["leads"], f"to {to}")


def _came_of(bought: Any, costs: str) -> str:
    number = bought["purchase"]["number"]
    if bought["purchase"]["state"] != "bought":
        return (
            f"The carrier did not answer: whether {number} was bought is looked for by itself, and it is not asked for "
            "again before that is certain."
        )
    if bought["hint"]:
        return f"Bought {number} for {costs}, and it does not lead here yet: {bought['hint']}"
    return f"Bought {number} for {costs}: it leads here."
