"""How a command fails: with one line for the person who typed it."""

from __future__ import annotations


class CommandFailed(Exception):
    """The message is printed on one line of standard error; the command exits with 2. `kind` is for programs."""

    kind = "refused"


class NotRunning(CommandFailed):
    """Nobody serves this machine's data folder."""

    kind = "not-running"

    def __init__(self) -> None:
        super().__init__("Offhook isn't running here: start it with `offhook serve`.")
