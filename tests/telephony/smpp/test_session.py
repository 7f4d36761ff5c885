from __future__ import annotations

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from offhook.clock import VirtualClock
from offhook.telephony.asterisk.certificate import self_signed
from offhook.telephony.smpp.alphabet import GSM, UCS_2
from offhook.telephony.smpp.model import Accepted, Doubt, Rejected, Wait
from offhook.telephony.smpp.model import Smsc as Account
from offhook.telephony.smpp.reading import Delivered, Fate, Part, Receipt
from offhook.telephony.smpp.session import Session
from tests.telephony.smpp.smsc import DELIVER, HANG_UP, INVALID_DESTINATION, THROTTLED, VENDOR, Smsc, listening, tag
from tests.waiting import eventually

LINE, DANA = "+12025550100", "+12025550122"
pytestmark = pytest.mark.behaviour("X12")


class Desk:
    """Takes what comes, unless it is away."""

    def __init__(self) -> None:
        self.texts: list[Delivered] = []
        self.fates: list[Receipt] = []
        self.away = False
        self.came = asyncio.Event()

    async def text(self, came: Delivered) -> bool:
        if self.away:
            raise OSError("the database is away")
        self.texts.append(came)
        self.came.set()
        return True

    async def fate(self, receipt: Receipt) -> bool:
        self.fates.append(receipt)
        self.came.set()
        return True


@asynccontextmanager
async def connected(smsc: Smsc, desk: Desk, clock: VirtualClock) -> AsyncIterator[Session]:
    async with over(Account("127.0.0.1", smsc.port, "acme", "s3cret", tls=False), desk, None, clock) as session:
        await session.bound()
        yield session


def says(session: Session, why: str) -> bool:
    """Whether it tells why it is not connected."""
    return why in session.trouble


def after(clock: VirtualClock, seconds: float, holds: Callable[[], bool]) -> bool:
    """Whether something holds once time has passed."""
    clock.run(seconds)
    return holds()


async def test_texts_go_out_in_as_few_parts_as_they_need_and_receipts_say_what_became_of_them() -> None:
    desk = Desk()
    async with listening(Smsc()) as smsc, connected(smsc, desk, VirtualClock()) as session:
        assert await session.send(LINE, DANA, "Hi €") == Accepted("00000001", 1)
        assert await session.send(LINE, DANA, "Привет 👋") == Accepted("00000002", 1)
        long = "0123456789" * 16 + "€"
        assert await session.send(LINE, DANA, long) == Accepted("00000004", 2)
        one, two, first, second = smsc.submitted
        assert (one.source, one.destination) == ((1, 1, LINE[1:]), (1, 1, DANA[1:]))
        assert (one.coding, one.octets, one.registered, one.esm_class) == (GSM, b"Hi \x1be", 1, 0)
        assert (two.coding, two.octets.decode("utf-16-be")) == (UCS_2, "Привет 👋")
        assert first.esm_class == second.esm_class == 0x40
        assert first.octets[:3] == second.octets[:3] == b"\5\0\3"
        assert (first.octets[4:6], second.octets[4:6]) == (b"\2\1", b"\2\2")
        assert (first.octets[6:] + second.octets[6:]).replace(b"\x1be", b"\xe2\x82\xac").decode() == long

        smsc.receipt("00000001", "DELIVRD")
        smsc.receipt("00000001", "DELIVRD")  # doubled: whoever writes it down sees that it is no news
        smsc.receipt("00000003", "DELIVRD")  # of the first of two parts: says nothing yet
        smsc.receipt("00000003", "UNDELIV", "011")
        smsc.receipt("00000002", "ENROUTE")
        smsc.deliver("1", b"", esm_class=4, tags=tag(0x1E, b"00000002\0") + tag(0x427, b"\x08"))
        await smsc.until("delivered", 6)
        assert desk.fates == [
            Receipt("00000001", Fate.DELIVERED, ""),
            Receipt("00000001", Fate.DELIVERED, ""),
            Receipt("00000004", Fate.UNDELIVERED, "011"),
            Receipt("00000002", Fate.UNDELIVERED, ""),
        ]


async def test_an_smsc_that_throttles_is_left_alone_and_a_text_that_was_begun_is_ended() -> None:
    clock = VirtualClock()
    async with listening(Smsc(answers=[THROTTLED])) as smsc, connected(smsc, Desk(), clock) as session:
        refused = await session.send(LINE, DANA, "Hi")
        assert isinstance(refused, Wait)
        assert refused.seconds == pytest.approx(2)
        assert isinstance(await session.send(LINE, DANA, "Hi"), Wait)
        assert smsc.tried == 1, "while it wants nothing it is not asked"
        clock.run(2.1)
        assert await session.send(LINE, DANA, "Hi") == Accepted("00000001", 1)

        smsc.answers = [0, THROTTLED]
        sending = asyncio.create_task(session.send(LINE, DANA, "x" * 200))
        await smsc.until("tried", 4)
        await eventually(lambda: after(clock, 2.1, sending.done), "the second part is tried again")
        assert await sending == Accepted("00000003", 2)


