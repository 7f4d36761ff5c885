import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bench.far_end import FarEnd, Message, Seen

FAR = ("127.0.0.1", 5060)
MEMBER, CONTACT = "12025550111", "12025550122"


class Wire(asyncio.DatagramTransport):
    """Keeps what the phones send."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: asyncio.Queue[Message] = asyncio.Queue()

    def sendto(self, data: object, addr: object = None) -> None:
        assert isinstance(data, bytes)
        assert addr == FAR
        self.sent.put_nowait(Message(data))

    async def next(self) -> Message:
        return await asyncio.wait_for(self.sent.get(), 5)


@asynccontextmanager
async def phones() -> AsyncIterator[tuple[FarEnd, Wire]]:
    phone, wire = FarEnd(CONTACT, 5062, 4000), Wire()
    phone.connection_made(wire)
    yield phone, wire
    phone.hang_up()


def request(method: str, number: str, to_tag: str = "") -> bytes:
    return (
        f"{method} sip:{number}@127.0.0.1:5062 SIP/2.0\r\n"
        "Via: SIP/2.0/UDP 127.0.0.1:5060;branch=z9hG4bK1\r\n"
        "From: <sip:+12025550100@127.0.0.1>;tag=a\r\n"
        f"To: <sip:{number}@127.0.0.1>{to_tag}\r\n"
        f"Call-ID: {number}\r\nCSeq: 7 {method}\r\nContact: <sip:asterisk@127.0.0.1:5060>\r\n\r\n"
    ).encode()


async def called(phone: FarEnd, wire: Wire, number: str) -> None:
    phone.datagram_received(request("INVITE", number), FAR)
    ringing, answer = await wire.next(), await wire.next()
    assert ringing.first == "SIP/2.0 180 Ringing"
    assert answer.first == "SIP/2.0 200 OK"
    assert answer["cseq"] == "7 INVITE"
    assert answer["to"].startswith(f"<sip:{number}@127.0.0.1>;tag=")
    phone.datagram_received(request("ACK", number), FAR)


async def done(phone: FarEnd, wire: Wire, method: str) -> None:
    asked = await wire.next()
    assert asked.first == f"{method} sip:asterisk@127.0.0.1:5060 SIP/2.0"
    phone.datagram_received(asked.response("200 OK", "far"), FAR)


async def test_a_call_is_answered_confirmed_and_ended() -> None:
    async with phones() as (phone, wire):
        seen: Seen = phone.expect()
        await called(phone, wire, MEMBER)
        await done(phone, wire, "INFO")
        await called(phone, wire, CONTACT)
        await done(phone, wire, "BYE")
        assert not seen.over.done()
        phone.datagram_received(request("BYE", MEMBER), FAR)
        await asyncio.wait_for(seen.over, 5)
        assert 0 < seen.invited < seen.pressed < seen.dialled
        assert phone.sent_again == 0


async def test_whoever_gets_no_ack_answers_again() -> None:
    async with phones() as (phone, wire):
        phone.datagram_received(request("INVITE", MEMBER), FAR)
        answers = [await wire.next() for _ in range(3)]
        assert [answer.first.split()[1] for answer in answers] == ["180", "200", "200"]
        assert phone.sent_again == 1


async def test_an_invite_that_comes_twice_is_one_call() -> None:
    async with phones() as (phone, wire):
        seen = phone.expect()
        phone.datagram_received(request("INVITE", MEMBER), FAR)
        invited = seen.invited
        phone.datagram_received(request("INVITE", MEMBER), FAR)
        tags = {(await wire.next())["to"] for _ in range(4)}
        assert len(tags) == 1
        assert seen.invited == invited


async def test_the_phones_say_that_they_are_there() -> None:
    async with phones() as (phone, wire):
        phone.datagram_received(request("OPTIONS", MEMBER), FAR)
        assert (await wire.next()).first == "SIP/2.0 200 OK"
