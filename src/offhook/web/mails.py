"""Voicemails by e-mail, over HTTP: whom a line's are sent to, and how far each mail is."""

from __future__ import annotations

from datetime import datetime
from email.errors import HeaderParseError
from email.headerregistry import Address
from typing import Any, Literal

from pydantic import BaseModel, Field
from sqlalchemy import Connection

from offhook import checks
from offhook.lines import service as lines
from offhook.problems import conflict, invalid
from offhook.voicemail import mails, service
from offhook.voicemail.mails import Mail, MailState
from offhook.web import routes
from offhook.web.changes import noted
from offhook.web.context import Asking, Managing, Offhook
from offhook.web.schemas import MadeAt, Strict, when, when_if

router = routes.router(tag="voicemails")

MOST = 10


class RecipientsBody(Strict):
    """Whom a line's voicemails are sent to."""

    addresses: list[str] = Field(
        max_length=100, description="At most 10; none: nobody", examples=[["sales@example.com"]]
    )


class RecipientsView(BaseModel):
    """Whom a line's voicemails are sent to."""

    addresses: list[str] = Field(examples=[["sales@example.com"]])


class MailView(BaseModel):
    """A mail with a voicemail."""

    id: str = Field(examples=["mail_01kb3fjj2m8w2x4y6z0a1b2c3d"])
    address: str = Field(examples=["sales@example.com"])
    state: Literal["waiting", "sent", "failed"] = Field(
        description="It is tried for a day; failed: the server refuses it, or the day is over"
    )
    tries: int = Field(examples=[1])
    reason: str = Field(
        description="Why the last try failed; empty where none did", examples=["the server says 450 try again later"]
    )
    made_at: MadeAt
    due_at: datetime | None = Field(
        description="Of the next try; null where there is none", examples=["2026-11-21T14:01:00Z"]
    )
    sent_at: datetime | None = Field(examples=["2026-11-21T14:00:01Z"])

    @classmethod
    def of(cls, mail: Mail) -> MailView:
        """From the store's."""
        return cls(
            id=mail.id,
            address=mail.address,
            state=mail.state.value,
            tries=mail.tries,
            reason=mail.reason,
            made_at=when(mail.made_at),
            due_at=when(mail.due_at) if mail.state is MailState.WAITING else None,
            sent_at=when_if(mail.sent_at),
        )


class MailList(BaseModel):
    """The mails of one voicemail."""

    items: list[MailView]


@router.get("/lines/{line}/mail")
async def get_mail_recipients(line: str, offhook: Offhook, asking: Asking) -> RecipientsView:
    """Whom a line's voicemails are sent to."""

    def find(conn: Connection) -> list[str]:
        return mails.recipients(conn, asking.workspace_id, lines.get(conn, asking.workspace_id, line).id)

    return RecipientsView(addresses=await offhook.storage.read(find))


@router.put("/lines/{line}/mail")
async def set_mail_recipients(line: str, body: RecipientsBody, offhook: Offhook, asking: Managing) -> RecipientsView:
    """Have a line's voicemails sent to these from now on, and to nobody else."""

    def put(conn: Connection) -> list[str]:
        found = lines.get(conn, asking.workspace_id, line)
        addresses = list(dict.fromkeys(_address(each) for each in body.addresses))
        if len(addresses) > MOST:
            raise invalid("addresses", f"A line's voicemails are sent to {MOST} addresses at most.")
        if addresses and offhook.settings.mail.host is None:
            raise conflict(
                "no-mail-server",
                "There is no mail server",
                "Offhook has no server to send mail with: whoever runs it sets mail.host and mail.sender.",
            )
        mails.set_recipients(conn, asking.workspace_id, found.id, addresses)
        return addresses

    words = "changed whom voicemails of the line {} are mailed to"
    return RecipientsView(addresses=await noted(offhook, asking, words, put, look=_of_line, at=line))


@router.get("/voicemails/{voicemail}/mails")
async def list_voicemail_mails(voicemail: str, offhook: Offhook, asking: Asking) -> MailList:
    """The mails of a voicemail, and how far each is."""

    def find(conn: Connection) -> list[Mail]:
        return mails.of_voicemail(conn, asking.workspace_id, service.get(conn, asking.workspace_id, voicemail).id)

    return MailList(items=[MailView.of(mail) for mail in await offhook.storage.read(find)])


def _of_line(conn: Connection, workspace_id: str, line: str) -> dict[str, Any]:
    """Whom a line's voicemails are sent to, for the audit log."""
    found = lines.get(conn, workspace_id, line)
    return {"id": found.id, "number": found.number, "addresses": mails.recipients(conn, workspace_id, found.id)}


def _address(text: str) -> str:
    address = checks.email("addresses", text)
    try:
        Address(addr_spec=address)
    except (HeaderParseError, ValueError, IndexError):
        raise invalid("addresses", f"“{address[:60]}” is no e-mail address.") from None
    return address
