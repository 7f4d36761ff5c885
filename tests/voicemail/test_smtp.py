"""Handing a mail to a real SMTP server over a real socket, with whatever it may answer."""

from __future__ import annotations

import asyncio
import ssl
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from offhook.telephony.asterisk.certificate import self_signed
from offhook.voicemail.smtp import Away, Later, MailServer, Outcome, Refused, Sent, hand_over
from tests.smtp import BREAK_OFF, SmtpServer, smtp_server

TO = "sales@example.com"


def message() -> EmailMessage:
    made = EmailMessage()
    made["Subject"], made["From"], made["To"] = "Voicemail", "offhook@example.com", TO
    made.set_content(".\nWords, and a stop on a line of its own.\n")
    return made


async def handed(server: SmtpServer, to: str = TO, **settings: Any) -> Outcome:
    chosen = {"security": "none", "sender": "offhook@example.com"} | settings
    return await asyncio.to_thread(hand_over, MailServer("127.0.0.1", server.port, **chosen), message(), to)


async def test_a_mail_is_taken() -> None:
    async with smtp_server() as server:
        assert await handed(server) == Sent()
        assert server.envelopes == [("mail FROM:<offhook@example.com>", [f"rcpt TO:<{TO}>"])]
        assert server.taken[0].get_content().splitlines() == [".", "Words, and a stop on a line of its own."]


@pytest.mark.parametrize(
    ("verb", "answer", "outcome"),
    [
        ("connect", "421 too busy", Away),
        ("connect", BREAK_OFF, Away),
        ("EHLO", BREAK_OFF, Away),
        ("MAIL", "451 not now", Later),
        ("MAIL", "553 not from you", Refused),
        ("RCPT", "450 greylisted, come back", Later),
        ("RCPT", "550 no such user", Refused),
        ("DATA", "451 not now", Later),
        ("DATA", "554 no", Refused),
        ("end", "452 no room", Later),
        ("end", "552 too large", Refused),
        ("end", BREAK_OFF, Away),
    ],
)
async def test_what_the_server_says_decides_whether_there_is_another_try(
    verb: str, answer: str, outcome: type[Outcome]
) -> None:
    async with smtp_server() as server:
        server.answers[verb] = [answer]
        found = await handed(server)
    assert type(found) is outcome, found
    assert not isinstance(found, Sent)
    assert answer == BREAK_OFF or answer in found.reason


async def test_a_goodbye_that_goes_wrong_changes_nothing() -> None:
    for answer in ("421 no", BREAK_OFF):
        async with smtp_server() as server:
            server.answers["QUIT"] = [answer]
            assert await handed(server) == Sent()


async def test_nobody_there_is_said() -> None:
    async with smtp_server() as server:
        pass
    found = await handed(server)
    assert found == Away(f"127.0.0.1:{server.port} can't be reached: Connection refused")


async def test_signing_in() -> None:
    async with smtp_server(user=("offhook", "right")) as server:
        assert await handed(server, user="offhook", password="right") == Sent()
        found = await handed(server, user="offhook", password="wrong")
    assert isinstance(found, Away)
    assert "does not let offhook in: 535 who are you" in found.reason
    assert "wrong" not in found.reason


@pytest.fixture
def certificate(tmp_path: Path) -> tuple[Path, Path]:
    """A certificate for this machine that nobody vouches for but itself, and its key."""
    public, private = self_signed("localhost", ("127.0.0.1",))
    (tmp_path / "mail.pem").write_bytes(public)
    (tmp_path / "mail.key").write_bytes(private)
    return tmp_path / "mail.pem", tmp_path / "mail.key"


async def test_the_connection_is_encrypted_or_there_is_none(certificate: tuple[Path, Path]) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    async with smtp_server(tls=context) as server:
        assert await handed(server, security="starttls", authorities=certificate[0]) == Sent()
        untrusted = await handed(server, security="starttls")
    assert isinstance(untrusted, Away)
    assert "its certificate is not trusted" in untrusted.reason
    async with smtp_server() as server:
        found = await handed(server, security="starttls")
        assert (type(found), server.taken) == (Away, [])
        assert "STARTTLS" in str(found)


async def test_an_address_that_the_server_cannot_take_is_refused() -> None:
    async with smtp_server() as server:
        found = await handed(server, "münchen@example.com")
    assert isinstance(found, Refused)
    assert "can't take this address" in found.reason
