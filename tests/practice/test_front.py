"""The carrier's switch, with a scripted stack behind it and a scripted peer before it."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from offhook.practice.front import Decline, Front, Mute, Reach, Verdict
from offhook.practice.sip import Message, respond
from offhook.telephony.asterisk.certificate import self_signed

ANN = "+12025550111"


class Endpoint(asyncio.DatagramProtocol):
    """A UDP socket whose messages are awaited one after the other."""

    def __init__(self) -> None:
        self.came: asyncio.Queue[Message] = asyncio.Queue()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        self.port = transport.get_extra_info("sockname")[1]

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        self.came.put_nowait(Message.parse(data))

    def send(self, data: bytes, port: int) -> None:
        self.transport.sendto(data, ("127.0.0.1", port))  # type: ignore[attr-defined]

    async def next(self) -> Message:
        async with asyncio.timeout(5):
            return await self.came.get()


@dataclass
class Script:
    """A desk that gives every call the same verdict."""

    verdict: Verdict = field(default_factory=lambda: Reach(ANN))
    asked: list[str] = field(default_factory=list)
    given_up: list[str] = field(default_factory=list)

    def arrived(self, invite: Message) -> Verdict:
        self.asked.append(invite.call_id)
        return self.verdict

    def abandoned(self, call_id: str) -> None:
        self.given_up.append(call_id)

    def leaving(self, message: Message) -> None:
        message.push("X-Left", "yes")


@dataclass
class Switch:
    """A front between two sockets."""

    front: Front
    desk: Script
    phone: Endpoint
    peer: Endpoint
    certificate: Path

    def request(self, method: str, *lines: str, to_tag: str = "", uri: str = "") -> bytes:
        tag = f";tag={to_tag}" if to_tag else ""
        head = (
            f"{method} {uri or f'sip:{ANN}@127.0.0.1:{self.front.port}'} SIP/2.0",
            f"Via: SIP/2.0/UDP 127.0.0.1:{self.peer.port};branch=z9hG4bK1;rport",
            "From: <sip:+12025550100@127.0.0.1>;tag=f",
            f"To: <sip:{ANN}@127.0.0.1>{tag}",
            "Call-ID: call-1",
            f"CSeq: 1 {method}",
            *lines,
        )
        return ("\r\n".join(head) + "\r\n\r\n").encode()

    def from_peer(self, method: str, *lines: str, to_tag: str = "", uri: str = "") -> None:
        self.peer.send(self.request(method, *lines, to_tag=to_tag, uri=uri), self.front.port)

    async def nothing_more(self) -> None:
        """Whatever the front had to pass on has been passed on before it answers this."""
        self.peer.send(self.request("OPTIONS").replace(b"call-1", b"probe"), self.front.port)
        assert (await self.peer.next()).call_id == "probe"
        assert self.phone.came.empty()


@pytest.fixture
async def switch(tmp_path: Path) -> AsyncIterator[Switch]:
    loop = asyncio.get_running_loop()
    (one, phone), (two, peer) = [
        await loop.create_datagram_endpoint(Endpoint, local_addr=("127.0.0.1", 0)) for _ in range(2)
    ]
    pem = tmp_path / "carrier.pem"
    pem.write_bytes(b"".join(self_signed("carrier", ("127.0.0.1",))))
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(pem)
    desk = Script()
    front = Front(desk, "127.0.0.1", ("127.0.0.1", phone.port))
    await front.open(0, tls=tls)
    yield Switch(front, desk, phone, peer, pem)
    await front.close()
    one.close()
    two.close()


async def test_a_call_reaches_its_phone_and_the_answer_its_caller(switch: Switch) -> None:
    switch.from_peer("INVITE", "Max-Forwards: 10")
    invite = await switch.phone.next()
    assert invite.uri == f"sip:{ANN}@127.0.0.1:{switch.phone.port}"
    assert invite.get("max-forwards") == "9"
    assert invite.get("record-route") == f"<sip:127.0.0.1:{switch.front.port};lr>"
    assert len(invite.all("via")) == 2
    switch.phone.send(respond(invite, 180, tag="t").render(), switch.front.port)
    answer = await switch.peer.next()
    assert (answer.status, len(answer.all("via")), answer.get("x-left")) == (180, 1, "yes")
    assert f"rport={switch.peer.port}" in answer.get("via")


async def test_a_request_its_cancel_and_its_ack_stay_one_transaction(switch: Switch) -> None:
    branches = set()
    for method in ("INVITE", "CANCEL", "ACK"):
        switch.from_peer(method, to_tag="t" if method == "ACK" else "")
        relayed = await switch.phone.next()
        assert (relayed.method, relayed.uri) == (method, f"sip:{ANN}@127.0.0.1:{switch.phone.port}")
        branches.add(relayed.all("via")[0])
    assert len(branches) == 1
    assert switch.desk.asked == ["call-1"]


async def test_requests_within_a_call_follow_the_route_both_ways(switch: Switch) -> None:
    route = f"Route: <sip:127.0.0.1:{switch.front.port};lr>"
    switch.from_peer("BYE", route, to_tag="t", uri=f"sip:a@127.0.0.1:{switch.phone.port}")
    inwards = await switch.phone.next()
    assert (inwards.method, inwards.get("route"), inwards.get("record-route")) == ("BYE", "", "")
    outwards = switch.request("BYE", route, to_tag="t", uri=f"sip:b@127.0.0.1:{switch.peer.port}")
    switch.phone.send(outwards, switch.front.port)
    relayed = await switch.peer.next()
    assert (relayed.method, relayed.get("route"), relayed.get("x-left")) == ("BYE", "", "yes")


async def test_the_stacks_refusal_becomes_the_scripted_one(switch: Switch) -> None:
    switch.front.recode["call-1"] = 603
    switch.from_peer("INVITE")
    switch.phone.send(respond(await switch.phone.next(), 486, tag="t").render(), switch.front.port)
    assert (await switch.peer.next()).start == "SIP/2.0 603 Decline"


async def test_a_call_is_declined_here_however_often_it_is_sent(switch: Switch) -> None:
    switch.desk.verdict = Decline(503)
    switch.from_peer("INVITE")
    switch.from_peer("INVITE")
    first, second = await switch.peer.next(), await switch.peer.next()
    assert first.start == "SIP/2.0 503 Service Unavailable"
    assert first.get("to") == second.get("to")
    assert switch.desk.asked == ["call-1"]
    switch.from_peer("ACK", to_tag="t")
    switch.from_peer("CANCEL")
    assert (await switch.peer.next()).status == 481
    await switch.nothing_more()


@pytest.mark.parametrize(("trying", "statuses"), [(True, [100, 200, 487]), (False, [])])
async def test_a_muted_call_gets_no_answer_until_it_is_cancelled(
    switch: Switch, trying: bool, statuses: list[int]
) -> None:
    switch.desk.verdict = Mute(trying)
    switch.from_peer("INVITE")
    switch.from_peer("CANCEL")
    assert [(await switch.peer.next()).status for _ in statuses] == statuses
    await switch.nothing_more()
    assert switch.desk.given_up == ["call-1"]


async def test_what_is_no_call_is_answered_here(switch: Switch) -> None:
    for method, status in (("OPTIONS", 200), ("MESSAGE", 405), ("REGISTER", 405)):
        switch.from_peer(method)
        assert (await switch.peer.next()).status == status
    await switch.nothing_more()


@pytest.mark.parametrize("data", [b"\r\n\r\n", b"\0", b"nonsense", b"SIP/2.0 200 OK\r\n\r\n", b"\xff" * 2000])
async def test_what_is_no_sip_is_dropped(switch: Switch, data: bytes) -> None:
    switch.peer.send(data, switch.front.port)
    await switch.nothing_more()


async def test_a_response_that_did_not_pass_here_is_dropped(switch: Switch) -> None:
    stray = respond(Message.parse(switch.request("INVITE")), 200, tag="t").render()
    switch.peer.send(stray, switch.front.port)
    await switch.nothing_more()


async def test_a_loop_ends(switch: Switch) -> None:
    switch.from_peer("INVITE", "Max-Forwards: 0")
    await switch.nothing_more()


@pytest.mark.parametrize("transport", ["TCP", "TLS"])
async def test_calls_come_over_a_connection_however_it_is_cut(switch: Switch, transport: str) -> None:
    context = ssl.create_default_context(cafile=switch.certificate) if transport == "TLS" else None
    port = switch.front.tls_port if transport == "TLS" else switch.front.port
    reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=context)
    writer.write(b"\r\n\r\n")
    assert await reader.readexactly(2) == b"\r\n"
    invite = switch.request("INVITE", "Content-Length: 4").replace(b"SIP/2.0/UDP", f"SIP/2.0/{transport}".encode())
    writer.write(invite[:50])
    await writer.drain()
    writer.write(invite[50:] + b"v=0\n")
    relayed = await switch.phone.next()
    assert relayed.body == b"v=0\n"
    answer = respond(relayed, 200, tag="t")
    answer.headers.append(("Record-Route", relayed.get("record-route")))
    switch.phone.send(answer.render(), switch.front.port)
    seen = Message.parse(await reader.readuntil(b"\r\n\r\n"))
    assert seen.status == 200
    assert seen.get("record-route") == f"<sip:127.0.0.1:{port};transport={transport.lower()};lr>"
    hang_up = switch.request("BYE", to_tag="t", uri=f"sip:b@127.0.0.1:{switch.peer.port};transport=tcp")
    switch.phone.send(hang_up, switch.front.port)
    assert Message.parse(await reader.readuntil(b"\r\n\r\n")).method == "BYE"
    writer.close()
    await writer.wait_closed()


async def test_a_connection_that_is_refused_is_told_to_the_phone(switch: Switch) -> None:
    dialled = switch.request("INVITE", uri="sip:b@127.0.0.1:9;transport=tcp")
    switch.phone.send(dialled, switch.front.port)
    assert (await switch.phone.next()).status == 503


async def test_a_body_without_end_ends_the_connection(switch: Switch) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", switch.front.port)
    writer.write(switch.request("INVITE", "Content-Length: 99999999"))
    async with asyncio.timeout(5):
        assert await reader.read() == b""
    writer.close()
    await switch.nothing_more()