async def test_what_it_refuses_is_said_and_what_it_may_have_is_in_doubt() -> None:
    clock = VirtualClock()
    async with listening(Smsc()) as smsc, connected(smsc, Desk(), clock) as session:
        smsc.answers = [INVALID_DESTINATION, VENDOR, 0, INVALID_DESTINATION]
        assert await session.send(LINE, DANA, "Hi") == Rejected(INVALID_DESTINATION)
        assert await session.send(LINE, DANA, "Hi") == Rejected(VENDOR)
        assert isinstance(await session.send(LINE, DANA, "x" * 200), Doubt), "it has the first part"
        assert await session.send(LINE, DANA, "x" * 40_000) == Rejected(0x01)
        smsc.answers = [HANG_UP]
        assert isinstance(await session.send(LINE, DANA, "Hi"), Doubt)
        assert isinstance(await session.send(LINE, DANA, "Hi"), Wait), "nothing was written: it can be tried again"
        await eventually(
            lambda: after(clock, 1.1, lambda: smsc.binds == 2 and not session.down), "it is connected again"
        )
        assert isinstance(await session.send(LINE, DANA, "Hi"), Accepted)


async def test_texts_and_parts_are_handed_on_and_what_is_not_safe_stays_with_the_smsc() -> None:
    desk, clock = Desk(), VirtualClock()
    async with listening(Smsc()) as smsc, connected(smsc, desk, clock):
        smsc.deliver(DANA[1:], b"Hi \x1be")
        smsc.deliver("ACME", b"", tags=tag(0x424, b"long " * 200))
        smsc.deliver(DANA[1:], b"\6\x08\4\1\2\2\1one", esm_class=0x40)
        smsc.raw(DELIVER, b"no deliver_sm at all")
        smsc.raw(0x103, b"")  # data_sm: answered with generic_nack
        await smsc.until("delivered", 4)
        assert smsc.delivered == [0, 0, 0, 0x65]
        assert [(each.source, each.octets, each.part) for each in desk.texts] == [
            (DANA[1:], b"Hi \x1be", None),
            ("ACME", b"long " * 200, None),
            (DANA[1:], b"one", Part(0x102, 2, 1)),
        ]
        desk.away = True
        smsc.deliver(DANA[1:], b"later")
        await smsc.until("delivered", 5)
        assert smsc.delivered[-1] == 0x64, "it keeps what is not safe with us"


async def test_what_was_safe_before_the_smsc_could_be_told_does_not_come_twice() -> None:
    clock = VirtualClock()
    let_go = asyncio.Event()

    class Slow(Desk):
        async def text(self, came: Delivered) -> bool:
            await super().text(came)
            await let_go.wait()
            return True

    desk = Slow()
    async with listening(Smsc()) as smsc, connected(smsc, desk, clock) as session:
        smsc.deliver(DANA[1:], b"Hi")
        await desk.came.wait()
        smsc.hang_up()
        await eventually(lambda: session.down, "the end of the connection is seen")
        let_go.set()
        await eventually(lambda: after(clock, 1.1, lambda: smsc.binds == 2), "it is connected again")
        smsc.deliver(DANA[1:], b"Hi")
        smsc.deliver(DANA[1:], b"Hi")
        await smsc.until("delivered", 2)
        assert len(desk.texts) == 2, "the one that was told of is known, another that says the same is another"


async def test_one_that_does_not_let_us_in_says_why() -> None:
    async with (
        listening(Smsc(password="other")) as smsc,
        over(Account("127.0.0.1", smsc.port, "acme", "s3cret", tls=False), Desk(), None) as session,
    ):
        await eventually(lambda: "acme" in session.trouble, "the SMSC's answer is told of")
        assert "does not let acme in" in session.trouble
        assert isinstance(await session.send(LINE, DANA, "Hi"), Wait)


async def test_over_tls_an_smsc_must_be_the_one_it_says() -> None:
    with TemporaryDirectory() as folder:
        public, private = self_signed("localhost", ("127.0.0.1",))
        files = {name: Path(folder) / name for name in ("smsc.pem", "smsc.key", "gone.pem")}
        files["smsc.pem"].write_bytes(public)
        files["smsc.key"].write_bytes(private)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(files["smsc.pem"], files["smsc.key"])
        async with listening(Smsc(), context) as smsc:
            desk, account = Desk(), Account("127.0.0.1", smsc.port, "acme", "s3cret")
            async with over(account, desk, files["smsc.pem"]) as session:
                await session.bound()
                assert await session.send(LINE, DANA, "Hi") == Accepted("00000001", 1)
                smsc.deliver(DANA[1:], b"Hello")
                await desk.came.wait()
            for authorities, why in (
                (None, "its certificate is not trusted: self-signed certificate"),
                (files["gone.pem"], "can't be read: No such file or directory"),
            ):
                async with over(account, desk, authorities) as session:
                    await eventually(partial(says, session, why), why)
            assert smsc.binds == 1, "who isn't trusted learns no password"


@asynccontextmanager
async def over(
    account: Account, desk: Desk, authorities: Path | None, clock: VirtualClock | None = None
) -> AsyncIterator[Session]:
    """A session that may never be bound."""
    session = Session(account, clock or VirtualClock(), on_text=desk.text, on_fate=desk.fate, authorities=authorities)
    running = asyncio.create_task(session.run())
    try:
        yield session
    finally:
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running
