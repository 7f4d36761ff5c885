"""`offhook calls`: the records of calls, and what can be done with one that lives."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from offhook.cli import times
from offhook.cli.command import Here, asking, group
from offhook.cli.files import write_new
from offhook.cli.lookup import list_latest, names
from offhook.cli.output import at, duration, print_table, readable

calls = group("calls", "Calls: their records, and what can be done with one that lives.", default="list")

Id = Annotated[str, typer.Argument(metavar="ID", help="As `offhook calls` shows it.")]


Contact = Annotated[str | None, typer.Option(metavar="ID", help="Only those with this contact.")]
Member = Annotated[str | None, typer.Option(metavar="ID", help="Only those of this member.")]
Line = Annotated[str | None, typer.Option(metavar="ID", help="Only those over this line.")]
Way = Annotated[str | None, typer.Option(metavar="WORD", help="Only those inbound, outbound or internal.")]
Outcome = Annotated[str | None, typer.Option(metavar="WORD", help="Only those that came out so, as busy.")]
Since = Annotated[str | None, typer.Option(metavar="TIME", help="Only those placed then or later, as 2026-11-01.")]
Until = Annotated[str | None, typer.Option(metavar="TIME", help="Only those placed before, as 18:00.")]


@calls.command("list")
@asking
def list_calls(
    here: Here,
    limit: Annotated[int, typer.Option(metavar="N", min=1, max=200, help="How many, at most.")] = 20,
    contact: Contact = None,
    member: Member = None,
    line: Line = None,
    direction: Way = None,
    outcome: Outcome = None,
    since: Since = None,
    until: Until = None,
) -> None:
    """Calls, the latest first. The same as `offhook calls`.

    Example: offhook calls list --outcome no_answer --since 2026-11-01
    """
    wanted = _wanted(contact, member, line, direction, outcome, since, until)

    def row(call: Any) -> tuple[str, ...]:
        return (
            at(call["placed_at"]),
            {"inbound": "in", "outbound": "out"}.get(call["direction"], call["direction"]),
            call["member"]["name"] if call["member"] else "",
            f"{call['contact']['name']} {call['contact']['number']}".strip() or "withheld",
            call["line"]["number"],
            call["outcome"] or f"live: {call['state'].replace('_', ' ')}",
            duration(call["talk_seconds"]) if call["talk_seconds"] else "",
            call["id"],
        )

    list_latest(
        here,
        "calls",
        ("placed", "direction", "member", "contact", "line", "outcome", "talk", "id"),
        row,
        "There are no calls yet: `offhook call --to NUMBER` places one.",
        limit=limit,
        **wanted,
    )


@calls.command("export")
@asking
def export(
    here: Here,
    to: Annotated[Path, typer.Argument(metavar="FILE", help="A file that isn't there yet; - prints the lines.")],
    contact: Contact = None,
    member: Member = None,
    line: Line = None,
    direction: Way = None,
    outcome: Outcome = None,
    since: Since = None,
    until: Until = None,
) -> None:
    """Write calls to a CSV file, the latest first, however many there are. Times are UTC.

    Example: offhook calls export november.csv --since 2026-11-01 --until 2026-12-01
    """
    wanted = _wanted(contact, member, line, direction, outcome, since, until)
    if str(to) == "-":
        for chunk in here.client.chunks("calls", "export", **wanted):
            sys.stdout.write(chunk.decode())
        return
    size = write_new(to, here.client.chunks("calls", "export", **wanted))
    here.output.show({"file": str(to), "bytes": size}, f"Saved to {to}.")


@calls.command("show")
@asking
def show(here: Here, call: Id) -> None:
    """One call's record, with each of its legs.

    Example: offhook calls show call_01kb3fjj2m8w2x4y6z0a1b2c3d
    """
    record = here.client.get("calls", call)
    here.output.pairs(record, _lines(record))
    if not here.as_json:
        here.output.say("")
        trunks = names(here, "trunks")
        print_table(("", *(_whose(leg, record) for leg in record["legs"])), _legs(record, trunks))


@calls.command("timeline")
@asking
def timeline(here: Here, call: Id) -> None:
    """What happened in a call, in order, and why.

    Example: offhook calls timeline call_01kb3fjj2m8w2x4y6z0a1b2c3d
    """
    found = here.client.get("calls", call, "timeline")
    if here.as_json:
        here.output.document(found)
    else:
        here.output.say(*_told(here, found["items"]))


@asking
def explain(here: Here, call: Id) -> None:
    """Why a call came out as it did: who called whom, what happened, in order, with the reasons, and the outcome.

    Example: offhook explain call_01kb3fjj2m8w2x4y6z0a1b2c3d
    """
    record = here.client.get("calls", call)
    found = here.client.get("calls", call, "timeline")
    if here.as_json:
        here.output.document({"call": record, "timeline": found["items"]})
    else:
        here.output.say(_headline(record), "", *_told(here, found["items"]), "", f"{_outcome(record)}.")


@calls.command("hangup")
@asking
def hang_up(here: Here, call: Id) -> None:
    """End a call that lives: your own, or as an owner or a manager anybody's.

    Example: offhook calls hangup call_01kb3fjj2m8w2x4y6z0a1b2c3d
    """
    record = here.client.delete("calls", call)
    over = record["state"] == "ended"
    here.output.show(record, "That call is over already." if over else "Offhook is hanging up.")


@calls.command("hold")
@asking
def hold(here: Here, call: Id) -> None:
    """Put the other party on hold: they hear music, and the member nothing.

    Example: offhook calls hold call_01kb3fjj2m8w2x4y6z0a1b2c3d
    """
    here.output.show(here.client.post("calls", call, "hold"), "They are put on hold, and hear music.")


@calls.command("resume")
@asking
def resume(here: Here, call: Id) -> None:
    """Take the other party back, from a hold or a transfer that is not done.

    Example: offhook calls resume call_01kb3fjj2m8w2x4y6z0a1b2c3d
    """
    here.output.show(here.client.post("calls", call, "resume"), "They are taken back.")


@calls.command("transfer")
@asking
def transfer(
    here: Here,
    call: Id,
    to: Annotated[
        str, typer.Argument(metavar="TO", help="A member's name, extension or id, a line or any other number.")
    ],
    attended: Annotated[
        bool, typer.Option("--attended", help="Let the member speak first with whoever takes the call.")
    ] = False,
) -> None:
    """Hand the other party on. Where nobody takes them, they come back; `resume` takes them back before.

    Example: offhook calls transfer call_01kb3fjj2m8w2x4y6z0a1b2c3d Bob --attended
    """
    member = next((id_ for id_, name in names(here, "members").items() if name == to), to)
    body = {"to": member, "attended": attended}
    here.output.show(here.client.post("calls", call, "transfer", body=body), f"{to} is rung for them.")


@calls.command("complete")
@asking
def complete(here: Here, call: Id) -> None:
    """Complete an attended transfer: whoever the member speaks with gets the other party.

    Example: offhook calls complete call_01kb3fjj2m8w2x4y6z0a1b2c3d
    """
    here.output.show(here.client.post("calls", call, "transfer", "complete"), "They are handed on.")


def _wanted(
    contact: str | None,
    member: str | None,
    line: str | None,
    direction: str | None,
    outcome: str | None,
    since: str | None,
    until: str | None,
) -> dict[str, str | None]:
    """As the API asks for them."""
    return {
        "contact": contact,
        "member": member,
        "line": line,
        "direction": direction,
        "disposition": outcome,
        "since": times.moment("--since", since),
        "until": times.moment("--until", until),
    }


def _lines(record: Any) -> list[tuple[str, str]]:
    inbound = record["direction"] == "inbound"
    return [
        ("call", record["id"]),
        ("came in" if inbound else "placed", at(record["placed_at"])),
        ("taken by" if inbound else "member", _person(record["member"]) if record["member"] else "nobody"),
        ("caller" if inbound else "contact", _person(record["contact"])),
        ("line", readable(record["line"]["number"])),
        ("outcome", _outcome(record)),
        ("note", "" if record["certain"] else "Part of this call happened while Offhook was restarting."),
    ]


def _person(person: Any) -> str:
    return ", ".join(filter(None, (person["name"], readable(person["number"]))))


def _outcome(record: Any) -> str:
    outcome = record["outcome"] or f"Not over yet: {record['state'].replace('_', ' ')}"
    reason = record["reason"]
    if record["member"] and record["member"]["id"]:
        reason = reason.replace(record["member"]["id"], record["member"]["name"])
    reason = f": {reason}" if reason and record["disposition"] != "answered" else ""
    talk = f", {duration(record['talk_seconds'])} of talk" if record["talk_seconds"] else ""
    return f"{outcome}{reason}{talk}"


def _headline(record: Any) -> str:
    line, when = readable(record["line"]["number"]), at(record["placed_at"])
    contact = record["contact"]["name"] or readable(record["contact"]["number"])
    if record["direction"] == "inbound":
        caller = "Somebody who withheld their number" if contact == "withheld" else contact
        return f"{caller} called {line} on {when}."
    over = f" over {line}" if line and record["direction"] == "outbound" else ""
    return f"{record['member']['name']} called {contact}{over} on {when}."


def _told(here: Here, moments: list[Any]) -> list[str]:
    """A timeline, a line a moment, with the names of what it names by id."""
    began = datetime.fromisoformat(moments[0]["at"]) if moments else datetime.now().astimezone()
    ids = {id_: f"trunk {name}" for id_, name in names(here, "trunks").items()} | names(here, "members")
    told = []
    for moment in moments:
        text = moment["text"]
        for id_, name in ids.items():
            text = text.replace(id_, name)
        seconds = (datetime.fromisoformat(moment["at"]) - began).total_seconds()
        told.append(f"{at(moment['at'], '%H:%M:%S')}  {seconds:6.2f} s  {text[:1].upper()}{text[1:]}")
    return told


def _legs(record: Any, trunks: dict[str, str]) -> list[tuple[str, ...]]:
    """What is known of each leg, a leg a column."""
    legs = record["legs"]
    placed = datetime.fromisoformat(record["placed_at"])

    def after(leg: Any, moment: str) -> str:
        time = leg[f"{moment}_at"]
        return "" if time is None else f"{(datetime.fromisoformat(time) - placed).total_seconds():.1f} s"

    rows: list[tuple[str, ...]] = [
        ("number", *(readable(leg["number"]) for leg in legs)),
        ("dialled", *(readable(leg["caller_id"]) if leg["direction"] == "inbound" else "" for leg in legs)),
        ("was shown", *("" if leg["direction"] == "inbound" else readable(leg["caller_id"]) for leg in legs)),
        ("trunk", *(trunks.get(leg["trunk"], leg["trunk"]) or "none" for leg in legs)),
    ]
    for moment, word in (
        ("started", "called after"),
        ("ringing", "rang after"),
        ("answered", "answered after"),
        ("bridged", "talked after"),
        ("ended", "ended after"),
    ):
        rows.append((word, *(after(leg, moment) for leg in legs)))
    rows.append(("it ended", *(leg["why"] for leg in legs)))
    rows.append(("codes", *(_codes(leg) for leg in legs)))
    return [row for row in rows if any(row[1:])]


def _whose(leg: Any, record: Any) -> str:
    """Whose phone a leg reaches. Of a call to a line only who took it is known by name."""
    role, taker = leg["role"], record["member"]
    if role in {"contact", "colleague"}:
        return _phone_of(record["contact"])
    if taker is not None and taker["number"] == leg["number"]:
        return _phone_of(taker)
    return "forwarding number" if role == "forward" else "agent's phone"


def _phone_of(person: Any) -> str:
    return f"{person['name'] or readable(person['number'])}'s phone"


def _codes(leg: Any) -> str:
    codes = (("Q.850", leg["q850"]), ("SIP", leg["sip"]))
    return ", ".join(f"{name} {code}" for name, code in codes if code is not None)
