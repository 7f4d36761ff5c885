"""Typing a command: a process of its own, with an environment and streams of its own, as a shell would start it.

Its interpreter is forked from one that has imported everything: what is tested is the same, and takes a tenth of the
time. What starts and ends otherwise is tested with interpreters of its own.
"""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.waiting import eventually_blocking

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
class Started:
    """A command that goes on. It is a child of whoever forked it, who alone learns how it ended."""

    shell: Shell
    pid: int
    _status: int | None = None

    def send_signal(self, by: signal.Signals) -> None:
        """Signal it, unless it has ended."""
        if self.poll() is None:
            os.kill(self.pid, by)

    def kill(self) -> None:
        """End it at once."""
        self.send_signal(signal.SIGKILL)

    def poll(self) -> int | None:
        """Its exit status, if it has ended; the negative of the signal that ended it."""
        if self._status is None:
            self._status = self.shell.ask({"ended": self.pid})
        return self._status

    def wait(self, timeout: float) -> int:
        """Wait for its end; its exit status."""
        eventually_blocking(lambda: self.poll() is not None, f"process {self.pid} has ended", within=timeout)
        assert self._status is not None
        return self._status


@dataclass
class Shell:
    """Types commands."""

    process: subprocess.Popen[str] = field(default_factory=_forker)

    def run(self, arguments: tuple[str, ...], folder: Path, environment: dict[str, str], typed: str = "") -> Ended:
        """Type a command, with `typed` on its standard input, and wait for its end."""
        with TemporaryDirectory() as scratch:
            given, out, err = (Path(scratch) / name for name in ("in", "out", "err"))
            given.write_text(typed)
            started = self.start(arguments, folder, environment, (given, out, err))
            status = self.ask({"end": started.pid})
            assert status is not None
            return Ended(status, out.read_text(), err.read_text())

    def start(
        self, arguments: tuple[str, ...], folder: Path, environment: dict[str, str], files: tuple[Path, Path, Path]
    ) -> Started:
        """Type a command that goes on, with files as its standard streams; to the last two it adds."""
        command = {"arguments": arguments, "folder": str(folder), "environment": environment}
        pid = self.ask({"start": command | {"files": list(map(str, files))}})
        assert pid is not None
        return Started(self, pid)

    def ask(self, request: dict[str, object]) -> int | None:
        """What is answered to a request; see `forker`."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        ready, _, _ = select.select([self.process.stdout], [], [], PATIENCE_S)
        assert ready, f"{request} was not answered within {PATIENCE_S:g} s"
        answer: int | None = json.loads(self.process.stdout.readline())
        return answer

    def close(self) -> None:
        """End it."""
        self.process.communicate(timeout=PATIENCE_S)
