"""Keeps one Asterisk alive, apart from the worker: neither ends when the other does.

    python -m offhook.telephony.asterisk.supervisor INSTANCE_DIRECTORY

runs until it gets SIGTERM or SIGINT. It starts Asterisk, starts it again when it ends, and stops it when it is
itself told to stop. When only the supervisor is killed, Asterisk and its calls go on, and the next supervisor
takes over the process it finds.

`start`, `stop` and `running` are for the worker and the command line. They block: from asyncio, call them in a
thread.
"""

import argparse
import contextlib
import fcntl
import http.client
import logging
import os
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType, TracebackType
from typing import Self, TypeVar

from offhook.telephony.asterisk.health import Health, Holder, ari_request, health, ports
from offhook.telephony.asterisk.installation import AsteriskUnavailable
from offhook.telephony.asterisk.instance import AsteriskInstance, load
from offhook.telephony.asterisk.process import AsteriskProcess

START_TIMEOUT = 20.0
STOP_GRACE = 10.0
"""Seconds that Asterisk gets to end its calls before it is killed."""

RESTART_DELAYS = (0.2, 0.5, 1.0, 2.0, 5.0)
"""Seconds before each start after a crash; the last goes on for ever."""

STEADY = 60.0
"""Seconds after which a run counts as good, and the delays begin anew."""

LOG_LIMIT = 10_000_000
LOGS_KEPT = 5
TIDY_EVERY = 60.0
READY_EVERY = 0.1

_SOURCES = Path(__file__).parents[3]
"""Where this package is, installed or not: the supervisor runs the same code."""

Found = TypeVar("Found")
log = logging.getLogger("supervisor")


class StartFailed(Exception):
    """Asterisk didn't come up; the text says why."""


class NotUpYet(StartFailed):
    """It may come up still: it takes its time, or somebody else is to start it."""


def start(instance: AsteriskInstance, *, timeout: float = START_TIMEOUT) -> Health:
    """Start the instance, unless it is running, and wait until it can take calls.

    Raises:
        NotUpYet: it wasn't ready within `timeout` seconds, or isn't ours to start.
        StartFailed: it can't come up: a port that it needs is taken.
    """
    if not running(instance):
        _detach(instance)
    ready = _until(lambda: _healthy(instance), timeout)
    if ready is None:
        problems = " ".join(health(instance).problems)
        raise NotUpYet(f"Asterisk was not ready after {timeout:g} s. {problems}")
    return ready


def stop(instance: AsteriskInstance, *, timeout: float = STOP_GRACE + 5) -> None:
    """Stop the instance: end its calls, Asterisk and its supervisor. Harmless when it isn't running.

    Raises:
        TimeoutError: it was still there after `timeout` seconds.
    """
    if running(instance):
        supervisor = _until(lambda: _supervisor_pid(instance), timeout)
        if supervisor is not None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(supervisor, signal.SIGTERM)
    elif (orphan := AsteriskProcess.found(instance)) is not None:
        orphan.end(STOP_GRACE)
        orphan.close()
    if _until(lambda: None if running(instance) else True, timeout) is None:
        raise TimeoutError(f"Asterisk {instance.name} was still running after {timeout:g} s")


def running(instance: AsteriskInstance) -> bool:
    """Whether a supervisor keeps this instance alive. Whether Asterisk itself is well, `health` says."""
    try:
        with _lock_file(instance).open() as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False


def supervise(instance: AsteriskInstance) -> None:
    """Keep Asterisk alive until SIGTERM or SIGINT."""
    crashes = 0
    with StopSignal() as stopped:
        while not stopped.given():
            process = AsteriskProcess.found(instance) or AsteriskProcess.launched(instance)
            log.info("asterisk %d is running", process.pid)
            began = time.monotonic()
            _watch(process, stopped, instance)
            if stopped.given():
                process.end(STOP_GRACE)
                log.info("stopped")
            process.close()
            ran = time.monotonic() - began
            crashes = 1 if ran >= STEADY else crashes + 1
            delay = RESTART_DELAYS[min(crashes, len(RESTART_DELAYS)) - 1]
            if not stopped.given():
                log.warning("asterisk %d ended after %.1f s; next start in %.1f s", process.pid, ran, delay)
                select.select([stopped], [], [], delay)


