"""Typing a command: a process of its own, with an environment and streams of its own, as a shell would start it.

Its interpreter is forked from one that has imported everything: what is tested is the same, and takes a tenth of the
time. What starts and ends otherwise is tested with interpreters of its own.
"""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

PATIENCE_S = 60.0


@dataclass(frozen=True)
class Ended:
    """What a command printed, and its exit status."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one document that it printed."""
        assert (self.status, self.err) == (0, ""), self
        return json.loads(self.out)

    @property
    def refusal(self) -> str:
        """The one line that it printed, when it was refused."""
        return self.one_line(2)

    @property
    def refusal_as_json(self) -> Any:
        """The one document on one line that it printed, when it was refused and asked for JSON."""
        assert (self.status, self.out) == (2, ""), self
        assert self.err.count("\n") == 1, self
        return json.loads(self.err)

    def one_line(self, status: int) -> str:
        """The line on standard error, when there is nothing else."""
        assert (self.status, self.out) == (status, ""), self
        assert self.err.startswith("offhook: "), self
        assert self.err.count("\n") == 1, self
        assert "Traceback" not in self.err
        return self.err.removeprefix("offhook: ").rstrip("\n")


def _forker() -> subprocess.Popen[str]:
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    command = [sys.executable, "-m", "tests.cli.forker"]
    return subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


@dataclass
class Shell:
    """Types commands."""

    process: subprocess.Popen[str] = field(default_factory=_forker)

    def run(self, arguments: tuple[str, ...], folder: Path, environment: dict[str, str], typed: str = "") -> Ended:
        """Type a command, with `typed` on its standard input, and wait for its end."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        with TemporaryDirectory() as scratch:
            files = [Path(scratch) / name for name in ("in", "out", "err")]
            files[0].write_text(typed)
            request = {
                "arguments": arguments,
                "folder": str(folder),
                "environment": environment,
                "files": list(map(str, files)),
            }
            self.process.stdin.write(json.dumps(request) + "\n")
            self.process.stdin.flush()
            ready, _, _ = select.select([self.process.stdout], [], [], PATIENCE_S)
            assert ready, f"{arguments} did not end within {PATIENCE_S:g} s"
            status = int(self.process.stdout.readline())
            return Ended(status, files[1].read_text(), files[2].read_text())

    def close(self) -> None:
        """End it."""
        self.process.communicate(timeout=PATIENCE_S)
