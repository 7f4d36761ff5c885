import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import cast

from bench.callers import CALLER_SAYS, PHONE_SAYS, Call, Callers, callers
from bench.far_end import Message

LINE, DANA, ANN, BEN = "+12025550100", "+12025550122", "+12025550111", "+12025550112"
SDP = "v=0\r\nc=IN IP4 127.0.0.1\r\nm=audio {} RTP/AVP 8\r\n"


class Switch(asyncio.DatagramProtocol):
    """What the ends talk to, in Asterisk's place: keeps what comes, and says what a test has it say."""

    def __init__(self) -> None:
        self.came: asyncio.Queue[Message] = asyncio.Queue()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.DatagramTransport, transport)
        self.port: int = transport.get_extra_info("sockname")[1]

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        self.came.put_nowait(Message(data))
        self.far = addr

    def say(self, data: bytes, port: int) -> None:
        self.transport.sendto(data, ("127.0.0.1", port))

    async def gets(self, what: str) -> Message:
        """The next message that begins so; others are passed over."""
        async with asyncio.timeout(5):
            while True:
                message = await self.came.get()
                if message.first.startswith(what):
                    return message

    def invite(self, number: str, port: int) -> None:
        body = SDP.format(9)
        self.say(
            (
                f"INVITE sip:{number}@127.0.0.1:{port} SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1;branch=z9hG4bK{number}\r\n"
                f"From: <sip:{LINE}@127.0.0.1>;tag=a\r\nTo: <sip:{number}@127.0.0.1>\r\nCall-ID: {number}\r\n"
                f"CSeq: 7 INVITE\r\nContact: <sip:asterisk@127.0.0.1:{self.port}>\r\n\r\n{body}"
            ).encode(),
            port,
        )

    def request(self, method: str, number: str, port: int) -> None:
        self.say(
            (
                f"{method} sip:{number}@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1;branch=z9hG4bK{number}\r\n"
                f"From: <sip:{LINE}@127.0.0.1>;tag=a\r\nTo: <sip:{number}@127.0.0.1>;tag=b\r\nCall-ID: {number}\r\n"
                f"CSeq: 7 {method}\r\n\r\n"
            ).encode(),
            port,
        )


@asynccontextmanager
async def ends() -> AsyncIterator[tuple[Callers, Switch]]:
    switch = Switch()
    transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(
        lambda: switch, local_addr=("127.0.0.1", 0)
    )
    async with callers(switch.port, presses=True, talk_s=0.01) as made:
        yield made, switch
    transport.close()


async def joined(made: Callers, switch: Switch) -> tuple[Call, Message]:
    """A call to two phones: Ann's is answered and presses 1, Ben's rings; then each hears the other."""
    call = made.call(LINE, DANA, ANN)
    invite = await switch.gets("INVITE")
    switch.invite(BEN, made.port)
    await switch.gets("SIP/2.0 180")
    switch.invite(ANN, made.port)
    await switch.gets("SIP/2.0 180")
    assert (await switch.gets("SIP/2.0 200"))["to"].startswith(f"<sip:{ANN}@127.0.0.1>;tag=phone")
    switch.request("ACK", ANN, made.port)
    info = await switch.gets("INFO")
    switch.say(info.response("200 OK", ""), made.port)
    contact = f"Contact: <sip:asterisk@127.0.0.1:{switch.port}>"
    switch.say(invite.response("200 OK", "x", contact, body=SDP.format(9)), made.port)
    await switch.gets("ACK")
    header = bytes(12)
    for sound, says in ((made.caller_sound, PHONE_SAYS), (made.phone_sound, CALLER_SAYS)):
        switch.say(header + b"\xd5" * 160, sound.port)
        switch.say(header + says, sound.port)
    return call, invite


async def test_a_call_is_seen_from_the_first_ring_to_both_hearing_each_other() -> None:
    async with ends() as (made, switch):
        call, invite = await joined(made, switch)
        switch.request("CANCEL", BEN, made.port)
        await switch.gets("SIP/2.0 487")
        bye = await switch.gets("BYE")
        assert bye["call-id"] == invite["call-id"]
        switch.say(bye.response("200 OK", ""), made.port)
        switch.request("BYE", ANN, made.port)
        await asyncio.wait_for(call.over, 5)
    assert call.rung == 2
    assert 0 < call.answered < call.pressed < call.joined
    assert (len(call.cancelled), made.sent_again) == (1, 0)


async def test_a_call_that_is_refused_is_over_and_was_never_joined() -> None:
    async with ends() as (made, switch):
        call = made.call(LINE, DANA, ANN)
        invite = await switch.gets("INVITE")
        switch.say(invite.response("486 Busy Here", "x"), made.port)
        await switch.gets("ACK")
        await asyncio.wait_for(call.over, 5)
    assert (call.joined, call.rung, call.answered) == (0.0, 0, 0.0)
