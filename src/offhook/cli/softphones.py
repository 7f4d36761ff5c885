"""`offhook softphone`: members' own SIP phones and browser phones."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from offhook.cli.command import Here, asking, group
from offhook.cli.lookup import called, member_called, names
from offhook.cli.output import at

softphones = group("softphone", "Softphones: members' own SIP phones and browser phones.", default="list")

Which = Annotated[str, typer.Argument(metavar="SOFTPHONE", help="Name or id.")]


@softphones.command("add")
@asking
def add(
    here: Here,
    name: Annotated[str, typer.Argument(metavar="NAME", help="What its owner calls it.")],
    member: Annotated[
        str | None, typer.Option(metavar="MEMBER", help="Whose it is: name, e-mail or id; you, unless given.")
    ] = None,
    kind: Annotated[str, typer.Option(metavar="sip|browser", help="A SIP phone, or the phone in the browser.")] = "sip",
) -> None:
    """Make a softphone. What a SIP phone signs in with is shown this once, and kept nowhere.

    Example: offhook softphone add Desk --member Ann
    """
    whom = None if member is None else member_called(here, member)["id"]
    made = here.client.post("softphones", body={"name": name, "member": whom, "kind": kind})
    _show(here, made, f"Added {made['softphone']['name']}: {made['softphone']['id']}")


@softphones.command("list")
@asking
def list_softphones(here: Here) -> None:
    """The workspace's softphones, and how each stands; with an agent's key, their own.

    Example: offhook softphone list
    """
    found = here.client.every("softphones")
    owners = names(here, "members") if found else {}
    here.output.table(
        found,
        ("name", "member", "kind", "state", "since", "where", "id"),
        (
            (
                phone["name"],
                owners.get(phone["member"], phone["member"]),
                phone["kind"],
                phone["state"].replace("_", " "),
                at(phone["since"]),
                _where(phone),
                phone["id"],
            )
            for phone in found
        ),
        "There are no softphones yet: `offhook softphone add NAME` makes one.",
    )


@softphones.command("rotate")
@asking
def rotate(here: Here, which: Which) -> None:
    """Give a SIP phone another user name and secret, shown this once. It is signed out at once.

    Example: offhook softphone rotate Desk
    """
    made = here.client.post("softphones", called(here, "softphone", which)["id"], "rotate")
    _show(here, made, f"{made['softphone']['name']} signs in otherwise from now on:")


@softphones.command("on")
@asking
def on(here: Here, which: Which) -> None:
    """Let calls ring a softphone while it is signed in.

    Example: offhook softphone on Desk
    """
    _switch(here, which, on=True)


@softphones.command("off")
@asking
def off(here: Here, which: Which) -> None:
    """Let no call ring a softphone. It stays signed in.

    Example: offhook softphone off Desk
    """
    _switch(here, which, on=False)


@softphones.command("line")
@asking
def line(
    here: Here,
    which: Which,
    line: Annotated[
        str | None, typer.Argument(metavar="LINE", help="Number or id; none: the only one there is.")
    ] = None,
) -> None:
    """Choose the line that a softphone's calls show.

    Example: offhook softphone line Desk +12025550100
    """
    phone = called(here, "softphone", which)
    changed = here.client.patch("softphones", phone["id"], body={"line": line})
    here.output.show(changed, f"Calls from {changed['name']} show {line or 'the only line there is'}.")


@softphones.command("remove")
@asking
def remove(here: Here, which: Which) -> None:
    """Remove a softphone. It is signed out at once.

    Example: offhook softphone remove Desk
    """
    phone = called(here, "softphone", which)
    here.client.delete("softphones", phone["id"])
    here.output.show({"removed": phone["id"]}, f"Removed {phone['name']}.")


def _switch(here: Here, which: str, *, on: bool) -> None:
    changed = here.client.patch("softphones", called(here, "softphone", which)["id"], body={"on": on})
    words = "switched on" if on else "switched off: calls don't ring it"
    here.output.show(changed, f"{changed['name']} is {words}.")


def _show(here: Here, made: Any, words: str) -> None:
    lines = [words]
    if (credentials := made["credentials"]) is not None:
        server = credentials["server"]
        where = f"{server['host']}:{server['port']}" if server["host"] else "none: this is the practice network"
        lines += [
            f"  user name  {credentials['username']}",
            f"  secret     {credentials['secret']}",
            f"  server     {where}",
        ]
    here.output.show(made, *lines)
    if credentials is not None and not here.as_json:
        typer.echo("The secret is shown once and kept nowhere: enter it now.", err=True)


def _where(phone: Any) -> str:
    devices = phone["devices"]
    words = ", ".join(f"{each['address']} {each['agent']}".strip() for each in devices)
    seen = phone["last_seen"]
    return words if devices or seen is None else f"last {seen['address']} {seen['agent']}".strip()
