"""`offhook contact-field`: the custom fields that contacts have."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from offhook.cli.command import Here, asking, group
from offhook.cli.errors import CommandFailed

fields = group("contact-field", "Custom fields of contacts: the workspace's own list.", default="list")


@fields.command("list")
@asking
def list_fields(here: Here) -> None:
    """The custom fields, in their order. The same as `offhook contact-field`.

    Example: offhook contact-field list
    """
    found = here.client.get("contact-fields")["items"]
    here.output.table(
        found,
        ("name", "id"),
        ((each["name"], each["id"]) for each in found),
        "There are no custom fields yet: `offhook contact-field add NAME` makes one.",
    )


@fields.command("add")
@asking
def add(here: Here, name: Annotated[str, typer.Argument(metavar="NAME", help="As it is to be called.")]) -> None:
    """Define a field for all contacts, as the last.

    Example: offhook contact-field add Company
    """
    made = here.client.post("contact-fields", body={"name": name})
    here.output.show(made, f"Added {made['name']}")


@fields.command("change")
@asking
def change(
    here: Here,
    field: Annotated[str, typer.Argument(metavar="FIELD", help="Its name or id.")],
    name: Annotated[str | None, typer.Option(metavar="NAME", help="As it is to be called.")] = None,
    position: Annotated[int | None, typer.Option(metavar="N", help="Where it is to be; 0 is the first.")] = None,
) -> None:
    """Rename a field for all contacts, or move it to another place.

    Example: offhook contact-field change Company --name Firm --position 0
    """
    given = {"name": name, "position": position}
    body = {key: value for key, value in given.items() if value is not None}
    changed = here.client.patch("contact-fields", _field(here, field)["id"], body=body)
    here.output.show(changed, f"Changed {changed['name']}")


@fields.command("remove")
@asking
def remove(
    here: Here,
    field: Annotated[str, typer.Argument(metavar="FIELD", help="Its name or id.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do it, though contacts have something in it.")] = False,
) -> None:
    """Remove a field, with what contacts have in it.

    Example: offhook contact-field remove Company --yes
    """
    found = here.client.get("contact-fields", _field(here, field)["id"])
    if found["used"] and not yes:
        raise CommandFailed(f"{found['used']} contacts have something in {found['name']}: add --yes to remove it all.")
    here.client.delete("contact-fields", found["id"])
    here.output.show(found, f"Removed {found['name']}")


def _field(here: Here, wanted: str) -> Any:
    for each in here.client.get("contact-fields")["items"]:
        if wanted == each["id"] or wanted.casefold() == each["name"].casefold():
            return each
    raise CommandFailed(f"There is no field {wanted}: `offhook contact-field` shows them.")
