"""What really goes over the wire: every SIP message on some loopback ports, captured beside the programs.

    async with Wire(tmp_path, 5060, 5090) as wire:
        ...
        assert_absent("+13125558642", with_port(await wire.messages(), 5090))

Captured by dumpcap and read by tshark (Debian's tshark), so that it does not trust what any of ours says.
Needs the right to capture: root, or membership in Debian's wireshark group.
"""

import asyncio
import json
import socket
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from offhook.practice.sip import Message
from tests.sip.support.numbers import mentions
from tests.waiting import eventually

_STARTS_WITHIN = 10.0
_SETTLES_WITHIN = 10.0


@dataclass(frozen=True, slots=True)
class Captured:
    """One SIP message on the wire."""

    at: float
    """Seconds since the capture began."""
    source: int
    """The sender's port; every address is a loopback one."""
    target: int
    raw: bytes
    message: Message

    def __str__(self) -> str:
        return f"{self.source} to {self.target}: {self.message.start}"


class Wire:
    """A running capture; see the module. The capture stays in `folder` as `wire.pcapng`."""

    def __init__(self, folder: Path, *ports: int) -> None:
        self.pcap = folder / "wire.pcapng"
        self._ports = ports
        self._marks = 0
        self._marker = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._process: asyncio.subprocess.Process | None = None

    async def __aenter__(self) -> Self:
        self._marker.bind(("127.0.0.1", 0))
        ports = (*self._ports, self._marker.getsockname()[1])
        self._process = await asyncio.create_subprocess_exec(
            *("dumpcap", "-q", "-i", "lo", "-f", " or ".join(f"port {port}" for port in ports)),
            *("-w", str(self.pcap)),
            stderr=asyncio.subprocess.PIPE,
        )
        try:
            await self._seen(again=True, within=_STARTS_WITHIN)
        except BaseException:
            await self._stop()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stop()

    async def messages(self) -> list[Captured]:
        """Every SIP message so far, in its order."""
        if self._process is not None:
            await self._seen(again=False, within=_SETTLES_WITHIN)
        decode = [f"{transport}.port=={port},sip" for port in self._ports for transport in ("udp", "tcp")]
        reader = await asyncio.create_subprocess_exec(
            *("tshark", "-r", str(self.pcap), "-Y", "sip", "-T", "json", "-x", "-J", "frame udp tcp sip"),
            *(option for rule in decode for option in ("-d", rule)),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        out, errors = await reader.communicate()
        if reader.returncode != 0:
            raise RuntimeError(f"tshark could not read {self.pcap}: {errors.decode(errors='replace')}")
        return [message for frame in json.loads(out or b"[]") for message in _in_frame(frame["_source"]["layers"])]

    async def _seen(self, *, again: bool, within: float) -> None:
        """Wait until a mark sent now is in the file, and so is everything before it."""
        self._marks += 1
        mark = f"mark-{self._marks}-of-{id(self)}".encode()
        here = self._marker.getsockname()
        self._marker.sendto(mark, here)

        def arrived() -> bool:
            if self.pcap.exists() and mark in self.pcap.read_bytes():
                return True
            if again:
                self._marker.sendto(mark, here)
            if self._process is None or self._process.returncode is not None:
                raise RuntimeError("dumpcap ended: is tshark installed, and may we capture?")
            return False

        await eventually(arrived, "dumpcap wrote what was sent", within)

    async def _stop(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            if process.returncode is None:
                process.terminate()
            await process.communicate()
        self._marker.close()


def dialogs(messages: Iterable[Captured]) -> dict[str, list[Captured]]:
    """The messages by their Call-ID."""
    found: dict[str, list[Captured]] = {}
    for captured in messages:
        found.setdefault(captured.message.call_id, []).append(captured)
    return found


def with_port(messages: Iterable[Captured], port: int) -> list[Captured]:
    """Every message of the dialogs in which somebody at `port` took part, both directions."""
    by_call = dialogs(messages).values()
    return [one for dialog in by_call if any(port in (m.source, m.target) for m in dialog) for one in dialog]


def assert_absent(number: str, messages: Iterable[Captured]) -> None:
    """Fail if any message mentions the number in any notation; and if there is no message at all."""
    looked_at = list(messages)
    assert looked_at, "nothing was captured, so nothing is proved"
    hits = []
    for captured in looked_at:
        for line in captured.raw.decode("utf-8", "replace").splitlines():
            hits += [f"{captured}\n    {notation}: {line}" for notation in mentions(number, line)]
    assert not hits, f"{number} is on the wire, in {len(hits)} lines of {len(looked_at)} messages:\n" + "\n".join(hits)


def _in_frame(layers: dict[str, Any]) -> list[Captured]:
    """The SIP messages of one frame as tshark's JSON shows it: one, or over TCP a list."""
    transport = layers.get("udp") or layers["tcp"]
    prefix = "udp" if "udp" in layers else "tcp"
    raw = layers["sip_raw"]
    found = []
    for part in raw if isinstance(raw[0], list) else [raw]:
        data = bytes.fromhex(part[0])
        found.append(
            Captured(
                at=float(layers["frame"]["frame.time_relative"]),
                source=int(transport[f"{prefix}.srcport"]),
                target=int(transport[f"{prefix}.dstport"]),
                raw=data,
                message=Message.parse(data),
            )
        )
    return found
