"""`offhook template`: texts that are written once and sent often."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from offhook.cli.command import Here, asking, group
from offhook.cli.errors import CommandFailed

templates = group("template", "Templates: texts that are written once and sent often.", default="list")

Name = Annotated[str, typer.Argument(metavar="NAME", help="Its name or id.")]
TEXT = "With {name}, {first_name}, {line} and {member}, which are filled in where it is used."


@templates.command("list")
@asking
def list_templates(here: Here) -> None:
    """The workspace's templates, by name. The same as `offhook template`.

    Example: offhook template list
    """
    found = here.client.get("message-templates")["items"]
    here.output.table(
        found,
        ("name", "text", "id"),
        ((each["name"], each["text"], each["id"]) for each in found),
        "There are no templates yet: `offhook template add NAME TEXT` makes one.",
    )


@templates.command("add")
@asking
def add(
    here: Here,
    name: Annotated[str, typer.Argument(metavar="NAME", help="As it is to be called.")],
    text: Annotated[str, typer.Argument(metavar="TEXT", help=TEXT)],
) -> None:
    """Write a template.

    Example: offhook template add Hours "Hi {first_name}, we are open from 9 to 5."
    """
    made = here.client.post("message-templates", body={"name": name, "text": text})
    here.output.show(made, f"Added {made['name']}: {made['id']}")


@templates.command("change")
@asking
def change(
    here: Here,
    template: Name,
    name: Annotated[str | None, typer.Option(metavar="NAME", help="As it is to be called.")] = None,
    text: Annotated[str | None, typer.Option(metavar="TEXT", help=TEXT)] = None,
) -> None:
    """Change a template's name or text.

    Example: offhook template change Hours --text "Hi {first_name}, we are open from 9 to 6."
    """
    body = {key: value for key, value in {"name": name, "text": text}.items() if value is not None}
    changed = here.client.patch("message-templates", _found(here, template)["id"], body=body)
    here.output.show(changed, f"Changed {changed['name']}")


@templates.command("remove")
@asking
def remove(here: Here, template: Name) -> None:
    """Remove a template.

    Example: offhook template remove Hours
    """
    found = _found(here, template)
    here.client.delete("message-templates", found["id"])
    here.output.show(found, f"Removed {found['name']}")


def _found(here: Here, wanted: str) -> Any:
    for each in here.client.get("message-templates")["items"]:
        if wanted == each["id"] or wanted.casefold() == each["name"].casefold():
            return each
    raise CommandFailed(f"There is no template {wanted}: `offhook template` shows them.")
