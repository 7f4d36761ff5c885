"""`offhook member` and `offhook key`: who works here, and the API keys that act for them."""

from __future__ import annotations

import shlex
from typing import Annotated, Any

import typer

from offhook.cli.command import Here, asking, group
from offhook.cli.errors import CommandFailed
from offhook.cli.lookup import member_called, names
from offhook.cli.output import at

members = group("member", "Members: the people of a workspace.", default="list")
keys = group("key", "API keys: each acts as one member.", default="list")


@members.command("add")
@asking
def add_member(
    here: Here,
    name: Annotated[str, typer.Argument(metavar="NAME")],
    role: Annotated[str, typer.Option(metavar="owner|manager|agent", help="What they may do.")] = "agent",
    email: Annotated[str | None, typer.Option(metavar="ADDRESS", help="Their e-mail address.")] = None,
    number: Annotated[
        str | None, typer.Option(metavar="NUMBER", help="Their own phone; else remembered from their first call.")
    ] = None,
    extension: Annotated[
        str | None, typer.Option(metavar="DIGITS", help="Their short number, which colleagues dial: 2 to 6 digits.")
    ] = None,
) -> None:
    """Add a person. An owner may do everything, a manager set things up, an agent call.

    Example: offhook member add Ann --number +12025550111
    """
    body = {"name": name, "role": role, "email": email, "number": number, "extension": extension}
    member = here.client.post("members", body=body)
    here.output.show(member, f"Added {member['name']} ({member['role']}): {member['id']}")


@members.command("list")
@asking
def list_members(here: Here) -> None:
    """The workspace's members.

    Example: offhook member list
    """
    found = here.client.every("members")
    here.output.table(
        found,
        ("name", "role", "number", "extension", "e-mail", "active", "id"),
        (
            (
                member["name"],
                member["role"],
                member["number"] or "",
                member["extension"] or "",
                member["email"] or "",
                "yes" if member["active"] else "no",
                member["id"],
            )
            for member in found
        ),
        "There are no members.",
    )


@members.command("set")
@asking
def change_member(
    here: Here,
    member: Annotated[str, typer.Argument(metavar="MEMBER", help="Name, e-mail or id.")],
    name: Annotated[str | None, typer.Option(metavar="NAME", help="What they are called.")] = None,
    role: Annotated[str | None, typer.Option(metavar="owner|manager|agent", help="What they may do.")] = None,
    email: Annotated[str | None, typer.Option(metavar="ADDRESS", help="Their e-mail address.")] = None,
    number: Annotated[str | None, typer.Option(metavar="NUMBER", help="Their own phone.")] = None,
    extension: Annotated[
        str | None, typer.Option(metavar="DIGITS", help="Their short number: 2 to 6 digits; empty: none.")
    ] = None,
    copies: Annotated[
        str | None,
        typer.Option(metavar="none|text|push", help="On duty, how they are told of texts and voicemails."),
    ] = None,
    may_unmask: Annotated[
        bool | None,
        typer.Option("--may-unmask/--masked", help="May let either side of their calls see the other's number."),
    ] = None,
    active: Annotated[
        bool | None, typer.Option("--active/--gone", help="Gone: their keys stop working; records of calls stay.")
    ] = None,
) -> None:
    """Change a member.

    Example: offhook member set Ann --number +12025550111
    """
    given = {"name": name, "role": role, "email": email, "number": number, "copies": copies, "active": active}
    given["may_unmask"] = may_unmask
    body: dict[str, Any] = {field: value for field, value in given.items() if value is not None}
    if extension is not None:
        body["extension"] = extension or None
    if not body:
        raise CommandFailed("Say what to change: --help lists what there is.")
    changed = here.client.patch("members", member_called(here, member)["id"], body=body)
    here.output.show(changed, f"Changed {changed['name']} ({changed['role']}, {changed['number'] or 'no number'}).")


@members.command("pin")
@asking
def set_pin(
    here: Here,
    member: Annotated[str, typer.Argument(metavar="MEMBER", help="Name, e-mail or id.")],
    pin: Annotated[str | None, typer.Option(metavar="DIGITS", help="6 to 12; asked for unless given.")] = None,
    remove: Annotated[bool, typer.Option("--remove", help="Take the PIN away.")] = False,
) -> None:
    """Set a member's PIN, which opens voicemail over the telephone: press * during a line's greeting.

    Example: offhook member pin Ann
    """
    if pin is not None and remove:
        raise CommandFailed("Give either --pin or --remove.")
    found = member_called(here, member)
    if remove:
        here.output.show(here.client.delete("members", found["id"], "pin"), f"{found['name']} has no PIN any more.")
        return
    if pin is None:
        pin = typer.prompt("PIN", hide_input=True, confirmation_prompt=True, err=True)
    now = here.client.put("members", found["id"], "pin", body={"pin": pin})
    here.output.show(now, f"{found['name']} has a new PIN.")


