"""Runs commands for `commands.py`: each in a process forked from this one, which has imported everything already.

Reads one JSON object a line, and answers each with JSON on a line. Ends with its input.

- `start`: an object of `arguments`, `folder`, `environment`, and `files` for the three
  standard streams: its process id.
- `end`: a process id: waits for its end, and answers with its exit status.
- `ended`: a process id: the same if it has ended, else null.
"""

from __future__ import annotations

import gc
import json
import os
import sys
import time
from importlib import import_module
from typing import Any

from offhook.cli import main

MODULES = (
    "alembic.context",
    "offhook.cli.call",
    "offhook.cli.client",
    "offhook.cli.output",
    "offhook.networks.practice",
    "offhook.numbers",
    "offhook.service",
    "offhook.storage.backup",
    "offhook.web.app",
    "offhook.web.server",
    "rich.live",
    "rich.table",
    "uvloop",
)


def serve() -> None:
    """Answer requests until there are none."""
    for module in MODULES:
        import_module(module)
    main.command()
    gc.collect()
    gc.freeze()
    for line in sys.stdin:
        sys.stdout.write(f"{json.dumps(_answer(json.loads(line)))}\n")
        sys.stdout.flush()


def _answer(request: dict[str, Any]) -> int | None:
    match request:
        case {"start": command}:
            child = os.fork()
            if child == 0:
                run(command)
            return child
        case {"end": int(child)}:
            return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        case {"ended": int(child)}:
            ended, status = os.waitpid(child, os.WNOHANG)
            return os.waitstatus_to_exitcode(status) if ended else None
        case _:
            raise ValueError(request)


def run(request: dict[str, Any]) -> None:
    """Become the command."""
    os.environ.clear()
    os.environ.update(request["environment"])
    time.tzset()
    os.chdir(request["folder"])
    for stream, name in enumerate(request["files"]):
        os.dup2(os.open(name, os.O_RDONLY if stream == 0 else os.O_WRONLY | os.O_CREAT | os.O_APPEND), stream)
    sys.stdin = os.fdopen(0, closefd=False)
    try:
        main.main(request["arguments"])
    except SystemExit as end:
        sys.stderr.flush()
        os._exit(int(end.code or 0))  # nothing of ours runs later, and taking all those modules down takes long


if __name__ == "__main__":
    serve()
