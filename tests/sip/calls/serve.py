"""`offhook serve` for tests that restart and kill it, in a process that is forked from one with everything loaded.

What is loaded is the code, and nothing else: each worker reads its settings, opens its database and connects anew. So
a test that kills a worker does not have to wait three seconds of imports for the next.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from multiprocessing import forkserver
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Self

from offhook.calls.commands import Command
from offhook.calls.values import CallId
from offhook.dialing import service as dialing
from offhook.limits import service as limits
from offhook.networks import asterisk  # noqa: F401 - loaded ahead of the settings that choose it
from offhook.service import serve
from offhook.settings import load
from offhook.telephony.asterisk.adapter import AsteriskTelephony
from offhook.worker import Worker

STARTS_WITHIN = 60.0
"""Seconds. A second or two, but for other programs on the machine."""
STOPS_WITHIN = 20.0

_forking = multiprocessing.get_context("forkserver")


@dataclass(frozen=True)
class Rings:
    """For how many seconds phones ring."""

    member: float = dialing.RING_MEMBER
    contact: float = dialing.RING_CONTACT


class WorkerProcess:
    """One worker in a process of its own. Its log and whatever it prints go to a file."""

    def __init__(self, process: BaseProcess, line: Connection, log: Path) -> None:
        self.log = log
        self._process = process
        self._line = line

    @classmethod
    async def started(cls, settings: Mapping[str, str], log: Path, rings: Rings, minute: float) -> Self:
        """A worker that answers requests. Whether it can place calls yet is another matter.

        A minute of its limits lasts for `minute` seconds.
        """
        await asyncio.to_thread(_be_ready_to_fork)
        ours, theirs = _forking.Pipe()
        process = _forking.Process(target=_run, args=(dict(settings), log, rings, minute, theirs))
        await asyncio.to_thread(process.start)
        theirs.close()
        worker = cls(process, ours, log)
        try:
            serving = await asyncio.to_thread(lambda: ours.poll(STARTS_WITHIN) and ours.recv())
        except EOFError:
            serving = False
        assert serving, f"the worker did not start; its log:\n{worker._last_words()}"
        return worker

    def dies_in_place_of_sending(self, number: int) -> None:
        """From now on, have it killed when it is about to send commands for the `number`th time."""
        self._line.send(number)

    def kill(self) -> None:
        """SIGKILL."""
        self._process.kill()

    async def killed(self) -> None:
        """SIGKILL, and wait for the end."""
        self.kill()
        await self.gone()

    async def stopped(self) -> None:
        """SIGTERM, and wait for the end: it must be a clean one."""
        self._process.terminate()
        status = await self.gone()
        assert status == 0, f"the worker ended with status {status}; its log:\n{self._last_words()}"

    async def gone(self) -> int | None:
        """Wait for its end, however it ends."""
        await asyncio.to_thread(self._process.join, STOPS_WITHIN)
        assert self._process.exitcode is not None, f"the worker runs still; its log:\n{self._last_words()}"
        return self._process.exitcode

    def _last_words(self) -> str:
        return self.log.read_text(errors="replace")[-4000:]


def _be_ready_to_fork() -> None:
    """Start the process that workers are forked from; it finds our modules where we do."""
    known = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = os.pathsep.join(sys.path)
    try:
        _forking.set_forkserver_preload([__name__])
        forkserver.ensure_running()
    finally:
        del os.environ["PYTHONPATH"]
        if known is not None:
            os.environ["PYTHONPATH"] = known


def _run(settings: dict[str, str], log: Path, rings: Rings, minute: float, line: Connection) -> None:
    """The process."""
    # Another folder, so that no offhook.toml of whoever runs the tests is read.
    os.chdir(log.parent)
    with log.open("ab") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    chosen = {"ring_member": rings.member, "ring_contact": rings.contact}
    dialing.place.__kwdefaults__ = (dialing.place.__kwdefaults__ or {}) | chosen
    limits.MINUTE_MS = round(minute * 1000)

    def started(worker: Worker) -> None:
        line.send(True)
        asyncio.get_running_loop().add_reader(line.fileno(), lambda: _die_in_place_of_sending(line.recv()))

    asyncio.run(serve(load(environment=settings), started))


def _die_in_place_of_sending(number: int) -> None:
    sends = iter(range(1, number + 1))
    really = AsteriskTelephony.send

    def send(telephony: AsteriskTelephony, call: CallId, commands: Sequence[Command]) -> None:
        if next(sends) == number:
            os.kill(os.getpid(), signal.SIGKILL)
        really(telephony, call, commands)

    AsteriskTelephony.send = send  # type: ignore[method-assign,assignment]