class StopSignal:
    """SIGTERM or SIGINT as something that `select` can wait for."""

    def __init__(self) -> None:
        """Not given yet."""
        self._given = False
        self._receiver, self._sender = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)

    def given(self) -> bool:
        """Whether the signal was given."""
        return self._given

    def fileno(self) -> int:
        """Readable once the signal was given."""
        return self._receiver

    def __enter__(self) -> Self:
        """Take the signals over."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._note)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Give the signals back."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, signal.SIG_DFL)
        os.close(self._receiver)
        os.close(self._sender)

    def _note(self, number: int, frame: FrameType | None) -> None:
        self._given = True
        with contextlib.suppress(BlockingIOError):
            os.write(self._sender, b"!")


def _watch(process: AsteriskProcess, stopped: StopSignal, instance: AsteriskInstance) -> None:
    """Return when Asterisk ended or the signal was given. Meanwhile say when it is ready, and keep its log small."""
    began, pause = time.monotonic(), READY_EVERY
    while not select.select([process.handle, stopped.fileno()], [], [], pause)[0]:
        if pause == TIDY_EVERY:
            with contextlib.suppress(OSError, http.client.HTTPException):
                keep_log_small(instance)
        elif _healthy(instance):
            log.info("asterisk %d takes calls after %.1f s", process.pid, time.monotonic() - began)
            _tell_systemd("READY=1")
            pause = TIDY_EVERY


def _tell_systemd(state: str) -> None:
    """Tell whoever started us, if it wants to know (sd_notify(3))."""
    address = os.environ.get("NOTIFY_SOCKET")
    if address:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as messenger:
            messenger.sendto(state.encode(), address.replace("@", "\0", 1))


def keep_log_small(instance: AsteriskInstance) -> None:
    """Have Asterisk begin a new log file when this one is large, and drop the oldest."""
    folder = instance.host_home / "log"
    current = folder / "messages"
    if current.exists() and current.stat().st_size > LOG_LIMIT:
        ari_request(instance, "PUT", "asterisk/logging/messages/rotate")
    for old in folder.glob("messages.*"):
        number = old.suffix.removeprefix(".")
        if number.isdigit() and int(number) >= LOGS_KEPT:
            old.unlink()


def _healthy(instance: AsteriskInstance) -> Health | None:
    now = health(instance)
    return None if now.problems else now


def _detach(instance: AsteriskInstance) -> None:
    if os.geteuid() != 0:
        raise NotUpYet("Asterisk is started by root: it gets a root directory and a user of its own.")
    if AsteriskProcess.found(instance) is None:
        for port in ports(instance):
            if port.holder is not Holder.NOBODY:
                raise StartFailed(f"Port {port} is taken by {port.holder.value}.")
    journal = instance.host_home / "supervisor.log"
    with journal.open("ab") as output:
        module = [sys.executable, "-m", "offhook.telephony.asterisk.supervisor"]
        done = subprocess.run(
            [*module, "--detach", str(instance.host_home)],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            env={"PATH": os.environ.get("PATH", os.defpath), "PYTHONPATH": str(_SOURCES)},
            start_new_session=True,
            check=False,
        )
    if done.returncode != 0:
        raise StartFailed(f"The supervisor ended: {' '.join(journal.read_text().splitlines()[-1:])}")


def _lock_file(instance: AsteriskInstance) -> Path:
    return instance.host_home / "supervisor.pid"


def _supervisor_pid(instance: AsteriskInstance) -> int | None:
    text = _lock_file(instance).read_text().strip()
    return int(text) if text.isdigit() else None


@contextlib.contextmanager
def _only_one(instance: AsteriskInstance) -> Iterator[Callable[[], None] | None]:
    """Hold the instance's lock. Gives what notes this process as its holder, or None if another holds it."""

    def locked() -> bool | None:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return None
        return True

    def note_holder() -> None:
        file.seek(0)
        file.truncate()
        file.write(f"{os.getpid()}\n")
        file.flush()

    with _lock_file(instance).open("a") as file:
        # Somebody who only asks whether it is held holds it for a moment too.
        yield note_holder if _until(locked, 0.5) else None


def _until(check: Callable[[], Found | None], timeout: float) -> Found | None:
    """What `check` gives as soon as that isn't None, or None after `timeout` seconds."""
    deadline = time.monotonic() + timeout
    pause = threading.Event()
    while (found := check()) is None and time.monotonic() < deadline:
        pause.wait(0.02)
    return found


def keep(instance: AsteriskInstance, *, detach: bool = False) -> None:
    """Be the instance's supervisor until SIGTERM or SIGINT, in the background if it is to `detach`.

    Returns at once where there is one already.
    """
    with _only_one(instance) as note_holder:
        if note_holder is None:
            return
        # The lock outlives this process in its child: whoever waits for us knows that it is held.
        if detach and os.fork():
            os._exit(0)
        note_holder()
        logging.Formatter.converter = time.gmtime
        logging.basicConfig(level=logging.INFO, format="%(asctime)sZ %(levelname)s %(message)s")
        supervise(instance)


def main(arguments: list[str] | None = None) -> int:
    """The command: its exit status."""
    parser = argparse.ArgumentParser(prog="supervisor", description="Keep one Asterisk alive.")
    parser.add_argument("directory", type=Path, help="the instance's directory, as the host sees it")
    parser.add_argument("--detach", action="store_true", help="go on in the background")
    options = parser.parse_args(arguments)
    try:
        instance = load(options.directory)
    except AsteriskUnavailable as problem:
        parser.error(str(problem))
    keep(instance, detach=options.detach)
    return 0


if __name__ == "__main__":
    sys.exit(main())
