"""Mails on their way: sent with their message, tried again, given up, and never in the way of keeping."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import Connection

from offhook.voicemail import mails, service
from offhook.voicemail.keeper import Keeper
from offhook.voicemail.mailer import GIVEN_UP_AFTER_S, Mailer
from offhook.voicemail.mails import Mail, MailState
from offhook.voicemail.model import State, Voicemail
from offhook.voicemail.smtp import MailServer, hand_over
from tests.smtp import BREAK_OFF, SmtpServer, smtp_server
from tests.voicemail.office import Killed, Office, Practice, running
from tests.waiting import eventually

SALES, BOSS = "sales@example.com", "boss@example.com"


class Post(Office):
    """An office whose messages are mailed."""

    server: SmtpServer

    async def send_to(self, *addresses: str) -> None:
        await self.storage.write(
            lambda conn: mails.set_recipients(conn, self.company.id, self.company.line.id, addresses)
        )

    def and_then(self, conn: Connection, voicemail: Voicemail) -> None:
        mails.begin(conn, voicemail, self.clock.now())

    async def keep(self, call: str, seconds: float = 3) -> Voicemail:
        """A message is left and kept."""
        await self.leave(call, seconds)
        keeper = Keeper(
            self.storage,
            self.files,
            Practice(self),
            self.clock,
            self.room,
            silence_is_empty=False,
            and_then=self.and_then,
        )
        async with running(keeper.run()):
            await eventually(lambda: not self.network.recordings, "it is kept")
        return await self.of(call)

    def mailer(self) -> Mailer:
        server = MailServer("127.0.0.1", self.server.port, "none", "offhook@example.com")
        return Mailer(
            self.storage, self.files, self.clock, sender="offhook@example.com", hand_over=partial(hand_over, server)
        )

    @asynccontextmanager
    async def mailing(self) -> AsyncIterator[Mailer]:
        mailer = self.mailer()
        async with running(mailer.run()):
            yield mailer

    async def mails_of(self, voicemail: Voicemail) -> list[Mail]:
        return await self.storage.read(lambda conn: mails.of_voicemail(conn, self.company.id, voicemail.id))

    async def is_in(self, voicemail: Voicemail, state: MailState) -> bool:
        return {each.state for each in await self.mails_of(voicemail)} == {state}


@pytest.fixture
async def post(tmp_path: Path) -> AsyncIterator[Post]:
    made = Post(tmp_path)
    await made.furnish()
    async with smtp_server() as server:
        made.server = server
        yield made
    await made.storage.close()


async def test_a_message_is_mailed_to_everybody_whom_the_line_names(post: Post) -> None:
    await post.send_to(BOSS, SALES)
    voicemail = await post.keep("call_1")
    async with post.mailing():
        await eventually(lambda: post.is_in(voicemail, MailState.SENT), "both are sent")
    assert [mail["To"] for mail in post.server.taken] == [BOSS, SALES]
    sent = await post.mails_of(voicemail)
    assert [(each.address, each.tries, each.reason) for each in sent] == [(BOSS, 1, ""), (SALES, 1, "")]
    assert all(each.sent_at for each in sent)


async def test_nobody_named_and_no_message_is_no_mail(post: Post) -> None:
    none = await post.keep("call_1")
    await post.send_to(SALES)
    short = await post.keep("call_2", 0.3)
    assert short.state is State.EMPTY
    assert await post.mails_of(none) == await post.mails_of(short) == []


async def test_a_mailer_that_waits_is_poked(post: Post) -> None:
    await post.send_to(SALES)
    async with post.mailing() as mailer:
        voicemail = await post.keep("call_1")
        mailer.poke()
        await eventually(lambda: post.is_in(voicemail, MailState.SENT), "it is sent")


async def test_what_is_put_off_is_tried_ever_less_often_until_it_is_taken(post: Post) -> None:
    await post.send_to(SALES)
    voicemail = await post.keep("call_1")
    post.server.answers["RCPT"] = ["450 greylisted"] * 4
    began = post.clock.now()
    async with post.mailing():
        await eventually(lambda: post.server.tried == 1, "it is tried")
        await post.pass_until(lambda: post.is_in(voicemail, MailState.SENT), "it is sent", step=10)
    (mail,) = await post.mails_of(voicemail)
    assert mail.tries == 5
    assert len(post.server.taken) == 1
    assert 60 + 120 + 240 + 480 <= (post.clock.now() - began) / 1e6 <= 1.2 * (60 + 120 + 240 + 480) + 30


async def test_what_the_server_will_never_take_is_not_tried_again_and_says_why(post: Post) -> None:
    await post.send_to(BOSS, SALES)
    voicemail = await post.keep("call_1")
    post.server.answers["RCPT"] = ["550 no such user"]
    async with post.mailing():

        async def both_are_settled() -> bool:
            return MailState.WAITING not in {each.state for each in await post.mails_of(voicemail)}

        await eventually(both_are_settled, "one is sent, and the other given up")
    post.clock.run(3600)
    await post.mailer().send_due()
    states = [(each.address, each.state, each.reason) for each in await post.mails_of(voicemail)]
    assert states == [
        (BOSS, MailState.FAILED, "the server says 550 no such user"),
        (SALES, MailState.SENT, ""),
    ]
    assert post.server.tried == 2


async def test_after_a_day_it_is_given_up_with_the_last_reason(post: Post) -> None:
    await post.send_to(SALES)
    voicemail = await post.keep("call_1")
    mailer = post.mailer()
    post.server.answers["RCPT"] = ["450 not today"] * 100
    for _ in range(60):
        await mailer.send_due()
        post.clock.run(1800)
    (mail,) = await post.mails_of(voicemail)
    assert (mail.state, mail.reason) == (MailState.FAILED, "given up after a day: the server says 450 not today")
    assert GIVEN_UP_AFTER_S / 1800 <= mail.tries <= GIVEN_UP_AFTER_S / 1800 + 6


async def test_a_server_that_is_not_there_says_so_and_is_waited_for(post: Post) -> None:
    await post.send_to(SALES)
    port, post.server.port = post.server.port, 1
    voicemail = await post.keep("call_1")
    assert voicemail.state is State.KEPT, "keeping waits for no mail"
    await post.mailer().send_due()
    (mail,) = await post.mails_of(voicemail)
    assert (mail.state, mail.reason) == (MailState.WAITING, "127.0.0.1:1 can't be reached: Connection refused")
    post.server.port = port
    async with post.mailing():
        await post.pass_until(lambda: post.is_in(voicemail, MailState.SENT), "it is sent")


async def test_a_connection_that_breaks_at_the_end_is_tried_again(post: Post) -> None:
    await post.send_to(SALES)
    voicemail = await post.keep("call_1")
    post.server.answers["end"] = [BREAK_OFF]
    async with post.mailing():
        await post.pass_until(lambda: post.is_in(voicemail, MailState.SENT), "it is sent")
    assert post.server.tried == 2


@pytest.mark.behaviour("X11")
async def test_killed_between_sending_and_writing_that_down_it_is_sent_once_more(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    await post.send_to(SALES)
    voicemail = await post.keep("call_1")
    with monkeypatch.context() as killing:

        def killed(conn: Connection, mail: Mail) -> None:
            raise Killed

        killing.setattr(mails, "mark", killed)
        with pytest.raises(Killed):
            await post.mailer().send_due()
    assert await post.is_in(voicemail, MailState.WAITING)
    async with post.mailing():
        await eventually(lambda: post.is_in(voicemail, MailState.SENT), "it is sent")
    first, second = post.server.taken
    assert first["Message-ID"] == second["Message-ID"], "so that a mailbox can tell that it is the same"


async def test_what_is_deleted_meanwhile_is_not_sent(post: Post) -> None:
    await post.send_to(SALES)
    voicemail = await post.keep("call_1")
    await post.storage.write(lambda conn: service.remove(conn, post.company.id, voicemail.id, post.clock.now()))
    await post.mailer().send_due()
    (mail,) = await post.mails_of(voicemail)
    assert (mail.state, mail.reason) == (MailState.FAILED, "it was deleted before it was sent")
    assert post.server.tried == 0


async def test_audio_that_is_gone_keeps_no_mail_from_being_sent(post: Post) -> None:
    await post.send_to(SALES)
    voicemail = await post.keep("call_1")
    assert voicemail.content is not None
    post.files.path(voicemail.content).unlink()
    await post.mailer().send_due()
    assert await post.is_in(voicemail, MailState.SENT)
    body = post.server.taken[0].get_body(("plain",))
    assert body is not None
    assert "can't be attached" in body.get_content()


async def test_a_fault_of_ours_is_not_the_end(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    await post.send_to(SALES)
    voicemail = await post.keep("call_1")
    faults = [RuntimeError("the database is away")]
    due = mails.due

    def at_first_not(conn: Connection, now: int, most: int) -> list[Mail]:
        if faults:
            raise faults.pop()
        return due(conn, now, most)

    monkeypatch.setattr(mails, "due", at_first_not)
    async with post.mailing():
        await post.pass_until(lambda: post.is_in(voicemail, MailState.SENT), "it is sent")


async def test_a_notice_is_mailed_without_any_message(post: Post) -> None:
    async with post.mailing() as mailer:
        await post.storage.write(
            lambda conn: mails.notify(conn, post.company.id, [BOSS], "Emergency\r\ncall", "By Ann.\n", post.clock.now())
        )
        mailer.poke()
        await eventually(lambda: post.server.taken, "it is sent")
    (mail,) = post.server.taken
    assert (mail["To"], mail["Subject"], mail.get_content().strip()) == (BOSS, "Emergency call", "By Ann.")
