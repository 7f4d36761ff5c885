"""`offhook voicemail`: the messages that callers left."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Annotated, Any

import typer

from offhook.cli.command import Here, asking, group
from offhook.cli.errors import CommandFailed
from offhook.cli.files import write_new
from offhook.cli.lookup import list_latest, names
from offhook.cli.output import at, duration, readable

voicemails = group("voicemail", "Voicemails: the messages that callers left.", default="list")

Id = Annotated[str, typer.Argument(metavar="ID", help="The voicemail's id.")]
Line = Annotated[str, typer.Argument(metavar="LINE", help="The line's number or id.")]


@voicemails.command("list")
@asking
def list_voicemails(
    here: Here,
    limit: Annotated[int, typer.Option(metavar="N", min=1, max=200, help="How many, at most.")] = 20,
    line: Annotated[str | None, typer.Option(metavar="ID", help="Only those left on this line.")] = None,
    heard: Annotated[
        bool | None, typer.Option("--heard/--unheard", help="Only those that were heard, or were not.")
    ] = None,
    deleted: Annotated[bool, typer.Option("--deleted", help="Those that were deleted, instead.")] = False,
) -> None:
    """Voicemails, the latest first. The same as `offhook voicemail`.

    Example: offhook voicemail list --unheard
    """
    numbers = cache(lambda: names(here, "lines", "number"))

    def row(voicemail: Any) -> tuple[str, ...]:
        length = voicemail["duration_seconds"]
        return (
            at(voicemail["left_at"]),
            _caller(voicemail),
            numbers().get(voicemail["line"], voicemail["line"]),
            "" if length is None else duration(length),
            _state(voicemail),
            voicemail["id"],
        )

    list_latest(
        here,
        "voicemails",
        ("left", "caller", "line", "length", "", "id"),
        row,
        "There are no such voicemails.",
        limit=limit,
        line=line,
        heard=heard,
        deleted=deleted,
    )


@voicemails.command("save")
@asking
def save(
    here: Here, voicemail: Id, to: Annotated[Path, typer.Argument(metavar="FILE", help="A file that isn't there yet.")]
) -> None:
    """Save the audio as a WAV file. It is not marked as heard.

    Example: offhook voicemail save voicemail_01kb3fjj2m8w2x4y6z0a1b2c3d message.wav
    """
    audio = here.client.content("voicemails", voicemail, "audio")
    write_new(to, [audio])
    here.output.show({"voicemail": voicemail, "file": str(to), "bytes": len(audio)}, f"Saved to {to}.")


@voicemails.command("greeting")
@asking
def greeting(
    here: Here,
    line: Line,
    recording: Annotated[
        Path | None, typer.Option("--set", metavar="FILE", help="Have callers hear this: WAV, MP3 or OGG.")
    ] = None,
    default: Annotated[bool, typer.Option("--default", help="Go back to the default greeting.")] = False,
    save_to: Annotated[
        Path | None, typer.Option("--save", metavar="FILE", help="Save the recorded one as a WAV file.")
    ] = None,
) -> None:
    """What callers of a line hear before the tone: shown, set, saved.

    Example: offhook voicemail greeting +12025550100 --set greeting.mp3
    """
    if (recording is not None) + default + (save_to is not None) > 1:
        raise CommandFailed("Give one of --set, --default and --save at a time.")
    if save_to is not None:
        audio = here.client.content("lines", line, "greeting", "audio")
        write_new(save_to, [audio])
        here.output.show({"line": line, "file": str(save_to), "bytes": len(audio)}, f"Saved to {save_to}.")
        return
    if recording is not None:
        try:
            content = recording.read_bytes()
        except OSError as error:
            raise CommandFailed(f"{recording} can't be read: {error.strerror}.") from None
        now = here.client.put_content("lines", line, "greeting", content=content)
    elif default:
        now = here.client.delete("lines", line, "greeting")
    else:
        now = here.client.get("lines", line, "greeting")
    if now["recorded"]:
        here.output.show(now, f"Callers of {line} hear a recording of {duration(now['duration_seconds'])}.")
    else:
        here.output.show(now, f"Callers of {line} hear: {now['words']}")


@voicemails.command("mail")
@asking
def mail(
    here: Here,
    line: Line,
    to: Annotated[
        list[str] | None,
        typer.Option(metavar="ADDRESS", help="Send them here instead; repeatable."),
    ] = None,
    off: Annotated[bool, typer.Option("--off", help="Send them to nobody.")] = False,
) -> None:
    """Whom voicemails of a line are sent to by e-mail: shown, set.

    Example: offhook voicemail mail +12025550100 --to sales@example.com
    """
    if to and off:
        raise CommandFailed("Give either --to or --off.")
    if to or off:
        now = here.client.put("lines", line, "mail", body={"addresses": to or []})
    else:
        now = here.client.get("lines", line, "mail")
    addresses = ", ".join(now["addresses"])
    here.output.show(now, f"Voicemails of {line} are sent to {addresses or 'nobody'}.")


@voicemails.command("mails")
@asking
def list_mails(here: Here, voicemail: Id) -> None:
    """The mails of a voicemail, and how far each is.

    Example: offhook voicemail mails voicemail_01kb3fjj2m8w2x4y6z0a1b2c3d
    """
    found = here.client.get("voicemails", voicemail, "mails")["items"]
    here.output.table(
        found,
        ("to", "state", "tries", "sent", "next try", "why not"),
        (
            (
                each["address"],
                each["state"],
                str(each["tries"]),
                at(each["sent_at"]),
                at(each["due_at"]),
                each["reason"],
            )
            for each in found
        ),
        "This voicemail is sent to nobody.",
    )


@voicemails.command("heard")
@asking
def mark_heard(
    here: Here,
    voicemail: Id,
    undo: Annotated[bool, typer.Option("--undo", help="Mark it as not heard.")] = False,
) -> None:
    """Mark one as heard.

    Example: offhook voicemail heard voicemail_01kb3fjj2m8w2x4y6z0a1b2c3d
    """
    marked = here.client.patch("voicemails", voicemail, body={"heard": not undo})
    here.output.show(marked, f"Marked as {'not heard' if undo else 'heard'}.")


@voicemails.command("delete")
@asking
def delete(here: Here, voicemail: Id) -> None:
    """Delete one. `offhook voicemail restore` takes that back.

    Example: offhook voicemail delete voicemail_01kb3fjj2m8w2x4y6z0a1b2c3d
    """
    here.client.delete("voicemails", voicemail)
    here.output.show({"deleted": voicemail}, f"Deleted. To take that back: `offhook voicemail restore {voicemail}`.")


@voicemails.command("restore")
@asking
def restore(here: Here, voicemail: Id) -> None:
    """Take a deletion back.

    Example: offhook voicemail restore voicemail_01kb3fjj2m8w2x4y6z0a1b2c3d
    """
    here.output.show(here.client.post("voicemails", voicemail, "restore", body=None), "Restored.")


def _caller(voicemail: Any) -> str:
    number = "" if voicemail["caller"] is None else readable(voicemail["caller"])
    return f"{voicemail['caller_name']} {number}".strip() or "withheld"


def _state(voicemail: Any) -> str:
    match voicemail["state"]:
        case "waiting":
            return "not kept yet" if voicemail["trouble"] else "being fetched"
        case "lost":
            return "lost"
        case _:
            words = ["" if voicemail["heard_at"] else "new", "cut short" if voicemail["cut_short"] else ""]
            return ", ".join(filter(None, words))
