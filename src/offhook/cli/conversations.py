"""`offhook conversation`: everything that happened with one contact on one line."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from offhook.cli.command import Here, asking, group
from offhook.cli.output import at, duration, readable

conversations = group("conversation", "Conversations: all that happened with a contact on a line.", default="list")


@conversations.command("list")
@asking
def list_conversations(
    here: Here,
    search: Annotated[
        str, typer.Argument(metavar="[SEARCH]", help="Beginnings of words of the contact's name, or of a number.")
    ] = "",
    unread: Annotated[bool, typer.Option("--unread", help="Only those that are unread for you.")] = False,
    line: Annotated[str | None, typer.Option(metavar="ID", help="Only those on this line.")] = None,
    limit: Annotated[int, typer.Option(metavar="N", min=1, max=200, help="How many, at most.")] = 50,
) -> None:
    """Conversations, the latest first. The same as `offhook conversation`.

    Example: offhook conversation list --unread
    """
    found = here.client.get("conversations", search=search, unread=unread, line=line, limit=limit)["items"]
    here.output.table(
        found,
        ("latest", "with", "line", "what", "unread", "id"),
        (
            (
                at(each["latest_at"]),
                _with(each),
                readable(each["line"]["number"]),
                "" if each["latest"] is None else _what(each["latest"]),
                "unread" if each["unread"] else "",
                each["id"],
            )
            for each in found
        ),
        "There is no such conversation." if search or unread or line else "There are no conversations yet.",
    )


@conversations.command("show")
@asking
def show(
    here: Here,
    conversation: Annotated[str, typer.Argument(metavar="ID", help="The id of a conversation.")],
    limit: Annotated[int, typer.Option(metavar="N", min=1, max=200, help="How many entries, at most.")] = 50,
) -> None:
    """What happened in a conversation, the latest first: calls, voicemails, texts and notes.

    Example: offhook conversation show conversation_01kb3fjj2m8w2x4y6z0a1b2c3d
    """
    found = here.client.get("conversations", conversation, "entries", limit=limit)["items"]
    here.output.table(
        found,
        ("at", "who", "what", "id"),
        ((at(each["at"]), each["member_name"], _what(each), each["id"]) for each in found),
        "Nothing has happened in it.",
    )


@conversations.command("mark")
@asking
def mark(
    here: Here,
    conversation: Annotated[str, typer.Argument(metavar="ID", help="The id of a conversation.")],
    unread: Annotated[bool, typer.Option("--unread", help="As unread, instead of as read.")] = False,
) -> None:
    """Mark a conversation as read, or as unread, for yourself.

    Example: offhook conversation mark conversation_01kb3fjj2m8w2x4y6z0a1b2c3d --unread
    """
    marked = here.client.patch("conversations", conversation, body={"unread": unread})
    here.output.show(marked, f"{_with(marked)}: marked as {'unread' if unread else 'read'}")


@conversations.command("note")
@asking
def note(
    here: Here,
    conversation: Annotated[str, typer.Argument(metavar="ID", help="The id of a conversation.")],
    text: Annotated[str, typer.Argument(metavar="TEXT", help="What the others should know.")],
) -> None:
    """Write a note into a conversation.

    Example: offhook conversation note conversation_01kb3fjj2m8w2x4y6z0a1b2c3d "Wants the gold plan."
    """
    made = here.client.post("conversations", conversation, "notes", body={"text": text})
    here.output.show(made, f"Noted: {made['id']}")


@conversations.command("edit-note")
@asking
def edit_note(
    here: Here,
    note: Annotated[str, typer.Argument(metavar="ID", help="The id of a note.")],
    text: Annotated[str, typer.Argument(metavar="TEXT", help="What it is to say.")],
) -> None:
    """Write a note anew.

    Example: offhook conversation edit-note note_01kb3fjj2m8w2x4y6z0a1b2c3d "Wants the silver plan."
    """
    changed = here.client.patch("notes", note, body={"text": text})
    here.output.show(changed, f"Changed: {changed['id']}")


@conversations.command("delete-note")
@asking
def delete_note(
    here: Here,
    note: Annotated[str, typer.Argument(metavar="ID", help="The id of a note.")],
    restore: Annotated[bool, typer.Option("--restore", help="Take a deletion of the last day back.")] = False,
) -> None:
    """Delete a note. It can be restored for a day.

    Example: offhook conversation delete-note note_01kb3fjj2m8w2x4y6z0a1b2c3d
    """
    if restore:
        here.output.show(here.client.post("notes", note, "restore"), f"Restored: {note}")
        return
    here.client.delete("notes", note)
    here.output.show({"deleted": note}, f"Deleted: {note}")


def _with(conversation: Any) -> str:
    contact = conversation["contact"]
    return "withheld" if contact is None else contact["name"] or readable(contact["number"])


def _what(entry: Any) -> str:
    if entry["kind"] == "note":
        return f"note: {entry['text']}"
    if entry["kind"] == "message":
        wrong = entry["failure"] and entry["failure"]["text"].lower()
        return ", ".join(filter(None, (f"{entry['direction']} text {entry['state']}", wrong, entry["text"])))
    talked = duration(entry["talk_seconds"]) if entry["talk_seconds"] else ""
    message = entry["voicemail"] and f"voicemail {entry['voicemail']['id']}"
    outcome = (entry["outcome"] or "live").lower()
    return ", ".join(filter(None, (f"{entry['direction']} call {outcome}", talked, entry["reason"], message)))
