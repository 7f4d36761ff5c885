"""How a call is shown while it lives: lines that stay, below them on a terminal both legs now, or JSON for programs."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import monotonic
from typing import TYPE_CHECKING, Any, Protocol

from offhook.cli.output import Output, plain
from offhook.cli.progress import Progress, Step

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table


class Watcher(Protocol):
    """Shows what happens to a call."""

    def changed(self, change: Any, steps: list[Step]) -> None:
        """The call's state now, and what is new in it."""
        ...

    def note(self, text: str) -> None:
        """Something besides the call."""
        ...


@contextmanager
def watching(output: Output, progress: Progress) -> Iterator[Watcher]:
    """The watcher that fits standard output."""
    if output.as_json:
        yield JsonLines(output)
    elif not sys.stdout.isatty():
        yield Lines(output)
    else:
        from rich.console import Console
        from rich.live import Live

        console = Console(highlight=False, soft_wrap=True, markup=False)
        below = Below(console, progress)
        with Live(get_renderable=below.draw, console=console, refresh_per_second=8, transient=True):
            yield below


@dataclass(frozen=True)
class JsonLines:
    """Each change as it came, one a line."""

    output: Output

    def changed(self, change: Any, steps: list[Step]) -> None:
        """Print it."""
        self.output.line_of_json(change)

    def note(self, text: str) -> None:
        """Programs see the changes only."""


@dataclass(frozen=True)
class Lines:
    """A line a step."""

    output: Output

    def changed(self, change: Any, steps: list[Step]) -> None:
        """Print what is new."""
        self.output.say(*map(_line, steps))

    def note(self, text: str) -> None:
        """Print it below the seconds."""
        self.output.say(f"{'':9}  {text}")


@dataclass
class Below:
    """The same on a terminal, and below it both legs as they are now, drawn anew several times a second."""

    console: Console
    progress: Progress
    began: float = field(default_factory=monotonic)

    def changed(self, change: Any, steps: list[Step]) -> None:
        """Print what is new."""
        from rich.text import Text

        for step in steps:
            # The server's clock tells when the call was placed.
            self.began = min(self.began, monotonic() - step.seconds)
            self.console.print(Text(plain(_line(step)), "green" if step.text.startswith("Connected") else ""))

    def note(self, text: str) -> None:
        """Print it below the seconds."""
        from rich.text import Text

        self.console.print(Text(plain(f"{'':9}  {text}"), "yellow"))

    def draw(self) -> Table:
        """Both legs now."""
        from rich.spinner import Spinner
        from rich.table import Table
        from rich.text import Text

        states = {role: state for role, state in self.progress.legs.values() if state != "ended"}
        now = Table.grid(padding=(0, 2))
        now.add_row(
            Spinner("dots", f"{monotonic() - self.began:6.1f} s"),
            *(
                Text(plain(f"{who}: {_NOW[states[role]]}"), "bold")
                for role, who in (("member", "you"), ("contact", self.progress.contact))
                if role in states
            ),
            Text("Ctrl-C hangs up", "dim"),
        )
        return now


_NOW = {
    "dialling": "being called",
    "ringing": "ringing",
    "answered": "on the phone",
    "bridged": "talking",
    "on_hold": "on hold",
}


def _line(step: Step) -> str:
    return f"{step.seconds:7.1f} s  {step.text}"
