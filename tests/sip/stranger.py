"""Somebody who calls Asterisk over UDP from an address of their choice, with a scripted INVITE."""

import asyncio
import math
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import cast

from tests.sip.ports import free_port


@dataclass
class Stranger(asyncio.DatagramProtocol):
    """A SIP user at `host`, who offers PCMU and listens on `audio`."""

    asterisk_port: int
    host: str
    port: int
    audio: "Audio"
    messages: "asyncio.Queue[str]" = field(default_factory=asyncio.Queue)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        self.messages.put_nowait(data.decode())

    def request(self, method: str, *, to: str = "100", user: str = "stranger", body: str = "", extra: str = "") -> None:
        """Send a request; `extra` are whole header lines."""
        kind = "Content-Type: application/sdp\r\n" if body else ""
        text = (
            f"{method} sip:{to}@127.0.0.1:{self.asterisk_port} SIP/2.0\r\n"
            f"Via: SIP/2.0/UDP {self.host}:{self.port};branch=z9hG4bK{method}{self.port};rport\r\n"
            f"From: <sip:{user}@{self.host}>;tag=s{self.port}\r\n"
            f"To: <sip:{to}@127.0.0.1>{extra if extra.startswith(';') else ''}\r\n"
            f"Call-ID: {self.port}@{self.host}\r\nCSeq: 1 {method}\r\nMax-Forwards: 70\r\n"
            f"Contact: <sip:{user}@{self.host}:{self.port}>\r\n"
            f"{kind}Content-Length: {len(body)}\r\n\r\n{body}"
        )
        self.transport.sendto(text.encode(), ("127.0.0.1", self.asterisk_port))

    async def invite(self, to: str = "100", user: str = "stranger", within: float = 10) -> list[str]:
        """Call, acknowledge the final answer, and give every answer's text."""
        offer = (
            f"v=0\r\no=- 1 1 IN IP4 {self.host}\r\ns=-\r\nc=IN IP4 {self.host}\r\nt=0 0\r\n"
            f"m=audio {self.audio.port} RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\n"
        )
        self.request("INVITE", to=to, user=user, body=offer)
        answers: list[str] = []
        async with asyncio.timeout(within):
            while not answers or answers[-1].startswith("SIP/2.0 1"):
                answers.append(await self.messages.get())
        tag = re.search(r"(?m)^To:.*(;tag=\S+)", answers[-1])
        self.request("ACK", to=to, user=user, extra=tag[1] if tag else "")
        return answers


@dataclass
class Audio(asyncio.DatagramProtocol):
    """What is heard: the samples of every RTP packet (RFC 3550) with PCMU, in order of arrival."""

    port: int
    samples: list[int] = field(default_factory=list)
    _heard: asyncio.Event = field(default_factory=asyncio.Event)
    _wanted: int = 0

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        if data[1] & 0x7F == 0:
            self.samples.extend(map(from_mulaw, data[12:]))
        if len(self.samples) >= self._wanted:
            self._heard.set()

    async def heard(self, seconds: float, within: float = 15) -> list[int]:
        """The samples, 8,000 a second, once there are that many seconds of them."""
        self._wanted = int(seconds * 8000)
        self._heard.clear()
        async with asyncio.timeout(within):
            while len(self.samples) < self._wanted:
                await self._heard.wait()
                self._heard.clear()
        return self.samples


def from_mulaw(code: int) -> int:
    """One sample of ITU-T G.711 mu-law as 16 bits, linear."""
    code = ~code & 0xFF
    level = (((code & 0x0F) << 3) + 0x84 << (code >> 4 & 7)) - 0x84
    return -level if code & 0x80 else level


def loudness(samples: list[int]) -> float:
    """Root mean square, 0 to 32,124."""
    return math.sqrt(sum(sample * sample for sample in samples) / len(samples))


def share_at(frequency: float, samples: list[int]) -> float:
    """How much of the sound is at one frequency, 0 to 1 (Goertzel, 8,000 samples a second)."""
    turn = 2 * math.pi * frequency / 8000
    real = sum(sample * math.cos(turn * index) for index, sample in enumerate(samples))
    imaginary = sum(sample * math.sin(turn * index) for index, sample in enumerate(samples))
    power = sum(sample * sample for sample in samples) or 1
    return 2 * (real * real + imaginary * imaginary) / (len(samples) * power)


@asynccontextmanager
async def stranger(asterisk_port: int, host: str = "127.0.0.1", port: int | None = None) -> AsyncIterator[Stranger]:
    """A caller at `host`, on `port` or any free one."""
    loop = asyncio.get_running_loop()
    sound = Audio(free_port())
    caller = Stranger(asterisk_port, host, port or free_port(), sound)
    hears, _ = await loop.create_datagram_endpoint(lambda: sound, local_addr=(host, sound.port))
    talks, _ = await loop.create_datagram_endpoint(lambda: caller, local_addr=(host, caller.port))
    try:
        yield caller
    finally:
        hears.close()
        talks.close()
