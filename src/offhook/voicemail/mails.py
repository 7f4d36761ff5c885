"""Voicemails on their way to people's mailboxes: whom a line's are sent to, and each mail until it is sent or given up.

A mail's row is written in the transaction that keeps its message, so that neither is there without the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Any

from msgspec import Struct
from sqlalchemy import Connection, delete, func, insert, select, update

from offhook.ids import new_id
from offhook.voicemail.model import Voicemail, mail_recipients, mails


class MailState(StrEnum):
    """How far a mail is."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"


class Mail(Struct, frozen=True):
    """One mail of a message, or a notice, to one address."""

    id: str
    workspace_id: str
    voicemail_id: str | None
    """None: it is a notice, and has a subject and a text of its own."""
    address: str
    state: MailState
    tries: int
    due_at: int
    made_at: int
    sent_at: int | None
    reason: str
    """Why the last try failed; empty where none did."""
    subject: str = ""
    text: str = ""


def recipients(conn: Connection, workspace_id: str, line_id: str) -> list[str]:
    """The addresses that a line's messages are sent to, in the order in which they were given."""
    mine = (mail_recipients.c.workspace_id == workspace_id) & (mail_recipients.c.line_id == line_id)
    query = select(mail_recipients.c.address).where(mine).order_by(mail_recipients.c.position)
    return list(conn.execute(query).scalars())


def set_recipients(conn: Connection, workspace_id: str, line_id: str, addresses: Sequence[str]) -> None:
    """Have a line's messages sent to these from now on."""
    conn.execute(
        delete(mail_recipients).where(
            mail_recipients.c.workspace_id == workspace_id, mail_recipients.c.line_id == line_id
        )
    )
    rows = [
        {"workspace_id": workspace_id, "line_id": line_id, "position": position, "address": address}
        for position, address in enumerate(addresses)
    ]
    if rows:
        conn.execute(insert(mail_recipients), rows)


def begin(conn: Connection, voicemail: Voicemail, now: int) -> None:
    """Have a message that is being kept sent. To be called in the transaction that keeps it."""
    addresses = recipients(conn, voicemail.workspace_id, voicemail.line_id)
    _add(conn, voicemail.workspace_id, addresses, now, voicemail=voicemail.id)


def notify(conn: Connection, workspace_id: str, addresses: Sequence[str], subject: str, text: str, now: int) -> None:
    """Have a notice sent. To be called in the transaction that does what it tells of."""
    _add(conn, workspace_id, addresses, now, subject=subject, text=text)


def due(conn: Connection, now: int, most: int) -> list[Mail]:
    """The mails of the whole installation that are to be tried now, the longest due first."""
    waiting = (mails.c.state == MailState.WAITING.value) & (mails.c.due_at <= now)
    query = select(mails).where(waiting).order_by(mails.c.due_at, mails.c.address).limit(most)
    return [_mail(row) for row in conn.execute(query)]


def next_due(conn: Connection) -> int | None:
    """When the next mail of the whole installation is due."""
    return conn.execute(select(func.min(mails.c.due_at)).where(mails.c.state == MailState.WAITING.value)).scalar()


def of_voicemail(conn: Connection, workspace_id: str, voicemail_id: str) -> list[Mail]:
    """The mails of one message."""
    mine = (mails.c.workspace_id == workspace_id) & (mails.c.voicemail_id == voicemail_id)
    return [_mail(row) for row in conn.execute(select(mails).where(mine).order_by(mails.c.address))]


def mark(conn: Connection, mail: Mail) -> None:
    """Write down what came of a try."""
    conn.execute(
        update(mails).where(mails.c.id == mail.id),
        {
            "state": mail.state.value,
            "tries": mail.tries,
            "due_at": mail.due_at,
            "sent_at": mail.sent_at,
            "reason": mail.reason,
        },
    )


def _mail(row: Any) -> Mail:
    return Mail(**dict(row._mapping) | {"state": MailState(row.state)})


def _add(
    conn: Connection,
    workspace_id: str,
    addresses: Sequence[str],
    now: int,
    *,
    voicemail: str | None = None,
    subject: str = "",
    text: str = "",
) -> None:
    rows = [
        {
            "id": new_id("mail"),
            "workspace_id": workspace_id,
            "voicemail_id": voicemail,
            "subject": subject,
            "text": text,
            "address": address,
            "state": MailState.WAITING.value,
            "tries": 0,
            "due_at": now,
            "made_at": now,
            "reason": "",
        }
        for address in addresses
    ]
    if rows:
        conn.execute(insert(mails), rows)
