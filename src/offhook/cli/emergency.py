"""`offhook emergency`: how emergency calls from softphones go out."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from offhook.cli.command import Here, asking, group

emergency = group("emergency", "Emergency calls from softphones: over which trunk, showing which line.", default="show")


@emergency.command("show")
@asking
def show(here: Here) -> None:
    """Whether softphones can make emergency calls, and how. The same as `offhook emergency`.

    Example: offhook emergency show
    """
    _show(here, here.client.get("emergency"))


@emergency.command("set")
@asking
def set_emergency(
    here: Here,
    trunk: Annotated[str, typer.Option(metavar="TRUNK", help="Whose carrier takes emergency calls: name or id.")],
    line: Annotated[str, typer.Option(metavar="LINE", help="Whose number is shown and called back: number or id.")],
    address: Annotated[str, typer.Option(metavar="TEXT", help="Where help is to come to.")],
) -> None:
    """Let softphones make emergency calls. For an owner only. Your carrier must know the address of the line too.

    Example: offhook emergency set --trunk lab --line +12025550100 --address "1 Main Street, Springfield"
    """
    _show(here, here.client.put("emergency", body={"trunk": trunk, "line": line, "address": address}))


@emergency.command("clear")
@asking
def clear(here: Here) -> None:
    """Let softphones make no emergency calls: whoever dials one is told to use a mobile phone. For an owner only.

    Example: offhook emergency clear
    """
    _show(here, here.client.delete("emergency"))


def _show(here: Here, found: Any) -> None:
    address = f" The notice to the owners says: {found['address']}." if found["address"] and found["works"] else ""
    here.output.show(found, found["detail"] + address)
