"""`offhook push`: the browsers that show members notifications of missed calls and new voicemails."""

from __future__ import annotations

from typing import Annotated

import typer

from offhook.cli.command import Here, asking, group
from offhook.cli.lookup import member_called, names
from offhook.cli.output import at

push = group("push", "Browsers that show members notifications; each is added in the app's settings.", default="list")

Which = Annotated[str, typer.Argument(metavar="DEVICE", help="Id, as `offhook push list` shows it.")]


@push.command("list")
@asking
def list_devices(
    here: Here,
    member: Annotated[
        str | None,
        typer.Option(metavar="MEMBER", help="Whose they are: name, e-mail or id; everybody's, unless given."),
    ] = None,
) -> None:
    """The browsers that show notifications, and when one was last sent there; with an agent's key, their own.

    Example: offhook push list
    """
    whom = {} if member is None else {"member": member_called(here, member)["id"]}
    found = here.client.every("push-devices", **whom)
    owners = names(here, "members") if found else {}
    rows = (
        (
            device["name"],
            owners.get(device["member"], device["member"]),
            device["language"],
            at(device["added_at"]),
            at(device["pushed_at"]),
            device["id"],
        )
        for device in found
    )
    columns = ("name", "member", "language", "since", "last sent", "id")
    here.output.table(found, columns, rows, "No browser shows notifications: each is added in the app's settings.")


@push.command("test")
@asking
def test(here: Here, which: Which) -> None:
    """Send a browser a notification that says that it works.

    Example: offhook push test pushdevice_01kb3fjj2m8w2x4y6z0a1b2c3d
    """
    device = here.client.post("push-devices", which, "test")
    here.output.show(device, f"A notification is on its way to {device['name']}.")


@push.command("remove")
@asking
def remove(here: Here, which: Which) -> None:
    """Show nothing in a browser any more.

    Example: offhook push remove pushdevice_01kb3fjj2m8w2x4y6z0a1b2c3d
    """
    here.client.delete("push-devices", which)
    here.output.show({"removed": which}, "It shows nothing any more.")
