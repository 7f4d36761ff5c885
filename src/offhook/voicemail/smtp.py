"""Handing a mail to the SMTP server of the settings (RFC 5321). Blocks, and is to be run on a thread."""

from __future__ import annotations

import contextlib
import smtplib
import ssl
from email.message import EmailMessage
from pathlib import Path
from typing import Literal

from msgspec import Struct

TIMEOUT_S = 20.0


class MailServer(Struct, frozen=True):
    """The server that mails are handed to, and as whom."""

    host: str
    port: int
    security: Literal["starttls", "tls", "none"]
    sender: str
    user: str | None = None
    password: str | None = None
    authorities: Path | None = None
    """PEM file; None: those that this machine trusts."""


class Sent(Struct, frozen=True):
    """The server has it."""


class Refused(Struct, frozen=True):
    """The server will never take this mail (5xx)."""

    reason: str


class Later(Struct, frozen=True):
    """The server does not take this mail now (4xx)."""

    reason: str


class Away(Struct, frozen=True):
    """The server takes no mail from us now, whichever it is."""

    reason: str


Outcome = Sent | Refused | Later | Away


def hand_over(server: MailServer, message: EmailMessage, address: str) -> Outcome:
    """Hand a mail over, and say what came of it."""
    try:
        smtp = _connect(server)
        try:
            return _send(smtp, message, server.sender, address)
        finally:
            # What is said to a goodbye changes nothing any more.
            with contextlib.suppress(OSError, smtplib.SMTPException):
                smtp.quit()
            smtp.close()
    except smtplib.SMTPAuthenticationError as error:
        return Away(f"{_place(server)} does not let {server.user} in: {_said(error.smtp_code, error.smtp_error)}")
    except smtplib.SMTPResponseException as error:
        return Away(f"{_place(server)} says {_said(error.smtp_code, error.smtp_error)}")
    except smtplib.SMTPNotSupportedError as error:
        return Away(f"{_place(server)} can't: {error}")
    except (OSError, smtplib.SMTPException) as error:
        return Away(f"{_place(server)} can't be reached: {_words(error)}")


def _connect(server: MailServer) -> smtplib.SMTP:
    if server.security == "tls":
        smtp: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=TIMEOUT_S, context=_trust(server))
    else:
        smtp = smtplib.SMTP(server.host, server.port, timeout=TIMEOUT_S)
    try:
        if server.security == "starttls":
            smtp.starttls(context=_trust(server))
        if server.user is not None and server.password is not None:
            smtp.login(server.user, server.password)
    except BaseException:
        smtp.close()
        raise
    return smtp


def _trust(server: MailServer) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=None if server.authorities is None else str(server.authorities))


def _send(smtp: smtplib.SMTP, message: EmailMessage, sender: str, address: str) -> Outcome:
    try:
        smtp.send_message(message, sender, [address])
    except smtplib.SMTPRecipientsRefused as error:
        code, text = error.recipients[address]
        return _refused(code, text)
    except (smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as error:
        return _refused(error.smtp_code, error.smtp_error)
    except smtplib.SMTPNotSupportedError as error:
        return Refused(f"the server can't take this address: {error}")
    return Sent()


def _refused(code: int, text: bytes | str) -> Refused | Later:
    said = f"the server says {_said(code, text)}"
    return Refused(said) if 500 <= code < 600 else Later(said)


def _said(code: int, text: bytes | str) -> str:
    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return f"{code} {' '.join(words.split())}"[:300]


def _place(server: MailServer) -> str:
    return f"{server.host}:{server.port}"


def _words(error: Exception) -> str:
    match error:
        case TimeoutError():
            return f"no answer within {TIMEOUT_S:g} s"
        case ssl.SSLCertVerificationError():
            return f"its certificate is not trusted ({error.verify_message})"
        case OSError(strerror=str(words)):
            return words
        case _:
            return str(error) or type(error).__name__
