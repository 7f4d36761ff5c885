"""`offhook route` and `offhook duty`: whom calls to a line ring, and which of its agents are on duty."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from offhook.cli.command import Here, asking, group, switch
from offhook.cli.errors import CommandFailed
from offhook.cli.lookup import member_called, names
from offhook.cli.output import at, readable
from offhook.cli.times import moment

routes = group("route", "Routes: whom calls to a line ring, and what takes them when nobody does.")
duty = group("duty", "Duty: which agents of a line are rung.")

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
BLOCKED = {
    "busy": "hear a busy tone",
    "announcement": "hear that the call is not accepted",
    "voicemail": "are given to the voicemail",
}
Line = Annotated[str, typer.Argument(metavar="LINE", help="Its number or id.")]


@routes.command("show")
@asking
def show(here: Here, line: Line) -> None:
    """Whom calls to a line ring.

    Example: offhook route show +12025550100
    """
    _show(here, here.client.get("lines", line, "route"))


@routes.command("set")
@asking
def set_route(
    here: Here,
    line: Line,
    agent: Annotated[
        list[str] | None,
        typer.Option(metavar="MEMBER", help="Name, e-mail or id; several in the order of a hunt, or none."),
    ] = None,
    forward: Annotated[
        list[str] | None,
        typer.Option(metavar="NUMBER[=NAME]", help="A number to forward to; several, or none."),
    ] = None,
    ring: Annotated[int | None, typer.Option(metavar="SECONDS", help="How long phones ring, from 5 to 28.")] = None,
    order: Annotated[str | None, typer.Option(metavar="all|hunt", help="At once, or one after the other.")] = None,
    voicemail: Annotated[
        str | None, typer.Option(metavar="on|off", help="Off: callers whom nobody takes hear an apology.")
    ] = None,
    softphones: Annotated[
        str | None, typer.Option(metavar="on|off", help="Whether the agents' softphones ring.")
    ] = None,
    agents: Annotated[
        str | None, typer.Option(metavar="on|off", help="Whether the phones of agents on duty ring.")
    ] = None,
    forwards: Annotated[str | None, typer.Option(metavar="on|off", help="Whether the forwarding numbers ring.")] = None,
    caller_id: Annotated[str | None, typer.Option(metavar="line|caller", help="Which number phones are shown.")] = None,
    ring_busy: Annotated[
        str | None, typer.Option(metavar="on|off", help="Whether agents who are in a call ring.")
    ] = None,
    hours: Annotated[
        str | None, typer.Option(metavar="FILE.json|always", help="Opening hours, as the API takes them; - reads them.")
    ] = None,
    closed: Annotated[
        str | None, typer.Option(metavar="voicemail|apology", help="What callers meet outside the opening hours.")
    ] = None,
    blocked: Annotated[
        str | None,
        typer.Option(metavar="busy|announcement|voicemail", help="What callers meet who are on the block list."),
    ] = None,
) -> None:
    """Change what is given of a line's route.

    Example: offhook route set +12025550100 --agent Ann --forward +12025550133=Mobile --ring 20
    """
    given = {
        "agents": _agents(here, agent),
        "forwards": None if forward is None else [_forward(each) for each in forward if each != "none"],
        "ring_seconds": ring,
        "order": order,
        "voicemail_on": switch("--voicemail", voicemail),
        "softphones_on": switch("--softphones", softphones),
        "agents_on": switch("--agents", agents),
        "forwards_on": switch("--forwards", forwards),
        "caller_id": caller_id,
        "ring_busy": switch("--ring-busy", ring_busy),
        "closed": closed,
        "blocked": blocked,
    }
    changes: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
    if hours is not None:
        changes["hours"] = None if hours == "always" else _hours(hours)
    if not changes:
        raise CommandFailed("Say what to change: --help lists what there is.")
    before = here.client.get("lines", line, "route")
    _show(here, here.client.put("lines", before["line"], "route", body=before["route"] | changes))


@routes.command("preview")
@asking
def preview(
    here: Here,
    line: Line,
    from_: Annotated[
        str | None, typer.Option("--from", metavar="NUMBER", help="Who calls; else somebody without a number.")
    ] = None,
    at_: Annotated[str | None, typer.Option("--at", metavar="TIME", help="As 18:00 or 2026-12-24 18:00; now.")] = None,
) -> None:
    """Whom a call would ring, and why, and what comes after. Nobody is called.

    Example: offhook route preview +12025550100 --from +12025550122 --at 18:00
    """
    body = {"caller": from_, "at": moment("--at", at_)}
    found = here.client.post("lines", line, "route", "preview", body=body)
    here.output.show(found, *found["text"])


@duty.command("list")
@asking
def list_duty(here: Here, line: Line) -> None:
    """Which agents of a line are on duty.

    Example: offhook duty list +12025550100
    """
    found = here.client.get("lines", line, "duty")["items"]
    here.output.table(
        found,
        ("agent", "duty", "until"),
        ((each["name"], "on" if each["on_duty"] else "off", at(each["until"])) for each in found),
        "This line has no agents: `offhook route set LINE --agent MEMBER` gives it one.",
    )


@duty.command("set")
@asking
def set_duty(
    here: Here,
    line: Line,
    member: Annotated[str, typer.Argument(metavar="MEMBER", help="Name, e-mail or id.")],
    on_or_off: Annotated[str, typer.Argument(metavar="on|off")],
    until: Annotated[
        str | None, typer.Option(metavar="TIME", help="When it turns by itself, as 18:00 or 2026-12-24 18:00.")
    ] = None,
) -> None:
    """Put an agent on or off duty: yourself, or as an owner or a manager anybody.

    Example: offhook duty set +12025550100 Ann off --until 18:00
    """
    body = {"on_duty": switch("The duty", on_or_off), "until": moment("--until", until, ahead=True)}
    whom = member_called(here, member)["id"]
    found = here.client.put("lines", line, "duty", whom, body=body)
    end = f" until {at(found['until'])}" if found["until"] else ""
    here.output.show(found, f"{found['name']} is {'on' if found['on_duty'] else 'off'} duty{end}.")


def _show(here: Here, found: Any) -> None:
    route = found["route"]
    members = names(here, "members") if route["agents"] and not here.as_json else {}
    agents = ", ".join(members.get(agent, agent) for agent in route["agents"])
    forwards = ", ".join(filter(None, (_forwarded(each) for each in route["forwards"])))
    here.output.pairs(
        found,
        [
            ("line", readable(found["number"])),
            ("agents", _switched(agents or "none", on=route["agents_on"])),
            ("softphones", "on" if route["softphones_on"] else "off"),
            ("forwards", _switched(forwards or "none", on=route["forwards_on"])),
            (
                "ring",
                f"{'all at once' if route['order'] == 'all' else 'one after the other'}, {route['ring_seconds']} s",
            ),
            ("busy agents", "are rung" if route["ring_busy"] else "are not rung"),
            ("phones show", "the line's number" if route["caller_id"] == "line" else "the caller's number"),
            ("voicemail", f"messages of at most {route['message_seconds']} s" if route["voicemail_on"] else "off"),
            ("blocked callers", BLOCKED[route["blocked"]]),
            *_opening(route),
        ],
    )


def _switched(text: str, *, on: bool) -> str:
    return text if on else f"{text} (switched off)"


def _forwarded(forward: Any) -> str:
    number = readable(forward["number"])
    return f"{forward['name']} ({number})" if forward["name"] else number


def _opening(route: Any) -> list[tuple[str, str]]:
    hours = route["hours"]
    if hours is None:
        return [("open", "always")]
    days = zip(DAYS, hours["week"], strict=True)
    holidays = ((f"{each['date']} {each['name']}".strip(), each["open"]) for each in hours["holidays"])
    return [
        *((day, _spans(spans)) for day, spans in (*days, *holidays)),
        ("time zone", hours["time_zone"]),
        ("else", "voicemail" if route["closed"] == "voicemail" and route["voicemail_on"] else "an apology"),
    ]


def _spans(spans: Any) -> str:
    return ", ".join(f"{span['start']} to {span['end']}" for span in spans) or "closed"


def _agents(here: Here, agents: list[str] | None) -> list[str] | None:
    if agents is None:
        return None
    return [str(member_called(here, agent)["id"]) for agent in agents if agent != "none"]


def _forward(text: str) -> dict[str, str]:
    number, _, name = text.partition("=")
    return {"number": number, "name": name}


def _hours(file: str) -> Any:
    """The document in a file, or on standard input.

    Raises:
        CommandFailed: it can't be read, or is no JSON.
    """
    try:
        text = typer.get_text_stream("stdin").read() if file == "-" else Path(file).read_text(encoding="utf-8")
        return json.loads(text)
    except OSError as error:
        raise CommandFailed(f"--hours {file!r} can't be read: {error.strerror}.") from None
    except ValueError:
        raise CommandFailed(f"--hours {file!r} can't be used: it is no JSON.") from None
