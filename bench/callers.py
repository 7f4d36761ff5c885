"""Both ends of calls that come in, in this very process, so that every interval is read on one clock: somebody who
calls a number of ours, and the phones that it rings. SIP on one UDP socket (RFC 3261), for calls one after the other.

The phone that is to answer does so at once, and a moment later presses 1, by INFO. Both sides speak without pause, each
a sound of its own that passes unchanged, so that who hears whom is known by the bytes.
"""

from __future__ import annotations

import asyncio
import itertools
import re
import struct
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from time import perf_counter
from typing import cast

from bench.far_end import AGAIN_S, Address, Message
from bench.ports import free_port

PRESS_S = 0.2
"""From the answer to the key."""
PACKET_S = 0.02
ALAW = 8
CALLER_SAYS, PHONE_SAYS = b"\x2a" * 160, b"\x9c" * 160
"""A packet of each: nothing else says the same value 160 times, silence being 0xd5."""
_AUDIO = re.compile(rb"m=audio (\d+)")
_CONTACT = re.compile(r"<([^>]+)>")


@dataclass(slots=True)
class Call:
    """What happened in one call; times by `perf_counter`, in seconds, 0 for what has not."""

    over: asyncio.Future[None]
    rung: int = 0
    """Phones that rang."""
    answered: float = 0.0
    """The phone answered."""
    pressed: float = 0.0
    caller_hears: float = 0.0
    phone_hears: float = 0.0
    cancelled: list[float] = field(default_factory=list)
    """When each phone was told to ring no more."""

    @property
    def joined(self) -> float:
        """Since when both hear each other."""
        return max(self.caller_hears, self.phone_hears) if self.caller_hears and self.phone_hears else 0.0


