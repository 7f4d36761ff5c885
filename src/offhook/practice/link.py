"""The parent's end of a practice carrier: its process, commands to it, events from it, and waiting."""

import asyncio
import contextlib
import itertools
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from offhook.practice import script

T = TypeVar("T")
WITHIN = 5.0
"""Seconds that a wait takes unless told otherwise."""
_STARTS_WITHIN = 15.0
_STOPS_WITHIN = 3.0
_SOURCE = Path(__file__).parents[2]
"""Where the carrier's process finds this package, installed or not."""


class PhoneDidNot(AssertionError):
    """What was waited for did not happen in time; says what did."""


class CarrierFailed(RuntimeError):
    """The carrier's process could not start, ended early, or refused a command."""


class Link:
    """A carrier's process. `take` gets every event of a call, and calls that reached nobody."""

    def __init__(self, take: Callable[[script.CallEvent | script.Unreached], None]) -> None:
        self.history: list[script.CallEvent | script.Unreached] = []
        """Everything that happened on this carrier."""
        self.ready: script.Ready | None = None
        self._take = take
        self._answers: dict[int, asyncio.Future[None]] = {}
        self._numbers = itertools.count(1)
        self._changed = asyncio.Event()
        self._failure = "the practice carrier is not started"
        self._process: asyncio.subprocess.Process | None = None
        self._reader: asyncio.Task[None] | None = None

    @property
    def pid(self) -> int:
        """The carrier's process id. Raises `CarrierFailed` before it is started."""
        if self._process is None:
            raise CarrierFailed(self._failure)
        return self._process.pid

    async def start(self, arguments: list[str], log: Path) -> script.Ready:
        """Start `python -m offhook.practice.carrier` and wait until it takes calls. Its log goes to `log`."""
        with log.open("ab") as errors:
            self._process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "offhook.practice.carrier", *arguments),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=errors,
                env=_environment(log.parent),
                limit=1 << 20,
            )
        self._failure = ""
        self._reader = asyncio.create_task(self._read(self._process, log))
        return await self.until(
            lambda: self.ready, _STARTS_WITHIN, lambda: f"the practice carrier did not start; see {log}"
        )

    async def stop(self) -> None:
        """End the process: by closing its input, else by signals. Harmless when it has ended already."""
        process = self._process
        if process is None or process.stdin is None or self._reader is None:
            return
        process.stdin.close()
        for force in (None, process.terminate, process.kill):
            if force is not None:
                with contextlib.suppress(ProcessLookupError):
                    force()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_STOPS_WITHIN):
                    await process.wait()
                    break
        await self._reader

    async def send(self, command: script.Command) -> None:
        """Have the carrier carry out a command. Raises `CarrierFailed` with its reason."""
        if self._failure or self._process is None or self._process.stdin is None:
            raise CarrierFailed(self._failure)
        seq = next(self._numbers)
        answer = self._answers[seq] = asyncio.get_running_loop().create_future()
        self._process.stdin.write(script.encode_line(script.Request(seq, command)) + b"\n")
        try:
            async with asyncio.timeout(WITHIN):
                await answer
        except TimeoutError:
            raise CarrierFailed(f"no answer to {command} within {WITHIN:g} s{story(self.history)}") from None
        finally:
            del self._answers[seq]

    async def until(
        self,
        look: Callable[[], T | None],
        within: float,
        missed: Callable[[], str],
        hopeless: Callable[[], bool] = lambda: False,
    ) -> T:
        """What `look` finds, looked for after every event.

        Raises `PhoneDidNot(missed())` after `within` seconds, or as soon as it is `hopeless`.
        """
        deadline = asyncio.get_running_loop().time() + within
        while (found := look()) is None:
            if self._failure:
                raise CarrierFailed(self._failure)
            if hopeless():
                raise PhoneDidNot(missed())
            changed = self._changed
            try:
                async with asyncio.timeout_at(deadline):
                    await changed.wait()
            except TimeoutError:
                raise PhoneDidNot(missed()) from None
        return found

    async def _read(self, process: asyncio.subprocess.Process, log: Path) -> None:
        lines = process.stdout
        while lines is not None and (line := await lines.readline()):
            self._sort(script.decode_event(line))
            self._tell()
        status = await process.wait()
        self._failure = f"the practice carrier ended with status {status}: {_last_words(log)}"
        for answer in self._answers.values():
            if not answer.done():
                answer.set_exception(CarrierFailed(self._failure))
        self._tell()

    def _sort(self, event: script.Event) -> None:
        match event:
            case script.Ready():
                self.ready = event
            case script.Done(seq):
                if (answer := self._waiting(seq)) is not None:
                    answer.set_result(None)
            case script.Failed(seq, why):
                if (answer := self._waiting(seq)) is not None:
                    answer.set_exception(CarrierFailed(why))
            case _:
                self.history.append(event)
                self._take(event)

    def _waiting(self, seq: int) -> "asyncio.Future[None] | None":
        answer = self._answers.get(seq)
        return None if answer is None or answer.done() else answer

    def _tell(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()


def story(events: list[script.CallEvent | script.Unreached] | list[script.CallEvent]) -> str:
    """What happened, one indented line an event, timed from the first: the tail of an error message."""
    if not events:
        return "; nothing happened at all"
    lines = [f"\n  {event.at - events[0].at:+.3f} s  {_brief(event)}" for event in events]
    return "; what happened:" + "".join(lines)


def _environment(folder: Path) -> dict[str, str]:
    """Ours, with this package on its path, and with temporary files where they go with the recordings."""
    known = os.environ.get("PYTHONPATH", "")
    path = f"{_SOURCE}{os.pathsep}{known}" if known else str(_SOURCE)
    return os.environ | {"PYTHONPATH": path, "TMPDIR": str(folder.absolute())}


def _last_words(log: Path) -> str:
    return log.read_text(errors="replace")[-2000:].strip() or "its log is empty"


def _brief(event: script.CallEvent | script.Unreached) -> str:
    names = [name for name in event.__struct_fields__ if name not in ("at", "call", "invite")]
    values = (f"{name}={getattr(event, name)!r}" for name in names)
    return f"{type(event).__name__} {' '.join(values)}".rstrip()
