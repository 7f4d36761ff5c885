"""A small SMTP server (RFC 5321) for tests: on loopback, with the answers that a test wants."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import email
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import default

BREAK_OFF = "break off"
"""Instead of an answer: the connection ends."""


@dataclass
class SmtpServer:
    """What it answers, and what it was given."""

    answers: dict[str, list[str]] = field(default_factory=dict)
    """By the verb, or `end` for the end of a mail's text: what is said instead, one after the other."""
    tls: ssl.SSLContext | None = None
    """Offered as STARTTLS."""
    user: tuple[str, str] | None = None
    """Who must sign in."""
    port: int = 0
    taken: list[EmailMessage] = field(default_factory=list)
    envelopes: list[tuple[str, list[str]]] = field(default_factory=list)
    tried: int = 0
    """Connections."""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.tried += 1
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            await _Session(self, reader, writer).run()
        writer.close()


class _Session:
    def __init__(self, server: SmtpServer, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._server = server
        self._reader = reader
        self._writer = writer
        self._secure = False
        self._sender, self._to = "", list[str]()

    async def run(self) -> None:
        if not await self._say("connect", "220 here"):
            return
        while line := (await self._reader.readline()).decode().strip():
            verb = line.partition(" ")[0].upper()
            match verb:
                case "EHLO":
                    goes_on = await self._say("EHLO", self._hello())
                case "STARTTLS":
                    goes_on = await self._say("STARTTLS", "220 go on")
                    assert self._server.tls is not None
                    await self._writer.start_tls(self._server.tls)
                    self._secure = True
                case "AUTH":
                    goes_on = await self._say("AUTH", self._signed_in(line))
                case "MAIL":
                    self._sender = line
                    goes_on = await self._say("MAIL", "250 well")
                case "RCPT":
                    self._to.append(line)
                    goes_on = await self._say("RCPT", "250 well")
                case "DATA":
                    goes_on = await self._data()
                case "QUIT":
                    await self._say("QUIT", "221 bye")
                    return
                case _:
                    goes_on = await self._say(verb, "250 well")
            if not goes_on:
                return

    def _hello(self) -> str:
        offers = ["here", "8BITMIME"]
        if self._server.tls is not None and not self._secure:
            offers.append("STARTTLS")
        if self._server.user is not None:
            offers.append("AUTH PLAIN")
        return "\r\n".join(f"250{'-' if offer is not offers[-1] else ' '}{offer}" for offer in offers)

    def _signed_in(self, line: str) -> str:
        assert self._server.user is not None
        _, user, password = base64.b64decode(line.split(" ")[2]).decode().split("\0")
        return "235 welcome" if (user, password) == self._server.user else "535 who are you"

    async def _data(self) -> bool:
        answer = self._next("DATA", "354 go on")
        await self._write(answer)
        if not answer.startswith("354"):
            return True
        text = await self._reader.readuntil(b"\r\n.\r\n")
        answer = self._next("end", "250 taken")
        if answer.startswith("250"):
            mail = email.message_from_bytes(text[:-3].replace(b"\r\n..", b"\r\n."), policy=default)
            assert isinstance(mail, EmailMessage)
            self._server.taken.append(mail)
            self._server.envelopes.append((self._sender, self._to))
        if answer == BREAK_OFF:
            return False
        await self._write(answer)
        return True

    async def _say(self, verb: str, usual: str) -> bool:
        answer = self._next(verb, usual)
        if answer == BREAK_OFF:
            return False
        await self._write(answer)
        return True

    def _next(self, verb: str, usual: str) -> str:
        wanted = self._server.answers.get(verb)
        return wanted.pop(0) if wanted else usual

    async def _write(self, answer: str) -> None:
        self._writer.write(f"{answer}\r\n".encode())
        await self._writer.drain()


@asynccontextmanager
async def smtp_server(
    *, user: tuple[str, str] | None = None, tls: ssl.SSLContext | None = None
) -> AsyncIterator[SmtpServer]:
    """A server on a free port."""
    server = SmtpServer(tls=tls, user=user)
    listening = await asyncio.start_server(server.serve, "127.0.0.1", 0)
    server.port = listening.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        listening.close()
        await listening.wait_closed()
