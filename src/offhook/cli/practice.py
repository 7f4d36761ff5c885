"""`offhook practice`: the phones of the practice network, where `telephony` is set to `practice`."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from offhook.cli.client import Client, Refused
from offhook.cli.command import Here, asking, group
from offhook.cli.errors import CommandFailed
from offhook.cli.output import at

practice = group("practice", "Phones of the practice network: scripted, and without a carrier.")

Number = Annotated[str, typer.Argument(metavar="NUMBER")]


@practice.command("phone")
@asking
def phone(
    here: Here,
    number: Number,
    answers_after: Annotated[
        float | None, typer.Option(metavar="SECONDS", help="Rings for that long, and answers. 2 unless told otherwise.")
    ] = None,
    press: Annotated[
        str | None, typer.Option(metavar="KEYS", help="Presses these a second after being spoken to.")
    ] = None,
    hangs_up_after: Annotated[
        float | None, typer.Option(metavar="SECONDS", help="Hangs up that long after the two are connected.")
    ] = None,
    refuses: Annotated[
        int | None, typer.Option(metavar="STATUS", help="Refuses with a SIP status: 486 busy, 603 declined, 480 away.")
    ] = None,
    only_rings: Annotated[bool, typer.Option("--only-rings", help="Rings until somebody gives up.")] = False,
) -> None:
    """Put a phone there, or change how it takes its next calls.

    Example: offhook practice phone +12025550111 --press 1
    """
    answering = (answers_after, press, hangs_up_after)
    chosen = [any(each is not None for each in answering), refuses is not None, only_rings]
    if sum(chosen) > 1:
        raise CommandFailed("A phone answers, refuses, or only rings: choose one.")
    script: dict[str, Any] = {"takes": "answers", "after": 2.0 if answers_after is None else answers_after, "then": []}
    if press is not None:
        script["then"].append({"do": "press", "keys": press})
    if hangs_up_after is not None:
        script["then"].append({"do": "hang_up", "after": hangs_up_after, "since": "bridge"})
    if refuses is not None:
        script = {"takes": "refuses", "status": refuses, "after": 1.0}
    if only_rings:
        script = {"takes": "rings"}
    put = _on_practice(here.client, "PUT", number, body=script)
    here.output.show(put, f"The practice phone {put['number']} takes calls so from now on.")


@practice.command("list")
@asking
def list_(here: Here) -> None:
    """List the practice phones, and what each is doing.

    Example: offhook practice list
    """
    items = _on_practice(here.client, "GET")["items"]
    rows = ((each["number"], _doing(each)) for each in items)
    here.output.table(
        items, ("NUMBER", "NOW"), rows, "There is none yet: `offhook practice phone NUMBER` puts one there."
    )


@practice.command("call")
@asking
def call(
    here: Here,
    number: Number,
    line: Annotated[str, typer.Argument(metavar="LINE", help="The line that is called, by its number or id.")],
    withheld: Annotated[bool, typer.Option("--withheld", help="Keeps the caller's number back.")] = False,
) -> None:
    """Let a practice phone call one of your lines, as anybody outside could.

    Example: offhook practice call +12025550122 +12025550100
    """
    body = {"line": line, "withheld": withheld}
    made = _on_practice(here.client, "POST", number, "calls", body=body)
    here.output.show(made, f"The practice phone {made['number']} calls.")


@practice.command("text")
@asking
def text(
    here: Here,
    number: Number,
    line: Annotated[str, typer.Argument(metavar="LINE", help="The line that is texted, by its number or id.")],
    words: Annotated[str, typer.Argument(metavar="TEXT")],
) -> None:
    """Let a phone text one of your lines, as anybody outside could.

    Example: offhook practice text +12025550122 +12025550100 "When do you open?"
    """
    _on_practice(here.client, "POST", number, "texts", body={"line": line, "text": words})
    here.output.show({"number": number, "line": line, "text": words}, f"{number} texts {line}.")


@practice.command("act")
@asking
def act(
    here: Here,
    number: Number,
    deed: Annotated[
        str, typer.Argument(metavar="DEED", help="answer, decline, hang-up, lose-media, or keys to press.")
    ],
) -> None:
    """Do something on a practice phone, as whoever holds it.

    Example: offhook practice act +12025550111 answer
    """
    known = {"answer", "decline", "hang-up", "lose-media"}
    body = {"do": deed.replace("-", "_")} if deed in known else {"do": "press", "keys": deed}
    now = _on_practice(here.client, "POST", number, "acts", body=body)
    here.output.show(now, f"The practice phone {now['number']} is {_doing(now)}.")


@practice.command("show")
@asking
def show(here: Here, number: Number) -> None:
    """What a phone was shown and heard, and the texts that it got.

    Example: offhook practice show +12025550122
    """
    found = _on_practice(here.client, "GET", number)
    texts = _on_practice(here.client, "GET", number, "texts")["items"]
    lines = []
    for call in found["calls"]:
        lines.append(f"{at(call['rang_at'] or call['answered_at'] or call['ended_at'])}  shown {call['caller_id']}")
        lines += [f"{'':19}  {at(heard['at'], '%H:%M:%S')} heard {heard['text']}" for heard in call["heard"]]
        if call["keys"]:
            lines.append(f"{'':19}  pressed {call['keys']}")
        if call["ended_at"]:
            lines.append(f"{'':19}  {at(call['ended_at'], '%H:%M:%S')} ended")
    lines += [f"{at(each['at'])}  text from {each['line']}: {each['text']}" for each in texts]
    nothing = f"Nobody has called or texted {found['number']} yet."
    here.output.show(found | {"texts": texts}, *(lines or [nothing]))


def _doing(phone: Any) -> str:
    calling = any(call["made"] and not call["answered_at"] and not call["ended_at"] for call in phone["calls"])
    if phone["in_call"]:
        return "in a call"
    return "ringing" if phone["ringing"] else "calling" if calling else "idle"


def _on_practice(client: Client, method: str, *of: str, body: object = None) -> Any:
    path = ("practice", "phones", *of)
    try:
        match method:
            case "GET":
                return client.get(*path)
            case "PUT":
                return client.put(*path, body=body)
            case _:
                return client.post(*path, body=body)
    except Refused as refused:
        if refused.kind == "nothing-here":
            raise CommandFailed("There are no practice phones: this Offhook calls over Asterisk.") from None
        raise
