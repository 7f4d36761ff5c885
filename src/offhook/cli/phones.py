"""`offhook phone`, and `offhook line pin`: the phones of a line, and the PIN that activates them."""

from __future__ import annotations

from typing import Annotated

import typer

from offhook.cli.command import Here, asking, group
from offhook.cli.errors import CommandFailed
from offhook.cli.lines import Number, lines
from offhook.cli.lookup import called, names
from offhook.cli.output import at

phones = group("phone", "Phones: those of a line, activated by its PIN or connected by number.", default="list")

Which = Annotated[str, typer.Argument(metavar="PHONE", help="Its number, name or id.")]
Line = Annotated[str | None, typer.Option(metavar="NUMBER", help="Of this line only.")]


@phones.command("list")
@asking
def list_phones(here: Here, line: Line = None) -> None:
    """The phones that work.

    Example: offhook phone list --line +12025550100
    """
    found = here.client.every("phones", line=line)
    of = names(here, "lines", "number")
    here.output.table(
        found,
        ("name", "number", "kind", "line", "asks for a key", "dialer used", "id"),
        (
            (
                phone["name"],
                phone["number"],
                phone["kind"],
                of.get(phone["line"], phone["line"]),
                "yes" if phone["asks_key"] else "no",
                at(phone["seen_at"]),
                phone["id"],
            )
            for phone in found
        ),
        "No phone is active: text a line its PIN, which `offhook line pin NUMBER` shows, or connect a landline.",
    )


@phones.command("connect")
@asking
def connect(
    here: Here,
    number: Annotated[str, typer.Argument(metavar="NUMBER", help="Of the telephone: E.164, or national.")],
    line: Annotated[str, typer.Option(metavar="NUMBER", help="The line that it becomes a phone of.")],
    name: Annotated[str, typer.Option(metavar="NAME", help="What people call it.")] = "",
    smartphone: Annotated[
        bool, typer.Option("--smartphone/--landline", help="A smartphone texts the PIN instead, where it can.")
    ] = False,
) -> None:
    """Connect a telephone: calls to the line ring it, and `offhook phone link` makes the link of its dialer.

    Example: offhook phone connect +12025550133 --line +12025550100 --name Desk
    """
    made = here.client.post(
        "phones",
        body={"number": number, "line": line, "name": name, "kind": "smartphone" if smartphone else "landline"},
    )
    here.output.show(made, f"Connected {made['name']} ({made['number']}): {made['id']}")


@phones.command("link")
@asking
def link(here: Here, phone: Which) -> None:
    """Make the link that opens a phone's dialer, once: a landline's on a computer, a smartphone's on itself.

    Example: offhook phone link Desk
    """
    made = here.client.post("phones", called(here, "phone", phone, "number")["id"], "link")
    here.output.show(made, made["url"])
    if not here.as_json:
        typer.echo(f"It opens once, until {at(made['expires_at'])}: a landline's on the computer beside it.", err=True)


@phones.command("rename")
@asking
def rename(here: Here, phone: Which, name: Annotated[str, typer.Argument(metavar="NAME")]) -> None:
    """Call a phone something else.

    Example: offhook phone rename +12025550111 "Ann's mobile"
    """
    changed = here.client.patch("phones", called(here, "phone", phone, "number")["id"], body={"name": name})
    here.output.show(changed, f"{changed['number']} is called {changed['name']}.")


@phones.command("set")
@asking
def set_phone(
    here: Here,
    phone: Which,
    asks_key: Annotated[
        bool, typer.Option("--asks-key/--asks-no-key", help="Whether a call that rings it first waits for a key.")
    ],
) -> None:
    """Say whether a call that rings the phone first waits for a key before anybody is dialled.

    Example: offhook phone set Desk --asks-key
    """
    changed = here.client.patch("phones", called(here, "phone", phone, "number")["id"], body={"asks_key": asks_key})
    words = "waits for a key" if asks_key else "waits for no key"
    here.output.show(changed, f"A call that rings {changed['name']} first {words}.")


@phones.command("revoke")
@asking
def revoke(here: Here, phone: Which) -> None:
    """End a phone: its dialer is signed out at once. Another PIN is needed before it can come back.

    Example: offhook phone revoke +12025550111
    """
    found = called(here, "phone", phone, "number")
    here.client.delete("phones", found["id"])
    here.output.show(found, f"Revoked {found['name']} ({found['number']}).")


@lines.command("pin")
@asking
def line_pin(
    here: Here,
    number: Number,
    pin: Annotated[str | None, typer.Option(metavar="DIGITS", help="Another PIN: 6 to 12 digits.")] = None,
    new: Annotated[bool, typer.Option("--new", help="Have another PIN chosen.")] = False,
) -> None:
    """Show a line's PIN, or give it another one. Whoever texts it to the line makes their phone one of the line's.

    Example: offhook line pin +12025550100
    """
    if pin is not None and new:
        raise CommandFailed("Give either --pin or --new.")
    if pin is None and not new:
        found = here.client.get("lines", number, "pin")
        here.output.show(found, found["pin"])
        return
    changed = here.client.put("lines", number, "pin", body={"pin": pin})
    here.output.show(changed, f"The PIN of {number} is {changed['pin']}. Phones that are active stay so.")
