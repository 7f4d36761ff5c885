"""Phones that do what no ordinary one would, played by sipp (Debian's sip-tester) from `tests/sip/scenarios`.

async with Sipp("uas-302", tmp_path, third="sip:+13125558642@127.0.0.1:5099") as phone:
    ...  # call phone.port
    await phone.finished()
"""

import asyncio
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

from tests.sip.ports import free_port
from tests.waiting import eventually

_SCENARIOS = Path(__file__).parents[1] / "scenarios"
_TRANSPORTS = {"udp": "u1", "tcp": "t1"}
_THROUGH = "scenario-was-played-to-its-end"
_SHARED = {
    # A trunk asks with OPTIONS whether its peer is there: to sipp each is a call of its own.
    "qualify": '<recv request="OPTIONS" optional="true" next="qualified"/>',
    "through": f"""
  <nop next="over"><action><log message="{_THROUGH}"/></action></nop>
  <label id="qualified"/>
  <send>
    <![CDATA[
      SIP/2.0 200 OK
      [last_Via:]
      [last_From:]
      [last_To:];tag=[call_number]q
      [last_Call-ID:]
      [last_CSeq:]
      Content-Length: 0

    ]]>
  </send>
  <label id="over"/>
  <nop/>""",
}


class SippFailed(AssertionError):
    """The scenario did not go as written; says where sipp stopped."""


class Sipp:
    """A sipp that plays a scenario for every call. `keys` fill the scenario's own [words].

    What it sent and received stands in `messages`.
    """

    def __init__(
        self,
        scenario: str,
        folder: Path,
        *,
        port: int = 0,
        transport: Literal["udp", "tcp"] = "udp",
        **keys: str,
    ) -> None:
        self.port = port or free_port()
        self.messages = folder / f"{scenario}-{self.port}.messages"
        self._errors = folder / f"{scenario}-{self.port}.errors"
        self._ends = folder / f"{scenario}-{self.port}.ends"
        self._transport = transport
        # Keywords of sipp's own (-key) are not understood in pauses and status codes.
        script = (_SCENARIOS / f"{scenario}.xml").read_text(encoding="utf-8")
        for name, value in (_SHARED | keys).items():
            script = script.replace(f"[{name}]", value)
        (folder / f"{scenario}-{self.port}.xml").write_text(script, encoding="utf-8")
        self._arguments = [
            *("-sf", str(folder / f"{scenario}-{self.port}.xml")),
            *("-i", "127.0.0.1", "-p", str(self.port), "-mi", "127.0.0.1", "-t", _TRANSPORTS[transport]),
            *("-mp", str(free_port()), "-nostdin", "-aa"),
            *("-trace_msg", "-message_file", str(self.messages)),
            *("-trace_err", "-error_file", str(self._errors), "-trace_logs", "-log_file", str(self._ends)),
        ]
        self._process: asyncio.subprocess.Process | None = None

    async def __aenter__(self) -> Self:
        process = self._process = await asyncio.create_subprocess_exec(
            "sipp",
            *self._arguments,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
        )
        try:
            await eventually(lambda: self._listens() or process.returncode is not None, "sipp listens")
            if process.returncode is not None:
                raise SippFailed(f"sipp did not start: {await self._why(process)}")
        except BaseException:
            await self._stop()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stop()

    async def finished(self, calls: int = 1, within: float = 10.0) -> str:
        """The messages, once so many calls went through the scenario. Raises `SippFailed` when one did not."""
        process = self._process
        assert process is not None, "sipp is not started"

        def decided() -> bool:
            ended = process.returncode is not None or "Aborting call" in self._log(self._errors)
            return ended or self._log(self._ends).count(_THROUGH) >= calls

        try:
            await eventually(decided, "the calls went through", within)
        except AssertionError:
            log = self._log(self.messages)
            raise SippFailed(f"{calls} calls were not through within {within:g} s:\n{log}") from None
        if self._log(self._ends).count(_THROUGH) < calls:
            raise SippFailed(f"a call went another way: {self._log(self._errors)}")
        return self._log(self.messages)

    def _listens(self) -> bool:
        table = Path(f"/proc/net/{self._transport}").read_text().splitlines()
        return any(line.split()[1].endswith(f":{self.port:04X}") for line in table[1:])

    async def _why(self, process: asyncio.subprocess.Process) -> str:
        words = (await process.stderr.read()).decode(errors="replace") if process.stderr is not None else ""
        return f"{words.strip()}\n{self._log(self._errors)}\n{self._log(self.messages)}".strip()

    def _log(self, path: Path) -> str:
        return path.read_text(errors="replace") if path.exists() else ""

    async def _stop(self) -> None:
        process = self._process
        if process is not None:
            if process.returncode is None:
                process.kill()
            await process.communicate()
