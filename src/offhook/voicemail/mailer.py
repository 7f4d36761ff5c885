"""Sending voicemails by e-mail, in the background: tried again ever less often, given up after a day.

A mail that was handed over, and whose worker was killed before it could write that down, is sent again: once at least,
and not once at most. Keeping a message never waits for its mail.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from email.message import EmailMessage

import structlog
from msgspec.structs import replace
from sqlalchemy import Connection, select

from offhook.clock import Clock, Poked
from offhook.ids import new_id
from offhook.lines.model import lines
from offhook.storage.storage import Database
from offhook.voicemail import mails, smtp, store
from offhook.voicemail.files import Files, Unreadable
from offhook.voicemail.letter import Letter, compose, notice
from offhook.voicemail.mails import Mail, MailState
from offhook.workspaces.model import workspaces

log = structlog.get_logger(__name__)

AT_ONCE = 50
FIRST_PAUSE_S = 60
LONGEST_PAUSE_S = 1800
GIVEN_UP_AFTER_S = 24 * 3600
AGAIN_S = 60.0
"""After a fault of ours, such as a database that is away."""

HandOver = Callable[[EmailMessage, str], smtp.Outcome]
"""Hands a mail to the server, for this address. Blocks."""


class Mailer:
    """Sends what is due, one mail after the other.

    Args:
        sender: The address that mails come from.
        hand_over: Hands a mail to the server.
    """

    def __init__(self, storage: Database, files: Files, clock: Clock, *, sender: str, hand_over: HandOver) -> None:
        self._storage = storage
        self._files = files
        self._clock = clock
        self._sender = sender
        self._hand_over = hand_over
        self._poked = Poked(clock)

    def poke(self) -> None:
        """A message was kept: look now. On the event loop."""
        self._poked.poke()

    async def send_now(self, address: str, subject: str, text: str) -> smtp.Outcome:
        """Hand one mail over and see what comes of it. It is kept nowhere, as what holds a secret must be."""
        now = self._clock.now()
        mail = Mail(
            id=new_id("mail"),
            workspace_id="",
            voicemail_id=None,
            address=address,
            state=MailState.WAITING,
            tries=0,
            due_at=now,
            made_at=now,
            sent_at=None,
            reason="",
            subject=subject,
            text=text,
        )
        return await asyncio.to_thread(self._send_notice, mail)

    async def run(self) -> None:
        """Send, until cancelled."""
        await self._poked.work(
            self.send_due, again=AGAIN_S, failed=lambda reason: log.warning("mails_not_sent", reason=reason)
        )

    async def send_due(self) -> float | None:
        """Send what is due; for how many seconds nothing else is, None: until somebody pokes."""
        while due := await self._storage.read(lambda conn: mails.due(conn, self._clock.now(), AT_ONCE)):
            for mail in due:
                await self._try(mail)
        first = await self._storage.read(mails.next_due)
        return None if first is None else max(0.0, (first - self._clock.now()) / 1e6)

    async def _try(self, mail: Mail) -> None:
        if mail.voicemail_id is None:
            outcome = await asyncio.to_thread(self._send_notice, mail)
        else:
            letter = await self._storage.read(lambda conn: _letter(conn, mail, self._sender))
            if letter is None or letter.voicemail.deleted_at is not None:
                await self._mark(replace(mail, state=MailState.FAILED, reason="it was deleted before it was sent"))
                return
            outcome = await asyncio.to_thread(self._send, letter)
        now = self._clock.now()
        tried = replace(mail, tries=mail.tries + 1)
        match outcome:
            case smtp.Sent():
                log.info("voicemail_mailed", voicemail=mail.voicemail_id, mail=mail.id, tries=tried.tries)
                await self._mark(replace(tried, state=MailState.SENT, sent_at=now, reason=""))
            case smtp.Refused(reason=reason):
                log.error("voicemail_not_mailed", voicemail=mail.voicemail_id, mail=mail.id, reason=reason)
                await self._mark(replace(tried, state=MailState.FAILED, reason=reason))
            case smtp.Later(reason=reason) | smtp.Away(reason=reason):
                await self._put_off(tried, reason, now)

    async def _put_off(self, mail: Mail, reason: str, now: int) -> None:
        pause = min(FIRST_PAUSE_S << min(mail.tries - 1, 10), LONGEST_PAUSE_S)
        if now - mail.made_at >= GIVEN_UP_AFTER_S * 1_000_000:
            log.error("voicemail_not_mailed", voicemail=mail.voicemail_id, mail=mail.id, reason=reason)
            await self._mark(replace(mail, state=MailState.FAILED, reason=f"given up after a day: {reason}"))
            return
        log.warning("voicemail_mail_put_off", voicemail=mail.voicemail_id, mail=mail.id, reason=reason, seconds=pause)
        await self._mark(replace(mail, due_at=now + pause * 1_000_000, reason=reason))

    def _send_notice(self, mail: Mail) -> smtp.Outcome:
        try:
            message = notice(mail, self._sender)
        except Exception as error:  # nothing that will be otherwise at the next try
            return smtp.Refused(f"the mail can't be written: {error}")
        return self._hand_over(message, mail.address)

    def _send(self, letter: Letter) -> smtp.Outcome:
        audio: bytes | str
        try:
            audio = self._files.read(letter.voicemail.content or "")
        except (Unreadable, ValueError) as reason:
            audio = str(reason)
        try:
            message = compose(letter, audio)
        except Exception as error:  # nothing that will be otherwise at the next try
            return smtp.Refused(f"the mail can't be written: {error}")
        return self._hand_over(message, letter.mail.address)

    async def _mark(self, mail: Mail) -> None:
        await self._storage.write(lambda conn: mails.mark(conn, mail))


def _letter(conn: Connection, mail: Mail, sender: str) -> Letter | None:
    voicemail = None if mail.voicemail_id is None else store.get(conn, mail.workspace_id, mail.voicemail_id)
    if voicemail is None:
        return None
    about = select(lines.c.name, lines.c.number, lines.c.language)
    line = conn.execute(about.where(lines.c.id == voicemail.line_id)).one()
    zone = conn.execute(select(workspaces.c.time_zone).where(workspaces.c.id == mail.workspace_id)).scalar_one()
    return Letter(mail, voicemail, line.name, line.number, line.language, zone, sender)
