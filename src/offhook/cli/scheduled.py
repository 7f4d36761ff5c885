"""`offhook schedule`: texts that are sent later."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer

from offhook.cli.command import Here, asking, group
from offhook.cli.errors import CommandFailed
from offhook.cli.output import readable

scheduled = group("schedule", "Texts that are sent later, by the clocks of the workspace.", default="list")

Id = Annotated[str, typer.Argument(metavar="ID", help="As `offhook schedule` shows it.")]
AT = 'As "2026-12-01 09:00", in the time zone of the workspace; or with a zone, as 2026-12-01T08:00:00Z.'


@scheduled.command("list")
@asking
def list_scheduled(here: Here) -> None:
    """The texts that wait for their time, the next to be sent first. The same as `offhook schedule`.

    Example: offhook schedule list
    """
    found = here.client.every("scheduled-messages")
    zone = ZoneInfo(here.client.get("workspace")["time_zone"])
    here.output.table(
        found,
        ("at", "to", "text", "by", "id"),
        (
            (_local(each, zone), readable(each["number"]), each["text"], each["member_name"], each["id"])
            for each in found
        ),
        'No text waits: `offhook schedule text LINE TO TEXT --at "2026-12-01 09:00"` writes one.',
    )


@scheduled.command("text")
@asking
def text(
    here: Here,
    line: Annotated[str, typer.Argument(metavar="LINE", help="From which line; its number or id.")],
    to: Annotated[str, typer.Argument(metavar="TO", help="A number.")],
    words: Annotated[str, typer.Argument(metavar="TEXT", help="What to send.")],
    at: Annotated[str, typer.Option(metavar="TIME", help=AT)],
) -> None:
    """Text somebody later.

    Example: offhook schedule text +12025550100 +12025550122 "See you today." --at "2026-12-01 09:00"
    """
    zone = ZoneInfo(here.client.get("workspace")["time_zone"])
    body: dict[str, Any] = {"line": line, "to": to, "text": words, "send_at": _moment(at, zone)}
    made = here.client.post_once("messages", body=body)
    here.output.show(made, f"{readable(made['number'])} is texted {_local(made, zone)}: {made['id']}")


@scheduled.command("change")
@asking
def change(
    here: Here,
    message: Id,
    words: Annotated[str | None, typer.Option("--text", metavar="TEXT", help="What to send instead.")] = None,
    at: Annotated[str | None, typer.Option(metavar="TIME", help=AT)] = None,
) -> None:
    """Change the words or the time of a text that waits.

    Example: offhook schedule change message_01kb3fjj2m8w2x4y6z0a1b2c3d --at "2026-12-01 10:30"
    """
    zone = ZoneInfo(here.client.get("workspace")["time_zone"])
    body = {"text": words} if words is not None else {}
    if at is not None:
        body["send_at"] = _moment(at, zone)
    if not body:
        raise CommandFailed("Say what to change: --text or --at.")
    changed = here.client.patch("messages", message, body=body)
    here.output.show(changed, f"{readable(changed['number'])} is texted {_local(changed, zone)}.")


@scheduled.command("cancel")
@asking
def cancel(here: Here, message: Id) -> None:
    """Call a text off.

    Example: offhook schedule cancel message_01kb3fjj2m8w2x4y6z0a1b2c3d
    """
    here.output.show(here.client.delete("messages", message), "Called off.")


def _moment(text: str, zone: ZoneInfo) -> str:
    """A time as the API takes it.

    Raises:
        CommandFailed: it is none, or clocks leap over it.
    """
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        raise CommandFailed(f"“{text}” is no time: write it as 2026-12-01 09:00.") from None
    if found.tzinfo is None:
        found = found.replace(tzinfo=zone)
        if found.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != found.replace(tzinfo=None):
            raise CommandFailed(f"The clocks in {zone.key} leap over {text}: choose another time.")
    return found.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _local(message: Any, zone: ZoneInfo) -> str:
    if message["send_at"] is None or message["state"] != "scheduled":
        return "now"
    return datetime.fromisoformat(message["send_at"]).astimezone(zone).strftime("%Y-%m-%d %H:%M %Z")
