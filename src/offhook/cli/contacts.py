"""`offhook contact`: the people who are called."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from offhook.cli.command import Here, asking, group
from offhook.cli.errors import CommandFailed
from offhook.cli.output import at, readable
from offhook.ids import is_id

contacts = group("contact", "Contacts: the people who are called.", default="list")


@contacts.command("add")
@asking
def add(
    here: Here,
    name: Annotated[str, typer.Argument(metavar="NAME")],
    number: Annotated[
        list[str] | None, typer.Option(metavar="NUMBER", help="Several may be given; the first is the one to call.")
    ] = None,
    field: Annotated[
        list[str] | None, typer.Option(metavar="NAME=VALUE", help="A custom field; several may be given.")
    ] = None,
    notes: Annotated[str, typer.Option(metavar="TEXT", help="What else is to be known.")] = "",
) -> None:
    """Make a contact.

    Example: offhook contact add "Dana Ruiz" --number +12025550122 --field company="Ruiz & Co"
    """
    fields = dict(_pair(text) for text in field or [])
    body = {"name": name, "numbers": number or [], "fields": fields, "notes": notes}
    contact = here.client.post("contacts", body=body)
    numbers = ", ".join(contact["numbers"]) or "no number"
    here.output.show(contact, f"Added {contact['name']}, {numbers}: {contact['id']}")


@contacts.command("list")
@asking
def list_contacts(
    here: Here,
    search: Annotated[
        str, typer.Argument(metavar="[SEARCH]", help="Beginnings of words of the name, or of a number.")
    ] = "",
    limit: Annotated[int, typer.Option(metavar="N", min=1, max=200, help="How many, at most.")] = 50,
) -> None:
    """The contacts, the newest first. The same as `offhook contact`.

    Example: offhook contact list dana
    """
    found = here.client.get("contacts", limit=limit, search=search)["items"]
    here.output.table(
        found,
        ("name", "numbers", "fields", "id"),
        (
            (
                contact["name"],
                ", ".join(contact["numbers"]),
                ", ".join(f"{name}: {_value(value)}" for name, value in contact["fields"].items()),
                contact["id"],
            )
            for contact in found
        ),
        "Nobody is found."
        if search
        else "There are no contacts yet: `offhook contact add NAME --number NUMBER` makes one.",
    )


@contacts.command("show")
@asking
def show(here: Here, who: Annotated[str, typer.Argument(metavar="NAME", help="Name, number or id.")]) -> None:
    """One contact, with the latest calls.

    Example: offhook contact show "Dana Ruiz"
    """
    contact = _contact_called(here, who)
    calls = here.client.get("calls", contact=contact["id"], limit=5)["items"]
    here.output.pairs(
        contact,
        [
            ("name", contact["name"]),
            *(("number", readable(number)) for number in contact["numbers"]),
            *((name, _value(value)) for name, value in contact["fields"].items()),
            ("notes", contact["notes"]),
            ("since", at(contact["created_at"])),
            *(("call", f"{at(call['placed_at'])}  {call['outcome'] or 'live'}  {call['id']}") for call in calls),
            ("id", contact["id"]),
        ],
    )


@contacts.command("remove")
@asking
def remove(here: Here, who: Annotated[str, typer.Argument(metavar="NAME", help="Name, number or id.")]) -> None:
    """Remove a contact. It can be restored for a day, by its id.

    Example: offhook contact remove "Dana Ruiz"
    """
    contact = _contact_called(here, who)
    here.client.delete("contacts", contact["id"])
    name = contact["name"] or contact["id"]
    here.output.show(contact, f"Removed {name}: `offhook contact restore {contact['id']}` takes that back.")


@contacts.command("restore")
@asking
def restore(here: Here, contact: Annotated[str, typer.Argument(metavar="ID", help="The id of a contact.")]) -> None:
    """Take a removal of the last day back.

    Example: offhook contact restore contact_01kb3fjj2m8w2x4y6z0a1b2c3d
    """
    restored = here.client.post("contacts", contact, "restore")
    here.output.show(restored, f"Restored {restored['name'] or restored['id']}")


@contacts.command("duplicates")
@asking
def duplicates(here: Here) -> None:
    """Contacts that may be the same person, as they have the same name.

    Example: offhook contact duplicates
    """
    found = here.client.every("contacts", "duplicates")
    here.output.table(
        found,
        ("name", "numbers", "id"),
        ((each["name"], ", ".join(each["numbers"]), each["id"]) for those in found for each in those["contacts"]),
        "No two contacts have the same name.",
    )


@contacts.command("merge")
@asking
def merge(
    here: Here,
    kept: Annotated[str, typer.Argument(metavar="KEPT", help="The contact that stays: name, number or id.")],
    other: Annotated[str, typer.Argument(metavar="OTHER", help="The one that goes: name, number or id.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do it. Without this, what would result is shown.")] = False,
) -> None:
    """Merge two contacts that are the same person, with their calls and notes. It can't be taken back.

    Example: offhook contact merge +12025550122 +12025550123 --yes
    """
    stays, goes = _contact_called(here, kept)["id"], _contact_called(here, other)["id"]
    if yes:
        merged = here.client.post("contacts", stays, "merge", body={"other": goes})
        here.output.show(merged, f"Merged into {merged['name']}, {', '.join(merged['numbers'])}: {merged['id']}")
        return
    found = here.client.post("contacts", stays, "merge", "preview", body={"other": goes})
    result = found["result"]
    here.output.show(
        found,
        f"Would be {result['name']}, {', '.join(result['numbers'])}, with {found['calls']} calls more.",
        *(f"{each['field']}: keeps {each['kept']}, drops {each['dropped']}" for each in found["differences"]),
        "Add --yes to merge them. It can't be taken back.",
    )


def _contact_called(here: Here, who: str) -> Any:
    """The contact with this id, name or number.

    Raises:
        CommandFailed: there is none, or several are called so.
    """
    if is_id(who, "contact"):
        return here.client.get("contacts", who)
    found = here.client.get("contacts", search=who, limit=200)["items"]
    exact = [each for each in found if who.casefold() == each["name"].casefold() or who in each["numbers"]]
    match exact or found:
        case [one]:
            return one
        case []:
            raise CommandFailed(f"There is no contact {who}: `offhook contact list` shows them.")
        case several:
            ids = ", ".join(f"{each['name'] or each['numbers'][0]} {each['id']}" for each in several[:5])
            raise CommandFailed(f"Several contacts fit {who}: give the id of one, such as {ids}.")


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise CommandFailed(f"--field {text!r} can't be used: give it as NAME=VALUE.")
    return name, value


def _value(value: object) -> str:
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)