@members.command("invite")
@asking
def invite(
    here: Here,
    email: Annotated[str, typer.Argument(metavar="ADDRESS", help="Their e-mail address.")],
    name: Annotated[str | None, typer.Option(metavar="NAME", help="What they are called.")] = None,
    role: Annotated[str, typer.Option(metavar="owner|manager|agent", help="What they may do.")] = "agent",
) -> None:
    """Add a person, and send them a link by which they sign in and choose a password.

    Where no mail is sent the link is shown, for you to pass on.

    Example: offhook member invite bob@example.com --name Bob --role manager
    """
    made = here.client.post("invitations", body={"email": email, "name": name, "role": role})
    _show_link(here, made, f"Invited {made['member']['name']} ({made['member']['role']})")


@members.command("link")
@asking
def make_link(here: Here, member: Annotated[str, typer.Argument(metavar="MEMBER", help="Name, e-mail or id.")]) -> None:
    """Make a link by which a member signs in once, without their password: on this machine shown, else mailed.

    Example: offhook member link Ann
    """
    made = here.client.post("members", member_called(here, member)["id"], "link")
    _show_link(here, made, f"A link for {made['member']['name']} is made")


def _show_link(here: Here, made: Any, done: str) -> None:
    if made["mailed_to"] is not None:
        here.output.show(made, f"{done}: it was mailed to {made['mailed_to']}.")
        return
    here.output.show(made, made["url"])
    if not here.as_json:
        until = at(made["link"]["expires_at"])
        typer.echo(f"{done}, but not mailed: {made['not_mailed']}. It works once, until {until}.", err=True)


@members.command("password")
@asking
def set_password(
    here: Here,
    member: Annotated[str, typer.Argument(metavar="MEMBER", help="Name, e-mail or id.")],
    password: Annotated[
        str | None, typer.Option(metavar="WORDS", help="10 characters or more; asked for unless given.")
    ] = None,
    old: Annotated[
        str | None, typer.Option(metavar="WORDS", help="The old one; not needed on this machine, without a key.")
    ] = None,
) -> None:
    """Set a member's password, with which they sign in to the app by their e-mail address.

    Example: offhook member password Ann
    """
    found = member_called(here, member)
    if found["email"] is None:
        set_one = f"`offhook member set {shlex.quote(found['name'])} --email ADDRESS`"
        raise CommandFailed(f"{found['name']} has no e-mail address to sign in with: run {set_one} first.")
    if password is None:
        password = typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    now = here.client.put("members", found["id"], "password", body={"password": password, "old": old})
    here.output.show(now, f"{found['name']} has a new password, and signs in as {found['email']}.")


@keys.command("create")
@asking
def create_key(
    here: Here,
    name: Annotated[str, typer.Argument(metavar="NAME", help="What it is for.")],
    member: Annotated[
        str | None, typer.Option(metavar="MEMBER", help="Whom it acts as: name, e-mail or id; you, unless given.")
    ] = None,
) -> None:
    """Make an API key. Its text is shown this once, and kept nowhere.

    Example: offhook key create CRM --member Ann
    """
    whom = None if member is None else member_called(here, member)["id"]
    made = here.client.post("keys", body={"name": name, "member": whom})
    here.output.show(made, made["text"])
    if not here.as_json:
        typer.echo("This is shown once and kept nowhere: store it now.", err=True)


@keys.command("list")
@asking
def list_keys(here: Here) -> None:
    """The workspace's keys, without their secrets.

    Example: offhook key list
    """
    found = here.client.every("keys")
    owners = names(here, "members")
    here.output.table(
        found,
        ("name", "begins with", "member", "made", "last used", "revoked", "id"),
        (
            (
                key["name"],
                key["prefix"],
                owners.get(key["member"], key["member"]),
                at(key["created_at"]),
                at(key["last_used_at"]),
                at(key["revoked_at"]),
                key["id"],
            )
            for key in found
        ),
        "There are no keys.",
    )


@keys.command("revoke")
@asking
def revoke_key(here: Here, which: Annotated[str, typer.Argument(metavar="ID")]) -> None:
    """Make a key useless from now on.

    Example: offhook key revoke key_01kb3fjj2m8w2x4y6z0a1b2c3d
    """
    revoked = here.client.delete("keys", which)
    here.output.show(revoked, f"Revoked {revoked['name']} ({revoked['prefix']}…).")
