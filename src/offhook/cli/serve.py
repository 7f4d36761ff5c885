"""`offhook serve`: the server itself, in the foreground."""

from __future__ import annotations

import gc
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from offhook.cli.command import Here, local

if TYPE_CHECKING:
    from offhook.people.first_start import FirstStart
    from offhook.setting_sections import Http
    from offhook.worker import Worker


ShowKey = Annotated[
    bool,
    typer.Option(
        "--show-key",
        help="Make and show the first start's API key and sign-in link where the output is no terminal, too.",
    ),
]


FEW_COLLECTIONS = 200_000
"""New objects after which the collector looks for cycles while Offhook starts; Python's own number is 700."""


@local
def serve(here: Here, show_key: ShowKey = False) -> None:
    """Start Offhook, and serve until Ctrl-C or SIGTERM.

    The first start makes a workspace and its owner; on a terminal also an API key and a link by which the owner signs
    in, which are shown once. Elsewhere they would stay in a log: make them by `offhook key create` and `offhook member
    link`. Calls stay up when Offhook stops, and the next start takes them over.

    Example: offhook serve --config /etc/offhook/offhook.toml
    """
    # What is loaded from here on stays: to look through it for cycles again and again takes half a second.
    gc.set_threshold(FEW_COLLECTIONS)
    import uvloop

    from offhook import service
    from offhook.cli import logs

    settings = here.settings
    logs.configure(settings.log)
    first_key = show_key or sys.stdout.isatty()
    uvloop.run(service.serve(settings, lambda worker: _started(here, worker), first_key=first_key))


def _started(here: Here, worker: Worker) -> None:
    http, first = here.settings.http, worker.first
    address = f"http://{f'[{http.host}]' if ':' in http.host else http.host}:{http.port}"
    if here.as_json:
        here.output.line_of_json({"address": address, "first_start": None if first is None else _made(first, http)})
    else:
        if first is not None:
            here.output.say(
                "This is the first start. Offhook made",
                f"  a workspace   {first.workspace.name}",
                f"  its owner     {first.owner.name}",
                *_about_key(first, http),
                "",
            )
        here.output.say(f"Offhook serves at {address}. Ctrl-C stops it.")
    # What was made by now stays: the collector need not look through it again and again.
    gc.collect()
    gc.freeze()
    # A call leaves few cycles behind; looking for them after every 700 new objects costs more than they weigh.
    gc.set_threshold(20_000, 20, 20)


def _made(first: FirstStart, http: Http) -> dict[str, str | None]:

    return {
        "workspace": first.workspace.name,
        "owner": first.owner.name,
        "key": None if first.key is None else first.key.text,
        "link": None if first.link is None else first.link.url(http.address),
    }


def _about_key(first: FirstStart, http: Http) -> tuple[str, ...]:
    if first.key is None:
        create = "`offhook key create NAME`"
        return (f"On this machine `offhook` needs no API key. For use from elsewhere, make one here: run {create}.",)
    return (
        f"  an API key    {first.key.text}",
        "The key is shown this once and kept nowhere: store it now. On this machine `offhook` needs none.",
        *_about_link(first, http),
    )


def _about_link(first: FirstStart, http: Http) -> tuple[str, ...]:
    if first.link is None:
        return ()

    return (
        "The owner signs in with a browser, once within a day, at",
        f"  {first.link.url(http.address)}",
        f"`offhook member link {first.owner.name}` makes another such link.",
    )
