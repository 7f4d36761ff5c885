"""`offhook message` and `offhook consent`: texts, and who wants none any more."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from offhook.cli.command import Here, asking, group
from offhook.cli.output import at, readable

messages = group("message", "Texts: sent, read, called off, sent once more.")
consents = group("consent", "Who asked for no more texts, or for texts again.")

Id = Annotated[str, typer.Argument(metavar="ID", help="The id of a message.")]
Line = Annotated[str, typer.Option("--from", metavar="LINE", help="The line: its number or id.")]
Number = Annotated[str, typer.Argument(metavar="NUMBER", help="Their number.")]
Words = Annotated[str, typer.Option("--words", metavar="TEXT", help="How you know.")]


@messages.command("send")
@asking
def send(
    here: Here,
    to: Annotated[str, typer.Argument(metavar="NUMBER", help="Whom to text.")],
    text: Annotated[str, typer.Argument(metavar="TEXT", help="What to say.")],
    line: Line,
    check: Annotated[bool, typer.Option("--check", help="Send nothing: say what it costs and what is wrong.")] = False,
) -> None:
    """Text somebody from a line. It is written down before it is sent, and sent once.

    Example: offhook message send +12025550122 "Your order is ready." --from +12025550100
    """
    body = {"line": line, "to": to, "text": text}
    if check:
        found = here.client.post("messages", "preflight", body=body)
        segments = f"{found['segments']} segment{'' if found['segments'] == 1 else 's'} ({found['encoding']})"
        here.output.show(found, segments, *(f"{each['level']}: {each['text']}" for each in found["findings"]))
        return
    made = here.client.post_once("messages", body=body)
    here.output.show(made, f"{_state(made)}: {made['id']}")


@messages.command("list")
@asking
def list_messages(
    here: Here,
    conversation: Annotated[str, typer.Argument(metavar="ID", help="The id of a conversation.")],
    limit: Annotated[int, typer.Option(metavar="N", min=1, max=200, help="How many entries to look at.")] = 50,
) -> None:
    """The texts of a conversation, the latest first.

    Example: offhook message list conversation_01kb3fjj2m8w2x4y6z0a1b2c3d
    """
    entries = here.client.get("conversations", conversation, "entries", limit=limit)["items"]
    found = [each for each in entries if each["kind"] == "message"]
    here.output.table(
        found,
        ("at", "who", "state", "text", "id"),
        (
            (at(each["at"]), each["member_name"] or readable(each["number"]), _state(each), each["text"], each["id"])
            for each in found
        ),
        "There are no texts in it.",
    )


@messages.command("show")
@asking
def show(here: Here, message: Id) -> None:
    """One text, with why it did not arrive and what to do.

    Example: offhook message show message_01kb3fjj2m8w2x4y6z0a1b2c3d
    """
    found = here.client.get("messages", message)
    failure = found["failure"] or {"text": "", "todo": "", "carrier_code": "", "detail": ""}
    carrier = " ".join(filter(None, (failure["carrier_code"], failure["detail"])))
    price, currency = found["cost"]["price"], found["cost"]["currency"]
    here.output.pairs(
        found,
        (
            ("at", at(found["at"])),
            ("from" if found["direction"] == "inbound" else "to", readable(found["number"])),
            ("sent by", found["member_name"]),
            ("text", found["text"]),
            ("state", found["state"]),
            ("why", failure["text"]),
            ("what to do", failure["todo"]),
            ("the carrier says", carrier),
            ("segments", f"{found['segments']} ({found['encoding']})"),
            ("price", "" if price is None else f"{price} {currency}"),
            ("conversation", found["conversation"]),
        ),
    )


@messages.command("cancel")
@asking
def cancel(here: Here, message: Id) -> None:
    """Call a text off that is not on its way yet.

    Example: offhook message cancel message_01kb3fjj2m8w2x4y6z0a1b2c3d
    """
    here.output.show(here.client.delete("messages", message), f"Called off: {message}")


@messages.command("again")
@asking
def again(here: Here, message: Id) -> None:
    """Send a text once more that failed, or of which nobody knows whether it was sent.

    Example: offhook message again message_01kb3fjj2m8w2x4y6z0a1b2c3d
    """
    here.output.show(here.client.post("messages", message, "again"), f"To be sent again: {message}")


@consents.command("list")
@asking
def list_consents(
    here: Here, contact: Annotated[str, typer.Argument(metavar="ID", help="The id of a contact.")]
) -> None:
    """Everything that a contact ever said of texts, the newest first.

    Example: offhook consent list contact_01kb3fjj2m8w2x4y6z0a1b2c3d
    """
    found = here.client.get("contacts", contact, "consents")["items"]
    here.output.table(
        found,
        ("at", "number", "wants", "known by", "words", "line"),
        (
            (
                at(each["at"]),
                readable(each["number"]),
                "no texts" if each["what"] == "out" else "texts",
                each["source"],
                each["words"],
                each["line"],
            )
            for each in found
        ),
        "They never said anything of texts: they may be sent some.",
    )


@consents.command("out")
@asking
def out(here: Here, number: Number, line: Line, words: Words) -> None:
    """Write down that somebody wants no more texts from a line.

    Example: offhook consent out +12025550122 --from +12025550100 --words "Said so on the phone."
    """
    _add(here, number, line, "out", words, "No more texts from this line to")


@consents.command("in")
@asking
def back_in(here: Here, number: Number, line: Line, words: Words) -> None:
    """Write down that somebody wants texts from a line again.

    Example: offhook consent in +12025550122 --from +12025550100 --words "Asked for them at the counter."
    """
    _add(here, number, line, "in", words, "This line may text again:")


def _add(here: Here, number: str, line: str, what: str, words: str, done: str) -> None:
    body = {"number": number, "what": what, "words": words}
    made = here.client.post("lines", line, "consents", body=body)
    here.output.show(made, f"{done} {readable(made['number'])}")


def _state(message: Any) -> str:
    failure = message["failure"]
    return message["state"] if failure is None else f"{message['state']}: {failure['text'].lower()}"
