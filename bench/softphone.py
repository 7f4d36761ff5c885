"""sipp as a member's softphone: signed in at Asterisk by a REGISTER (RFC 3261 section 10) from sipp's later port."""

from __future__ import annotations

import asyncio
import hashlib
import re
from typing import cast

from bench import cell
from bench.cell import LINE
from bench.coming_in import RINGS_S
from bench.drivers import Driver
from bench.ports import free_port
from offhook.telephony.asterisk.instance import AsteriskInstance

EXPIRES_S = 3600
ANSWERED_WITHIN_S = 5.0


async def rung(driver: Driver, instance: AsteriskInstance) -> tuple[str, int]:
    """Have the line ring a softphone; its id, and the port at which Asterisk takes it to be.

    Asterisk believes where a REGISTER came from and not what its Contact says, so sipp takes the port over.

    Raises:
        RuntimeError: it can't be signed in.
    """
    made = await driver.ask("POST", "softphones", {"kind": "sip", "name": "Desk"})
    route = {
        "agents": [made["softphone"]["member"]],
        "agents_on": False,
        "ring_seconds": RINGS_S,
        "voicemail_on": False,
    }
    await driver.ask("PUT", f"lines/{LINE}/route", route)
    username, secret, port = made["credentials"]["username"], made["credentials"]["secret"], free_port()

    async def signed_in() -> bool:
        """The account reaches Asterisk a moment after it was made."""
        return await sign_in(instance.settings.sip_port, username, secret, port)

    if not await cell.came_true(signed_in, cell.UP_WITHIN_S):
        raise RuntimeError("the softphone is not let in")
    return made["softphone"]["id"], port


async def is_there(driver: Driver, softphone: str) -> None:
    """Wait until Offhook would ring it.

    Raises:
        RuntimeError: it does not answer Asterisk's OPTIONS.
    """

    async def shown() -> bool:
        return bool((await driver.ask("GET", f"softphones/{softphone}", None))["state"] == "registered")

    if not await cell.came_true(shown, cell.UP_WITHIN_S):
        raise RuntimeError("the softphone does not answer Asterisk's OPTIONS")


async def sign_in(server: int, username: str, secret: str, port: int) -> bool:
    """Register from this port of loopback for an hour; whether it was let in."""
    loop = asyncio.get_running_loop()
    transport, asking = await loop.create_datagram_endpoint(
        lambda: _Asking(username), local_addr=("127.0.0.1", port), remote_addr=("127.0.0.1", server)
    )
    try:
        answer = await asking.ask("")
        if answer.startswith("SIP/2.0 401"):
            answer = await asking.ask(_proof(answer, username, secret))
        return answer.startswith("SIP/2.0 200")
    finally:
        transport.close()


class _Asking(asyncio.DatagramProtocol):
    def __init__(self, username: str) -> None:
        self._username = username
        self._asked = 0
        self._answers: asyncio.Queue[str] = asyncio.Queue()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.DatagramTransport", transport)
        self._port = transport.get_extra_info("sockname")[1]

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        if data.startswith(b"SIP/2.0"):
            self._answers.put_nowait(data.decode())

    async def ask(self, authorization: str) -> str:
        self._asked += 1
        user, there = f"<sip:{self._username}@127.0.0.1>", f"127.0.0.1:{self._port}"
        self._transport.sendto(
            "REGISTER sip:127.0.0.1 SIP/2.0\r\n"
            f"Via: SIP/2.0/UDP {there};branch=z9hG4bK{self._username}{id(self)}{self._asked};rport\r\n"
            f"From: {user};tag=1\r\nTo: {user}\r\nCall-ID: {id(self)}@bench\r\nCSeq: {self._asked} REGISTER\r\n"
            f"Contact: <sip:{self._username}@{there}>\r\nExpires: {EXPIRES_S}\r\nMax-Forwards: 70\r\n"
            f"{authorization}Content-Length: 0\r\n\r\n".encode()
        )
        async with asyncio.timeout(ANSWERED_WITHIN_S):
            return await self._answers.get()


def _proof(challenge: str, username: str, secret: str) -> str:
    """The header that answers a challenge (RFC 7616)."""
    realm, nonce = (found[1] for name in ("realm", "nonce") if (found := re.search(rf'\b{name}="([^"]*)"', challenge)))
    whole = f"{_md5(f'{username}:{realm}:{secret}')}:{nonce}:00000001:bench:auth:{_md5('REGISTER:sip:127.0.0.1')}"
    return (
        f'Authorization: Digest username="{username}", realm="{realm}", nonce="{nonce}", uri="sip:127.0.0.1", '
        f'response="{_md5(whole)}", algorithm=MD5, qop=auth, nc=00000001, cnonce="bench"\r\n'
    )


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
