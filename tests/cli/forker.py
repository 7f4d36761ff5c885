"""Runs commands for `commands.py`: each in a process forked from this one, which has imported everything already.

Reads one JSON object a line: `arguments`, `folder`, `environment`, and `files` for the three standard streams. Answers
each with the exit status on a line. Ends with its input.
"""

from __future__ import annotations

import gc
import json
import os
import sys
import time
from importlib import import_module
from typing import Any

MODULES = (
    "offhook.cli.call",
    "offhook.cli.client",
    "offhook.cli.output",
    "offhook.numbers",
    "offhook.service",
    "offhook.storage.backup",
    "rich.live",
    "rich.table",
    "uvloop",
)


def serve() -> None:
    """Answer requests until there are none."""
    for module in MODULES:
        import_module(module)
    gc.collect()
    gc.freeze()
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            run(json.loads(line))
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


def run(request: dict[str, Any]) -> None:
    """Become the command."""
    from offhook.cli.main import main

    os.environ.clear()
    os.environ.update(request["environment"])
    time.tzset()
    os.chdir(request["folder"])
    for stream, name in enumerate(request["files"]):
        os.dup2(os.open(name, os.O_RDONLY if stream == 0 else os.O_WRONLY | os.O_CREAT), stream)
    sys.stdin = os.fdopen(0, closefd=False)
    try:
        main(request["arguments"])
    except SystemExit as end:
        sys.stderr.flush()
        os._exit(int(end.code or 0))  # nothing of ours runs later, and taking all those modules down takes long


if __name__ == "__main__":
    serve()
