"""A command line that is started before anything is typed, as starting takes half a second."""

from __future__ import annotations

import asyncio
import sys
from types import TracebackType
from typing import Self

from offhook.cli.errors import CommandFailed

CODE = """
import sys
from offhook.cli.main import command, main
command()
if line := sys.stdin.readline():
    main(line.split())
"""
"""Whose other end of the pipe is gone ends by itself."""


class Waiting:
    """A process that waits for one command, with our own output or a pipe: ended when the block ends."""

    def __init__(self, stdout: int | None = None) -> None:
        self._stdout = stdout
        self._process: asyncio.subprocess.Process
        self._running: asyncio.Task[str] | None = None

    async def __aenter__(self) -> Self:
        piped = asyncio.subprocess.PIPE
        # Ctrl-C reaches us alone: we end it in order.
        self._process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", CODE, stdin=piped, stdout=self._stdout, start_new_session=True
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._running is not None:
            self._running.cancel()
        if self._process.returncode is None:
            self._process.terminate()
            await self._process.wait()

    def type(self, *arguments: str) -> asyncio.Task[str]:
        """Run a command, none of whose arguments has a space; it gives what came through the pipe.

        Raises:
            CommandFailed: from the task: it ended with an error.
        """
        self._running = asyncio.ensure_future(self._run(" ".join(arguments)))
        return self._running

    async def _run(self, line: str) -> str:
        lines, _ = await self._process.communicate(f"{line}\n".encode())
        if self._process.returncode != 0:
            raise CommandFailed(f"`offhook {line}` ended with status {self._process.returncode}")
        return (lines or b"").decode()
