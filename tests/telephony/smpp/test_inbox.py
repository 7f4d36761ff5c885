"""What SMSCs deliver: texts whole, in any coding and order, once, and those whose parts never come with their gaps."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from offhook.calls.values import TrunkId
from offhook.clock import VirtualClock
from offhook.messages.parts import GIVEN_UP_AFTER_S, REMEMBERED_S
from offhook.messages.port import Arrived
from offhook.networks.text_parts import KeptParts
from offhook.storage.storage import InlineStorage
from offhook.telephony.smpp.inbox import Inbox
from offhook.telephony.smpp.reading import Delivered, Part
from tests.databases import fresh_sqlite
from tests.furnish import DANA, LINE, new_company

pytestmark = pytest.mark.behaviour("X12")


class Killed(BaseException):
    """The process is gone."""


class Desk:
    """An installation that takes texts: each start has an inbox of its own over the same database."""

    def __init__(self, storage: InlineStorage, trunk: TrunkId) -> None:
        self.storage = storage
        self.trunk = trunk
        self.clock = VirtualClock()
        self.came: dict[str, Arrived] = {}
        self.dies = False
        self.inbox = self.started()

    def started(self) -> Inbox:
        made = Inbox(self.clock)
        made.receive = self.receive
        made.keep_in(KeptParts(self.storage, self.clock))
        return made

    async def receive(self, arrived: Arrived) -> None:
        self.came.setdefault(arrived.reference, arrived)
        if self.dies:
            raise Killed

    async def again(self) -> None:
        """The process is killed, and starts anew."""
        await self.inbox.close()
        self.dies = False
        self.inbox = self.started()

    async def take(self, octets: bytes, part: Part | None = None, *, coding: int = 0, source: str = DANA[1:]) -> None:
        assert await self.inbox.take(self.trunk, Delivered(source, LINE[1:], coding, octets, part, None))

    async def looked(self, seconds: float) -> None:
        """Time passes, and the inbox looks at its parts."""
        self.clock.run(seconds)
        await self.inbox.look()

    @property
    def said(self) -> list[str]:
        return [each.text for each in self.came.values()]


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    engine = fresh_sqlite()
    with engine.begin() as conn:
        trunk = new_company(conn).trunk.id
    storage = InlineStorage(engine)
    made = Desk(storage, TrunkId(trunk))
    yield made
    await made.inbox.close()
    engine.dispose()


async def test_texts_are_whole_in_any_coding_and_order(desk: Desk) -> None:
    await desk.take(b"Hi \x1be")
    await desk.take("\U0001f44b".encode("utf-16-be"), coding=8)
    await desk.take(b"\xe4", coding=3, source="ACME")
    await desk.take(b"class", coding=0xF1)
    wave = "a\U0001f44b".encode("utf-16-be")  # cut within the emoji
    await desk.take(wave[4:], Part(0x102, 2, 2), coding=8)
    await desk.take(wave[:4], Part(0x102, 2, 1), coding=8)
    for number, octets in ((2, b"two "), (3, b"three"), (2, b"two "), (1, b"one "), (1, b"one ")):
        await desk.take(octets, Part(7, 3, number))
    assert desk.said == ["Hi €", "👋", "ä", "class", "a👋", "one two three"]
    assert {(each.from_, each.to, each.gaps) for each in desk.came.values()} == {
        (DANA, LINE, False),
        ("ACME", LINE, False),
    }
    await desk.take(b"another ", Part(7, 3, 1))
    assert desk.said[-1] == "one two three", "its reference is used again, for another text"


async def test_a_kill_between_parts_loses_none_and_doubles_none(desk: Desk) -> None:
    await desk.take(b"one ", Part(7, 2, 1))
    await desk.again()
    desk.dies = True
    with pytest.raises(Killed):  # it is kept, and nobody could be told: not the database, nor the SMSC
        await desk.take(b"two", Part(7, 2, 2))
    await desk.again()
    await desk.looked(0)
    await desk.take(b"two", Part(7, 2, 2))
    assert desk.said == ["one two"]
    await desk.looked(GIVEN_UP_AFTER_S + 1)
    assert desk.said == ["one two"]


async def test_a_text_whose_parts_never_come_is_given_up_with_its_gaps(desk: Desk) -> None:
    await desk.take(b"one", Part(7, 5, 1))
    await desk.take(b"four", Part(7, 5, 4))
    await desk.looked(GIVEN_UP_AFTER_S - 1)
    assert desk.said == []
    await desk.looked(2)
    assert desk.said == ["one […] four […] "]
    await desk.looked(REMEMBERED_S + 1)
    await desk.take(b"late", Part(7, 5, 2))
    await desk.looked(GIVEN_UP_AFTER_S)
    assert desk.said[1:] == [" […] late […] "], "what comes too late is not lost either"
    assert all(each.gaps for each in desk.came.values())


async def test_a_reference_that_is_used_again_ends_the_text_before(desk: Desk) -> None:
    await desk.take(b"old one", Part(7, 2, 1))
    await desk.take(b"new one", Part(7, 2, 1))
    assert desk.said == ["old one […] "]
    await desk.take(b" and two", Part(7, 2, 2))
    assert desk.said == ["old one […] ", "new one and two"]


async def test_nothing_is_taken_before_there_is_somebody_to_take_it() -> None:
    came = Delivered(DANA[1:], LINE[1:], 0, b"Hi", None, None)
    assert not await Inbox(VirtualClock()).take(TrunkId("trunk_1"), came)
