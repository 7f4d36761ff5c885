"""The real command line against a real `offhook serve` on the practice network."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from offhook.cli.client import Client, ThisMachine
from tests.cli.commands import Ended, Shell, Started
from tests.waiting import eventually_blocking

ANN, DANA, LINE = "+12025550111", "+12025550122", "+12025550100"
OFFHOOK = (sys.executable, "-m", "offhook.cli.main")
KEY = r"offhook_[0-9a-f]{8}_[0-9a-f]{64}"
TOKEN = r"[A-Za-z0-9_-]{43}"


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@dataclass(frozen=True)
class Place:
    """A data folder, and commands that are typed there."""

    folder: Path
    port: int
    shell: Shell

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("OFFHOOK_")}
        return kept | {
            "OFFHOOK_DATA": str(self.data),
            "OFFHOOK_TELEPHONY": "practice",
            "OFFHOOK_HTTP_PORT": str(self.port),
            "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
            "TZ": "UTC",
        }

    def type(self, *arguments: str, typed: str = "", **environment: str) -> Ended:
        """Type a command and wait for its end."""
        return self.shell.run(arguments, self.folder, self.environment | environment, typed)

    def run(self, *arguments: str) -> str:
        """What a command prints that ends well."""
        ended = self.type(*arguments)
        assert (ended.status, ended.err) == (0, ""), ended
        return ended.out

    def json(self, *arguments: str) -> Any:
        """The one JSON document that a command prints."""
        return self.type(*arguments, "--json").json

    def refused(self, *arguments: str, **environment: str) -> str:
        """The one line that a command prints which is refused."""
        return self.type(*arguments, **environment).refusal

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """A command that goes on, in an interpreter of its own."""
        return subprocess.Popen(
            [*OFFHOOK, *arguments],
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def serve(self, *options: str, **environment: str) -> Served:
        """`offhook serve`, up. Its output goes to files that can be read any time."""
        out, log = self.folder / "serve.out", self.folder / "serve.log"
        for each in (out, log):
            each.touch()
        before = out.read_text().count("Offhook serves at")
        files = Path(os.devnull), out, log
        process = self.shell.start(("serve", *options), self.folder, self.environment | environment, files)
        eventually_blocking(
            lambda: out.read_text().count("Offhook serves at") > before or process.poll() is not None,
            "offhook serve is up",
            within=60,
        )
        assert process.poll() is None, log.read_text()
        return Served(self, process, out, log)


@dataclass(frozen=True)
class Served:
    """A running `offhook serve`."""

    place: Place
    process: Started
    out: Path
    log: Path

    @property
    def key(self) -> str:
        """The key that the first start showed, once, as it was told to."""
        (found,) = re.findall(KEY, self.out.read_text())
        return str(found)

    def stop(self, by: signal.Signals = signal.SIGTERM) -> int:
        """End it in order; its exit status."""
        self.process.send_signal(by)
        return self.process.wait(timeout=20)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(timeout=20)


def answers(place: Place, number: str, deed: dict[str, object]) -> None:
    """Put a phone on the practice network that answers at once, and does this."""
    script = {"takes": "answers", "after": 0.1, "then": [deed]}
    Client(ThisMachine(place.data)).put("practice", "phones", number, body=script)


@pytest.fixture(scope="session")
def shell() -> Iterator[Shell]:
    """What types commands, for all tests."""
    shell = Shell()
    yield shell
    shell.close()


@pytest.fixture(scope="session")
def new_place(tmp_path_factory: pytest.TempPathFactory, shell: Shell) -> Callable[[], Place]:
    """A place of its own for a test that starts and stops."""
    return lambda: Place(tmp_path_factory.mktemp("place"), free_port(), shell)


@contextmanager
def furnished(place: Place) -> Iterator[Place]:
    """A running Offhook, with a trunk, a line, and two phones that make a call go well."""
    served = place.serve()
    try:
        place.run("trunk", "add", "lab", "--host", "127.0.0.1", "--port", "5090")
        place.run("line", "add", LINE, "--trunk", "lab")
        answers(place, ANN, {"do": "press", "keys": "1", "after": 0.1})
        answers(place, DANA, {"do": "hang_up", "after": 0.2, "since": "bridge"})
        yield place
        assert served.stop() == 0
    finally:
        served.kill()


@pytest.fixture(scope="session")
def offhook(new_place: Callable[[], Place]) -> Iterator[Place]:
    """Where one Offhook runs for all tests: they leave its trunk, line and phones as they are."""
    with furnished(new_place()) as place:
        yield place


@pytest.fixture
def own(new_place: Callable[[], Place]) -> Iterator[Place]:
    """The same, for one test alone."""
    with furnished(new_place()) as place:
        yield place
