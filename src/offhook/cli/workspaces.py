"""`offhook workspace` and `offhook limits`: settings, and what may be spent."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from offhook.cli.command import Here, asking, group, switch
from offhook.cli.errors import CommandFailed
from offhook.cli.lookup import member_called

workspaces = group(
    "workspace", "The workspace: its settings. Several live in one installation, strictly apart.", default="show"
)
limits = group("limits", "Spending limits: where calls may go, how many, and how much talk a day.", default="show")

Whole = Annotated[str | None, typer.Option(metavar="N|default", help="Of the workspace, or of one member.")]


@workspaces.command("list")
@asking
def list_workspaces(here: Here) -> None:
    """All workspaces of this machine's Offhook.

    Example: offhook workspace list
    """
    found = here.client.get("workspaces")["items"]
    here.output.table(
        found,
        ("name", "country", "time zone", "voice", "id"),
        ((each["name"], each["country"], each["time_zone"], _on(each["voice"]), each["id"]) for each in found),
        "There are none.",
    )


@workspaces.command("add")
@asking
def add(
    here: Here,
    name: Annotated[str, typer.Argument(metavar="NAME")],
    owner: Annotated[str, typer.Option(metavar="NAME", help="Who it belongs to.")] = "Owner",
    country: Annotated[str, typer.Option(metavar="CODE", help="What national numbers belong to.")] = "US",
    time_zone: Annotated[str, typer.Option(metavar="NAME", help="When a day begins, as Europe/Berlin.")] = "UTC",
) -> None:
    """Make another workspace on this machine's Offhook, with an owner, their API key and a link by which they sign in.

    Both are shown this once.

    Example: offhook workspace add Acme --owner Ann --country DE --time-zone Europe/Berlin
    """
    body = {"name": name, "owner": owner, "country": country, "time_zone": time_zone}
    made = here.client.post("workspaces", body=body)
    here.output.show(
        made,
        f"Made {made['workspace']['name']}, which belongs to {made['owner']['name']}. Their API key, shown this once:",
        made["key"],
        "They sign in with a browser, once within a day, at",
        made["link"],
    )


@workspaces.command("show")
@asking
def show(here: Here) -> None:
    """The workspace and its settings. The same as `offhook workspace`.

    Example: offhook workspace show --json
    """
    _show_workspace(here, here.client.get("workspace"))


@workspaces.command("set")
@asking
def change(
    here: Here,
    name: Annotated[str | None, typer.Option(metavar="NAME", help="What it is called.")] = None,
    country: Annotated[str | None, typer.Option(metavar="CODE", help="What national numbers belong to.")] = None,
    time_zone: Annotated[str | None, typer.Option(metavar="NAME", help="When a day begins, as Europe/Berlin.")] = None,
    voice: Annotated[
        str | None, typer.Option(metavar="on|off", help="The Voice module: without it nobody calls.")
    ] = None,
    talk_keys: Annotated[
        str | None, typer.Option(metavar="on|off", help="Members hold and transfer by keys while they talk.")
    ] = None,
) -> None:
    """Change settings.

    Example: offhook workspace set --country DE --time-zone Europe/Berlin
    """
    given = {
        "name": name,
        "country": country,
        "time_zone": time_zone,
        "voice": switch("--voice", voice),
        "talk_keys": switch("--talk-keys", talk_keys),
    }
    _show_workspace(here, here.client.patch("workspace", body=_changes(given)))


@limits.command("show")
@asking
def show_limits(
    here: Here, member: Annotated[str | None, typer.Option(metavar="MEMBER", help="Those of one member.")] = None
) -> None:
    """The limits that hold, and what was used today. The same as `offhook limits`.

    Example: offhook limits show --member Ann
    """
    if member is None:
        _show_limits(here, here.client.get("limits"))
    else:
        _show_member_limits(here, here.client.get("limits", "members", member_called(here, member)["id"]))


@limits.command("set")
@asking
def set_limits(
    here: Here,
    country: Annotated[
        list[str] | None,
        typer.Option(metavar="CODE|default", help="A country that may be called; several may be given."),
    ] = None,
    refuse: Annotated[
        list[str] | None,
        typer.Option(
            metavar="KIND|default", help="A kind of number that is never called, as premium; several may be given."
        ),
    ] = None,
    calls_at_once: Whole = None,
    calls_a_day: Whole = None,
    minutes_a_day: Whole = None,
    longest_minutes: Annotated[str | None, typer.Option(metavar="N|default", help="Of one call.")] = None,
    member_calls_at_once: Annotated[str | None, typer.Option(metavar="N|default", help="Of each member.")] = None,
    member_calls_a_day: Annotated[str | None, typer.Option(metavar="N|default", help="Of each member.")] = None,
    member_minutes_a_day: Annotated[str | None, typer.Option(metavar="N|default", help="Of each member.")] = None,
    member: Annotated[
        str | None, typer.Option(metavar="MEMBER", help="Change the limits of one member: name, e-mail or id.")
    ] = None,
) -> None:
    """Change limits, of the workspace or of one member; `default` goes back to the default.

    Example: offhook limits set --country US --country CA --calls-a-day 200 --longest-minutes default
    """
    of_all = {
        "countries": _several(country),
        "refused_kinds": _several(refuse),
        "member_calls_at_once": _whole("--member-calls-at-once", member_calls_at_once),
        "member_calls_a_day": _whole("--member-calls-a-day", member_calls_a_day),
        "member_minutes_a_day": _whole("--member-minutes-a-day", member_minutes_a_day),
    }
    of_any = {
        "calls_at_once": _whole("--calls-at-once", calls_at_once),
        "calls_a_day": _whole("--calls-a-day", calls_a_day),
        "minutes_a_day": _whole("--minutes-a-day", minutes_a_day),
        "longest_minutes": _whole("--longest-minutes", longest_minutes),
    }
    if member is None:
        _show_limits(here, here.client.patch("limits", body=_changes(of_all | of_any)))
        return
    if any(value is not None for value in of_all.values()):
        raise CommandFailed("One member has numbers of calls and minutes of their own, nothing else.")
    whom = member_called(here, member)["id"]
    _show_member_limits(here, here.client.patch("limits", "members", whom, body=_changes(of_any)))


def _show_workspace(here: Here, workspace: Any) -> None:
    here.output.pairs(
        workspace,
        [
            ("name", workspace["name"]),
            ("country", workspace["country"]),
            ("time zone", workspace["time_zone"]),
            ("voice", _on(workspace["voice"])),
            ("keys in talks", _on(workspace["talk_keys"])),
            ("id", workspace["id"]),
        ],
    )


def _show_limits(here: Here, limits: Any) -> None:
    here.output.pairs(
        limits,
        [
            ("countries", ", ".join(limits["countries"])),
            ("never called", ", ".join(limits["refused_kinds"])),
            ("longest call", f"{limits['longest_minutes']} min"),
            ("all together", _caps(limits["workspace"])),
            ("each member", _caps(limits["member"])),
            ("used today", _used(limits["used"])),
        ],
    )


def _show_member_limits(here: Here, limits: Any) -> None:
    here.output.pairs(
        limits,
        [
            ("limits", _caps(limits["caps"])),
            ("longest call", f"{limits['longest_minutes']} min"),
            ("their own", ", ".join(each.replace("_", " ") for each in limits["own"]) or "none"),
            ("used today", _used(limits["used"])),
        ],
    )


def _caps(caps: Any) -> str:
    return f"{caps['calls_at_once']} calls at once, {caps['calls_a_day']} calls and {caps['minutes_a_day']} min a day"


def _used(used: Any) -> str:
    return f"{used['calls']} calls, {used['talk_minutes']:g} min of talk; {used['calls_now']} live now"


class _Default:
    """Back to the default: null on its way to the API, where what isn't given is left out."""


_DEFAULT = _Default()


def _changes(given: dict[str, Any]) -> dict[str, Any]:
    """What was given, as the API takes it.

    Raises:
        CommandFailed: nothing was.
    """
    found = {name: None if value is _DEFAULT else value for name, value in given.items() if value is not None}
    if not found:
        raise CommandFailed("Say what to change: --help lists what there is.")
    return found


def _whole(option: str, text: str | None) -> int | _Default | None:
    if text is None:
        return None
    if text == "default":
        return _DEFAULT
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise CommandFailed(f"{option} {text!r} can't be used: give a whole number, or default.")
    return int(text)


def _several(texts: list[str] | None) -> list[str] | _Default | None:
    return _DEFAULT if texts == ["default"] else texts or None


def _on(value: bool) -> str:
    return "on" if value else "off"
