"""`offhook call`: places a call and shows it, step by step, until it is over."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType
from typing import Annotated, Any

import typer

from offhook.cli.client import Client
from offhook.cli.command import Here, asking
from offhook.cli.errors import CommandFailed
from offhook.cli.follow import Changed, Lost, News, StartedOver, follow
from offhook.cli.output import readable
from offhook.cli.progress import Progress, outcome
from offhook.cli.watch import Watcher, watching


@asking
def call(
    here: Here,
    to: Annotated[str, typer.Option(metavar="NUMBER", help="Who to call.")],
    caller: Annotated[
        str | None,
        typer.Option(
            metavar="NUMBER",
            help="Your own phone, which rings first: a number, remembered after its first use, or a softphone's id.",
        ),
    ] = None,
    line: Annotated[
        str | None, typer.Option(metavar="NUMBER", help="The business number to show; needed where there are several.")
    ] = None,
    member_sees: Annotated[
        str, typer.Option(metavar="line|contact", help="Whose number your own phone shows; an owner lets you.")
    ] = "line",
    contact_sees: Annotated[
        str,
        typer.Option(metavar="line|member", help="Whose number they see: the line's, or yours if an owner lets you."),
    ] = "line",
    stay: Annotated[bool, typer.Option("--follow/--no-follow", help="Show the call until it is over.")] = True,
) -> None:
    """Call somebody: your phone rings first; press any key there and the contact is called.

    Ctrl-C hangs up. Exits with 0 when the contact answered, with 1 when not, with 2 when the call was refused.

    Example: offhook call --caller +12025550111 --to +12025550122 --line +12025550100
    """
    body = {"to": to, "caller": caller, "line": line, "member_sees": member_sees, "contact_sees": contact_sees}
    if not stay:
        placed = here.client.post_once("calls", body=body)
        here.output.show(placed, f"Calling your phone. Its record: offhook calls show {placed['id']}")
        return
    record = _follow(here, body)
    if here.as_json:
        here.output.line_of_json(record)
    here.output.say("", outcome(record), f"Its record: offhook calls show {record['id']}")
    raise typer.Exit(0 if record["disposition"] == "answered" else 1)


def _follow(here: Here, body: Any) -> Any:
    """Place a call and show it to its end; its record."""
    news = follow(here.client)
    # From before the call on, so that nothing of it is missed.
    next(news)
    with _interruptible() as hang_up:
        progress = Progress(here.client.post_once("calls", body=body))
        line = readable(progress.call["line"]["number"])
        seen = line if body["contact_sees"] == "line" else "your own number"
        here.output.say(f"Calling {progress.contact}, who sees {seen}.")
        with watching(here.output, progress) as watcher:
            hang_up.armed(here.client, progress.call["id"], watcher)
            return _until_over(here.client, watcher, progress, news)


def _until_over(client: Client, watcher: Watcher, progress: Progress, news: Iterator[News]) -> Any:
    call, ended = progress.call["id"], 0
    for each in news:
        match each:
            case Changed(change) if change["call"] == call:
                gone = sum(leg["state"] == "ended" for leg in change["legs"])
                if gone > ended or change["state"] == "ended":
                    # Why a leg ended stands in the record.
                    progress.call, ended = client.get("calls", call), gone
                watcher.changed(change, list(progress.steps(change)))
                if change["state"] == "ended":
                    return progress.call
            case Changed():
                pass
            case StartedOver():
                progress.call = client.get("calls", call)
                watcher.note("Offhook is back.")
                watcher.changed(progress.call, list(progress.steps(progress.call)))
                if progress.call["state"] == "ended":
                    return progress.call
            case Lost():
                watcher.note("The connection to Offhook is lost: trying again. The call goes on.")
    raise CommandFailed("The live stream ended.")


@dataclass
class _HangUp:
    """What Ctrl-C and SIGTERM do: once there is a call it is ended; a second one leaves at once."""

    wanted: bool = False
    _how: tuple[Client, str, Watcher] | None = None
    _sent: threading.Event = field(default_factory=threading.Event)

    def on_signal(self, _: int, __: FrameType | None) -> None:
        if self.wanted:
            raise KeyboardInterrupt
        self.wanted = True
        self._send()

    def armed(self, client: Client, call: str, watcher: Watcher) -> None:
        """There is a call now; end it if that was asked for while it was being placed."""
        self._how = client, call, watcher
        if self.wanted:
            self._send()

    def _send(self) -> None:
        # Not in the signal handler, which may have interrupted a write to the terminal half-way.
        if self._how is not None and not self._sent.is_set():
            self._sent.set()
            threading.Thread(target=_hang_up, args=self._how, daemon=True).start()


def _hang_up(client: Client, call: str, watcher: Watcher) -> None:
    watcher.note("Hanging up.")
    try:
        client.delete("calls", call)
    except CommandFailed as failed:
        watcher.note(f"That could not be asked for: {failed}")


@contextmanager
def _interruptible() -> Iterator[_HangUp]:
    hang_up = _HangUp()
    before = {number: signal.signal(number, hang_up.on_signal) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield hang_up
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