class Sound(asyncio.DatagramProtocol):
    """One end's audio (RFC 3550): says the same over and over, and tells when it hears what it waits for."""

    def __init__(self, says: bytes, waits_for: bytes, heard: Callable[[], None]) -> None:
        self.port = 0
        self._says, self._waits_for, self._heard = says, waits_for, heard
        self._far: Address | None = None
        self._packets = itertools.count()
        self._next: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The socket is open."""
        self._transport = cast(asyncio.DatagramTransport, transport)
        self.port = self._transport.get_extra_info("sockname")[1]

    def datagram_received(self, data: bytes, addr: Address) -> None:
        """A packet has come."""
        if data[12:] == self._waits_for:
            self._heard()

    def speak(self, far: Address) -> None:
        """Speak to this address from now on."""
        self._far = far
        if self._next is None:
            self._send()

    def hush(self) -> None:
        """Say nothing more."""
        if self._next is not None:
            self._next.cancel()
            self._next = None

    def close(self) -> None:
        """Close the socket."""
        self.hush()
        self._transport.close()

    def _send(self) -> None:
        number = next(self._packets)
        header = struct.pack("!BBHII", 0x80, ALAW, number & 0xFFFF, 160 * number & 0xFFFFFFFF, 1)
        self._transport.sendto(header + self._says, self._far)
        self._next = asyncio.get_running_loop().call_later(PACKET_S, self._send)


@dataclass(slots=True)
class _Dialog:
    """One leg, as its phone sees it: ours is what we say of ourselves, theirs of the other side."""

    id: str
    ours: str
    theirs: str
    target: str
    far: Address
    invite: Message | None = None
    """That we were called with."""
    tag: str = ""
    acknowledged: bool = False
    over: bool = False
    numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(2))


class Callers(asyncio.DatagramProtocol):
    """The caller and the phones. `talk_s` after both hear each other, the caller hangs up."""

    def __init__(self, asterisk: int, port: int, *, presses: bool, talk_s: float) -> None:
        self.port = port
        self.sent_again = 0
        self._asterisk = ("127.0.0.1", asterisk)
        self._presses, self._talk_s = presses, talk_s
        self._ids = itertools.count(1)
        self._dialogs: dict[str, _Dialog] = {}
        self._caller: _Dialog | None = None
        self._phone: _Dialog | None = None
        self._answers = ""
        self._call: Call | None = None
        self.caller_sound = Sound(CALLER_SAYS, PHONE_SAYS, lambda: self._hears("caller_hears"))
        self.phone_sound = Sound(PHONE_SAYS, CALLER_SAYS, lambda: self._hears("phone_hears"))

    def call(self, number: str, caller: str, answers: str) -> Call:
        """Call a number; the phone with the number `answers` takes the call, others ring."""
        self._call = call = Call(asyncio.get_running_loop().create_future())
        self._dialogs.clear()
        self._phone, self._answers = None, answers
        name = f"caller{next(self._ids)}"
        ours = f"<sip:{caller}@127.0.0.1>;tag={name}"
        target = f"sip:{number}@127.0.0.1:{self._asterisk[1]}"
        self._caller = dialog = _Dialog(name, ours, f"<{target}>", target, self._asterisk)
        self._dialogs[name] = dialog
        self._send(dialog, self._request(dialog, "INVITE", 1, self._sdp(self.caller_sound)), "INVITE")
        return call

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The socket is open."""
        self._transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, addr: Address) -> None:
        """A message has come."""
        now, message = perf_counter(), Message(data)
        dialog = self._dialogs.get(message["call-id"])
        if message.first.startswith("SIP/2.0"):
            if dialog is not None:
                self._answered(message, dialog, data)
            return
        match message.method:
            case "INVITE" if dialog is None and self._call is not None:
                self._rings(message, addr, data)
            case "ACK" if dialog is not None and not dialog.acknowledged:
                dialog.acknowledged = True
                if dialog is self._phone and not dialog.over:
                    asyncio.get_running_loop().call_later(PRESS_S, self._press, dialog)
            case "CANCEL" if dialog is not None and dialog.invite is not None and self._call is not None:
                self._call.cancelled.append(now)
                self._transport.sendto(message.response("200 OK", dialog.tag), addr)
                self._transport.sendto(dialog.invite.response("487 Request Terminated", dialog.tag), addr)
                self._ends(dialog)
            case "ACK":
                pass
            case method:
                self._transport.sendto(message.response("200 OK", "phone"), addr)
                if method == "BYE" and dialog is not None:
                    self._ends(dialog)

    def _rings(self, invite: Message, far: Address, data: bytes) -> None:
        assert self._call is not None
        self._call.rung += 1
        name = f"phone{next(self._ids)}"
        found = _CONTACT.search(invite["contact"])
        target = found[1] if found else ""
        dialog = _Dialog(invite["call-id"], f"{invite['to']};tag={name}", invite["from"], target, far, invite, name)
        self._dialogs[dialog.id] = dialog
        here = f"Contact: <sip:phone@127.0.0.1:{self.port}>"
        self._transport.sendto(invite.response("180 Ringing", name, here), far)
        if self._answers in invite.first and self._phone is None:
            self._phone = dialog
            self._call.answered = perf_counter()
            sdp = self._sdp(self.phone_sound)
            answer = invite.response("200 OK", name, here, "Content-Type: application/sdp", body=sdp)
            self._send(dialog, answer, "INVITE")
            self._speak(self.phone_sound, data)

    def _press(self, dialog: _Dialog) -> None:
        if dialog.over or self._call is None:
            return
        self._call.pressed = perf_counter()
        if self._presses:
            self._transport.sendto(
                self._request(dialog, "INFO", next(dialog.numbers), "Signal=1\r\nDuration=100\r\n"), dialog.far
            )

    def _answered(self, response: Message, dialog: _Dialog, data: bytes) -> None:
        status = int(response.first.split()[1])
        if status < 200:
            return
        if response.method == "INVITE":
            dialog.theirs = response["to"]
            found = _CONTACT.search(response.headers.get("contact", [""])[0])
            if 200 <= status < 300 and found:
                dialog.target = found[1]
            self._transport.sendto(self._request(dialog, "ACK", 1), dialog.far)
            if not dialog.acknowledged and status < 300:
                self._speak(self.caller_sound, data)
            dialog.acknowledged = True
            if status >= 300:
                self._ends(dialog)
        elif response.method == "BYE":
            self._ends(dialog)

    def _hears(self, who: str) -> None:
        call = self._call
        if call is None or getattr(call, who) or not call.answered:
            return
        setattr(call, who, perf_counter())
        if call.joined and self._caller is not None:
            asyncio.get_running_loop().call_later(self._talk_s, self._hang_up, self._caller)

    def _hang_up(self, dialog: _Dialog) -> None:
        if not dialog.over:
            self._transport.sendto(self._request(dialog, "BYE", next(dialog.numbers)), dialog.far)

    def _speak(self, sound: Sound, data: bytes) -> None:
        found = _AUDIO.search(data)
        if found:
            sound.speak(("127.0.0.1", int(found[1])))

    def _ends(self, dialog: _Dialog) -> None:
        dialog.over = True
        if dialog is self._caller:
            self.caller_sound.hush()
        if dialog is self._phone:
            self.phone_sound.hush()
        call = self._call
        if call is not None and not call.over.done() and all(each.over for each in self._dialogs.values()):
            call.over.set_result(None)

    def _send(self, dialog: _Dialog, data: bytes, method: str, again: bool = False) -> None:
        """Send until it is acknowledged, or answered."""
        if dialog.acknowledged or dialog.over:
            return
        self.sent_again += again
        self._transport.sendto(data, dialog.far)
        asyncio.get_running_loop().call_later(AGAIN_S, self._send, dialog, data, method, True)

    def _request(self, dialog: _Dialog, method: str, number: int, body: str = "") -> bytes:
        kinds = {"INVITE": "application/sdp", "INFO": "application/dtmf-relay"}
        lines = (
            f"{method} {dialog.target} SIP/2.0",
            f"Via: SIP/2.0/UDP 127.0.0.1:{self.port};branch=z9hG4bK{dialog.id}.{method}.{number};rport",
            "Max-Forwards: 70",
            f"From: {dialog.ours}",
            f"To: {dialog.theirs}",
            f"Call-ID: {dialog.id}",
            f"CSeq: {number} {method}",
            f"Contact: <sip:phone@127.0.0.1:{self.port}>",
            *([f"Content-Type: {kinds[method]}"] if body else []),
            f"Content-Length: {len(body)}",
        )
        return "\r\n".join((*lines, "", body)).encode()

    def _sdp(self, sound: Sound) -> str:
        return (
            "v=0\r\no=phone 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
            f"m=audio {sound.port} RTP/AVP 8 101\r\na=rtpmap:8 PCMA/8000\r\na=rtpmap:101 telephone-event/8000\r\n"
        )


@asynccontextmanager
async def callers(asterisk: int, *, presses: bool, talk_s: float = 0.05) -> AsyncIterator[Callers]:
    """A caller and phones on a free port, for the Asterisk at this SIP port. With `presses`, who answers presses 1."""
    loop = asyncio.get_running_loop()
    port = free_port()
    ends = Callers(asterisk, port, presses=presses, talk_s=talk_s)
    for sound in (ends.caller_sound, ends.phone_sound):
        await loop.create_datagram_endpoint(lambda sound=sound: sound, local_addr=("127.0.0.1", 0))  # type: ignore[misc]
    transport, _ = await loop.create_datagram_endpoint(lambda: ends, local_addr=("127.0.0.1", port))
    try:
        yield ends
    finally:
        ends.caller_sound.close()
        ends.phone_sound.close()
        transport.close()
